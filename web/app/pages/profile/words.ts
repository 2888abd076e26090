/** What was done with a sign-in, in words for its owner. */
import type { UserEvent } from "@aurigraph/api";

const ACTIONS: Readonly<Record<string, readonly [succeeded: string, refused: string]>> = {
  "user.signed_up": ["Signed up", "Sign-up"],
  "user.email_verified": ["E-mail address confirmed", "Confirmation of the e-mail address"],
  "session.signed_in": ["Signed in", "Sign-in"],
  "session.signed_out": ["Signed out", "Sign-out"],
  "session.revoked": ["Session ended", "End of a session"],
  "user.password_changed": ["Password changed", "Change of the password"],
  "user.password_reset_requested": ["Mail for a new password asked for", "Mail for a new password"],
  "user.password_reset": ["New password set by mail", "New password by mail"],
  "user.identity_linked": ["Provider added", "Addition of a provider"],
  "user.identity_removed": ["Provider removed", "Removal of a provider"],
  "session.ended_by_provider": ["Session ended by the provider", "End of a session by the provider"],
  "user.disabled": ["Switched off", "Switching off"],
  "user.enabled": ["Switched on", "Switching on"],
  "user.viewed": ["Data looked at", "Look at the data"],
  "user.administrator_added": ["Made an administrator of the portal", "Naming as an administrator of the portal"],
  "user.administrator_removed": ["No administrator of the portal any more", "Removal as an administrator of the portal"],
  "user.renamed": ["Name changed", "Change of the name"],
  "user.totp_added": ["Authenticator application added", "Addition of an authenticator application"],
  "user.totp_removed": ["Authenticator application removed", "Removal of the authenticator application"],
  "user.passkey_added": ["Passkey added", "Addition of a passkey"],
  "user.passkey_removed": ["Passkey removed", "Removal of a passkey"],
  "user.passkey_renamed": ["Passkey renamed", "Renaming of a passkey"],
  "user.ledger_account_linked": ["Ledger account linked", "Linking of a ledger account"],
  "user.ledger_account_renamed": ["Ledger account renamed", "Renaming of a ledger account"],
  "user.ledger_account_removed": ["Ledger account removed", "Removal of a ledger account"],
  "session.stepped_up": ["Confirmed for dangerous acts", "Confirmation for dangerous acts"],
  "user.email_change_requested": ["Change of the e-mail address asked for", "Change of the e-mail address"],
  "user.email_changed": ["E-mail address changed", "Change of the e-mail address"],
  "user.recovery_codes_made": ["New recovery codes made", "New recovery codes"],
  "user.exported": ["Data downloaded", "Download of the data"],
  "user.deleted": ["Sign-in deleted", "Deletion of the sign-in"],
};

/** What happened, or what was refused. An action that this page does not know is shown as it came. */
export function actionWords({ action, outcome }: Pick<UserEvent, "action" | "outcome">): string {
  const words = ACTIONS[action];
  if (words === undefined) return action;
  return outcome === "refused" ? words[1] : words[0];
}

const SIGN_IN_DETAILS: Readonly<Record<string, string>> = {
  totp: "with a code of the application",
  passkey: "with a passkey",
  password: "with the password",
  "fresh sign-in": "by a sign-in a moment ago",
  "recovery code": "with a recovery code",
  "second factor": "the code was not taken",
};

/** What more is known about it. */
export function detailWords({ action, detail }: Pick<UserEvent, "action" | "detail">): string {
  if (detail === null) return "";
  return (action === "session.signed_in" || action === "session.stepped_up" ? SIGN_IN_DETAILS[detail] : undefined) ?? detail;
}
