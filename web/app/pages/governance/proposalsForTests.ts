/** Proposals and rules as the tests of this folder need them. */
import type { GovernanceOverview, ProposalView, ProposedAction, ProposedValidator, Validator } from "@aurigraph/api";

export const LIMIT: ProposedAction = { kind: "set_parameter", parameter: "block_bytes_max", value: 2_000_000 };
export const ACCOUNTS: ProposedAction = { kind: "set_parameter", parameter: "accounts_max", value: 1_000_000 };
export const UPGRADE: ProposedAction = { kind: "activate_protocol", version: 2 };
export const ROLE: ProposedAction = { kind: "set_role", account: 42, role: "registrar", granted: true };

/** A validator that there is to be; its key repeats `b` and its number. */
export function seat(index: number, changes: Partial<ProposedValidator> = {}): ProposedValidator {
  return { publicKey: `b${index}`.repeat(32), address: `127.0.0.1:${9300 + index}`, name: `validator-${index}`, isNew: false, ...changes };
}

/** Takes away validators by their numbers, and puts in new ones; there were four. */
export function change(goes: readonly number[], comes: readonly ProposedValidator[] = []): ProposedAction {
  const stays = [0, 1, 2, 3].filter((index) => !goes.includes(index)).map((index) => seat(index));
  const removedValidators = goes.map((index) => ({ publicKey: `b${index}`.repeat(32), name: `validator-${index}` }));
  return { kind: "set_validators", epoch: 0, validators: [...stays, ...comes.map((each) => ({ ...each, isNew: true }))], removedValidators };
}

export const ADD = change([], [seat(4)]);

/** An open one with two of three votes; its id repeats the pair of digits. */
export function proposal(pair: string, changes: Partial<ProposalView> = {}): ProposalView {
  return {
    proposalId: pair.repeat(32),
    number: 1_700_000_000_000_000,
    status: "OPEN",
    action: LIMIT,
    proposalBytes: "00",
    effectiveHeight: 0,
    expiresHeight: 1_000,
    proposedAtHeight: 100,
    acceptedAtHeight: null,
    inForceFromHeight: null,
    votes: [
      { publicKey: "b2".repeat(32), validatorId: "2", validatorName: "validator-2" },
      { publicKey: "b0".repeat(32), validatorId: "0", validatorName: "validator-0" },
    ],
    votingPower: 2,
    votingPowerNeeded: 3,
    ...changes,
  };
}

/** Accepted at a height, and in force from another one on. */
export function accepted(at: number, from: number, status: "ACCEPTED" | "IN_FORCE" = "IN_FORCE"): Partial<ProposalView> {
  return { status, acceptedAtHeight: at, inForceFromHeight: from, votingPower: 3 };
}

export function validator(index: number): Validator {
  return {
    validatorId: String(index),
    name: `validator-${index}`,
    publicKey: `b${index}`.repeat(32),
    address: null,
    votingPower: 1,
    status: "ACTIVE",
    blocksProduced: 0,
    lastBlockHeight: null,
    lastBlockTime: null,
    participation: null,
  };
}

export function overview(changes: Partial<GovernanceOverview> = {}): GovernanceOverview {
  return {
    epoch: 0,
    epochFirstHeight: 0,
    nextEpoch: null,
    blockHeight: 200,
    protocolVersion: 1,
    latestKnownProtocolVersion: 2,
    nextProtocol: null,
    parameters: [
      { name: "block_bytes_max", value: 67_108_864, least: 65_536, most: 67_108_864, later: [] },
      { name: "accounts_max", value: 67_108_864, least: 1, most: 67_108_864, later: [] },
    ],
    totalVotingPower: 4,
    votingPowerNeeded: 3,
    openProposals: 0,
    acceptedProposals: 0,
    ...changes,
  };
}
