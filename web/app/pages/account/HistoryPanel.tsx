/** The history of an account: filtered, in either order, paged and exported. Everything but the columns stands in the address bar. */
import { useCallback, useMemo } from "react";
import { type Account, ledgerApi, useAccountHistoryQuery, useAssetsQuery } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import { DataTable } from "../../components/DataTable.tsx";
import { ExportMenu } from "../../components/ExportMenu.tsx";
import { FilterBar, FilterChoice } from "../../components/Filters.tsx";
import { Notice, ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { Pager, useListAddress } from "../../components/Paging.tsx";
import { RESULT_OPTIONS, resultWords } from "../../components/Tag.tsx";
import { ListPanel } from "../../lists/ListPanel.tsx";
import { LookingOn } from "../../lists/LookingOn.tsx";
import { useLookOn } from "../../lists/useLookOn.ts";
import { useList } from "../../lists/useList.ts";
import { useOrder } from "../../lists/useOrder.ts";
import { useAppDispatch } from "../../store.ts";
import { HeightsFilter, KIND_OPTIONS, kindOf, NothingFound } from "../filters.tsx";
import { heightOf, heightTokens } from "../heights.ts";
import { EXPORTED, HISTORY_COLUMNS } from "./columns.tsx";
import { entriesOf, entryKey } from "./history.ts";

const ASSETS_MAX = 200;
const DIRECTION_OPTIONS = [["", "In, out, signed"], ["in", "Only in"], ["out", "Only out"]] as const;

/** The filters in the address bar; what cannot be one counts as none. */
function useFilters() {
  const address = useListAddress();
  const direction = (["in", "out"] as const).find((each) => each === address.get("direction"));
  const kind = kindOf(address.get("kind"));
  const resultCode = RESULT_OPTIONS.map(([code]) => code).find((code) => code !== "" && code === address.get("resultCode"));
  const asset = address.get("asset");
  const fromHeight = heightOf(address.get("fromHeight"), address.get("height"));
  const toHeight = heightOf(address.get("toHeight"), address.get("height"));
  const filters = useMemo(() => ({ kind, direction, resultCode, asset, fromHeight, toHeight }), [kind, direction, resultCode, asset, fromHeight, toHeight]);
  const remove = (name: string) => () => address.set({ [name]: null });
  const tokens = [
    ...(kind ? [{ name: "kind", value: kind, onRemove: remove("kind") }] : []),
    ...(direction ? [{ name: "direction", value: direction, onRemove: remove("direction") }] : []),
    ...(resultCode ? [{ name: "result", value: resultWords(resultCode), onRemove: remove("resultCode") }] : []),
    ...(asset ? [{ name: "asset", value: asset, onRemove: remove("asset") }] : []),
    ...heightTokens(fromHeight, toHeight, address.set),
  ];
  return { address, filters, tokens };
}

function HistoryFilters({ address, filters, tokens }: ReturnType<typeof useFilters>) {
  const { data } = useAssetsQuery({ limit: ASSETS_MAX });
  // An asset of an old link is shown even if the list does not have it.
  const codes = new Set([...(data?.assets.map((asset) => asset.code) ?? []), ...(filters.asset === undefined ? [] : [filters.asset])]);
  return (
    <FilterBar tokens={tokens}>
      <FilterChoice label="Direction" value={filters.direction ?? ""} options={DIRECTION_OPTIONS} onChange={(value) => address.set({ direction: value })} />
      <FilterChoice label="Kind" value={filters.kind ?? ""} options={KIND_OPTIONS} onChange={(value) => address.set({ kind: value })} />
      <FilterChoice label="Result" value={filters.resultCode ?? ""} options={RESULT_OPTIONS} onChange={(value) => address.set({ resultCode: value })} />
      <FilterChoice
        label="Asset"
        value={filters.asset ?? ""}
        options={[["", "All assets"], ...[...codes].map((code) => [code, code] as const)]}
        onChange={(value) => address.set({ asset: value })}
      />
      <HeightsFilter address={address} />
    </FilterBar>
  );
}

export function HistoryPanel({ account }: { readonly account: Account }) {
  const chosen = useFilters();
  const { address, filters, tokens } = chosen;
  const { order, server } = useOrder("block");
  const query = useMemo(() => ({ account: account.address, order, ...filters }), [account.address, order, filters]);
  const { data, currentData, error, refetch, isFetching } = useAccountHistoryQuery({ ...query, limit: address.limit, cursor: address.cursor });
  const { controls, table } = useList("account-history", HISTORY_COLUMNS, { server });
  const dispatch = useAppDispatch();
  const loadPage = useCallback(
    async (cursor: string | undefined, rowsMax = 200) => {
      const page = await dispatch(ledgerApi.endpoints.accountHistory.initiate({ ...query, limit: rowsMax, cursor }, { subscribe: false })).unwrap();
      return { rows: entriesOf(page, query.order), nextCursor: page.nextCursor };
    },
    [dispatch, query],
  );
  const { limit } = address;
  const first = useMemo(() => data && { rows: entriesOf(data, order), nextCursor: data.nextCursor }, [data, order]);
  const look = useLookOn(first, currentData !== undefined, useCallback((cursor: string) => loadPage(cursor, limit), [loadPage, limit]));
  const entries = look.page?.rows ?? [];
  return (
    <ListPanel
      title="History"
      titleShown
      controls={controls}
      note={data && `up to height ${formatInteger(data.indexedHeight)}`}
      filters={<HistoryFilters {...chosen} />}
      actions={
        <>
          <Button kind="quiet" onClick={() => void refetch()}>
            Refresh
          </Button>
          <ExportMenu name={`account-${account.index}`} rows={entries} columns={EXPORTED} loadPage={loadPage} />
        </>
      }
    >
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton rows={8} label="history" />
      ) : entries.length > 0 ? (
        <DataTable label="History" {...table} rows={entries} rowKey={entryKey} busy={isFetching} />
      ) : look.isOpen ? (
        <LookingOn look={look} order={order} noun="entries" />
      ) : tokens.length > 0 ? (
        <NothingFound noun="entries" />
      ) : (
        <Notice title="No history yet" icon="transactions">
          Transfers from and to this account, and what it signs, appear here when they are final.
        </Notice>
      )}
      <Pager nextCursor={look.isOpen ? null : look.page?.nextCursor} count={entries.length} noun="entry" nouns="entries" />
    </ListPanel>
  );
}
