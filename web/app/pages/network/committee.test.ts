import { expect, test } from "vitest";
import type { LedgerNode } from "@aurigraph/api";
import { behindOf, behindWords, catchUpWords, concernsOf, namesOf, roleOf, snapshotPercent, stateOf, STATE_OPTIONS, votesNeeded } from "./committee.ts";

function node(index: number, changes: Partial<LedgerNode> = {}): LedgerNode {
  return {
    nodeId: "ab".repeat(32),
    validatorId: String(index),
    name: `validator-${index}`,
    nodeType: "VALIDATOR",
    status: "healthy",
    isSelf: index === 0,
    votes: true,
    version: "0.1.0",
    processId: 100 + index,
    serving: true,
    httpAddress: "127.0.0.1:9003",
    grpcAddress: "127.0.0.1:9004",
    blockHeight: 1000,
    earliestBlockHeight: 0,
    snapshotHeight: 0,
    uptimeSeconds: 60,
    latencyMs: index === 0 ? null : 2,
    heardSecondsAgo: index === 0 ? null : 0.5,
    catchUp: null,
    ...changes,
  };
}

const AWAY: Partial<LedgerNode> = { status: "unreachable", votes: false, serving: false, heardSecondsAgo: 42 };
/** Never heard of: all that a node says of itself is missing. */
const UNHEARD: Partial<LedgerNode> = { ...AWAY, version: null, processId: null, httpAddress: null, grpcAddress: null, blockHeight: null, earliestBlockHeight: null, snapshotHeight: null, uptimeSeconds: null, latencyMs: null, heardSecondsAgo: null };
const SNAPSHOT = { kind: "snapshot", targetHeight: 9000, fromValidatorId: "1", receivedBytes: 12 * 1024 * 1024, totalBytes: 40 * 1024 * 1024 };

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

test("roles and states in words, and an unknown state as it came", () => {
  expect(roleOf(node(1))).toBe("votes");
  expect(roleOf(node(1, { votes: false }))).toBe("follows");
  expect(roleOf(node(1, AWAY))).toBeNull();
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
  expect(concerns[0]).toMatchObject({ id: "node-3", tone: "warning", percent: 30, title: "validator-3 is catching up" });
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
