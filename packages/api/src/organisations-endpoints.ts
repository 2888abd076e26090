/**
 * Organisations: their members, invitations, teams, keys of programs, their audit log, and what they used. Every answer depends on who asks, so all of them
 * are asked for anew when somebody signs in.
 */
import { parameters, read } from "./base-query.ts";
import { ledgerApi } from "./endpoints.ts";
import type {
  AccessPolicy,
  ApiKeyList,
  AuditExport,
  AuditQuery,
  BulkChange,
  BulkChangeResult,
  NewApiKey,
  CreatedApiKey,
  NewTeam,
  InvitationList,
  InvitationRequest,
  Invoice,
  Member,
  MemberList,
  MemberQuery,
  Organisation,
  AuditEventList,
  OrganisationList,
  OrganisationPlan,
  OwnInvitationList,
  Role,
  Team,
  TeamChange,
  TeamList,
  Usage,
  UsageQuery,
} from "./organisations.ts";

const TAGS = ["organisations", "members", "invitations", "teams", "apiKeys", "organisationAudit", "usage"] as const;
type Tag = (typeof TAGS)[number];

/** What a request within an organisation needs besides its own. */
type In<Request> = Request & { readonly organisationId: string };

function path(organisationId: string, ...parts: string[]): string {
  return ["api/v11/organisations", ...[organisationId, ...parts].map(encodeURIComponent)].join("/");
}

/** Whoever signs in may be somebody else. */
function provides(tag: Tag) {
  return [tag, "profile"] as const;
}

/** A refusal changes nothing, but is kept in the log. Where something was gone or is another by now, the list shows it when it is asked for again. */
function changes(...tags: Tag[]) {
  return (): Tag[] => [...tags, "organisationAudit"];
}

/** A file may take longer than a page. */
const EXPORT_TIMEOUT_MS = 180_000;

