/** One list as this reader wants it: its visible columns, density and sort, from what they chose and from the address bar. */
import { useCallback, useMemo } from "react";
import type { Density } from "@aurigraph/tokens";
import { choosable, type Column, defaultKeys, visibleColumns } from "../components/column.ts";
import { useListAddress } from "../components/Paging.tsx";
import { useAppDispatch, useAppSelector } from "../store.ts";
import { listChosen, USUAL } from "./lists.ts";
import { parseSort, type Sort, sortRows, sortText } from "./sort.ts";

/** What the menus of a list work on. */
export interface ListControls {
  readonly id: string;
  /** Every column that can be shown or hidden, and whether it is shown now. */
  readonly columns: readonly { readonly key: string; readonly head: string; readonly shown: boolean; readonly fixed: boolean }[];
  /** What the list can be sorted by; none where it is not whole on the page. */
  readonly sorts: readonly { readonly key: string; readonly head: string }[];
  readonly sort: Sort | null;
  readonly setSort: (sort: Sort | null) => void;
  readonly density: Density | null;
  readonly setDensity: (density: Density | null) => void;
  readonly toggleColumn: (key: string) => void;
  /** Usual columns, density and order. */
  readonly reset: () => void;
  readonly isUsual: boolean;
}

interface Options {
  /** A list sorted by the API: how it stands now, what it can be sorted by, and how to ask for another order. */
  readonly server?: { readonly key: string; readonly sort: Sort; readonly usual: Sort; readonly setSort: (sort: Sort) => void };
  /** Whether all rows are on the page, so that they can be sorted here. */
  readonly whole?: boolean;
}

/** A column as a plain head: its list cannot be sorted by it. */
function withoutSort<Row>(column: Column<Row>): Column<Row> {
  const { sort: _sort, ...plain } = column;
  return plain;
}

/** By the API in the one order it has, or here where all rows are on the page. */
function canSort<Row>(column: Column<Row>, serverKey: string | undefined, whole: boolean): boolean {
  return serverKey === undefined ? whole && column.sort !== undefined : column.key === serverKey;
}

export function useList<Row>(id: string, columns: readonly Column<Row>[], { server, whole = false }: Options = {}) {
  const choice = useAppSelector((state) => state.lists.choices[id]) ?? USUAL;
  const dispatch = useAppDispatch();
  const address = useListAddress();
  const visible = useMemo(() => visibleColumns(columns, choice.columns), [columns, choice.columns]);
  const asked = address.get("sort");
  const sort = server?.sort ?? (whole ? parseSort(asked, columns) : null);
  const usualSort = server?.usual ?? null;

  function setSort(next: Sort | null) {
    if (server) server.setSort(next ?? server.usual);
    else address.set({ sort: sortText(next) });
  }

  /** A click on a head: ascending, then descending, then as the list came. */
  function onSort(key: string) {
    if (sort?.key !== key) setSort({ key, descending: false });
    else if (server) setSort({ key, descending: !sort.descending });
    else setSort(sort.descending ? null : { key, descending: true });
  }

  const sorted = useCallback((rows: readonly Row[]) => (server ? rows : sortRows(rows, columns, sort)), [server, columns, sort]);
  const shown = choice.columns ?? defaultKeys(columns);
  const controls: ListControls = {
    id,
    columns: choosable(columns).map(({ key, head, fixed = false }) => ({ key, head, fixed, shown: fixed || shown.includes(key) })),
    sorts: columns.filter((column) => canSort(column, server?.key, whole)).map(({ key, head }) => ({ key, head })),
    sort,
    setSort,
    density: choice.density,
    setDensity: (density) => dispatch(listChosen({ list: id, choice: { ...choice, density } })),
    toggleColumn: (key) => {
      const next = shown.includes(key) ? shown.filter((each) => each !== key) : [...shown, key];
      dispatch(listChosen({ list: id, choice: { ...choice, columns: next } }));
    },
    reset: () => {
      dispatch(listChosen({ list: id, choice: USUAL }));
      if (sortText(sort) !== sortText(usualSort)) setSort(usualSort);
    },
    isUsual: choice.columns === null && choice.density === null && sortText(sort) === sortText(usualSort),
  };
  const serverKey = server?.key;
  // The same columns as long as nothing was chosen: rows are drawn anew when their columns are others.
  const drawn = useMemo(() => visible.map((column) => (canSort(column, serverKey, whole) ? column : withoutSort(column))), [visible, serverKey, whole]);
  const table = {
    columns: drawn,
    chosen: choice.columns !== null,
    sort,
    onSort: controls.sorts.length > 0 ? onSort : undefined,
  };
  return { controls, sorted, table };
}
