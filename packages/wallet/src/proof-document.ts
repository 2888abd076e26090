/**
 * The proof document, read strictly (docs/protocol.md, "Proofs").
 *
 * Invariants: what comes in is untrusted; every field is checked for its type, its length and its range, and unknown fields
 * are refused, before anything is hashed. Sizes and counts are bounded, so a hostile document costs no more than an honest one.
 */
import { FormatError, fromHex } from "./bytes.ts";
import { HEADER_BYTES, VALIDATORS_MAX, type Validator } from "./block.ts";
import { HASH_BYTES } from "./hash.ts";
import { DEPTH_MAX } from "./merkle.ts";
import { DENSE_ASSETS_MAX, LEAF_BYTES } from "./state.ts";
import { BATCH_RECORDS_MAX, RECORD_BYTES, type SubmissionKind, submissionKindByNumber } from "./submission.ts";

/** The value of `format` in every proof of this version. */
export const PROOF_FORMAT = "aurigraph-proof-v1";
/** The longest text that is looked at: two paths, headers, and the changes of the validators with their certificates. */
export const PROOF_TEXT_MAX = 2 * 1024 * 1024;
/** The most changes of validators that a proof can name. */
export const EPOCH_CHANGES_MAX = 256;

const U32_MAX = 0xffff_ffff;
const STATE_HEADER_BYTES_MAX = 24 + 32 * (3 + DENSE_ASSETS_MAX + 2);
const CERTIFICATE_BYTES_MAX = 24 + 72 + VALIDATORS_MAX * 66;
const DESCENDANTS_MAX = 64;
const ASSET_CODE_LENGTH_MAX = 32;

/** The part of a proof about one receipt. */
export interface ReceiptClaim {
  readonly record: Uint8Array;
  readonly index: number;
  readonly count: number;
  readonly path: readonly Uint8Array[];
  readonly submissionId: Uint8Array;
  readonly submissionKind: SubmissionKind;
  readonly submissionKindNumber: number;
  readonly entryIndex: number;
  readonly entryPath: readonly Uint8Array[];
}

/** The part of a proof about one balance. */
export interface BalanceClaim {
  readonly account: number;
  readonly address: Uint8Array;
  readonly asset: number;
  readonly assetCode: string;
  readonly amount: bigint;
  readonly stateHeader: Uint8Array;
  readonly accountLeaf: Uint8Array;
  readonly accountPath: readonly Uint8Array[];
  readonly leaf: Uint8Array;
  readonly leafIndex: number;
  readonly path: readonly Uint8Array[];
}

/** The end of an epoch, and who decides from there on. */
export interface EpochChange {
  /** The header of the epoch's last block. */
  readonly header: Uint8Array;
  /** Its certificate, of the validators of the epoch that ends. */
  readonly certificate: Uint8Array;
  /** The validators of the next epoch. */
  readonly validators: readonly Validator[];
}

/** A proof whose fields have the right shape; nothing about it has been verified yet. */
export interface ProofDocument {
  readonly chainId: Uint8Array;
  /** The validators of epoch 0: those of the genesis file. */
  readonly validators: readonly Validator[];
  /** How others came after them, in order: the change at index `e` ends epoch `e`. */
  readonly epochs: readonly EpochChange[];
  readonly header: Uint8Array;
  /** The headers after it up to the one that the certificate is for. */
  readonly descendants: readonly Uint8Array[];
  readonly certificate: Uint8Array;
  readonly claim: ({ readonly kind: "receipt" } & ReceiptClaim) | ({ readonly kind: "balance" } & BalanceClaim);
}

/** One JSON object, whose fields are taken out one by one; what is left over at the end is refused. */
class Fields {
  readonly #values: Map<string, unknown>;
  readonly #what: string;

  constructor(value: unknown, what: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new FormatError(`${what} is not an object`);
    this.#values = new Map(Object.entries(value));
    this.#what = what;
  }

