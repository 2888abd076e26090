/** The processes that serve the ledger. */
import { type LedgerNode, useNodesQuery } from "@aurigraph/api";
import { type CsvCell, formatInteger, formatSpan } from "@aurigraph/core";
import { type Column, DataTable } from "../components/DataTable.tsx";
import { ExportMenu } from "../components/ExportMenu.tsx";
import { FreshnessMark } from "../components/FinalityMark.tsx";
import { ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { Tag } from "../components/Tag.tsx";
import { useQueryFreshness } from "../live/hooks.ts";
import { usePageTitle } from "../page.ts";

const POLL_MS = 5000;

const COLUMNS: readonly Column<LedgerNode>[] = [
  { key: "name", head: "Name", phone: "topStart", cell: (node) => node.name },
  { key: "type", head: "Kind", cell: (node) => node.nodeType.toLowerCase() },
  { key: "height", head: "Height", figures: true, cell: (node) => formatInteger(node.blockHeight) },
  { key: "uptime", head: "Running for", figures: true, phone: "bottomEnd", phoneUnit: "running", cell: (node) => formatSpan(node.uptimeSeconds * 1000) },
  { key: "http", head: "HTTP", phone: "bottomStart", cell: (node) => <span className="figures">{node.httpAddress}</span> },
  { key: "grpc", head: "gRPC", cell: (node) => <span className="figures">{node.grpcAddress}</span> },
  { key: "process", head: "Process", figures: true, wideOnly: true, cell: (node) => node.processId },
  { key: "version", head: "Version", grow: true, cell: (node) => <span className="figures">{node.version}</span> },
  { key: "status", head: "Status", phone: "topEnd", cell: (node) => <Tag tone={node.serving ? "positive" : "warning"}>{node.status.toLowerCase().replaceAll("_", " ")}</Tag> },
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
  return (
    <>
      <PageHead title="Nodes">Each node keeps the whole ledger, serves it, and says how it is.</PageHead>
      <Panel title="Nodes" actions={
          <>
            <FreshnessMark freshness={freshness} />
            <ExportMenu name="nodes" rows={data?.nodes ?? []} columns={EXPORTED} />
          </>
        } flush>
        {data ? (
          <DataTable label="Nodes" columns={COLUMNS} rows={data.nodes} rowKey={(node) => node.nodeId} />
        ) : error ? (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton rows={4} label="nodes" />
        )}
      </Panel>
    </>
  );
}
