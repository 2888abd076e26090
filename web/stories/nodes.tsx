/** Nodes of an organisation: every state of the way, what the network says of each, and every dialog, with names as long as they come. */
import { type ReactNode, useState } from "react";
import type { EnrolmentToken, LedgerNode, NodeRegistration, ProvisionedNode } from "@aurigraph/api";
import { Button } from "../app/components/Button.tsx";
import { ConfirmDialog } from "../app/components/ConfirmDialog.tsx";
import { type ActKind, NodePanel } from "../app/pages/organisations/nodes/NodePanel.tsx";
import { actsOf, sightOf } from "../app/pages/organisations/nodes/nodes.ts";
import { NodesPanel } from "../app/pages/organisations/nodes/NodesPanel.tsx";
import { NoNode } from "../app/pages/organisations/nodes/NodesPart.tsx";
import { RejectNodeDialog, RevokeNodeDialog } from "../app/pages/organisations/nodes/ReasonDialog.tsx";
import { RequestNodeDialog } from "../app/pages/organisations/nodes/RequestNodeDialog.tsx";
import { ShownToken, TokenDialog } from "../app/pages/organisations/nodes/TokenDialog.tsx";
import { nodeWords } from "../app/pages/organisations/nodes/words.tsx";
import { nothing, refusal } from "./identity.tsx";
import styles from "./stories.module.css";
import { EXAMPLE_TIME, exampleHash, type Story } from "./story.ts";

/** As long as a name may be. */
const LONG_NAME = "Anodewithoutablankinitsnamebecausenobodytoldthemthatblanksareok";
const LONG_TEXT = "A reason with as many characters as somebody writes who wants that everybody understands it, also in a year, and also those who were not there when the machine was sold to another company, with its disk and with the key that lay on it.";
const SOON = new Date(Date.now() + 23 * 3_600_000).toISOString();

function proof(number: number, pair: string): NodeRegistration {
  return { number, transactionHash: exampleHash(pair), blockHeight: 128_400 + number };
}

function node(requestId: string, name: string, rest: Partial<ProvisionedNode> = {}): ProvisionedNode {
  return {
    requestId,
    name,
    nodeType: "business",
    note: null,
    state: "requested",
    requestedBy: "ada",
    requestedByName: "Ada Example",
    requestedAt: EXAMPLE_TIME,
    decidedBy: null,
    decidedByName: null,
    decidedAt: null,
    reason: null,
    tokenExpiresAt: null,
    nodeId: null,
    enrolledAt: null,
    registration: null,
    revokedBy: null,
    revokedByName: null,
    revokedAt: null,
    revocation: null,
    ...rest,
  };
}

const DECIDED: Partial<ProvisionedNode> = { decidedBy: "grace", decidedByName: "Grace Example", decidedAt: EXAMPLE_TIME };
const APPROVED: Partial<ProvisionedNode> = { ...DECIDED, state: "approved" };
const REGISTERED: Partial<ProvisionedNode> = { ...DECIDED, state: "registered", nodeId: exampleHash("b1"), enrolledAt: EXAMPLE_TIME, registration: proof(7, "7e") };
const REVOKED: Partial<ProvisionedNode> = { ...REGISTERED, state: "revoked", nodeId: exampleHash("b3"), revokedBy: "joan", revokedByName: "Joan Example", revokedAt: EXAMPLE_TIME, reason: "The machine was sold.", revocation: proof(5, "9d") };

const OFFICE = node("nod_1", "Hamburg office", { note: "For the settlement robots of the Hamburg office.\nIt follows two validators." });
const LONG = node("nod_2", LONG_NAME, { nodeType: "light", requestedBy: "x", requestedByName: null, note: LONG_TEXT });
const WITHOUT_TOKEN = node("nod_3", "Treasury", APPROVED);
const WITH_TOKEN = node("nod_4", "Branch of Rotterdam", { ...APPROVED, tokenExpiresAt: SOON });
const KEY_SHOWN = node("nod_5", "Auditor's reader", { ...APPROVED, nodeType: "light", nodeId: exampleHash("b5"), enrolledAt: EXAMPLE_TIME, tokenExpiresAt: SOON });
const RUNNING = node("nod_6", "Data centre, Frankfurt", REGISTERED);
const SILENT = node("nod_7", "Data centre, Paris", { ...REGISTERED, nodeId: exampleHash("b2"), registration: proof(8, "8f") });
const REJECTED = node("nod_8", "Test machine", { ...DECIDED, state: "rejected", reason: LONG_TEXT });
const WITHDRAWN = node("nod_9", "Wrong name", { ...DECIDED, decidedByName: null, state: "withdrawn" });
const GONE = node("nod_10", "Old office", REVOKED);
const GOING = node("nod_11", "Stolen notebook", { ...REVOKED, nodeId: exampleHash("b4"), reason: LONG_TEXT, revocation: null });
const STRANGE = node("nod_12", "From a later version", { ...DECIDED, state: "on_hold", nodeType: "archive" });
const ALL = [OFFICE, LONG, WITHOUT_TOKEN, WITH_TOKEN, KEY_SHOWN, RUNNING, SILENT, REJECTED, WITHDRAWN, GONE, GOING, STRANGE];

function live(nodeId: string, rest: Partial<LedgerNode> = {}): LedgerNode {
  return {
    nodeId,
    validatorId: null,
    name: "frankfurt",
    nodeType: "BUSINESS",
    status: "healthy",
    isSelf: false,
    votes: false,
    version: "0.1.0",
    processId: 100,
    serving: true,
    httpAddress: "192.0.2.1:9003",
    grpcAddress: "192.0.2.1:9004",
    blockHeight: 131_072,
    earliestBlockHeight: 0,
    snapshotHeight: 0,
    uptimeSeconds: 60,
    latencyMs: null,
    heardSecondsAgo: 0.4,
    catchUp: null,
    registration: "registered",
    ...rest,
  };
}

