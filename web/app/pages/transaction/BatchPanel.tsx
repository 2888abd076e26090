/** The transfers of a batch: each with its own result and its own receipt. */
import { useCallback, useMemo } from "react";
import { Link } from "react-router";
import { ledgerApi, type Transaction, type Transfer, useTransfersQuery } from "@aurigraph/api";
import { type CsvCell, formatInteger } from "@aurigraph/core";
import { AccountLink } from "../../components/AccountLink.tsx";
import { Amount } from "../../components/Amount.tsx";
import type { Column } from "../../components/column.ts";
import { DataTable, RowLink } from "../../components/DataTable.tsx";
import { ExportMenu } from "../../components/ExportMenu.tsx";
import { FilterBar, FilterChoice } from "../../components/Filters.tsx";
import { Notice, ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { Pager, useListAddress } from "../../components/Paging.tsx";
import { RESULT_OPTIONS, ResultTag, resultWords } from "../../components/Tag.tsx";
import { ListPanel } from "../../lists/ListPanel.tsx";
import { useList } from "../../lists/useList.ts";
import { useAppDispatch } from "../../store.ts";

const EXPORTED: readonly (readonly [string, (transfer: Transfer) => CsvCell])[] = [
  ["index", (transfer) => transfer.index],
  ["resultCode", (transfer) => transfer.resultCode],
  ["from", (transfer) => transfer.from.address],
  ["to", (transfer) => transfer.to.address],
  ["asset", (transfer) => transfer.asset],
  ["amountMinorUnits", (transfer) => transfer.amount],
  ["decimals", (transfer) => transfer.decimals],
  ["reference", (transfer) => transfer.reference],
];

function columns(hash: string): readonly Column<Transfer>[] {
  return [
    {
      key: "index",
      head: "No.",
      phone: "topStart",
      fixed: true,
      cell: (transfer) => (
        <RowLink>
          <Link to={`/transactions/${hash}?receipt=${transfer.index}#proof`} className="figures" title="The proof of this transfer">
            {formatInteger(transfer.index)}
          </Link>
        </RowLink>
      ),
    },
    {
      key: "parties",
      head: "From, to",
      phoneOnly: true,
      phone: "bottomStart",
      cell: (transfer) => (
        <>
          <AccountLink account={transfer.from} /> <span className="muted">to</span> <AccountLink account={transfer.to} />
        </>
      ),
    },
    { key: "from", head: "From", cell: (transfer) => <AccountLink account={transfer.from} /> },
    { key: "to", head: "To", cell: (transfer) => <AccountLink account={transfer.to} /> },
    { key: "amount", head: "Amount", figures: true, phone: "topEnd", phoneUnit: (transfer) => transfer.asset, cell: (transfer) => <Amount minorUnits={transfer.amount} decimals={transfer.decimals} /> },
    { key: "asset", head: "Asset", cell: (transfer) => transfer.asset },
    { key: "reference", head: "Reference", clip: true, cell: (transfer) => transfer.reference },
    { key: "result", head: "Result", phone: "bottomEnd", cell: (transfer) => <ResultTag code={transfer.resultCode} /> },
  ];
}

export function BatchPanel({ transaction }: { readonly transaction: Transaction }) {
  const { hash } = transaction;
  const address = useListAddress();
  const resultCode = RESULT_OPTIONS.map(([code]) => code).find((code) => code !== "" && code === address.get("resultCode"));
  const { data, error, refetch, isFetching } = useTransfersQuery({ hash, limit: address.limit, cursor: address.cursor, resultCode });
  const all = useMemo(() => columns(hash), [hash]);
  const { controls, table } = useList("batch-transfers", all);
  const dispatch = useAppDispatch();
  const loadPage = useCallback(
    async (cursor: string | undefined) => {
      const page = await dispatch(ledgerApi.endpoints.transfers.initiate({ hash, limit: 200, cursor, resultCode }, { subscribe: false })).unwrap();
      return { rows: page.transfers, nextCursor: page.nextCursor };
    },
    [dispatch, hash, resultCode],
  );
  return (
    <ListPanel
      title="Transfers of this batch"
      titleShown
      controls={controls}
      filters={
        <FilterBar tokens={resultCode ? [{ name: "result", value: resultWords(resultCode), onRemove: () => address.set({ resultCode: null }) }] : []}>
          <FilterChoice
            label="Result"
            value={resultCode ?? ""}
            options={RESULT_OPTIONS}
            onChange={(value) => address.set({ resultCode: value })}
          />
        </FilterBar>
      }
      note={`${formatInteger(transaction.applied)} applied, ${formatInteger(transaction.rejected)} rejected`}
      actions={<ExportMenu name={`batch-${hash.slice(0, 8)}`} rows={data?.transfers ?? []} columns={EXPORTED} loadPage={loadPage} />}
    >
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton rows={8} label="transfers" />
      ) : data.transfers.length === 0 ? (
        <Notice title="No transfers match" icon="transactions">
          No transfer of this batch had this result.
        </Notice>
      ) : (
        <DataTable label="Transfers" {...table} rows={data.transfers} rowKey={(transfer) => transfer.index} busy={isFetching} />
      )}
      <Pager nextCursor={data?.nextCursor} count={data?.transfers.length ?? 0} noun="transfer" />
    </ListPanel>
  );
}
