import { expect, test } from "vitest";
import type { SeenRound } from "@aurigraph/api";
import { business, node } from "./nodesForTests.ts";
import { cellWords, columnsFor, columnsStretch, durationsOf, outcomeWords, roundWords, votedIn, voteWords, windowOf, withKnownTimes, withOwnNames } from "./rounds.ts";

const NAMES = ["ada", "ben", "cleo"];

function round(view: number, changes: Partial<SeenRound> = {}): SeenRound {
  return { view, leaderId: String(view % 3), outcome: "FINALIZED", blockHeight: view - 1, beganAt: "2026-01-15T10:30:00.000Z", durationMs: 12.5, votes: ["FINALIZE", "NOTARIZE", "NONE"], ...changes };
}

test("as many rounds as fit, never more than there are and never none", () => {
  expect(columnsFor(300, 50)).toBe(20);
  expect(columnsFor(3000, 50)).toBe(50);
  expect(columnsFor(10, 50)).toBe(6);
  expect(columnsFor(300, 3)).toBe(3);
  expect(columnsFor(-20, 0)).toBe(1);
});

test("few rounds on a wide picture stay narrow", () => {
  expect(columnsStretch(900, 4)).toBe(true);
  expect(columnsStretch(900, 50)).toBe(false);
  expect(columnsStretch(0, 0)).toBe(false);
});

test("the window holds the newest rounds, the oldest of them at the left", () => {
  const newestFirst = [5, 4, 3, 2, 1].map((view) => round(view));
  expect(windowOf(newestFirst, 3).map(({ view }) => view)).toEqual([3, 4, 5]);
  expect(windowOf([], 3)).toEqual([]);
});

test("a validator has the name that its node gives itself, if a node is there", () => {
  const list = { validators: ["validator-0", "validator 01010101", "validator-2"], rounds: [round(4)], nextCursor: null };
  expect(withOwnNames(list, [node(0), node(1), business(7)])).toEqual({ ...list, validators: ["validator-0", "validator-1", "validator-2"] });
});

test("a round in words, whatever became of it", () => {
  expect(roundWords(round(4), NAMES)).toBe("View 4, led by ben: final after 12.5 ms, block 3");
  expect(outcomeWords(round(4, { outcome: "NOTARIZED", blockHeight: null }))).toBe("valid after 12.5 ms, final with a later one");
  expect(outcomeWords(round(4, { outcome: "SKIPPED", blockHeight: null, durationMs: 2000 }))).toContain("skipped after 2\u202f000 ms");
  expect(outcomeWords(round(4, { outcome: "OPEN", blockHeight: null, durationMs: null }))).toBe("still open when this was asked");
  expect(outcomeWords(round(4, { outcome: "UNHEARD_OF" }))).toBe("unheard_of");
});

test("a cell in words names who led", () => {
  expect(cellWords(round(4), 1, NAMES)).toBe("ben, who led: voted that the block is valid");
  expect(cellWords(round(4), 2, NAMES)).toBe("cleo: no vote seen");
  expect(cellWords(round(4), 7, NAMES)).toBe("validator 7: no vote seen");
  expect(voteWords("SHOUT")).toBe("shout");
});

test("votes are counted over rounds that ended: an open one says nothing yet", () => {
  const rounds = [round(1), round(2, { votes: ["NONE", "NULLIFY", "NULLIFY"], outcome: "SKIPPED" }), round(3, { outcome: "OPEN", votes: ["NONE", "NONE", "NONE"] })];
  expect(votedIn(rounds, 0)).toEqual({ voted: 1, of: 2 });
  expect(votedIn(rounds, 1)).toEqual({ voted: 2, of: 2 });
  expect(votedIn(rounds, 9)).toEqual({ voted: 0, of: 2 });
});

test("durations are those measured, and none is none", () => {
  expect(durationsOf([round(1, { durationMs: 5 }), round(2, { durationMs: null }), round(3, { durationMs: 40 }), round(4, { durationMs: 7 })])).toEqual({ median: 7, longest: 40 });
  expect(durationsOf([round(1, { durationMs: null })])).toBeNull();
});

test("in certificates only votes to finalise are seen, and who is not in one may have voted", () => {
  const skipped = round(5, { outcome: "SKIPPED", blockHeight: null, votes: ["NONE", "NONE", "NONE"] });
  expect(cellWords(round(4, { votes: ["FINALIZE", "NONE", "NONE"] }), 0, NAMES, "certificates")).toBe("ada: voted to finalise");
  expect(cellWords(round(4), 2, NAMES, "certificates")).toBe("cleo: not in the certificate");
  expect(cellWords(skipped, 0, NAMES, "certificates")).toBe("ada: votes not known");
  expect(votedIn([round(4), skipped], 0, "certificates")).toEqual({ voted: 1, of: 1 });
});

test("who sees certificates measures no times, so none are shown", () => {
  const [seen] = withKnownTimes([round(4)], "certificates");
  expect(seen && roundWords(seen, NAMES)).toBe("View 4, led by ben: final, block 3");
  expect(withKnownTimes([round(4)], "votes")[0]?.durationMs).toBe(12.5);
});
