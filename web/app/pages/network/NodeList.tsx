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
import type { Freshness } from "../../live/hooks.ts";
import { ListPanel } from "../../lists/ListPanel.tsx";
import { OpenBeside } from "../../lists/useBeside.ts";
import { useList } from "../../lists/useList.ts";
import { behindOf, behindWords, catchUpWords, heardWords, latencyOf, STATE_OPTIONS, voteOf } from "./committee.ts";
import styles from "./network.module.css";
import { filtered, nodeFilter, noneWords } from "./nodeFilter.ts";
import { isValidator, roleOptions, roleWords } from "./roles.ts";
import { RegistrationTag, StateTag } from "./StateTag.tsx";

/** A validator's name leads to its record, and so does its row; other nodes have no record. */
function NodeName({ node }: { readonly node: LedgerNode }) {
  const onRow = useContext(OpenBeside);
  return (
    <>
      {isValidator(node) ? (
        <RowLink>
          <Link to={`/validators/${node.validatorId}`} onClick={onRow && ((event: MouseEvent) => onRow(event, node.validatorId))}>
            {node.name}
          </Link>
        </RowLink>
      ) : (
        <>
          <span className={styles.ownWord} title={node.name}>
            {node.name}
          </span>
          <span className={styles.phoneRole}>{roleWords(node.nodeType)}</span>
        </>
      )}
      {node.isSelf && <span className={styles.self}>this node</span>}
      {node.registration && (
        <span className={styles.wideRegistration}>
          <RegistrationTag node={node} />
        </span>
      )}
    </>
  );
}

/** A figure, or the sign that there is none. */
function figure(value: number | null, format: (value: number) => string): string {
  return value === null ? NOT_MEASURED : format(value);
}

/** Height and what is missing to it, for the second line of a phone; and below what was said of its key. */
function PhoneHeight({ node }: { readonly node: LedgerNode }) {
  const behind = behindOf(node);
  return (
    <>
      height <span className="figures">{figure(node.blockHeight, formatInteger)}</span>
      {behind === null ? "" : node.catchUp === null ? ", level" : `, ${formatInteger(behind)} behind`}
      {node.registration && (
        <span className={styles.phoneRegistration}>
          <RegistrationTag node={node} />
        </span>
      )}
    </>
  );
}

/** The round trip, or where that is not measured when the node was heard of, for the second line of a phone. */
function PhoneReach({ node }: { readonly node: LedgerNode }) {
  const latency = latencyOf(node);
  if (latency !== null) return <span className="figures">{formatMilliseconds(latency)} ms</span>;
  const heard = heardWords(node);
  return heard === NOT_MEASURED ? heard : `heard ${heard}`;
}

/** How it gets level, in words; whole for whoever points at it, because it can be long. */
function GettingLevel({ node }: { readonly node: LedgerNode }) {
  const words = catchUpWords(node, (id) => `validator ${id}`);
  return words === null ? NOT_MEASURED : <span title={words}>{words}</span>;
}

/** A validator is expected to vote; one that does not is told apart without a column of its own. */
function roleCell(node: LedgerNode): string {
  const role = roleWords(node.nodeType);
  return isValidator(node) && voteOf(node) === "follows" ? `${role}, no vote` : role;
}

const mono = (text: string | null) => (text === null ? NOT_MEASURED : <span className="figures">{text}</span>);

