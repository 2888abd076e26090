/**
 * Dense tables. The first cell's link covers the row, so the row is a link without breaking the table for screen readers.
 * On a phone each row becomes two lines: every column says in which corner it goes; columns that the reader chose beyond
 * those follow below, each under its name.
 */
import { memo, type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { Column } from "./column.ts";
import styles from "./DataTable.module.css";
import { Icon } from "./icons.tsx";

/** The column in whose order the rows stand. */
export interface TableSort {
  readonly key: string;
  readonly descending: boolean;
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  /** Older answers stay on screen while new ones load. */
  readonly busy?: boolean;
  /** The row that is shown beside the list. */
  readonly current?: string | number | undefined;
  /** Whether the reader chose the columns: then a phone shows all of them. */
  readonly chosen?: boolean;
  readonly sort?: TableSort | null | undefined;
  /** Sorts by a column; left out where the list cannot be sorted. */
  readonly onSort?: ((key: string) => void) | undefined;
}

/** Whether the element is narrower than what it holds, so that it scrolls. */
function useScrolls(element: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current) return undefined;
    const observer = new ResizeObserver(() => setScrolls(current.scrollWidth > current.clientWidth));
    observer.observe(current);
    if (current.firstElementChild) observer.observe(current.firstElementChild);
    return () => observer.disconnect();
  }, [element]);
  return scrolls;
}

function Head<Row>({ column, className, sort, onSort }: Pick<DataTableProps<Row>, "sort" | "onSort"> & { readonly column: Column<Row>; readonly className: string }) {
  const sorted = sort?.key === column.key ? (sort.descending ? "descending" : "ascending") : undefined;
  const sortable = column.sort !== undefined && onSort !== undefined;
  return (
    <th scope="col" className={className} {...(sortable && { "aria-sort": sorted ?? "none" })}>
      {sortable ? (
        <button type="button" className={styles.sort} onClick={() => onSort(column.key)} title={`Sort by ${column.head.toLowerCase()}`}>
          {column.head}
          <span className={styles.arrow}>{sorted && <Icon name={sort?.descending ? "descending" : "ascending"} size={12} />}</span>
        </button>
      ) : (
        column.head
      )}
    </th>
  );
}

function unitOf<Row>({ phoneUnit }: Column<Row>, row: Row): string | undefined {
  return typeof phoneUnit === "function" ? phoneUnit(row) : phoneUnit;
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  /** Of each column. */
  readonly classNames: readonly string[];
  readonly isCurrent: boolean;
}

function PlainTableRow<Row>({ row, columns, classNames, isCurrent }: TableRowProps<Row>) {
  return (
    <tr data-current={isCurrent}>
      {columns.map((column, index) => (
        <td key={column.key} className={classNames[index]} data-unit={unitOf(column, row)} data-head={column.head}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** Drawn anew when it is another row or has other columns, not whenever its page is. `memo` forgets that the row's type is open. */
const TableRow = memo(PlainTableRow) as typeof PlainTableRow;

export function DataTable<Row>({ label, columns, rows, rowKey, busy = false, current, chosen = false, sort, onSort }: DataTableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const scrolls = useScrolls(frame);
  const classNames = useMemo(() => {
    const place = (column: Column<Row>) => (column.phone ? styles[column.phone] : chosen ? styles.extra : styles.away);
    return columns.map((column) =>
      [column.figures && styles.figures, column.clip && styles.clip, column.wideOnly && !chosen && styles.wideOnly, column.phoneOnly && styles.phoneOnly, place(column)].filter(Boolean).join(" "),
    );
  }, [columns, chosen]);
  return (
    // A region that scrolls must be reachable by keyboard; one that does not would only be in the way.
    <div ref={frame} className={styles.scroll} {...(scrolls && { tabIndex: 0, role: "region", "aria-label": `${label}, table` })}>
      <table className={styles.table} aria-busy={busy} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <Head key={column.key} column={column} className={classNames[index] ?? ""} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow key={rowKey(row)} row={row} columns={columns} classNames={classNames} isCurrent={current !== undefined && rowKey(row) === current} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Put around the link that should cover the whole row. */
export function RowLink({ children }: { readonly children: ReactNode }) {
  return <span className={styles.rowLink} data-row-link="">{children}</span>;
}
