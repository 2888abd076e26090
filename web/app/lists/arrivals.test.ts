import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Arrival, PAUSE_MS, watchArrivals } from "./arrivals.ts";

/** A ledger whose height a test raises, and a list over it that is empty up to height 10. */
function setUp(look: (seen: number, top: number) => Promise<Arrival>) {
  let height: number | null = 10;
  const listeners = new Set<() => void>();
  const asked = vi.fn<typeof look>(look);
  const onFound = vi.fn<() => void>();
  const stop = watchArrivals({
    seen: 10,
    top: () => height,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    look: asked,
    onFound,
  });
  function raise(to: number | null) {
    height = to;
    for (const listener of listeners) listener();
  }
  return { raise, asked, onFound, stop, listeners };
}

const NOTHING = (_seen: number, top: number): Promise<Arrival> => Promise.resolve({ found: false, seen: top });
const A_ROW = (): Promise<Arrival> => Promise.resolve({ found: true });

describe("an empty list", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("asks nothing while no block comes", async () => {
    const { asked, raise } = setUp(NOTHING);
    await vi.advanceTimersByTimeAsync(60 * PAUSE_MS);
    raise(null);
    raise(10);
    expect(asked).not.toHaveBeenCalled();
  });

  it("asks once for what came since, and only above what it has seen", async () => {
    const { asked, raise, onFound } = setUp(NOTHING);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    raise(11);
    await vi.advanceTimersByTimeAsync(60 * PAUSE_MS);
    raise(15);
    await vi.advanceTimersByTimeAsync(60 * PAUSE_MS);
    expect(asked.mock.calls).toEqual([[10, 11], [11, 15]]);
    expect(onFound).not.toHaveBeenCalled();
  });

  it("asks at most once a second at fifty blocks a second", async () => {
    const { asked, raise } = setUp(NOTHING);
    for (let block = 1; block <= 500; block += 1) {
      raise(10 + block);
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(asked.mock.calls.length).toBeGreaterThanOrEqual(9);
    expect(asked.mock.calls.length).toBeLessThanOrEqual(10);
  });

  it("waits for a slow answer before it asks again", async () => {
    const { asked, raise } = setUp((_seen, top) => new Promise((done) => setTimeout(() => done({ found: false, seen: top }), 5000)));
    for (let block = 1; block <= 600; block += 1) {
      raise(10 + block);
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it("goes on from where one request came", async () => {
    const { asked, raise } = setUp((seen, top) => Promise.resolve({ found: false, seen: Math.min(seen + 2000, top) }));
    raise(5000);
    await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
    expect(asked.mock.calls.map(([seen]) => seen)).toEqual([10, 2010, 4010]);
  });

  it("tells of a row that came", async () => {
    const { raise, onFound } = setUp(A_ROW);
    raise(11);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(onFound).toHaveBeenCalledTimes(1);
  });

  it("tells of it again once a second while the list stays empty", async () => {
    const { raise, onFound } = setUp(A_ROW);
    raise(11);
    await vi.advanceTimersByTimeAsync(5 * PAUSE_MS);
    expect(onFound).toHaveBeenCalledTimes(5);
  });

  it("asks the same again when no answer came", async () => {
    const { asked, raise, onFound } = setUp(() => Promise.reject(new Error("no answer")));
    raise(11);
    await vi.advanceTimersByTimeAsync(3 * PAUSE_MS);
    expect(asked.mock.calls).toEqual([[10, 11], [10, 11], [10, 11]]);
    expect(onFound).not.toHaveBeenCalled();
  });

  it("is over when it is stopped, even with an answer under way", async () => {
    const { asked, raise, onFound, stop, listeners } = setUp(() => new Promise((done) => setTimeout(() => done({ found: true }), 500)));
    raise(11);
    await vi.advanceTimersByTimeAsync(PAUSE_MS + 100);
    stop();
    await vi.advanceTimersByTimeAsync(10 * PAUSE_MS);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(onFound).not.toHaveBeenCalled();
    expect(listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
