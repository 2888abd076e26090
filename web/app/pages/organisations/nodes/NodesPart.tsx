/** Nodes of the organisation: the list, one of them beside it or in its place, and the way of each from the request to the ledger. */
import { type ReactNode, useState } from "react";
import {
  type ProvisionedNode,
  useApproveNodeMutation,
  useMakeNodeTokenMutation,
  useProfileQuery,
  useProvisionedNodesQuery,
  useRejectNodeMutation,
  useRequestNodeMutation,
  useRevokeNodeMutation,
  useWithdrawNodeMutation,
} from "@aurigraph/api";
import { ConfirmDialog } from "../../../components/ConfirmDialog.tsx";
import { Notice, Skeleton } from "../../../components/Notice.tsx";
import { useListAddress } from "../../../components/Paging.tsx";
import { Panel } from "../../../components/Panel.tsx";
import { useToast } from "../../../components/Toast.tsx";
import { Beside } from "../../../lists/Beside.tsx";
import { OpenBeside, useBeside } from "../../../lists/useBeside.ts";
import { LoadProblem } from "../../profile/LoadProblem.tsx";
import { useNodes } from "../../network/useCommittee.ts";
import type { PartProps } from "../parts.ts";
import { useDangerousAct } from "../useDangerousAct.tsx";
import { nodeSearch, useWayBack } from "./NodeLink.tsx";
import { type ActKind, NodePanel } from "./NodePanel.tsx";
import { actsOf, isPending, nameOf, sightOf, typeWords } from "./nodes.ts";
import { NodesPanel } from "./NodesPanel.tsx";
import { RejectNodeDialog, RevokeNodeDialog } from "./ReasonDialog.tsx";
import { RequestNodeDialog } from "./RequestNodeDialog.tsx";
import { TokenDialog } from "./TokenDialog.tsx";
import { nodeWords } from "./words.tsx";

/** While something comes by itself. What other people do comes by the portal's stream. */
const PENDING_POLL_MS = 3000;

/** The nodes, asked for every few seconds as long as one of them waits for what comes by itself. */
function useProvisionedNodes(organisationId: string) {
  const [hasPending, setPending] = useState(false);
  const query = useProvisionedNodesQuery(organisationId, { refetchOnMountOrArgChange: true, refetchOnFocus: true, pollingInterval: hasPending ? PENDING_POLL_MS : 0 });
  const isSo = query.data?.nodes.some(isPending) ?? false;
  if (isSo !== hasPending) setPending(isSo);
  return query;
}

/** What can be done with one node; what is dangerous is confirmed first. */
function useActs(organisationId: string, { requestId, name }: ProvisionedNode) {
  const [approve] = useApproveNodeMutation();
  const [reject] = useRejectNodeMutation();
  const [withdraw] = useWithdrawNodeMutation();
  const [makeToken, { reset }] = useMakeNodeTokenMutation();
  const [revoke] = useRevokeNodeMutation();
  const dangerous = useDangerousAct();
  const toast = useToast();
  const about = { organisationId, requestId };
  return {
    approve: async () => {
      await dangerous(() => approve(about).unwrap());
      toast({ words: `${name} is approved.` });
    },
    reject: async (reason: string) => {
      await dangerous(() => reject({ ...about, reason }).unwrap());
      toast({ words: `${name} is rejected.` });
    },
    withdraw: async () => {
      await dangerous(() => withdraw(about).unwrap());
      toast({ words: `${name} is withdrawn.` });
    },
    makeToken: () => dangerous(() => makeToken(about).unwrap()),
    /** What lets a node in is not kept in this page, either. */
    forgetToken: reset,
    revoke: async (reason: string) => {
      const node = await dangerous(() => revoke({ ...about, reason }).unwrap());
      toast({ words: node.revocation === null ? `${name} is revoked; the ledger is told as soon as it takes it.` : `${name} is revoked.` });
    },
  };
}

interface ActDialogProps {
  readonly organisationId: string;
  readonly node: ProvisionedNode;
  readonly kind: ActKind;
  readonly onClose: () => void;
}

