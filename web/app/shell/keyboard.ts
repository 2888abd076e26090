/**
 * The keys that work everywhere: `/` and Ctrl-K or ⌘-K to search, `?` for this list, `g` and a letter to jump, `j` and `k` to go
 * down and up the rows of a list (Enter then follows the row, as it does any link).
 */
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { AREAS } from "./areas.ts";

const CHORD_MS = 1500;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Puts the focus on the next or previous row of the page's tables; beyond the ends nothing moves. */
function moveRow(step: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>("main [data-row-link] a")];
  const row = document.activeElement?.closest("tr");
  const now = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = links[now === -1 && step === -1 ? links.length - 1 : now + step];
  next?.focus();
  return next !== undefined;
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
      } else if (event.key === "j" || event.key === "k") {
        if (moveRow(event.key === "j" ? 1 : -1)) event.preventDefault();
      } else if (event.key === "g") {
        chordAt.current = event.timeStamp;
      }
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [navigate, openKeys, openPalette]);
}
