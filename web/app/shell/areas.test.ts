import { expect, test } from "vitest";
import { AREAS, areaOf } from "./areas.ts";

test("letters and paths are unique, so that every key leads to one place", () => {
  expect(new Set(AREAS.map((area) => area.letter)).size).toBe(AREAS.length);
  expect(new Set(AREAS.map((area) => area.path)).size).toBe(AREAS.length);
});

test("a record belongs to the area of its list", () => {
  expect(areaOf("/blocks/7")?.name).toBe("Blocks");
  expect(areaOf("/validators/3")?.name).toBe("Validators");
  expect(areaOf(`/governance/${"5c".repeat(32)}`)?.name).toBe("Governance");
  expect(areaOf("/")?.name).toBe("Overview");
  expect(areaOf("/accounts/7")).toBeUndefined();
});
