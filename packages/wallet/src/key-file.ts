/** The file in which a key leaves the browser: always encrypted, and checked strictly when it comes back. */
import { FormatError, fromHex, toHex } from "./bytes.ts";
import { addressOf, type SigningKey } from "./keys.ts";
import { openSeed, readSealedSeed, sealSeed } from "./sealing.ts";

/** The value of `format` in every key file of this version. */
export const KEY_FILE_FORMAT = "aurigraph-key-file-v1";

// A key file has about 600 bytes.
const KEY_FILE_TEXT_MAX = 16 * 1024;
/** The longest name of a key. */
export const KEY_NAME_LENGTH_MAX = 60;

/** What a key file says without its passphrase. */
export interface KeyFileContent {
  readonly name: string;
  readonly key: SigningKey;
}

/** The text of an encrypted key file. */
export async function writeKeyFile(name: string, key: SigningKey, passphrase: string): Promise<string> {
  const file = {
    format: KEY_FILE_FORMAT,
    name,
    scheme: "ed25519",
    publicKey: toHex(key.publicKey),
    address: toHex(addressOf(key.publicKey)),
    sealedSeed: await sealSeed(key, passphrase),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** Opens a key file. Throws `FormatError` when it is not one, and `WrongPassphraseError`. */
export async function openKeyFile(text: string, passphrase: string): Promise<KeyFileContent> {
  if (text.length > KEY_FILE_TEXT_MAX) throw new FormatError("the file is too long for a key file");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FormatError("the file is not JSON");
  }
  if (typeof value !== "object" || value === null) throw new FormatError("the file is not a key file");
  const { format, name, scheme, publicKey, address, sealedSeed } = value as Record<string, unknown>;
  if (format !== KEY_FILE_FORMAT) throw new FormatError("the file is not a key file of this version");
  if (scheme !== "ed25519") throw new FormatError("the browser holds Ed25519 keys only");
  if (typeof name !== "string" || typeof publicKey !== "string") throw new FormatError("the key file is incomplete");
  const publicKeyBytes = fromHex(publicKey, "public key", 32);
  if (address !== toHex(addressOf(publicKeyBytes))) throw new FormatError("the address is not that of the public key");
  const key = await openSeed(readSealedSeed(sealedSeed), publicKeyBytes, passphrase);
  return { name: name.slice(0, KEY_NAME_LENGTH_MAX), key };
}
