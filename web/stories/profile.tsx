/** A profile with its sessions and its activity, and the inbox of a devnet. */
import { useState } from "react";
import type { Mail, Profile, UserEvent, UserSession } from "@aurigraph/api";
import { Button } from "../app/components/Button.tsx";
import { NoInbox } from "../app/pages/inbox/InboxPage.tsx";
import { MailListPanel, MailPlace } from "../app/pages/inbox/Mails.tsx";
import { AboutPanel } from "../app/pages/profile/AboutPanel.tsx";
import { ActivityPanel } from "../app/pages/profile/ActivityPanel.tsx";
import { DataPanel, DeleteDialog } from "../app/pages/profile/DataPanel.tsx";
import { EmailPanel } from "../app/pages/profile/EmailPanel.tsx";
import { IdentitiesPanel } from "../app/pages/profile/IdentitiesPanel.tsx";
import { PasswordPanel } from "../app/pages/profile/PasswordPanel.tsx";
import { Gone } from "../app/pages/profile/ProfilePage.tsx";
import { SessionsPanel } from "../app/pages/profile/SessionsPanel.tsx";
import { EMAIL, KEYCLOAK, nothing, refusal } from "./identity.tsx";
import { EXAMPLE_TIME, type Story } from "./story.ts";

const PROFILE: Profile = { userId: "1", email: EMAIL, name: "Ada Example", createdAt: EXAMPLE_TIME, emailVerifiedAt: EXAMPLE_TIME, lastSignInAt: null };
const LINKED = { identities: [{ identityId: "idn_1", providerId: "keycloak", label: "ada", linkedAt: EXAMPLE_TIME, lastUsedAt: null }], hasPassword: true, nextCursor: null };
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";
const UNKNOWN = "a-program-that-calls-itself-something-nobody-has-heard-of/1.0 (with a remark)";
const FRESH = { kind: "measured" } as const;

function exampleSession(sessionId: string, userAgent: string, networkAddress: string): UserSession {
  return { sessionId, isCurrent: sessionId === "1", createdAt: EXAMPLE_TIME, lastSeenAt: EXAMPLE_TIME, expiresAt: EXAMPLE_TIME, networkAddress, userAgent };
}

const SESSIONS: readonly UserSession[] = [exampleSession("1", FIREFOX, "192.0.2.7"), exampleSession("2", PHONE, "2001:db8:85a3:8d3:1319:8a2e:370:7348"), exampleSession("3", UNKNOWN, "198.51.100.9")];

const ACTIONS = ["user.renamed", "session.revoked", "user.password_changed", "session.signed_in", "user.password_reset", "user.password_reset_requested", "session.signed_out", "user.exported", "user.totp_added", "user.recovery_codes_made", "user.totp_removed", "user.passkey_added", "user.passkey_removed", "user.passkey_renamed", "session.stepped_up", "user.email_change_requested", "user.email_changed", "user.signed_up", "user.identity_linked", "user.identity_removed", "session.ended_by_provider", "user.ledger_account_linked", "user.ledger_account_renamed", "user.ledger_account_removed", "user.something_new"];

const EVENTS: readonly UserEvent[] = [
  { sequence: 99, at: EXAMPLE_TIME, action: "session.signed_in", outcome: "refused", networkAddress: "198.51.100.9", userAgent: UNKNOWN, detail: "wrong password" },
  { sequence: 98, at: EXAMPLE_TIME, action: "session.signed_in", outcome: "refused", networkAddress: "198.51.100.9", userAgent: UNKNOWN, detail: "second factor" },
  { sequence: 97, at: EXAMPLE_TIME, action: "session.signed_in", outcome: "succeeded", networkAddress: "192.0.2.7", userAgent: FIREFOX, detail: "recovery code" },
  ...ACTIONS.map((action, index): UserEvent => ({ sequence: 50 - index, at: EXAMPLE_TIME, action, outcome: "succeeded", networkAddress: "192.0.2.7", userAgent: FIREFOX, detail: null })),
];

