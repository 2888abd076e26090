/** What validators decide on, in words and readable units. Names that this page does not know are shown as they came. Pure. */
import type { GovernanceOverview, ParameterValue, ProposalStatus, ProposalView, ProposedAction } from "@aurigraph/api";
import { countOf, formatDecimal, formatInteger, THIN_SPACE } from "@aurigraph/core";
import type { Tone } from "../../components/Tag.tsx";
import { fieldWords } from "../words.ts";
import { EPOCH_LEAD_BLOCKS, validatorsWords } from "./epochs.ts";

/** A value for readers, and to the last digit where the unit rounds it. */
export interface ValueWords {
  readonly text: string;
  readonly exact: string | null;
}

interface ParameterWords {
  readonly name: string;
  /** What it limits. */
  readonly hint: string | undefined;
  readonly value: (value: number) => ValueWords;
  /** The lower bound, where the upper one has the unit of both. */
  readonly least?: (value: number) => string;
  /** A proposal to set it, as a sentence without its full stop. */
  readonly sentence: (value: string) => string;
}

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * 1024;

/** Two decimals at most, and none that say nothing: `64 MiB`, `1.91 MiB`. */
function binaryUnits(bytes: number): string {
  const [size, unit] = bytes >= MEBIBYTE ? [MEBIBYTE, "MiB"] : bytes >= KIBIBYTE ? [KIBIBYTE, "KiB"] : [1, "B"];
  const text = formatDecimal(bytes / size, 2).replace(/\.?0+$/, "");
  return `${text}${THIN_SPACE}${unit}`;
}

const PARAMETERS: Readonly<Record<string, ParameterWords>> = {
  block_bytes_max: {
    name: "Size of a block",
    hint: "of its submissions, at most",
    value: (bytes) => ({ text: binaryUnits(bytes), exact: countOf(bytes, "byte") }),
    sentence: (value) => `Blocks hold at most ${value} of submissions`,
  },
  accounts_max: {
    name: "Accounts",
    hint: "of the ledger, at most",
    value: (accounts) => ({ text: countOf(accounts, "account"), exact: null }),
    least: formatInteger,
    sentence: (value) => `The ledger has at most ${value}`,
  },
};

/** A parameter by its name. */
export function parameterWords(name: string): ParameterWords {
  const own = fieldWords(name);
  return PARAMETERS[name] ?? { name: own, hint: undefined, value: (value) => ({ text: formatInteger(value), exact: null }), sentence: (value) => `${own} becomes ${value}` };
}

/** Its bounds: `64 KiB to 64 MiB`. */
export function boundsWords({ name, least, most }: ParameterValue): string {
  const { value, least: leastWords = (each: number) => value(each).text } = parameterWords(name);
  return `${leastWords(least)} to ${value(most).text}`;
}

/** What comes into force when a proposal is accepted, as a sentence without its full stop. */
export function whatWords(action: ProposedAction): string {
  if (action.kind === "set_parameter" && action.parameter !== undefined && action.value !== undefined) {
    const { value, sentence } = parameterWords(action.parameter);
    return sentence(value(action.value).text);
  }
  if (action.kind === "activate_protocol" && action.version !== undefined) return `Protocol version ${action.version} begins`;
  if (action.kind === "set_role" && action.account !== undefined && action.role !== undefined) {
    return `Account ${formatInteger(action.account)} ${action.granted === true ? "becomes" : "is no longer"} ${action.role}`;
  }
  return validatorsWords(action) ?? fieldWords(action.kind);
}

/** The figure in it to the last digit, where `whatWords` rounds. */
export function exactWords({ parameter, value }: ProposedAction): string | null {
  return parameter === undefined || value === undefined ? null : parameterWords(parameter).value(value).exact;
}

const ROLES: Readonly<Record<string, string>> = {
  registrar: "may register accounts",
  authority: "may freeze and release accounts",
  accreditor: "may make claims about accounts, and say who may verify real-world assets",
};

/** What a role lets an account do. */
export function roleWords(role: string): string | undefined {
  return ROLES[role];
}

interface StatusWords {
  readonly words: string;
  readonly tone: Tone;
}

const STATUSES: Readonly<Record<ProposalStatus, StatusWords>> = {
  OPEN: { words: "open", tone: "neutral" },
  ACCEPTED: { words: "accepted", tone: "positive" },
  IN_FORCE: { words: "in force", tone: "positive" },
  EXPIRED: { words: "expired", tone: "negative" },
};

function isStatus(text: string): text is ProposalStatus {
  return Object.hasOwn(STATUSES, text);
}

/** A status in words. */
export function statusOf(status: string): StatusWords {
  return isStatus(status) ? STATUSES[status] : { words: fieldWords(status.toLowerCase()).toLowerCase(), tone: "warning" };
}

/** Choices of a filter by status. */
export const STATUS_OPTIONS: readonly (readonly [value: string, words: string])[] = [["", "All statuses"], ...Object.entries(STATUSES).map(([status, { words }]) => [status, words] as const)];

/** A status in the address bar; what is none counts as no filter. */
export function statusAsked(text: string | undefined): ProposalStatus | undefined {
  return text !== undefined && isStatus(text) ? text : undefined;
}

/** `2 of 3`, or `4, 3 needed` where one operation brought more votes than were needed. */
export function powerWords({ votingPower, votingPowerNeeded }: Pick<ProposalView, "votingPower" | "votingPowerNeeded">): string {
  return votingPower > votingPowerNeeded ? `${formatInteger(votingPower)}, ${formatInteger(votingPowerNeeded)} needed` : `${formatInteger(votingPower)} of ${formatInteger(votingPowerNeeded)}`;
}

/** How far away a height is. What begins with the next block has nothing between. */
export function inBlocksWords(height: number, blockHeight: number): string {
  const blocks = height - blockHeight;
  return blocks <= 1 ? "with the next block" : `in ${formatInteger(blocks)} blocks`;
}

/** How soon after its acceptance it can be in force, where no height is asked for. */
export function leadWords({ validators }: ProposedAction): string {
  return validators === undefined ? "once accepted" : `${EPOCH_LEAD_BLOCKS} blocks after acceptance`;
}

/** The same within a sentence. */
export function earliestWords({ validators }: ProposedAction): string {
  return validators === undefined ? "with the block after it is accepted" : `${EPOCH_LEAD_BLOCKS} blocks after it is accepted`;
}

/** Other validators than these decide since; null while it is their epoch. */
function laterEpochWords({ epoch }: ProposedAction, overview: GovernanceOverview): string | null {
  return epoch !== undefined && epoch + 1 < overview.epoch ? `Epoch ${overview.epoch} took its place.` : null;
}

/** What took the place of a rule that a proposal brought, as far as the rules in force tell; null if nothing did. */
export function replacedWords({ status, action }: ProposalView, overview: GovernanceOverview | undefined): string | null {
  if (status !== "IN_FORCE" || overview === undefined) return null;
  if (action.kind === "set_validators") return laterEpochWords(action, overview);
  if (action.version !== undefined) return action.version < overview.protocolVersion ? `Protocol version ${overview.protocolVersion} took its place.` : null;
  const now = overview.parameters.find(({ name }) => name === action.parameter);
  if (now === undefined || now.value === action.value) return null;
  const { text, exact } = parameterWords(now.name).value(now.value);
  return `A later proposal took its place: now it is ${text}${exact === null ? "" : ` (${exact})`}.`;
}
