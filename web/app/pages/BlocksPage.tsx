/** The list of blocks: order, empty ones left out on wish, paged and exported. */
import { useCallback, useContext, useMemo } from "react";
import { Link } from "react-router";
import { type Block, ledgerApi, useBlocksQuery } from "@aurigraph/api";
import { countOf, type CsvCell, formatAbsolute, formatBytes, formatInteger } from "@aurigraph/core";
import type { Column } from "../components/column.ts";
import { DataTable, RowLink } from "../components/DataTable.tsx";
import { ExportMenu } from "../components/ExportMenu.tsx";
import { FilterBar, FilterChoice } from "../components/Filters.tsx";
import { Hash } from "../components/Hash.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { Pager, useListAddress } from "../components/Paging.tsx";
import { PageHead } from "../components/Panel.tsx";
import { RelativeTime } from "../components/Time.tsx";
import type { Arrival } from "../lists/arrivals.ts";
import { Beside } from "../lists/Beside.tsx";
import { ListPanel } from "../lists/ListPanel.tsx";
import { LookingOn } from "../lists/LookingOn.tsx";
import { useArrivals } from "../lists/useArrivals.ts";
import { useLookOn } from "../lists/useLookOn.ts";
import { OpenBeside, useBeside } from "../lists/useBeside.ts";
import { useList } from "../lists/useList.ts";
import { useOrder } from "../lists/useOrder.ts";
import { usePageTitle } from "../page.ts";
import { useAppDispatch, useAppSelector } from "../store.ts";
import { BlockBeside } from "./block/BlockRecord.tsx";
import { NewerRows } from "./NewerRows.tsx";

function BlockLink({ height }: { readonly height: number }) {
  const onRow = useContext(OpenBeside);
  return (
    <Link to={`/blocks/${height}`} className="figures" onClick={onRow && ((event) => onRow(event, String(height)))}>
      {formatInteger(height)}
    </Link>
  );
}

const COLUMNS: readonly Column<Block>[] = [
  {
    key: "height",
    head: "Height",
    phone: "topStart",
    fixed: true,
    sort: (block) => block.height,
    cell: (block) => (
      <RowLink>
        <BlockLink height={block.height} />
      </RowLink>
    ),
  },
  { key: "hash", head: "Hash", phone: "bottomStart", cell: (block) => <Hash value={block.hash} label="block hash" /> },
  { key: "age", head: "Age", phone: "bottomEnd", cell: (block) => <RelativeTime value={block.timestamp} /> },
  { key: "transfers", head: "Transfers", figures: true, phone: "topEnd", phoneUnit: (block) => (block.transactionCount === 1 ? "transfer" : "transfers"), cell: (block) => formatInteger(block.transactionCount) },
  { key: "submissions", head: "Submissions", figures: true, cell: (block) => formatInteger(block.submissionCount) },
  { key: "size", head: "Size", figures: true, cell: (block) => formatBytes(block.sizeBytes) },
  { key: "proposer", head: "Proposer", clip: true, cell: (block) => block.proposerName },
  { key: "votes", head: "Votes", figures: true, cell: (block) => formatInteger(block.certificate.votes.length) },
  { key: "time", head: "Time", optional: true, cell: (block) => <span className="figures">{formatAbsolute(Date.parse(block.timestamp))}</span> },
  { key: "parent", head: "Parent", optional: true, cell: (block) => <Hash value={block.parentHash} label="hash of the parent block" /> },
  { key: "executed", head: "Executed height", figures: true, optional: true, cell: (block) => formatInteger(block.executedHeight) },
  { key: "state", head: "State root", optional: true, cell: (block) => <Hash value={block.stateRoot} label="state root" /> },
  { key: "epoch", head: "Epoch", figures: true, optional: true, cell: (block) => formatInteger(block.epoch) },
];

const EXPORTED: readonly (readonly [string, (block: Block) => CsvCell])[] = [
  ["height", (block) => block.height],
  ["hash", (block) => block.hash],
  ["timestamp", (block) => block.timestamp],
  ["transfers", (block) => block.transactionCount],
  ["submissions", (block) => block.submissionCount],
  ["sizeBytes", (block) => block.sizeBytes],
  ["proposer", (block) => block.proposerName],
  ["executedHeight", (block) => block.executedHeight],
  ["stateRoot", (block) => block.stateRoot],
];

