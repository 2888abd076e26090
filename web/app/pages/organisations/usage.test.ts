import { expect, test } from "vitest";
import type { Invoice, UsageDay } from "@aurigraph/api";
import { THIN_SPACE as S } from "@aurigraph/core";
import { countDays, dayAfter, monthsBetween, monthWords, shortDay } from "./days.ts";
import {
  choiceOf,
  DAY_COLUMNS,
  dayWords,
  invoiceCsv,
  isNothing,
  metricWords,
  moneyWords,
  monthOf,
  ownDays,
  periodChanges,
  periodOf,
  PERIODS,
  priceWords,
  quantityWords,
  sumsOf,
} from "./usage.ts";

const TODAY = "2026-11-27";

function periodFor(search: string) {
  const address = new URLSearchParams(search);
  return periodOf((name) => address.get(name) ?? undefined, TODAY);
}

test("an address that says nothing means the last 30 days, today included", () => {
  expect(periodFor("")).toEqual({ from: "2026-10-29", to: TODAY });
  expect(countDays("2026-10-29", TODAY)).toBe(30);
});

test("bounds of the address are taken as they are, and one alone has 30 days before it or ends today", () => {
  expect(periodFor("from=2026-02-01&to=2026-03-01")).toEqual({ from: "2026-02-01", to: "2026-03-01" });
  expect(periodFor("from=2026-11-01")).toEqual({ from: "2026-11-01", to: TODAY });
  expect(periodFor("to=2026-03-01")).toEqual({ from: "2026-01-31", to: "2026-03-01" });
  expect(periodFor("from=2026-02-30&to=soon")).toEqual(periodFor(""));
});

test("no day is shown that is still to come", () => {
  expect(periodFor("from=2026-11-20&to=2027-01-01")).toEqual({ from: "2026-11-20", to: TODAY });
  expect(periodFor("from=2027-01-01&to=2027-02-01")).toEqual({ problem: `The first day, 2027-01-01, is after the last one, ${TODAY}.` });
});

test("days in the wrong order and more of them than the API answers are refused in words", () => {
  expect(periodFor("from=2026-11-02&to=2026-11-01")).toHaveProperty("problem");
  expect(periodFor(`from=${dayAfter(TODAY, -399)}`)).toHaveProperty("from");
  expect(periodFor(`from=${dayAfter(TODAY, -400)}`)).toEqual({ problem: `From 2025-10-23 to ${TODAY} there are 401 days. At most 400 are shown at once.` });
});

test.each(PERIODS)("the choice of %i days goes through the address and comes back", (days) => {
  const changes = periodChanges(days, TODAY);
  const period = periodOf((name) => changes[name] ?? undefined, TODAY);
  if ("problem" in period) throw new Error(period.problem);
  expect(countDays(period.from, period.to)).toBe(days);
  expect(choiceOf(period, TODAY)).toBe(days);
  expect(choiceOf(period, "2026-11-28")).toBeUndefined();
});

function day(text: string, apiCalls: number, exports: number, members: number | null, transactions = 0, storedBytes: number | null = null): UsageDay {
  return { day: text, apiCalls, exports, members, transactions, storedBytes };
}

const DAYS = [day("2026-11-24", 0, 0, null), day("2026-11-25", 1000, 1, 4, 1, 1536), day("2026-11-26", 0, 0, null), day(TODAY, 234, 2, 4, 1200, 1024)];

test("calls, exports and transactions are added, of members and stored data the most counts, and a day without a look is no zero", () => {
  expect(sumsOf(DAYS)).toEqual({
    apiCalls: 1234,
    exports: 3,
    most: { members: 4, day: "2026-11-25" },
    unseen: 2,
    transactions: 1201,
    mostStored: { bytes: 1536, day: "2026-11-25" },
    unseenStored: 2,
  });
  expect(sumsOf([day(TODAY, 0, 0, 0)]).most).toEqual({ members: 0, day: TODAY });
  expect(isNothing(sumsOf([day(TODAY, 0, 0, null)]))).toBe(true);
  expect(isNothing(sumsOf([day(TODAY, 0, 0, 1)]))).toBe(false);
  expect(isNothing(sumsOf([day(TODAY, 0, 0, null, 1)]))).toBe(false);
  expect(isNothing(sumsOf([day(TODAY, 0, 0, null, 0, 0)]))).toBe(false);
});

