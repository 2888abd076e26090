/** Changes of the validators: what a proposal says of them, and which epoch it is. Pure. A proposal of another kind names no validators. */
import type { GovernanceOverview, ProposalView, ProposedAction } from "@aurigraph/api";
import { countOf, formatInteger, shortenHash } from "@aurigraph/core";

/** Blocks from the one that accepts other validators to the first that can be theirs (`first_possible` in crates/ledger/src/governance.rs). */
export const EPOCH_LEAD_BLOCKS = 66;

export type SeatChange = "comes" | "stays" | "goes";

/** One validator before and after. */
export interface SeatRow {
  readonly publicKey: string;
  readonly name: string | null;
  /** Null for one that goes: nobody has to reach it. */
  readonly address: string | null;
  /** Its number among those that there are to be. */
  readonly place: number | null;
  /** Null if it is not known who was there before. */
  readonly change: SeatChange | null;
}

/** Who is to decide instead of whom. */
export interface ValidatorsChange {
  /** Those that there are to be, in order, then those that go. */
  readonly rows: readonly SeatRow[];
  readonly comes: readonly SeatRow[];
  readonly goes: readonly SeatRow[];
  /** How many there were; null if this node does not know. */
  readonly before: number | null;
  readonly after: number;
  /** The epoch that begins with them. */
  readonly begins: number | null;
}

/** What an action does to the validators; undefined for every other kind. */
export function changeOf({ epoch, validators, removedValidators = [] }: ProposedAction): ValidatorsChange | undefined {
  if (validators === undefined) return undefined;
  // Nobody decides alone that all are new: a node that knows none of the epoch's validators says so.
  const isKnown = removedValidators.length > 0 || validators.some(({ isNew }) => !isNew);
  const seats = validators.map(({ publicKey, name, address, isNew }, place): SeatRow => ({ publicKey, name, address, place, change: isKnown ? (isNew ? "comes" : "stays") : null }));
  const goes = removedValidators.map(({ publicKey, name }): SeatRow => ({ publicKey, name, address: null, place: null, change: "goes" }));
  const comes = seats.filter(({ change }) => change === "comes");
  return {
    rows: [...seats, ...goes],
    comes,
    goes,
    before: isKnown ? seats.length - comes.length + goes.length : null,
    after: seats.length,
    begins: epoch === undefined ? null : epoch + 1,
  };
}

/** By its name; by its key where it has none. */
function seatName({ name, publicKey }: SeatRow): string {
  return name ?? shortenHash(publicKey);
}

/** One or two by their names, more as a count. */
function namesOf(rows: readonly SeatRow[]): string {
  return rows.length > 2 ? formatInteger(rows.length) : rows.map(seatName).join(" and ");
}

/** `add validator-4`, `replace validator-0 by validator-4`, `add 2, remove 1`. */
function doneWords({ comes, goes, before, after, begins }: ValidatorsChange): string {
  const [comer, goer] = [comes[0], goes[0]];
  if (before === null) return begins === null ? formatInteger(after) : `${formatInteger(after)} from epoch ${begins} on`;
  if (comer === undefined && goer === undefined) return `the same ${formatInteger(after)}, listed anew`;
  if (goer === undefined) return `add ${namesOf(comes)}`;
  if (comer === undefined) return `remove ${namesOf(goes)}`;
  if (comes.length === 1 && goes.length === 1) return `replace ${seatName(goer)} by ${seatName(comer)}`;
  return `add ${formatInteger(comes.length)}, remove ${formatInteger(goes.length)}`;
}

/** A proposal to change the validators, as a sentence without its full stop; null for every other kind. */
export function validatorsWords(action: ProposedAction): string | null {
  const change = changeOf(action);
  return change === undefined ? null : `Validators: ${doneWords(change)}`;
}

/** How many there are to be: `5 instead of 4`. */
export function countWords({ before, after }: ValidatorsChange): string {
  if (before === null) return formatInteger(after);
  return before === after ? `${formatInteger(after)}, as many as before` : `${formatInteger(after)} instead of ${formatInteger(before)}`;
}

/** `1 comes, 2 go, 3 stay`. */
export function moveWords({ comes, goes, before, after }: ValidatorsChange): string {
  if (before === null) return "who was there before is not known to this node";
  const moves = [
    [comes.length, "comes", "come"],
    [goes.length, "goes", "go"],
    [after - comes.length, "stays", "stay"],
  ] as const;
  const words = moves.filter(([count]) => count > 0).map(([count, one, many]) => countOf(count, one, many));
  return comes.length + goes.length > 0 ? words.join(", ") : "nobody comes or goes: their order or addresses may differ";
}

/** Each as a command names it, for an export: `KEY@HOST:PORT KEY@HOST:PORT`. */
export function seatsText({ validators }: ProposedAction): string | undefined {
  return validators?.map(({ publicKey, address }) => `${publicKey}@${address}`).join(" ");
}

/** The keys of those that go, for an export. */
export function removedText({ removedValidators }: ProposedAction): string | undefined {
  return removedValidators?.map(({ publicKey }) => publicKey).join(" ");
}

/** Whether an open proposal can be accepted no more, because another change of the validators was accepted before it. */
export function isOvertaken({ status, action }: ProposalView, overview: GovernanceOverview | undefined): boolean {
  if (status !== "OPEN" || action.epoch === undefined || overview === undefined) return false;
  return action.epoch !== overview.epoch || overview.nextEpoch !== null;
}

/** Whether a proposal was decided by the validators of an earlier epoch, or by none of them in time. */
export function isOfEarlierEpoch({ status, acceptedAtHeight, expiresHeight }: ProposalView, overview: GovernanceOverview | undefined): boolean {
  const decidedAt = acceptedAtHeight ?? (status === "EXPIRED" ? expiresHeight : null);
  return decidedAt !== null && overview !== undefined && decidedAt < overview.epochFirstHeight;
}
