/** Which proposals the list shows, and what tells who voted. Pure. */
import type { CountedVote, ProposalList, ProposalView, ProposedAction, Validator } from "@aurigraph/api";
import { THIN_SPACE } from "@aurigraph/core";
import type { SortValue } from "../../components/column.ts";
import { statusOf, whatWords } from "./words.ts";

/** The pages that were loaded as one list. A proposal that came between two of them moves another one into both. */
export function proposalsOf(pages: readonly ProposalList[]): readonly ProposalView[] {
  return [...new Map(pages.flatMap(({ proposals }) => proposals).map((proposal) => [proposal.proposalId, proposal])).values()];
}

/** Without what groups digits, so that a figure is found however it was typed. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(THIN_SPACE, "")
    .replaceAll(/(?<=\d)[, ](?=\d{3}\b)/g, "");
}

/** Shorter words occur in most ids by chance: they are not looked for there. */
const ID_PART_LENGTH_MIN = 4;

/** The epoch that an action begins, names and addresses of its validators, and the keys, which are looked for like ids. */
function validatorTexts({ epoch, validators = [], removedValidators = [] }: ProposedAction) {
  const all = [...validators, ...removedValidators];
  const begins = epoch === undefined ? [] : [`epoch ${epoch + 1}`];
  return { says: [...begins, ...all.map(({ name }) => name ?? ""), ...validators.map(({ address }) => address)], keys: all.map(({ publicKey }) => publicKey) };
}

/** Whether a word occurs in what a proposal says, in words and as it came, or in its ids. */
function hasWord({ proposalId, number, status, action }: ProposalView, word: string): boolean {
  const named = validatorTexts(action);
  const fields = Object.values(action).filter((value) => typeof value !== "object");
  // Parted by lines: the digits of two addresses are not one figure.
  const says = plain([whatWords(action), ...fields, statusOf(status).words, ...named.says].join("\n"));
  return says.includes(word) || (word.length >= ID_PART_LENGTH_MIN && [proposalId, String(number), ...named.keys].some((id) => id.includes(word)));
}

/** Those in which each of the words occurs. */
export function found(proposals: readonly ProposalView[], text: string | undefined): readonly ProposalView[] {
  const words = plain(text ?? "").split(/\s+/).filter(Boolean);
  return proposals.filter((proposal) => words.every((word) => hasWord(proposal, word)));
}

/** What the list is sorted by, under the keys of its columns; a height that did not come yet is not known. */
export const SORT_VALUES = {
  what: ({ action }) => whatWords(action),
  status: ({ status }) => statusOf(status).words,
  votes: ({ votingPower }) => votingPower,
  proposed: ({ proposedAtHeight }) => proposedAtHeight,
  accepted: ({ acceptedAtHeight }) => acceptedAtHeight,
  force: ({ inForceFromHeight }) => inForceFromHeight,
  expires: ({ expiresHeight }) => expiresHeight,
} as const satisfies Readonly<Record<string, (proposal: ProposalView) => SortValue>>;

/** A validator, or whoever was one, and its vote. */
export interface Voter {
  readonly publicKey: string;
  /** Null if it is no validator any more. */
  readonly validatorId: string | null;
  readonly name: string | null;
  readonly votingPower: number | null;
  /** Which vote its was, from 1; null if none was counted. */
  readonly place: number | null;
}

/** Those who voted in the order of their votes, then those who could vote and of whom no vote was counted. */
export function votersOf(votes: readonly CountedVote[], validators: readonly Validator[], couldVote: readonly Validator[] = validators): readonly Voter[] {
  const byId = new Map(validators.map((validator) => [validator.validatorId, validator]));
  const voted = new Set(votes.map(({ validatorId }) => validatorId));
  return [
    ...votes.map(({ publicKey, validatorId, validatorName }, index) => {
      const validator = validatorId === null ? undefined : byId.get(validatorId);
      return { publicKey, validatorId, name: validator?.name ?? validatorName, votingPower: validator?.votingPower ?? null, place: index + 1 };
    }),
    ...couldVote
      .filter(({ validatorId }) => !voted.has(validatorId))
      .map(({ publicKey, validatorId, name, votingPower }) => ({ publicKey, validatorId, name, votingPower, place: null })),
  ];
}

/** What is said of a validator of whom no vote was counted. */
export function noVoteWords({ status }: ProposalView, overtaken = false): string {
  if (status === "OPEN") return overtaken ? "none" : "not yet";
  return status === "EXPIRED" ? "none" : "none before it was accepted";
}

/**
 * The file that operators pass on (crates/aurigraph/src/governance/document.rs), without votes: those that the ledger has count already, and the
 * command that signs it checks that the id is that of the bytes.
 */
export function proposalFile({ proposalId, proposalBytes }: ProposalView, chainId: string): string {
  return `${JSON.stringify({ format: "aurigraph-proposal-v1", chainId, proposalId, proposal: proposalBytes, votes: [] }, null, 2)}\n`;
}
