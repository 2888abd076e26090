/** Nodes of an organisation in words, which of them a list shows, what the network says of each, and who may do what with one. Pure: no React, no network. */
import type { LedgerNode, ProvisionedNode, ProvisionedNodeType } from "@aurigraph/api";
import type { Tone } from "../../../components/Tag.tsx";

interface StateWords {
  readonly words: string;
  readonly tone: Tone;
}

/** In the order in which a node goes through them; then the ways in which it ends. */
const STATES: Readonly<Record<string, StateWords>> = {
  requested: { words: "requested", tone: "warning" },
  approved: { words: "approved", tone: "neutral" },
  registered: { words: "registered", tone: "positive" },
  rejected: { words: "rejected", tone: "negative" },
  withdrawn: { words: "withdrawn", tone: "neutral" },
  revoked: { words: "revoked", tone: "negative" },
};

/** A state in words; one that this page does not know is shown by its text. */
export function stateOf(state: string): StateWords {
  return STATES[state] ?? { words: state.toLowerCase().replaceAll("_", " "), tone: "neutral" };
}

interface TypeWords {
  readonly words: string;
  /** In one sentence, for whoever chooses. */
  readonly does: string;
  readonly folder: string;
}

export const NODE_TYPES: readonly ProvisionedNodeType[] = ["business", "light"];

const TYPES: Readonly<Record<ProvisionedNodeType, TypeWords>> = {
  business: { words: "business node", does: "Keeps the whole ledger, checks and executes every block itself, answers your programs and sends on what they submit. It has no vote.", folder: "business" },
  light: { words: "light node", does: "Keeps headers and certificates alone, and checks the proofs that others give it. Small enough for any machine; it takes no submissions.", folder: "light" },
};

function isType(text: string): text is ProvisionedNodeType {
  return NODE_TYPES.some((type) => type === text);
}

/** The type of a form, whose values are texts. */
export function typeOf(text: string): ProvisionedNodeType {
  return isType(text) ? text : "business";
}

/** A type in words; one that this page does not know is shown by its text. */
export function typeWords(nodeType: string): string {
  return isType(nodeType) ? TYPES[nodeType].words : `${nodeType.toLowerCase().replaceAll("_", " ")} node`;
}

/** What a type does; nothing of one that this page does not know. */
export function typeSentence(nodeType: string): string {
  return isType(nodeType) ? TYPES[nodeType].does : "";
}

export function nameOf(name: string | null): string {
  return name ?? "somebody who is gone";
}

type Option = readonly [value: string, words: string];

/** Choices of a filter by state: those that this page knows, and whatever else is there. */
export function stateOptions(nodes: readonly Pick<ProvisionedNode, "state">[]): readonly Option[] {
  const others = [...new Set(nodes.map(({ state }) => state))].filter((state) => STATES[state] === undefined).toSorted();
  return [["", "All states"], ...[...Object.keys(STATES), ...others].map((state) => [state, stateOf(state).words] as const)];
}

/** What restricts the list. */
export interface NodeFilter {
  readonly state: string | undefined;
  readonly search: string | undefined;
}

/** A state that nobody can choose counts as none. */
export function nodeFilter(nodes: readonly ProvisionedNode[], asked: NodeFilter): NodeFilter {
  return { state: stateOptions(nodes).some(([value]) => value !== "" && value === asked.state) ? asked.state : undefined, search: asked.search };
}

/** Everything by which somebody may look for a node. */
function textOf({ requestId, name, nodeType, note, state, reason, nodeId, requestedByName, decidedByName, registration }: ProvisionedNode): string {
  return [requestId, name, typeWords(nodeType), note, stateOf(state).words, reason, nodeId, requestedByName, decidedByName, registration?.transactionHash].filter(Boolean).join("\n").toLowerCase();
}

