/**
 * Dense tables. The first cell's link covers the row, so the row is a link without breaking the table for screen readers.
 * On a phone each row becomes two lines: every column says in which corner it goes, or that it stays away.
 */
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import styles from "./DataTable.module.css";

export type PhoneCorner = "topStart" | "topEnd" | "bottomStart" | "bottomEnd";

export interface Column<Row> {
  readonly key: string;
  readonly head: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand at the end, so that digits line up. */
  readonly figures?: boolean;
  readonly phone?: PhoneCorner;
  /** Takes what width is left. */
  readonly grow?: boolean;
  /** Said after the value on a phone, where there is no head above it. */
  readonly phoneUnit?: string;
  /** Left out below the wide layout. */
  readonly wideOnly?: boolean;
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
  /** Older answers stay on screen while new ones load. */
  readonly busy?: boolean;
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

export function DataTable<Row>({ label, columns, rows, rowKey, busy = false }: DataTableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const scrolls = useScrolls(frame);
  const className = (column: Column<Row>) =>
    [column.figures && styles.figures, column.grow && styles.grow, column.wideOnly && styles.wideOnly, column.phone ? styles[column.phone] : styles.away].filter(Boolean).join(" ");
  return (
    // A region that scrolls must be reachable by keyboard; one that does not would only be in the way.
    <div ref={frame} className={styles.scroll} {...(scrolls && { tabIndex: 0, role: "region", "aria-label": `${label}, table` })}>
      <table className={styles.table} aria-busy={busy} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={className(column)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.key} className={className(column)} data-unit={column.phoneUnit}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Put around the link that should cover the whole row. */
export function RowLink({ children }: { readonly children: ReactNode }) {
  return <span className={styles.rowLink}>{children}</span>;
}
