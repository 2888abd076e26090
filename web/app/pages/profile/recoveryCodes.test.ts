import { expect, test } from "vitest";
import { fewCodesWords, grouped, recoveryFile } from "./recoveryCodes.ts";

test("a key is shown in groups of four", () => {
  expect(grouped("ABCDEFGHIJ")).toBe("ABCD EFGH IJ");
  expect(grouped("")).toBe("");
});

test("few recovery codes are a warning in words", () => {
  expect(fewCodesWords(3)).toBeUndefined();
  expect(fewCodesWords(2)).toBe("Only 2 recovery codes are left");
  expect(fewCodesWords(1)).toBe("Only one recovery code is left");
  expect(fewCodesWords(0)).toBe("No recovery code is left");
});

test("the file says what it is for, and has each code on a line of its own", () => {
  const codes = Array.from({ length: 10 }, (_, index) => `7kq2m-0abc${index}`);
  const text = recoveryFile({ codes, portal: "https://ledger.example", email: "ada@example.org", madeAt: "2026-11-26 20:00:00 UTC" });
  expect(text).toContain("ada@example.org");
  expect(text.split("\n").filter((line) => /^ ?\d+\. {2}\S{11}$/.test(line))).toHaveLength(10);
  expect(text).toContain("\n10.  7kq2m-0abc9\n");
});
