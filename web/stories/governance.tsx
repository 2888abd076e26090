/** What validators decide, in every state that it can have. */
import type { GovernanceOverview, ProposalView, ProposedAction, ProposedValidator, Validator } from "@aurigraph/api";
import { KnownHeight } from "../app/pages/governance/marks.tsx";
import { ProposalList } from "../app/pages/governance/ProposalList.tsx";
import { ProposalPanels } from "../app/pages/governance/ProposalPanels.tsx";
import { GovernanceFigures, RulesPanel, UnknownProtocol } from "../app/pages/governance/Rules.tsx";
import { exampleHash, type Story } from "./story.ts";

const FRESH = { kind: "measured" } as const;
const HEIGHT = 12_480;

const OVERVIEW: GovernanceOverview = {
  blockHeight: HEIGHT,
  protocolVersion: 1,
  latestKnownProtocolVersion: 2,
  nextProtocol: null,
  epoch: 0,
  epochFirstHeight: 0,
  nextEpoch: null,
  parameters: [
    { name: "block_bytes_max", value: 67_108_864, least: 65_536, most: 67_108_864, later: [] },
    { name: "accounts_max", value: 67_108_864, least: 1, most: 67_108_864, later: [] },
  ],
  totalVotingPower: 4,
  votingPowerNeeded: 3,
  openProposals: 0,
  acceptedProposals: 0,
};

const LATER: GovernanceOverview = {
  ...OVERVIEW,
  nextProtocol: { version: 2, effectiveHeight: 50_000, isKnown: true },
  parameters: [
    { name: "block_bytes_max", value: 2_000_000, least: 65_536, most: 67_108_864, later: [{ value: 4_194_304, effectiveHeight: 60_000, proposalId: exampleHash("c3") }] },
    { name: "accounts_max", value: 1_000_000, least: 1, most: 67_108_864, later: [] },
    { name: "vote_delay_ms", value: 1200, least: 0, most: 60_000, later: [] },
  ],
  openProposals: 2,
  acceptedProposals: 2,
};

/** A version that the software of this node does not know. */
const UNKNOWN: GovernanceOverview = { ...OVERVIEW, protocolVersion: 2, nextProtocol: { version: 3, effectiveHeight: 50_000, isKnown: false }, acceptedProposals: 1 };

/** Other validators have decided before, and others again are to come. */
const NEXT_EPOCH: GovernanceOverview = { ...OVERVIEW, protocolVersion: 3, latestKnownProtocolVersion: 3, epoch: 2, epochFirstHeight: 9_120, nextEpoch: { epoch: 3, firstHeight: 55_000, validatorCount: 5, proposalId: "c".repeat(64) }, acceptedProposals: 1 };

const VALIDATORS: readonly Validator[] = [0, 1, 2, 3].map((index) => ({
  validatorId: String(index),
  name: `example-${index}`,
  publicKey: exampleHash(`b${index}`),
  address: null,
  votingPower: 1,
  status: "ACTIVE",
  blocksProduced: 0,
  lastBlockHeight: null,
  lastBlockTime: null,
  participation: null,
}));

function votesOf(...validators: readonly number[]): ProposalView["votes"] {
  return validators.map((index) => ({ publicKey: exampleHash(`b${index}`), validatorId: String(index), validatorName: `example-${index}` }));
}

function exampleProposal(pair: string, action: ProposedAction, changes: Partial<ProposalView> = {}): ProposalView {
  return {
    proposalId: exampleHash(pair),
    number: 1_768_473_000_000_000,
    status: "OPEN",
    action,
    proposalBytes: `${exampleHash("0a")}0b0c`,
    effectiveHeight: 0,
    expiresHeight: 1_012_300,
    proposedAtHeight: 12_300,
    acceptedAtHeight: null,
    inForceFromHeight: null,
    votes: votesOf(0, 2),
    votingPower: 2,
    votingPowerNeeded: 3,
    ...changes,
  };
}

function accepted(at: number, from: number): Partial<ProposalView> {
  return { status: from > HEIGHT + 1 ? "ACCEPTED" : "IN_FORCE", proposedAtHeight: at - 20, acceptedAtHeight: at, inForceFromHeight: from, votes: votesOf(1, 0, 2), votingPower: 3 };
}

const TWO_OF_THREE = exampleProposal("a1", { kind: "set_parameter", parameter: "block_bytes_max", value: 2_000_000 });

const EVERY_STATE: readonly ProposalView[] = [
  TWO_OF_THREE,
  exampleProposal("a2", { kind: "set_role", account: 42, role: "registrar", granted: true }, { effectiveHeight: 55_000, votes: votesOf(3), votingPower: 1 }),
  exampleProposal("c3", { kind: "set_parameter", parameter: "block_bytes_max", value: 4_194_304 }, { effectiveHeight: 60_000, ...accepted(12_100, 60_000) }),
  exampleProposal("d4", { kind: "activate_protocol", version: 2 }, { effectiveHeight: 50_000, ...accepted(11_900, 50_000) }),
  exampleProposal("e5", { kind: "set_parameter", parameter: "accounts_max", value: 1_000_000 }, { ...accepted(9_000, 9_001), votes: votesOf(0, 1, 2, 3), votingPower: 4 }),
  exampleProposal("f6", { kind: "set_role", account: 1_204, role: "authority", granted: false }, { status: "EXPIRED", proposedAtHeight: 1_000, expiresHeight: 6_000 }),
];

