/** Signing in with other providers, and which of them sign a user in. Beginning answers the provider's page; the browser comes back by itself. */
import { ledgerApi } from "./endpoints.ts";
import type { IdentityProvider, LinkedIdentities, ProviderSignIn } from "./providers.ts";

type Tag = "profile" | "sessions" | "activity";

/** Nothing has changed where the node refused; that it did is kept, and shows in the activity. */
function whenDone(...tags: Tag[]) {
  return (_result: unknown, error: unknown): Tag[] => (error === undefined ? tags : ["activity"]);
}

export const providerApi = ledgerApi.injectEndpoints({
  endpoints: (build) => ({
    identityProviders: build.query<readonly IdentityProvider[], void>({
      // A node without a portal of its own has none.
      query: () => ({ url: "api/v11/auth/providers", validateStatus: ({ status }) => status === 200 || status === 404 }),
      transformResponse: (answer: { readonly providers?: readonly IdentityProvider[] }) => answer.providers ?? [],
    }),
    beginProviderSignIn: build.mutation<ProviderSignIn, { readonly providerId: string; readonly returnTo: string }>({
      query: ({ providerId, returnTo }) => ({ url: `api/v11/auth/oidc/${encodeURIComponent(providerId)}/begin`, method: "POST", body: { returnTo } }),
    }),
    linkedIdentities: build.query<LinkedIdentities, void>({ query: () => "api/v11/profile/identities", providesTags: ["profile"] }),
    beginIdentity: build.mutation<ProviderSignIn, string>({
      query: (providerId) => ({ url: `api/v11/profile/identities/${encodeURIComponent(providerId)}/begin`, method: "POST" }),
      invalidatesTags: whenDone(),
    }),
    /** Ends other sessions that began with it. */
    removeIdentity: build.mutation<unknown, string>({
      query: (identityId) => ({ url: `api/v11/profile/identities/${encodeURIComponent(identityId)}/remove`, method: "POST" }),
      invalidatesTags: whenDone("profile", "sessions", "activity"),
    }),
  }),
});

export const { useIdentityProvidersQuery, useBeginProviderSignInMutation, useLinkedIdentitiesQuery, useBeginIdentityMutation, useRemoveIdentityMutation } = providerApi;
