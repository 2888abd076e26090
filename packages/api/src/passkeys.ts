/** The shapes of passkeys: what the node and a browser tell each other is the JSON of WebAuthn. */
import type { Schema } from "./types.ts";

/** A passkey in the profile; `lastUsedAt` is null where it was never used. */
export type Passkey = Schema<"PasskeyListItem">;
/** The oldest first. */
export type PasskeyList = Schema<"PasskeyList">;
/** What the browser is to make, and the secret that completes it. */
export type PasskeyCreationBegun = Schema<"PasskeyCreationBegun">;
/** For `navigator.credentials.create`. */
export type PasskeyCreationOptions = Schema<"PasskeyCreationOptions">;
/** A new passkey: its name, and what the browser made. */
export type PasskeyCompletion = Schema<"PasskeyCompletion">;
/** What the browser made. */
export type PasskeyAttestation = Schema<"PasskeyAttestation">;
/** A passkey that was added. Recovery codes come with the first second factor. */
export type PasskeyAdded = Schema<"PasskeyAdded">;
/** What the browser is to ask for, and the secret that completes it. */
export type PasskeyRequestBegun = Schema<"PasskeyRequestBegun">;
/** For `navigator.credentials.get`. */
export type PasskeyRequestOptions = Schema<"PasskeyRequestOptions">;
/** A passkey's answer. */
export type PasskeyAssertion = Schema<"PasskeyAssertion">;
/** Signing in with it: by itself, or as the second step after a password. */
export type PasskeySignIn = Schema<"PasskeySignIn">;
/** The password, once more, and a code where there is a second factor. */
export type StepUpRequest = Partial<{ readonly [Name in keyof Schema<"StepUpRequest">]: string }>;
/** Until when dangerous acts need no further confirmation. */
export type StepUpAnswer = Schema<"StepUpAnswer">;
