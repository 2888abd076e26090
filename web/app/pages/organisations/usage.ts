/**
 * What an organisation used, in words and files: the days that the address asks for, their sums, and the lines of a month.
 *
 * Invariant: a day on which nobody looked at the members, or at what is stored, is a gap, in sums and files, too; it never counts as none.
 */
import type { Invoice, InvoiceLine, UsageDay } from "@aurigraph/api";
import { countOf, type CsvCell, currencyDecimals, formatAmount, formatBytes, formatInteger, NOT_MEASURED, THIN_SPACE, toCsv } from "@aurigraph/core";
import { countDays, dayAfter, dayOf } from "./days.ts";

/** Days that end today, as choices; the first is the usual one. */
export const PERIODS = [30, 90, 365] as const;
const USUAL_DAYS = PERIODS[0];
/** As many as the API answers at once. */
const DAYS_MAX = 400;

/** Days, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

type Get = (name: string) => string | undefined;

/** What the address asks for: the last 30 days where it says nothing, and never a day that is still to come. Or why these days cannot be shown. */
export function periodOf(get: Get, today: string): Period | { readonly problem: string } {
  const askedTo = dayOf(get("to"));
  const to = askedTo === undefined || askedTo > today ? today : askedTo;
  const from = dayOf(get("from")) ?? dayAfter(to, 1 - USUAL_DAYS);
  const days = countDays(from, to);
  if (days < 1) return { problem: `The first day, ${from}, is after the last one, ${to}.` };
  if (days > DAYS_MAX) return { problem: `From ${from} to ${to} there are ${formatInteger(days)} days. At most ${DAYS_MAX} are shown at once.` };
  return { from, to };
}

/** What the address says for a number of days that end today; the usual number leaves it plain. */
export function periodChanges(days: number, today: string): Readonly<Record<string, string | null>> {
  return days === USUAL_DAYS ? { from: null, to: null } : { from: dayAfter(today, 1 - days), to: today };
}

/** Which of the choices a period is; none where its bounds were chosen one by one. */
export function choiceOf({ from, to }: Period, today: string): (typeof PERIODS)[number] | undefined {
  return to === today ? PERIODS.find((days) => days === countDays(from, to)) : undefined;
}

/** Days that the organisation has seen: those before it was created are none of its days. */
export function ownDays(days: readonly UsageDay[], createdOn: string): readonly UsageDay[] {
  return days.filter(({ day }) => day >= createdOn);
}

export interface Sums {
  readonly apiCalls: number;
  readonly exports: number;
  /** The most members, and the first day that had them; null where nobody looked on any day. */
  readonly most: { readonly members: number; readonly day: string } | null;
  /** Days on which nobody looked at the members. */
  readonly unseen: number;
  readonly transactions: number;
  /** The same of what is stored. */
  readonly mostStored: { readonly bytes: number; readonly day: string } | null;
  readonly unseenStored: number;
}

export function sumsOf(days: readonly UsageDay[]): Sums {
  const sums = { apiCalls: 0, exports: 0, most: null as Sums["most"], unseen: 0, transactions: 0, mostStored: null as Sums["mostStored"], unseenStored: 0 };
  for (const { day, apiCalls, exports, members, transactions, storedBytes } of days) {
    sums.apiCalls += apiCalls;
    sums.exports += exports;
    if (members === null) sums.unseen += 1;
    else if (sums.most === null || members > sums.most.members) sums.most = { members, day };
    sums.transactions += transactions;
    if (storedBytes === null) sums.unseenStored += 1;
    else if (sums.mostStored === null || storedBytes > sums.mostStored.bytes) sums.mostStored = { bytes: storedBytes, day };
  }
  return sums;
}

/** Whether nothing at all is known of these days. */
export function isNothing({ apiCalls, exports, most, transactions, mostStored }: Sums): boolean {
  return apiCalls === 0 && exports === 0 && most === null && transactions === 0 && mostStored === null;
}

/** One day in words: `2026-11-27, so far: 12 API calls, 1 export, 7 ledger transactions, 1.5 MiB stored, 4 members`. */
export function dayWords({ day, apiCalls, exports, members, transactions, storedBytes }: UsageDay, { today, createdOn }: { readonly today: string; readonly createdOn: string }): string {
  if (day < createdOn) return `${day}: before the organisation was created`;
  const seen = members === null ? "nobody looked how many members" : countOf(members, "member");
  const stored = storedBytes === null ? "nobody looked how much is stored" : `${formatBytes(storedBytes)} stored`;
  const counts = [countOf(apiCalls, "API call"), countOf(exports, "export"), countOf(transactions, "ledger transaction"), stored, seen];
  return `${day}${day === today ? ", so far" : ""}: ${counts.join(", ")}`;
}

/** Columns of the file of days, named as in the API. */
export const DAY_COLUMNS: readonly (readonly [head: string, value: (day: UsageDay) => CsvCell])[] = [
  ["day", ({ day }) => day],
  ["apiCalls", ({ apiCalls }) => apiCalls],
  ["exports", ({ exports }) => exports],
  ["members", ({ members }) => members],
  ["transactions", ({ transactions }) => transactions],
  ["storedBytes", ({ storedBytes }) => storedBytes],
];

/** The month that the address asks for, or the present one. */
export function monthOf(get: Get, months: readonly string[]): string {
  const asked = get("month");
  return months.find((month) => month === asked) ?? months[0] ?? "";
}

const METRICS: Readonly<Record<string, string>> = {
  api_calls: "API calls",
  exports: "Exports",
  members: "Members, the most at one time",
  transactions: "Ledger transactions",
  stored_bytes: "Stored data, the most at one time",
};

/** What is counted; what this page does not know is shown as it came. */
export function metricWords(metric: string): string {
  return METRICS[metric] ?? metric;
}

/** A quantity of an invoice: bytes to the last one, because they are paid for. */
export function quantityWords(metric: string, quantity: number): string {
  return metric === "stored_bytes" ? `${formatInteger(quantity)}${THIN_SPACE}B` : formatInteger(quantity);
}

/** An amount of an invoice, without its currency. */
export function moneyWords(minorUnits: string, currency: string): string {
  return formatAmount(minorUnits, currencyDecimals(currency));
}

/** `0.50 for 1 000`: the price of a pack; a dash without a price. */
export function priceWords({ metric, pack, priceMinorUnits }: InvoiceLine, currency: string): string {
  if (priceMinorUnits === null || pack === null) return NOT_MEASURED;
  return `${moneyWords(priceMinorUnits, currency)} for ${quantityWords(metric, pack)}`;
}

/** The lines as a file, in minor units; what has no price has no amount. */
export function invoiceCsv({ month, isOver, currency, lines }: Invoice): string {
  const head = ["month", "isOver", "metric", "quantity", "included", "pack", "priceMinorUnits", "amountMinorUnits", "currency"];
  return toCsv(
    head,
    lines.map((line) => [month, isOver, line.metric, line.quantity, line.included, line.pack, line.priceMinorUnits, line.amountMinorUnits, currency]),
  );
}
