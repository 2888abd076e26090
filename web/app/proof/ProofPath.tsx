/** The way from a record to the validators, drawn: one station a step, with its state, what it showed, and its hash. */
import type { ProofStep, StepId, StepState } from "@aurigraph/wallet";
import { Hash } from "../components/Hash.tsx";
import { Icon } from "../components/icons.tsx";
import styles from "./ProofPath.module.css";

const STATE_WORDS: Readonly<Record<StepState, string>> = { ok: "holds", failed: "fails", unknown: "not decided" };

const HASH_LABELS: Partial<Readonly<Record<StepId, string>>> = {
  record: "hash of the record",
  submission: "root of the submission's receipts",
  entry: "hash of the entry",
  receiptsRoot: "receipts root",
  balance: "hash of the balance leaf",
  assetRoot: "root of the asset's balances",
  account: "root of the accounts",
  stateRoot: "state root",
  header: "block hash",
  epochs: "root of the block's validators",
  validators: "root of the first validators",
  trust: "chain id",
};

function Station({ step }: { readonly step: ProofStep }) {
  return (
    <li className={styles.station} data-state={step.state}>
      <span className={styles.mark}>
        {step.state === "ok" && <Icon name="check" size={14} />}
        {step.state === "failed" && <Icon name="close" size={14} />}
        {step.state === "unknown" && <span aria-hidden="true">?</span>}
      </span>
      <div className={styles.words}>
        <p className={styles.name}>
          {step.title} <span className={step.state === "ok" ? "visually-hidden" : styles.state}>{STATE_WORDS[step.state]}</span>
        </p>
        <p className={styles.finding}>{step.finding}</p>
      </div>
      {step.hash !== undefined && (
        <div className={styles.hash}>
          <Hash value={step.hash} label={HASH_LABELS[step.id] ?? "hash"} />
        </div>
      )}
    </li>
  );
}

export function ProofPath({ steps }: { readonly steps: readonly ProofStep[] }) {
  return (
    <ol className={styles.path} aria-label="Steps of the proof">
      {steps.map((step) => (
        <Station key={step.id} step={step} />
      ))}
    </ol>
  );
}
