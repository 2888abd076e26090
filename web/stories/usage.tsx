/** What an organisation used: its plan, pictures of days with and without gaps, and a month with prices, without any, and before it is over. */
import type { Invoice, OrganisationPlan, Usage, UsageDay } from "@aurigraph/api";
import { dayAfter } from "../app/pages/organisations/days.ts";
import { InvoicePanel } from "../app/pages/organisations/InvoicePanel.tsx";
import { PlanPanel } from "../app/pages/organisations/PlanPanel.tsx";
import type { Period } from "../app/pages/organisations/usage.ts";
import { UsageChart } from "../app/pages/organisations/UsageChart.tsx";
import { UsageDays } from "../app/pages/organisations/UsageDays.tsx";
import { UsagePanel } from "../app/pages/organisations/UsagePanel.tsx";
import { nothing } from "./identity.tsx";
import type { Story } from "./story.ts";

const TODAY = "2026-01-15";
const LONG = "A name with as many characters as a name can have, which is one hundred of them and not one more, yes";

/** Example days with a week behind which nobody looked for three days. */
function days(count: number): readonly UsageDay[] {
  return Array.from({ length: count }, (_, index) => {
    const weekday = index % 7;
    const isUnseen = index % 31 > 12 && index % 31 < 16;
    return {
      day: dayAfter(TODAY, index + 1 - count),
      apiCalls: weekday > 4 ? 12 * weekday : 900 + ((index * 137) % 700),
      exports: index % 5 === 0 ? (index % 4) + 1 : 0,
      members: isUnseen ? null : 3 + Math.floor(index / 40) + (weekday === 2 ? 1 : 0),
      transactions: weekday > 4 ? 0 : (index * 53) % 240,
      storedBytes: isUnseen ? null : 1_200_000 + index * 61_000,
    };
  });
}

function usage(all: readonly UsageDay[]): Usage {
  return { from: all[0]?.day ?? TODAY, to: all.at(-1)?.day ?? TODAY, days: all };
}

const MONTH_OF_DAYS = days(30);
const NONE = MONTH_OF_DAYS.map((day) => ({ ...day, apiCalls: 0, exports: 0, members: null, transactions: 0, storedBytes: null }));
const CREATED_ON = "2024-12-24";
const PERIOD: Period = { from: dayAfter(TODAY, -29), to: TODAY };
const panel = { asked: PERIOD, today: TODAY, createdOn: CREATED_ON, readAt: Date.now(), onRetry: nothing };

const OVER: Invoice = {
  month: "2025-12",
  isOver: true,
  currency: "EUR",
  totalMinorUnits: "123456789012345",
  lines: [
    { metric: "api_calls", quantity: 21_345, included: 10_000, pack: 1000, priceMinorUnits: "50", amountMinorUnits: "600" },
    { metric: "exports", quantity: 17, included: 0, pack: 1, priceMinorUnits: "125", amountMinorUnits: "123456789011745" },
    { metric: "members", quantity: 12, included: null, pack: null, priceMinorUnits: null, amountMinorUnits: null },
    { metric: "transactions", quantity: 3_210, included: null, pack: null, priceMinorUnits: null, amountMinorUnits: null },
    { metric: "stored_bytes", quantity: 1_234_567_890, included: 5_000_000_000, pack: 1_000_000_000, priceMinorUnits: "20", amountMinorUnits: "0" },
  ],
};
const NO_PRICES: Invoice = {
  ...OVER,
  month: "2026-01",
  isOver: false,
  currency: null,
  totalMinorUnits: null,
  lines: OVER.lines.map(({ metric, quantity }) => ({ metric, quantity, included: null, pack: null, priceMinorUnits: null, amountMinorUnits: null })),
};
const YEN: Invoice = { ...OVER, month: "2026-01", isOver: false, currency: "JPY", totalMinorUnits: "1200", lines: OVER.lines.map((line) => ({ ...line, amountMinorUnits: line.amountMinorUnits === null ? null : "600" })) };
const invoicePanel = { organisationName: LONG, months: ["2026-01", "2025-12", "2025-11"], onMonth: nothing, onRetry: nothing };
const FAILED = { status: "FETCH_ERROR" };

