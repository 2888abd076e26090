/** Passkeys: in the sign-in and in the profile; the confirmation that dangerous acts ask for; and the end of a change of the address. */
import { useState } from "react";
import type { Passkey, PasskeyAdded } from "@aurigraph/api";
import { Button } from "../app/components/Button.tsx";
import { ConfirmEmail, ConfirmWithoutLink, EmailIsConfirmed } from "../app/pages/identity/ConfirmEmail.tsx";
import { PasskeyPanel } from "../app/pages/identity/PasskeyPanel.tsx";
import { PasskeyNameDialog, PasskeysPanel, RemovePasskeyDialog } from "../app/pages/profile/PasskeysPanel.tsx";
import { StepUpDialog } from "../app/stepUp/StepUpDialog.tsx";
import { EMAIL, KEYCLOAK, nothing, refusal } from "./identity.tsx";
import styles from "./stories.module.css";
import { EXAMPLE_TIME, type Story } from "./story.ts";

const TELEPHONE: Passkey = { passkeyId: "1", name: "Telephone", createdAt: EXAMPLE_TIME, lastUsedAt: EXAMPLE_TIME };
const KEY: Passkey = { passkeyId: "2", name: "The security key in the second drawer of the desk at home", createdAt: EXAMPLE_TIME, lastUsedAt: null };
const ADDED: PasskeyAdded = { passkey: TELEPHONE, recoveryCodes: null };
const REFUSED = refusal(401, "passkey_refused", "Passkey refused", "refused");
const CLOSED = refusal(0, "passkey_not_shown", "No passkey was used", "the browser's dialog was closed");

function Section({ passkeys, error, canAdd = true }: { readonly passkeys?: readonly Passkey[]; readonly error?: unknown; readonly canAdd?: boolean }) {
  return <PasskeysPanel passkeys={passkeys} error={error} email={EMAIL} canAdd={canAdd} hasTotp={false} onAdd={() => Promise.resolve(ADDED)} onRename={nothing} onRemove={nothing} />;
}

const STEP_UPS = {
  "the password": { secondFactor: { totpSince: null, passkeys: 0 }, hasPassword: true },
  "a code as well": { secondFactor: { totpSince: EXAMPLE_TIME, passkeys: 0 }, hasPassword: true },
  "a passkey or both": { secondFactor: { totpSince: null, passkeys: 1 }, hasPassword: true },
  "no password": { secondFactor: { totpSince: null, passkeys: 0 }, hasPassword: false },
  "sign in again": { secondFactor: { totpSince: null, passkeys: 0 }, hasPassword: false, start: { refusal: refusal(403, "sign_in_again", "Sign in again", "you signed in too long ago for this") } },
} as const;

function Opening() {
  const [open, setOpen] = useState<keyof typeof STEP_UPS | "new" | "refused" | "rename" | "removal">();
  const close = () => setOpen(undefined);
  return (
    <div className={styles.row}>
      <Button onClick={() => setOpen("new")}>New passkey</Button>
      <Button onClick={() => setOpen("refused")}>New passkey, refused</Button>
      <Button onClick={() => setOpen("rename")}>Another name</Button>
      <Button onClick={() => setOpen("removal")}>Removal</Button>
      <Button onClick={() => setOpen("the password")}>Confirmation: the password</Button>
      <Button onClick={() => setOpen("a code as well")}>Confirmation: a code as well</Button>
      <Button onClick={() => setOpen("a passkey or both")}>Confirmation: a passkey or both</Button>
      <Button onClick={() => setOpen("no password")}>Confirmation: no password</Button>
      <Button onClick={() => setOpen("sign in again")}>Confirmation: sign in again</Button>
      {open === "new" && <PasskeyNameDialog kind="new" send={nothing} onClose={close} />}
      {open === "refused" && <PasskeyNameDialog kind="new" send={nothing} onClose={close} start={{ values: { name: "Telephone" }, refusal: CLOSED }} />}
      {open === "rename" && <PasskeyNameDialog kind="rename" name={KEY.name} send={nothing} onClose={close} />}
      {open === "removal" && <RemovePasskeyDialog passkey={KEY} isLastFactor send={nothing} onClose={close} />}
      {open !== undefined && open in STEP_UPS && (
        <StepUpDialog email={EMAIL} {...STEP_UPS[open as keyof typeof STEP_UPS]} canUsePasskeys providers={[KEYCLOAK]} onProvider={nothing} onPassword={nothing} onPasskey={nothing} onClose={close} />
      )}
    </div>
  );
}

export const passkeys: readonly Story[] = [
  { name: "Sign in with a passkey", render: () => <PasskeyPanel use={nothing} /> },
  { name: "Sign in with a passkey, refused", render: () => <PasskeyPanel use={nothing} start={{ refusal: REFUSED }} /> },
  { name: "Sign in with a passkey, dialog closed", render: () => <PasskeyPanel use={nothing} start={{ refusal: CLOSED }} /> },
  { name: "Passkeys", render: () => <Section passkeys={[TELEPHONE, KEY]} /> },
  { name: "Passkeys, none", render: () => <Section passkeys={[]} /> },
  { name: "Passkeys, none in this browser", render: () => <Section passkeys={[]} canAdd={false} /> },
  { name: "Passkeys, not loaded", render: () => <Section error={{ status: "FETCH_ERROR" }} /> },
  { name: "Dialogs of passkeys and of the confirmation", render: () => <Opening /> },
  { name: "Confirm the address", render: () => <ConfirmEmail send={nothing} /> },
  { name: "Confirm the address, too late", render: () => <ConfirmEmail send={nothing} start={{ refusal: refusal(410, "token_invalid", "Gone", "gone") }} /> },
  { name: "Confirm the address, done", render: () => <EmailIsConfirmed /> },
  { name: "Confirm the address, without a link", render: () => <ConfirmWithoutLink devnet /> },
];
