/**
 * What is forgotten when somebody goes: everything that the node was asked for, so that whoever sits at the browser next sees nothing of it. What is about
 * the ledger is asked for again by the pages that show it. What the browser keeps by itself (wallet keys, lists, appearance) stays.
 */
import type { Dispatch } from "@reduxjs/toolkit";
import { ledgerApi } from "./endpoints.ts";
import { identityApi } from "./identity-endpoints.ts";
import type { SignInState } from "./identity.ts";

/** Whether somebody who was signed in is not any more, or somebody else is. */
export function hasGone(before: SignInState | undefined, now: SignInState | undefined): boolean {
  if (before?.kind !== "signedIn" || now === undefined) return false;
  return now.kind !== "signedIn" || now.session.user.userId !== before.session.user.userId;
}

/** Forgets everything but who is signed in now. */
export function forgetAllBut(now: SignInState) {
  return (dispatch: Dispatch): void => {
    dispatch(ledgerApi.util.resetApiState());
    dispatch(identityApi.util.upsertQueryEntries([{ endpointName: "session", arg: undefined, value: now }]));
  };
}
