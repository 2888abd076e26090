/**
 * Sealing a secret seed under a passphrase: PBKDF2-SHA-256 derives a key, AES-256-GCM encrypts, and the public key is bound
 * as additional data, so that a sealed seed cannot be passed off as that of another key.
 *
 * WebCrypto exists only in secure contexts (https, or localhost): `canSeal` says whether it does.
 */
import { concatBytes, equalBytes, FormatError, fromHex, toHex, utf8 } from "./bytes.ts";
import { keyFromSeed, SEED_BYTES, type SigningKey } from "./keys.ts";

/** Iterations for new seals: OWASP's figure for PBKDF2-HMAC-SHA-256. */
export const PBKDF2_ITERATIONS = 600_000;
/** The least a passphrase may have; the page says more about good ones. */
export const PASSPHRASE_LENGTH_MIN = 10;

const ITERATIONS_MIN = 100_000;
// Above this a file would only serve to hang the page.
const ITERATIONS_MAX = 10_000_000;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ADDITIONAL_DATA_LABEL = "aurigraph/v1/sealed-seed";

/** A seed that only its passphrase opens. Byte strings are hexadecimal. */
export interface SealedSeed {
  readonly kdf: "pbkdf2-sha-256";
  readonly iterations: number;
  readonly salt: string;
  readonly cipher: "aes-256-gcm";
  readonly nonce: string;
  readonly ciphertext: string;
}

/** The passphrase does not open the seal, or the seal was altered: the two cannot be told apart. */
export class WrongPassphraseError extends Error {
  override readonly name = "WrongPassphraseError";

  constructor() {
    super("The passphrase does not open this key.");
  }
}

/** Whether this page can seal and open: WebCrypto is absent outside secure contexts. */
export function canSeal(): boolean {
  return typeof crypto !== "undefined" && crypto.subtle !== undefined;
}

async function deriveKey(passphrase: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  // NFKC: the same passphrase typed on another keyboard must give the same bytes.
  const material = await crypto.subtle.importKey("raw", utf8(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, material, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
}

function additionalData(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(utf8(ADDITIONAL_DATA_LABEL), publicKey);
}

/** Seals the seed of `key` under `passphrase`. */
export async function sealSeed(key: SigningKey, passphrase: string, iterations = PBKDF2_ITERATIONS): Promise<SealedSeed> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const wrapping = await deriveKey(passphrase, salt, iterations);
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: additionalData(key.publicKey) };
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, wrapping, key.seed));
  return {
    kdf: "pbkdf2-sha-256",
    iterations,
    salt: toHex(salt),
    cipher: "aes-256-gcm",
    nonce: toHex(nonce),
    ciphertext: toHex(ciphertext),
  };
}

/** Opens a sealed seed that belongs to `publicKey`. Throws `WrongPassphraseError`, or `FormatError` for malformed seals. */
export async function openSeed(sealed: SealedSeed, publicKey: Uint8Array, passphrase: string): Promise<SigningKey> {
  const salt = fromHex(sealed.salt, "salt", SALT_BYTES);
  const nonce = fromHex(sealed.nonce, "nonce", NONCE_BYTES);
  const ciphertext = fromHex(sealed.ciphertext, "ciphertext", SEED_BYTES + TAG_BYTES);
  const wrapping = await deriveKey(passphrase, salt, sealed.iterations);
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: additionalData(publicKey) };
  let seed: Uint8Array;
  try {
    seed = new Uint8Array(await crypto.subtle.decrypt(algorithm, wrapping, ciphertext));
  } catch {
    throw new WrongPassphraseError();
  }
  const key = keyFromSeed(seed);
  if (!equalBytes(key.publicKey, publicKey)) throw new FormatError("the sealed seed does not belong to the public key beside it");
  return key;
}

/** Reads a seal from an untrusted value. Throws `FormatError`. */
export function readSealedSeed(value: unknown): SealedSeed {
  if (typeof value !== "object" || value === null) throw new FormatError("the sealed seed is missing");
  const { kdf, iterations, salt, cipher, nonce, ciphertext } = value as Record<string, unknown>;
  if (kdf !== "pbkdf2-sha-256") throw new FormatError("the key derivation is not known");
  if (cipher !== "aes-256-gcm") throw new FormatError("the cipher is not known");
  if (typeof iterations !== "number" || !Number.isInteger(iterations) || iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX) {
    throw new FormatError(`the iterations are not from ${ITERATIONS_MIN} to ${ITERATIONS_MAX}`);
  }
  if (typeof salt !== "string" || typeof nonce !== "string" || typeof ciphertext !== "string") {
    throw new FormatError("the sealed seed is incomplete");
  }
  fromHex(salt, "salt", SALT_BYTES);
  fromHex(nonce, "nonce", NONCE_BYTES);
  fromHex(ciphertext, "ciphertext", SEED_BYTES + TAG_BYTES);
  return { kdf, iterations, salt, cipher, nonce, ciphertext };
}
