/**
 * Paging by cursor, kept in the address bar: a page of a list can be linked to, and the browser's own "back" works.
 * Changing a filter begins at the first page again.
 */
import { useCallback } from "react";
import { countOf } from "@aurigraph/core";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { Button } from "./Button.tsx";
import { Icon } from "./icons.tsx";
import styles from "./Paging.module.css";

export const LIMITS = [25, 50, 100, 200] as const;
const DEFAULT_LIMIT = 50;

/** Filters, cursor and page size of a list, read from and written to the address bar. */
export function useListAddress() {
  const [search, setSearch] = useSearchParams();
  const asked = Number(search.get("limit"));
  const limit = LIMITS.find((each) => each === asked) ?? DEFAULT_LIMIT;
  const set = useCallback(
    (changes: Readonly<Record<string, string | null>>) => {
      setSearch((before) => {
        const after = new URLSearchParams(before);
        after.delete("cursor");
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === "") after.delete(name);
          else after.set(name, value);
        }
        return after;
      });
    },
    [setSearch],
  );
  return { get: (name: string) => search.get(name) ?? undefined, cursor: search.get("cursor") ?? undefined, limit, set };
}

interface PagerProps {
  readonly nextCursor: string | null | undefined;
  readonly count: number;
  /** One of what is listed: "block". */
  readonly noun: string;
  /** Many of them, where that is not the noun with an "s". */
  readonly nouns?: string;
}

export function Pager({ nextCursor, count, noun, nouns = `${noun}s` }: PagerProps) {
  const { cursor, limit, set } = useListAddress();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const location = useLocation();
  const depth = (location.state as { depth?: number } | null)?.depth ?? 0;
  function next() {
    const after = new URLSearchParams(search);
    after.set("cursor", nextCursor ?? "");
    void navigate({ search: `?${after.toString()}` }, { state: { depth: depth + 1 } });
  }
  // A list that fits on the smallest page has nothing to turn.
  if (cursor === undefined && !nextCursor && count <= LIMITS[0]) {
    return count === 0 ? null : <p className={styles.pager}>{countOf(count, noun, nouns)}, all on this page</p>;
  }
  return (
    <nav className={styles.pager} aria-label={`Pages of ${nouns}`}>
      <span className={styles.count}>{countOf(count, noun, nouns)} on this page</span>
      <label className={styles.limit}>
        Page size
        <select value={limit} onChange={(event) => set({ limit: event.target.value })}>
          {LIMITS.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <span className={styles.buttons}>
        {cursor !== undefined && <Button onClick={() => set({})}>First page</Button>}
        <Button onClick={() => void navigate(-1)} disabled={depth === 0}>
          <Icon name="left" /> Previous
        </Button>
        <Button onClick={next} disabled={!nextCursor}>
          Next <Icon name="right" />
        </Button>
      </span>
    </nav>
  );
}
