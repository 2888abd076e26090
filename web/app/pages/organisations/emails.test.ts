import { expect, test } from "vitest";
import { EMAILS_MAX, emailsProblem, pastedEmails } from "./emails.ts";

function texts(text: string) {
  return pastedEmails(text).map((each) => each.text);
}

test.each([
  ["", []],
  [" \n,; ", []],
  ["ada@example.org", ["ada@example.org"]],
  ["ada@example.org,grace@example.org", ["ada@example.org", "grace@example.org"]],
  ["ada@example.org; grace@example.org\r\njoan@example.org", ["ada@example.org", "grace@example.org", "joan@example.org"]],
  ["ada@example.org grace@example.org\tjoan@example.org", ["ada@example.org", "grace@example.org", "joan@example.org"]],
  ["Ada Example <ada@example.org>, \"Grace, Example\" <grace@example.org>", ["ada@example.org", '"Grace', "grace@example.org"]],
  ["Ada Example <ada@example.org>\nGrace <grace@example.org>", ["ada@example.org", "grace@example.org"]],
  ["ada@example.org, ADA@example.org", ["ada@example.org"]],
  ["Ada Example", ["Ada Example"]],
])("%j holds %j", (text, found) => {
  expect(texts(text)).toEqual(found);
});

test.each([
  ["ada@example.org", undefined],
  ["ada", "is no e-mail address"],
  ["ada@", "is no e-mail address"],
  ["@example.org", "is no e-mail address"],
  ["a@b@c", "is no e-mail address"],
  ["Ada Example", "is no e-mail address"],
  [`${"a".repeat(250)}@example.org`, "is longer than an address can be"],
])("%s is looked at while one types", (text, problem) => {
  expect(pastedEmails(text)).toEqual([{ text, problem }]);
});

test("nothing is sent before all of them can be addresses", () => {
  expect(emailsProblem([])).toMatch(/at least one/);
  expect(emailsProblem(pastedEmails("ada@example.org"))).toBeUndefined();
  expect(emailsProblem(pastedEmails("ada@example.org, grace"))).toBe("\u201cgrace\u201d is no e-mail address.");
  expect(emailsProblem(pastedEmails("ada, grace"))).toBe("2 of these are no e-mail addresses; the first is \u201cada\u201d.");
});

function many(count: number) {
  return pastedEmails(Array.from({ length: count }, (_, index) => `a${index}@example.org`).join("\n"));
}

test("as many at once as the node takes", () => {
  expect(emailsProblem(many(EMAILS_MAX))).toBeUndefined();
  expect(emailsProblem(many(EMAILS_MAX + 1))).toMatch(/these are 51/);
});
