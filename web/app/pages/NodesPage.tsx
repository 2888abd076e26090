/** The processes that serve the ledger. */
import { type LedgerNode, useNodesQuery } from "@aurigraph/api";
import { type CsvCell, formatInteger, formatSpan } from "@aurigraph/core";
import type { Column } from "../components/column.ts";
import { DataTable } from "../components/DataTable.tsx";
import { ExportMenu } from "../components/ExportMenu.tsx";
import { FreshnessMark } from "../components/FinalityMark.tsx";
import { ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead } from "../components/Panel.tsx";
import { Tag } from "../components/Tag.tsx";
import { useQueryFreshness } from "../live/hooks.ts";
import { ListPanel } from "../lists/ListPanel.tsx";
import { useList } from "../lists/useList.ts";
import { usePageTitle } from "../page.ts";
import { HealthPanel } from "./overview/HealthPanel.tsx";
import { MeasuredPanel } from "./overview/MeasuredPanel.tsx";
import styles from "./overview/overview.module.css";

const POLL_MS = 5000;

const COLUMNS: readonly Column<LedgerNode>[] = [
  { key: "name", head: "Name", phone: "topStart", fixed: true, sort: (node) => node.name, cell: (node) => node.name },
  { key: "type", head: "Kind", cell: (node) => node.nodeType.toLowerCase() },
  { key: "height", head: "Height", figures: true, sort: (node) => node.blockHeight, cell: (node) => formatInteger(node.blockHeight) },
  { key: "uptime", head: "Running for", figures: true, phone: "bottomEnd", phoneUnit: "running", sort: (node) => node.uptimeSeconds, cell: (node) => formatSpan(node.uptimeSeconds * 1000) },
  { key: "http", head: "HTTP", phone: "bottomStart", cell: (node) => <span className="figures">{node.httpAddress}</span> },
  { key: "grpc", head: "gRPC", cell: (node) => <span className="figures">{node.grpcAddress}</span> },
  { key: "process", head: "Process", figures: true, wideOnly: true, cell: (node) => node.processId },
  { key: "version", head: "Version", sort: (node) => node.version, cell: (node) => <span className="figures">{node.version}</span> },
  { key: "status", head: "Status", phone: "topEnd", sort: (node) => node.status, cell: (node) => <Tag tone={node.serving ? "positive" : "warning"}>{node.status.toLowerCase().replaceAll("_", " ")}</Tag> },
];

const EXPORTED: readonly (readonly [string, (node: LedgerNode) => CsvCell])[] = [
  ["nodeId", (node) => node.nodeId],
  ["name", (node) => node.name],
  ["nodeType", (node) => node.nodeType],
  ["status", (node) => node.status],
  ["version", (node) => node.version],
  ["httpAddress", (node) => node.httpAddress],
  ["grpcAddress", (node) => node.grpcAddress],
  ["blockHeight", (node) => node.blockHeight],
  ["uptimeSeconds", (node) => node.uptimeSeconds],
];

export function NodesPage() {
  usePageTitle("Nodes");
  const query = useNodesQuery(undefined, { pollingInterval: POLL_MS });
  const { data, error, refetch } = query;
  const freshness = useQueryFreshness(query, POLL_MS);
  const { controls, sorted, table } = useList("nodes", COLUMNS, { whole: true });
  return (
    <>
      <PageHead title="Nodes">Each node keeps the whole ledger, serves it, and says how it is.</PageHead>
      <ListPanel
        title="Processes"
        titleShown
        note={<FreshnessMark freshness={freshness} />}
        controls={controls}
        actions={<ExportMenu name="nodes" rows={data?.nodes ?? []} columns={EXPORTED} />}
      >
        {data ? (
          <DataTable label="Nodes" {...table} rows={sorted(data.nodes)} rowKey={(node) => node.nodeId} />
        ) : error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton rows={4} label="nodes" />
        )}
      </ListPanel>
      <div className={styles.halves}>
        <HealthPanel />
        <MeasuredPanel />
      </div>
    </>
  );
}
