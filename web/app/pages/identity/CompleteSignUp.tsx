/** The second half of signing up: name and password, chosen where the mail's link leads. */
import { ButtonLink } from "../../components/Button.tsx";
import { TextField } from "../../components/fields.tsx";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { Notice } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { NewPasswordField, newPasswordProblem } from "../../components/PasswordField.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import styles from "./identity.module.css";
import { InboxHint, passwordRefused, tokenWords, tooBusyWords } from "./words.tsx";

interface CompleteSignUpValues extends Record<string, string> {
  readonly name: string;
  readonly password: string;
}

interface CompleteSignUpProps {
  readonly send: (values: CompleteSignUpValues) => Promise<unknown>;
  readonly start?: FormStart<CompleteSignUpValues>;
}

export function CompleteSignUp({ send, start }: CompleteSignUpProps) {
  const form = useForm<CompleteSignUpValues>({
    empty: { name: "", password: "" },
    start,
    check: ({ name, password }) => ({ name: name.trim() === "" ? "Enter a name." : undefined, password: newPasswordProblem(password) }),
    send: ({ name, password }) => send({ name: name.trim(), password }),
    fieldOf: passwordRefused,
  });
  const whatToDo = (
    <div className={styles.actions}>
      <ButtonLink to="/sign-up">Ask for a new mail</ButtonLink>
    </div>
  );
  return (
    <Panel title="Name and password">
      <form className={styles.form} noValidate onSubmit={form.submit}>
        <FormRefusal form={form} inWords={(problem) => tokenWords(problem, whatToDo) ?? tooBusyWords(problem)} />
        <p className="muted">If you did not sign up, close this page: nothing happens.</p>
        <TextField label="Name" autoComplete="name" hint="As you want to be addressed." {...form.field("name")} />
        <NewPasswordField label="Password" {...form.field("password")} />
        <div>
          <SubmitButton form={form.phase === "sent" ? { ...form, phase: "sending" } : form} label="Sign up" busyLabel={"Signing up\u2026"} />
        </div>
      </form>
    </Panel>
  );
}

/** The page without a link's token: opened by hand, or loaded again. */
export function CompleteWithoutLink({ devnet }: { readonly devnet: boolean }) {
  return (
    <Panel title="Follow the link" flush>
      <Notice title="The link of the mail is needed" icon="mail" action={<ButtonLink to="/sign-up">Sign up</ButtonLink>}>
        <p>Open the mail again and follow its link; this page forgets it when it is loaded again. No mail left? Sign up once more, and a new one is sent.</p>
        <InboxHint devnet={devnet} />
      </Notice>
    </Panel>
  );
}
