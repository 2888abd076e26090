/** Asking for a node: its name, what it is to do, and what whoever approves should know. */
import { useId } from "react";
import type { NewNodeRequest } from "@aurigraph/api";
import { DialogButtons, DialogForm } from "../../../components/DialogForm.tsx";
import { TextAreaField, TextField } from "../../../components/fields.tsx";
import { FormRefusal } from "../../../components/FormRefusal.tsx";
import { type FormStart, useForm } from "../../../components/useForm.ts";
import styles from "../organisations.module.css";
import { NODE_TYPES, nodeNameProblem, noteProblem, typeOf, typeSentence, typeWords } from "./nodes.ts";
import { nodeWords } from "./words.tsx";

interface RequestValues extends Record<string, string> {
  readonly name: string;
  readonly nodeType: string;
  readonly note: string;
}

interface RequestNodeDialogProps {
  readonly onRequest: (request: NewNodeRequest) => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<RequestValues>;
}

function TypeChoice({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const id = useId();
  return (
    <fieldset className={styles.roles}>
      <legend>Type</legend>
      <div className={styles.roleList}>
        {NODE_TYPES.map((type) => (
          <div key={type}>
            <label className={styles.roleOption}>
              <input type="radio" name={id} value={type} checked={value === type} onChange={() => onChange(type)} aria-describedby={`${id}-${type}`} />
              {typeWords(type)}
            </label>
            <p id={`${id}-${type}`} className={styles.allows}>
              {typeSentence(type)}
            </p>
          </div>
        ))}
      </div>
    </fieldset>
  );
}

export function RequestNodeDialog({ onRequest, onClose, start }: RequestNodeDialogProps) {
  const form = useForm<RequestValues>({
    empty: { name: "", nodeType: "business", note: "" },
    start,
    check: ({ name, note }) => ({ name: nodeNameProblem(name), note: noteProblem(note) }),
    send: async ({ name, nodeType, note }) => {
      await onRequest({ name: name.trim(), nodeType: typeOf(nodeType), note: note.trim() || null });
      onClose();
    },
  });
  return (
    <DialogForm title="Request a node" onClose={onClose} onSubmit={form.submit}>
      <FormRefusal form={form} inWords={nodeWords} />
      <TextField label="Name" hint="By which others of the organisation recognise it: where it runs, or what for." autoComplete="off" {...form.field("name")} />
      <TypeChoice value={form.values.nodeType} onChange={(value) => form.change("nodeType", value)} />
      <TextAreaField label="Note" hint="For whoever approves; may be empty." rows={3} {...form.field("note")} />
      <DialogButtons note="Another owner or admin has to approve it." busy={form.phase === "sending"} busyLabel={"Requesting\u2026"} label="Request the node" />
    </DialogForm>
  );
}
