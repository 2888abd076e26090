/** The small parts that list and record of a node share: its state, what the network says of it, its way, and where the ledger says it. */
import { Link } from "react-router";
import type { NodeRegistration, ProvisionedNode } from "@aurigraph/api";
import { formatInteger, formatMilliseconds, NOT_MEASURED } from "@aurigraph/core";
import { MarkShape } from "../../../components/FinalityMark.tsx";
import { Hash } from "../../../components/Hash.tsx";
import { Icon } from "../../../components/icons.tsx";
import { Tag } from "../../../components/Tag.tsx";
import { RelativeTime } from "../../../components/Time.tsx";
import { heardWords, latencyOf } from "../../network/committee.ts";
import { StateTag } from "../../network/StateTag.tsx";
import { type Sight, stateOf } from "./nodes.ts";
import styles from "./nodes.module.css";
import { type Step, type StepState, stepsOf } from "./steps.ts";

export function ProvisionedStateTag({ node: { state } }: { readonly node: Pick<ProvisionedNode, "state"> }) {
  const { words, tone } = stateOf(state);
  return <Tag tone={tone}>{words}</Tag>;
}

/** A line in the table: how the node is, and nothing where there is no key to ask for. */
export function ShortSight({ sight }: { readonly sight: Sight }) {
  if (sight.kind === "none") return <span className="muted">{NOT_MEASURED}</span>;
  if (sight.kind === "unknown") return <span className="muted">not known now</span>;
  if (sight.kind === "silent") return <span className="muted">not heard of</span>;
  const { node } = sight;
  return (
    <span className={styles.sight}>
      <StateTag node={node} />
      {node.blockHeight !== null && (
        <span className={styles.small}>
          height <span className="figures">{formatInteger(node.blockHeight)}</span>
        </span>
      )}
    </span>
  );
}

/** The same in whole, for the record. */
export function WholeSight({ sight }: { readonly sight: Sight }) {
  if (sight.kind === "none") return <span className="muted">it has shown no key yet</span>;
  if (sight.kind === "unknown") return <span className="muted">the nodes of the ledger are not known now</span>;
  if (sight.kind === "silent") return <span className="muted">not heard of: no node of the ledger says that it follows</span>;
  const { node } = sight;
  const latency = latencyOf(node);
  return (
    <span className={styles.sight}>
      <StateTag node={node} />
      <span>
        height <span className="figures">{node.blockHeight === null ? NOT_MEASURED : formatInteger(node.blockHeight)}</span>
      </span>
      <span>{latency === null ? "round trip not measured" : <><span className="figures">{formatMilliseconds(latency)}</span> ms round trip</>}</span>
      <span>{node.isSelf ? "this node" : node.heardSecondsAgo === null ? "not heard of since this node started" : `heard ${heardWords(node)}`}</span>
    </span>
  );
}

/** The transaction in which the ledger says it, and its block. */
export function OnLedger({ proof: { number, transactionHash, blockHeight } }: { readonly proof: NodeRegistration }) {
  return (
    <span className={styles.proof}>
      <Hash value={transactionHash} label="transaction hash" to={`/transactions/${transactionHash}`} />
      <span>
        block <Link to={`/blocks/${blockHeight}`}>{formatInteger(blockHeight)}</Link>, number <span className="figures">{formatInteger(number)}</span>
      </span>
    </span>
  );
}

const STEP_WORDS: Readonly<Record<StepState, string>> = { done: "done", now: "now", coming: "to come", ended: "the end" };

function StepMark({ state }: { readonly state: StepState }) {
  if (state === "ended") return <Icon name="close" size={12} />;
  if (state === "now") {
    return (
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <circle cx="6" cy="6" r="2.25" fill="currentColor" />
      </svg>
    );
  }
  return <MarkShape shape={state === "done" ? "final" : "waiting"} />;
}

function OneStep({ step: { name, state, who, at, note, until, proof } }: { readonly step: Step }) {
  return (
    <li className={styles.step} data-state={state}>
      <span className={styles.stepMark}>
        <StepMark state={state} />
      </span>
      <span className={styles.stepName}>
        {name}
        <span className="visually-hidden">, {STEP_WORDS[state]}</span>
      </span>
      <span className={styles.stepWhen}>{at !== null && <RelativeTime value={at} />}</span>
      {(who !== null || note !== null || until !== null || proof !== null) && (
        <span className={styles.stepNote}>
          {who !== null && <span>by {who}</span>}
          {note !== null && <span>{note}</span>}
          {until !== null && (
            <span>
              Good until <RelativeTime value={until} />.
            </span>
          )}
          {proof !== null && <OnLedger proof={proof} />}
        </span>
      )}
    </li>
  );
}

/** The way of one node: what happened, what it waits for, what is to come. */
export function Way({ node }: { readonly node: ProvisionedNode }) {
  return (
    <ol className={styles.way} aria-label="The way of this node">
      {stepsOf(node).map((step) => (
        <OneStep key={step.id} step={step} />
      ))}
    </ol>
  );
}

const PICTURE = [
  ["Request", "by an owner, admin or operator"],
  ["Approval", "by another owner or admin"],
  ["Token", "good once, shown to whoever runs the node"],
  ["Registered", "on the ledger, with the key that the node made"],
] as const;

/** The way of every node, for whoever meets it for the first time. */
export function PictureOfTheWay() {
  return (
    <ol className={styles.picture} aria-label="How a node comes to the ledger">
      {PICTURE.map(([name, words], index) => (
        <li key={name}>
          <span className={styles.pictureName}>
            {index > 0 && (
              <span className={styles.arrow}>
                <Icon name="right" size={14} />
              </span>
            )}
            {name}
          </span>
          <span className={styles.small}>{words}</span>
        </li>
      ))}
    </ol>
  );
}