test("days before the organisation was created are none of its days", () => {
  expect(ownDays(DAYS, "2026-11-26").map((each) => each.day)).toEqual(["2026-11-26", TODAY]);
});

test("a day in words says what is not known and what is not over", () => {
  const place = { today: TODAY, createdOn: "2026-11-25" };
  expect(DAYS.map((each) => dayWords(each, place))).toEqual([
    "2026-11-24: before the organisation was created",
    `2026-11-25: 1${S}000 API calls, 1 export, 1 ledger transaction, 1.5${S}KiB stored, 4 members`,
    "2026-11-26: 0 API calls, 0 exports, 0 ledger transactions, nobody looked how much is stored, nobody looked how many members",
    `${TODAY}, so far: 234 API calls, 2 exports, 1${S}200 ledger transactions, 1.0${S}KiB stored, 4 members`,
  ]);
});

test("in the file of days a day without a look is empty", () => {
  expect(DAYS.slice(0, 2).map((each) => DAY_COLUMNS.map(([, value]) => value(each)))).toEqual([
    ["2026-11-24", 0, 0, null, 0, null],
    ["2026-11-25", 1000, 1, 4, 1, 1536],
  ]);
});

test("months go back to the one in which the organisation was created", () => {
  const months = monthsBetween("2025-12-31", "2026-02-01");
  expect(months).toEqual(["2026-02", "2026-01", "2025-12"]);
  expect(monthsBetween(TODAY, TODAY)).toEqual(["2026-11"]);
  expect(monthsBetween("2027-01-01", TODAY)).toEqual(["2026-11"]);
  expect(monthOf(() => "2025-12", months)).toBe("2025-12");
  expect(monthOf(() => "2025-11", months)).toBe("2026-02");
  expect(monthOf(() => undefined, months)).toBe("2026-02");
  expect(monthWords("2025-12")).toBe("December 2025");
  expect(shortDay("2026-02-01")).toBe("1 Feb");
});

const INVOICE: Invoice = {
  month: "2026-10",
  isOver: true,
  currency: "EUR",
  totalMinorUnits: "170",
  lines: [
    { metric: "api_calls", quantity: 12_345, included: 10_000, pack: 1000, priceMinorUnits: "50", amountMinorUnits: "150" },
    { metric: "members", quantity: 4, included: null, pack: null, priceMinorUnits: null, amountMinorUnits: null },
    { metric: "stored_bytes", quantity: 1_536, included: 0, pack: 1_000_000_000, priceMinorUnits: "20", amountMinorUnits: "20" },
  ],
};

test("amounts have the decimals of their currency", () => {
  expect(moneyWords("123456", "EUR")).toBe(`1${S}234.56`);
  expect(moneyWords("123456", "JPY")).toBe(`123${S}456`);
  expect(moneyWords("123456", "KWD")).toBe("123.456");
  expect(INVOICE.lines.map((line) => priceWords(line, "EUR"))).toEqual([`0.50 for 1${S}000`, "\u2013", `0.20 for 1${S}000${S}000${S}000${S}B`]);
  expect(quantityWords("stored_bytes", 1536)).toBe(`1${S}536${S}B`);
  expect(quantityWords("transactions", 1536)).toBe(`1${S}536`);
  expect(metricWords("api_calls")).toBe("API calls");
  expect(metricWords("transactions")).toBe("Ledger transactions");
  expect(metricWords("something_new")).toBe("something_new");
});

test("the file of lines has minor units, their currency, and nothing where there is no price", () => {
  expect(invoiceCsv(INVOICE)).toBe(
    [
      "month,isOver,metric,quantity,included,pack,priceMinorUnits,amountMinorUnits,currency",
      "2026-10,true,api_calls,12345,10000,1000,50,150,EUR",
      "2026-10,true,members,4,,,,,EUR",
      "2026-10,true,stored_bytes,1536,0,1000000000,20,20,EUR",
      "",
    ].join("\r\n"),
  );
});
