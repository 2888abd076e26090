import { expect, test } from "vitest";
import { actionWords, detailWords } from "./words.ts";

test("an event says what happened, or what was refused", () => {
  expect(actionWords({ action: "session.signed_in", outcome: "succeeded" })).toBe("Signed in");
  expect(actionWords({ action: "session.signed_in", outcome: "refused" })).toBe("Sign-in");
  expect(actionWords({ action: "user.viewed", outcome: "succeeded" })).toBe("Data looked at");
});

test("an action that the page does not know is shown as it came", () => {
  expect(actionWords({ action: "user.second_factor_added", outcome: "succeeded" })).toBe("user.second_factor_added");
});

test("how somebody signed in is said in words, and what the page does not know as it came", () => {
  expect(detailWords({ action: "session.signed_in", detail: "totp" })).toBe("with a code of the application");
  expect(detailWords({ action: "session.signed_in", detail: "second factor" })).toBe("the code was not taken");
  expect(detailWords({ action: "session.signed_in", detail: "wrong password" })).toBe("wrong password");
  expect(detailWords({ action: "user.totp_added", detail: "totp" })).toBe("totp");
  expect(detailWords({ action: "user.renamed", detail: null })).toBe("");
});
