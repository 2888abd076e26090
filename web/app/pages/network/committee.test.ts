import { expect, test } from "vitest";
import type { LedgerNode } from "@aurigraph/api";
import { behindOf, behindWords, catchUpWords, concernsOf, heardWords, isReachable, latencyOf, namesOf, snapshotPercent, stateOf, STATE_OPTIONS, stateWords, voteOf, votesNeeded } from "./committee.ts";
import { AWAY, business, node, SNAPSHOT, UNHEARD } from "./nodesForTests.ts";

function four(changes: Readonly<Record<number, Partial<LedgerNode>>>): { readonly nodes: readonly LedgerNode[] } {
  return { nodes: [0, 1, 2, 3].map((index) => node(index, changes[index])) };
}

test("a committee decides without those that may be faulty, fewer than a third", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 10, 20].map(votesNeeded)).toEqual([1, 2, 3, 3, 4, 5, 5, 7, 14]);
});

test("a node that follows lacks nothing; one that catches up lacks what its own word says; of one that is away nobody knows", () => {
  expect(behindOf(node(1, { blockHeight: 900 }))).toBe(0);
  expect(behindWords(node(1))).toBe("level");
  expect(behindOf(node(1, { blockHeight: 900, status: "catching_up", catchUp: { ...SNAPSHOT, kind: "blocks", targetHeight: 1000 } }))).toBe(100);
  expect(behindOf(node(1, AWAY))).toBeNull();
  expect(behindWords(node(1, UNHEARD))).toBeNull();
});

test("votes and states in words, and an unknown state as it came", () => {
  expect(voteOf(node(1))).toBe("votes");
  expect(voteOf(node(1, { votes: false }))).toBe("follows");
  expect(voteOf(node(1, AWAY))).toBeNull();
  expect(stateOf("catching_up").words).toBe("catching up");
  expect(stateOf("HALF_ASLEEP")).toEqual({ words: "half asleep", tone: "warning", shape: "square" });
  expect(new Set(STATE_OPTIONS.map(([value]) => value)).size).toBe(STATE_OPTIONS.length);
});

test("a snapshot's progress is what came of it, and nothing where that is not known", () => {
  expect(snapshotPercent(SNAPSHOT)).toBe(30);
  expect(snapshotPercent({ ...SNAPSHOT, totalBytes: 0 })).toBeNull();
  expect(snapshotPercent({ ...SNAPSHOT, receivedBytes: null })).toBeNull();
  expect(snapshotPercent(null)).toBeNull();
});

function words(changes: Partial<LedgerNode>): string | undefined {
  return catchUpWords(node(3, changes), (id) => `validator-${id}`)?.replaceAll("\u202f", " ");
}

test("how a node gets level, as a clause", () => {
  expect(words({})).toBeUndefined();
  expect(words({ catchUp: SNAPSHOT })).toBe("fetches a snapshot of height 9 000 from validator-1: 12.0 MiB of 40.0 MiB, 30 %");
  expect(words({ catchUp: { ...SNAPSHOT, fromValidatorId: null, receivedBytes: null, totalBytes: null } })).toBe("fetches a snapshot of height 9 000");
  expect(words({ catchUp: { ...SNAPSHOT, kind: "blocks" } })).toBe("fetches blocks: lacks 8 000 blocks to height 9 000");
  expect(words({ catchUp: { ...SNAPSHOT, kind: "stalled" } })).toBe("lacks 8 000 blocks to height 9 000 and got no block for a while");
});

test("a committee in which all is well raises no concern", () => {
  expect(concernsOf(four({}))).toEqual([]);
});

test("one of four away is a warning that says how many may still go", () => {
  const [concern, ...others] = concernsOf(four({ 3: AWAY }));
  expect(others).toEqual([]);
  expect(concern).toMatchObject({ tone: "warning", title: "validator-3 cannot be reached" });
  expect(concern?.text).toBe("validator-3 was last heard of 42 s ago. The 3 that vote decide without it: 3 are needed, not one more may go.");
  expect(concernsOf(four({ 3: UNHEARD }))[0]?.text).toContain("was not heard of since this node started");
});

test("fewer than a quorum comes first, and names who must come back", () => {
  const [concern] = concernsOf(four({ 2: AWAY, 3: AWAY }));
  expect(concern).toMatchObject({ id: "quorum", tone: "negative" });
  expect(concern?.text).toContain("2 of 4 are there and vote, 3 are needed: one more of validator-2 and validator-3 must come back");
});

test("a node that is there without a vote does not count for a quorum", () => {
  const [concern] = concernsOf(four({ 2: { votes: false }, 3: AWAY }));
  expect(concern?.id).toBe("quorum");
});

