/** What is kept about somebody: as a file, and gone for good. */
import { useState } from "react";
import { toProblem } from "@aurigraph/api";
import { Button } from "../../components/Button.tsx";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { FormRefusal } from "../../components/FormRefusal.tsx";
import { Panel } from "../../components/Panel.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { tooBusyWords } from "../identity/words.tsx";
import styles from "./profile.module.css";

interface DeleteDialogProps {
  readonly onDelete: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<Record<string, string>>;
}

export function DeleteDialog({ onDelete, onClose, start }: DeleteDialogProps) {
  const form = useForm<Record<string, string>>({ empty: {}, start, send: onDelete });
  return (
    <DialogForm title="Delete this sign-in" onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={tooBusyWords} />
      <p>This cannot be undone. What happens:</p>
      <ul className={styles.consequences}>
        <li>Your name, your e-mail address, your password and your passkeys are deleted, and nobody can sign in with them any more.</li>
        <li>All sessions end, this one too.</li>
        <li>Nothing on the ledger changes: accounts, and the keys in your browsers, stay as they are.</li>
      </ul>
      <DialogButtons busy={form.phase === "sending"} busyLabel={"Deleting\u2026"} label="Delete for good" danger />
    </DialogForm>
  );
}

interface DataPanelProps extends Pick<DeleteDialogProps, "onDelete"> {
  readonly onExport: () => Promise<unknown>;
}

export function DataPanel({ onDelete, onExport }: DataPanelProps) {
  const [isDeleting, setDeleting] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState("");

  async function download() {
    if (isBusy) return;
    setBusy(true);
    setSaid("");
    try {
      await onExport();
      setSaid("Downloaded.");
    } catch (error) {
      const { title, action } = toProblem(error);
      setSaid(`${title}. ${action}`);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Panel title="Your data" flush>
      <div className={styles.choices}>
        <div className={styles.choice}>
          <div>
            <h3>Download</h3>
            <p className="muted">Everything that this portal keeps about you, as one JSON file.</p>
            <p role="status">{said}</p>
          </div>
          <Button aria-disabled={isBusy} onClick={() => void download()}>
            {isBusy ? "Collecting\u2026" : "Download your data"}
          </Button>
        </div>
        <div className={styles.choice}>
          <div>
            <h3>Delete</h3>
            <p className="muted">The sign-in and everything that belongs to it.</p>
          </div>
          <Button kind="danger" onClick={() => setDeleting(true)}>
            Delete this sign-in
          </Button>
        </div>
      </div>
      {isDeleting && <DeleteDialog onDelete={onDelete} onClose={() => setDeleting(false)} />}
    </Panel>
  );
}
