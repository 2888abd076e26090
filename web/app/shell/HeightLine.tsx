/**
 * The height line: the product's pulse. Current height, finality with its trace of the last minute, and the connection.
 * When the stream stops it greys and says since when.
 */
import { useState } from "react";
import { useInfoQuery } from "@aurigraph/api";
import { formatClock, formatInteger, formatMilliseconds, formatRate, formatSpan, NOT_MEASURED } from "@aurigraph/core";
import { Button } from "../components/Button.tsx";
import { MarkShape } from "../components/FinalityMark.tsx";
import { Tag } from "../components/Tag.tsx";
import { useFreshness, useNow } from "../live/hooks.ts";
import { liveStream, useAppSelector } from "../store.ts";
import styles from "./HeightLine.module.css";

const TRACE_SECONDS = 60;
const ANNOUNCE_MS = 20_000;

/** Finality p50 of the last minute, scaled to its own largest value. Holes where nothing became final. */
function Trace() {
  const history = useAppSelector((state) => state.live.history);
  const points = history.slice(-TRACE_SECONDS);
  const largest = Math.max(1, ...points.map((point) => point.finalityP50Ms ?? 0)) * 1.25;
  let pen = "M";
  let path = "";
  for (const [index, point] of points.entries()) {
    if (point.finalityP50Ms === null) {
      pen = "M";
      continue;
    }
    const x = (TRACE_SECONDS - points.length + index) * 2;
    path += `${pen}${x} ${(15 - (point.finalityP50Ms / largest) * 13).toFixed(1)}`;
    pen = "L";
  }
  return (
    <svg className={styles.trace} width="120" height="16" viewBox="0 0 120 16" aria-hidden="true">
      <path className={styles.ground} d="M0 15.5h120" fill="none" stroke="currentColor" />
      <path d={path || "M0 15"} fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinejoin="round" />
    </svg>
  );
}

function Connection() {
  const connection = useAppSelector((state) => state.live.connection);
  const now = useNow();
  if (connection.kind === "live") {
    return (
      <span className={styles.connection} data-kind="live">
        <MarkShape shape="measured" /> Live
      </span>
    );
  }
  if (connection.kind === "connecting") {
    return (
      <span className={styles.connection}>
        <MarkShape shape="waiting" /> Connecting
      </span>
    );
  }
  const wait = Math.max(0, connection.retryAt - now);
  return (
    <span className={styles.connection} data-kind="lost">
      <MarkShape shape="stale" />
      <span>
        Connection lost since {formatClock(connection.since)} ({formatSpan(now - connection.since)}){wait >= 1000 && <span className={styles.retry}>, next try in {formatSpan(wait)}</span>}
      </span>
      <Button kind="quiet" className={styles.again} onClick={() => liveStream.retryNow()}>
        Try now
      </Button>
    </span>
  );
}

/** Says the height from time to time, not at every block, and at once when the connection is lost or back. */
function Announcer() {
  const height = useAppSelector((state) => state.live.height);
  const kind = useAppSelector((state) => state.live.connection.kind);
  const now = useNow();
  const [spoken, setSpoken] = useState({ kind, height, at: 0 });
  // Changing state while rendering is React's way to follow a value: the text below changes only when this does.
  if (kind !== spoken.kind || (kind === "live" && height !== spoken.height && now - spoken.at >= ANNOUNCE_MS)) {
    setSpoken({ kind, height, at: now });
  }
  return (
    <span className="visually-hidden" aria-live="polite">
      {spoken.kind === "lost" && "Connection lost. Figures are stale."}
      {spoken.kind === "live" && (spoken.height === null ? "Live." : `Live. Height ${spoken.height}.`)}
    </span>
  );
}

/** Said at once when nothing can be submitted. */
function Warning() {
  const health = useAppSelector((state) => state.live.network?.value.networkHealth);
  if (health === "read_only") return <Tag tone="warning">Read only: nothing can be submitted</Tag>;
  if (health === "stopping") return <Tag tone="warning">The node is stopping</Tag>;
  return null;
}

/** Names the network and says when its traffic is a demonstration. */
function DemoLabel() {
  const { data } = useInfoQuery(undefined, { pollingInterval: 60_000 });
  if (!data) return null;
  const { enabled, ratePerSecond } = data.demoLoad;
  if (!data.devnet && !enabled) return <span className={styles.network}>{data.network}</span>;
  return (
    <span className={styles.demo}>
      {data.devnet ? "Devnet" : data.network}
      {enabled && ` \u00b7 demo traffic at ${formatRate(ratePerSecond)}/s`}
    </span>
  );
}

export function HeightLine() {
  const height = useAppSelector((state) => state.live.height);
  const heightAt = useAppSelector((state) => state.live.heightAt);
  const tps = useAppSelector((state) => state.live.tps);
  const freshness = useFreshness(heightAt, 1000);
  const latency = tps?.value.latency ?? null;
  return (
    <section className={styles.line} data-state={freshness.kind} aria-label="Ledger status">
      <span className={styles.item}>
        Height <span className={styles.figure}>{height === null ? NOT_MEASURED : formatInteger(height)}</span>
      </span>
      <span className={styles.item}>
        Finality <span className={styles.figure}>{latency === null ? NOT_MEASURED : `${formatMilliseconds(latency)} ms`}</span>
        <Trace />
      </span>
      <Connection />
      <Warning />
      <DemoLabel />
      <Announcer />
    </section>
  );
}
