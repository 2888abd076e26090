/** Where somebody goes on after signing in. The address says it, so anybody can write it: only places of this portal are followed. */

const HOME = "/";
/** Pages that nobody wants to come back to. */
const PASSED_THROUGH = /^\/(?:sign-in|sign-up|complete-sign-up|reset-password|confirm-email)(?:[/?#]|$)/;
/** Any origin will do: what leads away from it is no place of this portal. */
const ORIGIN = "https://portal.invalid";

/** The path that was asked for, made plain; or the overview where it leads elsewhere. */
export function safeNext(asked: string | null): string {
  if (asked === null || !/^\/(?![/\\])/.test(asked)) return HOME;
  // Browsers leave out tabs and line breaks and resolve dots, which may uncover a second slash.
  const url = URL.canParse(asked, ORIGIN) ? new URL(asked, ORIGIN) : undefined;
  if (url?.origin !== ORIGIN || url.pathname.startsWith("//") || PASSED_THROUGH.test(url.pathname)) return HOME;
  return url.pathname + url.search + url.hash;
}

/** The address of the sign-in that comes back to this path. */
export function signInPath(path: string): string {
  const next = safeNext(path);
  return next === HOME ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next).replaceAll("%2F", "/")}`;
}
