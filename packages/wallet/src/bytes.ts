/**
 * Bytes: hexadecimal text, comparison, and little-endian reading and writing.
 *
 * Invariants: hexadecimal is lower case without a prefix, in both directions, so that one byte string has exactly one text;
 * a `ByteReader` never reads past its end (it throws a `FormatError`, which every public decoder documents).
 */

/** Bytes or a document that do not follow docs/protocol.md. The message names the field. */
export class FormatError extends Error {
  override readonly name = "FormatError";
}

const HEX_DIGITS = "0123456789abcdef";
const LOWER_HEX = /^(?:[0-9a-f]{2})*$/;

/** Lower-case hexadecimal of `bytes`. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX_DIGITS.charAt(byte >> 4) + HEX_DIGITS.charAt(byte & 15);
  return text;
}

/** Bytes of lower-case hexadecimal text; with `length`, of exactly that many bytes. Throws `FormatError`. */
export function fromHex(text: string, what = "hexadecimal text", length?: number): Uint8Array<ArrayBuffer> {
  if (!LOWER_HEX.test(text)) throw new FormatError(`${what} is not lower-case hexadecimal`);
  if (length !== undefined && text.length !== length * 2) {
    throw new FormatError(`${what} has ${text.length / 2} bytes instead of ${length}`);
  }
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

/** Whether two byte strings are the same. Not constant-time: use it for public values only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  return a.every((byte, i) => byte === b[i]);
}

/** One byte string out of several. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Whether every byte is zero. */
export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** UTF-8 bytes of `text`. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** The largest unsigned 64-bit integer, the upper bound of every amount. */
export const AMOUNT_MAX = U64_MAX;

function checkInteger(value: number, max: number, what: string): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new FormatError(`${what} must be a whole number from 0 to ${max}, not ${value}`);
  }
}

/** Writes little-endian integers and byte strings one after another. */
export class ByteWriter {
  readonly #parts: Uint8Array[] = [];

  u8(value: number, what = "a u8 field"): this {
    checkInteger(value, 0xff, what);
    return this.bytes(Uint8Array.of(value));
  }

  u16(value: number, what = "a u16 field"): this {
    checkInteger(value, 0xffff, what);
    const part = new Uint8Array(2);
    new DataView(part.buffer).setUint16(0, value, true);
    return this.bytes(part);
  }

  u32(value: number, what = "a u32 field"): this {
    checkInteger(value, 0xffff_ffff, what);
    const part = new Uint8Array(4);
    new DataView(part.buffer).setUint32(0, value, true);
    return this.bytes(part);
  }

  u64(value: bigint, what = "a u64 field"): this {
    if (value < 0n || value > U64_MAX) throw new FormatError(`${what} must be from 0 to 2^64-1, not ${value}`);
    const part = new Uint8Array(8);
    new DataView(part.buffer).setBigUint64(0, value, true);
    return this.bytes(part);
  }

  bytes(value: Uint8Array, length?: number, what = "a byte field"): this {
    if (length !== undefined && value.length !== length) {
      throw new FormatError(`${what} has ${value.length} bytes instead of ${length}`);
    }
    this.#parts.push(value);
    return this;
  }

  zeros(length: number): this {
    return this.bytes(new Uint8Array(length));
  }

  finish(): Uint8Array<ArrayBuffer> {
    return concatBytes(...this.#parts);
  }
}

/** Reads little-endian integers and byte strings one after another; every method throws `FormatError` at the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #what: string;
  #offset = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const start = this.#take(length);
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  /** Reads `length` bytes that the format reserves: they must be zero. */
  zeros(length: number): void {
    if (!isZero(this.bytes(length))) throw new FormatError(`${this.#what}: reserved bytes are not zero`);
  }

  /** Says that nothing may be left. */
  end(): void {
    if (this.remaining !== 0) throw new FormatError(`${this.#what} has ${this.remaining} bytes too many`);
  }

  #take(length: number): number {
    if (length > this.remaining) throw new FormatError(`${this.#what} is too short: it ends after ${this.#bytes.length} bytes`);
    const start = this.#offset;
    this.#offset += length;
    return start;
  }
}
