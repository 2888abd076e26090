/** The list of transactions, newest first; filters for kind and height stand as tokens in the address bar. */
import { useCallback } from "react";
import { ledgerApi, type Transaction, type TransactionKind, useTransactionsQuery } from "@aurigraph/api";
import { type CsvCell, formatInteger } from "@aurigraph/core";
import { ButtonLink } from "../components/Button.tsx";
import { DataTable } from "../components/DataTable.tsx";
import { ExportMenu } from "../components/ExportMenu.tsx";
import { FilterBar, FilterChoice, FilterText, type FilterToken } from "../components/Filters.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { Pager, useListAddress } from "../components/Paging.tsx";
import { PageHead } from "../components/Panel.tsx";
import { Beside } from "../lists/Beside.tsx";
import { OpenBeside, useBeside } from "../lists/useBeside.ts";
import { ListPanel } from "../lists/ListPanel.tsx";
import { useList } from "../lists/useList.ts";
import { usePageTitle } from "../page.ts";
import { useAppDispatch, useAppSelector } from "../store.ts";
import { NewerRows } from "./NewerRows.tsx";
import { TransactionBeside } from "./transaction/TransactionRecord.tsx";
import { TRANSACTION_COLUMNS } from "./TransactionTable.tsx";

const KINDS: readonly TransactionKind[] = ["transfer", "batch", "operation"];

const EXPORTED: readonly (readonly [string, (transaction: Transaction) => CsvCell])[] = [
  ["hash", (transaction) => transaction.hash],
  ["kind", (transaction) => transaction.kind],
  ["status", (transaction) => transaction.status],
  ["blockHeight", (transaction) => transaction.blockHeight],
  ["timestamp", (transaction) => transaction.timestamp],
  ["signer", (transaction) => transaction.signer.address],
  ["signatureScheme", (transaction) => transaction.signatureScheme],
  ["sequence", (transaction) => transaction.sequence],
  ["transfers", (transaction) => transaction.transferCount],
  ["applied", (transaction) => transaction.applied],
  ["rejected", (transaction) => transaction.rejected],
  ["from", (transaction) => transaction.transfer?.from.address],
  ["to", (transaction) => transaction.transfer?.to.address],
  ["asset", (transaction) => transaction.transfer?.asset],
  ["amountMinorUnits", (transaction) => transaction.transfer?.amount],
  ["decimals", (transaction) => transaction.transfer?.decimals],
  ["reference", (transaction) => transaction.transfer?.reference],
];

export function TransactionsPage() {
  usePageTitle("Transactions");
  const address = useListAddress();
  const kind = KINDS.find((each) => each === address.get("kind"));
  const heightText = address.get("height");
  const height = heightText !== undefined && /^\d{1,15}$/.test(heightText) ? Number(heightText) : undefined;
  const { data, error, isFetching, refetch } = useTransactionsQuery({ limit: address.limit, cursor: address.cursor, kind, height });
  const dispatch = useAppDispatch();
  const top = useAppSelector((state) => state.live.height);
  const newestShown = data?.transactions[0]?.blockHeight;
  const newer = address.cursor === undefined && height === undefined && data !== undefined && top !== null && newestShown !== undefined && top > data.indexedHeight + 1;
  const tokens: FilterToken[] = [
    ...(kind ? [{ name: "kind", value: kind, onRemove: () => address.set({ kind: null }) }] : []),
    ...(height === undefined ? [] : [{ name: "height", value: formatInteger(height), onRemove: () => address.set({ height: null }) }]),
  ];
  const beside = useBeside();
  const { controls, table } = useList("transactions", TRANSACTION_COLUMNS);
  const loadPage = useCallback(
    async (cursor: string | undefined) => {
      const page = await dispatch(ledgerApi.endpoints.transactions.initiate({ limit: 200, cursor, kind, height }, { subscribe: false })).unwrap();
      return { rows: page.transactions, nextCursor: page.nextCursor };
    },
    [dispatch, kind, height],
  );
  return (
    <>
      <PageHead title="Transactions" actions={<ButtonLink to="/send" kind="primary">Send a transfer</ButtonLink>}>
        Everything that was signed and included in a block{data && `, up to height ${formatInteger(data.indexedHeight)}`}.
      </PageHead>
      <Beside open={beside.open} label="Transaction beside the list" to={`/transactions/${beside.open ?? ""}`} onClose={beside.close} record={beside.open !== undefined && <TransactionBeside hash={beside.open} />}>
        <OpenBeside value={beside.onRow}>
          <ListPanel
            title="Newest first"
            controls={controls}
            filters={
              <FilterBar tokens={tokens}>
                <FilterChoice
                  label="Kind"
                  value={kind ?? ""}
                  options={[["", "All kinds"], ["transfer", "Transfers"], ["batch", "Batches"], ["operation", "Operations"]]}
                  onChange={(value) => address.set({ kind: value })}
                />
                <FilterText label="Height" pattern={/^\d{1,15}$/} problem="A height is a whole number" onApply={(value) => address.set({ height: value })} />
              </FilterBar>
            }
            actions={<ExportMenu name="transactions" rows={data?.transactions ?? []} columns={EXPORTED} loadPage={loadPage} />}
          >
            {newer && <NewerRows words="Show newer transactions" onShow={() => void refetch()} />}
            {error && !data ? (
              <ProblemNotice error={error} onRetry={() => void refetch()} />
            ) : !data ? (
              <Skeleton rows={12} label="transactions" />
            ) : data.transactions.length === 0 ? (
              <Notice title={tokens.length > 0 ? "No transactions match" : "No transactions yet"} icon="transactions" action={tokens.length === 0 && <ButtonLink to="/send">Send the first one</ButtonLink>}>
                {tokens.length > 0 ? "Take a filter away to see more." : "A transaction is a transfer, a batch of transfers, or an operation, signed by an account."}
              </Notice>
            ) : (
              <DataTable label="Transactions" {...table} current={beside.open} rows={data.transactions} rowKey={(transaction) => transaction.hash} busy={isFetching && address.cursor !== undefined} />
            )}
            <Pager nextCursor={data?.nextCursor} count={data?.transactions.length ?? 0} noun="transaction" />
          </ListPanel>
        </OpenBeside>
      </Beside>
    </>
  );
}
