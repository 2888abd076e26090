import { expect, test } from "vitest";
import { roundUp } from "./scale.ts";

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