const LIVE = [live(exampleHash("b1")), live(exampleHash("b3"), { status: "read_only", registration: "revoked", latencyMs: 3.1, heardSecondsAgo: 4 })];
const FRESH = { kind: "measured" } as const;
const OWNER = ["nodes.read", "nodes.request", "nodes.approve", "nodes.revoke"];
const VIEWER = ["nodes.read"];
const FAILED = { status: 500, data: { type: "about:blank", title: "Internal error", status: 500, code: "internal", detail: "the portal cannot answer this request", action: "Try again." } };

/** A dialog that opens by its button. */
function Opened({ label, dialog }: { readonly label: string; readonly dialog: (onClose: () => void) => ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      {isOpen && dialog(() => setOpen(false))}
    </>
  );
}

function one(shown: ProvisionedNode, actions: readonly string[] = OWNER, userId = "grace") {
  return <NodePanel node={shown} acts={actsOf(shown, actions, userId)} sight={sightOf(shown.nodeId, LIVE)} freshness={FRESH} onAct={(_kind: ActKind) => undefined} />;
}

const panel = { live: LIVE, freshness: FRESH, onRequest: nothing };
const TOKEN: EnrolmentToken = { token: `aet_${"example".repeat(6)}1`, expiresAt: SOON, chainId: exampleHash("07"), nodeRegistrar: exampleHash("ab"), node: WITH_TOKEN };
const OWN_REQUEST = refusal(403, "own_request", "Own request", "somebody else has to approve");
const shown = { made: TOKEN, origin: "https://portal.example.org", takesFocus: false };

export const nodeStories: readonly Story[] = [
  { name: "Nodes of an organisation", render: () => <NodesPanel {...panel} nodes={ALL} /> },
  { name: "Nodes of an organisation, none yet", render: () => <NodesPanel {...panel} nodes={[]} /> },
  { name: "Nodes of an organisation, none yet, for a viewer", render: () => <NodesPanel {...panel} onRequest={undefined} nodes={[]} /> },
  { name: "Nodes of an organisation, loading", render: () => <NodesPanel {...panel} nodes={undefined} /> },
  { name: "Nodes of an organisation, failed", render: () => <NodesPanel {...panel} nodes={undefined} error={FAILED} onRetry={nothing} /> },
  { name: "Nodes of an organisation, the network is not known", render: () => <NodesPanel {...panel} live={undefined} freshness={{ kind: "stale", since: Date.now() - 9000 }} nodes={[RUNNING, SILENT]} /> },
  { name: "Node that somebody else requested", render: () => one(OFFICE) },
  { name: "Node that oneself requested", render: () => one(OFFICE, OWNER, "ada") },
  { name: "Node with a long name, for a viewer", render: () => one(LONG, VIEWER) },
  { name: "Node that is approved", render: () => one(WITHOUT_TOKEN) },
  { name: "Node with a token", render: () => one(WITH_TOKEN) },
  { name: "Node that the ledger has not taken yet", render: () => one(KEY_SHOWN) },
  { name: "Node that is registered and runs", render: () => one(RUNNING) },
  { name: "Node that is registered and not heard of", render: () => one(SILENT) },
  { name: "Node that was rejected", render: () => one(REJECTED) },
  { name: "Node that was withdrawn", render: () => one(WITHDRAWN) },
  { name: "Node that was revoked", render: () => one(GONE) },
  { name: "Node that was revoked, not on the ledger yet", render: () => one(GOING) },
  { name: "Node in a state of a later version", render: () => one(STRANGE) },
  { name: "Node that is not there", render: () => <NoNode /> },
  { name: "Request a node", render: () => <Opened label="Request a node" dialog={(onClose) => <RequestNodeDialog onRequest={nothing} onClose={onClose} />} /> },
  {
    name: "Request a node, to be corrected",
    render: () => <Opened label="Request a node" dialog={(onClose) => <RequestNodeDialog onRequest={nothing} onClose={onClose} start={{ values: { nodeType: "light" }, problems: { name: "Enter a name." } }} />} />,
  },
  {
    name: "Approve a node, refused",
    render: () => (
      <Opened
        label="Approve"
        dialog={(onClose) => (
          // oxlint-disable-next-line no-throw-literal -- problems travel as RTK Query has them
          <ConfirmDialog title="Approve Hamburg office" label="Approve" busyLabel="Approving" danger={false} inWords={nodeWords} onConfirm={() => Promise.reject({ status: 403, data: OWN_REQUEST.problem })} onClose={onClose}>
            <p>You approve that Ada Example registers a business node.</p>
          </ConfirmDialog>
        )}
      />
    ),
  },
  { name: "Reject a node", render: () => <Opened label="Reject" dialog={(onClose) => <RejectNodeDialog name={OFFICE.name} onReason={nothing} onClose={onClose} />} /> },
  { name: "Revoke a node", render: () => <Opened label="Revoke" dialog={(onClose) => <RevokeNodeDialog name={LONG_NAME} onReason={nothing} onClose={onClose} start={{ problems: { reason: "Say why." } }} />} /> },
  { name: "Make a token", render: () => <Opened label="Make a token" dialog={(onClose) => <TokenDialog node={WITH_TOKEN} origin="https://portal.example.org" onMake={() => Promise.resolve(TOKEN)} onClose={onClose} />} /> },
  {
    name: "Token, waiting and used",
    render: () => (
      <div className={styles.stack}>
        <ShownToken {...shown} node={WITH_TOKEN} />
        <ShownToken {...shown} node={{ ...RUNNING, name: WITH_TOKEN.name }} />
      </div>
    ),
  },
];
