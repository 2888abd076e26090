/** What can be held and sent on this ledger. */
import { useCallback } from "react";
import { type Asset, ledgerApi, useAssetsQuery } from "@aurigraph/api";
import type { CsvCell } from "@aurigraph/core";
import { Amount } from "../components/Amount.tsx";
import type { Column } from "../components/column.ts";
import { DataTable } from "../components/DataTable.tsx";
import { ExportMenu } from "../components/ExportMenu.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { Pager, useListAddress } from "../components/Paging.tsx";
import { PageHead } from "../components/Panel.tsx";
import { ListPanel } from "../lists/ListPanel.tsx";
import { useList } from "../lists/useList.ts";
import { usePageTitle } from "../page.ts";
import { useAppDispatch } from "../store.ts";

const DECIMALS_MAX = 18;

/** Supplies of assets with different decimals, on one scale: what a reader sees, not minor units. */
function wholeSupply({ totalSupply, decimals }: Asset): bigint {
  return BigInt(totalSupply) * 10n ** BigInt(Math.max(0, DECIMALS_MAX - decimals));
}

const COLUMNS: readonly Column<Asset>[] = [
  { key: "code", head: "Code", phone: "topStart", fixed: true, sort: (asset) => asset.code, cell: (asset) => <strong>{asset.code}</strong> },
  { key: "name", head: "Name", clip: true, phone: "bottomStart", sort: (asset) => asset.name, cell: (asset) => asset.name },
  { key: "supply", head: "Total supply", figures: true, phone: "topEnd", sort: wholeSupply, cell: (asset) => <Amount minorUnits={asset.totalSupply} decimals={asset.decimals} /> },
  { key: "decimals", head: "Decimals", figures: true, sort: (asset) => asset.decimals, cell: (asset) => asset.decimals },
  { key: "index", head: "Index", figures: true, sort: (asset) => asset.index, cell: (asset) => asset.index },
  { key: "storage", head: "Balances kept", phone: "bottomEnd", sort: (asset) => (asset.dense ? "every" : "used"), cell: (asset) => (asset.dense ? "for every account" : "where used") },
];

const EXPORTED: readonly (readonly [string, (asset: Asset) => CsvCell])[] = [
  ["index", (asset) => asset.index],
  ["code", (asset) => asset.code],
  ["name", (asset) => asset.name],
  ["decimals", (asset) => asset.decimals],
  ["totalSupplyMinorUnits", (asset) => asset.totalSupply],
  ["dense", (asset) => asset.dense],
];

export function AssetsPage() {
  usePageTitle("Assets");
  const address = useListAddress();
  const { data, error, refetch } = useAssetsQuery({ limit: address.limit, cursor: address.cursor });
  const dispatch = useAppDispatch();
  // Sorting a part of a list would put its rows in an order that the whole does not have.
  const { controls, sorted, table } = useList("assets", COLUMNS, { whole: address.cursor === undefined && data !== undefined && !data.nextCursor });
  const loadPage = useCallback(
    async (cursor: string | undefined) => {
      const page = await dispatch(ledgerApi.endpoints.assets.initiate({ limit: 200, cursor }, { subscribe: false })).unwrap();
      return { rows: page.assets, nextCursor: page.nextCursor };
    },
    [dispatch],
  );
  return (
    <>
      <PageHead title="Assets">Supply is conserved: a transfer moves an asset and never makes or destroys any. The ledger checks it after every block.</PageHead>
      <ListPanel title="All assets" titleShown controls={controls} actions={<ExportMenu name="assets" rows={data?.assets ?? []} columns={EXPORTED} loadPage={loadPage} />}>
        {error && !data ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Skeleton rows={6} label="assets" />
        ) : data.assets.length === 0 ? (
          <Notice title="No assets" icon="coins">
            Assets are named in the genesis file of the ledger.
          </Notice>
        ) : (
          <DataTable label="Assets" {...table} rows={sorted(data.assets)} rowKey={(asset) => asset.index} />
        )}
        <Pager nextCursor={data?.nextCursor} count={data?.assets.length ?? 0} noun="asset" />
      </ListPanel>
    </>
  );
}
