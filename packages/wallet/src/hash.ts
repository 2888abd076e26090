/**
 * The one hash of the protocol: BLAKE3 keyed with a label, so that a hash made for one purpose can never be taken for
 * another (docs/protocol.md, "Hashing").
 */
import { blake3 } from "@noble/hashes/blake3.js";
import { utf8 } from "./bytes.ts";

/** Length of every hash, address and identifier. */
export const HASH_BYTES = 32;

function labelKey(label: string): Uint8Array {
  const ascii = utf8(label);
  if (ascii.length > HASH_BYTES) throw new Error(`the label ${label} is longer than a key`);
  const key = new Uint8Array(HASH_BYTES);
  key.set(ascii);
  return key;
}

const LABEL_KEYS = {
  address: labelKey("aurigraph/v1/address"),
  subaccount: labelKey("aurigraph/v1/subaccount"),
  genesis: labelKey("aurigraph/v1/genesis"),
  submission: labelKey("aurigraph/v1/submission"),
  receiptLeaf: labelKey("aurigraph/v1/receipt-leaf"),
  entry: labelKey("aurigraph/v1/entry"),
  node: labelKey("aurigraph/v1/node"),
  header: labelKey("aurigraph/v1/header"),
  vote: labelKey("aurigraph/v1/vote"),
  validators: labelKey("aurigraph/v1/validators"),
  body: labelKey("aurigraph/v1/body"),
  payload: labelKey("aurigraph/v1/payload"),
  proposal: labelKey("aurigraph/v1/proposal"),
  governance: labelKey("aurigraph/v1/governance"),
  nodeStatus: labelKey("aurigraph/v1/node-status"),
  accountLeaf: labelKey("aurigraph/v1/account-leaf"),
  balanceLeaf: labelKey("aurigraph/v1/balance-leaf"),
  sparseLeaf: labelKey("aurigraph/v1/sparse-leaf"),
  windowLeaf: labelKey("aurigraph/v1/window-leaf"),
  registryLeaf: labelKey("aurigraph/v1/registry-leaf"),
  registry: labelKey("aurigraph/v1/registry"),
  assetContent: labelKey("aurigraph/v1/asset-content"),
  state: labelKey("aurigraph/v1/state"),
  portalStatement: labelKey("aurigraph/v1/portal-statement"),
  nodeRegistration: labelKey("aurigraph/v1/node-registration"),
  nodeEnrolment: labelKey("aurigraph/v1/node-enrolment"),
} as const;

/** What a hash is made for. */
export type HashPurpose = keyof typeof LABEL_KEYS;

/** `H[purpose](data)`: the domain-separated hash. */
export function hash(purpose: HashPurpose, data: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(blake3(data, { key: LABEL_KEYS[purpose] }));
}
