/**
 * Signing in, and what belongs to whoever is signed in. The session is a cookie that no script sees, so the node is asked who
 * this is; everything that begins or ends a session makes that question be asked again.
 */
import { parameters } from "./base-query.ts";
import { ledgerApi, type Page } from "./endpoints.ts";
import type {
  CompleteSignUpRequest,
  Credentials,
  MailList,
  PasswordChangeRequest,
  PasswordResetRequest,
  Profile,
  Session,
  SignedOut,
  SignInState,
  UserEventList,
  UserSessionList,
} from "./identity.ts";
import type { SignInAnswer, WaitingSignIn } from "./second-factor.ts";

/** The password was right, and a code is asked for as well. */
const ACCEPTED = 202;

type Tag = "session" | "profile" | "sessions" | "activity";

/** Nothing has changed where the node refused. */
function whenDone(...tags: Tag[]) {
  return (_result: unknown, error: unknown): Tag[] => (error === undefined ? tags : []);
}

export const identityApi = ledgerApi.injectEndpoints({
  endpoints: (build) => ({
    session: build.query<SignInState, void>({
      // A node without a portal of its own knows no such question, and that is an answer as well.
      query: () => ({ url: "api/v11/auth/session", validateStatus: ({ status }) => status === 200 || status === 404 }),
      transformResponse: (answer: { readonly session?: Session | null }): SignInState => {
        if (answer.session === undefined) return { kind: "unavailable" };
        return answer.session === null ? { kind: "signedOut" } : { kind: "signedIn", session: answer.session };
      },
      providesTags: ["session"],
    }),
    /** The answer is the same whether the address is known or not. */
    signUp: build.mutation<unknown, string>({ query: (email) => ({ url: "api/v11/auth/sign-up", method: "POST", body: { email } }) }),
    /** Makes the user, and signs in. */
    completeSignUp: build.mutation<Session, CompleteSignUpRequest>({
      query: (body) => ({ url: "api/v11/auth/complete-sign-up", method: "POST", body }),
      invalidatesTags: whenDone("session", "profile", "sessions", "activity"),
    }),
    // What was loaded may be another user's.
    signIn: build.mutation<SignInAnswer, Credentials>({
      query: (body) => ({ url: "api/v11/auth/sign-in", method: "POST", body }),
      transformResponse: (answer: Session | WaitingSignIn, meta): SignInAnswer =>
        meta?.response?.status === ACCEPTED ? { kind: "codeNeeded", ...(answer as WaitingSignIn) } : { kind: "signedIn", session: answer as Session },
      // Nobody is signed in before the code.
      invalidatesTags: (answer) => (answer?.kind === "signedIn" ? ["session", "profile", "sessions", "activity"] : []),
    }),
    // The rest would be refused by now; it is asked for again after the next sign-in.
    signOut: build.mutation<SignedOut, void>({
      query: () => ({ url: "api/v11/auth/sign-out", method: "POST" }),
      // 204 has no body.
      transformResponse: (answer: SignedOut | "") => (answer === "" ? {} : answer),
      invalidatesTags: whenDone("session"),
    }),
    /** The answer is the same whether the address is known or not. */
    requestPasswordReset: build.mutation<unknown, string>({
      query: (email) => ({ url: "api/v11/auth/password-reset/request", method: "POST", body: { email } }),
    }),
    /** Ends every session of the user. */
    resetPassword: build.mutation<unknown, PasswordResetRequest>({
      query: (body) => ({ url: "api/v11/auth/password-reset", method: "POST", body }),
      invalidatesTags: whenDone("session"),
    }),
    profile: build.query<Profile, void>({ query: () => "api/v11/profile", providesTags: ["profile"] }),
    rename: build.mutation<Profile, string>({
      query: (name) => ({ url: "api/v11/profile", method: "PATCH", body: { name } }),
      invalidatesTags: whenDone("session", "profile", "activity"),
    }),
    /** Ends every other session of the user. */
    changePassword: build.mutation<unknown, PasswordChangeRequest>({
      query: (body) => ({ url: "api/v11/profile/password", method: "POST", body }),
      invalidatesTags: whenDone("session", "sessions", "activity"),
    }),
    userSessions: build.query<UserSessionList, void>({ query: () => "api/v11/profile/sessions", providesTags: ["sessions"] }),
    endSession: build.mutation<unknown, string>({
      query: (sessionId) => ({ url: `api/v11/profile/sessions/${encodeURIComponent(sessionId)}`, method: "DELETE" }),
      // Also where it was refused: the session may have ended by itself.
      invalidatesTags: ["sessions", "activity"],
    }),
    endOtherSessions: build.mutation<unknown, void>({
      query: () => ({ url: "api/v11/profile/sessions", method: "DELETE" }),
      invalidatesTags: ["sessions", "activity"],
    }),
    userActivity: build.infiniteQuery<UserEventList, { readonly limit?: number | undefined }, string>({
      infiniteQueryOptions: { initialPageParam: "", getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
      query: ({ queryArg, pageParam }) => ({ url: "api/v11/profile/activity", params: parameters({ ...queryArg, cursor: pageParam }) }),
      providesTags: ["activity"],
    }),
    /** Everything that is kept about the user. That it was asked for is kept, too, so this is no reading like another. */
    exportProfile: build.mutation<unknown, void>({
      query: () => ({ url: "api/v11/profile/export", method: "POST" }),
      invalidatesTags: whenDone("activity"),
    }),
    deleteUser: build.mutation<unknown, void>({
      query: () => ({ url: "api/v11/profile/delete", method: "POST" }),
      invalidatesTags: whenDone("session"),
    }),
    /** The answer is the same whether the address has a sign-in or not. It counts when its mailbox has answered. */
    askForEmailChange: build.mutation<unknown, string>({
      query: (email) => ({ url: "api/v11/profile/email", method: "POST", body: { email } }),
      invalidatesTags: whenDone("activity"),
    }),
    /** With the token of a mail, in any browser. */
    confirmEmail: build.mutation<unknown, string>({
      query: (token) => ({ url: "api/v11/auth/confirm-email", method: "POST", body: { token } }),
      invalidatesTags: whenDone("session", "profile", "activity"),
    }),
    /** Only on devnets. */
    mails: build.query<MailList, Page>({
      query: (query) => ({ url: "api/v11/devnet/mails", params: parameters(query) }),
      providesTags: ["moving"],
    }),
  }),
});

export const {
  useSessionQuery,
  useSignUpMutation,
  useCompleteSignUpMutation,
  useSignInMutation,
  useSignOutMutation,
  useRequestPasswordResetMutation,
  useResetPasswordMutation,
  useProfileQuery,
  useRenameMutation,
  useChangePasswordMutation,
  useUserSessionsQuery,
  useEndSessionMutation,
  useEndOtherSessionsMutation,
  useUserActivityInfiniteQuery,
  useExportProfileMutation,
  useDeleteUserMutation,
  useAskForEmailChangeMutation,
  useConfirmEmailMutation,
  useMailsQuery,
} = identityApi;
