/** The shapes of nodes that members of an organisation ask for, others approve, and the ledger registers. */
import type { Schema } from "./types.ts";

/** A node that was asked for, and what became of it. A state that a page does not know is a text like any other. */
export type ProvisionedNode = Schema<"ProvisionedNode">;

/** Where the ledger says that a key is registered, or revoked. */
export type NodeRegistration = NonNullable<ProvisionedNode["registration"]>;

/** The newest first, and whole. */
export type NodeRequestList = Schema<"NodeRequestList">;

/** What can be asked for. */
export type ProvisionedNodeType = "business" | "light";

/** A node that is asked for. */
export type NewNodeRequest = Omit<Schema<"NewNodeRequest">, "nodeType"> & { readonly nodeType: ProvisionedNodeType };

/** Shown once: with it a node registers the key that it made itself. */
export type EnrolmentToken = Schema<"EnrolmentToken">;

/** Why a node is rejected or revoked. */
export type NodeReason = Schema<"NodeReason">;
