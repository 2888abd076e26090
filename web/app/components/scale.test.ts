import { expect, test } from "vitest";
import { gapsOf, powerAbove, powerBelow, roundUp } from "./scale.ts";

test.each([
  [0, 1],
  [-3, 1],
  [0.31, 0.4],
  [1, 1],
  [1.01, 1.5],
  [47, 50],
  [50.1, 60],
  [9_800_000, 10_000_000],
])("%d is covered by %d", (value, top) => {
  expect(roundUp(value)).toBeCloseTo(top, 9);
});

test.each([
  [0.73, 0.1, 1],
  [1, 1, 10],
  [205, 100, 1000],
  [0, 0.01, 1],
])("%d lies between the powers %d and %d", (value, below, above) => {
  expect(powerBelow(value)).toBeCloseTo(below, 9);
  expect(powerAbove(value)).toBeCloseTo(above, 9);
});

test("a hole in the history is a gap from the second before it to the second behind it", () => {
  const points = [1, 2, 3, 9, 10].map((timeSeconds) => ({ timeSeconds, transfers: timeSeconds === 3 ? null : 5 }));
  expect(gapsOf(points)).toEqual([[2, 9]]);
  expect(gapsOf([])).toEqual([]);
});
