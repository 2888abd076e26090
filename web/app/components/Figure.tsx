/** A live figure: its name, its value with the unit, and how fresh it is. A stale value stays legible but loses its ink. */
import type { ReactNode } from "react";
import { NOT_MEASURED } from "@aurigraph/core";
import type { Freshness } from "../live/hooks.ts";
import { FreshnessMark } from "./FinalityMark.tsx";
import styles from "./Figure.module.css";

interface FigureProps {
  readonly name: string;
  /** Already formatted; null when it was not measured. */
  readonly value: string | null;
  readonly unit?: string;
  readonly note?: ReactNode;
  readonly freshness: Freshness;
}

export function Figure({ name, value, unit, note, freshness }: FigureProps) {
  return (
    <div className={styles.figure} data-state={freshness.kind}>
      <dt className={styles.name}>
        {name} <FreshnessMark freshness={freshness} />
      </dt>
      <dd className={styles.value}>
        <span className="figures">{value ?? NOT_MEASURED}</span>
        {unit && value !== null && <span className={styles.unit}>{unit}</span>}
        {note && <span className={styles.note}>{note}</span>}
      </dd>
    </div>
  );
}

/** A figure of a record that does not change any more: no mark of its own, the record has one. */
export function Fact({ name, note, children }: { readonly name: string; readonly note?: ReactNode; readonly children: ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.fact}>
        {children}
        {note && <span className={styles.note}>{note}</span>}
      </dd>
    </div>
  );
}

/** Figures side by side in one frame, or without it inside a panel that has one. */
export function Figures({ label, bare = false, children }: { readonly label: string; readonly bare?: boolean; readonly children: ReactNode }) {
  return (
    <dl className={bare ? `${styles.figures} ${styles.bare}` : styles.figures} aria-label={label}>
      {children}
    </dl>
  );
}