const MAILS: readonly Mail[] = [
  { mailId: "2", to: EMAIL, subject: "Set a new password", createdAt: EXAMPLE_TIME, text: `Hello Ada,\n\nfollow this link to set a new password:\n\n${location.origin}/reset-password#an-example-token\n\nNot a link here: https://example.org/\n` },
  { mailId: "1", to: "somebody.with.a.long.address@department.example.org", subject: "Confirm your e-mail address, which is a longer subject than there is room for on a phone", createdAt: EXAMPLE_TIME, text: "Hello." },
];

function Deleting({ isRefused }: { readonly isRefused: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const start = isRefused ? { refusal: refusal(0, "not_confirmed", "Not confirmed", "nothing was changed, because you did not confirm that it is you") } : {};
  return (
    <>
      <Button onClick={() => setOpen(true)}>{isRefused ? "Open it, refused" : "Open the dialog"}</Button>
      {isOpen && <DeleteDialog onDelete={nothing} onClose={() => setOpen(false)} start={start} />}
    </>
  );
}

export const profile: readonly Story[] = [
  { name: "Profile", render: () => <AboutPanel profile={PROFILE} onRename={nothing} /> },
  { name: "Profile, saved", render: () => <AboutPanel profile={{ ...PROFILE, lastSignInAt: EXAMPLE_TIME }} onRename={nothing} start={{ phase: "sent" }} /> },
  { name: "Change of the address", render: () => <EmailPanel present={EMAIL} devnet onChange={nothing} /> },
  { name: "Change of the address, to be corrected", render: () => <EmailPanel present={EMAIL} devnet onChange={nothing} start={{ values: { email: EMAIL }, problems: { email: "This is your address already." } }} /> },
  { name: "Profile, of a provider that does not vouch for the address", render: () => <AboutPanel profile={{ ...PROFILE, emailVerifiedAt: null }} onRename={nothing} /> },
  { name: "Other ways to sign in", render: () => <IdentitiesPanel linked={LINKED} providers={[KEYCLOAK, { providerId: "other", name: "Another" }]} onAdd={nothing} onRemove={nothing} /> },
  { name: "Other ways to sign in, not loaded", render: () => <IdentitiesPanel linked={undefined} providers={[KEYCLOAK]} onAdd={nothing} onRemove={nothing} /> },
  { name: "Change of the password", render: () => <PasswordPanel email={EMAIL} onChange={nothing} /> },
  {
    name: "Change of the password, refused",
    render: () => <PasswordPanel email={EMAIL} onChange={nothing} start={{ values: { newPassword: "password1234" }, problems: { newPassword: "This password is in the list of passwords that were stolen elsewhere." } }} />,
  },
  { name: "Change of the password, done", render: () => <PasswordPanel email={EMAIL} onChange={nothing} start={{ phase: "sent" }} /> },
  { name: "Sessions", render: () => <SessionsPanel sessions={SESSIONS} onEnd={nothing} onEndOthers={nothing} /> },
  { name: "Sessions, only this one", render: () => <SessionsPanel sessions={SESSIONS.slice(0, 1)} onEnd={nothing} onEndOthers={nothing} /> },
  { name: "Activity", render: () => <ActivityPanel events={EVENTS} hasMore onMore={nothing} /> },
  { name: "Your data", render: () => <DataPanel onExport={nothing} onDelete={nothing} /> },
  {
    name: "Deletion of the sign-in",
    render: () => (
      <>
        <Deleting isRefused={false} />
        <Deleting isRefused />
      </>
    ),
  },
  { name: "Deletion of the sign-in, done", render: () => <Gone /> },
  {
    name: "Inbox",
    render: () => (
      <>
        <MailListPanel mails={MAILS} hasMore={false} open="2" freshness={FRESH} />
        <MailPlace mail={MAILS[0]} open="2" origin={location.origin} />
      </>
    ),
  },
  {
    name: "Inbox, nothing open",
    render: () => (
      <>
        <MailListPanel mails={MAILS.slice(1)} hasMore open={undefined} freshness={FRESH} />
        <MailPlace mail={undefined} open={undefined} origin={location.origin} />
        <MailPlace mail={undefined} open="0" origin={location.origin} />
      </>
    ),
  },
  { name: "Inbox, empty", render: () => <MailListPanel mails={[]} hasMore={false} open={undefined} freshness={FRESH} /> },
  { name: "Inbox, no devnet", render: () => <NoInbox /> },
];
