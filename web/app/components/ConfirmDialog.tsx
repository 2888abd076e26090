/** A dialog that asks before something is done: what will happen, the action, and the way back. It closes when it is done, and says why when it is refused. */
import type { ReactNode } from "react";
import type { Problem } from "@aurigraph/api";
import { DialogButtons, DialogForm } from "./DialogForm.tsx";
import { FormRefusal, type RefusalWords } from "./FormRefusal.tsx";
import { useForm } from "./useForm.ts";

interface ConfirmDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly label: string;
  readonly busyLabel: string;
  readonly danger?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly inWords?: (problem: Problem) => RefusalWords | undefined;
}

export function ConfirmDialog({ title, children, label, busyLabel, danger = true, onConfirm, onClose, inWords }: ConfirmDialogProps) {
  const form = useForm({
    empty: {},
    send: async () => {
      await onConfirm();
      onClose();
    },
  });
  return (
    <DialogForm title={title} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} {...(inWords && { inWords })} />
      {children}
      <DialogButtons busy={form.phase === "sending"} busyLabel={busyLabel} label={label} danger={danger} />
    </DialogForm>
  );
}
