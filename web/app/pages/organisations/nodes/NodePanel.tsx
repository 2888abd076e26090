/** One node: how it stands, its way so far, how it is now, and what can be done with it. */
import { useId } from "react";
import type { ProvisionedNode } from "@aurigraph/api";
import { Button } from "../../../components/Button.tsx";
import { FreshnessMark } from "../../../components/FinalityMark.tsx";
import { Hash } from "../../../components/Hash.tsx";
import { Field, Fields, Panel } from "../../../components/Panel.tsx";
import type { Freshness } from "../../../live/hooks.ts";
import { useWayBack } from "./NodeLink.tsx";
import { ProvisionedStateTag, Way, WholeSight } from "./NodeMarks.tsx";
import { type Acts, nameOf, type Sight, typeSentence, typeWords } from "./nodes.ts";
import styles from "./nodes.module.css";
import { standsWords } from "./steps.ts";

export type ActKind = "approve" | "reject" | "withdraw" | "token" | "revoke";

interface NodePanelProps {
  readonly node: ProvisionedNode;
  readonly acts: Acts;
  readonly sight: Sight;
  /** Of what the network says. */
  readonly freshness: Freshness;
  readonly onAct: (kind: ActKind) => void;
}

function Buttons({ node, acts, onAct }: Pick<NodePanelProps, "node" | "acts" | "onAct">) {
  const id = useId();
  const isOwn = acts.approve === "own";
  if (acts.approve === "no" && !acts.reject && !acts.withdraw && !acts.makeToken && !acts.revoke) return null;
  return (
    <div className={styles.acts}>
      <div className={styles.buttons}>
        {acts.approve !== "no" && (
          // It can be reached, so that its reason is heard.
          <Button kind="primary" aria-disabled={isOwn} aria-describedby={isOwn ? id : undefined} onClick={() => !isOwn && onAct("approve")}>
            Approve
          </Button>
        )}
        {acts.makeToken && (
          <Button kind={node.tokenExpiresAt === null ? "primary" : "plain"} onClick={() => onAct("token")}>
            {node.tokenExpiresAt === null ? "Make a token" : "Make another token"}
          </Button>
        )}
        {acts.reject && (
          <Button kind="danger" onClick={() => onAct("reject")}>
            Reject
          </Button>
        )}
        {acts.revoke && (
          <Button kind="danger" onClick={() => onAct("revoke")}>
            Revoke
          </Button>
        )}
        {acts.withdraw && <Button onClick={() => onAct("withdraw")}>Withdraw</Button>}
      </div>
      {isOwn && (
        <p id={id} className={styles.hint}>
          Somebody else has to approve: you requested it yourself.
        </p>
      )}
    </div>
  );
}

export function NodePanel({ node, acts, sight, freshness, onAct }: NodePanelProps) {
  const { name, nodeType, note, nodeId, requestedByName, requestId } = node;
  const does = typeSentence(nodeType);
  const wayBack = useWayBack();
  return (
    <Panel title="Node" note={wayBack} actions={<ProvisionedStateTag node={node} />} flush>
      <div className={styles.head}>
        <p className={styles.sentence}>
          <strong>{name}</strong>, a {typeWords(nodeType)} requested by {nameOf(requestedByName)}.
        </p>
        <p role="status" className={styles.stands}>
          {standsWords(node)}
        </p>
        <Buttons node={node} acts={acts} onAct={onAct} />
      </div>
      <div className={styles.place}>
        <div className={styles.record}>
          <section aria-label="Way" className={styles.part}>
            <Way node={node} />
          </section>
          <section aria-label="Facts" className={styles.part}>
            <Fields>
              {nodeId !== null && (
                <Field name="Now">
                  <span className={styles.now} data-stale={freshness.kind === "stale"}>
                    <FreshnessMark freshness={freshness} /> <WholeSight sight={sight} />
                  </span>
                </Field>
              )}
              <Field name="Key">{nodeId === null ? <span className="muted">none yet: the node makes it</span> : <Hash value={nodeId} label="key of the node" ends={10} />}</Field>
              {does !== "" && <Field name="Type">{does}</Field>}
              <Field name="Note">{note === null || note === "" ? <span className="muted">none</span> : <span className={styles.text}>{note}</span>}</Field>
              <Field name="Request">
                <Hash value={requestId} label="id of the request" ends={8} />
              </Field>
            </Fields>
          </section>
        </div>
      </div>
    </Panel>
  );
}
