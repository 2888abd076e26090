/**
 * What the live stream has said so far, as state: the connection, the latest figures with the moment they arrived, and a
 * bounded history for the charts. Arrival times are this browser's clock; server times are only for showing.
 */
import { createSlice, type PayloadAction } from "@reduxjs/toolkit";
import type { BlockUpdate, NetworkUpdate, TpsUpdate, ValidatorUpdate } from "@aurigraph/api";
import type { ConnectionState, StreamMessage } from "@aurigraph/core";

/** A payload with the time it arrived here, in Unix milliseconds. */
export interface Received<T> {
  readonly value: T;
  readonly at: number;
}

/** One second on the charts. `null` leaves a gap. */
export interface HistoryPoint {
  readonly timeSeconds: number;
  readonly transfers: number | null;
  readonly individuallySigned: number | null;
  readonly finalityP50Ms: number | null;
  readonly finalityP99Ms: number | null;
}

export interface LiveState {
  readonly connection: ConnectionState;
  /** Server clock minus this browser's clock. */
  readonly clockOffsetMs: number;
  readonly tps: Received<TpsUpdate> | null;
  readonly network: Received<NetworkUpdate> | null;
  readonly validators: Received<ValidatorUpdate> | null;
  readonly blocks: readonly BlockUpdate[];
  readonly height: number | null;
  readonly heightAt: number;
  readonly history: readonly HistoryPoint[];
}

export const HISTORY_LIMIT = 600;
export const FEED_LIMIT = 40;
const GAP_SECONDS = 2.5;

const initialState: LiveState = {
  connection: { kind: "connecting", since: 0 },
  clockOffsetMs: 0,
  tps: null,
  network: null,
  validators: null,
  blocks: [],
  height: null,
  heightAt: 0,
  history: [],
};

/** Adds a second to the history, after an explicit hole when seconds are missing: a gap shows as a gap. */
export function appendPoint(history: readonly HistoryPoint[], point: HistoryPoint): HistoryPoint[] {
  const last = history.at(-1);
  if (last && point.timeSeconds <= last.timeSeconds) return [...history];
  const hole: HistoryPoint[] =
    last && point.timeSeconds - last.timeSeconds > GAP_SECONDS
      ? [{ timeSeconds: last.timeSeconds + 1, transfers: null, individuallySigned: null, finalityP50Ms: null, finalityP99Ms: null }]
      : [];
  return [...history, ...hole, point].slice(-HISTORY_LIMIT);
}

function withMessage(state: LiveState, message: StreamMessage, at: number): LiveState {
  switch (message.type) {
    case "connection_established": {
      const { blockHeight } = message.payload as { blockHeight?: number };
      // Only this message is surely fresh; others may be replayed.
      const clockOffsetMs = message.timestamp - at;
      return { ...state, clockOffsetMs, height: blockHeight ?? state.height, heightAt: at };
    }
    case "tps_update": {
      const value = message.payload as TpsUpdate;
      const point = {
        timeSeconds: message.timestamp / 1000,
        transfers: value.currentTPS,
        individuallySigned: value.currentIndividuallySignedTPS,
        finalityP50Ms: value.latency,
        finalityP99Ms: value.latencyP99,
      };
      return { ...state, tps: { value, at }, height: value.blockHeight, heightAt: at, history: appendPoint(state.history, point) };
    }
    case "block_update": {
      const value = message.payload as BlockUpdate;
      const blocks = [value, ...state.blocks.filter((block) => block.blockHeight < value.blockHeight)].slice(0, FEED_LIMIT);
      return { ...state, blocks, height: value.blockHeight, heightAt: at };
    }
    case "network_update":
      return { ...state, network: { value: message.payload as NetworkUpdate, at } };
    case "validator_update":
      return { ...state, validators: { value: message.payload as ValidatorUpdate, at } };
    default:
      return state;
  }
}

const slice = createSlice({
  name: "live",
  initialState,
  reducers: {
    connectionChanged: (state, action: PayloadAction<ConnectionState>) => ({ ...state, connection: action.payload }) as LiveState,
    messagesArrived: (state, action: PayloadAction<{ messages: readonly StreamMessage[]; at: number }>) =>
      action.payload.messages.reduce<LiveState>((so, message) => withMessage(so, message, action.payload.at), state as LiveState),
    /** Messages are missing: the feed would have silent holes, so it begins anew. */
    gapFound: (state) => ({ ...state, blocks: [] }) as LiveState,
  },
});

export const { connectionChanged, messagesArrived, gapFound } = slice.actions;
export const liveReducer = slice.reducer;
