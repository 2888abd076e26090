/** The nodes as a list: what each said of itself, and how it is reached. */
import { type MouseEvent, useContext } from "react";
import { Link } from "react-router";
import type { LedgerNode, NodeList as Nodes } from "@aurigraph/api";
import { type CsvCell, formatInteger, formatMilliseconds, formatSpan, NOT_MEASURED } from "@aurigraph/core";
import type { Column } from "../../components/column.ts";
import { DataTable, RowLink } from "../../components/DataTable.tsx";
import { ExportMenu } from "../../components/ExportMenu.tsx";
import { FilterBar, FilterChoice } from "../../components/Filters.tsx";
import { FreshnessMark } from "../../components/FinalityMark.tsx";
import { Hash } from "../../components/Hash.tsx";
import { Notice } from "../../components/Notice.tsx";
import { useListAddress } from "../../components/Paging.tsx";
import { Tag } from "../../components/Tag.tsx";
import type { Freshness } from "../../live/hooks.ts";
import { ListPanel } from "../../lists/ListPanel.tsx";
import { OpenBeside } from "../../lists/useBeside.ts";
import { useList } from "../../lists/useList.ts";
import { behindOf, behindWords, isReachable, roleOf, STATE_OPTIONS, stateOf } from "./committee.ts";
import styles from "./network.module.css";

function NodeLink({ node }: { readonly node: LedgerNode }) {
  const onRow = useContext(OpenBeside);
  return (
    <>
      <RowLink>
        <Link to={`/validators/${node.validatorId}`} onClick={onRow && ((event: MouseEvent) => onRow(event, node.validatorId))}>
          {node.name}
        </Link>
      </RowLink>
      {node.isSelf && <span className={styles.self}>this node</span>}
    </>
  );
}

/** A figure, or the sign that there is none. */
function figure(value: number | null, format: (value: number) => string): string {
  return value === null ? NOT_MEASURED : format(value);
}

/** How long ago, at the moment of the answer. */
export function heardWords({ isSelf, heardSecondsAgo }: LedgerNode): string {
  if (isSelf || heardSecondsAgo === null) return NOT_MEASURED;
  return heardSecondsAgo < 1 ? "< 1 s ago" : `${formatSpan(heardSecondsAgo * 1000)} ago`;
}

/** An old measurement is not the latency of a node that does not answer. */
export function latencyOf(node: LedgerNode): number | null {
  return isReachable(node) ? node.latencyMs : null;
}

export function StateTag({ status }: { readonly status: string }) {
  const { tone, words } = stateOf(status);
  return <Tag tone={tone}>{words}</Tag>;
}

/** Height and what is missing to it, for the second line of a phone. */
function PhoneHeight({ node }: { readonly node: LedgerNode }) {
  const behind = behindOf(node);
  return (
    <>
      height <span className="figures">{figure(node.blockHeight, formatInteger)}</span>
      {behind === null ? "" : node.catchUp === null ? ", level" : `, ${formatInteger(behind)} behind`}
    </>
  );
}

const mono = (text: string | null) => (text === null ? NOT_MEASURED : <span className="figures">{text}</span>);

