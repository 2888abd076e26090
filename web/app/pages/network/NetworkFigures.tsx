/** The committee in figures, and what a reader should know first. */
import type { LedgerNode, NodeList, ValidatorList } from "@aurigraph/api";
import { formatDecimal, formatInteger, formatMilliseconds, formatSpan, NOT_MEASURED } from "@aurigraph/core";
import { Figure, Figures } from "../../components/Figure.tsx";
import { Notice } from "../../components/Notice.tsx";
import type { Freshness } from "../../live/hooks.ts";
import { behindWords, concernsOf, isFollowed, latencyOf, votersOf, votesNeeded } from "./committee.ts";
import styles from "./network.module.css";
import { isValidator, sightOfNodes } from "./roles.ts";

interface FiguresProps {
  readonly nodes: NodeList;
  readonly nodesFreshness: Freshness;
  readonly validators: ValidatorList | undefined;
  readonly validatorsFreshness: Freshness;
}

/** The peer whose answer takes longest. */
function farthest(nodes: readonly LedgerNode[]): LedgerNode | undefined {
  return nodes.filter((node) => latencyOf(node) !== null).toSorted((one, other) => (other.latencyMs ?? 0) - (one.latencyMs ?? 0))[0];
}

/** How many may go before nothing is decided. */
function spareWords(spare: number): string {
  if (spare < 0) return "too few are there";
  return spare === 0 ? "not one more may go" : `${formatInteger(spare)} more may go`;
}

/** Skipped views of those that ended, in words. */
function skippedNote(rounds: NonNullable<ValidatorList["rounds"]>): string {
  const ended = rounds.finalizedViews + rounds.skippedViews;
  return ended === 0 ? "no view has ended yet" : `${formatDecimal((rounds.skippedViews / ended) * 100, 2)} % of ${formatInteger(ended)} seen`;
}

/** Who of those that can be reached votes, and of whom nothing is known. */
function reachableNote(voters: number, unasked: number): string {
  const votes = `${formatInteger(voters)} of them vote`;
  return unasked === 0 ? votes : `${votes}, ${formatInteger(unasked)} not followed`;
}

/** Figures of a committee; those of its rounds appear with the first answer. */
export function CommitteeFigures({ nodes: list, nodesFreshness, validators, validatorsFreshness }: FiguresProps) {
  const { nodes, reachableNodes } = list;
  const committee = nodes.filter(isValidator);
  const needed = votesNeeded(committee.length);
  const voters = votersOf(committee);
  const followed = nodes.filter(isFollowed).length;
  // Whoever only follows does not know whom the validators reach, and of the current view only that it comes after the last certificate.
  const hearsVotes = sightOfNodes(nodes) === "votes";
  const rounds = validators?.rounds ?? null;
  const leader = rounds === null ? undefined : nodes.find((node) => node.validatorId === String(rounds.leader));
  const self = nodes.find((node) => node.isSelf);
  const far = farthest(nodes);
  return (
    <Figures label="The committee now">
      <Figure name="Nodes reachable" value={formatInteger(reachableNodes)} unit={`of ${formatInteger(followed)}`} note={reachableNote(voters, nodes.length - followed)} freshness={nodesFreshness} />
      <Figure name="Needed to decide" value={formatInteger(needed)} unit={`of ${formatInteger(committee.length)}`} note={hearsVotes ? spareWords(voters - needed) : "validators"} freshness={nodesFreshness} />
      <Figure name={hearsVotes ? "Current view" : "Next view"} value={rounds && formatInteger(rounds.view)} note={leader && `${leader.name} leads`} freshness={validatorsFreshness} />
      <Figure name="Views skipped" value={rounds && formatInteger(rounds.skippedViews)} note={rounds && skippedNote(rounds)} freshness={validatorsFreshness} />
      <Figure name="Network height" value={rounds && formatInteger(rounds.networkHeight)} note={self && `this node: ${behindWords(self) === "level" ? "level" : `${behindWords(self) ?? NOT_MEASURED} behind`}`} freshness={validatorsFreshness} />
      <Figure name="Slowest round trip" value={far?.latencyMs === null || far === undefined ? null : formatMilliseconds(far.latencyMs)} unit="ms" note={far ? `to ${far.name}` : "to a peer"} freshness={nodesFreshness} />
    </Figures>
  );
}

/** What is left to say of a validator that decides alone. */
export function LoneFigures({ nodes: list, freshness }: { readonly nodes: NodeList; readonly freshness: Freshness }) {
  const { nodes, reachableNodes } = list;
  const node = nodes.find(isValidator);
  const followed = nodes.filter(isFollowed).length;
  const whose = node === undefined || node.isSelf ? "this one" : node.name;
  const last = whose === "this one" ? "of its last block" : `of the last block of ${whose}`;
  const started = whose === "this one" ? "since its process started" : `since ${whose} started`;
  return (
    <Figures label="The network now">
      <Figure name="Nodes reachable" value={formatInteger(reachableNodes)} unit={`of ${formatInteger(followed)}`} note={nodes.length === 1 ? "this one" : "with this one"} freshness={freshness} />
      <Figure name="Needed to decide" value="1" unit="of 1" note={whose} freshness={freshness} />
      <Figure name="Height" value={node?.blockHeight === null || node === undefined ? null : formatInteger(node.blockHeight)} note={last} freshness={freshness} />
      <Figure name="Running for" value={node?.uptimeSeconds === null || node === undefined ? null : formatSpan(node.uptimeSeconds * 1000)} note={started} freshness={freshness} />
    </Figures>
  );
}

/** Every concern in a sentence, the worst first. Readers hear the titles, which have no figures that move. */
export function Concerns({ nodes }: { readonly nodes: NodeList }) {
  const concerns = concernsOf(nodes);
  return (
    <div className={concerns.length === 0 ? "visually-hidden" : styles.concerns}>
      <p className="visually-hidden" role="status">
        {concerns.map(({ title }) => title).join(". ")}
      </p>
      {concerns.map(({ id, tone, title, text, percent }) => (
        <Notice key={id} title={title} tone={tone} icon="alert">
          {text}
          {percent !== null && <progress className={styles.progress} max={100} value={percent} aria-label={`${title}: part of the snapshot that came`} />}
        </Notice>
      ))}
    </div>
  );
}
