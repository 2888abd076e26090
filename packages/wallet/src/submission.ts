/**
 * What a client signs and sends: transfer records, operations, and the submission that carries them
 * (docs/protocol.md, "Transfer record" and "Submission").
 *
 * Invariants: encoding and decoding are inverse to each other on every valid byte string; reserved fields are zero; the
 * signature is over the submission id, which covers the header with the chain id and the whole body.
 */
import { ByteReader, ByteWriter, concatBytes, FormatError, utf8 } from "./bytes.ts";
import { HASH_BYTES, hash } from "./hash.ts";
import { SCHEMES, type SchemeName, schemeByNumber, type SigningKey, sign } from "./keys.ts";
import { decodeOperation, encodeOperation, type Operation } from "./operation.ts";

/** Length of a transfer record and of a receipt record. */
export const RECORD_BYTES = 64;
/** Length of a submission's header. */
export const SUBMISSION_HEADER_BYTES = 64;
/** Room for the sender's own reference in a transfer. */
export const REFERENCE_BYTES = 40;
/** The most records of one batch. */
export const BATCH_RECORDS_MAX = 65_536;
/** The account index that means "none". */
export const NO_ACCOUNT = 0xffff_ffff;

const VERSION = 1;
const KINDS = ["transfer", "batch", "operation"] as const;

/** What a submission carries. */
export type SubmissionKind = (typeof KINDS)[number];

/** The kind with this number on the wire. Throws `FormatError`. */
export function submissionKindByNumber(number: number): SubmissionKind {
  const kind = KINDS[number - 1];
  if (kind === undefined) throw new FormatError(`there is no submission kind ${number}`);
  return kind;
}

/** One movement of an asset between two accounts. */
export interface Transfer {
  readonly from: number;
  readonly to: number;
  readonly asset: number;
  /** In minor units. */
  readonly amount: bigint;
  /** The sender's own bytes, without the zero padding. */
  readonly reference: Uint8Array;
  /** 0 when signed; the result in a receipt. */
  readonly resultCode: number;
}

/** The bytes of a reference typed by a person. Throws `FormatError` when it does not fit. */
export function referenceFromText(text: string): Uint8Array<ArrayBuffer> {
  const bytes = utf8(text);
  if (bytes.length > REFERENCE_BYTES) {
    throw new FormatError(`the reference has ${bytes.length} bytes; there is room for ${REFERENCE_BYTES}`);
  }
  if (bytes.includes(0)) throw new FormatError("the reference contains a zero character");
  return bytes;
}

/** A reference as text, or undefined when it is not UTF-8. */
export function referenceAsText(reference: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(reference);
  } catch {
    return undefined;
  }
}

/** The 64 bytes of a transfer record. Throws `FormatError`. */
export function encodeTransfer(transfer: Transfer): Uint8Array<ArrayBuffer> {
  if (transfer.reference.length > REFERENCE_BYTES) throw new FormatError("the reference is too long");
  return new ByteWriter()
    .u32(transfer.from, "debit account")
    .u32(transfer.to, "credit account")
    .u32(transfer.asset, "asset")
    .u16(0)
    .u16(transfer.resultCode, "result code")
    .u64(transfer.amount, "amount")
    .bytes(transfer.reference)
    .zeros(REFERENCE_BYTES - transfer.reference.length)
    .finish();
}

/** The transfer in 64 bytes. Throws `FormatError`. */
export function decodeTransfer(bytes: Uint8Array): Transfer {
  const reader = new ByteReader(bytes, "transfer record");
  const from = reader.u32();
  const to = reader.u32();
  const asset = reader.u32();
  if (reader.u16() !== 0) throw new FormatError("transfer record: the flags are not zero");
  const resultCode = reader.u16();
  const amount = reader.u64();
  const padded = reader.bytes(REFERENCE_BYTES);
  reader.end();
  let length = REFERENCE_BYTES;
  while (length > 0 && padded[length - 1] === 0) length -= 1;
  return { from, to, asset, amount, reference: padded.slice(0, length), resultCode };
}

/** The fixed part of a submission. */
export interface SubmissionHeader {
  readonly kind: SubmissionKind;
  readonly scheme: SchemeName;
  /** Account index of the signer. */
  readonly signer: number;
  /** Number of this submission among the signer's own, from 1. */
  readonly sequence: bigint;
  /** Last height at which it may be included; 0 = no limit. */
  readonly validUntilHeight: bigint;
  readonly recordCount: number;
  readonly bodyLength: number;
  readonly chainId: Uint8Array;
}

