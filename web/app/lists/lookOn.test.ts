import { describe, expect, it } from "vitest";
import { afterPage, beginLook, type ListPage, lookedTo, PAGES_AT_ONCE_MAX, wantedCursor } from "./lookOn.ts";

/** As the node writes them: the list's number, its scope, and where it goes on. */
function cursorAt(...numbers: readonly number[]): string {
  return `02${"c0ffee".padStart(16, "0")}${numbers.map((number) => number.toString(16).padStart(16, "0")).join("")}`;
}

const EMPTY: ListPage<string> = { rows: [], nextCursor: "next" };

describe("looking on through empty pages", () => {
  it("wants the next page until there are rows or the list is over", () => {
    const look = beginLook(EMPTY);
    expect(wantedCursor(look)).toBe("next");
    expect(wantedCursor(afterPage(look, { rows: [], nextCursor: "later" }))).toBe("later");
    expect(wantedCursor(afterPage(look, { rows: ["row"], nextCursor: "later" }))).toBeUndefined();
    expect(wantedCursor(afterPage(look, { rows: [], nextCursor: null }))).toBeUndefined();
  });

  it("asks for no more than its number of pages at once", () => {
    let look = beginLook(EMPTY);
    let pages = 0;
    for (; wantedCursor(look) !== undefined; pages += 1) look = afterPage(look, EMPTY);
    expect(pages).toBe(PAGES_AT_ONCE_MAX);
    expect(wantedCursor(beginLook(look.page))).toBe("next");
  });

  it("stands still when it was stopped, or when a page did not come", () => {
    expect(wantedCursor({ ...beginLook(EMPTY), stopped: true })).toBeUndefined();
    expect(wantedCursor({ ...beginLook(EMPTY), error: new Error("no answer") })).toBeUndefined();
  });
});

describe("how far was looked", () => {
  it("is the last height before the one where the list goes on", () => {
    expect(lookedTo(cursorAt(8100, 7), "desc")).toBe(8101);
    expect(lookedTo(cursorAt(2000, 0), "asc")).toBe(1999);
    expect(lookedTo(cursorAt(41), "asc")).toBe(40);
    expect(lookedTo(cursorAt(41, 1, 2, 3), "desc")).toBe(42);
  });

  it("is not said where the cursor does not say it", () => {
    expect([null, "", "next", "02", cursorAt(), `${cursorAt(7)}0`, cursorAt(7).toUpperCase()].map((cursor) => lookedTo(cursor, "desc"))).toEqual(Array.from({ length: 7 }));
    expect(lookedTo(cursorAt(0), "asc")).toBeUndefined();
  });
});
