/** The audit log of an organisation in words: its filters in the address bar, what was done, and what was there before and after. */
import type { AuditFilter, AuditEvent } from "@aurigraph/api";
import { fieldWords } from "../words.ts";
import { DAY_MS, dayStart } from "./days.ts";

export const GROUP_OPTIONS: readonly (readonly [value: string, words: string])[] = [
  ["", "All actions"],
  ["organisation.", "Organisation"],
  ["member.", "Members"],
  ["invitation.", "Invitations"],
  ["team.", "Teams"],
  ["api_key.", "API keys"],
  ["ledger_account.", "Ledger accounts"],
  ["payment.", "Payments"],
  ["payment_policy.", "Payment rules"],
  ["node.", "Nodes"],
  ["plan.", "Plan"],
  ["access.", "Refused access"],
  ["audit.", "Audit log"],
];

export const OUTCOME_OPTIONS = [["", "All outcomes"], ["succeeded", "Succeeded"], ["refused", "Refused"]] as const;

const ACTIONS: Readonly<Record<string, string>> = {
  "organisation.created": "Organisation created",
  "organisation.renamed": "Organisation renamed",
  "organisation.deleted": "Organisation deleted",
  "invitation.sent": "Invitation sent",
  "invitation.withdrawn": "Invitation withdrawn",
  "invitation.declined": "Invitation declined",
  "member.joined": "Member joined",
  "member.roles_changed": "Roles of a member changed",
  "member.removed": "Member removed",
  "member.left": "Member left",
  "member.provisioned": "Member changed by the directory",
  "member.suspended": "Member switched off by the directory",
  "member.restored": "Member switched on by the directory",
  "team.created": "Team created",
  "team.changed": "Team changed",
  "team.members_changed": "Members of a team changed",
  "team.deleted": "Team deleted",
  "api_key.created": "API key created",
  "api_key.revoked": "API key revoked",
  "ledger_account.linked": "Ledger account linked",
  "ledger_account.renamed": "Ledger account renamed",
  "ledger_account.removed": "Ledger account removed",
  "payment_policy.changed": "Payment rules changed",
  "payment.proposed": "Payment proposed",
  "payment.approved": "Payment approved",
  "payment.rejected": "Payment rejected",
  "payment.released": "Payment taken to be paid",
  "node.requested": "Node requested",
  "node.approved": "Node approved",
  "node.rejected": "Node rejected",
  "node.withdrawn": "Request of a node withdrawn",
  "node.token_made": "Token for a node made",
  "node.enrolled": "Node registered",
  "node.revoked": "Node revoked",
  "plan.changed": "Plan changed by the portal's operator",
  "access.refused": "Access refused",
  "audit.exported": "Audit log downloaded",
};

/** What was done; an action that this page does not know is shown as it came. */
export function eventWords(action: string): string {
  return ACTIONS[action] ?? action;
}

/** A filter by action in words: a group, or a single one. */
export function actionFilterWords(action: string): string {
  return GROUP_OPTIONS.find(([value]) => value === action)?.[1] ?? eventWords(action);
}

/** What the address asks for. Days are whole days of UTC, the last one included; the API's end is not. */
export function auditFilter(get: (name: string) => string | undefined): AuditFilter {
  const from = dayStart(get("from"));
  const to = dayStart(get("to"));
  const outcome = get("outcome");
  return {
    action: get("action"),
    actor: get("actor"),
    subject: get("subject"),
    outcome: outcome === "succeeded" || outcome === "refused" ? outcome : undefined,
    from: from === undefined ? undefined : new Date(from).toISOString(),
    to: to === undefined ? undefined : new Date(to + DAY_MS).toISOString(),
  };
}

/** A field of what was changed. Lists say what came and what went. */
export interface FieldChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Items of a list that are only after, and only before. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly isList: boolean;
}

/** Fields whose values are lists, and how the log parts them. */
const LISTS: ReadonlySet<string> = new Set(["roles", "members"]);

function items(value: string | null): readonly string[] {
  return (value ?? "").split(",").map((each) => each.trim()).filter(Boolean);
}

/** What is different, field by field in a stable order; what stayed the same is left out. */
export function changesOf({ before, after }: Pick<AuditEvent, "before" | "after">): readonly FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return fields.flatMap((field) => {
    const [was, is] = [before[field] ?? null, after[field] ?? null];
    if (was === is) return [];
    const isList = LISTS.has(field);
    const [old, now] = isList ? [items(was), items(is)] : [[], []];
    return [{ field, before: was, after: is, isList, added: now.filter((each) => !old.includes(each)), removed: old.filter((each) => !now.includes(each)) }];
  });
}

const FIELDS: Readonly<Record<string, string>> = { email: "E-mail", expiresAt: "Ends" };

/** The name of a field that was changed. */
export function changedField(field: string): string {
  return FIELDS[field] ?? fieldWords(field);
}
