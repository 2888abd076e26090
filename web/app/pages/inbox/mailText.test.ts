import { expect, test } from "vitest";
import { mailParts } from "./mailText.ts";

const HERE = "http://127.0.0.1:9003";

function links(text: string, origin = HERE) {
  return mailParts(text, origin).flatMap((part) => (part.kind === "link" ? [[part.text, part.to]] : []));
}

test("the text stays whole, whatever is a link in it", () => {
  const text = `Hello Ada,\n\nconfirm: ${HERE}/complete-sign-up#a-b_c.\nOr not: https://evil.example/x (no).\n`;
  const parts = mailParts(text, HERE);
  expect(parts.map((part) => part.text).join("")).toBe(text);
  expect(parts.map(({ kind }) => kind)).toEqual(["text", "link", "text"]);
});

test.each([
  [`${HERE}/complete-sign-up#t`, "/complete-sign-up#t"],
  [`(${HERE}/a?b=c&d=e#f).`, "/a?b=c&d=e#f"],
  ["http://localhost:9003/reset-password#t", "/reset-password#t"],
  ["http://[::1]:9003/x", "/x"],
  [HERE, "/"],
])("%s can be followed", (text, to) => {
  expect(links(text).map(([, path]) => path)).toEqual([to]);
});

test.each([
  "https://127.0.0.1:9003/x",
  "http://127.0.0.1:9004/x",
  "http://127.0.0.1.evil.example:9003/x",
  "http://127.0.0.1:9003@evil.example/x",
  "http://user:word@127.0.0.1:9003/x",
  "http://127.0.0.1:9003//evil.example",
  "https://evil.example/?http=1",
  "javascript:alert(1)",
  "ftp://127.0.0.1:9003/x",
  "http://",
])("%s cannot", (text) => {
  expect(links(text)).toEqual([]);
  expect(mailParts(text, HERE)).toEqual([{ kind: "text", text }]);
});

test("names of one's own machine are one place only where the portal is there", () => {
  expect(links("http://localhost:443/x", "https://ledger.example")).toEqual([]);
  expect(links("https://ledger.example/x", "https://ledger.example")).toEqual([["https://ledger.example/x", "/x"]]);
});

test("an empty text has no parts", () => {
  expect(mailParts("", HERE)).toEqual([]);
});
