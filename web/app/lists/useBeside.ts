/**
 * A record beside its list, on wide screens: `open=ID` in the address bar. A plain press on a row opens it there; with a
 * modifier key, on narrower screens, and in a new tab the row's link is an ordinary link to the record's own page.
 */
import { createContext, type MouseEvent, useCallback, useSyncExternalStore } from "react";
import { useSearchParams } from "react-router";

/** From here on a list and a record have room side by side. */
const WIDE = "(min-width: 1600px)";

function subscribe(listener: () => void): () => void {
  const query = matchMedia(WIDE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

export function useIsWide(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(WIDE).matches);
}

/** Where a list can show a record beside it, its rows ask that place first. */
export const OpenBeside = createContext<((event: MouseEvent, id: string) => void) | undefined>(undefined);

export function useBeside() {
  const isWide = useIsWide();
  const [search, setSearch] = useSearchParams();
  const open = isWide ? (search.get("open") ?? undefined) : undefined;
  const change = useCallback(
    (id: string | null) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          if (id === null) after.delete("open");
          else after.set("open", id);
          return after;
        },
        // Going through rows is one step back in the browser, not fifty; the list stays where it is; and the answer to a press
        // does not wait behind the live figures.
        { replace: search.has("open"), preventScrollReset: true, flushSync: true },
      ),
    [setSearch, search],
  );
  const close = useCallback(() => change(null), [change]);

  /** For a row's link: takes a plain press on wide screens. */
  const onRow = useCallback(
    (event: MouseEvent, id: string) => {
      const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (!isWide || !plain) return;
      event.preventDefault();
      change(id);
    },
    [isWide, change],
  );
  return { open, close, onRow };
}
