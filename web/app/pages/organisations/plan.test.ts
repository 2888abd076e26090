import { expect, test } from "vitest";
import type { PlanQuota } from "@aurigraph/api";
import { quotaLevel, quotaName, quotaNote, usedWords } from "./plan.ts";

function quota(used: number, limit: number | null, resetsAt: string | null = null, isEnforced = true): PlanQuota {
  return { metric: resetsAt === null ? "members" : "api_calls_per_month", used, limit, resetsAt, isEnforced };
}

const NEXT = "2026-12-01T00:00:00.000Z";

test("a quota warns from four fifths on, and is used up at its limit", () => {
  expect([0, 7, 8, 9, 10, 11].map((used) => quotaLevel(quota(used, 10)))).toEqual(["free", "free", "near", "near", "reached", "reached"]);
  expect(quotaLevel(quota(0, 0))).toBe("absent");
  expect(quotaLevel(quota(1, 0))).toBe("reached");
  expect(quotaLevel(quota(1_000_000, null))).toBe("none");
});

test("what is used stands in figures, and no limit is no figure", () => {
  expect(usedWords(quota(4, 5))).toBe("4 of 5");
  expect(usedWords(quota(12, null))).toBe("12, no limit");
  expect(quotaNote(quota(12, null))).toBe("");
});

test("what it means is said in words", () => {
  expect(quotaNote(quota(4, 5))).toBe("1 left.");
  expect(quotaNote(quota(5, 5))).toBe("No more can be made.");
  expect(quotaNote(quota(7, 5))).toBe("2 more than the plan has room for: they stay, and no more can be made.");
  expect([usedWords(quota(0, 0)), quotaNote(quota(0, 0))]).toEqual(["none in this plan", ""]);
  expect(quotaNote(quota(3, 0))).toBe("3 more than the plan has room for: they stay, and no more can be made.");
  expect(quotaNote(quota(3, 0, NEXT))).toBe("Programs are refused; whoever uses these pages is not.");
  expect([4, 5, 7].map((used) => quotaNote(quota(used, 5, NEXT, false)))).toEqual(["1 left until 2026-12-01, UTC.", "More is not refused, and counts.", "2 more than the plan has: nothing is refused, and it counts."]);
  expect(quotaNote(quota(4, 5, NEXT))).toBe("1 left until 2026-12-01, UTC.");
  expect(quotaNote(quota(9, 5, NEXT))).toBe("Programs are refused until 2026-12-01, UTC; whoever uses these pages is not.");
});

test("a metric that this page does not know is shown as it came", () => {
  expect(quotaName("api_keys")).toBe("API keys");
  expect(quotaName("holograms")).toBe("holograms");
});
