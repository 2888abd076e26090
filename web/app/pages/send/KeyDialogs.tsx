/** What can be done with a stored key: back it up, rename it, delete it, and bring one in from a file. */
import { type FormEvent, useState } from "react";
import { KEY_NAME_LENGTH_MAX, openKeyFile, prepareKey, type StoredKey, unlockKey, writeKeyFile } from "@aurigraph/wallet";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { Checkbox, TextField } from "../../components/fields.tsx";
import { downloadText } from "../../proof/downloadText.ts";
import { type NewPassphrase, newPassphraseProblem, NewPassphraseFields } from "./NewPassphrase.tsx";
import styles from "./SendPage.module.css";

/** Which dialog is open. */
export type KeyDialog =
  | { readonly kind: "backUp"; readonly key: StoredKey }
  | { readonly kind: "rename"; readonly key: StoredKey }
  | { readonly kind: "delete"; readonly key: StoredKey }
  | { readonly kind: "import" };

interface KeyDialogsProps {
  readonly dialog: KeyDialog | undefined;
  readonly onClose: () => void;
  readonly onSave: (key: StoredKey) => Promise<void>;
  readonly onDelete: (publicKey: string) => Promise<void>;
}

export function KeyDialogs({ dialog, onClose, onSave, onDelete }: KeyDialogsProps) {
  switch (dialog?.kind) {
    case "backUp":
      return <BackUpDialog stored={dialog.key} onClose={onClose} onSave={onSave} />;
    case "rename":
      return <RenameDialog stored={dialog.key} onClose={onClose} onSave={onSave} />;
    case "delete":
      return <DeleteDialog stored={dialog.key} onClose={onClose} onDelete={onDelete} />;
    case "import":
      return <ImportDialog onClose={onClose} onSave={onSave} />;
    case undefined:
      return null;
  }
}

/** Runs an action of a dialog's form: busy while it lasts, closed when it succeeds, the reason shown when not. */
function useDialogAction(onClose: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function run(event: FormEvent, action: () => Promise<void>) {
    event.preventDefault();
    setBusy(true);
    try {
      await action();
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "This did not work.");
    } finally {
      setBusy(false);
    }
  }
  return { busy, problem, run };
}

interface StoredKeyDialogProps {
  readonly stored: StoredKey;
  readonly onClose: () => void;
}

function BackUpDialog({ stored, onClose, onSave }: StoredKeyDialogProps & Pick<KeyDialogsProps, "onSave">) {
  const isSealed = stored.secret.protection === "passphrase";
  const [passphrase, setPassphrase] = useState<NewPassphrase>({ first: "", second: "" });
  const { busy, problem, run } = useDialogAction(onClose);
  async function backUp() {
    const refused = isSealed ? undefined : newPassphraseProblem(passphrase);
    if (refused !== undefined) throw new Error(refused);
    const key = await unlockKey(stored, passphrase.first);
    const text = await writeKeyFile(stored.name, key, passphrase.first);
    downloadText(`aurigraph-key-${stored.address.slice(0, 12)}.json`, text);
    await onSave({ ...stored, backedUpAt: new Date().toISOString() });
  }
  return (
    <DialogForm title={`Back up ${stored.name}`} onClose={onClose} onSubmit={(event) => void run(event, backUp)}>
      <p>
        The file is encrypted{isSealed ? " under the passphrase of the key" : " under a passphrase that you choose now"}. Keep it away from this
        computer: it brings the key back if this browser loses it.
      </p>
      {isSealed ? (
        <TextField
          label="Passphrase of the key"
          type="password"
          autoComplete="current-password"
          value={passphrase.first}
          onChange={(event) => setPassphrase({ first: event.target.value, second: event.target.value })}
          problem={problem}
        />
      ) : (
        <NewPassphraseFields value={passphrase} onChange={setPassphrase} problem={problem} />
      )}
      <DialogButtons busy={busy} busyLabel="Encrypting…" label="Download the file" />
    </DialogForm>
  );
}

function RenameDialog({ stored, onClose, onSave }: StoredKeyDialogProps & Pick<KeyDialogsProps, "onSave">) {
  const [name, setName] = useState(stored.name);
  const { busy, problem, run } = useDialogAction(onClose);
  async function rename() {
    if (name.trim() === "") throw new Error("A key needs a name.");
    await onSave({ ...stored, name: name.trim() });
  }
  return (
    <DialogForm title={`Rename ${stored.name}`} onClose={onClose} onSubmit={(event) => void run(event, rename)}>
      <p>The name is kept in this browser only; the ledger does not know it.</p>
      <TextField label="Name" value={name} maxLength={KEY_NAME_LENGTH_MAX} onChange={(event) => setName(event.target.value)} problem={problem} autoComplete="off" />
      <DialogButtons busy={busy} label="Rename" />
    </DialogForm>
  );
}

function DeleteDialog({ stored, onClose, onDelete }: StoredKeyDialogProps & Pick<KeyDialogsProps, "onDelete">) {
  const [understood, setUnderstood] = useState(false);
  const { busy, problem, run } = useDialogAction(onClose);
  return (
    <DialogForm title={`Delete ${stored.name}`} onClose={onClose} onSubmit={(event) => void run(event, () => onDelete(stored.publicKey))}>
      <p>
        {stored.backedUpAt === undefined
          ? "There is no backup of this key. Once it is deleted, nobody can move what its account holds."
          : "Afterwards this browser cannot sign with it; the backup file and its passphrase can bring it back."}
      </p>
      <Checkbox label="I understand that this cannot be undone" checked={understood} onChange={setUnderstood} />
      {problem !== undefined && <p className={styles.problem}>{problem}</p>}
      <DialogButtons busy={busy} label="Delete the key" danger disabled={!understood} />
    </DialogForm>
  );
}

function ImportDialog({ onClose, onSave }: Pick<KeyDialogsProps, "onClose" | "onSave">) {
  const [text, setText] = useState<string>();
  const [passphrase, setPassphrase] = useState("");
  const { busy, problem, run } = useDialogAction(onClose);
  async function bringIn() {
    if (text === undefined) throw new Error("Choose a key file first.");
    const { name, key } = await openKeyFile(text, passphrase);
    const stored = await prepareKey(name, key, passphrase, new Date());
    await onSave({ ...stored, backedUpAt: stored.createdAt });
  }
  return (
    <DialogForm title="Bring in a key file" onClose={onClose} onSubmit={(event) => void run(event, bringIn)}>
      <p>The key is stored here under the same passphrase.</p>
      <TextField
        label="Key file"
        type="file"
        accept="application/json,.json"
        onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
      />
      <TextField
        label="Its passphrase"
        type="password"
        autoComplete="current-password"
        value={passphrase}
        onChange={(event) => setPassphrase(event.target.value)}
        problem={problem}
      />
      <DialogButtons busy={busy} busyLabel="Decrypting…" label="Bring it in" />
    </DialogForm>
  );
}
