import { formatInteger } from "@aurigraph/core";
import { describe, expect, it } from "vitest";
import { heightOf, heightsOf, heightTokens, HEIGHTS_PATTERN } from "./heights.ts";

function shown(from: number | undefined, to: number | undefined): readonly string[] {
  return heightTokens(from, to, () => {}).map(({ name, value }) => `${name} ${value}`);
}

/** The filters of an address bar after one of its tokens was taken away. */
function withoutToken(text: string, name: string): string {
  const search = new URLSearchParams(text);
  const get = (parameter: string) => search.get(parameter) ?? undefined;
  const [from, to] = [heightOf(get("fromHeight"), get("height")), heightOf(get("toHeight"), get("height"))];
  const tokens = heightTokens(from, to, (changes) => {
    for (const each of Object.keys(changes)) search.delete(each);
  });
  tokens.find((token) => token.name === name)?.onRemove();
  return search.toString();
}

describe("heights as filters", () => {
  it("are two, or one of them, or a single one", () => {
    expect(heightsOf("10-90")).toMatchObject({ fromHeight: "10", toHeight: "90" });
    expect(heightsOf("10-")).toMatchObject({ fromHeight: "10", toHeight: "" });
    expect(heightsOf("-90")).toMatchObject({ fromHeight: "", toHeight: "90" });
    expect(heightsOf("7")).toMatchObject({ fromHeight: "7", toHeight: "7" });
    for (const text of ["10-90", "10-", "-90", "7", "0"]) expect(text).toMatch(HEIGHTS_PATTERN);
    for (const text of ["", "-", "1-2-3", "a", "1.5", "1 2", "9".repeat(16)]) expect(text).not.toMatch(HEIGHTS_PATTERN);
  });

  it("are taken with spaces and with the dashes that other programs write", () => {
    for (const text of ["1258 - 1262", "1258\u20131262", " 1258 \u2013 1262 ", "1258\u00a0\u2014\u00a01262", "1258\u22121262", "1258\u20111262"]) {
      expect(text.trim()).toMatch(HEIGHTS_PATTERN);
      expect(heightsOf(text)).toMatchObject({ fromHeight: "1258", toHeight: "1262" });
    }
    expect(heightsOf("10 -")).toMatchObject({ fromHeight: "10", toHeight: "" });
    expect(heightsOf("\u2013 90")).toMatchObject({ fromHeight: "", toHeight: "90" });
    for (const text of ["10 - 20 - 30", "10 20", "10 -- 20", "\u2013"]) expect(text).not.toMatch(HEIGHTS_PATTERN);
  });

  it("count as no filter in an address that is none", () => {
    expect(["7", "0", "", "x", "-1", "9".repeat(16), undefined].map((text) => heightOf(text))).toEqual([7, 0, undefined, undefined, undefined, undefined, undefined]);
  });

  it("of a link of before are one height, which is both ends", () => {
    expect([heightOf("3", "7"), heightOf(undefined, "7"), heightOf(undefined, undefined)]).toEqual([3, 7, undefined]);
  });

  it("stand above their list as tokens that take them away", () => {
    expect(shown(10, 9000)).toEqual(["from height 10", `to height ${formatInteger(9000)}`]);
    expect(shown(undefined, 90)).toEqual(["to height 90"]);
    expect(shown(7, 7)).toEqual(["height 7"]);
    expect(shown(undefined, undefined)).toEqual([]);
    expect(withoutToken("kind=batch&fromHeight=10&toHeight=90", "from height")).toBe("kind=batch&toHeight=90");
    expect(withoutToken("fromHeight=7&toHeight=7&kind=batch", "height")).toBe("kind=batch");
    expect(withoutToken("height=7&kind=batch", "height")).toBe("kind=batch");
  });
});
