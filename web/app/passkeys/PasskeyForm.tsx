/** A button that asks for a passkey, and above it why the last attempt came to nothing. */
import type { Problem } from "@aurigraph/api";
import { FormRefusal, type RefusalWords, SubmitButton } from "../components/FormRefusal.tsx";
import { type FormStart, useForm } from "../components/useForm.ts";
import { tooBusyWords } from "../pages/identity/words.tsx";
import styles from "./passkeys.module.css";

export function passkeyWords(problem: Problem): RefusalWords | undefined {
  if (problem.code !== "passkey_refused") return tooBusyWords(problem);
  return { title: "This passkey was not taken", text: <p>It is not known here any more, or it took longer than five minutes. Try again, with another passkey, or another way.</p> };
}

interface PasskeyFormProps {
  readonly label: string;
  readonly use: () => Promise<unknown>;
  readonly kind?: "primary" | "plain";
  /** Whether it is done, and the page is about to go on. */
  readonly isGoingOn?: boolean;
  readonly start?: FormStart<Record<string, string>> | undefined;
}

export function PasskeyForm({ label, use, kind = "plain", isGoingOn = true, start }: PasskeyFormProps) {
  const form = useForm<Record<string, string>>({ empty: {}, start, send: use });
  return (
    <form className={styles.form} noValidate onSubmit={form.submit}>
      <FormRefusal form={form} inWords={passkeyWords} />
      <div>
        <SubmitButton form={form.phase === "sent" && isGoingOn ? { ...form, phase: "sending" } : form} kind={kind} label={label} busyLabel={"Waiting for the passkey\u2026"} />
      </div>
    </form>
  );
}
