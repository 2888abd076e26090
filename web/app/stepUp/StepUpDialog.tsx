/** Confirming that it is still the person who signed in: with a passkey, the password, or a new sign-in at a provider, and a code. An open browser is not enough. */
import { useState } from "react";
import { type IdentityProvider, type Problem, type SecondFactor, type StepUpRequest, toProblem } from "@aurigraph/api";
import { CodeField } from "../components/CodeField.tsx";
import { codeProblem } from "../components/code.ts";
import { DialogButtons } from "../components/DialogForm.tsx";
import { FormRefusal, type RefusalWords } from "../components/FormRefusal.tsx";
import { PasswordField } from "../components/PasswordField.tsx";
import { type FormStart, useForm } from "../components/useForm.ts";
import { codeWords } from "../pages/identity/codeWords.tsx";
import { ProviderButton } from "../pages/identity/ProviderButtons.tsx";
import { PasskeyForm } from "../passkeys/PasskeyForm.tsx";
import { Dialog } from "../shell/Dialog.tsx";
import styles from "./stepUp.module.css";

/** The current password or the code was wrong; nobody is signed out by that. */
export function stepUpWords(problem: Problem): RefusalWords | undefined {
  if (problem.code !== "sign_in_refused") return codeWords(problem);
  return { title: "The current password is wrong", text: <p>Nothing was changed. Look at it with &ldquo;Show&rdquo;, and try again.</p> };
}

interface StepUpValues extends Record<string, string> {
  readonly currentPassword: string;
  readonly code: string;
}

function SignInAgain({ providers, onProvider }: Pick<StepUpDialogProps, "providers" | "onProvider">) {
  return (
    <div className={styles.form}>
      <p role="alert">You signed in more than ten minutes ago. Sign in again, and do it then: you come back to this page.</p>
      {providers.map((provider) => (
        <ProviderButton key={provider.providerId} provider={provider} onGo={() => onProvider(provider.providerId)} />
      ))}
    </div>
  );
}

interface StepUpDialogProps {
  /** For password managers: whose password it is. */
  readonly email: string;
  readonly secondFactor: Pick<SecondFactor, "totpSince" | "passkeys">;
  readonly canUsePasskeys: boolean;
  /** Whether the user has one. Who has none signs in again, if that was not a moment ago. */
  readonly hasPassword: boolean;
  /** With whom this user can sign in again. */
  readonly providers: readonly IdentityProvider[];
  /** Signs in again, and comes back to this page. */
  readonly onProvider: (providerId: string) => Promise<unknown>;
  readonly onPassword: (request: StepUpRequest) => Promise<unknown>;
  readonly onPasskey: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly start?: FormStart<StepUpValues> | undefined;
}

export function StepUpDialog({ email, secondFactor, canUsePasskeys, hasPassword, providers, onProvider, onPassword, onPasskey, onClose, start }: StepUpDialogProps) {
  const [isTooOld, setTooOld] = useState(start?.refusal !== undefined && toProblem(start.refusal).code === "sign_in_again");
  const hasPasskey = secondFactor.passkeys > 0 && canUsePasskeys;
  const needsCode = secondFactor.totpSince !== null || secondFactor.passkeys > 0;
  const form = useForm<StepUpValues>({
    empty: { currentPassword: "", code: "" },
    start,
    check: ({ currentPassword, code }) => ({
      currentPassword: hasPassword && currentPassword === "" ? "Enter the current password." : undefined,
      code: needsCode ? codeProblem(code) : undefined,
    }),
    send: async ({ currentPassword, code }) => {
      try {
        await onPassword({ ...(hasPassword && { currentPassword }), ...(needsCode && { code: code.trim() }) });
      } catch (error) {
        if (toProblem(error).code === "sign_in_again") setTooOld(true);
        throw error;
      }
    },
  });
  const title = "Confirm that it is you";
  return (
    <Dialog label={title} open onClose={onClose}>
      <div className={styles.parts}>
        <h2>{title}</h2>
        <p className="muted">This session may do dangerous things for five minutes then.</p>
        {hasPasskey && <PasskeyForm label="Use a passkey" kind="primary" use={onPasskey} />}
        {hasPasskey && hasPassword && <p className="muted">Or with the password and a code:</p>}
        {isTooOld ? (
          <SignInAgain providers={providers} onProvider={onProvider} />
        ) : (
          <form className={styles.form} noValidate onSubmit={form.submit}>
            <FormRefusal form={form} inWords={stepUpWords} />
            <input type="text" autoComplete="username" value={email} readOnly hidden />
            {hasPassword ? <PasswordField label="Current password" autoComplete="current-password" {...form.field("currentPassword")} /> : <p>You have no password here: that you signed in within the last ten minutes does instead.</p>}
            {needsCode && <CodeField {...form.field("code")} />}
            <DialogButtons busy={form.phase === "sending"} busyLabel={"Looking\u2026"} label="Confirm" />
          </form>
        )}
      </div>
    </Dialog>
  );
}
