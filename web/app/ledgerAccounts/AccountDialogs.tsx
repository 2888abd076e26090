/** Another label for a linked account, and its removal. */
import type { LedgerAccount } from "@aurigraph/api";
import { ConfirmDialog } from "../components/ConfirmDialog.tsx";
import { DialogButtons, DialogForm } from "../components/DialogForm.tsx";
import { TextField } from "../components/fields.tsx";
import { FormRefusal } from "../components/FormRefusal.tsx";
import { useForm } from "../components/useForm.ts";
import { labelProblem, ledgerAccountWords } from "./words.tsx";

interface DialogProps<Values> {
  readonly account: LedgerAccount;
  readonly send: (values: Values) => Promise<unknown>;
  readonly onClose: () => void;
}

export function RenameAccountDialog({ account, send, onClose }: DialogProps<string>) {
  const form = useForm<{ readonly label: string }>({
    empty: { label: account.label },
    check: ({ label }) => ({ label: labelProblem(label) }),
    send: async ({ label }) => {
      await send(label.trim());
      onClose();
    },
  });
  return (
    <DialogForm title={`Rename ${account.label}`} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={ledgerAccountWords} />
      <TextField label="Label" autoComplete="off" {...form.field("label")} />
      <DialogButtons busy={form.phase === "sending"} busyLabel={"Saving\u2026"} label="Save the label" />
    </DialogForm>
  );
}

export function RemoveAccountDialog({ account, send, onClose, consequence }: DialogProps<void> & { readonly consequence: string }) {
  return (
    <ConfirmDialog title={`Remove ${account.label}`} label="Remove" busyLabel={"Removing\u2026"} inWords={ledgerAccountWords} onConfirm={() => send()} onClose={onClose}>
      <p>{consequence} The account on the ledger and its key stay as they are.</p>
    </ConfirmDialog>
  );
}
