/**
 * The live stream: one WebSocket to `/api/v11/live/stream`, kept alive across losses.
 *
 * Invariants:
 * - A message is delivered at most once and in ascending `sequence`; after a loss the client asks
 *   to resume behind the last sequence it saw. A gap that the server can no longer fill is reported, never hidden.
 * - `state` is "live" only while messages really arrive: when nothing came for `silenceLimitMs` the connection is taken
 *   for lost, even if the operating system has not noticed.
 * - Waits between attempts double up to a limit and are jittered, so that a restarted server is not met by all clients at once.
 */

/** A message of the server. `payload` is checked by whoever reads it. */
export interface StreamMessage {
  readonly type: string;
  readonly payload: unknown;
  /** Unix milliseconds by the server's clock. */
  readonly timestamp: number;
  readonly sequence: number;
}

/** Where the connection stands. `since` is this client's clock, in Unix milliseconds. */
export type ConnectionState =
  | { readonly kind: "connecting"; readonly since: number }
  | { readonly kind: "live"; readonly since: number }
  | { readonly kind: "lost"; readonly since: number; readonly attempt: number; readonly retryAt: number };

/** What the stream tells its owner. */
export interface StreamEvents {
  readonly onMessage: (message: StreamMessage) => void;
  readonly onState: (state: ConnectionState) => void;
  /** Messages were missed and cannot be replayed: what is shown must be loaded anew. */
  readonly onGap: () => void;
}

/** The part of a WebSocket that is used; tests give another one. */
export interface SocketLike {
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: () => void): void;
  close(): void;
}

/** Everything from outside, so that tests need neither network nor waiting. */
export interface StreamOptions {
  readonly url: string;
  readonly open: (url: string) => SocketLike;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly silenceLimitMs?: number;
  readonly firstDelayMs?: number;
  readonly longestDelayMs?: number;
  /** How many messages from before the start to ask for, so that a chart need not begin empty; the server may hold fewer. */
  readonly messagesBeforeStart?: number;
}

function isMessage(value: unknown): value is StreamMessage {
  if (typeof value !== "object" || value === null) return false;
  const message = value as Record<string, unknown>;
  return typeof message["type"] === "string" && typeof message["timestamp"] === "number";
}

/** A reconnecting client of the live stream. Call {@link LiveStream.start} once and {@link LiveStream.stop} at the end. */
export class LiveStream {
  readonly #options: Required<StreamOptions>;
  readonly #events: StreamEvents;
  #socket: SocketLike | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #lastSequence: number | null = null;
  #attempt = 0;
  #lostSince: number | null = null;
  #stopped = true;
  #beforeStartAsked = false;

  constructor(options: StreamOptions, events: StreamEvents) {
    this.#options = {
      now: Date.now,
      random: Math.random,
      silenceLimitMs: 8_000,
      firstDelayMs: 500,
      longestDelayMs: 15_000,
      messagesBeforeStart: 0,
      ...options,
    };
    this.#events = events;
  }

  /** Connects, and keeps connecting until {@link LiveStream.stop}. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#events.onState({ kind: "connecting", since: this.#options.now() });
    this.#connect();
  }

  /** Closes the connection for good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    this.#drop();
  }

  /** Tries again now instead of waiting: for a "try again" button, or when the browser comes back on-line. */
  retryNow(): void {
    if (this.#stopped || this.#socket !== null) return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  #connect(): void {
    const { url, open } = this.#options;
    const address = this.#lastSequence === null ? url : `${url}?resume=${this.#lastSequence}`;
    let socket: SocketLike;
    try {
      socket = open(address);
    } catch {
      this.#lose();
      return;
    }
    this.#socket = socket;
    // A socket that was dropped may still speak: only the current one is heard.
    socket.addEventListener("message", (event) => {
      if (socket === this.#socket) this.#receive(event.data);
    });
    socket.addEventListener("close", () => {
      if (socket === this.#socket) this.#lose();
    });
    this.#watch();
  }

  #receive(data: unknown): void {
    if (typeof data !== "string") return;
    let parsed: unknown;
    try {
      parsed = JSON.parse(data);
    } catch {
      return;
    }
    if (!isMessage(parsed)) return;
    this.#watch();
    if (parsed.type === "connection_established") {
      if (this.#goBack(parsed)) return;
      this.#established(parsed);
    } else if (parsed.type === "resume_gap") {
      this.#lastSequence = null;
      this.#events.onGap();
      return;
    } else if (typeof parsed.sequence === "number") {
      if (this.#lastSequence !== null && parsed.sequence <= this.#lastSequence) return;
      this.#lastSequence = parsed.sequence;
    }
    this.#events.onMessage(parsed);
  }

  /** On the first connection: only now is it known where the past begins, so connect again behind it. */
  #goBack(message: StreamMessage): boolean {
    const { sequence, earliestSequence } = (message.payload ?? {}) as { sequence?: unknown; earliestSequence?: unknown };
    const { messagesBeforeStart } = this.#options;
    if (this.#beforeStartAsked || messagesBeforeStart === 0) return false;
    if (typeof sequence !== "number" || typeof earliestSequence !== "number" || earliestSequence > sequence) return false;
    this.#beforeStartAsked = true;
    this.#lastSequence = Math.max(earliestSequence - 1, sequence - messagesBeforeStart);
    this.#drop();
    this.#connect();
    return true;
  }

  /** A server whose sequence lies below the one last seen is another one: nothing connects what it says with what came before. */
  #established(message: StreamMessage): void {
    const payload = (message.payload ?? {}) as { sequence?: unknown };
    const sequence = typeof payload.sequence === "number" ? payload.sequence : null;
    if (sequence !== null && this.#lastSequence !== null && sequence < this.#lastSequence) {
      this.#lastSequence = null;
      this.#events.onGap();
    }
    this.#attempt = 0;
    this.#lostSince = null;
    this.#events.onState({ kind: "live", since: this.#options.now() });
  }

  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#lose(), this.#options.silenceLimitMs);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #lose(): void {
    clearTimeout(this.#watchdog);
    this.#drop();
    if (this.#stopped) return;
    const { now, random, firstDelayMs, longestDelayMs } = this.#options;
    this.#lostSince ??= now();
    const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** this.#attempt) * (0.75 + random() * 0.5);
    this.#attempt += 1;
    this.#events.onState({ kind: "lost", since: this.#lostSince, attempt: this.#attempt, retryAt: now() + delay });
    this.#timer = setTimeout(() => this.#connect(), delay);
  }
}
