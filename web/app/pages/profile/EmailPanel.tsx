/** Changing the e-mail address. It counts when the new mailbox has answered; the node answers the same whether somebody else has it or not. */
import { useState } from "react";
import { Button } from "../../components/Button.tsx";
import { TextField } from "../../components/fields.tsx";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { Notice } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { Outcome } from "../identity/IdentityPage.tsx";
import { emailProblem, InboxHint, tooBusyWords } from "../identity/words.tsx";
import styles from "./profile.module.css";

interface EmailValues extends Record<string, string> {
  readonly email: string;
}

interface EmailPanelProps {
  readonly present: string;
  readonly devnet: boolean;
  readonly onChange: (email: string) => Promise<unknown>;
  readonly start?: FormStart<EmailValues>;
}

export function EmailPanel({ present, devnet, onChange, start }: EmailPanelProps) {
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm<EmailValues>({
    empty: { email: "" },
    start,
    check: ({ email }) => ({ email: email.trim().toLowerCase() === present ? "This is your address already." : emailProblem(email) }),
    send: async ({ email }) => {
      await onChange(email.trim());
      setSentTo(email.trim());
    },
    clearsWhenSent: true,
  });
  if (sentTo !== undefined) {
    return (
      <Panel title="E-mail address" flush>
        <Outcome>
          <Notice title={`A mail to ${sentTo} is on its way`} icon="mail" action={<Button onClick={() => setSentTo(undefined)}>Back to the form</Button>}>
            <p>Follow its link within 24 hours; until then you sign in with {present}. A mail went there, too, so that nobody changes your address in secret.</p>
            <InboxHint devnet={devnet} />
          </Notice>
        </Outcome>
      </Panel>
    );
  }
  return (
    <Panel title="E-mail address">
      <form className={styles.form} noValidate onSubmit={form.submit}>
        <FormRefusal form={form} inWords={tooBusyWords} />
        <TextField label="New e-mail address" type="email" autoComplete="email" hint="A mail with a link goes there." {...form.field("email")} />
        <div className={styles.buttons}>
          <SubmitButton form={form} kind="plain" label="Change the address" busyLabel={"Sending\u2026"} />
        </div>
      </form>
    </Panel>
  );
}
