/** Changing the password, in a session that was confirmed: an open browser is not enough. */
import type { PasswordChangeRequest } from "@aurigraph/api";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { Panel } from "../../components/Panel.tsx";
import { NewPasswordField, newPasswordProblem } from "../../components/PasswordField.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { tooBusyWords } from "../identity/words.tsx";
import styles from "./profile.module.css";

interface PasswordValues extends Record<string, string> {
  readonly newPassword: string;
}

interface PasswordPanelProps {
  /** For password managers: whose password it is. */
  readonly email: string;
  readonly onChange: (request: PasswordChangeRequest) => Promise<unknown>;
  readonly start?: FormStart<PasswordValues>;
}

export function PasswordPanel({ email, onChange, start }: PasswordPanelProps) {
  const form = useForm<PasswordValues>({
    empty: { newPassword: "" },
    start,
    check: ({ newPassword }) => ({ newPassword: newPasswordProblem(newPassword) }),
    send: ({ newPassword }) => onChange({ newPassword }),
    clearsWhenSent: true,
    fieldOf: ({ code }) => (code === "password_refused" ? "newPassword" : undefined),
  });
  return (
    <Panel title="Password">
      <form className={styles.form} noValidate onSubmit={form.submit}>
        <FormRefusal form={form} inWords={tooBusyWords} />
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <NewPasswordField label="New password" {...form.field("newPassword")} />
        <p className="muted">All other sessions end; this one stays.</p>
        <div className={styles.buttons}>
          <SubmitButton form={form} kind="plain" label="Change the password" busyLabel={"Changing it\u2026"} />
          <span role="status" className={styles.done}>
            {form.phase === "sent" && "Changed. All other sessions have ended."}
          </span>
        </div>
      </form>
    </Panel>
  );
}
