/** Signing statements with the keys of this browser, and refusing to. */
import type { Problem } from "@aurigraph/api";
import { signStatement, type SigningKey, type StoredKey, toHex, unlockKey } from "@aurigraph/wallet";

/** What this page itself refuses, before anything is sent: it is shown as a problem of the node is. */
export class Refused extends Error {
  readonly status = 0;
  readonly data: Problem;

  constructor(words: string) {
    super(words);
    this.data = { type: "about:blank", title: "Not signed", detail: words, action: "", code: "refused_here", status: 0 };
  }
}

/** The key behind a stored one. Throws `Refused` where the passphrase does not open it. */
export async function openKey(stored: StoredKey, passphrase: string): Promise<SigningKey> {
  try {
    return await unlockKey(stored, passphrase);
  } catch (error) {
    throw new Refused(error instanceof Error ? error.message : "The key cannot be used.");
  }
}

/** The signature over a statement, in hexadecimal digits. */
export async function signWords(words: string, stored: StoredKey, passphrase: string): Promise<string> {
  return toHex(signStatement(words, await openKey(stored, passphrase)));
}
