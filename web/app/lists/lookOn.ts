/**
 * Looking on through pages without rows. One request looks through a bounded part of the ledger, so a filtered list can have
 * empty pages before the first row. What is found is shown; how far was looked is said exactly or not at all.
 */
import type { Order } from "@aurigraph/api";

/** Pages that are asked for without a person's word: enough for 100,000 blocks, and an end for a list that has nothing. */
export const PAGES_AT_ONCE_MAX = 50;

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/** How far a list was looked through. */
export interface Look<Row> {
  /** The last page that came. */
  readonly page: ListPage<Row>;
  readonly pagesLeft: number;
  readonly stopped: boolean;
  /** Why the next page did not come. */
  readonly error?: unknown;
}

export function beginLook<Row>(page: ListPage<Row>): Look<Row> {
  return { page, pagesLeft: PAGES_AT_ONCE_MAX, stopped: false };
}

/** The cursor of the page to ask for now; none once there are rows, the list is over, or the looking was stopped or failed. */
export function wantedCursor<Row>({ page, pagesLeft, stopped, error }: Look<Row>): string | undefined {
  const isWanted = page.rows.length === 0 && pagesLeft > 0 && !stopped && error === undefined;
  return isWanted ? (page.nextCursor ?? undefined) : undefined;
}

/** After one more page came. */
export function afterPage<Row>(look: Look<Row>, page: ListPage<Row>): Look<Row> {
  return { page, pagesLeft: look.pagesLeft - 1, stopped: look.stopped };
}

/** Numbers in a cursor are hexadecimal and follow the list's number and its scope: docs/api-design.md. */
const CURSOR_HEIGHT = /^[0-9a-f]{18}([0-9a-f]{16})(?:[0-9a-f]{16})*$/;

/** The last height that was looked through completely before this cursor; undefined where the cursor does not say. */
export function lookedTo(cursor: string | null, order: Order): number | undefined {
  const digits = CURSOR_HEIGHT.exec(cursor ?? "")?.[1];
  if (digits === undefined) return undefined;
  const height = Number(BigInt(`0x${digits}`)) + (order === "desc" ? 1 : -1);
  return height >= 0 && Number.isSafeInteger(height) ? height : undefined;
}
