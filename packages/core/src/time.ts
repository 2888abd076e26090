/** Times for readers: relative ones that say how long ago, and absolute ones that say in which time zone. */
import { formatInteger } from "./number.ts";

const UNITS = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
] as const;

/** A span as its largest unit, or its two largest: `4 s`, `12 min`, `3 h 20 min`. */
export function formatSpan(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  for (const [index, [size, unit]] of UNITS.entries()) {
    if (seconds < size) continue;
    const whole = Math.floor(seconds / size);
    const next = UNITS[index + 1];
    const rest = next ? Math.floor((seconds % size) / next[0]) : 0;
    return next && rest > 0 ? `${formatInteger(whole)} ${unit} ${rest} ${next[1]}` : `${formatInteger(whole)} ${unit}`;
  }
  return `${seconds} s`;
}

/** `now`, `4 s ago`, `in 3 min` (when a clock is ahead). */
export function formatRelative(timestampMs: number, nowMs: number): string {
  const difference = nowMs - timestampMs;
  if (Math.abs(difference) < 1000) return "now";
  return difference > 0 ? `${formatSpan(difference)} ago` : `in ${formatSpan(-difference)}`;
}

function pad(value: number, width = 2): string {
  return value.toString().padStart(width, "0");
}

/** `+02:00` for the reader's own time zone at that moment. */
function offset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? "\u2212" : "+"}${pad(Math.floor(absolute / 60))}:${pad(absolute % 60)}`;
}

/** The reader's own time zone at that moment: `UTC+02:00`. */
export function formatZone(timestampMs: number): string {
  return `UTC${offset(new Date(timestampMs))}`;
}

/** `2026-11-23 20:44:16.120 UTC`, or with the offset of the reader's time zone. */
export function formatAbsolute(timestampMs: number, zone: "utc" | "local" = "utc"): string {
  const date = new Date(timestampMs);
  if (Number.isNaN(date.getTime())) return "unknown time";
  if (zone === "utc") return `${date.toISOString().replace("T", " ").replace("Z", "")} UTC`;
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
  return `${day} ${clock} ${offset(date)}`;
}

/** `20:44:16` in the reader's time zone. */
export function formatClock(timestampMs: number): string {
  const date = new Date(timestampMs);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}
