/**
 * Trust on first use: the chain that this browser saw first, and the validators with which it began, are remembered for each
 * origin; others are reported instead of being accepted. Comparing the chain id with a genesis file obtained elsewhere remains
 * the stronger check.
 */

/** A remembered chain. Byte strings are hexadecimal. */
export interface TrustAnchor {
  readonly chainId: string;
  /** Hash of the chain's first validators: later ones are those that they, or those after them, certified. */
  readonly validatorsRoot: string;
  /** RFC 3339. */
  readonly pinnedAt: string;
}

/** The part of `Storage` that is needed. */
export interface AnchorStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const STORAGE_KEY = "aurigraph.trust-anchor.v1";
const HASH_TEXT = /^[0-9a-f]{64}$/;

/** The remembered anchor, or undefined when there is none or it cannot be read. */
export function readAnchor(storage: AnchorStorage): TrustAnchor | undefined {
  const text = storage.getItem(STORAGE_KEY);
  if (text === null) return undefined;
  try {
    const { chainId, validatorsRoot, pinnedAt } = JSON.parse(text) as Record<string, unknown>;
    if (typeof chainId !== "string" || typeof validatorsRoot !== "string" || typeof pinnedAt !== "string") return undefined;
    if (!HASH_TEXT.test(chainId) || !HASH_TEXT.test(validatorsRoot)) return undefined;
    return { chainId, validatorsRoot, pinnedAt };
  } catch {
    return undefined;
  }
}

/** Remembers a chain, replacing what was remembered. */
export function pinAnchor(storage: AnchorStorage, chainId: string, validatorsRoot: string, now: Date): TrustAnchor {
  const anchor: TrustAnchor = { chainId, validatorsRoot, pinnedAt: now.toISOString() };
  storage.setItem(STORAGE_KEY, JSON.stringify(anchor));
  return anchor;
}

/** Forgets the remembered chain. */
export function forgetAnchor(storage: AnchorStorage): void {
  storage.removeItem(STORAGE_KEY);
}
