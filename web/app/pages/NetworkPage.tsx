/** The committee and its nodes: who is there, who leads, who votes, and how far apart they are. */
import { FreshnessMark } from "../components/FinalityMark.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { Beside } from "../lists/Beside.tsx";
import { OpenBeside, useBeside } from "../lists/useBeside.ts";
import { usePageTitle } from "../page.ts";
import { HeatMap, HeatMapLegend } from "./network/HeatMap.tsx";
import { CommitteeFigures, Concerns, LoneFigures } from "./network/NetworkFigures.tsx";
import styles from "./network/network.module.css";
import { NodeList } from "./network/NodeList.tsx";
import { Topology, TopologyLegend } from "./network/Topology.tsx";
import { useNodes, useRounds, useValidators } from "./network/useCommittee.ts";
import { ValidatorBeside } from "./network/ValidatorRecord.tsx";

/** The votes of the last rounds, or why there are none. */
function RoundsPanel() {
  const { data, error, refetch, freshness } = useRounds();
  return (
    <Panel title="Votes" note={data && data.rounds.length > 0 ? "in the last rounds, as this node saw them" : undefined} actions={<FreshnessMark freshness={freshness} />}>
      {data && data.rounds.length > 0 ? (
        <div data-stale={freshness.kind === "stale"}>
          <HeatMap list={data} />
          <HeatMapLegend />
        </div>
      ) : data ? (
        <Notice title="No round was seen yet" icon="shield">
          The first appears here as soon as this node hears a vote.
        </Notice>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton rows={6} label="rounds" />
      )}
    </Panel>
  );
}

export function NetworkPage() {
  usePageTitle("Network");
  const nodes = useNodes();
  const validators = useValidators();
  const beside = useBeside();
  const { data, error, refetch, freshness } = nodes;
  const isAlone = data !== undefined && data.nodes.length === 1;
  const rounds = validators.data?.rounds ?? null;
  return (
    <Beside open={beside.open} label="Validator beside the network" to={`/validators/${beside.open ?? ""}`} onClose={beside.close} record={beside.open !== undefined && <ValidatorBeside id={beside.open} />}>
      <OpenBeside value={beside.onRow}>
        <PageHead title="Network">{isAlone ? "The node of this ledger, and how it is." : "The validators' nodes as this one sees them: who is there, who leads, who votes, and how far apart they are."}</PageHead>
        {data ? (
          <>
            {isAlone ? (
              <LoneFigures nodes={data} freshness={freshness} />
            ) : (
              <CommitteeFigures nodes={data} nodesFreshness={freshness} validators={validators.data} validatorsFreshness={validators.freshness} />
            )}
            <Concerns nodes={data} />
            {isAlone ? (
              <Panel title="Committee" flush>
                <Notice title="This ledger has one validator" icon="network">
                  It decides alone, so there are no rounds, no leader and no peers to measure. With four validators the ledger goes on when one of them is gone; the command <code>aurigraph dev --validators 4</code> shows that on one machine.
                </Notice>
              </Panel>
            ) : (
              <div className={styles.place}>
                <div className={styles.pictures}>
                  <Panel title="Topology" note="round trips from this node, in ms" actions={<FreshnessMark freshness={freshness} />}>
                    <div data-stale={freshness.kind === "stale"}>
                      <Topology nodes={data.nodes} leaderId={rounds === null ? undefined : String(rounds.leader)} />
                      <TopologyLegend />
                    </div>
                  </Panel>
                  <RoundsPanel />
                </div>
              </div>
            )}
            <NodeList list={data} freshness={freshness} current={beside.open} />
          </>
        ) : (
          <Panel title="Nodes" flush>
            {error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <Skeleton rows={8} label="the network" />}
          </Panel>
        )}
      </OpenBeside>
    </Beside>
  );
}
