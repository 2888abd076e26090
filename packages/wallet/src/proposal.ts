/**
 * What a committee's validators sign when they finalise a block (docs/protocol.md, "Block"): the bytes of the consensus engine.
 */
import { ByteWriter, concatBytes, utf8 } from "./bytes.ts";
import { HASH_BYTES, hash } from "./hash.ts";

const NAMESPACE = utf8("aurigraph/v1/consensus/");
const FINALIZE = utf8("_FINALIZE");

/** What a committee's certificate says beside the header. */
export interface Proposal {
  /** View in which the parent was proposed. */
  readonly parentView: bigint;
  readonly parentPayload: Uint8Array;
  /** `H[body]` of the submissions with their signatures. */
  readonly bodyHash: Uint8Array;
}

/** Where a proposal was decided. */
export interface Decided {
  readonly chainId: Uint8Array;
  readonly epoch: bigint;
  readonly view: bigint;
  readonly blockHash: Uint8Array;
}

/** `H[payload]`: what votes name, every byte of a block. */
export function payload(blockHash: Uint8Array, proposal: Proposal): Uint8Array<ArrayBuffer> {
  const bytes = new ByteWriter()
    .bytes(blockHash, HASH_BYTES, "block hash")
    .bytes(proposal.parentPayload, HASH_BYTES, "parent payload")
    .bytes(proposal.bodyHash, HASH_BYTES, "body hash")
    .finish();
  return hash("payload", bytes);
}

/** The message under a vote to finalise a block. */
export function finalizeMessage(decided: Decided, proposal: Proposal): Uint8Array<ArrayBuffer> {
  const namespace = concatBytes(NAMESPACE, decided.chainId, FINALIZE);
  return concatBytes(
    varint(BigInt(namespace.length)),
    namespace,
    varint(decided.epoch),
    varint(decided.view),
    varint(proposal.parentView),
    payload(decided.blockHash, proposal),
  );
}

/** Seven bits a byte, the low ones first. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.of(...bytes, Number(rest));
}
