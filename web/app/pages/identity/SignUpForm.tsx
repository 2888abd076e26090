/** Signing up, and what to do next. The node answers the same whether it knows the address or not, and so does the page. */
import { Link } from "react-router";
import { Button } from "../../components/Button.tsx";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { Notice } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { EmailField } from "./EmailField.tsx";
import styles from "./identity.module.css";
import { Outcome } from "./IdentityPage.tsx";
import { emailProblem, InboxHint, tooBusyWords } from "./words.tsx";

interface SignUpValues extends Record<string, string> {
  readonly email: string;
}

interface SignUpFormProps {
  readonly send: (email: string) => Promise<unknown>;
  readonly start?: FormStart<SignUpValues> | undefined;
}

export function SignUpForm({ send, start }: SignUpFormProps) {
  const form = useForm<SignUpValues>({ empty: { email: "" }, start, check: ({ email }) => ({ email: emailProblem(email) }), send: ({ email }) => send(email.trim()) });
  return (
    <Panel title="Your address">
      <form className={styles.form} noValidate onSubmit={form.submit}>
        <FormRefusal form={form} inWords={tooBusyWords} />
        <EmailField {...form.field("email")} hint="A mail with a link goes there; name and password come after it." />
        <div>
          <SubmitButton form={form} label="Sign up" busyLabel={"Signing up\u2026"} />
        </div>
      </form>
      <div className={styles.links}>
        <p>
          Signed up already? <Link to="/sign-in">Sign in</Link>
        </p>
      </div>
    </Panel>
  );
}

interface LookIntoMailProps {
  readonly email: string;
  readonly devnet: boolean;
  /** What the mail's link is for: "choose a password". */
  readonly purpose: string;
  readonly onAgain: () => void;
}

/** The form was sent; the rest happens in the mail. */
export function LookIntoMail({ email, devnet, purpose, onAgain }: LookIntoMailProps) {
  return (
    <Panel title="Look into your mail" flush>
      <Outcome>
        <Notice title={`A mail to ${email} is on its way`} icon="mail" action={<Button onClick={onAgain}>Back to the form</Button>}>
          <p>Follow its link to {purpose}. If nothing comes within a few minutes, look among the unwanted mails, check the address, and try again.</p>
          <InboxHint devnet={devnet} />
        </Notice>
      </Outcome>
    </Panel>
  );
}