const COLUMNS: readonly Column<LedgerNode>[] = [
  { key: "name", head: "Name", phone: "topStart", fixed: true, sort: (node) => node.name, cell: (node) => <NodeName node={node} /> },
  { key: "phoneHeight", head: "Height", phone: "bottomStart", phoneOnly: true, cell: (node) => <PhoneHeight node={node} /> },
  { key: "phoneReach", head: "Reached", phone: "bottomEnd", phoneOnly: true, cell: (node) => <PhoneReach node={node} /> },
  { key: "role", head: "Role", sort: (node) => roleWords(node.nodeType), cell: roleCell },
  { key: "vote", head: "Vote", optional: true, sort: voteOf, cell: (node) => voteOf(node) ?? NOT_MEASURED },
  { key: "status", head: "State", phone: "topEnd", sort: (node) => node.status, cell: (node) => <StateTag node={node} /> },
  { key: "height", head: "Height", figures: true, sort: (node) => node.blockHeight, cell: (node) => figure(node.blockHeight, formatInteger) },
  { key: "behind", head: "Behind", figures: true, sort: behindOf, cell: (node) => behindWords(node) ?? NOT_MEASURED },
  { key: "latency", head: "Round trip, ms", figures: true, sort: latencyOf, cell: (node) => figure(latencyOf(node), formatMilliseconds) },
  { key: "heard", head: "Last heard", figures: true, sort: (node) => node.heardSecondsAgo, cell: heardWords },
  { key: "uptime", head: "Running for", figures: true, sort: (node) => node.uptimeSeconds, cell: (node) => figure(node.uptimeSeconds, (seconds) => formatSpan(seconds * 1000)) },
  { key: "version", head: "Version", sort: (node) => node.version, cell: (node) => mono(node.version) },
  { key: "http", head: "HTTP", wideOnly: true, cell: (node) => mono(node.httpAddress) },
  { key: "grpc", head: "gRPC", wideOnly: true, cell: (node) => mono(node.grpcAddress) },
  { key: "process", head: "Process", figures: true, optional: true, sort: (node) => node.processId, cell: (node) => node.processId ?? NOT_MEASURED },
  { key: "snapshot", head: "Snapshot height", figures: true, optional: true, sort: (node) => node.snapshotHeight, cell: (node) => figure(node.snapshotHeight, formatInteger) },
  { key: "earliest", head: "Earliest block", figures: true, optional: true, sort: (node) => node.earliestBlockHeight, cell: (node) => figure(node.earliestBlockHeight, formatInteger) },
  { key: "catchUp", head: "Getting level", optional: true, clip: true, cell: (node) => <GettingLevel node={node} /> },
  { key: "key", head: "Public key", optional: true, cell: (node) => <Hash value={node.nodeId} label="public key of the node" ends={8} /> },
];

const EXPORTED: readonly (readonly [string, (node: LedgerNode) => CsvCell])[] = [
  ["validatorId", (node) => node.validatorId],
  ["nodeId", (node) => node.nodeId],
  ["name", (node) => node.name],
  ["nodeType", (node) => node.nodeType],
  ["status", (node) => node.status],
  ["registration", (node) => node.registration ?? null],
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
export function NodeList({ list: { nodes }, freshness, current }: NodeListProps) {
  const address = useListAddress();
  const { controls, sorted, table } = useList("nodes", COLUMNS, { whole: true });
  const filter = nodeFilter(nodes, { role: address.get("role"), status: address.get("status") });
  const { role, status } = filter;
  const rows = filtered(nodes, filter);
  const roles = roleOptions(nodes, role?.[0]);
  const tokens = [
    ...(role ? [{ name: "role", value: role[1], onRemove: () => address.set({ role: null }) }] : []),
    ...(status ? [{ name: "state", value: status[1], onRemove: () => address.set({ status: null }) }] : []),
  ];
  return (
    <ListPanel
      title="Nodes"
      titleShown
      note={<FreshnessMark freshness={freshness} />}
      controls={controls}
      filters={
        <FilterBar tokens={tokens}>
          {/* A choice between one role and all roles is none. */}
          {(roles.length > 2 || role) && <FilterChoice label="Role" value={role?.[0] ?? ""} options={roles} onChange={(value) => address.set({ role: value })} />}
          <FilterChoice label="State" value={status?.[0] ?? ""} options={STATE_OPTIONS} onChange={(value) => address.set({ status: value })} />
        </FilterBar>
      }
      actions={<ExportMenu name="nodes" rows={rows} columns={EXPORTED} />}
    >
      {rows.length === 0 ? (
        <Notice title={noneWords(filter)} icon="network">
          Take the filter away to see all {formatInteger(nodes.length)}.
        </Notice>
      ) : (
        <DataTable label="Nodes" {...table} current={current === undefined ? undefined : nodes.find((node) => node.validatorId === current)?.nodeId} rows={sorted(rows)} rowKey={(node) => node.nodeId} />
      )}
    </ListPanel>
  );
}
