/** The keys of this browser as React state, and the changes that a person can make to them. */
import { useCallback, useEffect, useState } from "react";
import { deleteKey, listKeys, saveKey, type StoredKey } from "@aurigraph/wallet";

const SELECTED_KEY = "aurigraph.selected-key";

/** The keys, or why they cannot be read; and which one is in use. */
export interface WalletKeys {
  /** Undefined until the browser's database has answered. */
  readonly keys: readonly StoredKey[] | undefined;
  readonly problem: string | undefined;
  readonly selected: StoredKey | undefined;
  readonly select: (publicKey: string) => void;
  /** Stores a new or changed key. */
  readonly save: (key: StoredKey) => Promise<void>;
  readonly remove: (publicKey: string) => Promise<void>;
}

function rememberedSelection(): string | null {
  try {
    return localStorage.getItem(SELECTED_KEY);
  } catch {
    return null;
  }
}

function rememberSelection(publicKey: string): void {
  try {
    localStorage.setItem(SELECTED_KEY, publicKey);
  } catch {
    // Without storage the choice holds until the page is closed.
  }
}

type LoadedKeys = Pick<WalletKeys, "keys" | "problem">;

async function loadKeys(): Promise<LoadedKeys> {
  try {
    return { keys: await listKeys(), problem: undefined };
  } catch (error) {
    return { keys: undefined, problem: error instanceof Error ? error.message : "the browser's database cannot be read" };
  }
}

export function useWalletKeys(): WalletKeys {
  const [{ keys, problem }, setLoaded] = useState<LoadedKeys>({ keys: undefined, problem: undefined });
  const [selectedPublicKey, setSelectedPublicKey] = useState(rememberedSelection);

  const reload = useCallback(() => loadKeys().then(setLoaded), []);
  useEffect(() => {
    void loadKeys().then(setLoaded);
  }, []);

  const select = useCallback((publicKey: string) => {
    rememberSelection(publicKey);
    setSelectedPublicKey(publicKey);
  }, []);
  const save = useCallback(
    async (key: StoredKey) => {
      await saveKey(key);
      await reload();
    },
    [reload],
  );
  const remove = useCallback(
    async (publicKey: string) => {
      await deleteKey(publicKey);
      await reload();
    },
    [reload],
  );
  const selected = keys?.find((key) => key.publicKey === selectedPublicKey) ?? keys?.[0];
  return { keys, problem, selected, select, save, remove };
}
