/**
 * Export of a list as CSV or JSON: the page on screen, or everything that matches, followed page by page with progress and
 * a way to stop. What was left out because of the limit is said, in the file's name and on screen.
 */
import { useRef, useState } from "react";
import { type CsvCell, formatInteger, toCsv } from "@aurigraph/core";
import { Button } from "./Button.tsx";
import type { ListPage } from "../lists/lookOn.ts";
import { Menu, MenuNote } from "./Menu.tsx";

const LARGEST_EXPORT_ROWS = 10_000;

interface ExportMenuProps<Row> {
  /** First part of the file's name. */
  readonly name: string;
  readonly rows: readonly Row[];
  readonly columns: readonly (readonly [head: string, value: (row: Row) => CsvCell])[];
  /** Left out where the list is never longer than the page. */
  readonly loadPage?: (cursor: string | undefined) => Promise<ListPage<Row>>;
}

type Form = "csv" | "json";

function save(name: string, form: Form, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: form === "csv" ? "text/csv;charset=utf-8" : "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${name}.${form}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function ExportMenu<Row>({ name, rows, columns, loadPage }: ExportMenuProps<Row>) {
  const [progress, setProgress] = useState<string | null>(null);
  const stopped = useRef(false);

  function write(form: Form, suffix: string, all: readonly Row[]) {
    const text =
      form === "json"
        ? JSON.stringify(all, null, 2)
        : toCsv(
            columns.map(([head]) => head),
            all.map((row) => columns.map(([, value]) => value(row))),
          );
    save(`aurigraph-${name}${suffix}`, form, text);
  }

  async function exportAll(form: Form, load: NonNullable<typeof loadPage>) {
    stopped.current = false;
    const all: Row[] = [];
    let cursor: string | undefined;
    try {
      do {
        const page = await load(cursor);
        all.push(...page.rows);
        cursor = page.nextCursor ?? undefined;
        setProgress(`${formatInteger(all.length)} rows so far`);
      } while (cursor !== undefined && !stopped.current && all.length < LARGEST_EXPORT_ROWS);
      const cut = cursor !== undefined;
      write(form, cut ? `-first-${all.length}` : "", all);
      setProgress(`${formatInteger(all.length)} rows written${cut ? "; there are more" : ""}`);
    } catch {
      setProgress("The export failed. Nothing was written; try again.");
    } finally {
      stopped.current = true;
    }
  }

  return (
    <Menu label="Export" icon="download">
      <Button kind="quiet" disabled={rows.length === 0} onClick={() => write("csv", "", rows)} data-closes-menu>
        This page as CSV
      </Button>
      <Button kind="quiet" disabled={rows.length === 0} onClick={() => write("json", "", rows)} data-closes-menu>
        This page as JSON
      </Button>
      {loadPage && (
        <>
          <Button kind="quiet" disabled={rows.length === 0} onClick={() => void exportAll("csv", loadPage)}>
            All that match as CSV
          </Button>
          <Button kind="quiet" disabled={rows.length === 0} onClick={() => void exportAll("json", loadPage)}>
            All that match as JSON
          </Button>
          <div role="status">
            <MenuNote>{progress ?? `At most ${formatInteger(LARGEST_EXPORT_ROWS)} rows.`}</MenuNote>
          </div>
        </>
      )}
      {progress?.endsWith("so far") && (
        <Button
          onClick={() => {
            stopped.current = true;
          }}
        >
          Stop here
        </Button>
      )}
    </Menu>
  );
}
