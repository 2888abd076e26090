/** One validator: what it was seen to do, its last rounds, evidence against it, and its node. */
import { Link, useParams } from "react-router";
import { ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { usePageTitle } from "../page.ts";
import styles from "./network/network.module.css";
import { StateTag } from "./network/StateTag.tsx";
import { EvidencePanel, NodePanel, ParticipationPanel, RoundsPanel, useValidatorRecord, ValidatorFacts } from "./network/ValidatorRecord.tsx";

export function ValidatorPage() {
  const { id = "" } = useParams();
  const { validator, error, refetch, freshness, node, nodes, nodesFreshness, rounds, roundsFreshness, sight } = useValidatorRecord(id);
  usePageTitle(validator?.name ?? "Validator");
  if (error && !validator) {
    return (
      <>
        <PageHead title="Validator">{id}</PageHead>
        <Panel title="Not shown" flush>
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </Panel>
      </>
    );
  }
  if (!validator) return <Skeleton rows={12} label="the validator" />;
  return (
    <>
      <PageHead title={validator.name} above={<Link to="/validators">Validators</Link>} state={node && <StateTag node={node} />}>
        Validator {validator.validatorId} of this ledger, as this node sees it{sight === "certificates" && ": its votes only through certificates"}. The others, and how far apart they are: <Link to="/network">network</Link>.
      </PageHead>
      <ValidatorFacts validator={validator} sight={sight} />
      {rounds && <RoundsPanel id={id} rounds={rounds} sight={sight} freshness={roundsFreshness} />}
      <div className={styles.halves}>
        <div className={styles.stack}>
          <ParticipationPanel validator={validator} sight={sight} freshness={freshness} />
          <EvidencePanel validator={validator} sight={sight} />
        </div>
        <NodePanel node={node} nodes={nodes} freshness={nodesFreshness} />
      </div>
    </>
  );
}
