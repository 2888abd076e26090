/** A list's page on screen, and the search for its first row while pages come back empty. */
import { useEffect, useState } from "react";
import { afterPage, beginLook, type ListPage, type Look, wantedCursor } from "./lookOn.ts";

/** What `LookingOn` shows and what it can do. */
export interface LookOn<Row> {
  /** The page to show: the first one with rows, or the last one that came. */
  readonly page: ListPage<Row> | undefined;
  /** Empty so far, and not at the end. */
  readonly isOpen: boolean;
  readonly isLooking: boolean;
  readonly error: unknown;
  readonly stop: () => void;
  readonly goOn: () => void;
}

/**
 * `first` is the page that was asked for, the same object as long as it is the same answer; `isCurrent` says whether it answers
 * what is asked for now: nothing is looked for behind an older answer, whose cursor belongs to other filters.
 */
export function useLookOn<Row>(first: ListPage<Row> | undefined, isCurrent: boolean, loadPage: (cursor: string) => Promise<ListPage<Row>>): LookOn<Row> {
  const [stored, setStored] = useState<{ readonly first: ListPage<Row>; readonly look: Look<Row> }>();
  const look = first === undefined ? undefined : stored?.first === first ? stored.look : beginLook(first);
  const cursor = isCurrent && look !== undefined ? wantedCursor(look) : undefined;

  useEffect(() => {
    if (first === undefined || look === undefined || cursor === undefined) return undefined;
    let isOver = false;
    const keep = (after: Look<Row>) => {
      if (!isOver) setStored({ first, look: after });
    };
    loadPage(cursor).then(
      (page) => keep(afterPage(look, page)),
      (error: unknown) => keep({ ...look, error }),
    );
    return () => {
      isOver = true;
    };
    // oxlint-disable-next-line react/exhaustive-deps -- `look` is another object at each render; where it stands is said by the cursor
  }, [first, cursor, loadPage]);

  const change = (after: Partial<Look<Row>>) => {
    if (first !== undefined && look !== undefined) setStored({ first, look: { ...look, ...after } });
  };
  return {
    page: look?.page,
    isOpen: look !== undefined && look.page.rows.length === 0 && look.page.nextCursor !== null,
    isLooking: cursor !== undefined,
    error: look?.error,
    stop: () => change({ stopped: true }),
    goOn: () => first !== undefined && look !== undefined && setStored({ first, look: beginLook(look.page) }),
  };
}
