/**
 * Block headers, certificates and validator sets (docs/protocol.md, "Block").
 *
 * Invariants: decoding accepts exactly one byte string for each value (reserved bytes zero, votes ascending), so that no
 * byte of a certificate can be altered unnoticed.
 */
import { ByteReader, ByteWriter, FormatError, toHex } from "./bytes.ts";
import { HASH_BYTES, hash } from "./hash.ts";
import { SCHEMES, type SigningKey, sign, verifySignature } from "./keys.ts";
import { finalizeMessage, type Proposal } from "./proposal.ts";

/** Length of a block header. */
export const HEADER_BYTES = 240;
/** The most validators of one committee; also a bound on a verifier's work. */
export const VALIDATORS_MAX = 100;

const VERSION = 1;
const CERTIFICATE_ED25519_VOTES = 1;
const CERTIFICATE_ED25519_FINALIZE_VOTES = 2;

/** A block's header. */
export interface BlockHeader {
  readonly proposer: number;
  readonly submissionCount: number;
  readonly transferCount: number;
  readonly bodyLength: number;
  readonly height: bigint;
  /** Unix milliseconds. */
  readonly timeMs: bigint;
  readonly executedHeight: bigint;
  readonly epoch: bigint;
  readonly chainId: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly batchesRoot: Uint8Array;
  /** Root over the entries of the executed height. */
  readonly receiptsRoot: Uint8Array;
  /** State after the executed height. */
  readonly stateRoot: Uint8Array;
  /** Hash of the validators that decide the next block: the last block of an epoch names those of the next one. */
  readonly validatorsRoot: Uint8Array;
}

/** The 240 bytes of a header. Throws `FormatError`. */
export function encodeHeader(header: BlockHeader): Uint8Array<ArrayBuffer> {
  return new ByteWriter()
    .u16(VERSION)
    .u16(header.proposer, "proposer")
    .u32(header.submissionCount, "submission count")
    .u32(header.transferCount, "transfer count")
    .u32(header.bodyLength, "body length")
    .u64(header.height, "height")
    .u64(header.timeMs, "time")
    .u64(header.executedHeight, "executed height")
    .u64(header.epoch, "epoch")
    .bytes(header.chainId, HASH_BYTES, "chain id")
    .bytes(header.parentHash, HASH_BYTES, "parent hash")
    .bytes(header.batchesRoot, HASH_BYTES, "batches root")
    .bytes(header.receiptsRoot, HASH_BYTES, "receipts root")
    .bytes(header.stateRoot, HASH_BYTES, "state root")
    .bytes(header.validatorsRoot, HASH_BYTES, "validators root")
    .finish();
}

/** The header in 240 bytes. Throws `FormatError`. */
export function decodeHeader(bytes: Uint8Array): BlockHeader {
  const reader = new ByteReader(bytes, "block header");
  const version = reader.u16();
  if (version !== VERSION) throw new FormatError(`block header: version ${version} is not known`);
  const header: BlockHeader = {
    proposer: reader.u16(),
    submissionCount: reader.u32(),
    transferCount: reader.u32(),
    bodyLength: reader.u32(),
    height: reader.u64(),
    timeMs: reader.u64(),
    executedHeight: reader.u64(),
    epoch: reader.u64(),
    chainId: reader.bytes(HASH_BYTES),
    parentHash: reader.bytes(HASH_BYTES),
    batchesRoot: reader.bytes(HASH_BYTES),
    receiptsRoot: reader.bytes(HASH_BYTES),
    stateRoot: reader.bytes(HASH_BYTES),
    validatorsRoot: reader.bytes(HASH_BYTES),
  };
  reader.end();
  return header;
}

/** A block's hash, from the bytes of its header. */
export function blockHash(headerBytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return hash("header", headerBytes);
}

/** One validator: its key and the weight of its vote. */
export interface Validator {
  readonly publicKey: Uint8Array;
  readonly votingPower: bigint;
}

/** `H[validators]` of a validator set. Throws `FormatError`. */
export function validatorsRoot(validators: readonly Validator[]): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter().u16(validators.length, "validator count");
  for (const validator of validators) {
    writer.bytes(validator.publicKey, SCHEMES.ed25519.publicKeyBytes, "validator key").u64(validator.votingPower, "voting power");
  }
  return hash("validators", writer.finish());
}

// A limit on each power keeps sums far from overflow in every implementation.
const VOTING_POWER_MAX = 1n << 40n;

/** Why a list of validators cannot be a committee, or undefined if it can. */
export function validatorsProblem(validators: readonly Validator[]): string | undefined {
  if (validators.length === 0 || validators.length > VALIDATORS_MAX) return `A committee has 1 to ${VALIDATORS_MAX} validators.`;
  if (validators.some(({ votingPower }) => votingPower === 0n || votingPower > VOTING_POWER_MAX)) return "Voting power is 1 to 2^40.";
  const distinctKeys = new Set(validators.map(({ publicKey }) => toHex(publicKey)));
  return distinctKeys.size === validators.length ? undefined : "A validator key is listed twice.";
}

/** A validator's signature under a block. */
export interface Vote {
  /** Index in the validator set. */
  readonly validator: number;
  readonly signature: Uint8Array;
}

/** The votes that make a block final. */
export interface Certificate {
  readonly epoch: bigint;
  readonly view: bigint;
  /** What a committee's votes name beside the header; absent under a single validator's vote. */
  readonly proposal?: Proposal;
  readonly votes: readonly Vote[];
}

