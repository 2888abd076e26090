/** A new organisation: only its name is needed. */
import type { ReactNode } from "react";
import { DialogButtons, DialogForm } from "../../components/DialogForm.tsx";
import { TextField } from "../../components/fields.tsx";
import { FormRefusal } from "../../components/FormRefusal.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { nameProblem, organisationWords } from "./words.tsx";

interface NameValues extends Record<string, string> {
  readonly name: string;
}

export interface NameDialogProps {
  readonly title: string;
  readonly label: string;
  readonly busyLabel: string;
  readonly name?: string;
  readonly onName: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<NameValues> | undefined;
  readonly children?: ReactNode;
}

/** Asks for a name. */
export function NameDialog({ title, label, busyLabel, name = "", onName, onClose, start, children }: NameDialogProps) {
  const form = useForm<NameValues>({
    empty: { name },
    start,
    check: (values) => ({ name: nameProblem(values.name) }),
    send: async (values) => {
      await onName(values.name.trim());
      onClose();
    },
  });
  return (
    <DialogForm title={title} onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={organisationWords} />
      {children}
      <TextField label="Name" autoComplete="organization" {...form.field("name")} />
      <DialogButtons busy={form.phase === "sending"} busyLabel={busyLabel} label={label} />
    </DialogForm>
  );
}

export function CreateOrganisation(props: Pick<NameDialogProps, "onName" | "onClose" | "start">) {
  return (
    <NameDialog title="Create an organisation" label="Create" busyLabel={"Creating\u2026"} {...props}>
      <p>You will be its owner. Others join by invitation; what each of them may do is said by their roles.</p>
    </NameDialog>
  );
}