test("a node that gets a snapshot shows how much of it came, and that it does not vote", () => {
  const concerns = concernsOf(four({ 3: { status: "catching_up", votes: false, catchUp: SNAPSHOT } }));
  expect(concerns).toHaveLength(1);
  expect(concerns[0]).toMatchObject({ id: `node-${"03".repeat(32)}`, tone: "warning", percent: 30, title: "validator-3 is catching up" });
  expect(concerns[0]?.text).toMatch(/from validator-1.*It does not vote meanwhile\.$/);
});

test("a stalled node is worse than one that catches up, and one that lost its votes says so", () => {
  expect(concernsOf(four({ 3: { status: "stalled", catchUp: { ...SNAPSHOT, kind: "stalled" } } }))[0]?.tone).toBe("negative");
  expect(concernsOf(four({ 3: { votes: false } }))[0]?.title).toBe("validator-3 follows without a vote");
  expect(concernsOf(four({ 3: { status: "read_only" } }))[0]?.text).toContain("Nothing can be submitted");
});

test("names as a reader would list them", () => {
  expect(namesOf([])).toBe("");
  expect(namesOf(["a"])).toBe("a");
  expect(namesOf(["a", "b", "c"])).toBe("a, b and c");
});

test("a validator that is not followed is neither reached nor away, and nothing is known of it", () => {
  const unasked = node(1, { ...UNHEARD, status: "not_followed" });
  expect(isReachable(unasked)).toBe(false);
  expect([behindOf(unasked), latencyOf(unasked), voteOf(unasked), heardWords(unasked)]).toEqual([null, null, null, "\u2013"]);
  expect(stateOf("not_followed")).toEqual({ words: "not followed", tone: "neutral", shape: "dotted" });
});

test("a state says how much of a snapshot came, and when a node was last heard of", () => {
  expect(stateWords(node(3, { status: "catching_up", catchUp: SNAPSHOT }))).toBe("catching up, 30 %");
  expect(stateWords(node(3))).toBe("healthy");
  expect([heardWords(node(1)), heardWords(node(1, AWAY)), heardWords(node(0))]).toEqual(["< 1 s ago", "42 s ago", "\u2013"]);
  expect(latencyOf(node(1, AWAY))).toBeNull();
});

test("nodes that are no validators neither count for a quorum nor raise a concern, whatever their state", () => {
  const followers = [business(4), business(5, { status: "stalled", catchUp: { ...SNAPSHOT, kind: "stalled" } }), business(6, AWAY)];
  expect(concernsOf({ nodes: [...four({}).nodes, ...followers] })).toEqual([]);
  const [concern] = concernsOf({ nodes: [...four({ 2: AWAY, 3: AWAY }).nodes, ...followers] });
  expect(concern?.text).toContain("2 of 4 are there and vote, 3 are needed: one more of validator-2 and validator-3");
});

function seenByFollower(changes: Readonly<Record<number, Partial<LedgerNode>>>, own: Partial<LedgerNode> = {}) {
  return concernsOf({ nodes: [...four({ ...changes, 0: { isSelf: false, latencyMs: 2, heardSecondsAgo: 0.5, ...changes[0] } }).nodes, business(4, { isSelf: true, heardSecondsAgo: null, ...own })] });
}

test("a node that follows does not judge whether the validators decide: it says whom it does not reach", () => {
  const unasked = { ...UNHEARD, status: "not_followed" };
  expect(seenByFollower({})).toEqual([]);
  expect(seenByFollower({ 1: unasked, 2: unasked, 3: unasked })).toEqual([]);
  const [concern, ...others] = seenByFollower({ 1: AWAY, 2: AWAY, 3: unasked });
  expect(others).toEqual([]);
  expect(concern).toMatchObject({ tone: "warning", title: "validator-1 and validator-2 cannot be reached" });
  expect(concern?.text).toMatch(/as reader-4 sees it, a business node: whether the validators reach each other is not known here\.$/);
});

test("a node that follows and reaches nobody says what does not work, and that what is final stays so", () => {
  const [concern] = seenByFollower({ 0: AWAY, 1: AWAY, 2: AWAY, 3: AWAY });
  expect(concern).toMatchObject({ tone: "negative", title: "No other node can be reached" });
  expect(concern?.text).toContain("What is final stays final.");
});

test("the node that answers is a concern when it catches up, and is not blamed for having no vote", () => {
  const [concern] = seenByFollower({}, { status: "catching_up", catchUp: { ...SNAPSHOT, kind: "blocks" } });
  expect(concern?.title).toBe("reader-4 is catching up");
  expect(concern?.text).not.toContain("vote");
});
