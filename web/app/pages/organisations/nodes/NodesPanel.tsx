/** The nodes of an organisation: what was asked for, how far each is, and how those that are registered are now. */
import { useMemo } from "react";
import type { LedgerNode, ProvisionedNode } from "@aurigraph/api";
import { type CsvCell, formatInteger, NOT_MEASURED } from "@aurigraph/core";
import { Button } from "../../../components/Button.tsx";
import type { Column } from "../../../components/column.ts";
import { DataTable } from "../../../components/DataTable.tsx";
import { ExportMenu } from "../../../components/ExportMenu.tsx";
import { FilterBar, FilterChoice, FilterText, type FilterToken } from "../../../components/Filters.tsx";
import { FreshnessMark } from "../../../components/FinalityMark.tsx";
import { Hash } from "../../../components/Hash.tsx";
import { Notice, Skeleton } from "../../../components/Notice.tsx";
import { useListAddress } from "../../../components/Paging.tsx";
import { Panel } from "../../../components/Panel.tsx";
import { RelativeTime } from "../../../components/Time.tsx";
import { ListPanel } from "../../../lists/ListPanel.tsx";
import { useList } from "../../../lists/useList.ts";
import type { Freshness } from "../../../live/hooks.ts";
import { LoadProblem } from "../../profile/LoadProblem.tsx";
import { NodeLink } from "./NodeLink.tsx";
import { OnLedger, PictureOfTheWay, ProvisionedStateTag, ShortSight } from "./NodeMarks.tsx";
import { filtered, nameOf, nodeFilter, sightOf, stateOf, stateOptions, typeWords } from "./nodes.ts";
import styles from "./nodes.module.css";

function When({ at, name }: { readonly at: string | null; readonly name: string | null }) {
  if (at === null) return <span className="muted">{NOT_MEASURED}</span>;
  return (
    <span className={styles.stack}>
      <RelativeTime value={at} />
      <span className={styles.small}>by {nameOf(name)}</span>
    </span>
  );
}

function columnsOf(live: readonly LedgerNode[] | undefined): readonly Column<ProvisionedNode>[] {
  const sight = ({ nodeId }: ProvisionedNode) => sightOf(nodeId, live);
  return [
    { key: "name", head: "Name", phone: "topStart", fixed: true, sort: ({ name }) => name, cell: (node) => <NodeLink node={node} /> },
    { key: "state", head: "State", phone: "topEnd", sort: ({ state }) => stateOf(state).words, cell: (node) => <ProvisionedStateTag node={node} /> },
    {
      key: "phone",
      head: "Type, requested",
      phoneOnly: true,
      phone: "bottomStart",
      cell: ({ nodeType, requestedAt, requestedByName }) => (
        <span className={styles.stack}>
          <span>
            {typeWords(nodeType)}, requested <RelativeTime value={requestedAt} />
          </span>
          <span>by {nameOf(requestedByName)}</span>
        </span>
      ),
    },
    { key: "phoneSight", head: "Now", phoneOnly: true, phone: "bottomEnd", cell: (node) => (node.nodeId === null ? null : <ShortSight sight={sight(node)} />) },
    { key: "type", head: "Type", sort: ({ nodeType }) => typeWords(nodeType), cell: ({ nodeType }) => typeWords(nodeType) },
    {
      key: "now",
      head: "Now",
      sort: (node) => {
        const seen = sight(node);
        return seen.kind === "heard" ? seen.node.status : null;
      },
      cell: (node) => <ShortSight sight={sight(node)} />,
    },
    { key: "requested", head: "Requested", sort: ({ requestedAt }) => requestedAt, cell: ({ requestedAt, requestedByName }) => <When at={requestedAt} name={requestedByName} /> },
    { key: "decided", head: "Decided", sort: ({ decidedAt }) => decidedAt, cell: ({ decidedAt, decidedByName }) => <When at={decidedAt} name={decidedByName} /> },
    { key: "key", head: "Key", wideOnly: true, cell: ({ nodeId }) => (nodeId === null ? NOT_MEASURED : <Hash value={nodeId} label="key of the node" />) },
    { key: "registration", head: "Registered", optional: true, sort: ({ registration }) => registration?.blockHeight ?? null, cell: ({ registration }) => (registration === null ? NOT_MEASURED : <OnLedger proof={registration} />) },
    { key: "note", head: "Note", optional: true, clip: true, cell: ({ note }) => note ?? NOT_MEASURED },
  ];
}

