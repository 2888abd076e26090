/** Passkeys: signing in with one, and their place in the profile. */
import { ledgerApi } from "./endpoints.ts";
import type { Session } from "./identity.ts";
import type { Passkey, PasskeyAdded, PasskeyCompletion, PasskeyCreationBegun, PasskeyList, PasskeyRequestBegun, PasskeySignIn } from "./passkeys.ts";

type Tag = "session" | "profile" | "sessions" | "activity";

/** Nothing has changed where the node refused. */
function whenDone(...tags: Tag[]) {
  return (_result: unknown, error: unknown): Tag[] => (error === undefined ? tags : []);
}

export const passkeyApi = ledgerApi.injectEndpoints({
  endpoints: (build) => ({
    /** Nobody says who they are; as a second step it is about whoever gave the password. */
    beginPasskeySignIn: build.mutation<PasskeyRequestBegun, { readonly isSecondStep: boolean }>({
      query: (body) => ({ url: "api/v11/auth/passkey/begin", method: "POST", body }),
    }),
    signInWithPasskey: build.mutation<Session, PasskeySignIn>({
      query: (body) => ({ url: "api/v11/auth/passkey", method: "POST", body }),
      invalidatesTags: whenDone("session", "profile", "sessions", "activity"),
    }),
    passkeys: build.query<PasskeyList, void>({ query: () => "api/v11/profile/passkeys", providesTags: ["profile"] }),
    /** Nothing changes before it is completed. */
    beginPasskey: build.mutation<PasskeyCreationBegun, void>({ query: () => ({ url: "api/v11/profile/passkeys/begin", method: "POST" }) }),
    /** With the first second factor all other sessions end. */
    completePasskey: build.mutation<PasskeyAdded, PasskeyCompletion>({
      query: (body) => ({ url: "api/v11/profile/passkeys/complete", method: "POST", body }),
      invalidatesTags: whenDone("profile", "sessions", "activity"),
    }),
    renamePasskey: build.mutation<Passkey, { readonly passkeyId: string; readonly name: string }>({
      query: ({ passkeyId, name }) => ({ url: `api/v11/profile/passkeys/${encodeURIComponent(passkeyId)}`, method: "PATCH", body: { name } }),
      invalidatesTags: whenDone("profile", "activity"),
    }),
    removePasskey: build.mutation<unknown, string>({
      query: (passkeyId) => ({ url: `api/v11/profile/passkeys/${encodeURIComponent(passkeyId)}/remove`, method: "POST" }),
      invalidatesTags: whenDone("profile", "activity"),
    }),
  }),
});

export const {
  useBeginPasskeySignInMutation,
  useSignInWithPasskeyMutation,
  usePasskeysQuery,
  useBeginPasskeyMutation,
  useCompletePasskeyMutation,
  useRenamePasskeyMutation,
  useRemovePasskeyMutation,
} = passkeyApi;
