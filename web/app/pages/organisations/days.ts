/** Days and months of UTC as they stand in the address bar: `2026-11-27`, `2026-11`. Both sort as their texts do. */

export const DAY_MS = 86_400_000;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"] as const;

/** The beginning of a day of UTC in milliseconds; undefined where it is none, such as the 31st of February. */
export function dayStart(text: string | undefined): number | undefined {
  if (text === undefined || !DAY.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? ms : undefined;
}

/** A day as it may stand in the address; what is none counts as no filter. */
export function dayOf(text: string | undefined): string | undefined {
  return dayStart(text) === undefined ? undefined : text;
}

/** The day of a moment. */
export function dayAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** So many days later, or earlier. */
export function dayAfter(day: string, days: number): string {
  return dayAt(Date.parse(day) + days * DAY_MS);
}

/** How many days there are from one to another, both included; less than one where the first is after the last. */
export function countDays(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** `27 Nov`. */
export function shortDay(day: string): string {
  return `${Number(day.slice(8))} ${shortMonth(day)}`;
}

/** `Nov`, of a day or a month. */
export function shortMonth(text: string): string {
  return monthName(text).slice(0, 3);
}

function monthName(text: string): string {
  return MONTHS[Number(text.slice(5, 7)) - 1] ?? "";
}

/** `November 2026`. */
export function monthWords(month: string): string {
  return `${monthName(month)} ${month.slice(0, 4)}`;
}

/** Months since the year zero. */
function monthNumber(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

/** The months from one day to another, the newest first; at least that of the last day. */
export function monthsBetween(first: string, last: string): readonly string[] {
  const newest = monthNumber(last);
  return Array.from({ length: Math.max(0, newest - monthNumber(first)) + 1 }, (_, back) => {
    const month = newest - back;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}
