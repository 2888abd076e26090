/** Reading the live state in components: the ticking clock, and how fresh a figure is. */
import { useSyncExternalStore } from "react";
import { useAppSelector } from "../store.ts";

const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** This browser's clock in Unix milliseconds, one tick a second, the same for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}

/** The server's clock as far as the stream has told it; else this browser's. For relative times of records. */
export function useServerNow(): number {
  const offset = useAppSelector((state) => state.live.clockOffsetMs);
  const now = useNow();
  return Math.abs(offset) > 1500 ? now + offset : now;
}

/** How far a figure can be trusted: `measured` now, or `stale` since a moment; `waiting` when none has arrived yet. */
export type Freshness = { readonly kind: "waiting" } | { readonly kind: "measured" } | { readonly kind: "stale"; readonly since: number };

/** Freshness of something that the live stream brings at least every `everyMs`; stale at once when the stream is lost. */
export function useFreshness(receivedAt: number | null | undefined, everyMs: number): Freshness {
  const connection = useAppSelector((state) => state.live.connection);
  const now = useNow();
  if (receivedAt === null || receivedAt === undefined || receivedAt === 0) return { kind: "waiting" };
  if (connection.kind !== "live" && now - receivedAt > 1000) return { kind: "stale", since: receivedAt };
  return now - receivedAt > everyMs * 3 ? { kind: "stale", since: receivedAt } : { kind: "measured" };
}

/** The part of a query's state that says how fresh its data is. */
interface QueryState {
  readonly fulfilledTimeStamp?: number | undefined;
  readonly isError: boolean;
}

/** Freshness of an answer that is asked for every `everyMs`; stale at once when asking failed. */
export function useQueryFreshness({ fulfilledTimeStamp, isError }: QueryState, everyMs: number): Freshness {
  const now = useNow();
  if (fulfilledTimeStamp === undefined) return { kind: "waiting" };
  return isError || now - fulfilledTimeStamp > everyMs * 3 ? { kind: "stale", since: fulfilledTimeStamp } : { kind: "measured" };
}
