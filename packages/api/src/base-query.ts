/** How every request is made: to the page's own origin, whose cookie goes along, and with problems read whatever their media type. */
import { fetchBaseQuery, type FetchArgs, type FetchBaseQueryError } from "@reduxjs/toolkit/query/react";

/** Leaves out what is not set: the API refuses unknown and empty parameters. */
export function parameters<T extends object>(query: T): Record<string, string> {
  return Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (value === undefined || value === "" ? [] : [[name, String(value)]])));
}

/** A page of another origin cannot set a header of its own without asking first, so it shows that a request is this page's. */
const OWN_HEADER = ["X-Requested-With", "aurigraph"] as const;
const CHANGES_NOTHING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

function isUnsafe(request: string | FetchArgs): boolean {
  return typeof request !== "string" && !CHANGES_NOTHING.has((request.method ?? "GET").toUpperCase());
}

/** The answer as JSON or text. How long to wait is said by a header, which a page would not see: it joins the problem. */
export async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  // Problems are JSON too, but say so by another media type.
  if (!/json/.test(response.headers.get("content-type") ?? "")) return text;
  const answer = JSON.parse(text) as unknown;
  const retryAfterSeconds = Number(response.headers.get("retry-after") ?? 0);
  return !response.ok && retryAfterSeconds > 0 && typeof answer === "object" ? { ...answer, retryAfterSeconds } : answer;
}

export const ask = fetchBaseQuery({
  baseUrl: typeof location === "undefined" ? "http://localhost/" : `${location.origin}/`,
  timeout: 20_000,
  prepareHeaders: (headers, { arg }) => {
    if (isUnsafe(arg)) headers.set(...OWN_HEADER);
    return headers;
  },
  responseHandler: read,
});

/** Whether an answer says that nobody is signed in, or not any more. */
export function saysSignedOut(error: FetchBaseQueryError | undefined): boolean {
  return error?.status === 401 && (error.data as { readonly code?: unknown } | null)?.code === "not_signed_in";
}
