/**
 * Keys, signatures and addresses. The browser signs with Ed25519; it verifies Ed25519 by the ZIP215 rules that every
 * replica uses, so a signature cannot be valid in one place and invalid in another.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { ByteWriter, concatBytes, FormatError } from "./bytes.ts";
import { hash } from "./hash.ts";

/** Signature schemes by their number on the wire. */
export const SCHEMES = {
  ed25519: { number: 1, publicKeyBytes: 32, signatureBytes: 64 },
  "ml-dsa-65": { number: 2, publicKeyBytes: 1952, signatureBytes: 3309 },
  hybrid: { number: 3, publicKeyBytes: 1984, signatureBytes: 3373 },
} as const;

/** The name of a signature scheme. */
export type SchemeName = keyof typeof SCHEMES;

/** The scheme with this number. Throws `FormatError`. */
export function schemeByNumber(number: number): SchemeName {
  for (const name of Object.keys(SCHEMES) as SchemeName[]) {
    if (SCHEMES[name].number === number) return name;
  }
  throw new FormatError(`there is no signature scheme ${number}`);
}

/** An Ed25519 key: the 32-byte secret seed and the public key that follows from it. */
export interface SigningKey {
  readonly seed: Uint8Array<ArrayBuffer>;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** Length of an Ed25519 secret seed. */
export const SEED_BYTES = 32;

/** A new key from the browser's cryptographic random source. */
export function generateKey(): SigningKey {
  return keyFromSeed(crypto.getRandomValues(new Uint8Array(SEED_BYTES)));
}

/** The key that belongs to a secret seed of 32 bytes. Throws `FormatError`. */
export function keyFromSeed(seed: Uint8Array): SigningKey {
  if (seed.length !== SEED_BYTES) throw new FormatError(`an Ed25519 seed has ${SEED_BYTES} bytes, not ${seed.length}`);
  return { seed: new Uint8Array(seed), publicKey: new Uint8Array(ed25519.getPublicKey(seed)) };
}

/** The Ed25519 signature of `message`. */
export function sign(message: Uint8Array, key: SigningKey): Uint8Array<ArrayBuffer> {
  return new Uint8Array(ed25519.sign(message, key.seed));
}

/** Whether an Ed25519 signature verifies by ZIP215 rules. Never throws: anything malformed is "no". */
export function verifySignature(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SCHEMES.ed25519.signatureBytes || publicKey.length !== SCHEMES.ed25519.publicKeyBytes) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: true });
  } catch {
    // The library throws on points that do not decode; for a verifier that is simply an invalid signature.
    return false;
  }
}

/** The address of a public key: `H[address](scheme ‖ public key)`. */
export function addressOf(publicKey: Uint8Array, scheme: SchemeName = "ed25519"): Uint8Array<ArrayBuffer> {
  const { number, publicKeyBytes } = SCHEMES[scheme];
  if (publicKey.length !== publicKeyBytes) {
    throw new FormatError(`a public key of ${scheme} has ${publicKeyBytes} bytes, not ${publicKey.length}`);
  }
  return hash("address", concatBytes(Uint8Array.of(number), publicKey));
}

/** The address of subaccount `number` (from 1) of a primary account. */
export function subaccountAddress(primaryAddress: Uint8Array, number: number): Uint8Array<ArrayBuffer> {
  if (number === 0) throw new FormatError("subaccounts are numbered from 1");
  return hash("subaccount", new ByteWriter().bytes(primaryAddress, 32, "address").u32(number, "subaccount number").finish());
}