function exampleSeat(index: number, changes: Partial<ProposedValidator> = {}): ProposedValidator {
  return { publicKey: exampleHash(`b${index}`), address: `203.0.113.${10 + index}:9300`, name: `example-${index}`, isNew: false, ...changes };
}

/** Validators come, in a network of four, and those of some numbers go. */
function exampleChange(comes: readonly ProposedValidator[], goes: readonly number[] = [], epoch = 0): ProposedAction {
  const stays = [0, 1, 2, 3].filter((index) => !goes.includes(index)).map((index) => exampleSeat(index));
  return { kind: "set_validators", epoch, validators: [...stays, ...comes], removedValidators: goes.map((index) => ({ publicKey: exampleHash(`b${index}`), name: `example-${index}` })) };
}

const FIFTH = exampleSeat(4, { isNew: true });
/** It has no name here, and the longest kind of address. */
const STRANGER = exampleSeat(5, { isNew: true, name: null, address: "[2001:db8:85a3:8d3:1319:8a2e:370:7348]:19300" });

const ADDED = exampleProposal("1a", exampleChange([FIFTH]));
const REPLACED = exampleProposal("2b", exampleChange([STRANGER], [1], 2), { effectiveHeight: 55_000, ...accepted(12_400, 55_000) });
const COMBINED = exampleProposal("3c", exampleChange([FIFTH, STRANGER], [0]), { effectiveHeight: 55_000, votes: votesOf(2), votingPower: 1 });
const REMOVED = exampleProposal("4d", exampleChange([], [3]), { ...accepted(9_000, 9_066), votes: votesOf(0, 1, 2) });
/** A node that knows nobody of the epoch that ended. */
const ALL_NEW: ProposedAction = { kind: "set_validators", epoch: 1, validators: [0, 1, 2, 4].map((index) => exampleSeat(index, { isNew: true })), removedValidators: [] };
const UNKNOWN_BEFORE = exampleProposal("5e", ALL_NEW, accepted(9_020, 9_120));
const CHANGES: readonly ProposalView[] = [ADDED, COMBINED, REPLACED, REMOVED, UNKNOWN_BEFORE];

function Overview({ overview }: { readonly overview: GovernanceOverview }) {
  return (
    <KnownHeight value={HEIGHT}>
      <GovernanceFigures overview={overview} freshness={FRESH} />
      <UnknownProtocol overview={overview} />
      <RulesPanel overview={overview} freshness={FRESH} />
    </KnownHeight>
  );
}

function Listed({ proposals, hasMore = false }: { readonly proposals: readonly ProposalView[]; readonly hasMore?: boolean }) {
  return (
    <KnownHeight value={HEIGHT}>
      <ProposalList proposals={proposals} freshness={FRESH} hasMore={hasMore} />
    </KnownHeight>
  );
}

function One({ proposal, overview = OVERVIEW }: { readonly proposal: ProposalView | undefined; readonly overview?: GovernanceOverview }) {
  return (
    <KnownHeight value={HEIGHT}>{proposal && <ProposalPanels proposal={proposal} overview={overview} validators={VALIDATORS} freshness={FRESH} />}</KnownHeight>
  );
}

export const governance: readonly Story[] = [
  { name: "Governance, rules in force", render: () => <Overview overview={OVERVIEW} /> },
  { name: "Governance, rules that come later", render: () => <Overview overview={LATER} /> },
  { name: "Governance, unknown next protocol", render: () => <Overview overview={UNKNOWN} /> },
  { name: "Governance, validators that come later", render: () => <Overview overview={NEXT_EPOCH} /> },
  { name: "Proposals, none", render: () => <Listed proposals={[]} /> },
  { name: "Proposals, every state", render: () => <Listed proposals={EVERY_STATE} hasMore /> },
  { name: "Proposals, changes of validators", render: () => <Listed proposals={CHANGES} /> },
  { name: "Proposal, open with two of three votes", render: () => <One proposal={TWO_OF_THREE} /> },
  { name: "Proposal, accepted", render: () => <One proposal={EVERY_STATE[3]} /> },
  { name: "Proposal, in force and replaced", render: () => <One proposal={EVERY_STATE[4]} /> },
  { name: "Proposal, expired", render: () => <One proposal={EVERY_STATE[5]} /> },
  { name: "Proposal, a validator is added", render: () => <One proposal={ADDED} /> },
  { name: "Proposal, a validator is replaced, accepted", render: () => <One proposal={REPLACED} overview={NEXT_EPOCH} /> },
  { name: "Proposal, two validators come and one goes, overtaken", render: () => <One proposal={COMBINED} overview={NEXT_EPOCH} /> },
  { name: "Proposal, a validator was removed in an earlier epoch", render: () => <One proposal={REMOVED} overview={NEXT_EPOCH} /> },
  { name: "Proposal, validators before are not known", render: () => <One proposal={UNKNOWN_BEFORE} overview={NEXT_EPOCH} /> },
];
