/** Sorting of lists that are whole on the page, and its place in the address bar: `sort=power`, or `sort=-power` for descending. */
import type { Column, SortValue } from "../components/column.ts";

export interface Sort {
  readonly key: string;
  readonly descending: boolean;
}

/** Reads the address; a column that cannot be sorted by counts as none. */
export function parseSort<Row>(text: string | undefined, columns: readonly Column<Row>[]): Sort | null {
  if (text === undefined) return null;
  const descending = text.startsWith("-");
  const key = descending ? text.slice(1) : text;
  return columns.some((column) => column.key === key && column.sort !== undefined) ? { key, descending } : null;
}

/** The address's form. */
export function sortText(sort: Sort | null): string | null {
  return sort === null ? null : `${sort.descending ? "-" : ""}${sort.key}`;
}

function compare(one: Exclude<SortValue, null>, other: Exclude<SortValue, null>): number {
  if (typeof one === "string" && typeof other === "string") return one.localeCompare(other, "en", { numeric: true });
  return one < other ? -1 : one > other ? 1 : 0;
}

/** A sorted copy; rows that are equal keep their order, and what is not known stands last in both directions. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | null): readonly Row[] {
  const value = sort && columns.find((column) => column.key === sort.key)?.sort;
  if (!sort || !value) return rows;
  return rows.toSorted((first, second) => {
    const one = value(first);
    const other = value(second);
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
    return sort.descending ? compare(other, one) : compare(one, other);
  });
}
