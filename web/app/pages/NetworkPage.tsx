/** The committee and its nodes: who is there, who leads, who votes, and how far apart they are. And who follows them. */
import type { LedgerNode } from "@aurigraph/api";
import { FreshnessMark } from "../components/FinalityMark.tsx";
import { Notice, ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { Beside } from "../lists/Beside.tsx";
import { OpenBeside, useBeside } from "../lists/useBeside.ts";
import type { Freshness } from "../live/hooks.ts";
import { usePageTitle } from "../page.ts";
import { HeatMap, HeatMapLegend } from "./network/HeatMap.tsx";
import { CommitteeFigures, Concerns, LoneFigures } from "./network/NetworkFigures.tsx";
import styles from "./network/network.module.css";
import { NodeList } from "./network/NodeList.tsx";
import { isValidator, pageWords, type RoundSight, sightOfNodes } from "./network/roles.ts";
import { withOwnNames } from "./network/rounds.ts";
import { RoleCaption, Topology, TopologyLegend } from "./network/Topology.tsx";
import { useNodes, useRounds, useValidators } from "./network/useCommittee.ts";
import { ValidatorBeside } from "./network/ValidatorRecord.tsx";

const ROUNDS_NOTE: Readonly<Record<RoundSight, string>> = { votes: "in the last rounds, as this node saw them", certificates: "to finalise, in the last certificates" };

/** The votes of the last rounds, or why there are none. */
function RoundsPanel({ nodes }: { readonly nodes: readonly LedgerNode[] }) {
  const { data, error, refetch, freshness } = useRounds();
  const sight = sightOfNodes(nodes);
  return (
    <Panel title="Votes" note={data && data.rounds.length > 0 ? ROUNDS_NOTE[sight] : undefined} actions={<FreshnessMark freshness={freshness} />}>
      {data && data.rounds.length > 0 ? (
        <div data-stale={freshness.kind === "stale"}>
          <HeatMap list={withOwnNames(data, nodes)} sight={sight} />
          <HeatMapLegend sight={sight} />
        </div>
      ) : data ? (
        <Notice title="No round was seen yet" icon="shield">
          The first appears here as soon as this node {sight === "votes" ? "hears a vote" : "gets a certificate"}.
        </Notice>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton rows={6} label="rounds" />
      )}
    </Panel>
  );
}

/** What stands in the place of rounds where one validator decides. */
function LonePanel() {
  return (
    <Panel title="Committee" flush>
      <Notice title="This ledger has one validator" icon="network">
        It decides alone, so there are no rounds, no leader and no other validator to measure. With four validators the ledger goes on when one of them is gone; the command <code>aurigraph dev --validators 4</code> shows that on one machine.
      </Notice>
    </Panel>
  );
}

interface PicturesProps {
  readonly nodes: readonly LedgerNode[];
  readonly freshness: Freshness;
  readonly leaderId: string | undefined;
}

/** The nodes as a picture, and the votes of their rounds where there are any. */
function Pictures({ nodes, freshness, leaderId }: PicturesProps) {
  const isAlone = nodes.filter(isValidator).length === 1;
  // One node alone would be a picture of nothing.
  if (isAlone && nodes.length === 1) return <LonePanel />;
  return (
    <div className={styles.place}>
      <div className={styles.pictures}>
        <Panel title="Topology" note="round trips from this node, in ms" actions={<FreshnessMark freshness={freshness} />}>
          <div data-stale={freshness.kind === "stale"}>
            <Topology nodes={nodes} leaderId={leaderId} />
            <TopologyLegend nodes={nodes} />
          </div>
          <RoleCaption nodes={nodes} />
        </Panel>
        {isAlone ? <LonePanel /> : <RoundsPanel nodes={nodes} />}
      </div>
    </div>
  );
}

export function NetworkPage() {
  usePageTitle("Network");
  const nodes = useNodes();
  const validators = useValidators();
  const beside = useBeside();
  const { data, error, refetch, freshness } = nodes;
  const isAlone = data !== undefined && data.nodes.filter(isValidator).length === 1;
  const rounds = validators.data?.rounds ?? null;
  return (
    <Beside open={beside.open} label="Validator beside the network" to={`/validators/${beside.open ?? ""}`} onClose={beside.close} record={beside.open !== undefined && <ValidatorBeside id={beside.open} />}>
      <OpenBeside value={beside.onRow}>
        <PageHead title="Network">{pageWords(data?.nodes ?? [])}</PageHead>
        {data ? (
          <>
            {isAlone ? (
              <LoneFigures nodes={data} freshness={freshness} />
            ) : (
              <CommitteeFigures nodes={data} nodesFreshness={freshness} validators={validators.data} validatorsFreshness={validators.freshness} />
            )}
            <Concerns nodes={data} />
            <Pictures nodes={data.nodes} freshness={freshness} leaderId={rounds === null || isAlone ? undefined : String(rounds.leader)} />
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