/** The bytes of a certificate. Throws `FormatError`. */
export function encodeCertificate(certificate: Certificate): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter()
    .u16(VERSION)
    .u8(certificate.proposal === undefined ? CERTIFICATE_ED25519_VOTES : CERTIFICATE_ED25519_FINALIZE_VOTES)
    .u8(0)
    .u16(certificate.votes.length, "vote count")
    .u16(0)
    .u64(certificate.epoch, "epoch")
    .u64(certificate.view, "view");
  if (certificate.proposal !== undefined) {
    writer
      .u64(certificate.proposal.parentView, "parent view")
      .bytes(certificate.proposal.parentPayload, HASH_BYTES, "parent payload")
      .bytes(certificate.proposal.bodyHash, HASH_BYTES, "body hash");
  }
  for (const vote of certificate.votes) {
    writer.u16(vote.validator, "validator").bytes(vote.signature, SCHEMES.ed25519.signatureBytes, "vote signature");
  }
  return writer.finish();
}

/** The certificate in `bytes`; votes must ascend by validator. Throws `FormatError`. */
export function decodeCertificate(bytes: Uint8Array): Certificate {
  const reader = new ByteReader(bytes, "certificate");
  const version = reader.u16();
  if (version !== VERSION) throw new FormatError(`certificate: version ${version} is not known`);
  const kind = reader.u8();
  if (kind !== CERTIFICATE_ED25519_VOTES && kind !== CERTIFICATE_ED25519_FINALIZE_VOTES) throw new FormatError(`certificate: kind ${kind} is not known`);
  reader.zeros(1);
  const voteCount = reader.u16();
  reader.zeros(2);
  if (voteCount > VALIDATORS_MAX) throw new FormatError(`certificate: ${voteCount} votes are more than ${VALIDATORS_MAX}`);
  const epoch = reader.u64();
  const view = reader.u64();
  const proposal =
    kind === CERTIFICATE_ED25519_VOTES
      ? undefined
      : { parentView: reader.u64(), parentPayload: reader.bytes(HASH_BYTES), bodyHash: reader.bytes(HASH_BYTES) };
  const votes: Vote[] = [];
  let previous = -1;
  for (let i = 0; i < voteCount; i += 1) {
    const validator = reader.u16();
    if (validator <= previous) throw new FormatError("certificate: the votes do not ascend by validator");
    previous = validator;
    votes.push({ validator, signature: reader.bytes(SCHEMES.ed25519.signatureBytes) });
  }
  reader.end();
  return proposal === undefined ? { epoch, view, votes } : { epoch, view, proposal, votes };
}

/** What a validator that decides alone signs to finalise a block. */
export interface VoteSubject {
  readonly chainId: Uint8Array;
  readonly epoch: bigint;
  readonly view: bigint;
  readonly height: bigint;
  readonly blockHash: Uint8Array;
}

/** `H[vote]`: the message under a vote's signature. */
export function voteMessage(subject: VoteSubject): Uint8Array<ArrayBuffer> {
  const bytes = new ByteWriter()
    .bytes(subject.chainId, HASH_BYTES, "chain id")
    .u64(subject.epoch, "epoch")
    .u64(subject.view, "view")
    .u64(subject.height, "height")
    .bytes(subject.blockHash, HASH_BYTES, "block hash")
    .finish();
  return hash("vote", bytes);
}

/** A validator's vote for a block. */
export function signVote(validator: number, subject: VoteSubject, key: SigningKey): Vote {
  return { validator, signature: sign(voteMessage(subject), key) };
}

/** What a certificate was found to prove. */
export interface QuorumCheck {
  readonly valid: boolean;
  /** Votes whose signature verifies. */
  readonly validVotes: number;
  readonly votes: number;
  readonly votingPower: bigint;
  readonly totalVotingPower: bigint;
  /** Why it is not valid; undefined when it is. */
  readonly problem: string | undefined;
}

/**
 * Checks that votes with more than two thirds of the voting power stand under the block. Every listed vote must verify:
 * the protocol would tolerate a stray one beside a quorum, but an honest node never writes one, and a verifier that
 * refuses it lets no byte of a certificate be altered.
 */
export function checkQuorum(
  certificate: Certificate,
  header: BlockHeader,
  headerBytes: Uint8Array,
  validators: readonly Validator[],
): QuorumCheck {
  const decided = { chainId: header.chainId, epoch: certificate.epoch, view: certificate.view, blockHash: blockHash(headerBytes) };
  const message =
    certificate.proposal === undefined
      ? voteMessage({ ...decided, height: header.height })
      : finalizeMessage(decided, certificate.proposal);
  let validVotes = 0;
  let votingPower = 0n;
  for (const vote of certificate.votes) {
    const validator = validators[vote.validator];
    if (validator === undefined || !verifySignature(vote.signature, message, validator.publicKey)) continue;
    validVotes += 1;
    votingPower += validator.votingPower;
  }
  const totalVotingPower = validators.reduce((total, validator) => total + validator.votingPower, 0n);
  const votes = certificate.votes.length;
  const problem =
    certificate.epoch !== header.epoch
      ? `The certificate is of epoch ${certificate.epoch}, the block of epoch ${header.epoch}.`
      : validVotes < votes
        ? `${votes - validVotes} of ${votes} signatures do not verify.`
        : votingPower * 3n <= totalVotingPower * 2n
          ? `${votingPower} of ${totalVotingPower} voting power is not more than two thirds.`
          : undefined;
  return { valid: problem === undefined, validVotes, votes, votingPower, totalVotingPower, problem };
}
