/** The states that are not data: nothing here, something failed, still loading. Each says what is true and what to do. */
import { type ReactNode, useEffect, useState } from "react";
import { toProblem } from "@aurigraph/api";
import { Button } from "./Button.tsx";
import { Icon, type IconName } from "./icons.tsx";
import styles from "./Notice.module.css";

interface NoticeProps {
  readonly title: string;
  readonly tone?: "neutral" | "warning" | "negative" | "positive";
  readonly icon?: IconName;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function Notice({ title, tone = "neutral", icon, children, action }: NoticeProps) {
  return (
    <div className={styles.notice} data-tone={tone}>
      {icon && (
        <span className={styles.icon}>
          <Icon name={icon} size={20} />
        </span>
      )}
      <div>
        <p className={styles.title}>{title}</p>
        {children && <div className={styles.text}>{children}</div>}
        {action && <div className={styles.action}>{action}</div>}
      </div>
    </div>
  );
}

/** The API's details are clauses; here they stand as sentences. */
export function sentence(clause: string): string {
  const text = clause.trim();
  if (text === "") return "";
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}

/** Whether asking again can help: no answer, too busy, or a fault of the node. */
function canRetry(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** An error as the API said it: what happened, what is safe, what to do, and a code to quote. */
export function ProblemNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry?: (() => void) | undefined }) {
  const problem = toProblem(error);
  return (
    <div role="alert">
      <Notice
        title={problem.title}
        tone={problem.status === 404 ? "neutral" : "negative"}
        icon={problem.status === 404 ? "search" : "alert"}
        action={onRetry && canRetry(problem.status) && <Button onClick={onRetry}>Try again</Button>}
      >
        <p>
          {sentence(problem.detail)} {sentence(problem.action)}
        </p>
        {problem.earliestHeight !== undefined && <p>The earliest height this node still keeps is {problem.earliestHeight}.</p>}
        <p className={styles.code}>
          {problem.code}
          {problem.status > 0 && ` \u00b7 ${problem.status}`}
        </p>
      </Notice>
    </div>
  );
}

const SHOW_AFTER_MS = 150;

/** Bars in the shape of what will come, only when it takes longer than a blink. */
export function Skeleton({ rows, label }: { readonly rows: number; readonly label: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" className={styles.skeleton}>
      <span className="visually-hidden">Loading {label}</span>
      {shown && Array.from({ length: rows }, (_, index) => <span key={index} className={styles.line} aria-hidden="true" />)}
    </div>
  );
}
