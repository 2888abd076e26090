/**
 * The keys that this browser holds, in IndexedDB.
 *
 * Invariants: a key is stored under its public key, so storing it twice keeps one; a sealed key's seed is never written in the
 * clear; an operation resolves only when its database transaction has completed.
 */
import { fromHex, toHex } from "./bytes.ts";
import { addressOf, keyFromSeed, type SigningKey } from "./keys.ts";
import { openSeed, type SealedSeed, sealSeed } from "./sealing.ts";

const DATABASE_NAME = "aurigraph-wallet";
const DATABASE_VERSION = 1;
const STORE_NAME = "keys";

/** How a seed is kept: under a passphrase, or in the clear (anybody who can open this browser profile can use it). */
export type StoredSecret =
  | { readonly protection: "passphrase"; readonly sealed: SealedSeed }
  | { readonly protection: "none"; readonly seed: string };

/** A key as it is stored. Byte strings are hexadecimal. */
export interface StoredKey {
  readonly publicKey: string;
  readonly address: string;
  readonly name: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** When an encrypted copy was last downloaded; undefined if never. */
  readonly backedUpAt?: string;
  readonly secret: StoredSecret;
}

/** Makes a key ready to be stored; without a passphrase its seed lies in the clear. */
export async function prepareKey(name: string, key: SigningKey, passphrase: string | undefined, now: Date): Promise<StoredKey> {
  const secret: StoredSecret =
    passphrase === undefined
      ? { protection: "none", seed: toHex(key.seed) }
      : { protection: "passphrase", sealed: await sealSeed(key, passphrase) };
  return {
    publicKey: toHex(key.publicKey),
    address: toHex(addressOf(key.publicKey)),
    name,
    createdAt: now.toISOString(),
    secret,
  };
}

/** The signing key behind a stored one. Throws `WrongPassphraseError`. */
export async function unlockKey(stored: StoredKey, passphrase: string): Promise<SigningKey> {
  if (stored.secret.protection === "none") return keyFromSeed(fromHex(stored.secret.seed, "seed"));
  return openSeed(stored.secret.sealed, fromHex(stored.publicKey, "public key"), passphrase);
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE_NAME, DATABASE_VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE_NAME, { keyPath: "publicKey" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's database cannot be opened"));
    request.onblocked = () => reject(new Error("another tab holds an older version of the database open"));
  });
}

async function inTransaction<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await openDatabase();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE_NAME, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE_NAME));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("the browser refused to store the key"));
      transaction.onerror = () => reject(transaction.error ?? new Error("the browser's database failed"));
    });
  } finally {
    database.close();
  }
}

/** All keys of this browser, oldest first. */
export async function listKeys(): Promise<StoredKey[]> {
  const keys = await inTransaction<StoredKey[]>("readonly", (store) => store.getAll() as IDBRequest<StoredKey[]>);
  return keys.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** Stores a key, or replaces the one with the same public key. */
export async function saveKey(key: StoredKey): Promise<void> {
  await inTransaction("readwrite", (store) => store.put(key));
}

/** Deletes a key for good. */
export async function deleteKey(publicKey: string): Promise<void> {
  await inTransaction("readwrite", (store) => store.delete(publicKey));
}