  take(name: string): unknown {
    if (!this.#values.has(name)) throw new FormatError(`${this.#what} has no field "${name}"`);
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  /** Takes a list that may be absent; then it is empty. */
  optionalList(name: string, lengthMax: number): unknown[] {
    return this.#values.has(name) ? this.list(name, lengthMax) : [];
  }

  /** Takes a list of byte strings that may be absent; then it is empty. */
  optionalHexList(name: string, lengthMax: number, bytes: number): Uint8Array[] {
    return this.optionalList(name, lengthMax).map((item, place) => {
      if (typeof item !== "string") throw new FormatError(`${this.#what}.${name}[${place}] is not a text`);
      return fromHex(item, `${this.#what}.${name}[${place}]`, bytes);
    });
  }

  /** Takes a field that must be absent or null. */
  absent(name: string): void {
    if ((this.#values.get(name) ?? null) !== null) throw new FormatError(`${this.#what} must not have the field "${name}"`);
    this.#values.delete(name);
  }

  text(name: string, lengthMax: number): string {
    const value = this.take(name);
    if (typeof value !== "string") throw new FormatError(`${this.#what}.${name} is not a text`);
    if (value.length > lengthMax) throw new FormatError(`${this.#what}.${name} is longer than ${lengthMax} characters`);
    return value;
  }

  hex(name: string, length: number): Uint8Array {
    return fromHex(this.text(name, length * 2), `${this.#what}.${name}`, length);
  }

  hexUpTo(name: string, lengthMax: number): Uint8Array {
    return fromHex(this.text(name, lengthMax * 2), `${this.#what}.${name}`);
  }

  integer(name: string, max: number): number {
    const value = this.take(name);
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > max) {
      throw new FormatError(`${this.#what}.${name} is not a whole number from 0 to ${max}`);
    }
    return value;
  }

  /** An amount: digits in a text, without leading zeros. */
  amount(name: string): bigint {
    const text = this.text(name, 20);
    if (!/^(?:0|[1-9]\d*)$/.test(text)) throw new FormatError(`${this.#what}.${name} is not a whole number in a text`);
    return BigInt(text);
  }

  list(name: string, lengthMax: number): unknown[] {
    const value = this.take(name);
    if (!Array.isArray(value)) throw new FormatError(`${this.#what}.${name} is not a list`);
    if (value.length > lengthMax) throw new FormatError(`${this.#what}.${name} has more than ${lengthMax} items`);
    return value;
  }

  path(name: string): Uint8Array[] {
    return this.list(name, DEPTH_MAX).map((item, level) => {
      if (typeof item !== "string") throw new FormatError(`${this.#what}.${name}[${level}] is not a text`);
      return fromHex(item, `${this.#what}.${name}[${level}]`, HASH_BYTES);
    });
  }

  end(): void {
    for (const name of this.#values.keys()) throw new FormatError(`${this.#what} has an unknown field "${name.slice(0, 40)}"`);
  }
}

/** A value out of a proof's text. Throws `FormatError` when the text is too long or not JSON. */
export function parseProofText(text: string): unknown {
  if (text.length > PROOF_TEXT_MAX) throw new FormatError(`the text has more than ${PROOF_TEXT_MAX} characters`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new FormatError("the text is not JSON");
  }
}

/** Reads a proof document from an untrusted value. Throws `FormatError`. */
export function readProofDocument(value: unknown): ProofDocument {
  const fields = new Fields(value, "proof");
  const format = fields.text("format", 64);
  if (format !== PROOF_FORMAT) throw new FormatError(`the format "${format}" is not known`);
  const kind = fields.text("kind", 16);
  if (kind !== "receipt" && kind !== "balance") throw new FormatError(`the proof kind "${kind}" is not known`);
  const chainId = fields.hex("chainId", HASH_BYTES);
  const validators = readValidators(fields, "validators");
  const epochs = fields.optionalList("epochs", EPOCH_CHANGES_MAX).map(readEpochChange);
  const header = fields.hex("header", HEADER_BYTES);
  const descendants = fields.optionalHexList("descendants", DESCENDANTS_MAX, HEADER_BYTES);
  const certificate = fields.hexUpTo("certificate", CERTIFICATE_BYTES_MAX);
  const claim =
    kind === "receipt"
      ? { kind: "receipt" as const, ...readReceiptClaim(fields.take("receipt")) }
      : { kind: "balance" as const, ...readBalanceClaim(fields.take("balance")) };
  fields.absent(kind === "receipt" ? "balance" : "receipt");
  fields.end();
  return { chainId, validators, epochs, header, descendants, certificate, claim };
}

function readEpochChange(value: unknown, index: number): EpochChange {
  const what = `epochs[${index}]`;
  const fields = new Fields(value, what);
  const change: EpochChange = {
    header: fields.hex("header", HEADER_BYTES),
    certificate: fields.hexUpTo("certificate", CERTIFICATE_BYTES_MAX),
    validators: readValidators(fields, `${what}.validators`),
  };
  fields.end();
  return change;
}

/** Takes the field `validators`, which messages call `what`. */
function readValidators(owner: Fields, what: string): Validator[] {
  return owner.list("validators", VALIDATORS_MAX).map((value, index) => {
    const fields = new Fields(value, `${what}[${index}]`);
    const validator = { publicKey: fields.hex("publicKey", 32), votingPower: BigInt(fields.integer("votingPower", Number.MAX_SAFE_INTEGER)) };
    fields.end();
    return validator;
  });
}

function readReceiptClaim(value: unknown): ReceiptClaim {
  const fields = new Fields(value, "receipt");
  const submissionKindNumber = fields.integer("submissionKind", 255);
  const claim: ReceiptClaim = {
    record: fields.hex("record", RECORD_BYTES),
    index: fields.integer("index", BATCH_RECORDS_MAX - 1),
    count: fields.integer("count", BATCH_RECORDS_MAX),
    path: fields.path("path"),
    submissionId: fields.hex("submissionId", HASH_BYTES),
    submissionKind: submissionKindByNumber(submissionKindNumber),
    submissionKindNumber,
    entryIndex: fields.integer("entryIndex", U32_MAX),
    entryPath: fields.path("entryPath"),
  };
  fields.end();
  return claim;
}

function readBalanceClaim(value: unknown): BalanceClaim {
  const fields = new Fields(value, "balance");
  const claim: BalanceClaim = {
    account: fields.integer("account", U32_MAX - 1),
    address: fields.hex("address", HASH_BYTES),
    asset: fields.integer("asset", U32_MAX),
    assetCode: fields.text("assetCode", ASSET_CODE_LENGTH_MAX),
    amount: fields.amount("amount"),
    stateHeader: fields.hexUpTo("stateHeader", STATE_HEADER_BYTES_MAX),
    accountLeaf: fields.hex("accountLeaf", LEAF_BYTES),
    accountPath: fields.path("accountPath"),
    leaf: fields.hex("leaf", LEAF_BYTES),
    leafIndex: fields.integer("leafIndex", U32_MAX),
    path: fields.path("path"),
  };
  fields.end();
  return claim;
}
