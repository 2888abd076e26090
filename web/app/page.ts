/** What every page does once: its title in the browser's tab. */
import { useEffect } from "react";

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Aurigraph" : `${title} \u00b7 Aurigraph`;
  }, [title]);
}

/** State of a link to another part of the page that is open: keyboard and scroll stay where they are. */
export const SAME_PAGE = { samePage: true } as const;

export function isSamePage(state: unknown): boolean {
  return typeof state === "object" && state !== null && "samePage" in state && state.samePage === true;
}
