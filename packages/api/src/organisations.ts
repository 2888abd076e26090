/**
 * The shapes of organisations: users who act together, apart from everybody else. Named as in the API document; `null` is "none" or "not known".
 */
import type { Order, Page } from "./endpoints.ts";
import type { Schema } from "./types.ts";

/** What somebody is in an organisation. Lists of roles are always in this order. */
export type Role = Schema<"Role">;

/** `roles` and `actions` are those of whoever asks: what they are there, and what they may do. */
export type Organisation = Schema<"Organisation">;

/** By name, and whole. */
export type OrganisationList = Schema<"OrganisationList">;

export type MemberTeam = Schema<"MemberTeam">;

/** What a member may do comes from the own roles and from those of the teams. */
export type Member = Schema<"Member">;

/** A page of members; the total is of all that match. */
export type MemberList = Schema<"MemberList">;

export type MemberSort = "name" | "email" | "joinedAt" | "lastSignInAt";

export interface MemberQuery extends Page {
  readonly search?: string | undefined;
  readonly role?: Role | undefined;
  readonly teamId?: string | undefined;
  readonly sort?: MemberSort | undefined;
  readonly order?: Order | undefined;
}

/** The same change of up to 200 members. Whoever is removed gets and loses no roles. */
export type BulkChange = Schema<"BulkChange">;

/** What came of it for one of them, and why it was refused. */
export type BulkResult = Schema<"BulkResult">;

export type BulkChangeResult = Schema<"BulkChangeResult">;

/** An open invitation of an organisation. */
export type Invitation = Schema<"Invitation">;

export type InvitationList = Schema<"InvitationList">;

/** An open invitation to the same address is replaced. */
export type InvitationRequest = Schema<"InvitationRequest">;

/** An open invitation to whoever is signed in. */
export type OwnInvitation = Schema<"OwnInvitation">;

export type OwnInvitationList = Schema<"OwnInvitationList">;

/** Members who are something together; `members` are their ids. */
export type Team = Schema<"Team">;

export type TeamList = Schema<"TeamList">;

export type NewTeam = Schema<"NewTeam">;

/** What is absent stays as it is. */
export interface TeamChange {
  readonly name?: string;
  readonly roles?: readonly Role[];
  readonly addMembers?: readonly string[];
  readonly removeMembers?: readonly string[];
}

/** The key of a program. What opens is not in it. */
export type ApiKey = Schema<"ApiKey">;

export type ApiKeyList = Schema<"ApiKeyList">;

export type NewApiKey = Schema<"NewApiKey">;

/** The only time that what opens is told. */
export type CreatedApiKey = Schema<"CreatedApiKey">;

/** A line of the audit log. The numbers are those of the log of the whole portal. */
export type AuditEvent = Schema<"AuditEvent">;

/** Newest first. */
export type AuditEventList = Schema<"AuditEventList">;

/** `action` is one, or a group of them with its point: `member.`. From a moment on, and before another. */
export interface AuditFilter {
  readonly action?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
  readonly outcome?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditQuery extends AuditFilter, Page {}

export interface AuditExport extends AuditFilter {
  readonly format: "ndjson" | "csv";
}

export type RoleActions = Schema<"RoleActions">;

/** What each role allows, and the text of the policy that says so. */
export type AccessPolicy = Schema<"AccessPolicy">;

/** What was counted on one day of UTC. `members` and `storedBytes` are null where nobody looked, which is not none. */
export type UsageDay = Schema<"UsageDay">;

/** Every day from the first to the last, also those on which nothing was counted. */
export type Usage = Schema<"Usage">;

/** Days as `2026-11-27`, both included. */
export interface UsageQuery {
  readonly from: string;
  readonly to: string;
}

/** How much of one thing is used. Without a limit only the portal's own holds; `resetsAt` is null for what does not begin anew each month. */
export type PlanQuota = Schema<"PlanQuota">;

/** The plan of an organisation: none where none counts, and no quotas where the operator set no plans at all. */
export type OrganisationPlan = Schema<"OrganisationPlan">;

/** What one thing costs in a month; without a price only how much of it was used. */
export type InvoiceLine = Schema<"UsageInvoiceLine">;

/** What a month costs by the operator's price list. */
export type Invoice = Schema<"UsageInvoice">;
