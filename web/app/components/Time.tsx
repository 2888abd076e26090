/** A moment: relative, with the absolute one on hover and focus; or absolute with its zone. */
import { formatAbsolute, formatRelative } from "@aurigraph/core";
import { useServerNow } from "../live/hooks.ts";

interface TimeProps {
  /** RFC 3339, or Unix milliseconds. */
  readonly value: string | number;
}

/** `4 s ago`. */
export function RelativeTime({ value }: TimeProps) {
  const now = useServerNow();
  const ms = typeof value === "number" ? value : Date.parse(value);
  if (Number.isNaN(ms)) return <span>unknown</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={`${formatAbsolute(ms)}\n${formatAbsolute(ms, "local")}`}>
      {formatRelative(ms, now)}
    </time>
  );
}

/** `2026-11-23 20:44:16.120 UTC`, then how long ago. */
export function AbsoluteTime({ value }: TimeProps) {
  const now = useServerNow();
  const ms = typeof value === "number" ? value : Date.parse(value);
  if (Number.isNaN(ms)) return <span>unknown</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatAbsolute(ms, "local")}>
      <span className="figures">{formatAbsolute(ms)}</span> <span className="muted">({formatRelative(ms, now)})</span>
    </time>
  );
}
