/** The administration of a portal, for its administrators: everybody else is answered as where there is nothing. */
import type { AdministeredUser, AdministratorList, AllOrganisationsList, AllOrganisationsQuery, UserList, UsersChange, UsersChanged, UsersQuery } from "./administration.ts";
import { parameters } from "./base-query.ts";
import { ledgerApi } from "./endpoints.ts";

const TAGS = ["allUsers", "allOrganisations", "administrators"] as const;

export const administrationApi = ledgerApi.enhanceEndpoints({ addTagTypes: TAGS }).injectEndpoints({
  endpoints: (build) => ({
    // Whoever signs in may be somebody else.
    users: build.query<UserList, UsersQuery>({ query: (query) => ({ url: "api/v11/portal/users", params: parameters(query) }), providesTags: ["allUsers", "profile"] }),
    user: build.query<AdministeredUser, string>({ query: (userId) => `api/v11/portal/users/${encodeURIComponent(userId)}`, providesTags: ["allUsers", "profile"] }),
    // Asked for again also after a refusal: somebody may have been deleted meanwhile.
    changeUsers: build.mutation<UsersChanged, UsersChange>({ query: (body) => ({ url: "api/v11/portal/users/bulk-change", method: "POST", body }), invalidatesTags: ["allUsers", "administrators"] }),
    allOrganisations: build.query<AllOrganisationsList, AllOrganisationsQuery>({
      query: (query) => ({ url: "api/v11/portal/organisations", params: parameters(query) }),
      providesTags: ["allOrganisations", "profile"],
    }),
    administrators: build.query<AdministratorList, void>({ query: () => "api/v11/portal/administrators", providesTags: ["administrators", "profile"] }),
  }),
});

export const { useUsersQuery, useUserQuery, useChangeUsersMutation, useAllOrganisationsQuery, useAdministratorsQuery } = administrationApi;
