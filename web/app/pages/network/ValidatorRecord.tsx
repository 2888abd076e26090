/** What is known of one validator, in parts: on its own page and beside the network. */
import type { LedgerNode, RoundList, Validator } from "@aurigraph/api";
import { useValidatorQuery } from "@aurigraph/api";
import { countOf, formatInteger, formatMilliseconds, formatSpan, NOT_MEASURED } from "@aurigraph/core";
import { Fact, Figures } from "../../components/Figure.tsx";
import { FreshnessMark } from "../../components/FinalityMark.tsx";
import { CopyButton, Hash } from "../../components/Hash.tsx";
import { Notice, ProblemNotice, Skeleton } from "../../components/Notice.tsx";
import { Field, Fields, Panel } from "../../components/Panel.tsx";
import { Tag } from "../../components/Tag.tsx";
import { type Freshness, useQueryFreshness } from "../../live/hooks.ts";
import { behindWords, catchUpWords, heardWords, isFollowed, isReachable, latencyOf, namerOf, voteOf } from "./committee.ts";
import { HeatMap, HeatMapLegend } from "./HeatMap.tsx";
import styles from "./network.module.css";
import { type RoundSight, sightOfNodes } from "./roles.ts";
import { StateTag } from "./StateTag.tsx";
import { POLL_MS, useNodes, useRounds } from "./useCommittee.ts";

/** One validator with its node and the rounds, asked for again and again. */
export function useValidatorRecord(id: string) {
  const query = useValidatorQuery(id, { pollingInterval: POLL_MS });
  const nodes = useNodes();
  const rounds = useRounds();
  return {
    validator: query.currentData,
    error: query.error,
    refetch: query.refetch,
    freshness: useQueryFreshness(query, POLL_MS),
    node: nodes.data?.nodes.find((node) => node.validatorId === id),
    nodes: nodes.data?.nodes ?? [],
    sight: sightOfNodes(nodes.data?.nodes ?? []),
    nodesFreshness: nodes.freshness,
    rounds: rounds.data,
    roundsFreshness: rounds.freshness,
  };
}

/** A record as it is asked for. */
export type ValidatorRecordState = ReturnType<typeof useValidatorRecord>;

function figureOf(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? NOT_MEASURED : format(value);
}

/** What a reader asks first. */
export function ValidatorFacts({ validator, sight, bare = false }: { readonly validator: Validator; readonly sight: RoundSight; readonly bare?: boolean }) {
  const seen = validator.participation;
  return (
    <Figures label="Facts of this validator" bare={bare}>
      <Fact name="Voting power">{formatInteger(validator.votingPower)}</Fact>
      <Fact name="Blocks proposed" note={seen === null ? "in this epoch" : "since this node started"}>
        {formatInteger(validator.blocksProduced)}
      </Fact>
      <Fact name="Rounds missed" note="led and skipped">
        {figureOf(seen?.missedProposals, formatInteger)}
      </Fact>
      <Fact name="Mean vote latency" note="to its vote that a block is valid">
        {seen?.meanVoteLatencyMs === null || seen === null ? NOT_MEASURED : `${formatMilliseconds(seen.meanVoteLatencyMs)} ms`}
      </Fact>
      <Fact name="Evidence" note={seen === null ? "needs a committee" : sight === "votes" ? "of contradicting itself" : "looked for by validators"}>
        {seen === null || (sight === "certificates" && seen.evidence.length === 0) ? NOT_MEASURED : seen.evidence.length === 0 ? "none" : countOf(seen.evidence.length, "proof")}
      </Fact>
    </Figures>
  );
}

/** The node of this validator, in its own words. */
export function NodePanel({ node, nodes, freshness }: { readonly node: LedgerNode | undefined; readonly nodes: readonly LedgerNode[]; readonly freshness: Freshness }) {
  if (!node) {
    return (
      <Panel title="Its node" flush>
        <Skeleton rows={8} label="the node" />
      </Panel>
    );
  }
  const latency = latencyOf(node);
  const behind = behindWords(node);
  const catchUp = catchUpWords(node, namerOf(nodes));
  return (
    <Panel title="Its node" note={isReachable(node) ? undefined : isFollowed(node) ? "what it last said of itself" : "nothing is known of it here"} actions={<FreshnessMark freshness={freshness} />} flush>
      <Fields>
        <Field name="Name">{node.name}</Field>
        <Field name="State">
          <StateTag node={node} />
        </Field>
        <Field name="Vote">{voteOf(node) ?? NOT_MEASURED}</Field>
        <Field name="Height">
          <span className="figures">{figureOf(node.blockHeight, formatInteger)}</span>
          <span className="muted">{behind === null ? "" : behind === "level" ? ", level" : `, ${behind} behind`}</span>
        </Field>
        {catchUp !== null && <Field name="Catching up">{catchUp}</Field>}
        <Field name="Round trip" hint="from the node that answers">
          {node.isSelf ? "this is the node that answers" : latency === null ? NOT_MEASURED : <span className="figures">{formatMilliseconds(latency)} ms</span>}
        </Field>
        <Field name="Last heard of">{node.isSelf ? "now" : heardWords(node)}</Field>
        <Field name="Running for">{figureOf(node.uptimeSeconds, (seconds) => formatSpan(seconds * 1000))}</Field>
        <Field name="Version">
          <span className="figures">{node.version ?? NOT_MEASURED}</span>
        </Field>
        <Field name="HTTP">
          <span className="figures">{node.httpAddress ?? NOT_MEASURED}</span>
        </Field>
        <Field name="gRPC">
          <span className="figures">{node.grpcAddress ?? NOT_MEASURED}</span>
        </Field>
        <Field name="Process">
          <span className="figures">{node.processId ?? NOT_MEASURED}</span>
        </Field>
        <Field name="Newest snapshot">
          <span className="figures">{figureOf(node.snapshotHeight, (height) => `height ${formatInteger(height)}`)}</span>
        </Field>
        <Field name="Earliest block" hint="that it can give to others">
          <span className="figures">{figureOf(node.earliestBlockHeight, formatInteger)}</span>
        </Field>
      </Fields>
    </Panel>
  );
}

