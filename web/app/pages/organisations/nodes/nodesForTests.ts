/** Nodes of an organisation, as the tests of this folder need them. */
import type { NodeRegistration, ProvisionedNode } from "@aurigraph/api";

export const ON_LEDGER: NodeRegistration = { number: 7, transactionHash: "7e".repeat(32), blockHeight: 1200 };

/** A node as it is right after it was requested. */
export function requested(changes: Partial<ProvisionedNode> = {}): ProvisionedNode {
  return {
    requestId: "nod_1",
    name: "Hamburg office",
    nodeType: "business",
    note: null,
    state: "requested",
    requestedBy: "ada",
    requestedByName: "Ada Example",
    requestedAt: "2026-01-15T10:30:00.000Z",
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
    ...changes,
  };
}
