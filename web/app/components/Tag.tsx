/** A short state in words, with a shape beside its colour. */
import type { ReactNode } from "react";
import { formatInteger } from "@aurigraph/core";
import { MarkShape } from "./FinalityMark.tsx";
import { Icon } from "./icons.tsx";
import styles from "./Tag.module.css";

export type Tone = "positive" | "warning" | "negative" | "neutral";

export function Tag({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {tone === "positive" && <Icon name="check" size={12} />}
      {tone === "warning" && <Icon name="alert" size={12} />}
      {tone === "negative" && <Icon name="close" size={12} />}
      {tone === "neutral" && <MarkShape shape="waiting" />}
      {children}
    </span>
  );
}

const RESULT_WORDS: Readonly<Record<string, string>> = {
  applied: "applied",
  expired: "expired",
  already_applied: "already applied",
  stale_sequence: "stale sequence",
  unknown_asset: "unknown asset",
  unknown_debit_account: "unknown debit account",
  unknown_credit_account: "unknown credit account",
  same_account: "same account",
  zero_amount: "zero amount",
  not_authorised: "not authorised",
  debit_account_frozen: "debit account frozen",
  credit_account_frozen: "credit account frozen",
  insufficient_funds: "insufficient funds",
  credit_overflow: "credit overflow",
  unknown_account: "unknown account",
  account_limit: "account limit",
  subaccount_of_subaccount: "subaccount of a subaccount",
  proposal_closed: "proposal closed",
  invalid_vote: "invalid vote",
  not_applicable: "not applicable",
  proposal_limit: "proposal limit",
  not_activated: "not activated yet",
  unknown_real_world_asset: "unknown real-world asset",
  asset_not_active: "asset not active",
  other_version: "other version",
  content_refused: "content refused",
  nothing_changes: "nothing changes",
  registry_full: "registry full",
};

/** Every result code of docs/protocol.md, in order of precedence. */
const RESULT_CODES: readonly string[] = Object.keys(RESULT_WORDS);

/** A result code in words. A code this page does not know is shown as it came. */
export function resultWords(code: string): string {
  return RESULT_WORDS[code] ?? code;
}

/** Choices of a filter by result; `rejected` stands for every code but `applied`. */
export const RESULT_OPTIONS: readonly (readonly [value: string, words: string])[] = [
  ["", "All results"],
  ["rejected", "rejected, for any reason"],
  ...RESULT_CODES.map((code) => [code, resultWords(code)] as const),
];

export function ResultTag({ code }: { readonly code: string }) {
  return <Tag tone={code === "applied" ? "positive" : "negative"}>{resultWords(code)}</Tag>;
}

/** Applied, in part, or rejected. */
export function StatusTag({ status, applied, rejected }: { readonly status: string; readonly applied?: number; readonly rejected?: number }) {
  if (status === "APPLIED") return <Tag tone="positive">applied</Tag>;
  if (status === "PARTIAL") return <Tag tone="warning">{applied === undefined ? "applied in part" : `${formatInteger(applied)} of ${formatInteger(applied + (rejected ?? 0))} applied`}</Tag>;
  return <Tag tone="negative">rejected</Tag>;
}
