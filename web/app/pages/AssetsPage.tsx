/** What can be held and sent on this ledger. */
import { useCallback } from "react";
import { type Asset, ledgerApi, useAssetsQuery } from "@aurigraph/api";
import type { CsvCell } from "@aurigraph/core";
import { Amount } from "../components/Amount.tsx";
import { type Column, DataTable } from "../components/DataTable.tsx";
import { ExportMenu } from "../components/ExportMenu.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { Pager, useListAddress } from "../components/Paging.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { usePageTitle } from "../page.ts";
import { useAppDispatch } from "../store.ts";

const COLUMNS: readonly Column<Asset>[] = [
  { key: "code", head: "Code", phone: "topStart", cell: (asset) => <strong>{asset.code}</strong> },
  { key: "name", head: "Name", grow: true, phone: "bottomStart", cell: (asset) => asset.name },
  { key: "supply", head: "Total supply", figures: true, phone: "topEnd", cell: (asset) => <Amount minorUnits={asset.totalSupply} decimals={asset.decimals} /> },
  { key: "decimals", head: "Decimals", figures: true, cell: (asset) => asset.decimals },
  { key: "index", head: "Index", figures: true, cell: (asset) => asset.index },
  { key: "storage", head: "Balances kept", phone: "bottomEnd", cell: (asset) => (asset.dense ? "for every account" : "where used") },
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
      <Panel title="Assets" actions={<ExportMenu name="assets" rows={data?.assets ?? []} columns={EXPORTED} loadPage={loadPage} />} flush>
        {error && !data ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Skeleton rows={6} label="assets" />
        ) : data.assets.length === 0 ? (
          <Notice title="No assets" icon="coins">
            Assets are named in the genesis file of the ledger.
          </Notice>
        ) : (
          <DataTable label="Assets" columns={COLUMNS} rows={data.assets} rowKey={(asset) => asset.index} />
        )}
        <Pager nextCursor={data?.nextCursor} count={data?.assets.length ?? 0} noun="assets" />
      </Panel>
    </>
  );
}
