/** The shapes of the second factor: an authenticator application, and recovery codes for when it is lost. */
import type { Session } from "./identity.ts";
import type { Schema } from "./types.ts";

/** What came of a right password: somebody is signed in, or a second factor is asked for as well. */
export type SignInAnswer = { readonly kind: "signedIn"; readonly session: Session } | ({ readonly kind: "codeNeeded" } & WaitingSignIn);

/** A sign-in that waits for its second factor, one of those that it names. */
export type WaitingSignIn = Schema<"SecondFactorWanted">;
/** What guards the own sign-in besides the password; `totpSince` is null where no application is asked for. */
export type SecondFactor = Schema<"SecondFactorsAnswer">;
/** What an authenticator application needs; shown once. */
export type TotpSetUp = Schema<"TotpSetUpAnswer">;
/** Each counts once. */
export type RecoveryCodes = Schema<"RecoveryCodes">;
/** Recovery codes come with the first second factor. */
export type TotpConfirmed = Schema<"TotpConfirmed">;
