import { expect, test } from "vitest";
import { toProblem } from "../src/index.ts";

test("a problem document is kept as it came", () => {
  const problem = { type: "about:blank", title: "Gone", status: 410, code: "pruned", detail: "d", action: "a", earliestHeight: 7 };
  expect(toProblem({ status: 410, data: problem })).toEqual(problem);
});

test.each([
  [{ status: "FETCH_ERROR", error: "x" }, "unreachable"],
  [{ status: "TIMEOUT_ERROR", error: "x" }, "unreachable"],
  [{ status: "PARSING_ERROR", error: "x" }, "unreadable_answer"],
  [{ status: 502, data: "<html>" }, "unexpected_status"],
  [new Error("x"), "unexpected"],
  [null, "unexpected"],
])("anything else becomes one that says what to do", (error, code) => {
  const problem = toProblem(error);
  expect(problem.code).toBe(code);
  expect(problem.action).not.toBe("");
});
