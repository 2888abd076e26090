/** Nodes of a committee and around it, as the tests of this folder need them. */
import type { LedgerNode } from "@aurigraph/api";

/** A validator; the first one is the node that answers. */
export function node(index: number, changes: Partial<LedgerNode> = {}): LedgerNode {
  return {
    nodeId: index.toString(16).padStart(2, "0").repeat(32),
    validatorId: String(index),
    name: `validator-${index}`,
    nodeType: "VALIDATOR",
    status: "healthy",
    isSelf: index === 0,
    votes: true,
    version: "0.1.0",
    processId: 100 + index,
    serving: true,
    httpAddress: "127.0.0.1:9003",
    grpcAddress: "127.0.0.1:9004",
    blockHeight: 1000,
    earliestBlockHeight: 0,
    snapshotHeight: 0,
    uptimeSeconds: 60,
    latencyMs: index === 0 ? null : 2,
    heardSecondsAgo: index === 0 ? null : 0.5,
    catchUp: null,
    registration: null,
    ...changes,
  };
}

/** As a validator that was heard of and is away. */
export const AWAY: Partial<LedgerNode> = { status: "unreachable", votes: false, serving: false, heardSecondsAgo: 42 };
/** Never heard of: all that a node says of itself is missing. */
export const UNHEARD: Partial<LedgerNode> = { ...AWAY, version: null, processId: null, httpAddress: null, grpcAddress: null, blockHeight: null, earliestBlockHeight: null, snapshotHeight: null, uptimeSeconds: null, latencyMs: null, heardSecondsAgo: null };

export const SNAPSHOT = { kind: "snapshot", targetHeight: 9000, fromValidatorId: "1", receivedBytes: 12 * 1024 * 1024, totalBytes: 40 * 1024 * 1024 };

/** A node that is no validator. */
export function business(index: number, changes: Partial<LedgerNode> = {}): LedgerNode {
  return node(index, { validatorId: null, name: `reader-${index}`, nodeType: "BUSINESS", votes: false, latencyMs: null, ...changes });
}
