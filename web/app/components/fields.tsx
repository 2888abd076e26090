/** Labelled inputs: the label above, a hint and a problem below, both tied to the input for readers. */
import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from "react";
import styles from "./fields.module.css";

export interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
}

/** The ids of what stands below the input. */
export function describedBy(id: string, { hint, problem }: FieldProps): string | undefined {
  return [hint === undefined ? "" : `${id}-hint`, problem === undefined ? "" : `${id}-problem`].filter(Boolean).join(" ") || undefined;
}

/** What every labelled input has around it. */
export function FieldFrame({ id, label, hint, problem, children }: FieldProps & { readonly id: string; readonly children: ReactNode }) {
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

export function TextField({ label, hint, problem, className, id: given, ...rest }: TextFieldProps) {
  const own = useId();
  const id = given ?? own;
  return (
    <FieldFrame id={id} label={label} hint={hint} problem={problem}>
      <input
        {...rest}
        id={id}
        className={[styles.input, className].filter(Boolean).join(" ")}
        aria-invalid={problem !== undefined}
        aria-describedby={describedBy(id, { label, hint, problem })}
      />
    </FieldFrame>
  );
}

export function TextAreaField({ label, hint, problem, id: given, ...rest }: FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const own = useId();
  const id = given ?? own;
  return (
    <FieldFrame id={id} label={label} hint={hint} problem={problem}>
      <textarea {...rest} id={id} className={`${styles.input} ${styles.area}`} aria-invalid={problem !== undefined} aria-describedby={describedBy(id, { label, hint, problem })} />
    </FieldFrame>
  );
}

export function SelectField({ label, hint, problem, children, ...rest }: FieldProps & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} problem={problem}>
      <select {...rest} id={id} className={styles.input} aria-describedby={describedBy(id, { label, hint, problem })}>
        {children}
      </select>
    </FieldFrame>
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
