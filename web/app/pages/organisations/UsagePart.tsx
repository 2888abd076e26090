/** What an organisation used, day by day, and what it costs. */
import { useMemo } from "react";
import { useInvoiceQuery, useOrganisationPlanQuery, useUsageQuery } from "@aurigraph/api";
import { useListAddress } from "../../components/Paging.tsx";
import { useAppSelector } from "../../store.ts";
import { dayAt, dayOf, monthsBetween } from "./days.ts";
import { InvoicePanel } from "./InvoicePanel.tsx";
import type { PartProps } from "./parts.ts";
import { PlanPanel } from "./PlanPanel.tsx";
import { isNothing, monthOf, ownDays, periodOf, sumsOf } from "./usage.ts";
import { UsageDays } from "./UsageDays.tsx";
import { UsagePanel } from "./UsagePanel.tsx";

/** Today in UTC by the node's clock, as far as the stream has told it. Drawn anew only when another day begins. */
function useToday(): string {
  return useAppSelector((state) => dayAt(Date.now() + state.live.clockOffsetMs));
}

export function UsagePart({ organisation: { organisationId, name, createdAt } }: PartProps) {
  const address = useListAddress();
  const today = useToday();
  const createdOn = dayOf(createdAt.slice(0, 10)) ?? today;
  const asked = periodOf(address.get, today);
  const isAsked = !("problem" in asked);
  const { from, to } = isAsked ? asked : { from: today, to: today };
  // Nothing is asked for anew by itself, not when somebody comes back to the tab either: every request is counted.
  const { data, currentData, error, refetch, fulfilledTimeStamp } = useUsageQuery({ organisationId, from, to }, { skip: !isAsked, refetchOnMountOrArgChange: true });
  const months = useMemo(() => monthsBetween(createdOn, today), [createdOn, today]);
  const month = monthOf(address.get, months);
  const invoice = useInvoiceQuery({ organisationId, month }, { refetchOnMountOrArgChange: true });
  const plan = useOrganisationPlanQuery({ organisationId }, { refetchOnMountOrArgChange: true });
  const days = useMemo(() => (data === undefined ? [] : ownDays(data.days, createdOn)), [data, createdOn]);
  const busy = currentData === undefined;
  function readAnew() {
    void refetch();
    void invoice.refetch();
    void plan.refetch();
  }
  return (
    <>
      <PlanPanel plan={plan.currentData} error={plan.error} onRetry={() => void plan.refetch()} />
      <UsagePanel asked={asked} today={today} createdOn={createdOn} usage={data} readAt={fulfilledTimeStamp} busy={busy} error={error} onRetry={readAnew} />
      <InvoicePanel
        organisationName={name}
        months={months}
        month={month}
        onMonth={(next) => address.set({ month: next === months[0] ? null : next })}
        invoice={invoice.currentData}
        error={invoice.error}
        onRetry={() => void invoice.refetch()}
      />
      {isAsked && (error === undefined || !busy) && !isNothing(sumsOf(days)) && <UsageDays organisationName={name} days={days} today={today} busy={busy} />}
    </>
  );
}
