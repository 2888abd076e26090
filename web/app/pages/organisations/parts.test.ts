import { expect, test } from "vitest";
import { curlExample, daysProblem, keyState } from "./keys.ts";
import { memberSort, SORT_OPTIONS, sortChanges, sortValue } from "./memberSort.ts";
import { firstPart, partOf, partPath, visibleParts } from "./parts.ts";
import { changeOfTeam } from "./team.ts";

const VIEWER = ["organisation.read", "members.read", "teams.read", "organisation.leave"];

test("parts that somebody may not see are not there", () => {
  expect(visibleParts(VIEWER).map(({ id }) => id)).toEqual(["members", "teams", "roles", "settings"]);
  expect(visibleParts([...VIEWER, "ledger_accounts.read", "payments.read"]).map(({ id }) => id)).toEqual(["members", "teams", "ledger-accounts", "payments", "roles", "settings"]);
  expect(visibleParts([...VIEWER, "nodes.read"]).map(({ id }) => id)).toEqual(["members", "teams", "nodes", "roles", "settings"]);
  expect(visibleParts([...VIEWER, "audit.read"]).map(({ id }) => id)).toContain("audit");
  expect(visibleParts([...VIEWER, "usage.read"]).map(({ id }) => id)).toEqual(["members", "teams", "roles", "usage", "settings"]);
});

test("the part that was open last is opened again, where it may be seen", () => {
  expect(firstPart(VIEWER, null)).toBe("members");
  expect(firstPart(VIEWER, "teams")).toBe("teams");
  expect(firstPart(VIEWER, "audit")).toBe("members");
  expect(firstPart(VIEWER, "no such part")).toBe("members");
  expect(partOf("no such part")).toBeUndefined();
  expect(partPath("a/b", "api-keys")).toBe("/organisations/a%2Fb/api-keys");
});

test("every order of the members goes through the address and comes back", () => {
  for (const [value] of SORT_OPTIONS) {
    const { sort, order } = sortChanges(value);
    const address: Readonly<Record<string, string | null>> = { sort, order };
    expect(sortValue(memberSort((name) => address[name] ?? undefined))).toBe(value);
  }
  expect(sortChanges("name")).toEqual({ sort: null, order: null });
  expect(memberSort((name) => (name === "sort" ? "password" : "desc"))).toEqual({ key: "name", descending: false });
});

/** The state on the first day of 2026 of a key that ends then. */
function stateOf(expiresAt: string, isExpired = false) {
  return keyState({ expiresAt, isExpired }, Date.parse("2026-01-01T00:00:00Z"));
}

test("a key is marked before it ends", () => {
  expect(stateOf("2026-03-01T00:00:00Z")).toBe("valid");
  expect(stateOf("2026-01-15T00:00:00Z")).toBe("soon");
  expect(stateOf("2026-01-01T00:00:00Z")).toBe("over");
  expect(stateOf("2026-03-01T00:00:00Z", true)).toBe("over");
});

test.each(["1", "90", "365", " 7 "])("%j days can be", (text) => {
  expect(daysProblem(text)).toBeUndefined();
});

test.each(["", "0", "366", "-1", "1.5", "1e2", "ninety"])("%j days cannot", (text) => {
  expect(daysProblem(text)).toMatch(/1 to 365/);
});

test("the example asks this portal for this organisation, with the key as its bearer", () => {
  const example = curlExample({ origin: "https://ledger.example", organisationId: "o1", secret: "agk_secret" });
  expect(example).toContain("export AURIGRAPH_KEY='agk_secret'");
  expect(example).toContain('--header "Authorization: Bearer $AURIGRAPH_KEY"');
  expect(example).toContain("'https://ledger.example/api/v11/organisations/o1'");
});

test("of a team only what is different is sent, and its opposite restores it", () => {
  const before = { name: "Desk", roles: ["viewer"], members: ["a", "b"] } as const;
  const after = { name: "Desk", roles: ["viewer", "operator"], members: ["b", "c"] } as const;
  expect(changeOfTeam(before, before)).toEqual({});
  expect(changeOfTeam(before, after)).toEqual({ roles: ["viewer", "operator"], addMembers: ["c"], removeMembers: ["a"] });
  expect(changeOfTeam(after, before)).toEqual({ roles: ["viewer"], addMembers: ["a"], removeMembers: ["c"] });
  expect(changeOfTeam(before, { ...before, name: "Other" })).toEqual({ name: "Other" });
});
