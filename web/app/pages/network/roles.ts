/**
 * What a node does for the ledger, and what follows for whoever looks through it. A validator hears every vote; any other node sees rounds only
 * through certificates. Types that this page does not know are shown by their text. Pure.
 */
import type { LedgerNode } from "@aurigraph/api";

/** A node of the validator set: it has a number there, and a record of its own. */
export type ValidatorNode = LedgerNode & { readonly validatorId: string };

export function isValidator(node: LedgerNode): node is ValidatorNode {
  return node.validatorId !== null;
}

interface Role {
  readonly words: string;
  /** In one sentence, for a reader who meets it for the first time; empty where the page explains it anyway. */
  readonly does: string;
}

const ROLES: Readonly<Record<string, Role>> = {
  VALIDATOR: { words: "Validator", does: "" },
  BUSINESS: { words: "Business", does: "A business node follows the validators: it verifies every certificate, executes everything itself, answers clients and sends on what they submit, and has no vote." },
};

/** A type in words; one that this page does not know is shown by its text. */
export function roleWords(nodeType: string): string {
  const text = nodeType.toLowerCase().replaceAll("_", " ");
  return ROLES[nodeType]?.words ?? `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The same within a sentence: `business node`. */
export function kindWords(nodeType: string): string {
  return `${roleWords(nodeType).toLowerCase()} node`;
}

/** The letter that stands in a mark instead of a validator's number. */
export function roleLetter(nodeType: string): string {
  return roleWords(nodeType).charAt(0);
}

/** Types that are there, in the order of the list. */
export function typesOf(nodes: readonly LedgerNode[]): readonly string[] {
  return [...new Set(nodes.map(({ nodeType }) => nodeType))];
}

/** What those of them that are no validators do, a sentence for each type that this page knows. */
export function explanationsOf(nodes: readonly LedgerNode[]): readonly string[] {
  return typesOf(nodes).flatMap((nodeType) => ROLES[nodeType]?.does || []);
}

/** Choices of a filter by role: the types that are there, and the one that was asked for even if none is there now. */
export function roleOptions(nodes: readonly LedgerNode[], asked: string | undefined): readonly (readonly [value: string, words: string])[] {
  const present = typesOf(nodes);
  const types = asked !== undefined && ROLES[asked] && !present.includes(asked) ? [...present, asked] : present;
  return [["", "All roles"], ...types.map((nodeType) => [nodeType, roleWords(nodeType)] as const)];
}

/** How a node sees rounds: every vote, or only what a certificate shows. */
export type RoundSight = "votes" | "certificates";

/** Of the node that answers, by its type; one that is not known yet is taken for a validator. */
export function sightOf(nodeType: string | undefined): RoundSight {
  return nodeType === undefined || nodeType === "VALIDATOR" ? "votes" : "certificates";
}

/** Of the node that answers, by its own entry among the nodes. */
export function sightOfNodes(nodes: readonly LedgerNode[]): RoundSight {
  return sightOf(nodes.find(({ isSelf }) => isSelf)?.nodeType);
}

/** What the page shows and through whose eyes, in its first sentences. */
export function pageWords(nodes: readonly LedgerNode[]): string {
  const self = nodes.find(({ isSelf }) => isSelf);
  const hasRounds = nodes.filter(isValidator).length > 1;
  if (self && sightOf(self.nodeType) === "certificates") {
    const whose = `The ledger\u2019s nodes as ${self.name} sees them, a ${kindWords(self.nodeType)}.`;
    return hasRounds ? `${whose} It sees rounds only through certificates: votes that a block is valid, votes to skip, and how long votes took are not known here.` : whose;
  }
  if (nodes.length === 1) return "The node of this ledger, and how it is.";
  return hasRounds || nodes.length === 0 ? "The ledger\u2019s nodes as this one sees them: who is there, who leads, who votes, and how far apart they are." : "The ledger\u2019s nodes as this one sees them.";
}
