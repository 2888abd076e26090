import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { faultsOf } from "../scripts/openapi-schema.ts";

const text = readFileSync(new URL("../../../openapi.json", import.meta.url), "utf8");

/** The committed document with one thing replaced in its text. */
function planted(before: string, after: string): ReturnType<typeof JSON.parse> {
  expect(text).toContain(before);
  return JSON.parse(text.replace(before, after));
}

describe("the check of the OpenAPI document", () => {
  test("the committed document is valid", async () => {
    expect(await faultsOf(JSON.parse(text))).toEqual([]);
  });

  test.each([
    ["a part that must be there is missing", '"title":', '"titel":', "#"],
    ["a schema has a type that does not exist", '"type": "object"', '"type": "objekt"', "/type"],
    ["a parameter is in no place that there is", '"in": "query"', '"in": "cookies"', "/in"],
    ["a reference leads nowhere", '"#/components/schemas/', '"#/components/schemas/No', "is not there"],
  ])("%s", async (_, before, after, part) => {
    const faults = await faultsOf(planted(before, after));
    expect(faults.join("\n")).toContain(part);
  });
});
