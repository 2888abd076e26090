/** Blocks as they become final. An idle ledger makes none, and this says so. */
import { useState } from "react";
import { Link } from "react-router";
import type { BlockUpdate } from "@aurigraph/api";
import { useBlocksQuery } from "@aurigraph/api";
import { formatCount, formatInteger, formatMilliseconds, formatSpan, NOT_MEASURED } from "@aurigraph/core";
import { Notice } from "../../components/Notice.tsx";
import { Panel } from "../../components/Panel.tsx";
import { useNow, useServerNow } from "../../live/hooks.ts";
import { useAppSelector } from "../../store.ts";
import styles from "./overview.module.css";

const SHOWN = 14;
const IDLE_MS = 15_000;
/** Up to this many rows a second slide in; more would only flicker. */
const CALM_ARRIVALS = 3;

interface FeedRow {
  readonly height: number;
  readonly transfers: number;
  readonly timeMs: number;
  readonly finalityMs: number | null;
}

function fromStream(block: BlockUpdate): FeedRow {
  return {
    height: block.blockHeight,
    transfers: block.transactions,
    timeMs: Date.parse(block.timestamp),
    finalityMs: block.finalityMs,
  };
}

/** The stream's blocks, and behind them those that were there before this page was opened. */
function useRows(): { readonly rows: readonly FeedRow[]; readonly failed: boolean } {
  const live = useAppSelector((state) => state.live.blocks);
  const { data, isError } = useBlocksQuery({ limit: SHOWN });
  const streamed = live.map(fromStream);
  const lowest = streamed.at(-1)?.height ?? Number.POSITIVE_INFINITY;
  const earlier = (data?.blocks ?? [])
    .filter((block) => block.height < lowest)
    .map((block): FeedRow => ({ height: block.height, transfers: block.transactionCount, timeMs: Date.parse(block.timestamp), finalityMs: null }));
  return { rows: [...streamed, ...earlier].slice(0, SHOWN), failed: isError };
}

/** Rows as they are shown: renewed once a second, so that they can be read at any rate, and not under a hand. */
function usePaced(rows: readonly FeedRow[], held: boolean): { readonly rows: readonly FeedRow[]; readonly arrived: number } {
  const tick = useNow();
  const [shown, setShown] = useState({ tick, rows, arrived: 0 });
  if (!held && (tick !== shown.tick || shown.rows.length === 0) && rows !== shown.rows && rows[0]?.height !== shown.rows[0]?.height) {
    setShown({ tick, rows, arrived: (rows[0]?.height ?? 0) - (shown.rows[0]?.height ?? 0) });
  }
  return shown;
}

export function BlockFeed() {
  const all = useRows();
  const { failed } = all;
  const [held, setHeld] = useState(false);
  const { rows, arrived } = usePaced(all.rows, held);
  const now = useServerNow();
  const connected = useAppSelector((state) => state.live.connection.kind === "live");
  const newest = rows[0];
  const largest = Math.max(1, ...rows.map((row) => row.transfers));
  const idle = newest !== undefined && connected && now - newest.timeMs > IDLE_MS;
  const note = held && connected ? "held while you are on it" : idle ? `idle for ${formatSpan(now - newest.timeMs)}: without traffic no blocks are made` : connected ? undefined : "not updated while the connection is lost";
  return (
    <Panel title="Blocks" note={note} actions={<Link to="/blocks">All blocks</Link>} flush>
      {newest === undefined ? (
        <Notice title={failed ? "The blocks cannot be loaded" : "No blocks yet"} icon="cube">
          {failed ? "They appear as soon as the node answers." : "The first block appears here when something is submitted."}
        </Notice>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- being on the list only holds it still
        <ul
          className={styles.feed}
          data-stale={!connected}
          data-calm={arrived <= CALM_ARRIVALS}
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <li className={styles.head} aria-hidden="true">
            <span>Height</span>
            <span>Transfers</span>
            <span className={styles.final}>Final in, ms</span>
            <span className={styles.age}>Age</span>
          </li>
          {rows.map((row) => (
            <li key={row.height}>
              <Link to={`/blocks/${row.height}`}>
                <span className="visually-hidden">Block </span>
                {formatInteger(row.height)}
              </Link>
              <span className={styles.load}>
                <span className={styles.count}>{formatCount(row.transfers)}</span>
                <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={(row.transfers / largest) * 100} height="6" fill="currentColor" />
                </svg>
              </span>
              <span className={styles.final}>{row.finalityMs === null ? NOT_MEASURED : formatMilliseconds(row.finalityMs)}</span>
              <span className={styles.age}>{now - row.timeMs < 1000 ? "< 1 s" : formatSpan(now - row.timeMs)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
