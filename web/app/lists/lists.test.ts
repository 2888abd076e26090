import { describe, expect, test } from "vitest";
import { type Column, defaultKeys, visibleColumns } from "../components/column.ts";
import { changeUndone, listChosen, listsReducer, NOTHING_CHOSEN, type SavedView, shownView, USUAL, viewDeleted, viewRenamed, viewSaved, viewSearch } from "./lists.ts";
import { parseSort, sortRows, sortText } from "./sort.ts";
import { parseLists } from "./storage.ts";

const VIEW: SavedView = { list: "blocks", name: "Busy", search: "nonEmpty=true", columns: ["height", "transfers"], density: "compact" };

interface Row {
  readonly name: string;
  readonly power: bigint | null;
}

const COLUMNS: readonly Column<Row>[] = [
  { key: "name", head: "Name", fixed: true, cell: (row) => row.name, sort: (row) => row.name },
  { key: "power", head: "Power", cell: () => null, sort: (row) => row.power, wideOnly: true },
  { key: "secret", head: "Secret", cell: () => null, optional: true },
  { key: "both", head: "Both", cell: () => null, phoneOnly: true },
];

describe("saved views", () => {
  test("one of the same name is replaced, and the replacement can be undone", () => {
    const first = listsReducer(NOTHING_CHOSEN, viewSaved(VIEW));
    const second = listsReducer(first, viewSaved({ ...VIEW, density: null }));
    expect(second.views).toEqual([{ ...VIEW, density: null }]);
    expect(second.undo?.words).toContain("Replaced");
    expect(listsReducer(second, changeUndone()).views).toEqual([VIEW]);
  });

  test("a deleted one comes back by undo, and only once", () => {
    const kept = listsReducer(NOTHING_CHOSEN, viewSaved(VIEW));
    const deleted = listsReducer(kept, viewDeleted(VIEW));
    expect(deleted.views).toEqual([]);
    const back = listsReducer(deleted, changeUndone());
    expect(back.views).toEqual([VIEW]);
    expect(listsReducer(back, changeUndone())).toEqual(back);
  });

  test("cannot be renamed to a name that is taken", () => {
    const two = [VIEW, { ...VIEW, name: "Quiet" }].reduce((state, view) => listsReducer(state, viewSaved(view)), NOTHING_CHOSEN);
    expect(listsReducer(two, viewRenamed({ ...VIEW, to: "Quiet" })).views).toEqual(two.views);
    expect(listsReducer(two, viewRenamed({ ...VIEW, to: "Loud" })).views.map((view) => view.name)).toEqual(["Loud", "Quiet"]);
  });

  test("the one on screen is recognised whatever the order of columns and parameters, on any page of the list", () => {
    const choice = { columns: ["transfers", "height"], density: "compact" } as const;
    expect(shownView([VIEW], choice, viewSearch("?cursor=abc&nonEmpty=true"))).toEqual(VIEW);
    expect(shownView([VIEW], USUAL, viewSearch("?nonEmpty=true"))).toBeUndefined();
    expect(viewSearch("?b=2&a=1")).toBe(viewSearch("?a=1&b=2"));
  });
});

test("what was kept is read entry by entry; the unreadable is passed over", () => {
  const state = listsReducer(listsReducer(NOTHING_CHOSEN, viewSaved(VIEW)), listChosen({ list: "blocks", choice: { columns: ["height"], density: null } }));
  expect(parseLists(JSON.stringify(state))).toEqual({ ...state, undo: null });
  expect(parseLists("{")).toEqual(NOTHING_CHOSEN);
  expect(parseLists("[]")).toEqual(NOTHING_CHOSEN);
  expect(parseLists(JSON.stringify({ views: [VIEW, { name: 7 }, null], choices: { blocks: 3 } }))).toEqual({ ...NOTHING_CHOSEN, views: [VIEW] });
});

test("columns: the usual ones, or those chosen and the one that carries the link", () => {
  const keys = (chosen: readonly string[] | null) => visibleColumns(COLUMNS, chosen).map((column) => column.key);
  expect(defaultKeys(COLUMNS)).toEqual(["name", "power"]);
  expect(keys(null)).toEqual(["name", "power", "both"]);
  expect(keys(["secret", "gone"])).toEqual(["name", "secret", "both"]);
});

describe("sorting", () => {
  const rows: readonly Row[] = [
    { name: "b 10", power: null },
    { name: "b 9", power: 2n ** 64n },
    { name: "a", power: 1n },
  ];
  const names = (text: string) => sortRows(rows, COLUMNS, parseSort(text, COLUMNS)).map((row) => row.name);

  test("by text as people count, by amounts of any size, the unknown last", () => {
    expect(names("name")).toEqual(["a", "b 9", "b 10"]);
    expect(names("power")).toEqual(["a", "b 9", "b 10"]);
    expect(names("-power")).toEqual(["b 9", "a", "b 10"]);
  });

  test("the address says it, and a column that cannot be sorted by is none", () => {
    expect(sortText(parseSort("-power", COLUMNS))).toBe("-power");
    expect(parseSort("secret", COLUMNS)).toBeNull();
    expect(names("nonsense")).toEqual(rows.map((row) => row.name));
  });
});