const NEXT_MONTH = "2026-02-01T00:00:00.000Z";
const PLAN: OrganisationPlan = {
  plan: { id: "basic", name: "Basic", description: "For a first look: a small team, and a program or two.", since: "2026-01-03T09:00:00.000Z" },
  isFallback: false,
  quotas: [
    { metric: "members", limit: 5, used: 4, resetsAt: null, isEnforced: true },
    { metric: "teams", limit: 3, used: 1, resetsAt: null, isEnforced: true },
    { metric: "api_keys", limit: 2, used: 2, resetsAt: null, isEnforced: true },
    { metric: "nodes", limit: 0, used: 0, resetsAt: null, isEnforced: true },
    { metric: "ledger_accounts", limit: 10, used: 12, resetsAt: null, isEnforced: true },
    { metric: "api_calls_per_month", limit: 100_000, used: 100_000, resetsAt: NEXT_MONTH, isEnforced: true },
    { metric: "exports_per_month", limit: null, used: 17, resetsAt: NEXT_MONTH, isEnforced: true },
    { metric: "transactions_per_month", limit: 50_000, used: 61_204, resetsAt: NEXT_MONTH, isEnforced: false },
    { metric: "stored_bytes", limit: 1_000_000, used: 402_117, resetsAt: null, isEnforced: false },
  ],
};
const FREE_QUOTAS = PLAN.quotas.map((quota) => ({ ...quota, limit: null }));

export const usageStories: readonly Story[] = [
  { name: "Plan", render: () => <PlanPanel plan={PLAN} onRetry={nothing} /> },
  { name: "Plan, the default, long name", render: () => <PlanPanel plan={{ ...PLAN, plan: { id: "a", name: LONG, description: LONG.repeat(4), since: null } }} onRetry={nothing} /> },
  { name: "Plan that is not offered any more", render: () => <PlanPanel plan={{ ...PLAN, plan: PLAN.plan && { ...PLAN.plan, since: null }, isFallback: true }} onRetry={nothing} /> },
  { name: "Plan, none of this organisation", render: () => <PlanPanel plan={{ plan: null, isFallback: false, quotas: FREE_QUOTAS }} onRetry={nothing} /> },
  { name: "Plan, none in this portal", render: () => <PlanPanel plan={{ plan: null, isFallback: false, quotas: [] }} onRetry={nothing} /> },
  { name: "Plan, loading", render: () => <PlanPanel plan={undefined} onRetry={nothing} /> },
  { name: "Plan, failed", render: () => <PlanPanel plan={undefined} error={FAILED} onRetry={nothing} /> },
  { name: "Usage", render: () => <UsagePanel {...panel} usage={usage(MONTH_OF_DAYS)} /> },
  { name: "Usage, days that are over", render: () => <UsagePanel {...panel} asked={{ from: "2025-12-17", to: "2026-01-14" }} usage={usage(MONTH_OF_DAYS.slice(0, -1))} /> },
  { name: "Usage, read long ago", render: () => <UsagePanel {...panel} readAt={Date.now() - 3_600_000} usage={usage(MONTH_OF_DAYS)} error={FAILED} /> },
  { name: "Usage, nothing counted", render: () => <UsagePanel {...panel} usage={usage(NONE)} /> },
  { name: "Usage, loading", render: () => <UsagePanel {...panel} usage={undefined} busy /> },
  { name: "Usage, failed", render: () => <UsagePanel {...panel} usage={undefined} error={FAILED} /> },
  { name: "Usage, days in the wrong order", render: () => <UsagePanel {...panel} asked={{ problem: "The first day, 2026-01-02, is after the last one, 2026-01-01." }} usage={undefined} /> },
  { name: "Picture of 400 days", render: () => <UsageChart days={days(400)} today={TODAY} createdOn={CREATED_ON} /> },
  { name: "Picture of one day", render: () => <UsageChart days={days(1)} today={TODAY} createdOn={TODAY} /> },
  { name: "Days", render: () => <UsageDays organisationName="Nordwind GmbH" days={days(20)} today={TODAY} /> },
  { name: "Month that is over", render: () => <InvoicePanel {...invoicePanel} month="2025-12" invoice={OVER} /> },
  { name: "Month, so far, in yen", render: () => <InvoicePanel {...invoicePanel} month="2026-01" invoice={YEN} /> },
  { name: "Month without prices", render: () => <InvoicePanel {...invoicePanel} month="2026-01" invoice={NO_PRICES} /> },
  { name: "Month, loading", render: () => <InvoicePanel {...invoicePanel} month="2025-11" invoice={undefined} /> },
  { name: "Month, failed", render: () => <InvoicePanel {...invoicePanel} month="2025-11" invoice={undefined} error={FAILED} /> },
];
