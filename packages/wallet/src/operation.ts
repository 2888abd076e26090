/** Operations: everything that is signed one by one and is not a transfer (docs/protocol.md, "Operations"). */
import { ByteReader, ByteWriter, FormatError } from "./bytes.ts";
import { SCHEMES, type SchemeName, schemeByNumber } from "./keys.ts";
import { REGISTRY_KIND_NUMBERS, type RegistryOperation, isRegistryOperation, readRegistryOperation, writeRegistryOperation } from "./registry-operation.ts";

/** The most keys that one operation registers. */
export const REGISTRATIONS_MAX = 10_000;
/** The most subaccounts that one operation opens. */
export const SUBACCOUNTS_MAX = 65_536;

/** The most bytes of a proposal. */
const PROPOSAL_BYTES_MAX = 4_096;
/** The most votes that one operation brings. */
const VOTES_MAX = 100;
const VOTE_KEY_BYTES = 32;
const VOTE_SIGNATURE_BYTES = 64;
const TOPIC = /^[a-z0-9.-]{1,32}$/;
const HASH_BYTES = 32;

/** A key to register. */
export interface RegisteredKey {
  readonly scheme: SchemeName;
  readonly publicKey: Uint8Array;
}

/** One operation. */
export type Operation = LedgerOperation | RegistryOperation;

/** One that is none of the registry. */
type LedgerOperation =
  | { readonly kind: "register_accounts"; readonly keys: readonly RegisteredKey[] }
  | { readonly kind: "open_subaccounts"; readonly count: number }
  | { readonly kind: "grant_custody"; readonly custodian: number }
  | { readonly kind: "revoke_custody" }
  | { readonly kind: "set_frozen"; readonly account: number; readonly frozen: boolean }
  | { readonly kind: "govern"; readonly proposal: Uint8Array; readonly votes: readonly ProposalVote[] }
  | { readonly kind: "attest"; readonly topic: string; readonly number: bigint; readonly hash: Uint8Array };

/** A validator's vote for a proposal. */
export interface ProposalVote {
  /** Ed25519 key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Over the proposal's id, 64 bytes. */
  readonly signature: Uint8Array;
}

const KIND_NUMBERS = {
  register_accounts: 1,
  open_subaccounts: 2,
  grant_custody: 3,
  revoke_custody: 4,
  set_frozen: 5,
  govern: 6,
  attest: 7,
  ...REGISTRY_KIND_NUMBERS,
} as const satisfies Record<Operation["kind"], number>;

/** The name of an operation's number. Throws `FormatError`. */
export function operationKindByNumber(number: number): Operation["kind"] {
  for (const kind of Object.keys(KIND_NUMBERS) as Operation["kind"][]) {
    if (KIND_NUMBERS[kind] === number) return kind;
  }
  throw new FormatError(`there is no operation kind ${number}`);
}

function checkCount(count: number, max: number, what: string): void {
  if (!Number.isInteger(count) || count < 1 || count > max) throw new FormatError(`${what} must be from 1 to ${max}, not ${count}`);
}

function checkTopic(topic: string): void {
  if (!TOPIC.test(topic)) throw new FormatError(`a topic is 1 to 32 of a-z, 0-9, . and -, not ${topic}`);
}

/** The body of a submission that carries `operation`. Throws `FormatError`. */
export function encodeOperation(operation: Operation): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter().u16(KIND_NUMBERS[operation.kind]);
  if (isRegistryOperation(operation)) writeRegistryOperation(writer, operation);
  else writeLedgerOperation(writer, operation);
  return writer.finish();
}

function writeLedgerOperation(writer: ByteWriter, operation: LedgerOperation): void {
  switch (operation.kind) {
    case "register_accounts":
      checkCount(operation.keys.length, REGISTRATIONS_MAX, "the number of keys");
      writer.u32(operation.keys.length);
      for (const key of operation.keys) {
        const { number, publicKeyBytes } = SCHEMES[key.scheme];
        writer.u8(number).bytes(key.publicKey, publicKeyBytes, "public key");
      }
      break;
    case "open_subaccounts":
      checkCount(operation.count, SUBACCOUNTS_MAX, "the number of subaccounts");
      writer.u32(operation.count);
      break;
    case "grant_custody":
      writer.u32(operation.custodian, "custodian");
      break;
    case "revoke_custody":
      break;
    case "set_frozen":
      writer.u32(operation.account, "account").u8(operation.frozen ? 1 : 0);
      break;
    case "govern":
      checkCount(operation.proposal.length, PROPOSAL_BYTES_MAX, "the length of the proposal");
      checkCount(operation.votes.length, VOTES_MAX, "the number of votes");
      writer.u16(operation.proposal.length).bytes(operation.proposal, operation.proposal.length, "proposal").u16(operation.votes.length);
      for (const vote of operation.votes) {
        writer.bytes(vote.publicKey, VOTE_KEY_BYTES, "public key").bytes(vote.signature, VOTE_SIGNATURE_BYTES, "signature");
      }
      break;
    case "attest": {
      checkTopic(operation.topic);
      const topic = new TextEncoder().encode(operation.topic);
      writer.u8(topic.length).bytes(topic, topic.length, "topic").u64(operation.number, "number").bytes(operation.hash, HASH_BYTES, "hash");
      break;
    }
  }
}

