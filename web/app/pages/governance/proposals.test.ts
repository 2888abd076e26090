import { describe, expect, it } from "vitest";
import { sortRows } from "../../lists/sort.ts";
import { found, noVoteWords, proposalFile, proposalsOf, SORT_VALUES, votersOf } from "./proposals.ts";
import { ACCOUNTS, accepted, ADD, proposal, ROLE, UPGRADE, validator } from "./proposalsForTests.ts";

const LIST = [
  proposal("dd", { action: ROLE, proposedAtHeight: 400 }),
  proposal("cc", { action: UPGRADE, proposedAtHeight: 300, ...accepted(310, 500, "ACCEPTED") }),
  proposal("bb", { action: ACCOUNTS, proposedAtHeight: 200, ...accepted(210, 211) }),
  proposal("aa", { status: "EXPIRED", number: 77_777, votingPower: 1 }),
];
const VALIDATORS = proposal("ee", { action: ADD });
const COLUMNS = Object.entries(SORT_VALUES).map(([key, sort]) => ({ key, head: key, cell: () => null, sort }));
const ids = (proposals: readonly { readonly proposalId: string }[]) => proposals.map(({ proposalId }) => proposalId.slice(0, 2));

describe("the list", () => {
  it("has a proposal once that a newer one moved from a page to the next", () => {
    const [first, second, third] = LIST.map((each) => ({ proposals: [each], nextCursor: null }));
    if (!first || !second || !third) throw new Error("four proposals are listed");
    expect(ids(proposalsOf([first, second, second, third]))).toEqual(["dd", "cc", "bb"]);
  });

  it.each([
    ["", ["dd", "cc", "bb", "aa", "ee"]],
    ["becomes REGISTRAR", ["dd"]],
    ["version 2", ["cc"]],
    ["1000000", ["bb"]],
    ["1,000,000 accounts", ["bb"]],
    ["1 000 000", ["bb"]],
    ["set_parameter", ["bb", "aa"]],
    ["bbbb", ["bb"]],
    ["7777", ["aa"]],
    // In the ids and numbers of others by chance.
    ["aa", []],
    ["42", ["dd"]],
    ["in force", ["bb"]],
    ["registrar version", []],
    ["set_validators", ["ee"]],
    ["add VALIDATOR-4", ["ee"]],
    ["epoch 1", ["ee"]],
    ["127.0.0.1:9304", ["ee"]],
    ["b4b4b4b4", ["ee"]],
    // A part of a key by chance; a figure across two addresses.
    ["b4b", []],
    ["9303127", []],
  ])("is searched for %j", (text, expected) => {
    expect(ids(found([...LIST, VALIDATORS], text))).toEqual(expected);
  });

  it.each([
    ["proposed", ["aa", "bb", "cc", "dd"], ["dd", "cc", "bb", "aa"]],
    // What was not accepted stands last both ways.
    ["accepted", ["bb", "cc", "dd", "aa"], ["cc", "bb", "dd", "aa"]],
    ["force", ["bb", "cc", "dd", "aa"], ["cc", "bb", "dd", "aa"]],
    ["what", ["dd", "aa", "cc", "bb"], ["bb", "cc", "aa", "dd"]],
  ])("is sorted by %s", (key, ascending, descending) => {
    expect(ids(sortRows(LIST, COLUMNS, { key, descending: false }))).toEqual(ascending);
    expect(ids(sortRows(LIST, COLUMNS, { key, descending: true }))).toEqual(descending);
  });
});

describe("who voted", () => {
  const validators = [0, 1, 2, 3].map(validator);

  it("stands first, in the order of the votes, and then who did not", () => {
    const voters = votersOf(proposal("aa").votes, validators);
    expect(voters.map(({ name, place, votingPower }) => [name, place, votingPower])).toEqual([
      ["validator-2", 1, 1],
      ["validator-0", 2, 1],
      ["validator-1", null, 1],
      ["validator-3", null, 1],
    ]);
  });

  it("stays where it is no validator any more, without a power", () => {
    const gone = { publicKey: "ee".repeat(32), validatorId: null, validatorName: null };
    expect(votersOf([gone], validators.slice(0, 1))).toEqual([
      { publicKey: gone.publicKey, validatorId: null, name: null, votingPower: null, place: 1 },
      { publicKey: "b0".repeat(32), validatorId: "0", name: "validator-0", votingPower: 1, place: null },
    ]);
  });

  it("is listed alone where the others could not vote", () => {
    expect(votersOf(proposal("aa").votes, validators, []).map(({ name, votingPower }) => [name, votingPower])).toEqual([
      ["validator-2", 1],
      ["validator-0", 1],
    ]);
  });

  it("can still vote while the proposal is open and not overtaken", () => {
    expect(noVoteWords(proposal("aa"), true)).toBe("none");
    expect(LIST.map((each) => noVoteWords(each))).toEqual(["not yet", "none before it was accepted", "none before it was accepted", "none"]);
  });
});

it("the proposal's file has the format that the commands read, and no votes", () => {
  expect(JSON.parse(proposalFile(proposal("aa", { proposalBytes: "0102" }), "5c".repeat(32)))).toEqual({
    format: "aurigraph-proposal-v1",
    chainId: "5c".repeat(32),
    proposalId: "aa".repeat(32),
    proposal: "0102",
    votes: [],
  });
});
