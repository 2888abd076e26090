/** The end of a change of the address, where the mail's link leads. */
import { ButtonLink } from "../../components/Button.tsx";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { Notice } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import styles from "./identity.module.css";
import { Outcome } from "./IdentityPage.tsx";
import { InboxHint, tokenWords, tooBusyWords } from "./words.tsx";

interface ConfirmEmailProps {
  readonly send: () => Promise<unknown>;
  readonly start?: FormStart<Record<string, string>>;
}

/** A button, because programs that look through mails open links, too. */
export function ConfirmEmail({ send, start }: ConfirmEmailProps) {
  const form = useForm<Record<string, string>>({ empty: {}, start, send });
  const whatToDo = (
    <div className={styles.actions}>
      <ButtonLink to="/profile">Ask for a new mail in the profile</ButtonLink>
    </div>
  );
  return (
    <Panel title="Your new address">
      <form className={styles.form} noValidate onSubmit={form.submit}>
        <FormRefusal form={form} inWords={(problem) => tokenWords(problem, whatToDo) ?? tooBusyWords(problem)} />
        <p className="muted">From now on you sign in with the address to which the mail came. If you did not ask for that, close this page: nothing happens.</p>
        <div>
          <SubmitButton form={form} label="Confirm the address" busyLabel={"Confirming\u2026"} />
        </div>
      </form>
    </Panel>
  );
}

export function EmailIsConfirmed() {
  return (
    <Panel title="Done" flush>
      <Outcome>
        <Notice title="The new address counts" tone="positive" icon="check" action={<ButtonLink to="/profile">Profile</ButtonLink>}>
          Sign in with it from now on. Sessions go on, and the old address was told.
        </Notice>
      </Outcome>
    </Panel>
  );
}

/** The page without a link's token: opened by hand, or loaded again. */
export function ConfirmWithoutLink({ devnet }: { readonly devnet: boolean }) {
  return (
    <Panel title="Follow the link" flush>
      <Notice title="The link of the mail is needed" icon="mail" action={<ButtonLink to="/profile">Profile</ButtonLink>}>
        <p>Open the mail again and follow its link; this page forgets it when it is loaded again. No mail left? Ask for a new one in the profile.</p>
        <InboxHint devnet={devnet} />
      </Notice>
    </Panel>
  );
}
