import { expect, test } from "vitest";
import type { AccessPolicy } from "@aurigraph/api";
import { actionsOf, allowsWords, commonActions, inOrder, isRole, listWords, rolesWithout, sameRoles, whoMay, withRole } from "./roles.ts";
import { rolesOf, rolesText } from "./roleForm.ts";

const EVERYBODY = ["organisation.read", "members.read"];
const POLICY: AccessPolicy = {
  roles: [
    { role: "owner", actions: [...EVERYBODY, "audit.read", "audit.export", "something.new"] },
    { role: "auditor", actions: [...EVERYBODY, "audit.read", "audit.export"] },
    { role: "viewer", actions: EVERYBODY },
  ],
  policy: "permit",
};

test("roles are a set in the order of the API", () => {
  expect(inOrder(["viewer", "owner", "viewer"])).toEqual(["owner", "viewer"]);
  expect(withRole(["viewer"], "admin", true)).toEqual(["admin", "viewer"]);
  expect(withRole(["viewer"], "viewer", true)).toEqual(["viewer"]);
  expect(withRole(["admin", "viewer"], "admin", false)).toEqual(["viewer"]);
  expect(rolesWithout(["viewer", "admin"], ["viewer"])).toEqual(["admin"]);
  expect(sameRoles(["viewer", "admin"], ["admin", "viewer"])).toBe(true);
  expect(sameRoles(["viewer"], ["admin", "viewer"])).toBe(false);
  expect([isRole("owner"), isRole("Owner"), isRole(""), isRole(undefined)]).toEqual([true, false, false, false]);
});

test("roles go through a form as a text, and what is none is left out", () => {
  expect(rolesOf(rolesText(["admin", "viewer"]))).toEqual(["admin", "viewer"]);
  expect(rolesOf("")).toEqual([]);
  expect(rolesOf("viewer,king,owner")).toEqual(["owner", "viewer"]);
});

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
])("%j reads %j", (words, text) => {
  expect(listWords(words)).toBe(text);
});

test("what a role allows is said without what every role does", () => {
  expect(commonActions(POLICY.roles)).toEqual(EVERYBODY);
  expect(allowsWords(POLICY, "owner")).toBe("May do everything.");
  expect(allowsWords(POLICY, "auditor")).toBe("May read the audit log and download the audit log.");
  expect(allowsWords(POLICY, "viewer")).toBe("Nothing here beyond what every member may.");
  expect(allowsWords(undefined, "viewer")).toBeUndefined();
  expect(allowsWords(POLICY, "issuer")).toBeUndefined();
});

test("an action that this page does not know comes last, as it is called", () => {
  expect(actionsOf(POLICY.roles)).toEqual([...EVERYBODY, "audit.read", "audit.export", "something.new"]);
});

test("whoever may not see something reads who may", () => {
  expect(whoMay(POLICY, "audit.read")).toBe("owners and auditors");
  expect(whoMay(POLICY, "nothing")).toBeUndefined();
  expect(whoMay(undefined, "audit.read")).toBeUndefined();
});
