/** The order of the members, which the API makes over all pages: `sort` and `order` in the address, by name where it says nothing else. */

interface MemberOrder {
  readonly key: string;
  readonly descending: boolean;
}

/** Values of one choice, for where there are no heads of columns to press. */
export const SORT_OPTIONS: readonly (readonly [value: string, words: string])[] = [
  ["name", "Name, A first"],
  ["-name", "Name, Z first"],
  ["email", "E-mail, A first"],
  ["-email", "E-mail, Z first"],
  ["-joinedAt", "Joined last"],
  ["joinedAt", "Joined first"],
  ["-lastSignInAt", "Signed in last"],
  ["lastSignInAt", "Not seen for long"],
];

export const USUAL_SORT = "name";

const KEYS: ReadonlySet<string> = new Set(SORT_OPTIONS.map(([value]) => value.replace("-", "")));

export function memberSort(get: (name: string) => string | undefined): MemberOrder {
  const key = get("sort") ?? USUAL_SORT;
  return KEYS.has(key) ? { key, descending: get("order") === "desc" } : { key: USUAL_SORT, descending: false };
}

export function sortValue({ key, descending }: MemberOrder): string {
  return `${descending ? "-" : ""}${key}`;
}

/** What the address says for a value; the usual order leaves it plain. */
export function sortChanges(value: string): { readonly sort: string | null; readonly order: string | null } {
  const descending = value.startsWith("-");
  const key = descending ? value.slice(1) : value;
  return { sort: value === USUAL_SORT ? null : key, order: descending ? "desc" : null };
}
