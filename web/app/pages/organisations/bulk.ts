/** One change of many members: what it says before it is made, what came of it, and the change that undoes it. */
import type { BulkResult, BulkChange, Member, Role } from "@aurigraph/api";
import { countOf } from "@aurigraph/core";
import { inOrder, listWords, rolesWithout } from "./roles.ts";

/** As many as the node changes at once. */
export const SELECTED_MAX = 200;

export type BulkAct = { readonly kind: "add" | "take"; readonly roles: readonly Role[] } | { readonly kind: "remove" };

export function bulkRequest(members: readonly Member[], act: BulkAct): BulkChange {
  return {
    userIds: members.map(({ userId }) => userId),
    addRoles: act.kind === "add" ? act.roles : [],
    removeRoles: act.kind === "take" ? act.roles : [],
    remove: act.kind === "remove",
  };
}

/** The roles that a member has after a change. */
function rolesAfter({ roles }: Member, act: BulkAct): readonly Role[] {
  if (act.kind === "remove") return roles;
  return act.kind === "add" ? inOrder([...roles, ...act.roles]) : rolesWithout(roles, act.roles);
}

/**
 * The changes that give everybody back exactly the roles of before, where something changed: whoever had a role already keeps it. None where members
 * were removed, who can only be invited again.
 */
export function undoing(members: readonly Member[], act: BulkAct, results: readonly BulkResult[]): readonly BulkChange[] {
  if (act.kind === "remove") return [];
  const changed = new Set(results.filter(({ outcome }) => outcome === "changed").map(({ userId }) => userId));
  const requests = new Map<string, BulkChange & { readonly userIds: string[] }>();
  for (const member of members) {
    if (!changed.has(member.userId)) continue;
    const after = rolesAfter(member, act);
    const addRoles = rolesWithout(member.roles, after);
    const removeRoles = rolesWithout(after, member.roles);
    if (addRoles.length === 0 && removeRoles.length === 0) continue;
    const key = `${addRoles.join()} ${removeRoles.join()}`;
    const same = requests.get(key);
    if (same) same.userIds.push(member.userId);
    else requests.set(key, { userIds: [member.userId], addRoles, removeRoles, remove: false });
  }
  return [...requests.values()];
}

const OUTCOMES = [
  ["changed", "changed"],
  ["removed", "removed"],
  ["unchanged", "as before"],
  ["refused", "refused"],
] as const;

/** `2 changed, 1 refused`. */
export function resultWords(results: readonly BulkResult[]): string {
  return OUTCOMES.flatMap(([outcome, words]) => {
    const count = results.filter((result) => result.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${words}`];
  }).join(", ");
}

/** What is about to be done, as a sentence. */
export function bulkWords(count: number, act: BulkAct): string {
  const who = countOf(count, "member");
  if (act.kind === "remove") return `${who} will be removed, with their roles and their places in teams. Whoever is to come back has to be invited again.`;
  const roles = `${act.roles.length === 1 ? "the role" : "the roles"} ${listWords(act.roles)}`;
  return act.kind === "add" ? `${who} will get ${roles}.` : `${roles.charAt(0).toUpperCase()}${roles.slice(1)} will be taken from ${who}. Roles that come from teams stay.`;
}
