/** Keeps an empty list from staying empty when a row for it comes. */
import { useEffect } from "react";
import { store } from "../store.ts";
import { type Arrival, watchArrivals } from "./arrivals.ts";

/**
 * Calls `onFound` when `look` found a row above `seen`; does nothing while `isEmpty` is false. The height is read past the
 * component, which is not drawn again for each block.
 */
export function useArrivals(isEmpty: boolean, seen: number, look: (seen: number, top: number) => Promise<Arrival>, onFound: () => void): void {
  useEffect(() => {
    if (!isEmpty) return undefined;
    return watchArrivals({ seen, top: () => store.getState().live.height, subscribe: store.subscribe, look, onFound });
  }, [isEmpty, seen, look, onFound]);
}
