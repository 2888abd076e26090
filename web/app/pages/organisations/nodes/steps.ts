/** How far a node is on its way: request, approval by somebody else, token, registration on the ledger; and how the way may end. Pure. */
import type { NodeRegistration, ProvisionedNode } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { nameOf, stateOf } from "./nodes.ts";

/** `now` waits for somebody, `ended` is where the way ends before it was whole. */
export type StepState = "done" | "now" | "coming" | "ended";

export interface Step {
  readonly id: string;
  readonly name: string;
  readonly state: StepState;
  readonly who: string | null;
  readonly at: string | null;
  readonly note: string | null;
  /** Until when what is waited for may come. */
  readonly until: string | null;
  /** Where the ledger says it. */
  readonly proof: NodeRegistration | null;
}

function step(id: string, name: string, state: StepState, rest: Partial<Step> = {}): Step {
  return { id, name, state, who: null, at: null, note: null, until: null, proof: null, ...rest };
}

function decided({ decidedAt, decidedByName }: ProvisionedNode): Partial<Step> {
  return { who: decidedAt === null ? null : nameOf(decidedByName), at: decidedAt };
}

function decisionStep(node: ProvisionedNode): Step {
  switch (node.state) {
    case "requested":
      return step("decision", "Approval", "now", { note: "Somebody else has to approve: an owner or an admin." });
    case "rejected":
      return step("decision", "Rejected", "ended", { ...decided(node), note: node.reason });
    case "withdrawn":
      return step("decision", "Withdrawn", "ended", decided(node));
    default:
      return step("decision", "Approved", "done", decided(node));
  }
}

function tokenStep({ state, tokenExpiresAt, nodeId, enrolledAt }: ProvisionedNode): Step {
  if (state === "requested") return step("token", "Token", "coming", { note: "Good once, for 24 hours." });
  if (state !== "approved" || nodeId !== null) return step("token", "Token used", "done", { at: enrolledAt, note: "The node signed with the key that it made itself." });
  if (tokenExpiresAt !== null) return step("token", "Token made", "now", { note: "The node has not shown it yet.", until: tokenExpiresAt });
  return step("token", "Token", "now", { note: "None is open. Whoever may request nodes makes one." });
}

function registrationStep({ state, nodeId, registration }: ProvisionedNode): Step {
  if (registration !== null) return step("registration", "Registered on the ledger", "done", { proof: registration });
  if (state === "approved" && nodeId !== null) return step("registration", "Registration", "now", { note: "The ledger has not taken it yet. Run the command that shows the token again, with the same token." });
  if (state === "requested" || state === "approved") return step("registration", "Registration", "coming", { note: "The portal says on the ledger that the key belongs to this node." });
  return step("registration", "Registration", "ended", { note: "It is not on the ledger." });
}

function revocationSteps({ revokedByName, revokedAt, reason, revocation }: ProvisionedNode): readonly Step[] {
  const onLedger =
    revocation === null
      ? step("revocation", "Revocation on the ledger", "now", { note: "The ledger has not taken it yet; the portal goes on trying." })
      : step("revocation", "Revocation on the ledger", "done", { proof: revocation });
  return [step("revoked", "Revoked", "ended", { who: revokedAt === null ? null : nameOf(revokedByName), at: revokedAt, note: reason }), onLedger];
}

/** Of a state that this page does not know, what certainly happened; and the state itself. */
function unknownSteps(node: ProvisionedNode): readonly Step[] {
  return [
    ...(node.decidedAt === null ? [] : [step("decision", "Decided", "done", decided(node))]),
    ...(node.registration === null ? [] : [registrationStep(node)]),
    step("unknown", stateOf(node.state).words, "now", { note: node.reason }),
  ];
}

/** The steps in the order in which they happen. A way that ended early has none after its end. */
export function stepsOf(node: ProvisionedNode): readonly Step[] {
  const first = step("requested", "Requested", "done", { who: nameOf(node.requestedByName), at: node.requestedAt });
  switch (node.state) {
    case "rejected":
    case "withdrawn":
      return [first, decisionStep(node)];
    case "requested":
    case "approved":
    case "registered":
      return [first, decisionStep(node), tokenStep(node), registrationStep(node)];
    case "revoked":
      return [first, decisionStep(node), tokenStep(node), registrationStep(node), ...revocationSteps(node)];
    default:
      return [first, ...unknownSteps(node)];
  }
}

/** How a node stands, in one sentence. It is said aloud when it changes. */
export function standsWords({ state, tokenExpiresAt, nodeId, registration, revocation }: ProvisionedNode): string {
  switch (state) {
    case "requested":
      return "It waits until somebody else approves it.";
    case "approved":
      if (nodeId !== null) return "The node showed its key; the ledger has not taken the registration yet.";
      return tokenExpiresAt === null ? "It is approved. A token lets the node register itself." : "It waits for the node to show its token. This page looks every few seconds.";
    case "registered":
      return registration === null ? "It is registered." : `It is registered on the ledger, in block ${formatInteger(registration.blockHeight)}.`;
    case "rejected":
      return "It was rejected, and will not be registered.";
    case "withdrawn":
      return "It was withdrawn, and will not be registered.";
    case "revoked":
      return revocation === null ? "It is revoked. The ledger has not taken that yet; the portal goes on trying." : `It is revoked, since block ${formatInteger(revocation.blockHeight)}: other nodes refuse its key.`;
    default:
      return `Its state is: ${stateOf(state).words}.`;
  }
}
