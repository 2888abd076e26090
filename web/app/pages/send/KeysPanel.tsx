/** The keys of this browser: which one signs, how each is protected, and what can be done with it. */
import { useEffect, useRef, useState } from "react";
import type { StoredKey } from "@aurigraph/wallet";
import { Button } from "../../components/Button.tsx";
import { Hash } from "../../components/Hash.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { CreateKey } from "./CreateKey.tsx";
import { type KeyDialog, KeyDialogs } from "./KeyDialogs.tsx";
import styles from "./SendPage.module.css";
import type { WalletKeys } from "./useWalletKeys.ts";

interface KeyRowProps {
  readonly stored: StoredKey;
  readonly isSelected: boolean;
  /** Made a moment ago in the form that is gone now: the keyboard goes on here. */
  readonly isNew: boolean;
  readonly onSelect: () => void;
  readonly onDialog: (dialog: KeyDialog) => void;
}

function KeyRow({ stored, isSelected, isNew, onSelect, onDialog }: KeyRowProps) {
  const choice = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Whoever has gone elsewhere meanwhile stays there.
    if (isNew && document.activeElement === document.body) choice.current?.focus({ preventScroll: true });
  }, [isNew]);
  return (
    <li className={styles.key} data-selected={isSelected}>
      <label className={styles.keyName}>
        <input ref={choice} type="radio" name="signing-key" checked={isSelected} onChange={onSelect} />
        <span>{stored.name}</span>
      </label>
      <div className={styles.keyFacts}>
        <Hash value={stored.address} label={`address of ${stored.name}`} />
        {stored.secret.protection === "passphrase" ? <Tag tone="positive">passphrase</Tag> : <Tag tone="warning">not encrypted</Tag>}
        {stored.backedUpAt === undefined ? <Tag tone="warning">no backup</Tag> : <Tag tone="positive">backed up</Tag>}
      </div>
      {isSelected && (
        <div className={styles.keyActions}>
          <Button kind="quiet" onClick={() => onDialog({ kind: "backUp", key: stored })}>
            Back up
          </Button>
          <Button kind="quiet" onClick={() => onDialog({ kind: "rename", key: stored })}>
            Rename
          </Button>
          <Button kind="quiet" onClick={() => onDialog({ kind: "delete", key: stored })}>
            Delete
          </Button>
        </div>
      )}
    </li>
  );
}

/** The first name that no key has yet. */
function freeName(keys: readonly StoredKey[]): string {
  const names = new Set(keys.map((key) => key.name));
  let number = 1;
  while (names.has(`Key ${number}`)) number += 1;
  return `Key ${number}`;
}

export function KeysPanel({ wallet, devnet }: { readonly wallet: WalletKeys; readonly devnet: boolean }) {
  const [dialog, setDialog] = useState<KeyDialog>();
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<string>();
  const { keys, problem, selected, select, save, remove } = wallet;

  async function create(key: StoredKey) {
    // Said before the list has it, so that its row takes the keyboard as soon as it is there.
    setCreated(key.publicKey);
    await save(key);
    select(key.publicKey);
    setCreating(false);
  }

  const actions = (
    <>
      {keys !== undefined && keys.length > 0 && !creating && <Button onClick={() => setCreating(true)}>New key</Button>}
      <Button kind="quiet" onClick={() => setDialog({ kind: "import" })}>
        Bring in a file
      </Button>
    </>
  );
  return (
    <Panel title="Your keys" note="in this browser" actions={actions} flush>
      {problem !== undefined ? (
        <Notice title="The keys of this browser cannot be read" tone="negative" icon="alert">
          {problem}. Private windows and strict privacy settings can forbid storage; nothing on the ledger is concerned.
        </Notice>
      ) : keys === undefined ? (
        <Skeleton rows={2} label="your keys" />
      ) : (
        <>
          <ul>
            {keys.map((key) => (
              <KeyRow
                key={key.publicKey}
                stored={key}
                isSelected={key.publicKey === selected?.publicKey}
                isNew={key.publicKey === created}
                onSelect={() => select(key.publicKey)}
                onDialog={setDialog}
              />
            ))}
          </ul>
          {keys.length === 0 && (
            <div className={styles.section}>
              <p>
                A key signs what you send. It is made on this device, stays in this browser, and an account on the ledger belongs to whoever holds
                it.
              </p>
            </div>
          )}
          {(creating || keys.length === 0) && (
            <div className={styles.section}>
              <CreateKey key={keys.length} devnet={devnet} suggestedName={freeName(keys)} onCreate={create} />
              {keys.length > 0 && (
                <Button kind="quiet" onClick={() => setCreating(false)}>
                  Cancel
                </Button>
              )}
            </div>
          )}
        </>
      )}
      <KeyDialogs dialog={dialog} onClose={() => setDialog(undefined)} onSave={save} onDelete={remove} />
    </Panel>
  );
}
