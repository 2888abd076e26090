import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type ConnectionState, LiveStream, type SocketLike, type StreamMessage } from "../src/index.ts";

class FakeSocket implements SocketLike {
  readonly #listeners: { type: string; listener: (event: { readonly data: unknown }) => void }[] = [];
  closed = false;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
  addEventListener(type: string, listener: (event: { readonly data: unknown }) => void): void {
    this.#listeners.push({ type, listener });
  }
  emit(type: "message" | "close", data?: unknown): void {
    for (const each of this.#listeners) if (each.type === type) each.listener({ data });
  }
  close(): void {
    this.closed = true;
  }
  say(type: string, sequence: number, payload: unknown = {}): void {
    this.emit("message", JSON.stringify({ type, payload, timestamp: 1, sequence }));
  }
  establish(sequence: number, earliestSequence = 1): void {
    this.say("connection_established", sequence, { sequence, earliestSequence });
  }
}

let sockets: FakeSocket[];
let messages: StreamMessage[];
let states: ConnectionState[];
let gaps: number;
let stream: LiveStream;

function latest(): FakeSocket {
  const socket = sockets.at(-1);
  if (!socket) throw new Error("no socket was opened");
  return socket;
}

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  messages = [];
  states = [];
  gaps = 0;
  stream = new LiveStream(
    {
      url: "ws://node/api/v11/live/stream",
      open: (url) => {
        const socket = new FakeSocket(url);
        sockets.push(socket);
        return socket;
      },
      random: () => 0.5,
    },
    {
      onMessage: (message) => messages.push(message),
      onState: (state) => states.push(state),
      onGap: () => {
        gaps += 1;
      },
    },
  );
  stream.start();
});

afterEach(() => {
  stream.stop();
  vi.useRealTimers();
});

test("is live only when the server has spoken", () => {
  expect(states.map((state) => state.kind)).toEqual(["connecting"]);
  latest().establish(7);
  expect(states.map((state) => state.kind)).toEqual(["connecting", "live"]);
});

test("resumes behind the last sequence and drops what it has seen", () => {
  latest().establish(0);
  latest().say("tps_update", 1);
  latest().say("tps_update", 2);
  latest().emit("close");
  vi.advanceTimersByTime(500);
  expect(latest().url).toBe("ws://node/api/v11/live/stream?resume=2");
  latest().establish(4);
  latest().say("tps_update", 2);
  latest().say("tps_update", 3);
  expect(messages.filter((message) => message.type === "tps_update").map((message) => message.sequence)).toEqual([1, 2, 3]);
  expect(gaps).toBe(0);
});

test("a restarted server and a resume gap are both reported", () => {
  latest().establish(100);
  latest().say("tps_update", 101);
  latest().emit("close");
  vi.advanceTimersByTime(500);
  latest().establish(3);
  expect(gaps).toBe(1);
  latest().say("tps_update", 4);
  expect(messages.at(-1)?.sequence).toBe(4);
  latest().say("resume_gap", 5);
  expect(gaps).toBe(2);
});

test("silence counts as loss, and the time of the first loss is kept", () => {
  latest().establish(0);
  vi.advanceTimersByTime(8_000);
  const first = states.at(-1);
  expect(first?.kind).toBe("lost");
  expect(sockets[0]?.closed).toBe(true);
  vi.advanceTimersByTime(500);
  latest().emit("close");
  const second = states.at(-1);
  expect(second?.kind).toBe("lost");
  expect(second?.since).toBe(first?.since);
});

test("waits grow and are bounded", () => {
  const waits: number[] = [];
  for (let index = 0; index < 8; index += 1) {
    latest().emit("close");
    const state = states.at(-1);
    if (state?.kind !== "lost") throw new Error("expected a loss");
    waits.push(state.retryAt - Date.now());
    vi.advanceTimersByTime(waits.at(-1) ?? 0);
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
});

test("asks once for what came before the start", () => {
  stream.stop();
  sockets = [];
  states = [];
  stream = new LiveStream(
    {
      url: "ws://node/stream",
      open: (url) => {
        const socket = new FakeSocket(url);
        sockets.push(socket);
        return socket;
      },
      messagesBeforeStart: 100,
    },
    { onMessage: (message) => messages.push(message), onState: (state) => states.push(state), onGap: () => undefined },
  );
  stream.start();
  latest().establish(500);
  expect(sockets.map((socket) => socket.url)).toEqual(["ws://node/stream", "ws://node/stream?resume=400"]);
  expect(sockets[0]?.closed).toBe(true);
  latest().establish(501);
  latest().say("tps_update", 401);
  expect(states.map((state) => state.kind)).toEqual(["connecting", "live"]);
  expect(messages.at(-1)?.sequence).toBe(401);
  expect(sockets).toHaveLength(2);
});

test("asks for no more than the server holds, and not at all when it holds nothing", () => {
  stream.stop();
  sockets = [];
  const open = (url: string): FakeSocket => {
    const socket = new FakeSocket(url);
    sockets.push(socket);
    return socket;
  };
  const events = { onMessage: () => undefined, onState: () => undefined, onGap: () => undefined };
  stream = new LiveStream({ url: "ws://node/stream", open, messagesBeforeStart: 100 }, events);
  stream.start();
  latest().establish(500, 501);
  expect(sockets).toHaveLength(1);
  stream.stop();
  stream = new LiveStream({ url: "ws://node/stream", open, messagesBeforeStart: 100 }, events);
  stream.start();
  latest().establish(500, 490);
  expect(latest().url).toBe("ws://node/stream?resume=489");
});

test("bad messages are ignored", () => {
  latest().establish(0);
  latest().emit("message", "{");
  latest().emit("message", "[]");
  latest().emit("message", 3);
  expect(messages).toHaveLength(1);
});
