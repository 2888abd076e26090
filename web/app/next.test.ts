import { expect, test } from "vitest";
import { safeNext, signInPath } from "./next.ts";

test.each(["/", "/profile", "/blocks?limit=25&order=asc", "/accounts/7#history", "/a//b", "/%2F%2Fevil.example", "/?x=//evil.example"])("%s is a place of the portal", (path) => {
  expect(safeNext(path)).toBe(path);
});

test.each([
  null,
  "",
  "profile",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r\\evil.example",
  " /profile",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "/./\\evil.example",
  "https://evil.example/",
  "https:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
])("%j leads to the overview instead", (asked) => {
  expect(safeNext(asked)).toBe("/");
});

test.each(["/sign-in", "/sign-in?next=/profile", "/sign-up", "/complete-sign-up", "/reset-password#token", "/confirm-email#token"])("nobody comes back to %s", (path) => {
  expect(safeNext(path)).toBe("/");
});

test("dots are resolved", () => {
  expect(safeNext("/blocks/../assets")).toBe("/assets");
});

test.each([
  ["/", "/sign-in"],
  ["/profile", "/sign-in?next=/profile"],
  ["/transactions?kind=batch&limit=25", "/sign-in?next=/transactions%3Fkind%3Dbatch%26limit%3D25"],
  ["/sign-up", "/sign-in"],
  ["//evil.example", "/sign-in"],
])("the sign-in of %s comes back to it", (path, address) => {
  expect(signInPath(path)).toBe(address);
  const next = new URL(address, "https://portal.invalid").searchParams.get("next");
  expect(safeNext(next)).toBe(safeNext(path));
});
