/** What is selected in a list, also on pages that are not shown: the box for all of this page, how many there are, and what is done with them. */
import { type ReactNode, useEffect, useRef } from "react";
import { formatInteger } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import styles from "./organisations.module.css";

interface RowSelectionProps<Row> {
  /** What the rows are called, several of them. */
  readonly noun: string;
  /** Those of this page that can be chosen. */
  readonly rows: readonly Row[];
  /** By user. */
  readonly selected: ReadonlyMap<string, Row>;
  readonly onSelect: (selected: ReadonlyMap<string, Row>) => void;
  /** More are not changed at once. */
  readonly max: number;
  /** The buttons; whether too many are selected for them. */
  readonly children: (tooMany: boolean) => ReactNode;
}

export function RowSelection<Row extends { readonly userId: string }>({ noun, rows, selected, onSelect, max, children }: RowSelectionProps<Row>) {
  const here = rows.filter(({ userId }) => selected.has(userId)).length;
  const box = useRef<HTMLInputElement>(null);
  const isPartly = here > 0 && here < rows.length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPartly;
  }, [isPartly]);
  const tooMany = selected.size > max;
  return (
    <div className={styles.selection} role="group" aria-label={`Selected ${noun}`}>
      <label className={styles.select}>
        <input
          ref={box}
          type="checkbox"
          checked={rows.length > 0 && here === rows.length}
          onChange={(event) => {
            const after = new Map(selected);
            for (const row of rows) {
              if (event.target.checked) after.set(row.userId, row);
              else after.delete(row.userId);
            }
            onSelect(after);
          }}
        />
        All on this page
      </label>
      <span role="status" className={styles.selectedCount}>
        {selected.size > 0 && `${formatInteger(selected.size)} selected${tooMany ? `; at most ${max} can be changed at once` : ""}`}
      </span>
      {selected.size > 0 && (
        <>
          {children(tooMany)}
          <Button kind="quiet" onClick={() => onSelect(new Map())}>
            Select none
          </Button>
        </>
      )}
    </div>
  );
}
