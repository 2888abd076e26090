/** What every page does once: its title in the browser's tab. */
import { useEffect } from "react";

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Aurigraph" : `${title} \u00b7 Aurigraph`;
  }, [title]);
}
