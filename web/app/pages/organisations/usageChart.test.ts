import { expect, test } from "vitest";
import { THIN_SPACE as S } from "@aurigraph/core";
import { dayAfter } from "./days.ts";
import { barsPath, dayUnder, runsOf, stepsPath, ticksOf, topOfBytes } from "./usageChart.ts";

const BOX = { width: 40, height: 10 };

test("each value has its bar, with air between them; zero has none, and little is still seen", () => {
  expect(barsPath([10, 0, 0.01, 5], 10, BOX)).toBe("M1.4 10V0H8.6V10ZM21.4 10V9H28.6V10ZM31.4 10V5H38.6V10Z");
  expect(barsPath([0, 0], 1, BOX)).toBe("");
});

test("bars of many days touch", () => {
  expect(barsPath([1, 1], 1, { width: 4, height: 10 })).toBe("M0 10V0H2V10ZM2 10V0H4V10Z");
});

test("the line ends at a day of which nothing is known, and goes down to zero only where zero was seen", () => {
  expect(stepsPath([2, null, 1, 0], 2, BOX)).toBe("M0 0H10M20 5H30V10H40");
  expect(stepsPath([null, null], 2, BOX)).toBe("");
});

test("runs go from the first day to the one behind the last", () => {
  expect(runsOf([true, true, false, true])).toEqual([[0, 2], [3, 4]]);
  expect(runsOf([false])).toEqual([]);
});

function days(count: number, last = "2026-11-27"): readonly string[] {
  return Array.from({ length: count }, (_, index) => dayAfter(last, index + 1 - count));
}

test("few days are named by day, always the last one; many by month, the first of a year by its year", () => {
  expect(ticksOf(days(3), 300).map(({ label }) => label)).toEqual(["25 Nov", "26 Nov", "27 Nov"]);
  expect(ticksOf(days(30), 300).at(-1)).toEqual({ index: 29, label: "27 Nov" });
  expect(ticksOf(days(365), 1300).map(({ label }) => label)).toEqual(["Dec", "2026", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]);
});

test.each([30, 62, 63, 90, 365, 400])("the names of %i days have room on a phone", (count) => {
  const width = 264;
  const ticks = ticksOf(days(count), width);
  expect(ticks.length).toBeGreaterThan(1);
  const gaps = ticks.slice(1).map(({ index }, before) => ((index - (ticks[before]?.index ?? 0)) / count) * width);
  expect(Math.min(...gaps)).toBeGreaterThan(40);
});

test("the day under a hand is one of the days, also beside the picture", () => {
  expect([-5, 0, 9.9, 10, 39.9, 80].map((x) => dayUnder(x, 4, 40))).toEqual([0, 0, 0, 1, 3, 3]);
});

test("a scale of bytes ends at a round number of a binary unit, not below the most", () => {
  expect(topOfBytes(0)).toEqual({ top: 1, words: `1${S}B` });
  expect(topOfBytes(500)).toEqual({ top: 500, words: `500${S}B` });
  expect(topOfBytes(1536)).toEqual({ top: 1536, words: `1.5${S}KiB` });
  expect(topOfBytes(600 * 1024).words).toBe(`0.6${S}MiB`);
  expect(topOfBytes(600 * 1024).top).toBeCloseTo(0.6 * 1024 ** 2);
  for (const most of [1, 501, 1000, 1024, 5e5, 5e5 + 1, 5e11, 5e14]) {
    expect(topOfBytes(most).top).toBeGreaterThanOrEqual(most);
    expect(topOfBytes(most).words.length).toBeLessThanOrEqual(8);
  }
});