/** What it was seen to vote. */
export function ParticipationPanel({ validator, sight, freshness }: { readonly validator: Validator; readonly sight: RoundSight; readonly freshness: Freshness }) {
  const seen = validator.participation;
  const hearsVotes = sight === "votes";
  const note = hearsVotes ? "as this node saw it since it started" : "in the certificates that this node saw since it started";
  return (
    <Panel title="Participation" note={seen === null ? undefined : note} actions={<FreshnessMark freshness={freshness} />} flush>
      <Fields>
        <Field name="Public key">
          <Hash value={validator.publicKey} label="public key of the validator" whole />
        </Field>
        {seen !== null && (
          <>
            <Field name="Votes to finalise">
              <span className="figures">{formatInteger(seen.finalizeVotes)}</span>
            </Field>
            <Field name="Votes that a block is valid">
              <span className="figures">{hearsVotes ? formatInteger(seen.notarizeVotes) : NOT_MEASURED}</span>
            </Field>
            <Field name="Votes to skip">
              <span className="figures">{hearsVotes ? formatInteger(seen.nullifyVotes) : NOT_MEASURED}</span>
            </Field>
            <Field name="Last vote">{seen.lastVoteSecondsAgo === null ? "none seen" : seen.lastVoteSecondsAgo < 1 ? "< 1 s ago" : `${formatSpan(seen.lastVoteSecondsAgo * 1000)} ago`}</Field>
          </>
        )}
      </Fields>
      {seen === null && (
        <Notice title="It decides alone" icon="shield">
          This ledger has one validator: there are no rounds, and nobody whose votes could be seen.
        </Notice>
      )}
    </Panel>
  );
}

/** This validator's row of the last rounds. */
export function RoundsPanel({ id, rounds, sight, freshness }: { readonly id: string; readonly rounds: RoundList; readonly sight: RoundSight; readonly freshness: Freshness }) {
  if (rounds.rounds.length === 0) return null;
  return (
    <Panel title="Its last rounds" actions={<FreshnessMark freshness={freshness} />}>
      <HeatMap list={rounds} sight={sight} only={Number(id)} />
      <HeatMapLegend sight={sight} />
    </Panel>
  );
}

/** Proofs that it contradicted itself. */
export function EvidencePanel({ validator, sight }: { readonly validator: Validator; readonly sight: RoundSight }) {
  const evidence = validator.participation?.evidence;
  if (evidence === undefined) return null;
  return (
    <Panel title="Evidence" note={evidence.length === 0 ? undefined : countOf(evidence.length, "proof")} flush>
      {evidence.length === 0 ? (
        <Notice title={sight === "votes" ? "None" : "Not known here"} tone="neutral" icon="shield">
          {sight === "votes" ? "This node has seen no two votes of it that contradict each other." : "Validators look for votes that contradict each other. This node sees only those of certificates."}
        </Notice>
      ) : (
        <ul>
          {evidence.map(({ view, description, votes }) => (
            <li key={`${view}-${votes}`} className={styles.evidence}>
              <span>
                <Tag tone="negative">view {formatInteger(view)}</Tag> {description}
              </span>
              <span className={styles.votes}>
                <Hash value={votes} label="both signed votes" ends={16} copy={false} /> <CopyButton text={votes} label="both signed votes" />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The validator beside the network. */
export function ValidatorBeside({ id }: { readonly id: string }) {
  const { validator, error, refetch, freshness, node, nodes, nodesFreshness, rounds, roundsFreshness, sight } = useValidatorRecord(id);
  if (error && !validator) {
    return (
      <Panel title="Not shown" flush>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Panel>
    );
  }
  if (!validator) return <Skeleton rows={12} label="the validator" />;
  return (
    <>
      <Panel title={validator.name} actions={node && <StateTag node={node} />} flush>
        <ValidatorFacts validator={validator} sight={sight} bare />
      </Panel>
      {rounds && <RoundsPanel id={id} rounds={rounds} sight={sight} freshness={roundsFreshness} />}
      <ParticipationPanel validator={validator} sight={sight} freshness={freshness} />
      <EvidencePanel validator={validator} sight={sight} />
      <NodePanel node={node} nodes={nodes} freshness={nodesFreshness} />
    </>
  );
}