/** The operation in a body. Throws `FormatError`. */
export function decodeOperation(body: Uint8Array): Operation {
  const reader = new ByteReader(body, "operation");
  const kind = operationKindByNumber(reader.u16());
  const operation = isRegistryKind(kind) ? readRegistryOperation(kind, reader) : readLedgerOperation(kind, reader);
  reader.end();
  return operation;
}

function isRegistryKind(kind: Operation["kind"]): kind is RegistryOperation["kind"] {
  return kind in REGISTRY_KIND_NUMBERS;
}

function readLedgerOperation(kind: LedgerOperation["kind"], reader: ByteReader): LedgerOperation {
  switch (kind) {
    case "register_accounts": {
      const count = reader.u32();
      checkCount(count, REGISTRATIONS_MAX, "the number of keys");
      const keys: RegisteredKey[] = [];
      for (let i = 0; i < count; i += 1) {
        const scheme = schemeByNumber(reader.u8());
        keys.push({ scheme, publicKey: reader.bytes(SCHEMES[scheme].publicKeyBytes) });
      }
      return { kind, keys };
    }
    case "open_subaccounts": {
      const count = reader.u32();
      checkCount(count, SUBACCOUNTS_MAX, "the number of subaccounts");
      return { kind, count };
    }
    case "grant_custody":
      return { kind, custodian: reader.u32() };
    case "revoke_custody":
      return { kind };
    case "set_frozen": {
      const account = reader.u32();
      const frozen = reader.u8();
      if (frozen > 1) throw new FormatError(`operation: frozen is 0 or 1, not ${frozen}`);
      return { kind, account, frozen: frozen === 1 };
    }
    case "govern": {
      const length = reader.u16();
      checkCount(length, PROPOSAL_BYTES_MAX, "the length of the proposal");
      const proposal = reader.bytes(length);
      const count = reader.u16();
      checkCount(count, VOTES_MAX, "the number of votes");
      const votes: ProposalVote[] = [];
      for (let i = 0; i < count; i += 1) {
        votes.push({ publicKey: reader.bytes(VOTE_KEY_BYTES), signature: reader.bytes(VOTE_SIGNATURE_BYTES) });
      }
      return { kind, proposal, votes };
    }
    case "attest": {
      const topic = String.fromCharCode(...reader.bytes(reader.u8()));
      checkTopic(topic);
      return { kind, topic, number: reader.u64(), hash: reader.bytes(HASH_BYTES) };
    }
  }
}

/** What the ledger reports about an executed operation, in the 64 bytes of its receipt. */
export interface OperationReceipt {
  readonly signer: number;
  /** The first index assigned, or the account concerned. */
  readonly account: number;
  readonly count: number;
  readonly kind: Operation["kind"];
  readonly resultCode: number;
  readonly sequence: bigint;
}

/** The 64 bytes of an operation's receipt record. Throws `FormatError`. */
export function encodeOperationReceipt(receipt: OperationReceipt): Uint8Array<ArrayBuffer> {
  return new ByteWriter()
    .u32(receipt.signer, "signer")
    .u32(receipt.account, "account")
    .u32(receipt.count, "count")
    .u16(KIND_NUMBERS[receipt.kind])
    .u16(receipt.resultCode, "result code")
    .u64(receipt.sequence, "sequence")
    .zeros(40)
    .finish();
}

/** The operation receipt in 64 bytes. Throws `FormatError`. */
export function decodeOperationReceipt(bytes: Uint8Array): OperationReceipt {
  const reader = new ByteReader(bytes, "operation receipt");
  const signer = reader.u32();
  const account = reader.u32();
  const count = reader.u32();
  const kind = operationKindByNumber(reader.u16());
  const resultCode = reader.u16();
  const sequence = reader.u64();
  reader.zeros(40);
  reader.end();
  return { signer, account, count, kind, resultCode, sequence };
}
