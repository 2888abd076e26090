/** What happens to the user and in the own organisations, as the portal tells it: which answers are to be asked for again. */
import { ledgerApi } from "./endpoints.ts";
import { nodesApi } from "./nodes-endpoints.ts";
import type { Schema } from "./types.ts";

export type PortalMessage = Schema<"PortalMessage">;
export type StreamTicket = Schema<"SocketTicket">;

export const portalStreamApi = ledgerApi.injectEndpoints({
  endpoints: (build) => ({
    createStreamTicket: build.mutation<StreamTicket, void>({ query: () => ({ url: "api/v11/portal/stream-ticket", method: "POST" }) }),
  }),
});

export const { useCreateStreamTicketMutation } = portalStreamApi;

const OF_ORGANISATIONS = ["organisations", "members", "invitations", "teams", "apiKeys", "ledgerAccounts", "payments", "paymentPolicy", "provisionedNodes", "organisationAudit"] as const;
const OF_USERS = ["session", "profile", "sessions", "activity", "ownLedgerAccounts"] as const;
/** What was used is asked for again by nothing but a new plan: the question itself is counted. */
type Tag = (typeof OF_ORGANISATIONS)[number] | "usage" | (typeof OF_USERS)[number];

/** What stands first in an action's name, and the answers that it changes. */
const BY_KIND: Readonly<Record<string, readonly Tag[]>> = {
  organisation: OF_ORGANISATIONS,
  member: ["members", "teams", "organisations"],
  invitation: ["invitations"],
  team: ["teams", "members", "organisations"],
  api_key: ["apiKeys"],
  ledger_account: ["ledgerAccounts"],
  payment: ["payments"],
  payment_policy: ["paymentPolicy"],
  node: ["provisionedNodes"],
  plan: ["usage"],
};

/** The answers that a message makes old. */
export function oldAfter(message: PortalMessage): readonly Tag[] {
  switch (message.type) {
    case "welcome":
      return [];
    case "user_changed":
    case "ended":
      return OF_USERS;
    case "organisation_changed":
      return [...(BY_KIND[message.action.split(".")[0] ?? ""] ?? OF_ORGANISATIONS), "organisationAudit"];
    case "missed":
      return [...OF_USERS, ...OF_ORGANISATIONS];
  }
}

/** Asks for them again where they are shown. */
export const askedAgain = (tags: readonly Tag[]) => nodesApi.util.invalidateTags([...tags]);
