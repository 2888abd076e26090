/** Rejecting and revoking: what follows, and why it is done. */
import type { ReactNode } from "react";
import { DialogButtons, DialogForm } from "../../../components/DialogForm.tsx";
import { TextAreaField } from "../../../components/fields.tsx";
import { FormRefusal } from "../../../components/FormRefusal.tsx";
import { type FormStart, useForm } from "../../../components/useForm.ts";
import styles from "../organisations.module.css";
import { reasonProblem } from "./nodes.ts";
import { nodeWords } from "./words.tsx";

interface ReasonValues extends Record<string, string> {
  readonly reason: string;
}

interface ReasonDialogProps {
  readonly title: string;
  readonly label: string;
  readonly busyLabel: string;
  readonly onReason: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<ReasonValues>;
}

function ReasonDialog({ title, label, busyLabel, onReason, onClose, start, children }: ReasonDialogProps & { readonly children: ReactNode }) {
  const form = useForm<ReasonValues>({
    empty: { reason: "" },
    start,
    check: ({ reason }) => ({ reason: reasonProblem(reason) }),
    send: async ({ reason }) => {
      await onReason(reason.trim());
      onClose();
    },
  });
  return (
    <DialogForm title={title} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={nodeWords} />
      {children}
      <TextAreaField label="Reason" hint="Every member of the organisation can read it." rows={3} {...form.field("reason")} />
      <DialogButtons busy={form.phase === "sending"} busyLabel={busyLabel} label={label} danger />
    </DialogForm>
  );
}

type OneDialogProps = Pick<ReasonDialogProps, "onReason" | "onClose" | "start"> & { readonly name: string };

export function RejectNodeDialog({ name, ...rest }: OneDialogProps) {
  return (
    <ReasonDialog title={`Reject ${name}`} label="Reject" busyLabel={"Rejecting\u2026"} {...rest}>
      <p>It will not be registered. Whoever still wants it requests it anew.</p>
    </ReasonDialog>
  );
}

export function RevokeNodeDialog({ name, ...rest }: OneDialogProps) {
  return (
    <ReasonDialog title={`Revoke ${name}`} label="Revoke" busyLabel={"Revoking\u2026"} {...rest}>
      <p>At once, and for good:</p>
      <ul className={styles.consequences}>
        <li>The portal says on the ledger that its key is revoked.</li>
        <li>Other nodes refuse what it says of itself, and it goes from their list.</li>
        <li>As soon as it reads that, it takes no submissions any more. What it was sent before stays as the ledger decided it.</li>
        <li>Its key cannot be registered again: a node in its place needs another key, and a request of its own.</li>
      </ul>
    </ReasonDialog>
  );
}
