/** Roles, and what they allow, in words. What is allowed is said by the node; this page only puts it into words. */
import type { AccessPolicy, Role, RoleActions } from "@aurigraph/api";

/** In the order of the API. */
export const ROLES: readonly Role[] = ["owner", "admin", "operator", "issuer", "verifier", "treasurer", "analyst", "auditor", "viewer"];

export function isRole(text: string | undefined): text is Role {
  return ROLES.some((role) => role === text);
}

/** Those of a set, in the order of the API. */
export function inOrder(roles: Iterable<Role>): readonly Role[] {
  const set = new Set(roles);
  return ROLES.filter((role) => set.has(role));
}

export function withRole(roles: readonly Role[], role: Role, has: boolean): readonly Role[] {
  return inOrder(has ? [...roles, role] : roles.filter((each) => each !== role));
}

export function sameRoles(one: readonly Role[], other: readonly Role[]): boolean {
  return inOrder(one).join() === inOrder(other).join();
}

/** What one set has and the other has not. */
export function rolesWithout(roles: readonly Role[], others: readonly Role[]): readonly Role[] {
  return inOrder(roles.filter((role) => !others.includes(role)));
}

/** `admin and viewer`; `admin, auditor and viewer`. */
export function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** `Your role: owner`; `Your roles: admin and viewer`. */
export function ownRolesWords(roles: readonly Role[]): string {
  return `Your ${roles.length === 1 ? "role" : "roles"}: ${roles.length === 0 ? "none" : listWords(roles)}`;
}

/** Actions in words that go on after "may". The order is that of the list of roles. */
const ACTIONS: Readonly<Record<string, string>> = {
  "organisation.read": "see the organisation",
  "members.read": "see the members",
  "teams.read": "see the teams",
  "organisation.leave": "leave the organisation",
  "organisation.change": "rename the organisation",
  "members.change": "change roles of members and remove them",
  "owners.change": "make owners, or make them something else",
  "invitations.read": "see the invitations",
  "invitations.change": "invite, and withdraw invitations",
  "teams.change": "create, change and delete teams",
  "api_keys.read": "see the API keys",
  "api_keys.change": "create and revoke API keys",
  "audit.read": "read the audit log",
  "audit.export": "download the audit log",
  "usage.read": "see what was used",
  "ledger_accounts.read": "see the linked ledger accounts",
  "ledger_accounts.change": "link, rename and remove ledger accounts",
  "payment_policy.read": "see which payments need approvals",
  "payment_policy.change": "say which payments need approvals",
  "payments.read": "see the payments",
  "payments.propose": "propose payments, and pay what is approved",
  "payments.approve": "approve and reject payments of others",
  "nodes.read": "see the nodes",
  "nodes.request": "request nodes, withdraw requests, and make tokens for what is approved",
  "nodes.approve": "approve and reject nodes that others request",
  "nodes.revoke": "revoke nodes",
  "organisation.delete": "delete the organisation",
};

/** An action in words; one that this page does not know is shown as it came. */
export function actionWords(action: string): string {
  return ACTIONS[action] ?? action;
}

/** Every action of a policy, in the order in which people read them. */
export function actionsOf(policy: readonly RoleActions[]): readonly string[] {
  const all = new Set(policy.flatMap(({ actions }) => actions));
  const known = Object.keys(ACTIONS).filter((action) => all.has(action));
  return [...known, ...[...all].filter((action) => !(action in ACTIONS)).toSorted()];
}

/** What every role allows. */
export function commonActions(policy: readonly RoleActions[]): readonly string[] {
  return actionsOf(policy).filter((action) => policy.every(({ actions }) => actions.includes(action)));
}

/** What a role allows beyond what every role does: one sentence. Nothing where the policy is not known yet. */
export function allowsWords(policy: AccessPolicy | undefined, role: Role): string | undefined {
  const found = policy?.roles.find((each) => each.role === role);
  if (policy === undefined || found === undefined) return undefined;
  const all = actionsOf(policy.roles);
  if (all.every((action) => found.actions.includes(action))) return "May do everything.";
  const common = commonActions(policy.roles);
  const own = all.filter((action) => found.actions.includes(action) && !common.includes(action));
  return own.length === 0 ? "Nothing here beyond what every member may." : `May ${listWords(own.map(actionWords))}.`;
}

/** Who may do something: `owners, admins and auditors`; undefined where nobody, or nothing is known. */
export function whoMay(policy: AccessPolicy | undefined, action: string): string | undefined {
  const roles = policy?.roles.filter(({ actions }) => actions.includes(action)).map(({ role }) => `${role}s`) ?? [];
  return roles.length === 0 ? undefined : listWords(roles);
}
