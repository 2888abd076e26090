import { expect, test } from "vitest";
import { codeProblem, digitsProblem } from "./code.ts";

test.each(["287082", " 287 082 ", "7kq2m-0abcd", "7KQ2M0ABCD"])("%s can be a code", (code) => {
  expect(codeProblem(code)).toBeUndefined();
});

test.each(["", " ", "28708", "2870820", "28708a", "7kq2m-0abc", "7kq2m_0abcd"])("%s cannot", (code) => {
  expect(codeProblem(code)).toBeDefined();
});

test("a recovery code does not show that the application works", () => {
  expect(digitsProblem("287 082")).toBeUndefined();
  expect(digitsProblem("7kq2m-0abcd")).toBeDefined();
});
