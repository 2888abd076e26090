/** Signing in and up, in every state of its forms. */
import type { Problem } from "@aurigraph/api";
import { NewPasswordField, PasswordField } from "../app/components/PasswordField.tsx";
import type { Refusal } from "../app/components/useForm.ts";
import { AboutSigningIn, NobodySignsIn } from "../app/pages/identity/IdentityPage.tsx";
import { ProviderButton, ProviderButtons } from "../app/pages/identity/ProviderButtons.tsx";
import { ProviderProblem } from "../app/pages/identity/ProviderProblem.tsx";
import { AskForMail, PasswordIsSet, SetPassword } from "../app/pages/identity/ResetPassword.tsx";
import { SignInForm } from "../app/pages/identity/SignInForm.tsx";
import { CompleteSignUp, CompleteWithoutLink } from "../app/pages/identity/CompleteSignUp.tsx";
import { LookIntoMail, SignUpForm } from "../app/pages/identity/SignUpForm.tsx";
import { SessionMenu } from "../app/shell/SessionControl.tsx";
import styles from "./stories.module.css";
import type { Story } from "./story.ts";

export const EMAIL = "ada@example.org";
const LONG_EMAIL = "a.person.whose.address.is.as.long.as.they.come@department.of.a.large.organisation.example.org";
const NAME = "Ada Example";
const PASSWORD = "several unrelated words";

/** A refusal of the node, as its API says it. */
export function refusal(status: number, code: string, title: string, detail: string, retryAt: number | null = null): Refusal {
  const problem: Problem = { type: "about:blank", title, status, code, detail, action: "Try again." };
  return { problem, retryAt };
}

/** A provider with which somebody can sign in. */
export const KEYCLOAK = { providerId: "keycloak", name: "Keycloak" };
export const nothing = () => Promise.resolve();
const FILLED = { email: EMAIL, password: PASSWORD };
const BUSY = refusal(429, "too_busy", "Too busy", "too many attempts", Date.now() + 3_600_000);
const OLD_LINK = refusal(410, "token_invalid", "Gone", "the token was used or has expired");

export const identity: readonly Story[] = [
  {
    name: "Session menu",
    render: () => (
      <div className={styles.row}>
        <SessionMenu user={{ name: NAME, email: EMAIL, isAdministrator: false }} onSignOut={nothing} />
        <SessionMenu user={{ name: "A name that is longer than there is room for", email: LONG_EMAIL, isAdministrator: true }} onSignOut={nothing} />
      </div>
    ),
  },
  {
    name: "Password fields",
    render: () => (
      <div className={styles.stack}>
        <PasswordField label="Password" autoComplete="current-password" value={PASSWORD} onChange={nothing} />
        <NewPasswordField label="New password" value="too short" onChange={nothing} problem="Use at least 12 characters for the password." />
        <NewPasswordField label="New password" value={PASSWORD} onChange={nothing} />
      </div>
    ),
  },
  { name: "Sign in", render: () => <SignInForm send={nothing} /> },
  { name: "Sign in, to be corrected", render: () => <SignInForm send={nothing} start={{ values: { email: "ada" }, problems: { email: "Enter an e-mail address, such as ada@example.org.", password: "Enter the password." } }} /> },
  { name: "Sign in, under way", render: () => <SignInForm send={nothing} start={{ values: FILLED, phase: "sending" }} /> },
  { name: "Sign in, refused", render: () => <SignInForm send={nothing} start={{ values: FILLED, refusal: refusal(401, "sign_in_refused", "Refused", "refused") }} /> },
  { name: "Sign in, too many attempts", render: () => <SignInForm send={nothing} start={{ values: FILLED, refusal: BUSY }} /> },
  { name: "Sign in, may try again", render: () => <SignInForm send={nothing} start={{ values: FILLED, refusal: { ...BUSY, retryAt: 1 } }} /> },
  { name: "Sign in, not kept", render: () => <SignInForm send={nothing} wasNotKept start={{ values: FILLED, phase: "sent" }} /> },
  {
    name: "Sign in with a provider",
    render: () => (
      <div className={styles.stack}>
        <ProviderButtons providers={[KEYCLOAK, { providerId: "other", name: "The identity service of a large organisation" }]} onGo={nothing} />
        <ProviderButton provider={KEYCLOAK} onGo={nothing} start={{ phase: "sending" }} />
        <ProviderButton provider={KEYCLOAK} onGo={nothing} start={{ refusal: refusal(503, "provider_unreachable", "Provider not reached", "the identity provider gave no answer that can be used") }} />
      </div>
    ),
  },
  {
    name: "Back from a provider, not signed in",
    render: () => (
      <div className={styles.stack}>
        {["provider_sign_in_not_begun", "provider_answer_refused", "provider_sign_in_cancelled", "provider_unreachable", "email_has_a_user", "provider_tells_no_email", "a code of tomorrow"].map((code) => (
          <ProviderProblem key={code} code={code} />
        ))}
      </div>
    ),
  },
  { name: "Sign up", render: () => <SignUpForm send={nothing} /> },
  { name: "Sign up, sent", render: () => <LookIntoMail email={EMAIL} devnet={false} purpose="choose a password; then you are signed in" onAgain={nothing} /> },
  { name: "Sign up, sent on a devnet", render: () => <LookIntoMail email={LONG_EMAIL} devnet purpose="choose a password; then you are signed in" onAgain={nothing} /> },
  { name: "Complete the sign-up", render: () => <CompleteSignUp send={nothing} /> },
  {
    name: "Complete the sign-up, password refused",
    render: () => (
      <CompleteSignUp
        send={nothing}
        start={{
          values: { name: NAME, password: "password1234" },
          problems: { password: "This password is known from a breach." },
          refusal: refusal(400, "password_refused", "This password is not taken", "this password is known from a breach"),
        }}
      />
    ),
  },
  { name: "Complete the sign-up, old link", render: () => <CompleteSignUp send={nothing} start={{ values: { name: NAME, password: PASSWORD }, refusal: OLD_LINK }} /> },
  { name: "Complete the sign-up, without a link", render: () => <CompleteWithoutLink devnet /> },
  { name: "Ask for a new password", render: () => <AskForMail send={nothing} /> },
  { name: "Ask for a new password, sent", render: () => <LookIntoMail email={EMAIL} devnet={false} purpose="set a new password" onAgain={nothing} /> },
  { name: "Set a new password", render: () => <SetPassword send={nothing} onAskAgain={nothing} /> },
  { name: "Set a new password, old link", render: () => <SetPassword send={nothing} onAskAgain={nothing} start={{ values: { password: PASSWORD }, refusal: OLD_LINK }} /> },
  { name: "Set a new password, done", render: () => <PasswordIsSet /> },
  {
    name: "What a sign-in is, and where there is none",
    render: () => (
      <div className={styles.stack}>
        <AboutSigningIn />
        <NobodySignsIn />
      </div>
    ),
  },
];
