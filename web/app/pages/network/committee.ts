/**
 * What the figures of a committee mean: how many are needed, who is behind, and what a reader should know first. Pure: it gets what the
 * API said and gives back words and numbers.
 */
import type { LedgerNode, NodeCatchUp, NodeList } from "@aurigraph/api";
import { countOf, formatBytes, formatInteger, formatSpan, NOT_MEASURED } from "@aurigraph/core";
import type { Tone } from "../../components/Tag.tsx";
import { isValidator, kindWords, type ValidatorNode } from "./roles.ts";

/** Votes that decide: all but those that may be faulty, which are fewer than a third. */
export function votesNeeded(validators: number): number {
  return validators - Math.floor((validators - 1) / 3);
}

/** How a state is drawn; each state has a shape of its own. */
export type NodeShape = "circle" | "arc" | "diamond" | "square" | "dashed" | "dotted";

/** A state of a node: its words, its tone, and its shape in the topology. */
export interface NodeState {
  readonly words: string;
  readonly tone: Tone;
  readonly shape: NodeShape;
}

const STATES: Readonly<Record<string, NodeState>> = {
  healthy: { words: "healthy", tone: "positive", shape: "circle" },
  catching_up: { words: "catching up", tone: "warning", shape: "arc" },
  stalled: { words: "stalled", tone: "negative", shape: "diamond" },
  read_only: { words: "read only", tone: "warning", shape: "square" },
  stopping: { words: "stopping", tone: "warning", shape: "square" },
  unreachable: { words: "unreachable", tone: "negative", shape: "dashed" },
  // Whoever looks does not ask that one: nothing is known of it, which is neither good nor bad.
  not_followed: { words: "not followed", tone: "neutral", shape: "dotted" },
};

/** A state in words; one that this page does not know is shown as it came. */
export function stateOf(status: string): NodeState {
  return STATES[status] ?? { words: status.toLowerCase().replaceAll("_", " "), tone: "warning", shape: "square" };
}

/** Choices of a filter by state. */
export const STATE_OPTIONS: readonly (readonly [value: string, words: string])[] = [["", "All states"], ...Object.entries(STATES).map(([status, { words }]) => [status, words] as const)];

/** Whether the node is asked at all by the one that answers. */
export function isFollowed(node: LedgerNode): boolean {
  return node.status !== "not_followed";
}

/** Whether the node was heard of a moment ago. */
export function isReachable(node: LedgerNode): boolean {
  return node.status !== "unreachable" && isFollowed(node);
}

/** Validators that are there and vote. */
export function votersOf(validators: readonly ValidatorNode[]): number {
  return validators.filter((node) => isReachable(node) && node.votes).length;
}

/** How long ago it was heard of, at the moment of the answer. */
export function heardWords({ isSelf, heardSecondsAgo }: LedgerNode): string {
  if (isSelf || heardSecondsAgo === null) return NOT_MEASURED;
  return heardSecondsAgo < 1 ? "< 1 s ago" : `${formatSpan(heardSecondsAgo * 1000)} ago`;
}

/** An old measurement is not the latency of a node that does not answer. */
export function latencyOf(node: LedgerNode): number | null {
  return isReachable(node) ? node.latencyMs : null;
}

/**
 * Blocks that a node lacks. One that follows says nothing of catching up and lacks none: its height was told a moment before the others', so
 * heights of different moments are not compared. Null where nobody knows.
 */
export function behindOf(node: LedgerNode): number | null {
  if (!isReachable(node) || node.blockHeight === null) return null;
  return node.catchUp === null ? 0 : Math.max(0, node.catchUp.targetHeight - node.blockHeight);
}

/** The same in words. */
export function behindWords(node: LedgerNode): string | null {
  const behind = behindOf(node);
  if (behind === null) return null;
  return behind === 0 && node.catchUp === null ? "level" : formatInteger(behind);
}

/** Whether a node votes, in words; null of one of which nothing is heard. */
export function voteOf(node: LedgerNode): string | null {
  if (!isReachable(node)) return null;
  return node.votes ? "votes" : "follows";
}

/** How much of a snapshot came, in percent; null without one. */
export function snapshotPercent(catchUp: NodeCatchUp | null): number | null {
  if (catchUp === null || catchUp.receivedBytes === null || catchUp.totalBytes === null || catchUp.totalBytes === 0) return null;
  return Math.min(100, Math.floor((catchUp.receivedBytes / catchUp.totalBytes) * 100));
}

/** A node's state in words, with how much of a snapshot came. */
export function stateWords(node: LedgerNode): string {
  const percent = snapshotPercent(node.catchUp);
  const { words } = stateOf(node.status);
  return percent === null ? words : `${words}, ${percent} %`;
}

/** How a node gets level, as a clause: `fetches a snapshot of height 9 000 from validator-1: 12.0 MiB of 40.0 MiB, 30 %`. */
export function catchUpWords(node: LedgerNode, nameOf: (validatorId: string) => string): string | null {
  const { catchUp } = node;
  if (catchUp === null) return null;
  const target = `height ${formatInteger(catchUp.targetHeight)}`;
  if (catchUp.kind === "snapshot") {
    const from = catchUp.fromValidatorId === null ? "" : ` from ${nameOf(catchUp.fromValidatorId)}`;
    const percent = snapshotPercent(catchUp);
    const progress = percent === null ? "" : `: ${formatBytes(catchUp.receivedBytes ?? 0)} of ${formatBytes(catchUp.totalBytes ?? 0)}, ${percent} %`;
    return `fetches a snapshot of ${target}${from}${progress}`;
  }
  const behind = behindOf(node);
  const lacking = behind === null || behind === 0 ? "" : `lacks ${countOf(behind, "block")} `;
  if (catchUp.kind === "stalled") return `${lacking || "is on its way "}to ${target} and got no block for a while`;
  return `fetches blocks: ${lacking}to ${target}`;
}

