/** The keys that work everywhere: `/` and Ctrl-K or ⌘-K to search, `?` for this list, `g` and a letter to jump. */
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { AREAS } from "./areas.ts";

const CHORD_MS = 1500;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

interface Actions {
  readonly openPalette: () => void;
  readonly openKeys: () => void;
}

export function useGlobalKeys({ openPalette, openKeys }: Actions): void {
  const navigate = useNavigate();
  const chordAt = useRef(0);
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      if (event.key === "/") {
        event.preventDefault();
        openPalette();
      } else if (event.key === "?") {
        event.preventDefault();
        openKeys();
      } else if (event.timeStamp - chordAt.current < CHORD_MS && chordAt.current > 0) {
        chordAt.current = 0;
        const area = AREAS.find((each) => each.letter === event.key);
        if (area) {
          event.preventDefault();
          void navigate(area.path);
        }
      } else if (event.key === "g") {
        chordAt.current = event.timeStamp;
      }
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, openKeys, openPalette]);
}
