/**
 * The rounds of a committee as a picture needs them: which fit, what each cell says, and how often a validator voted. Whoever sees only certificates
 * knows who signed those, and neither other votes nor how long anything took. Pure.
 */
import type { LedgerNode, RoundList, SeenRound } from "@aurigraph/api";
import { formatInteger, formatMilliseconds } from "@aurigraph/core";
import type { RoundSight } from "./roles.ts";

/** The narrowest and the widest column that are still good to look at. */
const COLUMN_PX = { least: 15, most: 26 };
const COLUMNS_LEAST = 6;

/** How many rounds fit into a width, of those there are. */
export function columnsFor(widthPx: number, rounds: number): number {
  return Math.max(1, Math.min(rounds, Math.max(COLUMNS_LEAST, Math.floor(widthPx / COLUMN_PX.least))));
}

/** Whether so few rounds are there that their columns would be wider than they should be. */
export function columnsStretch(widthPx: number, columns: number): boolean {
  return columns > 0 && widthPx / columns > COLUMN_PX.most * 2;
}

/** The newest rounds that fit, the oldest of them first: time goes to the right as in every chart. */
export function windowOf(newestFirst: readonly SeenRound[], columns: number): readonly SeenRound[] {
  return newestFirst.slice(0, columns).toReversed();
}

/** The same rounds with the names that the nodes give themselves: whoever became a validator later has none in the genesis file. */
export function withOwnNames(list: RoundList, nodes: readonly LedgerNode[]): RoundList {
  const names = new Map(nodes.map(({ validatorId, name }) => [validatorId, name]));
  return { ...list, validators: list.validators.map((name, index) => names.get(String(index)) ?? name) };
}

/** The same rounds without times where nobody measured any: a certificate is seen whole, when it is there already. */
export function withKnownTimes(rounds: readonly SeenRound[], sight: RoundSight): readonly SeenRound[] {
  return sight === "votes" ? rounds : rounds.map((round) => ({ ...round, durationMs: null }));
}

const VOTES: Readonly<Record<string, string>> = {
  FINALIZE: "voted to finalise",
  NOTARIZE: "voted that the block is valid",
  NULLIFY: "voted to skip",
  NONE: "no vote seen",
};

/** A vote in words; one this page does not know is shown as it came. */
export function voteWords(vote: string): string {
  return VOTES[vote] ?? vote.toLowerCase();
}

/** How a round ended, in words. */
export function outcomeWords({ outcome, blockHeight, durationMs }: SeenRound): string {
  const after = durationMs === null ? "" : ` after ${formatMilliseconds(durationMs)} ms`;
  const block = blockHeight === null ? "" : `, block ${formatInteger(blockHeight)}`;
  if (outcome === "FINALIZED") return `final${after}${block}`;
  if (outcome === "NOTARIZED") return `valid${after}, final with a later one${block}`;
  if (outcome === "SKIPPED") return `skipped${after}: no block`;
  if (outcome === "OPEN") return "still open when this was asked";
  return outcome.toLowerCase();
}

/** A round in words: `View 1 517, led by validator-3: final after 13.2 ms`. */
export function roundWords(round: SeenRound, names: readonly string[]): string {
  return `View ${formatInteger(round.view)}, led by ${names[Number(round.leaderId)] ?? `validator ${round.leaderId}`}: ${outcomeWords(round)}`;
}

/** What a certificate says of one validator: it holds as many votes as it needs, so who is not in it may have voted as well. */
function certifiedWords({ outcome, votes }: SeenRound, validator: number): string {
  const vote = votes[validator] ?? "NONE";
  if (vote !== "NONE") return voteWords(vote);
  return outcome === "FINALIZED" ? "not in the certificate" : "votes not known";
}

/** What one validator did in a round. */
export function cellWords(round: SeenRound, validator: number, names: readonly string[], sight: RoundSight = "votes"): string {
  const name = names[validator] ?? `validator ${validator}`;
  const leads = round.leaderId === String(validator) ? ", who led" : "";
  return `${name}${leads}: ${sight === "votes" ? voteWords(round.votes[validator] ?? "NONE") : certifiedWords(round, validator)}`;
}

/** In how many of the rounds that ended a vote of a validator was seen: of those with a certificate, where nothing else shows votes. */
export function votedIn(rounds: readonly SeenRound[], validator: number, sight: RoundSight = "votes"): { readonly voted: number; readonly of: number } {
  const ended = rounds.filter(({ outcome }) => (sight === "votes" ? outcome !== "OPEN" : outcome === "FINALIZED"));
  return { voted: ended.filter((round) => (round.votes[validator] ?? "NONE") !== "NONE").length, of: ended.length };
}

/** The slowest and the median of the rounds that were measured; null without one. */
export function durationsOf(rounds: readonly SeenRound[]): { readonly median: number; readonly longest: number } | null {
  const measured = rounds.flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs])).toSorted((one, other) => one - other);
  const longest = measured.at(-1);
  const median = measured[Math.floor((measured.length - 1) / 2)];
  return longest === undefined || median === undefined ? null : { median, longest };
}
