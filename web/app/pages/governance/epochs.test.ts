import { describe, expect, it } from "vitest";
import { changeOf, countWords, isOfEarlierEpoch, isOvertaken, moveWords, removedText, seatsText, validatorsWords } from "./epochs.ts";
import { accepted, ADD, change, LIMIT, overview, proposal, seat, UPGRADE } from "./proposalsForTests.ts";

const KEY = "3f9ac2".padEnd(58, "0") + "71be04";
/** One that this node has no name for. */
const STRANGER = seat(4, { name: null, publicKey: KEY });
const REPLACE = change([1], [seat(4)]);
/** What a node says that does not know who was there before. */
const UNKNOWN = { ...ADD, epoch: 6, validators: [0, 1, 2].map((index) => seat(index, { isNew: true })) };

function changed(...asked: Parameters<typeof change>) {
  const found = changeOf(change(...asked));
  if (found === undefined) throw new Error("it changes the validators");
  return found;
}

describe("a change of the validators", () => {
  it.each([
    [ADD, "add validator-4"],
    [change([], [STRANGER]), "add 3f9ac2…71be04"],
    [change([], [seat(4), seat(5)]), "add validator-4 and validator-5"],
    [change([], [seat(4), seat(5), seat(6)]), "add 3"],
    [change([3]), "remove validator-3"],
    [change([1, 3]), "remove validator-1 and validator-3"],
    [REPLACE, "replace validator-1 by validator-4"],
    [change([0], [STRANGER]), "replace validator-0 by 3f9ac2…71be04"],
    [change([1], [seat(4), seat(5)]), "add 2, remove 1"],
    [change([0, 1], [seat(4), seat(5)]), "add 2, remove 2"],
    [change([]), "the same 4, listed anew"],
    [UNKNOWN, "3 from epoch 7 on"],
  ])("%# is named: %s", (action, words) => {
    expect(validatorsWords(action)).toBe(`Validators: ${words}`);
  });

  it("is no other kind of action", () => {
    expect([LIMIT, UPGRADE].map((action) => [changeOf(action), validatorsWords(action)])).toEqual([
      [undefined, null],
      [undefined, null],
    ]);
  });

  it("lists those that there are to be in their order, then those that go", () => {
    const { rows, before, after, begins } = changed([1], [seat(4)]);
    expect(rows.map(({ name, place, address, change: how }) => [name, place, address, how])).toEqual([
      ["validator-0", 0, "127.0.0.1:9300", "stays"],
      ["validator-2", 1, "127.0.0.1:9302", "stays"],
      ["validator-3", 2, "127.0.0.1:9303", "stays"],
      ["validator-4", 3, "127.0.0.1:9304", "comes"],
      ["validator-1", null, null, "goes"],
    ]);
    expect([before, after, begins]).toEqual([4, 4, 1]);
  });

  it("says how many there are to be, and how many come and go", () => {
    const changes = [changed([], [seat(4)]), changed([1], [seat(4)]), changed([0, 1, 2]), changed([])];
    expect(changes.map(countWords)).toEqual(["5 instead of 4", "4, as many as before", "1 instead of 4", "4, as many as before"]);
    expect(changes.map(moveWords)).toEqual(["1 comes, 4 stay", "1 comes, 1 goes, 3 stay", "3 go, 1 stays", "nobody comes or goes: their order or addresses may differ"]);
  });

  it("marks nobody where it is not known who was there before", () => {
    const unknown = changeOf(UNKNOWN);
    expect(unknown && [countWords(unknown), moveWords(unknown), unknown.rows.map((row) => row.change)]).toEqual(["3", "who was there before is not known to this node", [null, null, null]]);
  });

  it("is exported as commands name it", () => {
    expect(seatsText(change([1, 2, 3], [STRANGER]))).toBe(`${"b0".repeat(32)}@127.0.0.1:9300 ${KEY}@127.0.0.1:9304`);
    expect([removedText(REPLACE), removedText(LIMIT), seatsText(LIMIT)]).toEqual(["b1".repeat(32), undefined, undefined]);
  });
});

describe("epochs", () => {
  const open = proposal("aa", { action: ADD });
  const coming = { epoch: 1, firstHeight: 400, validatorCount: 5, proposalId: "c".repeat(64) };

  it("an open change is overtaken by one that was accepted, before and after that is in force", () => {
    expect([overview(), overview({ nextEpoch: coming }), overview({ epoch: 1, epochFirstHeight: 400 }), undefined].map((now) => isOvertaken(open, now))).toEqual([false, true, true, false]);
  });

  it("nothing else is overtaken", () => {
    const now = overview({ nextEpoch: coming });
    expect([isOvertaken({ ...open, ...accepted(110, 400, "ACCEPTED") }, now), isOvertaken({ ...open, status: "EXPIRED" }, now), isOvertaken(proposal("aa"), now)]).toEqual([false, false, false]);
  });

  it("a proposal that was decided or expired before this epoch was the validators' of then", () => {
    const now = overview({ epoch: 1, epochFirstHeight: 400 });
    const before = [proposal("aa", accepted(110, 400)), proposal("aa", { status: "EXPIRED", expiresHeight: 300 })];
    const since = [proposal("aa"), proposal("aa", accepted(400, 401)), proposal("aa", { status: "EXPIRED", expiresHeight: 400 })];
    expect(before.map((each) => isOfEarlierEpoch(each, now))).toEqual([true, true]);
    expect(since.map((each) => isOfEarlierEpoch(each, now))).toEqual([false, false, false]);
    expect([...before, ...since].some((each) => isOfEarlierEpoch(each, overview()) || isOfEarlierEpoch(each, undefined))).toBe(false);
  });
});
