/** The committee in figures, and what a reader should know first. */
import type { LedgerNode, NodeList, ValidatorList } from "@aurigraph/api";
import { formatDecimal, formatInteger, formatMilliseconds, formatSpan, NOT_MEASURED } from "@aurigraph/core";
import { Figure, Figures } from "../../components/Figure.tsx";
import { Notice } from "../../components/Notice.tsx";
import type { Freshness } from "../../live/hooks.ts";
import { behindWords, concernsOf, isReachable, votesNeeded } from "./committee.ts";
import styles from "./network.module.css";

interface FiguresProps {
  readonly nodes: NodeList;
  readonly nodesFreshness: Freshness;
  readonly validators: ValidatorList | undefined;
  readonly validatorsFreshness: Freshness;
}

/** The peer whose answer takes longest. */
function farthest(nodes: readonly LedgerNode[]): LedgerNode | undefined {
  return nodes.filter((node) => isReachable(node) && node.latencyMs !== null).toSorted((one, other) => (other.latencyMs ?? 0) - (one.latencyMs ?? 0))[0];
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

/** Figures of a committee; those of its rounds appear with the first answer. */
export function CommitteeFigures({ nodes: list, nodesFreshness, validators, validatorsFreshness }: FiguresProps) {
  const { nodes, reachableNodes } = list;
  const needed = votesNeeded(nodes.length);
  const voters = nodes.filter((node) => isReachable(node) && node.votes).length;
  const rounds = validators?.rounds ?? null;
  const leader = rounds === null ? undefined : nodes.find((node) => node.validatorId === String(rounds.leader));
  const self = nodes.find((node) => node.isSelf);
  const far = farthest(nodes);
  return (
    <Figures label="The committee now">
      <Figure name="Nodes reachable" value={formatInteger(reachableNodes)} unit={`of ${formatInteger(nodes.length)}`} note={`${formatInteger(voters)} of them vote`} freshness={nodesFreshness} />
      <Figure name="Needed to decide" value={formatInteger(needed)} unit={`of ${formatInteger(nodes.length)}`} note={spareWords(voters - needed)} freshness={nodesFreshness} />
      <Figure name="Current view" value={rounds && formatInteger(rounds.view)} note={leader && `${leader.name} leads`} freshness={validatorsFreshness} />
      <Figure name="Views skipped" value={rounds && formatInteger(rounds.skippedViews)} note={rounds && skippedNote(rounds)} freshness={validatorsFreshness} />
      <Figure name="Network height" value={rounds && formatInteger(rounds.networkHeight)} note={self && `this node: ${behindWords(self) === "level" ? "level" : `${behindWords(self) ?? NOT_MEASURED} behind`}`} freshness={validatorsFreshness} />
      <Figure name="Slowest round trip" value={far?.latencyMs === null || far === undefined ? null : formatMilliseconds(far.latencyMs)} unit="ms" note={far ? `to ${far.name}` : "to a peer"} freshness={nodesFreshness} />
    </Figures>
  );
}

/** What is left to say of a validator that decides alone. */
export function LoneFigures({ nodes: list, freshness }: { readonly nodes: NodeList; readonly freshness: Freshness }) {
  const node = list.nodes[0];
  return (
    <Figures label="The network now">
      <Figure name="Nodes reachable" value={formatInteger(list.reachableNodes)} unit={`of ${formatInteger(list.nodes.length)}`} note="this one" freshness={freshness} />
      <Figure name="Needed to decide" value="1" unit="of 1" note="this one" freshness={freshness} />
      <Figure name="Height" value={node?.blockHeight === null || node === undefined ? null : formatInteger(node.blockHeight)} note="of its last block" freshness={freshness} />
      <Figure name="Running for" value={node?.uptimeSeconds === null || node === undefined ? null : formatSpan(node.uptimeSeconds * 1000)} note="since its process started" freshness={freshness} />
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