/** A submission, taken apart. */
export interface Submission {
  readonly header: SubmissionHeader;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** The 64 bytes of a submission's header. Throws `FormatError`. */
export function encodeSubmissionHeader(header: SubmissionHeader): Uint8Array<ArrayBuffer> {
  return new ByteWriter()
    .u16(VERSION)
    .u8(KINDS.indexOf(header.kind) + 1)
    .u8(SCHEMES[header.scheme].number)
    .u32(header.signer, "signer")
    .u64(header.sequence, "sequence")
    .u64(header.validUntilHeight, "last valid height")
    .u32(header.recordCount, "record count")
    .u32(header.bodyLength, "body length")
    .bytes(header.chainId, HASH_BYTES, "chain id")
    .finish();
}

function decodeSubmissionHeader(reader: ByteReader): SubmissionHeader {
  const version = reader.u16();
  if (version !== VERSION) throw new FormatError(`submission: version ${version} is not known`);
  const kind = submissionKindByNumber(reader.u8());
  const scheme = schemeByNumber(reader.u8());
  const signer = reader.u32();
  const sequence = reader.u64();
  const validUntilHeight = reader.u64();
  const recordCount = reader.u32();
  const bodyLength = reader.u32();
  const chainId = reader.bytes(HASH_BYTES);
  if (sequence === 0n) throw new FormatError("submission: sequences begin at 1");
  checkRecordCount(kind, recordCount, bodyLength);
  return { kind, scheme, signer, sequence, validUntilHeight, recordCount, bodyLength, chainId };
}

function checkRecordCount(kind: SubmissionKind, recordCount: number, bodyLength: number): void {
  const allowed =
    kind === "operation" ? recordCount === 0 : kind === "transfer" ? recordCount === 1 : recordCount >= 1 && recordCount <= BATCH_RECORDS_MAX;
  if (!allowed) throw new FormatError(`submission: a ${kind} cannot have ${recordCount} records`);
  if (kind !== "operation" && bodyLength !== recordCount * RECORD_BYTES) {
    throw new FormatError("submission: the body length is not that of its records");
  }
}

/** Decodes exactly one submission and checks its body. Throws `FormatError`. */
export function decodeSubmission(bytes: Uint8Array): Submission {
  const reader = new ByteReader(bytes, "submission");
  const header = decodeSubmissionHeader(reader);
  const body = reader.bytes(header.bodyLength);
  const signature = reader.bytes(SCHEMES[header.scheme].signatureBytes);
  reader.end();
  if (header.kind === "operation") decodeOperation(body);
  else for (const transfer of decodeRecords(body)) checkUnsettled(transfer);
  return { header, body, signature };
}

/** Header and body as they are signed, without a signature: a payment that others are asked about. Throws `FormatError`. */
export function decodeContent(bytes: Uint8Array): Omit<Submission, "signature"> {
  const reader = new ByteReader(bytes, "content of a submission");
  const header = decodeSubmissionHeader(reader);
  const body = reader.bytes(header.bodyLength);
  reader.end();
  if (header.kind === "operation") decodeOperation(body);
  else for (const transfer of decodeRecords(body)) checkUnsettled(transfer);
  return { header, body };
}

function checkUnsettled(transfer: Transfer): void {
  if (transfer.resultCode !== 0) throw new FormatError("transfer record: a result code is filled in before execution");
}

/** The transfers of a body of records. Throws `FormatError`. */
export function decodeRecords(body: Uint8Array): Transfer[] {
  if (body.length % RECORD_BYTES !== 0) throw new FormatError("the body is not a whole number of records");
  const transfers: Transfer[] = [];
  for (let start = 0; start < body.length; start += RECORD_BYTES) {
    transfers.push(decodeTransfer(body.subarray(start, start + RECORD_BYTES)));
  }
  return transfers;
}

/** `H[submission](header ‖ body)`: the identifier of a submission, and what is signed. */
export function submissionId(header: SubmissionHeader, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return hash("submission", concatBytes(encodeSubmissionHeader(header), body));
}

/** What a signer says besides the content: who, on which chain, in which order, for how long. */
export interface SigningContext {
  readonly chainId: Uint8Array;
  readonly signer: number;
  readonly sequence: bigint;
  readonly validUntilHeight: bigint;
}

/** A signed submission: the bytes to send and the identifier by which it can be found. */
export interface SignedSubmission {
  readonly id: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Signs one transfer. Throws `FormatError` when a field does not fit. */
export function signTransfer(transfer: Omit<Transfer, "resultCode">, context: SigningContext, key: SigningKey): SignedSubmission {
  return signBody("transfer", 1, encodeTransfer({ ...transfer, resultCode: 0 }), context, key);
}

/** Signs many transfers as one batch. Throws `FormatError`. */
export function signBatch(
  transfers: readonly Omit<Transfer, "resultCode">[],
  context: SigningContext,
  key: SigningKey,
): SignedSubmission {
  const body = concatBytes(...transfers.map((transfer) => encodeTransfer({ ...transfer, resultCode: 0 })));
  return signBody("batch", transfers.length, body, context, key);
}

/** Signs one operation. Throws `FormatError`. */
export function signOperation(operation: Operation, context: SigningContext, key: SigningKey): SignedSubmission {
  return signBody("operation", 0, encodeOperation(operation), context, key);
}

function signBody(
  kind: SubmissionKind,
  recordCount: number,
  body: Uint8Array,
  context: SigningContext,
  key: SigningKey,
): SignedSubmission {
  if (context.sequence === 0n) throw new FormatError("sequences begin at 1");
  checkRecordCount(kind, recordCount, body.length);
  const header: SubmissionHeader = { ...context, kind, scheme: "ed25519", recordCount, bodyLength: body.length };
  const id = submissionId(header, body);
  const signature = sign(id, key);
  return { id, signature, bytes: concatBytes(encodeSubmissionHeader(header), body, signature) };
}
