/** Setting a new password by mail: asking for the mail, and choosing the password where its link leads. */
import { Link } from "react-router";
import { Button, ButtonLink } from "../../components/Button.tsx";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { Notice } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { NewPasswordField, newPasswordProblem } from "../../components/PasswordField.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { EmailField } from "./EmailField.tsx";
import styles from "./identity.module.css";
import { Outcome } from "./IdentityPage.tsx";
import { emailProblem, passwordRefused, tokenWords, tooBusyWords } from "./words.tsx";

interface EmailValues extends Record<string, string> {
  readonly email: string;
}

interface AskForMailProps {
  readonly send: (email: string) => Promise<unknown>;
  readonly start?: FormStart<EmailValues> | undefined;
}

export function AskForMail({ send, start }: AskForMailProps) {
  const form = useForm<EmailValues>({ empty: { email: "" }, start, check: ({ email }) => ({ email: emailProblem(email) }), send: ({ email }) => send(email.trim()) });
  return (
    <Panel title="Ask for a mail">
      <form className={styles.form} noValidate onSubmit={form.submit}>
        <FormRefusal form={form} inWords={tooBusyWords} />
        <EmailField {...form.field("email")} hint="If somebody signs in with it, a mail with a link goes there." />
        <div>
          <SubmitButton form={form} label="Send the mail" busyLabel={"Sending\u2026"} />
        </div>
      </form>
      <div className={styles.links}>
        <p>
          Remembered it? <Link to="/sign-in">Sign in</Link>
        </p>
      </div>
    </Panel>
  );
}

interface PasswordValues extends Record<string, string> {
  readonly password: string;
}

interface SetPasswordProps {
  readonly send: (password: string) => Promise<unknown>;
  /** Back to asking for a mail. */
  readonly onAskAgain: () => void;
  readonly start?: FormStart<PasswordValues>;
}

export function SetPassword({ send, onAskAgain, start }: SetPasswordProps) {
  const form = useForm<PasswordValues>({
    empty: { password: "" },
    start,
    check: ({ password }) => ({ password: newPasswordProblem(password) }),
    send: ({ password }) => send(password),
    fieldOf: passwordRefused,
  });
  const whatToDo = (
    <div className={styles.actions}>
      <Button onClick={onAskAgain}>Ask for a new mail</Button>
    </div>
  );
  return (
    <Panel title="The new password">
      <form className={styles.form} noValidate onSubmit={form.submit}>
        <FormRefusal form={form} inWords={(problem) => tokenWords(problem, whatToDo) ?? tooBusyWords(problem)} />
        <NewPasswordField label="New password" {...form.field("password")} />
        <p className="muted">All sessions end, on every device: whoever has the old password is out.</p>
        <div>
          <SubmitButton form={form} label="Set the new password" busyLabel={"Setting it\u2026"} />
        </div>
      </form>
    </Panel>
  );
}

export function PasswordIsSet() {
  return (
    <Panel title="Done" flush>
      <Outcome>
        <Notice
          title="The new password holds"
          tone="positive"
          icon="check"
          action={
            <ButtonLink kind="primary" to="/sign-in">
              Sign in
            </ButtonLink>
          }
        >
          Every session has ended. Sign in with the new password.
        </Notice>
      </Outcome>
    </Panel>
  );
}
