/** The second factor: the second step of signing in, and its place in the profile. */
import { ledgerApi } from "./endpoints.ts";
import type { Session } from "./identity.ts";
import type { RecoveryCodes, SecondFactor, TotpConfirmed, TotpSetUp } from "./second-factor.ts";

type Tag = "session" | "profile" | "sessions" | "activity";

/** Nothing has changed where the node refused; that it did is kept, and shows in the activity. */
function whenDone(...tags: Tag[]) {
  return (_result: unknown, error: unknown): Tag[] => (error === undefined ? tags : ["activity"]);
}

export const secondFactorApi = ledgerApi.injectEndpoints({
  endpoints: (build) => ({
    /** The second step of a sign-in whose password was right. */
    completeSignIn: build.mutation<Session, string>({
      query: (code) => ({ url: "api/v11/auth/second-factor", method: "POST", body: { code } }),
      invalidatesTags: (_result, error) => (error === undefined ? ["session", "profile", "sessions", "activity"] : []),
    }),
    // A recovery code that confirmed another password is used up: what ends sessions may change what is left.
    secondFactor: build.query<SecondFactor, void>({ query: () => "api/v11/profile/second-factor", providesTags: ["profile", "sessions"] }),
    /** Nothing changes before a first code confirms it. */
    beginTotp: build.mutation<TotpSetUp, void>({
      query: () => ({ url: "api/v11/profile/totp", method: "POST" }),
      invalidatesTags: whenDone(),
    }),
    /** Ends every other session of the user. */
    confirmTotp: build.mutation<TotpConfirmed, string>({
      query: (code) => ({ url: "api/v11/profile/totp/confirm", method: "POST", body: { code } }),
      invalidatesTags: whenDone("profile", "sessions", "activity"),
    }),
    removeTotp: build.mutation<unknown, void>({
      query: () => ({ url: "api/v11/profile/totp/remove", method: "POST" }),
      invalidatesTags: whenDone("profile", "activity"),
    }),
    /** The old ones count no more. */
    renewRecoveryCodes: build.mutation<RecoveryCodes, void>({
      query: () => ({ url: "api/v11/profile/recovery-codes", method: "POST" }),
      invalidatesTags: whenDone("profile", "activity"),
    }),
  }),
});

export const { useCompleteSignInMutation, useSecondFactorQuery, useBeginTotpMutation, useConfirmTotpMutation, useRemoveTotpMutation, useRenewRecoveryCodesMutation } = secondFactorApi;
