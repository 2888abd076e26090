/** An organisation's plan in words: how much of each thing is used, and where it comes to an end. */
import type { PlanQuota } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";

/** From which share on a quota is called nearly used up. */
const NEAR = 0.8;

/** `none`: there is no limit. `absent`: the plan has none of it, and there is none. */
export type QuotaLevel = "none" | "absent" | "free" | "near" | "reached";

export function quotaLevel({ limit, used }: PlanQuota): QuotaLevel {
  if (limit === null) return "none";
  if (limit === 0 && used === 0) return "absent";
  if (used >= limit) return "reached";
  return used >= limit * NEAR ? "near" : "free";
}

const NAMES: Readonly<Record<string, string>> = {
  members: "Members",
  teams: "Teams",
  api_keys: "API keys",
  nodes: "Nodes",
  ledger_accounts: "Ledger accounts",
  api_calls_per_month: "API calls this month",
  exports_per_month: "Exports this month",
  transactions_per_month: "Ledger transactions this month",
  stored_bytes: "Stored bytes, the most this month",
};

/** What is limited; what this page does not know is shown as it came. */
export function quotaName(metric: string): string {
  return NAMES[metric] ?? metric;
}

/** `4 of 5`, or `4, no limit`. */
export function usedWords(quota: PlanQuota): string {
  const { limit, used } = quota;
  if (quotaLevel(quota) === "absent") return "none in this plan";
  return limit === null ? `${formatInteger(used)}, no limit` : `${formatInteger(used)} of ${formatInteger(limit)}`;
}

/** What it means: how many are left, or that nothing more is possible; nothing where there is no limit. */
export function quotaNote({ limit, used, resetsAt, isEnforced }: PlanQuota): string {
  if (limit === null) return "";
  if (!isEnforced && used >= limit) return used === limit ? "More is not refused, and counts." : `${formatInteger(used - limit)} more than the plan has: nothing is refused, and it counts.`;
  const isOfMonth = resetsAt !== null;
  const next = resetsAt?.slice(0, 10) ?? "";
  if (used < limit) return isOfMonth ? `${formatInteger(limit - used)} left until ${next}, UTC.` : `${formatInteger(limit - used)} left.`;
  if (isOfMonth && limit === 0) return "Programs are refused; whoever uses these pages is not.";
  if (isOfMonth) return `Programs are refused until ${next}, UTC; whoever uses these pages is not.`;
  const beyond = used - limit;
  if (limit === 0 && beyond === 0) return "";
  return beyond === 0 ? "No more can be made." : `${formatInteger(beyond)} more than the plan has room for: they stay, and no more can be made.`;
}
