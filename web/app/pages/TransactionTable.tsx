/** Transactions in a table: the columns of the list of all, and the table inside a block. */
import { useContext } from "react";
import { Link } from "react-router";
import type { Transaction } from "@aurigraph/api";
import { formatAbsolute, formatInteger } from "@aurigraph/core";
import { AccountLink } from "../components/AccountLink.tsx";
import { Amount } from "../components/Amount.tsx";
import { type Column, visibleColumns } from "../components/column.ts";
import { DataTable, RowLink } from "../components/DataTable.tsx";
import { Hash } from "../components/Hash.tsx";
import { StatusTag } from "../components/Tag.tsx";
import { RelativeTime } from "../components/Time.tsx";
import { OpenBeside } from "../lists/useBeside.ts";
import { operationWords } from "./words.ts";

/** The kind, with what tells one batch or operation from another. */
function KindWords({ transaction }: { readonly transaction: Transaction }) {
  if (transaction.operation) return <>{operationWords(transaction.operation.kind)}</>;
  if (transaction.kind === "batch") return <>batch of {formatInteger(transaction.transferCount)}</>;
  return <>{transaction.kind}</>;
}

/** Who pays whom, or else what kind it is: for the narrow rows of a phone. */
function Parties({ transaction }: { readonly transaction: Transaction }) {
  const { transfer } = transaction;
  if (!transfer) return <KindWords transaction={transaction} />;
  return (
    <>
      <AccountLink account={transfer.from} /> to <AccountLink account={transfer.to} />
    </>
  );
}

function TransactionLink({ hash }: { readonly hash: string }) {
  const onRow = useContext(OpenBeside);
  return <Hash value={hash} label="transaction hash" to={`/transactions/${hash}`} copy={false} onFollow={onRow && ((event) => onRow(event, hash))} />;
}

/** The columns of transactions; what only a transfer has is empty for batches and operations. The ledger orders them by height. */
export const TRANSACTION_COLUMNS: readonly Column<Transaction>[] = [
  {
    key: "hash",
    head: "Transaction",
    phone: "topStart",
    fixed: true,
    cell: (transaction) => (
      <RowLink>
        <TransactionLink hash={transaction.hash} />
      </RowLink>
    ),
  },
  { key: "kind", head: "Kind", cell: (transaction) => <KindWords transaction={transaction} /> },
  {
    key: "amount",
    head: "Amount",
    figures: true,
    phone: "topEnd",
    phoneUnit: (transaction) => transaction.transfer?.asset ?? "",
    cell: ({ transfer }) => (transfer ? <Amount minorUnits={transfer.amount} decimals={transfer.decimals} /> : null),
  },
  { key: "asset", head: "Asset", cell: ({ transfer }) => transfer?.asset },
  { key: "from", head: "From", cell: ({ transfer }) => (transfer ? <AccountLink account={transfer.from} /> : null) },
  { key: "to", head: "To", cell: ({ transfer }) => (transfer ? <AccountLink account={transfer.to} /> : null) },
  { key: "parties", head: "From, to", phoneOnly: true, phone: "bottomStart", cell: (transaction) => <Parties transaction={transaction} /> },
  { key: "reference", head: "Reference", clip: true, wideOnly: true, cell: ({ transfer }) => transfer?.reference },
  { key: "signer", head: "Signer", wideOnly: true, cell: (transaction) => <AccountLink account={transaction.signer} /> },
  { key: "scheme", head: "Signature", optional: true, cell: (transaction) => transaction.signatureScheme },
  { key: "sequence", head: "Sequence", figures: true, optional: true, cell: (transaction) => formatInteger(transaction.sequence) },
  {
    key: "block",
    head: "Block",
    figures: true,
    sort: (transaction) => transaction.blockHeight,
    cell: (transaction) => <Link to={`/blocks/${transaction.blockHeight}`}>{formatInteger(transaction.blockHeight)}</Link>,
  },
  { key: "time", head: "Time", optional: true, cell: (transaction) => <span className="figures">{formatAbsolute(Date.parse(transaction.timestamp))}</span> },
  { key: "age", head: "Age", cell: (transaction) => <RelativeTime value={transaction.timestamp} /> },
  { key: "status", head: "Result", cell: (transaction) => <StatusTag status={transaction.status} applied={transaction.applied} rejected={transaction.rejected} /> },
  {
    key: "outcome",
    head: "Age and result",
    phoneOnly: true,
    phone: "bottomEnd",
    cell: (transaction) => (
      <>
        <RelativeTime value={transaction.timestamp} /> <StatusTag status={transaction.status} applied={transaction.applied} rejected={transaction.rejected} />
      </>
    ),
  },
];

/** Columns that say the same in every row of one block. */
const OF_THE_BLOCK = new Set(["block", "age", "time"]);
const IN_BLOCK = visibleColumns(TRANSACTION_COLUMNS.filter((column) => !OF_THE_BLOCK.has(column.key)), null);

interface TransactionTableProps {
  readonly transactions: readonly Transaction[];
  readonly busy?: boolean;
}

/** The transactions of one block. */
export function BlockTransactionTable({ transactions, busy = false }: TransactionTableProps) {
  return <DataTable label="Transactions" columns={IN_BLOCK} rows={transactions} rowKey={(transaction) => transaction.hash} busy={busy} />;
}
