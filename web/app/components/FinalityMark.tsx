/**
 * The one mark that every figure and record carries: how it is known.
 * Solid: measured now. Ring with a check: final at a height. Hollow and broken: stale, with its age in words.
 */
import { Link } from "react-router";
import { formatClock, formatInteger, formatSpan } from "@aurigraph/core";
import { type Freshness, useNow } from "../live/hooks.ts";
import styles from "./FinalityMark.module.css";

type Shape = "measured" | "final" | "stale" | "waiting";

/** The drawing alone; the words are with whoever uses it. */
export function MarkShape({ shape }: { readonly shape: Shape }) {
  return (
    <svg className={styles[shape]} width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      {shape === "measured" && <circle cx="5" cy="5" r="3.5" fill="currentColor" />}
      {shape === "final" && (
        <>
          <circle cx="5" cy="5" r="4.25" fill="none" stroke="currentColor" />
          <path d="M3 5.2 4.5 6.7 7.2 3.7" fill="none" stroke="currentColor" strokeWidth="1.2" />
        </>
      )}
      {(shape === "stale" || shape === "waiting") && <circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" strokeDasharray="2 1.6" strokeWidth="1.2" />}
    </svg>
  );
}

/** How fresh a live figure is. Words appear only when something is wrong; readers always hear them. */
export function FreshnessMark({ freshness }: { readonly freshness: Freshness }) {
  const now = useNow();
  if (freshness.kind === "measured") {
    return (
      <span className={styles.mark} title="Measured now">
        <MarkShape shape="measured" />
        <span className="visually-hidden">measured now</span>
      </span>
    );
  }
  if (freshness.kind === "waiting") {
    return (
      <span className={styles.mark} title="No value has arrived yet">
        <MarkShape shape="waiting" />
        <span className="visually-hidden">no value yet</span>
      </span>
    );
  }
  return (
    <span className={styles.mark} title={`Stale: last value at ${formatClock(freshness.since)}`}>
      <MarkShape shape="stale" />
      <span className={styles.words}>{formatSpan(now - freshness.since)} old</span>
    </span>
  );
}

/** A record that is final: the height at which it became so, leading to its proof or its block. */
export function FinalMark({ height, to, words = true }: { readonly height: number; readonly to?: string; readonly words?: boolean }) {
  const inner = (
    <>
      <MarkShape shape="final" />
      {words ? (
        <span>
          Final at height <span className="figures">{formatInteger(height)}</span>
        </span>
      ) : (
        <span className="visually-hidden">final at height {height}</span>
      )}
    </>
  );
  return to ? (
    <Link className={styles.mark} to={to}>
      {inner}
    </Link>
  ) : (
    <span className={styles.mark} title={`Final at height ${height}`}>
      {inner}
    </span>
  );
}

/** What the three states mean; once on a page that shows many. */
export function MarkLegend() {
  return (
    <ul className={styles.legend} aria-label="What the marks mean">
      <li>
        <MarkShape shape="measured" /> measured now
      </li>
      <li>
        <MarkShape shape="final" /> final
      </li>
      <li>
        <MarkShape shape="stale" /> stale
      </li>
    </ul>
  );
}
