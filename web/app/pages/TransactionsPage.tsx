/** The list of transactions, in either order; filters for kind and heights stand as tokens in the address bar. */
import { useCallback, useMemo } from "react";
import { ledgerApi, type Transaction, useTransactionsQuery } from "@aurigraph/api";
import { type CsvCell, formatInteger } from "@aurigraph/core";
import { ButtonLink } from "../components/Button.tsx";
import { DataTable } from "../components/DataTable.tsx";
import { ExportMenu } from "../components/ExportMenu.tsx";
import { FilterBar, FilterChoice, type FilterToken } from "../components/Filters.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { Pager, useListAddress } from "../components/Paging.tsx";
import { PageHead } from "../components/Panel.tsx";
import type { Arrival } from "../lists/arrivals.ts";
import { Beside } from "../lists/Beside.tsx";
import { OpenBeside, useBeside } from "../lists/useBeside.ts";
import { ListPanel } from "../lists/ListPanel.tsx";
import { LookingOn } from "../lists/LookingOn.tsx";
import { lookedTo } from "../lists/lookOn.ts";
import { useArrivals } from "../lists/useArrivals.ts";
import { useLookOn } from "../lists/useLookOn.ts";
import { useList } from "../lists/useList.ts";
import { useOrder } from "../lists/useOrder.ts";
import { usePageTitle } from "../page.ts";
import { useAppDispatch, useAppSelector } from "../store.ts";
import { HeightsFilter, KIND_OPTIONS, kindOf, NothingFound } from "./filters.tsx";
import { heightOf, heightTokens } from "./heights.ts";
import { NewerRows } from "./NewerRows.tsx";
import { TransactionBeside } from "./transaction/TransactionRecord.tsx";
import { TRANSACTION_COLUMNS } from "./TransactionTable.tsx";

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

interface NewerTransactionsProps {
  readonly indexedHeight: number | undefined;
  readonly hasRows: boolean;
  readonly onShow: () => void;
}

/** All of the page that hears of each block. */
function NewerTransactions({ indexedHeight, hasRows, onShow }: NewerTransactionsProps) {
  const isOffered = useAppSelector(({ live }) => hasRows && indexedHeight !== undefined && live.height !== null && live.height > indexedHeight + 1);
  return <NewerRows words={isOffered ? "Show newer transactions" : null} height={indexedHeight} onShow={onShow} />;
}

export function TransactionsPage() {
  usePageTitle("Transactions");
  const address = useListAddress();
  const kind = kindOf(address.get("kind"));
  const fromHeight = heightOf(address.get("fromHeight"), address.get("height"));
  const toHeight = heightOf(address.get("toHeight"), address.get("height"));
  const { order, server, words } = useOrder("block");
  const query = useMemo(() => ({ order, kind, fromHeight, toHeight }), [order, kind, fromHeight, toHeight]);
  const { data, currentData, error, isFetching, refetch } = useTransactionsQuery({ ...query, limit: address.limit, cursor: address.cursor });
  const dispatch = useAppDispatch();
  const { limit } = address;
  const loadPage = useCallback(
    async (cursor: string | undefined, rowsMax = 200) => {
      const page = await dispatch(ledgerApi.endpoints.transactions.initiate({ ...query, limit: rowsMax, cursor }, { subscribe: false })).unwrap();
      return { rows: page.transactions, nextCursor: page.nextCursor };
    },
    [dispatch, query],
  );
  const first = useMemo(() => data && { rows: data.transactions, nextCursor: data.nextCursor }, [data]);
  const look = useLookOn(first, currentData !== undefined, useCallback((cursor: string) => loadPage(cursor, limit), [loadPage, limit]));
  const rows = look.page?.rows ?? [];
  const refresh = useCallback(() => void refetch(), [refetch]);
  const offersNewer = order === "desc" && address.cursor === undefined && toHeight === undefined;
  const lookAbove = useCallback(
    async (seen: number): Promise<Arrival> => {
      const arrived = { ...query, order: "asc", fromHeight: seen + 1, limit: 1 } as const;
      const page = await dispatch(ledgerApi.endpoints.transactions.initiate(arrived, { subscribe: false, forceRefetch: true })).unwrap();
      if (page.transactions.length > 0) return { found: true };
      return { found: false, seen: page.nextCursor === null ? page.indexedHeight : (lookedTo(page.nextCursor, "asc") ?? seen) };
    },
    [dispatch, query],
  );
  const seen = Math.max(currentData?.indexedHeight ?? 0, (fromHeight ?? 0) - 1);
  // Oldest first, a list that was not looked through to its end would be looked through from its beginning each time.
  const isWaiting = address.cursor === undefined && currentData !== undefined && !isFetching && rows.length === 0 && !look.isLooking && !(look.isOpen && order === "asc") && (toHeight === undefined || toHeight > seen);
  useArrivals(isWaiting, seen, lookAbove, refresh);
  const tokens: FilterToken[] = [
    ...(kind ? [{ name: "kind", value: kind, onRemove: () => address.set({ kind: null }) }] : []),
    ...heightTokens(fromHeight, toHeight, address.set),
  ];
  const beside = useBeside();
  const { controls, table } = useList("transactions", TRANSACTION_COLUMNS, { server });
  return (
    <>
      <PageHead title="Transactions" actions={<ButtonLink to="/send" kind="primary">Send a transfer</ButtonLink>}>
        Everything that was signed and included in a block{data && `, up to height ${formatInteger(data.indexedHeight)}`}.
      </PageHead>
      <Beside open={beside.open} label="Transaction beside the list" to={`/transactions/${beside.open ?? ""}`} onClose={beside.close} record={beside.open !== undefined && <TransactionBeside hash={beside.open} />}>
        <OpenBeside value={beside.onRow}>
          <ListPanel
            title={words}
            controls={controls}
            filters={
              <FilterBar tokens={tokens}>
                <FilterChoice
                  label="Kind"
                  value={kind ?? ""}
                  options={KIND_OPTIONS}
                  onChange={(value) => address.set({ kind: value })}
                />
                <HeightsFilter address={address} />
              </FilterBar>
            }
            actions={<ExportMenu name="transactions" rows={rows} columns={EXPORTED} loadPage={loadPage} />}
          >
            {offersNewer && <NewerTransactions indexedHeight={data?.indexedHeight} hasRows={rows.length > 0} onShow={refresh} />}
            {error && !data ? (
              <ProblemNotice error={error} onRetry={refresh} />
            ) : !data ? (
              <Skeleton rows={12} label="transactions" />
            ) : rows.length > 0 ? (
              <DataTable label="Transactions" {...table} current={beside.open} rows={rows} rowKey={(transaction) => transaction.hash} busy={isFetching && address.cursor !== undefined} />
            ) : look.isOpen ? (
              <LookingOn look={look} order={order} noun="transactions" />
            ) : tokens.length > 0 ? (
              <NothingFound noun="transactions" live={isWaiting} />
            ) : (
              <Notice title="No transactions yet" icon="transactions" action={<ButtonLink to="/send">Send the first one</ButtonLink>}>
                A transaction is a transfer, a batch of transfers, or an operation, signed by an account.
              </Notice>
            )}
            <Pager nextCursor={look.isOpen ? null : look.page?.nextCursor} count={rows.length} noun="transaction" />
          </ListPanel>
        </OpenBeside>
      </Beside>
    </>
  );
}
