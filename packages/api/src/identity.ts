/** The shapes of signing in, by name: who somebody is, their sessions, what was done with their sign-in, and a devnet's mails. */
import type { Schema } from "./types.ts";

/** Somebody who can sign in. */
export type User = Schema<"SessionUser">;
/** A session ends at a fixed moment, or earlier when nothing is done in it. */
export type Session = Schema<"SessionAnswer">;

/** Whether somebody is signed in; `unavailable` at a node that has no sign-in at all. */
export type SignInState = { readonly kind: "signedIn"; readonly session: Session } | { readonly kind: "signedOut" } | { readonly kind: "unavailable" };

/** Signed out here. Who signed in with a provider may be signed in there still; then there may be a page for that. */
export type SignedOut = Partial<Schema<"SignedOut">>;

export type Credentials = Schema<"SignInRequest">;
/** The token is that of the mail that a sign-up sent; the mailbox answers with it, and chooses the rest. */
export type CompleteSignUpRequest = Schema<"CompleteSignUpRequest">;
/** The token is that of a mail; it can be used once. */
export type PasswordResetRequest = Schema<"PasswordResetRequest">;
export type PasswordChangeRequest = Schema<"PasswordChange">;
/** The last sign-in is the one before this session; null in the first. */
export type Profile = Schema<"Profile">;
/** One of a user's sessions. The current one is that of whoever asks. */
export type UserSession = Schema<"SessionListItem">;
export type UserSessionList = Schema<"SessionList">;
/** Something that was done, or refused, with a user's sign-in. */
export type UserEvent = Schema<"ActivityEvent">;
/** Newest first. */
export type UserEventList = Schema<"ActivityList">;
/** A mail that a devnet kept instead of sending it. Its text is plain. */
export type Mail = Schema<"InboxMail">;
/** Newest first. */
export type MailList = Schema<"InboxList">;
