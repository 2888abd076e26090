/** Whether the node is well: its own checks, the network, and what it uses of the machine. */
import { useHealthQuery, useStatsQuery } from "@aurigraph/api";
import { countOf, formatBytes, formatInteger, formatSpan, NOT_MEASURED } from "@aurigraph/core";
import { FreshnessMark } from "../../components/FinalityMark.tsx";
import { ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { useFreshness, useQueryFreshness } from "../../live/hooks.ts";
import { useAppSelector } from "../../store.ts";
import styles from "./overview.module.css";

const POLL_MS = 5000;
const NETWORK_WORDS = { healthy: "accepting transfers", read_only: "read only: nothing can be submitted", stopping: "stopping" } as const;

function NetworkRows() {
  const network = useAppSelector((state) => state.live.network);
  const freshness = useFreshness(network?.at, 3000);
  if (!network) return null;
  const { networkHealth, activeNodes, totalNodes, webSocketClients } = network.value;
  return (
    <>
      <li>
        <span>
          Network <FreshnessMark freshness={freshness} />
        </span>
        <Tag tone={networkHealth === "healthy" ? "positive" : "warning"}>{NETWORK_WORDS[networkHealth] ?? networkHealth}</Tag>
      </li>
      <li>
        <span>Nodes active</span>
        <span className="figures">
          {formatInteger(activeNodes)} of {formatInteger(totalNodes)}
        </span>
      </li>
      <li>
        <span>Live viewers</span>
        <span className="figures">{formatInteger(webSocketClients)}</span>
      </li>
    </>
  );
}

function bytes(value: number | null): string {
  return value === null ? NOT_MEASURED : formatBytes(value);
}

function UsageRows() {
  const { data } = useStatsQuery(undefined, { pollingInterval: POLL_MS });
  if (!data) return null;
  const behind = data.blockHeight - data.indexedHeight;
  return (
    <>
      <li>
        <span>History index</span>
        <span className="figures">{behind <= 0 ? "up to date" : `${countOf(behind, "block")} behind`}</span>
      </li>
      <li>
        <span>Memory · disk</span>
        <span className="figures">
          {bytes(data.memoryUsedBytes)} · {bytes(data.diskUsedBytes)}
        </span>
      </li>
      <li>
        <span>Running for</span>
        <span className="figures">{formatSpan(data.uptimeSeconds * 1000)}</span>
      </li>
    </>
  );
}

export function HealthPanel() {
  const query = useHealthQuery(undefined, { pollingInterval: POLL_MS });
  const { data, error, refetch } = query;
  const freshness = useQueryFreshness(query, POLL_MS);
  return (
    <Panel title="Health of this node" actions={<FreshnessMark freshness={freshness} />} flush>
      {data ? (
        <ul className={styles.checks} data-stale={freshness.kind === "stale"}>
          {data.checks.map((check) => (
            <li key={check.name}>
              <span>{check.name}</span>
              <Tag tone={check.status === "UP" ? "positive" : "negative"}>{check.status === "UP" ? "up" : "down"}</Tag>
            </li>
          ))}
          <NetworkRows />
          <UsageRows />
        </ul>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton rows={7} label="health" />
      )}
    </Panel>
  );
}