/** All of the page that hears of each block. */
function NewerBlocks({ newest, onShow }: { readonly newest: number | undefined; readonly onShow: () => void }) {
  const count = useAppSelector(({ live }) => (live.height === null || newest === undefined ? 0 : live.height - newest));
  return <NewerRows words={count > 0 ? `Show ${countOf(count, "newer block")}` : null} height={newest} onShow={onShow} />;
}

export function BlocksPage() {
  usePageTitle("Blocks");
  const address = useListAddress();
  const { order, server, words } = useOrder("height");
  const nonEmpty = address.get("nonEmpty") === "true";
  const query = { limit: address.limit, cursor: address.cursor, order, nonEmpty: nonEmpty || undefined } as const;
  const { data, currentData, error, isFetching, refetch } = useBlocksQuery(query);
  const dispatch = useAppDispatch();
  const { limit } = address;
  const loadPage = useCallback(
    async (cursor: string | undefined, rowsMax = 200) => {
      const page = await dispatch(ledgerApi.endpoints.blocks.initiate({ limit: rowsMax, cursor, order, nonEmpty: nonEmpty || undefined }, { subscribe: false })).unwrap();
      return { rows: page.blocks, nextCursor: page.nextCursor };
    },
    [dispatch, order, nonEmpty],
  );
  const first = useMemo(() => data && { rows: data.blocks, nextCursor: data.nextCursor }, [data]);
  const look = useLookOn(first, currentData !== undefined, useCallback((cursor: string) => loadPage(cursor, limit), [loadPage, limit]));
  const rows = look.page?.rows ?? [];
  const refresh = useCallback(() => void refetch(), [refetch]);
  const offersNewer = order === "desc" && address.cursor === undefined && !nonEmpty;
  // This list has no lower bound to ask for; its newest page goes further back than what comes in between.
  const lookAbove = useCallback(
    async (_seen: number, top: number): Promise<Arrival> => {
      const page = await dispatch(ledgerApi.endpoints.blocks.initiate({ limit: 1, nonEmpty: nonEmpty || undefined }, { subscribe: false, forceRefetch: true })).unwrap();
      return page.blocks.length > 0 ? { found: true } : { found: false, seen: top };
    },
    [dispatch, nonEmpty],
  );
  const isWaiting = address.cursor === undefined && currentData !== undefined && !isFetching && rows.length === 0 && !look.isLooking && !(look.isOpen && order === "asc");
  useArrivals(isWaiting, -1, lookAbove, refresh);
  const beside = useBeside();
  const { controls, table } = useList("blocks", COLUMNS, { server });
  return (
    <>
      <PageHead title="Blocks">Each block is final when it appears here: certified by the validators, on disk, and executed.</PageHead>
      <Beside open={beside.open} label="Block beside the list" to={`/blocks/${beside.open ?? ""}`} onClose={beside.close} record={beside.open !== undefined && <BlockBeside height={beside.open} />}>
        <OpenBeside value={beside.onRow}>
          <ListPanel
            title={words}
            controls={controls}
            filters={
              <FilterBar tokens={nonEmpty ? [{ name: "blocks", value: "with transfers", onRemove: () => address.set({ nonEmpty: null }) }] : []}>
                <FilterChoice
                  label="Which blocks"
                  value={String(nonEmpty)}
                  options={[
                    ["false", "All blocks"],
                    ["true", "Only with transfers"],
                  ]}
                  onChange={(value) => address.set({ nonEmpty: value === "true" ? value : null })}
                />
              </FilterBar>
            }
            actions={<ExportMenu name="blocks" rows={rows} columns={EXPORTED} loadPage={loadPage} />}
          >
            {offersNewer && <NewerBlocks newest={rows[0]?.height} onShow={refresh} />}
            {error && !data ? (
              <ProblemNotice error={error} onRetry={refresh} />
            ) : !data ? (
              <Skeleton rows={12} label="blocks" />
            ) : look.isOpen ? (
              <LookingOn look={look} order={order} noun="blocks with transfers" />
            ) : rows.length === 0 ? (
              <Notice title="No blocks match" icon="cube">
                {nonEmpty ? "No block with transfers yet. The first transfer makes one." : "The ledger has no blocks here."}
              </Notice>
            ) : (
              <DataTable label="Blocks" {...table} current={beside.open === undefined ? undefined : Number(beside.open)} rows={rows} rowKey={(block) => block.height} busy={isFetching && address.cursor !== undefined} />
            )}
            <Pager nextCursor={look.isOpen ? null : look.page?.nextCursor} count={rows.length} noun="block" />
          </ListPanel>
        </OpenBeside>
      </Beside>
    </>
  );
}
