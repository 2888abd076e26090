/** Making a key in this browser. Its secret never leaves the device. */
import { type FormEvent, useState } from "react";
import { generateKey, KEY_NAME_LENGTH_MAX, prepareKey, type StoredKey } from "@aurigraph/wallet";
import { Button } from "../../components/Button.tsx";
import { Checkbox, TextField } from "../../components/fields.tsx";
import { type NewPassphrase, newPassphraseProblem, NewPassphraseFields } from "./NewPassphrase.tsx";
import styles from "./SendPage.module.css";

interface CreateKeyProps {
  readonly devnet: boolean;
  readonly suggestedName: string;
  readonly onCreate: (key: StoredKey) => Promise<void>;
}

export function CreateKey({ devnet, suggestedName, onCreate }: CreateKeyProps) {
  const [name, setName] = useState(suggestedName);
  const [isProtected, setProtected] = useState(!devnet);
  const [passphrase, setPassphrase] = useState<NewPassphrase>({ first: "", second: "" });
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function create(event: FormEvent) {
    event.preventDefault();
    if (busy) return;
    const refused = isProtected ? newPassphraseProblem(passphrase) : undefined;
    setProblem(refused);
    if (refused !== undefined) return;
    setBusy(true);
    try {
      await onCreate(await prepareKey(name.trim() || suggestedName, generateKey(), isProtected ? passphrase.first : undefined, new Date()));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "The browser refused to store the key.");
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className={styles.form} onSubmit={(event) => void create(event)}>
      <TextField label="Name of the key" value={name} maxLength={KEY_NAME_LENGTH_MAX} onChange={(event) => setName(event.target.value)} autoComplete="off" />
      <Checkbox label="Protect it with a passphrase" checked={isProtected} disabled={!devnet} onChange={setProtected} />
      {isProtected ? (
        <NewPassphraseFields value={passphrase} onChange={setPassphrase} problem={problem} />
      ) : (
        <p className={styles.caution}>
          Without one, the key lies unencrypted in this browser profile: whoever can open the profile can sign. That is acceptable on this
          development network, where nothing has value, and nowhere else.
        </p>
      )}
      {!isProtected && problem !== undefined && <p className={styles.problem}>{problem}</p>}
      <div>
        {/* Not `disabled` meanwhile: that would take the keyboard's place away. */}
        <Button kind="primary" type="submit" aria-disabled={busy}>
          {busy ? "Encrypting…" : "Create the key"}
        </Button>
      </div>
    </form>
  );
}