function ActDialog({ organisationId, node, kind, onClose }: ActDialogProps) {
  const acts = useActs(organisationId, node);
  const { name, nodeType, requestedByName } = node;
  switch (kind) {
    case "approve":
      return (
        <ConfirmDialog title={`Approve ${name}`} label="Approve" busyLabel={"Approving\u2026"} danger={false} inWords={nodeWords} onConfirm={acts.approve} onClose={onClose}>
          <p>
            You approve that {nameOf(requestedByName)} registers a {typeWords(nodeType)} under the name <strong>{name}</strong>. Whoever may request nodes then makes a token for it.
          </p>
        </ConfirmDialog>
      );
    case "withdraw":
      return (
        <ConfirmDialog title={`Withdraw ${name}`} label="Withdraw" busyLabel={"Withdrawing\u2026"} inWords={nodeWords} onConfirm={acts.withdraw} onClose={onClose}>
          <p>It will not be registered, and a token that was made for it ends. Whoever still wants it requests it anew.</p>
        </ConfirmDialog>
      );
    case "reject":
      return <RejectNodeDialog name={name} onReason={acts.reject} onClose={onClose} />;
    case "revoke":
      return <RevokeNodeDialog name={name} onReason={acts.revoke} onClose={onClose} />;
    case "token":
      return (
        <TokenDialog
          node={node}
          origin={location.origin}
          onMake={acts.makeToken}
          onClose={() => {
            acts.forgetToken();
            onClose();
          }}
        />
      );
  }
}

interface OneNodeProps extends PartProps {
  readonly requestId: string;
  readonly query: ReturnType<typeof useProvisionedNodes>;
  readonly live: ReturnType<typeof useNodes>;
}

function OneNode({ organisation: { organisationId, actions }, requestId, query: { data, error, refetch }, live }: OneNodeProps) {
  const { data: profile } = useProfileQuery();
  const [kind, setKind] = useState<ActKind>();
  const node = data?.nodes.find((each) => each.requestId === requestId);
  if (node === undefined) return <NoNode>{data !== undefined ? undefined : error === undefined ? <Skeleton rows={6} label="the node" /> : <LoadProblem error={error} onRetry={() => void refetch()} label="the node" />}</NoNode>;
  return (
    <>
      <NodePanel node={node} acts={actsOf(node, actions, profile?.userId)} sight={sightOf(node.nodeId, live.isError ? undefined : live.data?.nodes)} freshness={live.freshness} onAct={setKind} />
      {kind !== undefined && <ActDialog key={kind} organisationId={organisationId} node={node} kind={kind} onClose={() => setKind(undefined)} />}
    </>
  );
}

/** In the place of a node that is not there, or not yet. */
export function NoNode({ children }: { readonly children?: ReactNode }) {
  const wayBack = useWayBack();
  return (
    <Panel title="Node" note={wayBack} flush>
      {children ?? (
        <Notice title="There is no such node" icon="search">
          The organisation has no request with the id in the address.
        </Notice>
      )}
    </Panel>
  );
}

export function NodesPart({ organisation }: PartProps) {
  const { organisationId, actions } = organisation;
  const query = useProvisionedNodes(organisationId);
  const nodes = query.data?.nodes;
  const live = useNodes({ skip: nodes?.some(({ nodeId }) => nodeId !== null) !== true });
  const address = useListAddress();
  const beside = useBeside();
  const [request] = useRequestNodeMutation();
  const toast = useToast();
  const [isRequesting, setRequesting] = useState(false);
  const alone = address.get("node");
  if (alone !== undefined) return <OneNode key={alone} organisation={organisation} requestId={alone} query={query} live={live} />;
  const { open } = beside;
  return (
    <Beside
      open={open}
      label="Node beside the list"
      to={nodeSearch("", open ?? "")}
      onClose={beside.close}
      record={open !== undefined && <OneNode key={open} organisation={organisation} requestId={open} query={query} live={live} />}
    >
      <OpenBeside value={beside.onRow}>
        <NodesPanel
          nodes={nodes}
          error={query.error}
          onRetry={() => void query.refetch()}
          live={live.isError ? undefined : live.data?.nodes}
          freshness={live.freshness}
          current={open}
          onRequest={actions.includes("nodes.request") ? () => setRequesting(true) : undefined}
        />
      </OpenBeside>
      {isRequesting && (
        <RequestNodeDialog
          onRequest={async (asked) => {
            const { name } = await request({ organisationId, ...asked }).unwrap();
            toast({ words: `${name} is requested. Somebody else has to approve it.` });
          }}
          onClose={() => setRequesting(false)}
        />
      )}
    </Beside>
  );
}
