/** What this node measured over the last 60 seconds and since it started. Nothing here is extrapolated. */
import { type PerformanceWindow, type Quantiles, usePerformanceQuery } from "@aurigraph/api";
import { formatDecimal, formatInteger, formatMilliseconds, formatRate, formatSpan, NOT_MEASURED } from "@aurigraph/core";
import { FreshnessMark } from "../../components/FinalityMark.tsx";
import { ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { useQueryFreshness } from "../../live/hooks.ts";
import styles from "./overview.module.css";

const POLL_MS = 5000;

function quantile(value: Quantiles | null, name: keyof Quantiles): string {
  return value === null ? NOT_MEASURED : formatMilliseconds(value[name]);
}

const ROWS: readonly (readonly [name: string, value: (window: PerformanceWindow) => string])[] = [
  ["Transfers", (window) => formatInteger(window.transactions)],
  ["Transfers a second", (window) => formatRate(window.transactionsPerSecond)],
  ["Individually signed", (window) => formatInteger(window.individuallySignedTransactions)],
  ["Rejected by the ledger", (window) => formatInteger(window.rejectedTransactions)],
  ["Blocks", (window) => formatInteger(window.blocks)],
  ["Blocks a second", (window) => formatDecimal(window.blocksPerSecond, 2)],
  ["Finality p50, ms", (window) => quantile(window.finalityLatencyMs, "p50")],
  ["Finality p95, ms", (window) => quantile(window.finalityLatencyMs, "p95")],
  ["Finality p99, ms", (window) => quantile(window.finalityLatencyMs, "p99")],
  ["Finality, slowest, ms", (window) => quantile(window.finalityLatencyMs, "max")],
  ["Write to disk p50, ms", (window) => quantile(window.fdatasyncMs, "p50")],
  ["Write to disk p99, ms", (window) => quantile(window.fdatasyncMs, "p99")],
];

export function MeasuredPanel() {
  const query = usePerformanceQuery(undefined, { pollingInterval: POLL_MS });
  const { data, error, refetch } = query;
  const freshness = useQueryFreshness(query, POLL_MS);
  return (
    <Panel title="Measured on this node" actions={<FreshnessMark freshness={freshness} />} flush>
      {data ? (
        <table className={styles.windowTable} data-stale={freshness.kind === "stale"}>
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">Figure</span>
              </th>
              <th scope="col">Last 60 s</th>
              <th scope="col">Since start ({formatSpan(data.lifetime.seconds * 1000)})</th>
            </tr>
          </thead>
          <tbody>
            {ROWS.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{value(data.last60Seconds)}</td>
                <td>{value(data.lifetime)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton rows={7} label="measurements" />
      )}
    </Panel>
  );
}
