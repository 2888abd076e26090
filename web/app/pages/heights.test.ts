import { describe, expect, it } from "vitest";
import { heightOf, heightsOf, HEIGHTS_PATTERN } from "./heights.ts";

describe("heights as filters", () => {
  it("are two, or one of them, or a single one", () => {
    expect(heightsOf("10-90")).toEqual({ fromHeight: "10", toHeight: "90" });
    expect(heightsOf("10-")).toEqual({ fromHeight: "10", toHeight: "" });
    expect(heightsOf("-90")).toEqual({ fromHeight: "", toHeight: "90" });
    expect(heightsOf("7")).toEqual({ fromHeight: "7", toHeight: "7" });
    for (const text of ["10-90", "10-", "-90", "7", "0"]) expect(text).toMatch(HEIGHTS_PATTERN);
    for (const text of ["", "-", "1-2-3", "a", "1.5", "1 2", "9".repeat(16)]) expect(text).not.toMatch(HEIGHTS_PATTERN);
  });

  it("count as no filter in an address that is none", () => {
    expect(["7", "0", "", "x", "-1", "9".repeat(16), undefined].map(heightOf)).toEqual([7, 0, undefined, undefined, undefined, undefined, undefined]);
  });
});
