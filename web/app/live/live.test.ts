import { describe, expect, test } from "vitest";
import { appendPoint, FEED_LIMIT, gapFound, HISTORY_LIMIT, type HistoryPoint, liveReducer, messagesArrived } from "./live.ts";

function point(timeSeconds: number): HistoryPoint {
  return { timeSeconds, transfers: 1, individuallySigned: 0, finalityP50Ms: null, finalityP99Ms: null };
}

function block(blockHeight: number, sequence: number) {
  return { type: "block_update", timestamp: sequence, sequence, payload: { blockHeight, transactions: 1 } };
}

describe("history", () => {
  test("missing seconds leave a hole", () => {
    const history = appendPoint([point(10)], point(15));
    expect(history.map((each) => [each.timeSeconds, each.transfers])).toEqual([
      [10, 1],
      [11, null],
      [15, 1],
    ]);
  });

  test("is in order and bounded", () => {
    let history: readonly HistoryPoint[] = [];
    for (let second = 1; second <= HISTORY_LIMIT + 50; second += 1) history = appendPoint(history, point(second));
    expect(history).toHaveLength(HISTORY_LIMIT);
    expect(appendPoint(history, point(3))).toEqual(history);
  });
});

test("the block feed is newest first, without repeats, and bounded", () => {
  const messages = Array.from({ length: FEED_LIMIT + 5 }, (_, index) => block(index, index + 1));
  let state = liveReducer(undefined, messagesArrived({ messages, at: 1000 }));
  state = liveReducer(state, messagesArrived({ messages: [block(FEED_LIMIT + 4, 99)], at: 1000 }));
  expect(state.blocks).toHaveLength(FEED_LIMIT);
  expect(state.blocks[0]?.blockHeight).toBe(FEED_LIMIT + 4);
  expect(state.height).toBe(FEED_LIMIT + 4);
  expect(liveReducer(state, gapFound()).blocks).toEqual([]);
});

test("only the welcome sets the clock: other messages may be replayed", () => {
  const welcome = { type: "connection_established", timestamp: 5000, sequence: 1, payload: { blockHeight: 7 } };
  const old = { type: "tps_update", timestamp: 100, sequence: 2, payload: { currentTPS: 1, currentIndividuallySignedTPS: 0, latency: null, latencyP99: null, blockHeight: 8 } };
  const state = liveReducer(undefined, messagesArrived({ messages: [welcome, old], at: 4000 }));
  expect(state.clockOffsetMs).toBe(1000);
  expect(state.height).toBe(8);
});
