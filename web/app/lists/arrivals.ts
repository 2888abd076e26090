/**
 * What comes while a list is empty. A list with rows offers newer ones, because a row must not move under the reader; a list
 * without any has nothing that could move, so it fills by itself. Only the blocks that came since are looked through, and only
 * while blocks come: one small request at a time, with a pause before each.
 */

/** Before each question, the first one included. */
export const PAUSE_MS = 1000;

/** What a look through the blocks above a height found: a row, or none up to another height. */
export type Arrival = { readonly found: true } | { readonly found: false; readonly seen: number };

interface Watch {
  /** The height up to which the list is known to be empty. */
  readonly seen: number;
  /** The height of the ledger as far as it is known. */
  readonly top: () => number | null;
  /** Tells of changes of the height, and maybe of others; returns how to stop. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Looks above `seen`, at least up to `top` or as far as one request goes. */
  readonly look: (seen: number, top: number) => Promise<Arrival>;
  readonly onFound: () => void;
}

/** Returns how to stop. After a find it goes on, because loading the list anew can fail; whoever has rows then stops it. */
export function watchArrivals({ seen: seenFirst, top, subscribe, look, onFound }: Watch): () => void {
  let seen = seenFirst;
  let isReady = false;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function rest() {
    isReady = false;
    if (isOver) return;
    timer = setTimeout(() => {
      isReady = true;
      ask();
    }, PAUSE_MS);
  }
  function ask() {
    const height = top();
    if (!isReady || height === null || height <= seen) return;
    isReady = false;
    look(seen, height)
      .then(
        (arrival) => {
          if (isOver) return;
          if (arrival.found) onFound();
          else seen = Math.max(seen, arrival.seen);
        },
        // No answer is no news: the same is asked again.
        () => undefined,
      )
      .finally(rest);
  }

  rest();
  const unsubscribe = subscribe(ask);
  return () => {
    isOver = true;
    isReady = false;
    clearTimeout(timer);
    unsubscribe();
  };
}
