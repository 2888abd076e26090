/** Nodes of an organisation: asked for, approved by somebody else, registered with a one-time token, and revoked. */
import { paymentsApi } from "./payments-endpoints.ts";
import type { EnrolmentToken, NewNodeRequest, NodeReason, NodeRequestList, ProvisionedNode } from "./nodes.ts";

const TAGS = ["provisionedNodes"] as const;
type Tag = (typeof TAGS)[number] | "organisationAudit" | "moving";

/** What a request within an organisation needs besides its own. */
type In<Request> = Request & { readonly organisationId: string };
type About<Request = unknown> = In<Request> & { readonly requestId: string };

function path(organisationId: string, ...parts: string[]): string {
  return ["api/v11/organisations", ...[organisationId, "nodes", ...parts].map(encodeURIComponent)].join("/");
}

/** A refusal changes nothing, but may be kept in the log; and where somebody else was first, the list shows it when it is asked for again. */
function changes(...tags: Tag[]) {
  return (): Tag[] => ["provisionedNodes", "organisationAudit", ...tags];
}

export const nodesApi = paymentsApi.enhanceEndpoints({ addTagTypes: TAGS }).injectEndpoints({
  endpoints: (build) => ({
    provisionedNodes: build.query<NodeRequestList, string>({ query: (organisationId) => path(organisationId), providesTags: ["provisionedNodes", "profile"] }),
    requestNode: build.mutation<ProvisionedNode, In<NewNodeRequest>>({
      query: ({ organisationId, ...body }) => ({ url: path(organisationId), method: "POST", body }),
      invalidatesTags: changes(),
    }),
    approveNode: build.mutation<ProvisionedNode, About>({
      query: ({ organisationId, requestId }) => ({ url: path(organisationId, requestId, "approve"), method: "POST", body: {} }),
      invalidatesTags: changes(),
    }),
    rejectNode: build.mutation<ProvisionedNode, About<NodeReason>>({
      query: ({ organisationId, requestId, reason }) => ({ url: path(organisationId, requestId, "reject"), method: "POST", body: { reason } }),
      invalidatesTags: changes(),
    }),
    withdrawNode: build.mutation<ProvisionedNode, About>({
      query: ({ organisationId, requestId }) => ({ url: path(organisationId, requestId, "withdraw"), method: "POST", body: {} }),
      invalidatesTags: changes(),
    }),
    makeNodeToken: build.mutation<EnrolmentToken, About>({
      query: ({ organisationId, requestId }) => ({ url: path(organisationId, requestId, "token"), method: "POST", body: {} }),
      invalidatesTags: changes(),
    }),
    // The other nodes let it go at once, so the nodes of the ledger are asked for again, too.
    revokeNode: build.mutation<ProvisionedNode, About<NodeReason>>({
      query: ({ organisationId, requestId, reason }) => ({ url: path(organisationId, requestId, "revoke"), method: "POST", body: { reason } }),
      invalidatesTags: changes("moving"),
    }),
  }),
});

export const {
  useProvisionedNodesQuery,
  useRequestNodeMutation,
  useApproveNodeMutation,
  useRejectNodeMutation,
  useWithdrawNodeMutation,
  useMakeNodeTokenMutation,
  useRevokeNodeMutation,
} = nodesApi;
