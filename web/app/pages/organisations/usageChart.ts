/** The geometry of a picture of days: every day has the same width, the first at the left. Pure; drawing is `UsageChart.tsx`. */
import { THIN_SPACE } from "@aurigraph/core";
import { roundUp } from "../../components/scale.ts";
import { shortDay, shortMonth } from "./days.ts";

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Days of this width and more have air between them. */
const AIR_FROM_PX = 3;
const AIR_SHARE = 0.28;
/** What is not zero is seen. */
const BAR_PX_MIN = 1;

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** More of a unit than this is less than one of the next. */
const OF_A_UNIT_MAX = 500;

/** The top of a scale of bytes: a round number of a binary unit, and how it is written. */
export function topOfBytes(most: number): { readonly top: number; readonly words: string } {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = 1;
  let unit = 0;
  while (most / size > OF_A_UNIT_MAX && unit < units.length - 1) {
    size *= 1024;
    unit += 1;
  }
  const count = roundUp(most / size);
  return { top: count * size, words: `${String(Number(count.toPrecision(6)))}${THIN_SPACE}${units[unit]}` };
}

/** A bar for each value; none for zero. */
export function barsPath(values: readonly number[], top: number, { width, height }: Box): string {
  const step = width / values.length;
  const air = step >= AIR_FROM_PX ? (step * AIR_SHARE) / 2 : 0;
  return values
    .map((value, index) => {
      if (value <= 0) return "";
      const y = height - Math.max(BAR_PX_MIN, (value / top) * height);
      return `M${round(index * step + air)} ${round(height)}V${round(y)}H${round((index + 1) * step - air)}V${round(height)}Z`;
    })
    .join("");
}

/** A line that goes level through each day. It ends where nothing is known, and begins anew behind that. */
export function stepsPath(values: readonly (number | null)[], top: number, { width, height }: Box): string {
  const step = width / values.length;
  return values
    .map((value, index) => {
      if (value === null) return "";
      const y = round(height - (value / top) * height);
      const isFirst = (values[index - 1] ?? null) === null;
      return `${isFirst ? `M${round(index * step)} ${y}` : `V${y}`}H${round((index + 1) * step)}`;
    })
    .join("");
}

/** Runs of days for which something holds, each from its first index to the one behind its last. */
export function runsOf(holds: readonly boolean[]): readonly (readonly [from: number, to: number])[] {
  const runs: [number, number][] = [];
  for (const [index, each] of holds.entries()) {
    const last = runs.at(-1);
    if (!each) continue;
    if (last?.[1] === index) last[1] = index + 1;
    else runs.push([index, index + 1]);
  }
  return runs;
}

/** More days than these are told apart by months. */
const DAYS_BY_DAY_MAX = 62;
const DAY_LABEL_PX = 58;
const MONTH_LABEL_PX = 44;
const DAYS_A_MONTH = 30;

export interface Tick {
  readonly index: number;
  readonly label: string;
}

/** Which days are named below the picture, as many as have room: counted back from the last one, or the firsts of months. */
export function ticksOf(days: readonly string[], width: number): readonly Tick[] {
  const step = width / days.length;
  if (days.length <= DAYS_BY_DAY_MAX) {
    const every = [1, 2, 5, 7, 14].find((count) => count * step >= DAY_LABEL_PX) ?? 28;
    return days.map((day, index) => ({ index, label: shortDay(day) })).filter(({ index }) => (days.length - 1 - index) % every === 0);
  }
  const every = [1, 2, 3, 6].find((count) => count * DAYS_A_MONTH * step >= MONTH_LABEL_PX) ?? 12;
  return days
    .map((day, index) => ({ day, index, label: day.slice(5, 7) === "01" ? day.slice(0, 4) : shortMonth(day) }))
    .filter(({ day }) => day.endsWith("-01") && (Number(day.slice(5, 7)) - 1) % every === 0)
    .map(({ index, label }) => ({ index, label }));
}

/** The day under a hand. */
export function dayUnder(x: number, days: number, width: number): number {
  return Math.min(days - 1, Math.max(0, Math.floor((x / width) * days)));
}
