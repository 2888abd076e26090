/** The columns of a table: what each shows, how it sorts, and where it goes on a phone. Pure: drawing is `DataTable.tsx`. */
import type { ReactNode } from "react";

export type PhoneCorner = "topStart" | "topEnd" | "bottomStart" | "bottomEnd";

/** What a column sorts by. Amounts are bigints, because they do not fit into numbers; `null` is "not known". */
export type SortValue = string | number | bigint | null;

export interface Column<Row> {
  readonly key: string;
  /** The head above it, and its name in the menu where columns are chosen. */
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Makes the column sortable where the whole list is on the page. */
  readonly sort?: (row: Row) => SortValue;
  /** Figures stand at the end, so that digits line up. */
  readonly figures?: boolean;
  readonly phone?: PhoneCorner;
  /** Long texts end in an ellipsis. */
  readonly clip?: boolean;
  /** Said after the value on a phone, where there is no head above it. */
  readonly phoneUnit?: string | ((row: Row) => string);
  /** Left out where the table has little room, unless the reader chose it. */
  readonly wideOnly?: boolean;
  /** Carries the row's link: it cannot be hidden. */
  readonly fixed?: boolean;
  /** Shown only when the reader chooses it. */
  readonly optional?: boolean;
  /** Several columns in one, for the two-line rows of a phone; nobody chooses it. */
  readonly phoneOnly?: boolean;
}

/** The columns that a reader can show or hide. */
export function choosable<Row>(columns: readonly Column<Row>[]): readonly Column<Row>[] {
  return columns.filter((column) => column.phoneOnly !== true);
}

/** Keys of the columns that are shown when nothing was chosen. */
export function defaultKeys<Row>(columns: readonly Column<Row>[]): readonly string[] {
  return choosable(columns)
    .filter((column) => column.optional !== true)
    .map((column) => column.key);
}

/** The columns to draw: those chosen, or the usual ones. Keys that no column has any more are passed over. */
export function visibleColumns<Row>(columns: readonly Column<Row>[], chosen: readonly string[] | null): readonly Column<Row>[] {
  if (chosen === null) return columns.filter((column) => column.optional !== true);
  return columns.filter((column) => column.fixed === true || column.phoneOnly === true || chosen.includes(column.key));
}