const EXPORTED: readonly (readonly [string, (node: ProvisionedNode) => CsvCell])[] = [
  ["requestId", ({ requestId }) => requestId],
  ["name", ({ name }) => name],
  ["nodeType", ({ nodeType }) => nodeType],
  ["state", ({ state }) => state],
  ["requestedBy", ({ requestedByName, requestedBy }) => requestedByName ?? requestedBy],
  ["requestedAt", ({ requestedAt }) => requestedAt],
  ["decidedBy", ({ decidedByName, decidedBy }) => decidedByName ?? decidedBy],
  ["decidedAt", ({ decidedAt }) => decidedAt],
  ["nodeId", ({ nodeId }) => nodeId],
  ["registrationTransaction", ({ registration }) => registration?.transactionHash ?? null],
  ["revocationTransaction", ({ revocation }) => revocation?.transactionHash ?? null],
  ["reason", ({ reason }) => reason],
  ["note", ({ note }) => note],
];

interface NodesPanelProps {
  readonly nodes: readonly ProvisionedNode[] | undefined;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** What the network says of its nodes. */
  readonly live: readonly LedgerNode[] | undefined;
  readonly freshness: Freshness;
  /** The one that is open beside the list. */
  readonly current?: string | undefined;
  /** Left out where whoever reads may not request nodes. */
  readonly onRequest?: (() => void) | undefined;
}

function FilteredNodes({ nodes, live, freshness, current, onRequest }: NodesPanelProps & { readonly nodes: readonly ProvisionedNode[] }) {
  const address = useListAddress();
  const columns = useMemo(() => columnsOf(live), [live]);
  const { controls, sorted, table } = useList("organisation-nodes", columns, { whole: true });
  const filter = nodeFilter(nodes, { state: address.get("state"), search: address.get("search") });
  const rows = filtered(nodes, filter);
  const { state, search } = filter;
  const isFiltered = state !== undefined || search !== undefined;
  const tokens: readonly FilterToken[] = [
    ...(state === undefined ? [] : [{ name: "state", value: stateOf(state).words, onRemove: () => address.set({ state: null }) }]),
    ...(search === undefined ? [] : [{ name: "with", value: search, onRemove: () => address.set({ search: null }) }]),
  ];
  return (
    <ListPanel
      title="Nodes"
      controls={controls}
      note={isFiltered ? `${formatInteger(rows.length)} of ${formatInteger(nodes.length)}` : undefined}
      filters={
        <FilterBar tokens={tokens}>
          <FilterChoice label="State" value={state ?? ""} options={stateOptions(nodes)} onChange={(value) => address.set({ state: value })} />
          <FilterText label="Name or key" name="Search" pattern={/\S/} problem="A part of a name, a note or a key" onApply={(value) => address.set({ search: value })} />
          {nodes.some(({ nodeId }) => nodeId !== null) && <FreshnessMark freshness={freshness} />}
        </FilterBar>
      }
      actions={
        <>
          <ExportMenu name="organisation-nodes" rows={rows} columns={EXPORTED} />
          {onRequest && (
            <Button kind="primary" onClick={onRequest}>
              Request a node
            </Button>
          )}
        </>
      }
    >
      {rows.length === 0 ? (
        <Notice title="No node matches" icon="search" action={<Button onClick={() => address.set({ state: null, search: null })}>Take all filters away</Button>}>
          There {nodes.length === 1 ? "is one node" : `are ${formatInteger(nodes.length)} nodes`} without them.
        </Notice>
      ) : (
        <DataTable label="Nodes" {...table} current={current} rows={sorted(rows)} rowKey={({ requestId }) => requestId} />
      )}
    </ListPanel>
  );
}

export function NodesPanel(props: NodesPanelProps) {
  const { nodes, error, onRetry, onRequest } = props;
  if (nodes !== undefined && nodes.length > 0) return <FilteredNodes {...props} nodes={nodes} />;
  return (
    <Panel title="Nodes" flush>
      {nodes !== undefined ? (
        <Notice
          title="There is no node yet"
          icon="server"
          action={
            onRequest && (
              <Button kind="primary" onClick={onRequest}>
                Request a node
              </Button>
            )
          }
        >
          <p>A node of your own checks everything that it shows you. The organisation answers for it by its name; the ledger says whose key it is.</p>
          <PictureOfTheWay />
        </Notice>
      ) : error === undefined ? (
        <Skeleton rows={5} label="the nodes" />
      ) : (
        <LoadProblem error={error} onRetry={onRetry} label="the nodes" />
      )}
    </Panel>
  );
}
