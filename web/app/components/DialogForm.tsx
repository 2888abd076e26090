/** A dialog that asks for something: its name, what is asked, and at the end the action and the way back. */
import type { FormEvent, ReactNode } from "react";
import { Dialog } from "../shell/Dialog.tsx";
import { Button } from "./Button.tsx";
import styles from "./DialogForm.module.css";

interface DialogFormProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly onSubmit: (event: FormEvent) => void;
  readonly children: ReactNode;
}

export function DialogForm({ title, onClose, onSubmit, children }: DialogFormProps) {
  return (
    <Dialog label={title} open onClose={onClose}>
      <form className={styles.form} noValidate onSubmit={onSubmit}>
        <h2>{title}</h2>
        {children}
      </form>
    </Dialog>
  );
}

interface DialogButtonsProps {
  readonly busy: boolean;
  readonly busyLabel?: string;
  readonly label: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** What the action will do as things stand now; it stays in sight with it. */
  readonly note?: string;
}

/** The action and the way back, in this order everywhere. */
export function DialogButtons({ busy, busyLabel, label, danger = false, disabled = false, note }: DialogButtonsProps) {
  return (
    <div className={styles.buttons}>
      {note !== undefined && (
        <p role="status" className={styles.note}>
          {note}
        </p>
      )}
      <Button type="submit" kind={danger ? "danger" : "primary"} disabled={busy || disabled}>
        {busy ? (busyLabel ?? label) : label}
      </Button>
      {/* Closed by the browser, which gives the keyboard back to where it was. */}
      <Button kind="quiet" onClick={(event) => event.currentTarget.closest("dialog")?.close()}>
        Cancel
      </Button>
    </div>
  );
}
