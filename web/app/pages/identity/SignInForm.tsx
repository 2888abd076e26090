/** Signing in with an e-mail address and a password. */
import { useEffect } from "react";
import { Link } from "react-router";
import type { Credentials, Problem } from "@aurigraph/api";
import { FormRefusal, type RefusalWords, SubmitButton } from "../../components/FormRefusal.tsx";
import { Notice } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { PasswordField } from "../../components/PasswordField.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { EmailField } from "./EmailField.tsx";
import styles from "./identity.module.css";
import { Outcome } from "./IdentityPage.tsx";
import { NotKept } from "./NotKept.tsx";
import { emailProblem, tooBusyWords } from "./words.tsx";

interface SignInValues extends Record<string, string> {
  readonly email: string;
  readonly password: string;
}

/** Back from the second step: because the person asked for it, or because the first one was too long ago. */
export interface SignInReturn {
  readonly email: string;
  readonly why: "asked" | "too late";
}

interface SignInFormProps {
  readonly send: (credentials: Credentials) => Promise<unknown>;
  /** Whether the node took the sign-in and this browser did not keep it. */
  readonly wasNotKept?: boolean;
  readonly back?: SignInReturn | undefined;
  readonly start?: FormStart<SignInValues>;
}

function inWords(problem: Problem): RefusalWords | undefined {
  switch (problem.code) {
    case "sign_in_refused":
      return {
        title: "The e-mail address or the password is wrong",
        text: (
          <p>
            Which of the two is never said. Check both; if the password is forgotten, <Link to="/reset-password">set a new one</Link>.
          </p>
        ),
      };
    default:
      return tooBusyWords(problem);
  }
}

export function SignInForm({ send, wasNotKept = false, back, start }: SignInFormProps) {
  const form = useForm<SignInValues>({
    empty: { email: back?.email ?? "", password: "" },
    start,
    check: ({ email, password }) => ({ email: emailProblem(email), password: password === "" ? "Enter the password." : undefined }),
    send: ({ email, password }) => send({ email: email.trim(), password }),
  });
  // Signed in, and the page is about to go on.
  const isGoingOn = form.phase === "sent" && !wasNotKept;
  const passwordId = form.field("password").id;
  const takesFocus = back?.why === "asked";
  useEffect(() => {
    if (takesFocus) document.getElementById(passwordId)?.focus();
  }, [takesFocus, passwordId]);
  return (
    <Panel title="With e-mail and password">
      <form className={styles.form} noValidate onSubmit={form.submit}>
        {back?.why === "too late" && form.attempts === 0 && form.phase === "open" && (
          <Outcome>
            <div className={styles.warning}>
              <Notice title="The code came too late" tone="warning" icon="alert">
                <p>It has to come within ten minutes, in the same browser. Sign in again.</p>
                <p>If it happens at once, allow cookies for this address.</p>
              </Notice>
            </div>
          </Outcome>
        )}
        <FormRefusal form={form} inWords={inWords} />
        {wasNotKept && form.phase === "sent" && <NotKept />}
        <EmailField {...form.field("email")} />
        <PasswordField label="Password" autoComplete="current-password" {...form.field("password")} />
        <div>
          <SubmitButton form={isGoingOn ? { ...form, phase: "sending" } : form} label="Sign in" busyLabel={"Signing in\u2026"} />
        </div>
      </form>
      <div className={styles.links}>
        <p>
          No sign-in yet? <Link to="/sign-up">Sign up</Link>
        </p>
        <p>
          Password forgotten? <Link to="/reset-password">Set a new one</Link>
        </p>
      </div>
    </Panel>
  );
}
