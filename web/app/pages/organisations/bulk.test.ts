import { expect, test } from "vitest";
import type { BulkResult, Member, Role } from "@aurigraph/api";
import { type BulkAct, bulkRequest, bulkWords, resultWords, undoing } from "./bulk.ts";

function member(userId: string, roles: readonly Role[]): Member {
  return { userId, name: userId, email: `${userId}@example.org`, roles, teamRoles: [], providerRoles: [], teams: [], joinedAt: "", lastSignInAt: null, isSelf: false };
}

function outcome(userId: string, what: BulkResult["outcome"]): BulkResult {
  return { userId, outcome: what, code: null, detail: null };
}

const ADA = member("ada", ["admin", "viewer"]);
const GRACE = member("grace", ["viewer"]);
const JOAN = member("joan", ["operator"]);
const ALL = [ADA, GRACE, JOAN];
const CHANGED = ALL.map(({ userId }) => outcome(userId, "changed"));
const GIVE: BulkAct = { kind: "add", roles: ["admin", "auditor"] };

test("one request for all, that changes nothing else", () => {
  expect(bulkRequest(ALL, GIVE)).toEqual({ userIds: ["ada", "grace", "joan"], addRoles: ["admin", "auditor"], removeRoles: [], remove: false });
  expect(bulkRequest([ADA], { kind: "take", roles: ["viewer"] })).toEqual({ userIds: ["ada"], addRoles: [], removeRoles: ["viewer"], remove: false });
  expect(bulkRequest([ADA], { kind: "remove" })).toEqual({ userIds: ["ada"], addRoles: [], removeRoles: [], remove: true });
});

test("whoever had a role already keeps it when the change is undone", () => {
  expect(undoing(ALL, GIVE, CHANGED)).toEqual([
    { userIds: ["ada"], addRoles: [], removeRoles: ["auditor"], remove: false },
    { userIds: ["grace", "joan"], addRoles: [], removeRoles: ["admin", "auditor"], remove: false },
  ]);
});

test("only whoever had a role gets it back", () => {
  expect(undoing(ALL, { kind: "take", roles: ["viewer"] }, CHANGED)).toEqual([{ userIds: ["ada", "grace"], addRoles: ["viewer"], removeRoles: [], remove: false }]);
});

test("what was not changed is not undone", () => {
  const results = [outcome("ada", "refused"), outcome("grace", "unchanged"), outcome("joan", "changed")];
  expect(undoing(ALL, GIVE, results)).toEqual([{ userIds: ["joan"], addRoles: [], removeRoles: ["admin", "auditor"], remove: false }]);
  expect(undoing(ALL, GIVE, [])).toEqual([]);
});

test("a removal cannot be undone", () => {
  expect(undoing(ALL, { kind: "remove" }, ALL.map(({ userId }) => outcome(userId, "removed")))).toEqual([]);
});

test("what is about to be done, and what came of it, in words", () => {
  expect(bulkWords(2, GIVE)).toBe("2 members will get the roles admin and auditor.");
  expect(bulkWords(1, { kind: "take", roles: ["viewer"] })).toBe("The role viewer will be taken from 1 member. Roles that come from teams stay.");
  expect(bulkWords(3, { kind: "remove" })).toMatch(/^3 members will be removed/);
  expect(resultWords([outcome("a", "refused"), outcome("b", "changed"), outcome("c", "changed"), outcome("d", "unchanged")])).toBe("2 changed, 1 as before, 1 refused");
});
