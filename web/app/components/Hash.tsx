/** A hash, key or address: identicon bar, shortened in the middle, copied by one click; optionally a link to what it names. */
import { type MouseEvent, useEffect, useState } from "react";
import { Link } from "react-router";
import { identicon, shortenHash } from "@aurigraph/core";
import { Icon } from "./icons.tsx";
import styles from "./Hash.module.css";

/** Two stable colours that let hashes be told apart at a glance. Drawn as SVG attributes: a strict policy allows no inline style. */
export function IdenticonBar({ value }: { readonly value: string }) {
  const { firstHue, secondHue, firstSharePercent } = identicon(value);
  const split = (firstSharePercent / 100) * 14;
  return (
    <svg className={styles.bar} width="4" height="14" viewBox="0 0 4 14" aria-hidden="true">
      <rect width="4" height={split} fill={`oklch(62% 0.12 ${firstHue})`} />
      <rect y={split} width="4" height={14 - split} fill={`oklch(62% 0.12 ${secondHue})`} />
    </svg>
  );
}

/** Copies a text; says so for a moment, to eyes and readers. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") return undefined;
    const timer = setTimeout(() => setState("idle"), 1600);
    return () => clearTimeout(timer);
  }, [state]);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
    } catch {
      setState("refused");
    }
  }
  return (
    <button type="button" className={styles.copy} data-state={state} onClick={() => void copy()} aria-label={`Copy ${label}`} title={`Copy ${label}`}>
      <Icon name={state === "copied" ? "check" : "copy"} size={14} />
      <span className="visually-hidden" role="status">
        {state === "copied" ? "copied" : state === "refused" ? "the browser refused to copy" : ""}
      </span>
    </button>
  );
}

interface HashProps {
  readonly value: string;
  /** What it is, for the copy button: "transaction hash". */
  readonly label: string;
  readonly to?: string | undefined;
  /** Before the link is followed; it may be held back. */
  readonly onFollow?: ((event: MouseEvent<HTMLAnchorElement>) => void) | undefined;
  /** Shows all of it, breaking lines where needed. */
  readonly whole?: boolean;
  readonly ends?: number;
  readonly copy?: boolean;
}

export function Hash({ value, label, to, onFollow, whole = false, ends = 6, copy = true }: HashProps) {
  // Where the whole of it needs two lines, it breaks in the middle.
  const half = Math.ceil(value.length / 2);
  const text = whole ? (
    <>
      {value.slice(0, half)}
      <wbr />
      {value.slice(half)}
    </>
  ) : (
    shortenHash(value, ends)
  );
  return (
    <span className={whole ? styles.whole : styles.hash}>
      <IdenticonBar value={value} />
      {to ? (
        <Link to={to} className={styles.text} title={value} onClick={onFollow}>
          {text}
        </Link>
      ) : (
        <span className={styles.text} title={value}>
          {text}
        </span>
      )}
      {copy && <CopyButton text={value} label={label} />}
    </span>
  );
}
