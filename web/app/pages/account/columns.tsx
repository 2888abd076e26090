/** The columns of an account's history, on screen and in exports. */
import { Link } from "react-router";
import { type CsvCell, formatAbsolute, formatInteger } from "@aurigraph/core";
import { Amount } from "../../components/Amount.tsx";
import type { Column } from "../../components/column.ts";
import { RowLink } from "../../components/DataTable.tsx";
import { Hash } from "../../components/Hash.tsx";
import { Icon } from "../../components/icons.tsx";
import { ResultTag, StatusTag } from "../../components/Tag.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import styles from "../pages.module.css";
import { EntryWords } from "./EntryWords.tsx";
import { codeOf, hashOf, type HistoryEntry, isTransfer } from "./history.ts";

/** The transfer that an entry shows: its own, or the single one that the account signed for another. */
function transferOf(entry: HistoryEntry) {
  return isTransfer(entry) ? entry : entry.transfer;
}

function Part({ entry }: { readonly entry: HistoryEntry }) {
  if (isTransfer(entry)) {
    return (
      <>
        <Icon name={entry.direction} size={14} /> {entry.direction}
      </>
    );
  }
  return (
    <>
      <Icon name={entry.role === "signer" ? "rename" : "proof"} size={14} /> {entry.role === "signer" ? "signed" : "concerned"}
    </>
  );
}

function addressOf(entry: HistoryEntry): string {
  const receipt = isTransfer(entry) && entry.index > 0 ? `?receipt=${entry.index}` : "";
  return `/transactions/${hashOf(entry)}${receipt}`;
}

function Result({ entry }: { readonly entry: HistoryEntry }) {
  const code = codeOf(entry);
  if (code !== undefined) return <ResultTag code={code} />;
  return isTransfer(entry) ? null : <StatusTag status={entry.status} applied={entry.applied} rejected={entry.rejected} />;
}

export const HISTORY_COLUMNS: readonly Column<HistoryEntry>[] = [
  {
    key: "direction",
    head: "Part",
    phone: "topStart",
    fixed: true,
    cell: (entry) => (
      <RowLink>
        <Link to={addressOf(entry)} className={isTransfer(entry) && entry.direction === "in" ? `${styles.direction} ${styles.in}` : styles.direction}>
          <Part entry={entry} />
        </Link>
      </RowLink>
    ),
  },
  {
    key: "amount",
    head: "Amount",
    figures: true,
    phone: "topEnd",
    phoneUnit: (entry) => transferOf(entry)?.asset ?? "",
    cell: (entry) => {
      const transfer = transferOf(entry);
      return transfer && <Amount minorUnits={transfer.amount} decimals={transfer.decimals} />;
    },
  },
  { key: "asset", head: "Asset", cell: (entry) => transferOf(entry)?.asset },
  { key: "other", head: "Counterparty or operation", phone: "bottomStart", cell: (entry) => <EntryWords entry={entry} /> },
  { key: "kind", head: "Kind", optional: true, cell: (entry) => entry.kind },
  { key: "reference", head: "Reference", clip: true, cell: (entry) => transferOf(entry)?.reference },
  {
    key: "transaction",
    head: "Transaction",
    cell: (entry) => <Hash value={hashOf(entry)} label="transaction hash" to={`/transactions/${hashOf(entry)}`} copy={false} />,
  },
  {
    key: "block",
    head: "Block",
    figures: true,
    sort: (entry) => entry.blockHeight,
    cell: (entry) => <Link to={`/blocks/${entry.blockHeight}`}>{formatInteger(entry.blockHeight)}</Link>,
  },
  { key: "time", head: "Time", optional: true, cell: (entry) => <span className="figures">{formatAbsolute(Date.parse(entry.timestamp))}</span> },
  { key: "age", head: "Age", cell: (entry) => <RelativeTime value={entry.timestamp} /> },
  { key: "result", head: "Result", cell: (entry) => <Result entry={entry} /> },
  {
    key: "outcome",
    head: "Age and result",
    phoneOnly: true,
    phone: "bottomEnd",
    cell: (entry) => (
      <>
        <RelativeTime value={entry.timestamp} /> <Result entry={entry} />
      </>
    ),
  },
];

export const EXPORTED: readonly (readonly [string, (entry: HistoryEntry) => CsvCell])[] = [
  ["timestamp", (entry) => entry.timestamp],
  ["kind", (entry) => entry.kind],
  ["direction", (entry) => (isTransfer(entry) ? entry.direction : undefined)],
  ["role", (entry) => (isTransfer(entry) ? undefined : entry.role)],
  ["operation", (entry) => (isTransfer(entry) ? undefined : entry.operation?.kind)],
  ["asset", (entry) => transferOf(entry)?.asset],
  ["amountMinorUnits", (entry) => transferOf(entry)?.amount],
  ["decimals", (entry) => transferOf(entry)?.decimals],
  ["from", (entry) => transferOf(entry)?.from.address],
  ["to", (entry) => transferOf(entry)?.to.address],
  ["reference", (entry) => transferOf(entry)?.reference],
  ["resultCode", codeOf],
  ["applied", (entry) => (isTransfer(entry) ? undefined : entry.applied)],
  ["rejected", (entry) => (isTransfer(entry) ? undefined : entry.rejected)],
  ["blockHeight", (entry) => entry.blockHeight],
  ["transactionHash", hashOf],
  ["index", (entry) => (isTransfer(entry) ? entry.index : undefined)],
];
