/** The ledger now: rates, finality, height and health, fed by the live stream. */
import { useMemo, useState } from "react";
import { useStatsQuery } from "@aurigraph/api";
import { formatClock, formatCompact, formatInteger, formatMilliseconds, formatRate, formatSpan, formatZone } from "@aurigraph/core";
import { Button } from "../components/Button.tsx";
import { Figure, Figures } from "../components/Figure.tsx";
import { MarkLegend } from "../components/FinalityMark.tsx";
import { type Line, LineChart } from "../components/LineChart.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { useFreshness, useQueryFreshness, useServerNow } from "../live/hooks.ts";
import { usePageTitle } from "../page.ts";
import { useAppSelector } from "../store.ts";
import { BlockFeed } from "./overview/BlockFeed.tsx";
import { HealthPanel } from "./overview/HealthPanel.tsx";
import { MeasuredPanel } from "./overview/MeasuredPanel.tsx";
import styles from "./overview/overview.module.css";

const RATE_LINES: readonly Line[] = [
  { name: "transfers", color: "--category-1", value: (point) => point.transfers },
  { name: "individually signed", color: "--category-2", value: (point) => point.individuallySigned },
];
const LATENCY_LINES: readonly Line[] = [
  { name: "p50", color: "--category-1", value: (point) => point.finalityP50Ms },
  { name: "p99", color: "--category-2", value: (point) => point.finalityP99Ms },
];
const STATS_POLL_MS = 5000;
const WINDOWS = [
  [60, "1 min"],
  [180, "3 min"],
  [600, "10 min"],
] as const;

function milliseconds(latency: number | null | undefined): string | null {
  return latency === null || latency === undefined ? null : formatMilliseconds(latency);
}

function LiveFigures() {
  const tps = useAppSelector((state) => state.live.tps);
  const freshness = useFreshness(tps?.at, 1000);
  const value = tps?.value;
  return (
    <Figures label="Figures of the last second">
      <Figure name="Transfers" unit="/s" value={value ? formatRate(value.currentTPS) : null} note={value && `${formatRate(value.averageTPS)} in the last minute, peak ${formatCompact(value.peakTPS)}`} freshness={freshness} />
      <Figure name="Individually signed" unit="/s" value={value ? formatRate(value.currentIndividuallySignedTPS) : null} note="each with its own signature" freshness={freshness} />
      <Figure name="Finality, median" unit="ms" value={milliseconds(value?.latency)} note={value?.latency === null ? "nothing in this second" : "arrival to on disk, executed"} freshness={freshness} />
      <Figure name="Finality, slowest 1 %" unit="ms" value={milliseconds(value?.latencyP99)} note="99th percentile" freshness={freshness} />
      <Figure name="Transfers in total" value={value ? formatInteger(value.totalTransactions) : null} note={value && `at height ${formatInteger(value.blockHeight)}`} freshness={freshness} />
      <AccountsFigure />
    </Figures>
  );
}

function AccountsFigure() {
  const query = useStatsQuery(undefined, { pollingInterval: STATS_POLL_MS });
  const { data } = query;
  const freshness = useQueryFreshness(query, STATS_POLL_MS);
  return <Figure name="Accounts" value={data ? formatInteger(data.accounts) : null} note={data && `${formatInteger(data.assets)} assets`} freshness={freshness} />;
}

export function OverviewPage() {
  usePageTitle("");
  const history = useAppSelector((state) => state.live.history);
  const tpsAt = useAppSelector((state) => state.live.tps?.at);
  const freshness = useFreshness(tpsAt, 1000);
  const [windowSeconds, setWindowSeconds] = useState<number>(60);
  const now = useServerNow();
  const stale = freshness.kind === "stale";
  const first = history[0];
  // The node's clock goes on while nothing is heard of it.
  const untilSeconds = stale ? Math.floor(now / 1000) : undefined;
  const points = useMemo(() => [...history], [history]);
  return (
    <>
      <PageHead title="Overview" actions={<MarkLegend />}>
        What this node measures now, every second.
      </PageHead>
      <LiveFigures />
      <div className={styles.columns}>
        <Panel
          title="Live"
          note={first ? `heard since ${formatClock(first.timeSeconds * 1000)} (${formatSpan(now - first.timeSeconds * 1000)}), times in ${formatZone(now)}; shaded where nothing is known` : "nothing heard yet"}
          actions={
            <span role="group" aria-label="Time shown" className={styles.windows}>
              {WINDOWS.map(([seconds, words]) => (
                <Button key={seconds} kind="quiet" aria-pressed={seconds === windowSeconds} onClick={() => setWindowSeconds(seconds)}>
                  {words}
                </Button>
              ))}
            </span>
          }
        >
          <div className={styles.charts}>
            <LineChart label="Transfers a second" unit="transfers/s" lines={RATE_LINES} points={points} format={formatCompact} heightPx={226} windowSeconds={windowSeconds} untilSeconds={untilSeconds} stale={stale} />
            <LineChart label="Finality" unit="ms" lines={LATENCY_LINES} points={points} format={formatMilliseconds} heightPx={176} windowSeconds={windowSeconds} untilSeconds={untilSeconds} logarithmic stale={stale} />
          </div>
        </Panel>
        <BlockFeed />
      </div>
      <div className={styles.halves}>
        <MeasuredPanel />
        <HealthPanel />
      </div>
    </>
  );
}
