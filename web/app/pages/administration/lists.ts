/** What the lists of the administration are asked for, read from the address, and the order that the API makes over all pages. */
import type { AllOrganisationsQuery, AllOrganisationsSort, ListedUserState, UserChangeKind, UserSort, UsersQuery } from "@aurigraph/api";

interface Address {
  readonly get: (name: string) => string | undefined;
  readonly cursor: string | undefined;
  readonly limit: number;
}

export interface ListOrder<Key extends string> {
  readonly key: Key;
  readonly descending: boolean;
}

/** Users that are changed at once. */
export const SELECTED_MAX = 200;

export const USER_SORTS: readonly (readonly [value: string, words: string])[] = [
  ["-createdAt", "Newest first"],
  ["createdAt", "Oldest first"],
  ["-lastSignedInAt", "Signed in last"],
  ["lastSignedInAt", "Not seen for long"],
];

export const ORGANISATION_SORTS: readonly (readonly [value: string, words: string])[] = [
  ["-createdAt", "Newest first"],
  ["createdAt", "Oldest first"],
  ["-members", "Most members first"],
  ["members", "Fewest members first"],
];

export const STATES: readonly (readonly [value: ListedUserState, words: string])[] = [
  ["active", "Active"],
  ["disabled", "Disabled"],
  ["managed", "Managed by a directory"],
];

/** The newest first, where the address says nothing else or what there is not. */
export function orderOf<Key extends string>(get: Address["get"], sorts: readonly (readonly [string, string])[]): ListOrder<Key> {
  const key = get("sort") ?? "createdAt";
  if (!sorts.some(([value]) => value === key)) return { key: "createdAt" as Key, descending: true };
  return { key: key as Key, descending: get("order") !== "asc" };
}

export function orderValue({ key, descending }: ListOrder<string>): string {
  return `${descending ? "-" : ""}${key}`;
}

/** What the address says for a value; the usual order leaves it plain. */
export function orderChanges(value: string): { readonly sort: string | null; readonly order: string | null } {
  const descending = value.startsWith("-");
  const key = descending ? value.slice(1) : value;
  return { sort: key === "createdAt" ? null : key, order: descending ? null : "asc" };
}

/** A press on a head: the greatest first, then the other way round. */
export function afterPress(order: ListOrder<string>, key: string): string {
  return order.key === key && order.descending ? key : `-${key}`;
}

export function stateOf(text: string | undefined): ListedUserState | undefined {
  return STATES.find(([state]) => state === text)?.[0];
}

/** With a second factor, or without; nothing where the address does not say. */
export function secondFactorOf(text: string | undefined): boolean | undefined {
  return text === "yes" ? true : text === "no" ? false : undefined;
}

export function usersQuery({ get, cursor, limit }: Address): UsersQuery {
  const { key, descending } = orderOf<UserSort>(get, USER_SORTS);
  return { search: get("search"), state: stateOf(get("state")), secondFactor: secondFactorOf(get("factor")), sort: key, order: descending ? "desc" : "asc", limit, cursor };
}

export function organisationsQuery({ get, cursor, limit }: Address): AllOrganisationsQuery {
  const { key, descending } = orderOf<AllOrganisationsSort>(get, ORGANISATION_SORTS);
  return { search: get("search"), sort: key, order: descending ? "desc" : "asc", limit, cursor };
}

/** What was done with how many, in a sentence; some were so already. */
export function doneWords(change: UserChangeKind, asked: number, changed: number): string {
  const users = changed === 1 ? "1 user" : `${changed} users`;
  const done = { disable: `${users} disabled.`, enable: `${users} enabled.`, end_sessions: `Sessions of ${users} ended.` }[change];
  const others = asked - changed;
  if (others === 0) return done;
  const already = { disable: "disabled already", enable: "not disabled by an administrator", end_sessions: "without a session" }[change];
  return `${done} ${others === 1 ? "1 was" : `${others} were`} ${already}.`;
}
