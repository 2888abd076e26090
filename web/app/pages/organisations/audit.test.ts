import { expect, test } from "vitest";
import { actionFilterWords, auditFilter, changedField, changesOf, eventWords } from "./audit.ts";
import { dayOf } from "./days.ts";

function filterOf(search: string) {
  const address = new URLSearchParams(search);
  return auditFilter((name) => address.get(name) ?? undefined);
}

const NOTHING = { action: undefined, actor: undefined, subject: undefined, outcome: undefined, from: undefined, to: undefined };

test("the address says which lines", () => {
  expect(filterOf("")).toEqual(NOTHING);
  expect(filterOf("action=member.&actor=u1&subject=u2&outcome=refused")).toEqual({ ...NOTHING, action: "member.", actor: "u1", subject: "u2", outcome: "refused" });
  expect(filterOf("outcome=anything")).toEqual(NOTHING);
});

test("days are whole days of UTC, the last one included, also over the end of a month", () => {
  expect(filterOf("from=2026-02-28&to=2026-02-28")).toEqual({ ...NOTHING, from: "2026-02-28T00:00:00.000Z", to: "2026-03-01T00:00:00.000Z" });
});

test.each(["2026-02-30", "2026-13-01", "yesterday", "2026-1-1", "2026-01-01T00:00:00Z", ""])("%j is no day, and so no filter", (text) => {
  expect(dayOf(text)).toBeUndefined();
  expect(filterOf(`from=${text}&to=${text}`)).toEqual(NOTHING);
});

test("a list says what came and what went", () => {
  expect(changesOf({ before: { roles: "admin, viewer" }, after: { roles: "viewer, auditor" } })).toEqual([{ field: "roles", before: "admin, viewer", after: "viewer, auditor", isList: true, added: ["auditor"], removed: ["admin"] }]);
});

test("a value says what it was and what it is; what stayed is left out, and an empty value is one", () => {
  expect(changesOf({ before: { name: "Old, Ltd", email: "a@example.org" }, after: { name: "New", email: "a@example.org" } })).toEqual([{ field: "name", before: "Old, Ltd", after: "New", isList: false, added: [], removed: [] }]);
  expect(changesOf({ before: {}, after: { name: "New", expiresAt: "t" } }).map(({ field, before, after }) => [field, before, after])).toEqual([["expiresAt", null, "t"], ["name", null, "New"]]);
  expect(changesOf({ before: { name: "" }, after: {} })).toMatchObject([{ before: "", after: null }]);
  expect(changesOf({ before: {}, after: {} })).toEqual([]);
});

test("everything has words, and what is unknown is shown as it came", () => {
  expect(eventWords("member.roles_changed")).toBe("Roles of a member changed");
  expect(eventWords("something.new")).toBe("something.new");
  expect(eventWords("node.token_made")).toBe("Token for a node made");
  expect(actionFilterWords("node.")).toBe("Nodes");
  expect(actionFilterWords("member.")).toBe("Members");
  expect(actionFilterWords("member.joined")).toBe("Member joined");
  expect(changedField("expiresAt")).toBe("Ends");
  expect(changedField("someField")).toBe("Some field");
});
