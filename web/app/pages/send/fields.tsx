/** Labelled inputs: the label above, a hint and a problem below, both tied to the input for readers. */
import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from "react";
import { canSeal, PASSPHRASE_LENGTH_MIN } from "@aurigraph/wallet";
import styles from "./fields.module.css";

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
}

function describedBy(id: string, { hint, problem }: FieldProps): string | undefined {
  return [hint === undefined ? "" : `${id}-hint`, problem === undefined ? "" : `${id}-problem`].filter(Boolean).join(" ") || undefined;
}

function Frame({ id, label, hint, problem, children }: FieldProps & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children}
      {hint !== undefined && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}

type TextFieldProps = FieldProps & InputHTMLAttributes<HTMLInputElement>;

export function TextField({ label, hint, problem, className, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} problem={problem}>
      <input
        {...rest}
        id={id}
        className={[styles.input, className].filter(Boolean).join(" ")}
        aria-invalid={problem !== undefined}
        aria-describedby={describedBy(id, { label, hint, problem })}
      />
    </Frame>
  );
}

export function SelectField({ label, hint, problem, children, ...rest }: FieldProps & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} problem={problem}>
      <select {...rest} id={id} className={styles.input} aria-describedby={describedBy(id, { label, hint, problem })}>
        {children}
      </select>
    </Frame>
  );
}

export function Checkbox({ label, checked, onChange, disabled = false }: { readonly label: string; readonly checked: boolean; readonly onChange: (checked: boolean) => void; readonly disabled?: boolean }) {
  return (
    <label className={styles.checkbox}>
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** A new passphrase, typed twice. */
export interface NewPassphrase {
  readonly first: string;
  readonly second: string;
}

/** Why a new passphrase cannot be taken, or undefined. */
export function newPassphraseProblem({ first, second }: NewPassphrase): string | undefined {
  if (!canSeal()) return "This page was not loaded over https or from localhost, so the browser offers no encryption.";
  if (first.length < PASSPHRASE_LENGTH_MIN) return `Use at least ${PASSPHRASE_LENGTH_MIN} characters; several unrelated words are best.`;
  return first === second ? undefined : "The two are not the same.";
}

interface NewPassphraseFieldsProps {
  readonly value: NewPassphrase;
  readonly onChange: (value: NewPassphrase) => void;
  readonly problem?: string | undefined;
}

export function NewPassphraseFields({ value, onChange, problem }: NewPassphraseFieldsProps) {
  return (
    <>
      <TextField
        label="New passphrase"
        type="password"
        autoComplete="new-password"
        value={value.first}
        onChange={(event) => onChange({ ...value, first: event.target.value })}
        hint="Nobody can reset it: without it the key is lost."
      />
      <TextField
        label="The same again"
        type="password"
        autoComplete="new-password"
        value={value.second}
        onChange={(event) => onChange({ ...value, second: event.target.value })}
        problem={problem}
      />
    </>
  );
}
