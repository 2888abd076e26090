/** What was used in some days: their sums and a picture of them. The days live in the address bar, so that what is shown can be passed on. */
import { type Usage, toProblem } from "@aurigraph/api";
import { countOf, formatBytes, formatInteger, NOT_MEASURED } from "@aurigraph/core";
import { Button } from "../../components/Button.tsx";
import { Fact, Figure, Figures } from "../../components/Figure.tsx";
import { FilterBar, FilterChoice } from "../../components/Filters.tsx";
import { Notice, Skeleton } from "../../components/Notice.tsx";
import { useListAddress } from "../../components/Paging.tsx";
import { Panel } from "../../components/Panel.tsx";
import { useQueryFreshness } from "../../live/hooks.ts";
import { LoadProblem } from "../profile/LoadProblem.tsx";
import { DayField } from "./DayField.tsx";
import styles from "./organisations.module.css";
import { choiceOf, isNothing, ownDays, type Period, periodChanges, PERIODS, type Sums, sumsOf } from "./usage.ts";
import { UsageChart } from "./UsageChart.tsx";
import usageStyles from "./usage.module.css";

/** How long what was counted is called new. Nothing is asked for anew by itself: that, too, would be counted. */
const NEW_FOR_MS = 60_000;

interface UsagePanelProps {
  readonly asked: Period | { readonly problem: string };
  readonly today: string;
  readonly createdOn: string;
  readonly usage: Usage | undefined;
  /** When it came, in Unix milliseconds. */
  readonly readAt: number | undefined;
  /** Whether what is shown answers another question, and the answer to this one is on its way. */
  readonly busy?: boolean;
  readonly error?: unknown;
  readonly onRetry: () => void;
}

function PeriodChoice({ asked, today, createdOn }: Pick<UsagePanelProps, "asked" | "today" | "createdOn">) {
  const address = useListAddress();
  const period = "problem" in asked ? undefined : asked;
  const choice = period === undefined ? undefined : choiceOf(period, today);
  const from = period?.from ?? address.get("from");
  const to = period?.to ?? address.get("to");
  return (
    <FilterBar tokens={[]}>
      <FilterChoice
        label="Period"
        value={choice === undefined ? "" : String(choice)}
        options={[...(choice === undefined ? [["", "Chosen days"] as const] : []), ...PERIODS.map((days) => [String(days), `Last ${days} days`] as const)]}
        onChange={(days) => days !== "" && address.set(periodChanges(Number(days), today))}
      />
      <span className={usageStyles.bounds}>
        <DayField label="From" value={from} max={today} onDay={(day) => day !== "" && address.set({ from: day, to: to ?? today })} />
        <DayField label="To" value={to} max={today} onDay={(day) => day !== "" && address.set({ from: from ?? createdOn, to: day })} />
      </span>
    </FilterBar>
  );
}

function mostNote(most: { readonly day: string } | null, unseen: number): string {
  const unseenWords = unseen === 0 ? "" : `nobody looked on ${countOf(unseen, "day")}`;
  return [most === null ? "" : `first on ${most.day}`, unseenWords].filter(Boolean).join("; ");
}

/** Sums of days that are over do not change; where today is among them they say how old they are. */
function UsageFigures({ sums, isOpen, readAt, isError }: { readonly sums: Sums; readonly isOpen: boolean; readonly readAt: number | undefined; readonly isError: boolean }) {
  const freshness = useQueryFreshness({ fulfilledTimeStamp: readAt, isError }, NEW_FOR_MS);
  const most = sums.most === null ? null : formatInteger(sums.most.members);
  const mostStored = sums.mostStored === null ? null : formatBytes(sums.mostStored.bytes);
  const figures = [
    { name: "API calls", value: formatInteger(sums.apiCalls), note: "" },
    { name: "Exports", value: formatInteger(sums.exports), note: "" },
    { name: "Most members", value: most, note: mostNote(sums.most, sums.unseen) },
    { name: "Ledger transactions", value: formatInteger(sums.transactions), note: "" },
    { name: "Most stored data", value: mostStored, note: mostNote(sums.mostStored, sums.unseenStored) },
  ];
  return (
    <Figures label="Sums of these days" bare>
      {figures.map(({ name, value, note }) =>
        isOpen ? (
          <Figure key={name} name={name} value={value} note={note} freshness={freshness} />
        ) : (
          <Fact key={name} name={name} note={note}>
            <span className="figures">{value ?? NOT_MEASURED}</span>
          </Fact>
        ),
      )}
    </Figures>
  );
}

function Content({ asked, today, createdOn, usage, readAt, busy = false, error, onRetry }: UsagePanelProps) {
  const address = useListAddress();
  const again = <Button onClick={() => address.set({ from: null, to: null })}>Show the last 30 days</Button>;
  if ("problem" in asked) {
    return (
      <Notice title="These days cannot be shown" icon="search" action={again}>
        {asked.problem}
      </Notice>
    );
  }
  if (error !== undefined && (busy || usage === undefined)) return <LoadProblem error={error} onRetry={onRetry} label="what was used" />;
  if (usage === undefined) return <Skeleton rows={8} label="what was used" />;
  const sums = sumsOf(ownDays(usage.days, createdOn));
  if (isNothing(sums)) {
    return (
      <Notice title="Nothing was counted in these days" icon="activity" action={choiceOf(asked, today) === PERIODS[0] ? undefined : again}>
        Requests to the API, files that are taken away, members, what linked accounts do on the ledger and what is stored are counted day by day. The organisation was created on {createdOn}.
      </Notice>
    );
  }
  return (
    <div className={usageStyles.content} aria-busy={busy}>
      <UsageFigures sums={sums} isOpen={usage.to >= today} readAt={readAt} isError={error !== undefined} />
      <UsageChart days={usage.days} today={today} createdOn={createdOn} />
    </div>
  );
}

export function UsagePanel(props: UsagePanelProps) {
  const { asked, today, createdOn, usage, busy = false, error, onRetry } = props;
  const isKept = error !== undefined && usage !== undefined && !busy;
  return (
    <Panel
      title="What was used"
      titleShown={false}
      tools={<PeriodChoice asked={asked} today={today} createdOn={createdOn} />}
      actions={
        !("problem" in asked) && (
          <Button kind="quiet" onClick={onRetry}>
            Read anew
          </Button>
        )
      }
      flush
    >
      <p role="status" className={styles.saidProblem}>
        {isKept && `It could not be read anew: ${toProblem(error).title}. What is shown was read before.`}
      </p>
      <Content {...props} />
      <p className={styles.footnote}>Days are days of UTC. A request counts when it is let in, those of this portal&rsquo;s pages, too; what was counted appears within ten seconds. Ledger transactions are transfers from linked ledger accounts that took effect and operations that they signed; they are counted each minute, from soon after an account was linked. Stored data is what the portal keeps under the organisation&rsquo;s key; it is looked at each hour.</p>
    </Panel>
  );
}
