/** The shapes of signing in with other providers. */
import type { Schema } from "./types.ts";

/** With whom somebody can sign in here. */
export type IdentityProvider = Schema<"ProviderListItem">;
/** An identity at a provider that signs the user in; `lastUsedAt` is null where it never did. */
export type LinkedIdentity = Schema<"IdentityListItem">;
export type LinkedIdentities = Schema<"IdentityList">;
/** The page of the provider on which one goes on. */
export type ProviderSignIn = Schema<"ProviderSignIn">;