/** Something that a reader should know before anything else. */
export interface Concern {
  readonly id: string;
  readonly tone: "warning" | "negative";
  /** Without figures that move, so that readers hear it once. */
  readonly title: string;
  readonly text: string;
  /** Of a snapshot; null where there is none to measure. */
  readonly percent: number | null;
}

/** `validator-1`, `validator-1 and validator-2`, `validator-1, validator-2 and validator-3`. */
export function namesOf(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? "";
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

function lastHeard({ name, heardSecondsAgo }: LedgerNode): string {
  return heardSecondsAgo === null ? `${name} was not heard of since this node started.` : `${name} was last heard of ${formatSpan(heardSecondsAgo * 1000)} ago.`;
}

function quorumConcern(validators: readonly ValidatorNode[], voters: number, needed: number): Concern {
  const self = validators.find((node) => node.isSelf);
  const silent = validators.filter((node) => !node.votes).map((node) => node.name);
  const missing = needed - voters;
  return {
    id: "quorum",
    tone: "negative",
    title: "Too few validators can be reached to make blocks final",
    text: `${formatInteger(voters)} of ${formatInteger(validators.length)} are there and vote, ${formatInteger(needed)} are needed: ${missing === 1 ? "one more" : `${formatInteger(missing)} more`} of ${namesOf(silent)} must come back. What is final stays final. This is as ${self?.name ?? "this node"} sees it.`,
    percent: null,
  };
}

/** Who is away, and what that means. */
function awayConcern(validators: readonly ValidatorNode[], meaning: (away: number) => string): Concern[] {
  const away = validators.filter((node) => isFollowed(node) && !isReachable(node));
  if (away.length === 0) return [];
  return [{ id: "away", tone: "warning", title: `${namesOf(away.map((node) => node.name))} cannot be reached`, text: `${away.map(lastHeard).join(" ")} ${meaning(away.length)}`, percent: null }];
}

/** Of the committee as one of it sees it: whether it decides, and who is away while it does. */
function committeeConcerns(validators: readonly ValidatorNode[]): Concern[] {
  const needed = votesNeeded(validators.length);
  const voters = votersOf(validators);
  if (voters < needed) return [quorumConcern(validators, voters, needed)];
  const spare = voters - needed;
  const rest = spare === 0 ? "not one more may go" : `${formatInteger(spare)} more may go`;
  return awayConcern(validators, (away) => `The ${formatInteger(voters)} that vote decide without ${away === 1 ? "it" : "them"}: ${formatInteger(needed)} are needed, ${rest}.`);
}

/** Of the same as a node sees it that only follows: whom it reaches says nothing of whom the validators reach, so it does not judge whether they decide. */
function followerConcerns(self: LedgerNode, nodes: readonly LedgerNode[]): Concern[] {
  const others = nodes.filter((node) => node !== self);
  if (others.every((node) => !isReachable(node))) {
    const text = `No block comes to ${self.name}, and what is submitted to it cannot be sent on, until a node that it follows answers. What is final stays final.`;
    return [{ id: "alone", tone: "negative", title: "No other node can be reached", text, percent: null }];
  }
  return awayConcern(others.filter(isValidator), () => `This is as ${self.name} sees it, a ${kindWords(self.nodeType)}: whether the validators reach each other is not known here.`);
}

function nodeConcern(node: LedgerNode, nameOf: (validatorId: string) => string): Concern[] {
  if (!isReachable(node)) return [];
  const state = stateOf(node.status);
  const how = catchUpWords(node, nameOf);
  const isSilent = isValidator(node) && !node.votes;
  const vote = isSilent ? " It does not vote meanwhile." : "";
  const common = { id: `node-${node.nodeId}`, percent: snapshotPercent(node.catchUp) };
  if (how !== null) return [{ ...common, tone: state.tone === "negative" ? "negative" : "warning", title: `${node.name} is ${state.words}`, text: `It ${how}.${vote}` }];
  if (state.tone !== "positive") return [{ ...common, tone: "warning", title: `${node.name} is ${state.words}`, text: `Nothing can be submitted to it.${vote}` }];
  if (isSilent) return [{ ...common, tone: "warning", title: `${node.name} follows without a vote`, text: "It lost what it had voted, so it waits until none of that can be contradicted." }];
  return [];
}

/** A validator's name by its number. */
export function namerOf(nodes: readonly LedgerNode[]): (validatorId: string) => string {
  return (id) => nodes.find((node) => node.validatorId === id)?.name ?? `validator ${id}`;
}

/**
 * What is wrong with the committee and with the node that answers, the worst first; nothing where all is well. Other nodes that follow raise no
 * concern: nothing depends on them, and whoever has a key can be one.
 */
export function concernsOf({ nodes }: Pick<NodeList, "nodes">): readonly Concern[] {
  const self = nodes.find((node) => node.isSelf);
  const common = self && !isValidator(self) ? followerConcerns(self, nodes) : committeeConcerns(nodes.filter(isValidator));
  return [...common, ...nodes.filter((node) => node.isSelf || isValidator(node)).flatMap((node) => nodeConcern(node, namerOf(nodes)))];
}
