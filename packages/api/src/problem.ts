/** What went wrong with a request, whatever the reason, as something a person can act on. */
import type { Problem } from "./types.ts";

function isProblem(data: unknown): data is Problem {
  return typeof data === "object" && data !== null && typeof (data as Problem).title === "string" && typeof (data as Problem).code === "string";
}

function own(code: string, status: number, title: string, detail: string, action: string): Problem {
  return { type: "about:blank", title, status, code, detail, action };
}

/** Turns an error of RTK Query (or anything thrown) into a {@link Problem}. */
export function toProblem(error: unknown): Problem {
  if (typeof error === "object" && error !== null && "status" in error) {
    const { status, data } = error as { status: unknown; data?: unknown };
    if (isProblem(data)) return data;
    if (status === "FETCH_ERROR" || status === "TIMEOUT_ERROR") {
      return own("unreachable", 0, "The node cannot be reached", "No answer came back.", "Check that the node is running. This page asks again when the connection is back.");
    }
    if (status === "PARSING_ERROR") {
      return own("unreadable_answer", 0, "The answer could not be read", "Something other than the node answered.", "Check what is between this browser and the node.");
    }
    if (typeof status === "number") {
      return own("unexpected_status", status, `The node answered ${status}`, "It gave no further reason.", "Try again; if it stays, look into the node's log.");
    }
  }
  return own("unexpected", 0, "This page failed", error instanceof Error ? error.message : "The reason is not known.", "Reload the page.");
}