export const organisationsApi = ledgerApi.enhanceEndpoints({ addTagTypes: TAGS }).injectEndpoints({
  endpoints: (build) => ({
    organisations: build.query<OrganisationList, void>({ query: () => "api/v11/organisations", providesTags: provides("organisations") }),
    organisation: build.query<Organisation, string>({ query: (organisationId) => path(organisationId), providesTags: provides("organisations") }),
    createOrganisation: build.mutation<Organisation, string>({
      query: (name) => ({ url: "api/v11/organisations", method: "POST", body: { name } }),
      invalidatesTags: changes("organisations"),
    }),
    renameOrganisation: build.mutation<Organisation, In<{ readonly name: string }>>({
      query: ({ organisationId, name }) => ({ url: path(organisationId), method: "PATCH", body: { name } }),
      invalidatesTags: changes("organisations"),
    }),
    // What is gone is not asked for again: the page that showed it leaves first.
    deleteOrganisation: build.mutation<unknown, In<{ readonly name: string }>>({
      query: ({ organisationId, name }) => ({ url: path(organisationId, "delete"), method: "POST", body: { name } }),
    }),
    leaveOrganisation: build.mutation<unknown, string>({ query: (organisationId) => ({ url: path(organisationId, "leave"), method: "POST" }) }),

    members: build.query<MemberList, In<MemberQuery>>({
      query: ({ organisationId, ...query }) => ({ url: path(organisationId, "members"), params: parameters(query) }),
      providesTags: provides("members"),
    }),
    changeMember: build.mutation<Member, In<{ readonly userId: string; readonly roles: readonly Role[] }>>({
      query: ({ organisationId, userId, roles }) => ({ url: path(organisationId, "members", userId), method: "PATCH", body: { roles } }),
      invalidatesTags: changes("members", "organisations"),
    }),
    removeMember: build.mutation<unknown, In<{ readonly userId: string }>>({
      query: ({ organisationId, userId }) => ({ url: path(organisationId, "members", userId), method: "DELETE" }),
      invalidatesTags: changes("members", "teams", "organisations"),
    }),
    bulkChangeMembers: build.mutation<BulkChangeResult, In<BulkChange>>({
      query: ({ organisationId, ...body }) => ({ url: path(organisationId, "members", "bulk-change"), method: "POST", body }),
      invalidatesTags: changes("members", "teams", "organisations"),
    }),

    invitations: build.query<InvitationList, string>({ query: (organisationId) => path(organisationId, "invitations"), providesTags: provides("invitations") }),
    invite: build.mutation<InvitationList, In<InvitationRequest>>({
      query: ({ organisationId, ...body }) => ({ url: path(organisationId, "invitations"), method: "POST", body }),
      invalidatesTags: changes("invitations"),
    }),
    withdrawInvitation: build.mutation<unknown, In<{ readonly invitationId: string }>>({
      query: ({ organisationId, invitationId }) => ({ url: path(organisationId, "invitations", invitationId), method: "DELETE" }),
      invalidatesTags: changes("invitations"),
    }),
    /** Those to the own address. */
    ownInvitations: build.query<OwnInvitationList, void>({ query: () => "api/v11/profile/invitations", providesTags: provides("invitations") }),
    acceptInvitation: build.mutation<Organisation, string>({
      query: (invitationId) => ({ url: `api/v11/profile/invitations/${encodeURIComponent(invitationId)}/accept`, method: "POST" }),
      invalidatesTags: changes("invitations", "organisations", "members"),
    }),
    declineInvitation: build.mutation<unknown, string>({
      query: (invitationId) => ({ url: `api/v11/profile/invitations/${encodeURIComponent(invitationId)}/decline`, method: "POST" }),
      invalidatesTags: changes("invitations"),
    }),

    teams: build.query<TeamList, string>({ query: (organisationId) => path(organisationId, "teams"), providesTags: provides("teams") }),
    createTeam: build.mutation<Team, In<NewTeam>>({
      query: ({ organisationId, ...body }) => ({ url: path(organisationId, "teams"), method: "POST", body }),
      invalidatesTags: changes("teams"),
    }),
    // Roles of a team are roles of its members, whoever asks among them.
    changeTeam: build.mutation<Team, In<TeamChange & { readonly teamId: string }>>({
      query: ({ organisationId, teamId, ...body }) => ({ url: path(organisationId, "teams", teamId), method: "PATCH", body }),
      invalidatesTags: changes("teams", "members", "organisations"),
    }),
    deleteTeam: build.mutation<unknown, In<{ readonly teamId: string }>>({
      query: ({ organisationId, teamId }) => ({ url: path(organisationId, "teams", teamId), method: "DELETE" }),
      invalidatesTags: changes("teams", "members", "organisations"),
    }),

    apiKeys: build.query<ApiKeyList, string>({ query: (organisationId) => path(organisationId, "api-keys"), providesTags: provides("apiKeys") }),
    createApiKey: build.mutation<CreatedApiKey, In<NewApiKey>>({
      query: ({ organisationId, ...body }) => ({ url: path(organisationId, "api-keys"), method: "POST", body }),
      invalidatesTags: changes("apiKeys"),
    }),
    revokeApiKey: build.mutation<unknown, In<{ readonly keyId: string }>>({
      query: ({ organisationId, keyId }) => ({ url: path(organisationId, "api-keys", keyId), method: "DELETE" }),
      invalidatesTags: changes("apiKeys"),
    }),

    organisationAudit: build.query<AuditEventList, In<AuditQuery>>({
      query: ({ organisationId, ...query }) => ({ url: path(organisationId, "audit"), params: parameters(query) }),
      providesTags: provides("organisationAudit"),
    }),
    /** The answer is the address of the file within this browser: the store is no place for so many lines. Whoever takes the file revokes it. */
    exportOrganisationAudit: build.mutation<string, In<AuditExport>>({
      query: ({ organisationId, ...body }) => ({
        url: path(organisationId, "audit", "export"),
        method: "POST",
        body: parameters(body),
        timeout: EXPORT_TIMEOUT_MS,
        responseHandler: async (response) => (response.ok ? URL.createObjectURL(await response.blob()) : read(response)),
      }),
      invalidatesTags: changes(),
    }),
    usage: build.query<Usage, In<UsageQuery>>({
      query: ({ organisationId, ...query }) => ({ url: path(organisationId, "usage"), params: parameters(query) }),
      providesTags: provides("usage"),
    }),
    invoice: build.query<Invoice, In<{ readonly month: string }>>({
      query: ({ organisationId, ...query }) => ({ url: path(organisationId, "usage", "invoice"), params: parameters(query) }),
      providesTags: provides("usage"),
    }),
    organisationPlan: build.query<OrganisationPlan, In<unknown>>({
      query: ({ organisationId }) => path(organisationId, "plan"),
      providesTags: provides("usage"),
    }),
    /** The same for every organisation, until another version of the portal. */
    accessPolicy: build.query<AccessPolicy, void>({ query: () => "api/v11/access/policy", providesTags: ["profile"] }),
  }),
});

export const {
  useOrganisationsQuery,
  useOrganisationQuery,
  useCreateOrganisationMutation,
  useRenameOrganisationMutation,
  useDeleteOrganisationMutation,
  useLeaveOrganisationMutation,
  useMembersQuery,
  useChangeMemberMutation,
  useRemoveMemberMutation,
  useBulkChangeMembersMutation,
  useInvitationsQuery,
  useInviteMutation,
  useWithdrawInvitationMutation,
  useOwnInvitationsQuery,
  useAcceptInvitationMutation,
  useDeclineInvitationMutation,
  useTeamsQuery,
  useCreateTeamMutation,
  useChangeTeamMutation,
  useDeleteTeamMutation,
  useApiKeysQuery,
  useCreateApiKeyMutation,
  useRevokeApiKeyMutation,
  useOrganisationAuditQuery,
  useExportOrganisationAuditMutation,
  useUsageQuery,
  useInvoiceQuery,
  useOrganisationPlanQuery,
  useAccessPolicyQuery,
} = organisationsApi;
