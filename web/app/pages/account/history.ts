/** An account's history as one list: its transfers, and what it signed or what concerns it. Pure: drawing is `HistoryPanel.tsx`. */
import type { AccountHistory, AccountTransaction, AccountTransfer, Order } from "@aurigraph/api";

export type HistoryEntry = AccountTransfer | AccountTransaction;

export function isTransfer(entry: HistoryEntry): entry is AccountTransfer {
  return "direction" in entry;
}

/** Below zero where the first one is older. A submission as a whole is newer than its transfers. */
function compareAge(one: HistoryEntry, other: HistoryEntry): number {
  return one.blockHeight - other.blockHeight || one.position - other.position || Number(isTransfer(other)) - Number(isTransfer(one));
}

/** Both lists of a page merged in the order in which it was asked for; each of them has that order already. */
export function entriesOf({ transfers, transactions }: AccountHistory, order: Order): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  const direction = order === "asc" ? 1 : -1;
  let next = 0;
  for (const transfer of transfers) {
    for (let other = transactions[next]; other !== undefined && direction * compareAge(other, transfer) < 0; other = transactions[next]) {
      entries.push(other);
      next += 1;
    }
    entries.push(transfer);
  }
  return [...entries, ...transactions.slice(next)];
}

/** What tells the entries of one history apart. */
export function entryKey(entry: HistoryEntry): string {
  return isTransfer(entry) ? `${entry.transactionHash}-${entry.index}-${entry.direction}` : `${entry.hash}-${entry.role}`;
}

/** The submission of an entry. */
export function hashOf(entry: HistoryEntry): string {
  return isTransfer(entry) ? entry.transactionHash : entry.hash;
}

/** The result code, where there is one: a batch as a whole has a status. */
export function codeOf(entry: HistoryEntry): string | undefined {
  return isTransfer(entry) ? entry.resultCode : (entry.operation ?? entry.transfer)?.resultCode;
}
