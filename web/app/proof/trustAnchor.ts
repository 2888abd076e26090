/**
 * The chain and first validators that this browser trusts, shared by every part of the page that verifies a proof. Remembered on
 * first use; a change is shown loudly and taken over only when a person says so.
 */
import { useSyncExternalStore } from "react";
import { pinAnchor, readAnchor, type TrustAnchor } from "@aurigraph/wallet";

const listeners = new Set<() => void>();

function load(): TrustAnchor | undefined {
  try {
    return readAnchor(localStorage);
  } catch {
    // Storage may be forbidden: then nothing is remembered, and every proof says that its anchor is not known.
    return undefined;
  }
}

let current = load();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Remembers a chain as trusted from now on, with the root of its first validators. */
export function trustChain(chainId: string, validatorsRoot: string): void {
  try {
    current = pinAnchor(localStorage, chainId, validatorsRoot, new Date());
  } catch {
    current = { chainId, validatorsRoot, pinnedAt: new Date().toISOString() };
  }
  for (const listener of listeners) listener();
}

/** What this browser trusts, or undefined before the first proof. */
export function useTrustAnchor(): TrustAnchor | undefined {
  return useSyncExternalStore(subscribe, () => current);
}
