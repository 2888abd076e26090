/** The second step of signing in: a passkey or a code, after the password was right. */
import { useEffect } from "react";
import { Button } from "../../components/Button.tsx";
import { CodeField } from "../../components/CodeField.tsx";
import { codeProblem } from "../../components/code.ts";
import { FormRefusal, SubmitButton } from "../../components/FormRefusal.tsx";
import { Panel } from "../../components/Panel.tsx";
import { RelativeTime } from "../../components/Time.tsx";
import { type FormStart, useForm } from "../../components/useForm.ts";
import { useServerNow } from "../../live/hooks.ts";
import { PasskeyForm } from "../../passkeys/PasskeyForm.tsx";
import { codeWords } from "./codeWords.tsx";
import styles from "./identity.module.css";
import { NotKept } from "./NotKept.tsx";

interface CodeValues extends Record<string, string> {
  readonly code: string;
}

/** The node decides; an attempt after that leads back to the first step by itself. */
function TimeLeft({ expiresAt }: { readonly expiresAt: string }) {
  const isOver = useServerNow() > Date.parse(expiresAt);
  return (
    <>
      {!isOver && (
        <p className="muted">
          The time for it ends <RelativeTime value={expiresAt} />.
        </p>
      )}
      <p role="status" className={styles.over}>
        {isOver && "The time for the code is over: start again."}
      </p>
    </>
  );
}

/** What was right already. */
function Known({ email }: { readonly email: string | undefined }) {
  if (email === undefined) return "The provider knows you.";
  return (
    <>
      The password of <span className={styles.address}>{email}</span> was right.
    </>
  );
}

function wordsOf(hasTotp: boolean): string {
  if (!hasTotp) return "Without your passkeys, a recovery code does the same.";
  return "Open your authenticator application, where it is under Aurigraph. Without the phone, a recovery code does the same.";
}

interface SecondStepFormProps {
  /** Absent where a provider signed somebody in. */
  readonly email?: string | undefined;
  /** Until when the code is taken. */
  readonly expiresAt?: string | undefined;
  /** Which second factors count. */
  readonly secondFactors: readonly string[];
  readonly send: (code: string) => Promise<unknown>;
  /** With a passkey; absent where this browser uses none. */
  readonly onPasskey?: (() => Promise<unknown>) | undefined;
  /** Back to the address and the password. */
  readonly onStartAgain: () => void;
  /** Whether the node took the sign-in and this browser did not keep it. */
  readonly wasNotKept?: boolean;
  /** Whether the keyboard goes into the field. On a page of stories it does not. */
  readonly takesFocus?: boolean;
  readonly start?: FormStart<CodeValues>;
}

export function SecondStepForm({ email, expiresAt, secondFactors, send, onPasskey, onStartAgain, wasNotKept = false, takesFocus = true, start }: SecondStepFormProps) {
  const form = useForm<CodeValues>({ empty: { code: "" }, start, check: ({ code }) => ({ code: codeProblem(code) }), send: ({ code }) => send(code.trim()) });
  const isGoingOn = form.phase === "sent" && !wasNotKept;
  const field = form.field("code");
  const fieldId = field.id;
  const hasTotp = secondFactors.includes("totp");
  const hasPasskey = secondFactors.includes("passkey") && onPasskey !== undefined;
  useEffect(() => {
    if (takesFocus && !hasPasskey) document.getElementById(fieldId)?.focus();
  }, [takesFocus, hasPasskey, fieldId]);
  return (
    <Panel title={hasTotp ? "Enter the code" : "Second factor"}>
      {hasPasskey && (
        <div className={styles.form}>
          <p className="muted">
            <Known email={email} /> A passkey is asked for as well.
          </p>
          <PasskeyForm label="Use a passkey" use={onPasskey} isGoingOn={!wasNotKept} />
        </div>
      )}
      <form className={styles.form} noValidate onSubmit={form.submit}>
        <FormRefusal form={form} inWords={codeWords} />
        {wasNotKept && form.phase === "sent" && <NotKept />}
        <p className="muted">
          {hasPasskey ? (
            "Or enter a code."
          ) : (
            <>
              <Known email={email} /> A code is asked for as well.
            </>
          )}{" "}
          {wordsOf(hasTotp)}
        </p>
        <CodeField {...field} />
        {expiresAt !== undefined && <TimeLeft expiresAt={expiresAt} />}
        <div className={styles.actions}>
          <SubmitButton form={isGoingOn ? { ...form, phase: "sending" } : form} label="Sign in" busyLabel={"Signing in\u2026"} />
          <Button kind="quiet" onClick={onStartAgain}>
            Start again
          </Button>
        </div>
      </form>
    </Panel>
  );
}
