/** Transactions in a table: in the list of all, and inside their block. */
import { Link } from "react-router";
import type { Transaction } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { AccountLink } from "../components/AccountLink.tsx";
import { Amount } from "../components/Amount.tsx";
import { type Column, DataTable, RowLink } from "../components/DataTable.tsx";
import { Hash } from "../components/Hash.tsx";
import { StatusTag } from "../components/Tag.tsx";
import { RelativeTime } from "../components/Time.tsx";
import { operationWords } from "./words.ts";

/** What a transaction does, in a few words. */
export function TransactionWords({ transaction }: { readonly transaction: Transaction }) {
  const { transfer, operation } = transaction;
  if (transfer) {
    return (
      <>
        <Amount minorUnits={transfer.amount} decimals={transfer.decimals} asset={transfer.asset} />{" "}
        <span className="muted">
          from <AccountLink account={transfer.from} /> to <AccountLink account={transfer.to} />
        </span>
      </>
    );
  }
  if (operation) return <>{operationWords(operation.kind)}</>;
  return <>{formatInteger(transaction.transferCount)} transfers</>;
}

function columns(withBlock: boolean): readonly Column<Transaction>[] {
  const all: (Column<Transaction> | false)[] = [
    {
      key: "hash",
      head: "Transaction",
      phone: "topStart",
      cell: (transaction) => (
        <RowLink>
          <Hash value={transaction.hash} label="transaction hash" to={`/transactions/${transaction.hash}`} copy={false} />
        </RowLink>
      ),
    },
    { key: "kind", head: "Kind", cell: (transaction) => transaction.kind },
    { key: "what", head: "What", grow: true, phone: "bottomStart", cell: (transaction) => <TransactionWords transaction={transaction} /> },
    { key: "signer", head: "Signer", wideOnly: true, cell: (transaction) => <AccountLink account={transaction.signer} /> },
    { key: "scheme", head: "Signature", wideOnly: true, cell: (transaction) => transaction.signatureScheme },
    withBlock && {
      key: "block",
      head: "Block",
      figures: true,
      cell: (transaction) => <Link to={`/blocks/${transaction.blockHeight}`}>{formatInteger(transaction.blockHeight)}</Link>,
    },
    withBlock && { key: "age", head: "Age", phone: "bottomEnd", cell: (transaction) => <RelativeTime value={transaction.timestamp} /> },
    { key: "status", head: "Result", phone: "topEnd", cell: (transaction) => <StatusTag status={transaction.status} applied={transaction.applied} rejected={transaction.rejected} /> },
  ];
  return all.filter((column) => column !== false);
}

const WITH_BLOCK = columns(true);
const WITHOUT_BLOCK = columns(false);

interface TransactionTableProps {
  readonly transactions: readonly Transaction[];
  readonly withBlock: boolean;
  readonly busy?: boolean;
}

export function TransactionTable({ transactions, withBlock, busy = false }: TransactionTableProps) {
  return <DataTable label="Transactions" columns={withBlock ? WITH_BLOCK : WITHOUT_BLOCK} rows={transactions} rowKey={(transaction) => transaction.hash} busy={busy} />;
}