const COLUMNS: readonly Column<LedgerNode>[] = [
  { key: "name", head: "Name", phone: "topStart", fixed: true, sort: (node) => node.name, cell: (node) => <NodeLink node={node} /> },
  { key: "phoneHeight", head: "Height", phone: "bottomStart", phoneOnly: true, cell: (node) => <PhoneHeight node={node} /> },
  { key: "role", head: "Role", sort: roleOf, cell: (node) => roleOf(node) ?? NOT_MEASURED },
  { key: "status", head: "State", phone: "topEnd", sort: (node) => node.status, cell: (node) => <StateTag status={node.status} /> },
  { key: "height", head: "Height", figures: true, sort: (node) => node.blockHeight, cell: (node) => figure(node.blockHeight, formatInteger) },
  { key: "behind", head: "Behind", figures: true, sort: behindOf, cell: (node) => behindWords(node) ?? NOT_MEASURED },
  { key: "latency", head: "Round trip, ms", figures: true, phone: "bottomEnd", phoneUnit: (node) => (latencyOf(node) === null ? "" : "ms"), sort: latencyOf, cell: (node) => figure(latencyOf(node), formatMilliseconds) },
  { key: "heard", head: "Last heard", figures: true, sort: (node) => node.heardSecondsAgo, cell: heardWords },
  { key: "uptime", head: "Running for", figures: true, sort: (node) => node.uptimeSeconds, cell: (node) => figure(node.uptimeSeconds, (seconds) => formatSpan(seconds * 1000)) },
  { key: "version", head: "Version", sort: (node) => node.version, cell: (node) => mono(node.version) },
  { key: "http", head: "HTTP", wideOnly: true, cell: (node) => mono(node.httpAddress) },
  { key: "grpc", head: "gRPC", wideOnly: true, cell: (node) => mono(node.grpcAddress) },
  { key: "process", head: "Process", figures: true, wideOnly: true, sort: (node) => node.processId, cell: (node) => node.processId ?? NOT_MEASURED },
  { key: "snapshot", head: "Snapshot height", figures: true, optional: true, sort: (node) => node.snapshotHeight, cell: (node) => figure(node.snapshotHeight, formatInteger) },
  { key: "earliest", head: "Earliest block", figures: true, optional: true, sort: (node) => node.earliestBlockHeight, cell: (node) => figure(node.earliestBlockHeight, formatInteger) },
  { key: "kind", head: "Kind", optional: true, cell: (node) => node.nodeType.toLowerCase() },
  { key: "key", head: "Public key", optional: true, cell: (node) => <Hash value={node.nodeId} label="public key of the validator" ends={8} /> },
];

const EXPORTED: readonly (readonly [string, (node: LedgerNode) => CsvCell])[] = [
  ["validatorId", (node) => node.validatorId],
  ["nodeId", (node) => node.nodeId],
  ["name", (node) => node.name],
  ["nodeType", (node) => node.nodeType],
  ["status", (node) => node.status],
  ["votes", (node) => String(node.votes)],
  ["blockHeight", (node) => node.blockHeight],
  ["blocksBehind", behindOf],
  ["latencyMs", latencyOf],
  ["heardSecondsAgo", (node) => node.heardSecondsAgo],
  ["uptimeSeconds", (node) => node.uptimeSeconds],
  ["version", (node) => node.version],
  ["processId", (node) => node.processId],
  ["httpAddress", (node) => node.httpAddress],
  ["grpcAddress", (node) => node.grpcAddress],
  ["earliestBlockHeight", (node) => node.earliestBlockHeight],
  ["snapshotHeight", (node) => node.snapshotHeight],
];

interface NodeListProps {
  readonly list: Nodes;
  readonly freshness: Freshness;
  /** The validator that is open beside the list. */
  readonly current: string | undefined;
}

/** The nodes with filter, order, columns and export. */
export function NodeList({ list, freshness, current }: NodeListProps) {
  const address = useListAddress();
  const { controls, sorted, table } = useList("nodes", COLUMNS, { whole: true });
  const asked = address.get("status");
  const filter = STATE_OPTIONS.find(([value]) => value !== "" && value === asked);
  const rows = filter ? list.nodes.filter((node) => node.status === filter[0]) : list.nodes;
  const removeFilter = () => address.set({ status: null });
  return (
    <ListPanel
      title="Nodes"
      titleShown
      note={<FreshnessMark freshness={freshness} />}
      controls={controls}
      filters={
        <FilterBar tokens={filter ? [{ name: "state", value: filter[1], onRemove: removeFilter }] : []}>
          <FilterChoice label="State" value={filter?.[0] ?? ""} options={STATE_OPTIONS} onChange={(status) => address.set({ status })} />
        </FilterBar>
      }
      actions={<ExportMenu name="nodes" rows={rows} columns={EXPORTED} />}
    >
      {rows.length === 0 ? (
        <Notice title={`No node is ${filter?.[1] ?? "here"}`} icon="network">
          Take the filter away to see all {formatInteger(list.nodes.length)}.
        </Notice>
      ) : (
        <DataTable label="Nodes" {...table} current={current} rows={sorted(rows)} rowKey={(node) => node.validatorId} />
      )}
    </ListPanel>
  );
}