export function filtered(nodes: readonly ProvisionedNode[], { state, search }: NodeFilter): readonly ProvisionedNode[] {
  const words = (search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return nodes.filter((node) => {
    if (state !== undefined && node.state !== state) return false;
    const text = textOf(node);
    return words.every((word) => text.includes(word));
  });
}

/** Whether something comes by itself soon: then the page looks every few seconds. */
export function isPending({ state, tokenExpiresAt, nodeId, revocation }: ProvisionedNode): boolean {
  if (state === "approved") return tokenExpiresAt !== null || nodeId !== null;
  return state === "revoked" && revocation === null;
}

/** What the network says of a key: nothing is asked before there is one, and what is not heard of is not made up. */
export type Sight = { readonly kind: "none" } | { readonly kind: "unknown" } | { readonly kind: "silent" } | { readonly kind: "heard"; readonly node: LedgerNode };

export function sightOf(nodeId: string | null, nodes: readonly LedgerNode[] | undefined): Sight {
  if (nodeId === null) return { kind: "none" };
  if (nodes === undefined) return { kind: "unknown" };
  const node = nodes.find((each) => each.nodeId.toLowerCase() === nodeId.toLowerCase());
  return node === undefined ? { kind: "silent" } : { kind: "heard", node };
}

/** What whoever looks may do with a node now. */
export interface Acts {
  /** `own` where only somebody else may. */
  readonly approve: "may" | "own" | "no";
  readonly reject: boolean;
  readonly withdraw: boolean;
  readonly makeToken: boolean;
  readonly revoke: boolean;
}

/** The node decides; the page only leaves out what would be refused. Nobody approves before it is known who asks. */
export function actsOf({ state, requestedBy }: Pick<ProvisionedNode, "state" | "requestedBy">, actions: readonly string[], userId: string | undefined): Acts {
  const decides = state === "requested" && actions.includes("nodes.approve") && userId !== undefined;
  const isOwn = requestedBy === userId;
  const asks = actions.includes("nodes.request");
  return {
    approve: decides ? (isOwn ? "own" : "may") : "no",
    // Whoever asked withdraws instead.
    reject: decides && !isOwn,
    withdraw: asks && (state === "requested" || state === "approved"),
    makeToken: asks && state === "approved",
    revoke: state === "registered" && actions.includes("nodes.revoke"),
  };
}

/** One line to be typed, and what it does. */
export interface Command {
  readonly does: string;
  readonly line: string;
}

/** How whoever owns the machine makes the node, registers it and runs it. The token stays out of the commands, which a shell keeps. */
export function commandsOf({ nodeType, chainId, origin }: { readonly nodeType: string; readonly chainId: string; readonly origin: string }): readonly [Command, Command, Command] {
  const type = typeOf(nodeType);
  const { folder } = TYPES[type];
  return [
    { does: "Make the node and its key", line: `aurigraph node join${type === "light" ? " --light" : ""} --folder ${folder} --chain-id ${chainId} --follow ${origin}` },
    { does: "Register its key: paste the token when the command waits for it, and press Enter", line: `aurigraph node enrol --config ${folder}/node.toml --portal ${origin}` },
    { does: "Run it", line: `aurigraph node run --config ${folder}/node.toml` },
  ];
}

const NAME_CHARACTERS_MAX = 64;
const TEXT_CHARACTERS_MAX = 500;

function length(text: string): number {
  return Array.from(text.trim()).length;
}

/** Why a name cannot be one; the portal looks closer. */
export function nodeNameProblem(name: string): string | undefined {
  if (length(name) === 0) return "Enter a name.";
  return length(name) > NAME_CHARACTERS_MAX ? `Use at most ${NAME_CHARACTERS_MAX} characters for the name; these are ${length(name)}.` : undefined;
}

export function noteProblem(note: string): string | undefined {
  return length(note) > TEXT_CHARACTERS_MAX ? `Use at most ${TEXT_CHARACTERS_MAX} characters for the note; these are ${length(note)}.` : undefined;
}

export function reasonProblem(reason: string): string | undefined {
  if (length(reason) === 0) return "Say why.";
  return length(reason) > TEXT_CHARACTERS_MAX ? `Use at most ${TEXT_CHARACTERS_MAX} characters; these are ${length(reason)}.` : undefined;
}
