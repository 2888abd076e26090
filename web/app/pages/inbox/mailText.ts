/** The text of a mail, cut at its links. Only those that lead to this portal can be followed: a mail may say anything. */

export type MailPart = { readonly kind: "text"; readonly text: string } | { readonly kind: "link"; readonly text: string; readonly to: string };

const ADDRESS = /https?:\/\/[^\s<>"]+/g;
/** What ends a sentence, and no address. */
const AFTER = /[.,;:!?)\]}'\u201d\u2019]+$/;
/** Names of one's own machine. A mail may use another of them than the browser does. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The path of an address within the portal at this origin; undefined where it leads elsewhere. */
function pathHere(address: string, origin: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const [url, here] = [new URL(address), new URL(origin)];
  const isLoopback = LOOPBACK.test(url.hostname) && LOOPBACK.test(here.hostname) && url.protocol === here.protocol && url.port === here.port;
  if ((url.origin !== here.origin && !isLoopback) || url.username !== "" || url.password !== "" || url.pathname.startsWith("//")) return undefined;
  return url.pathname + url.search + url.hash;
}

export function mailParts(text: string, origin: string): readonly MailPart[] {
  const parts: MailPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(AFTER, "");
    const to = pathHere(address, origin);
    if (to === undefined) continue;
    if (match.index > end) parts.push({ kind: "text", text: text.slice(end, match.index) });
    parts.push({ kind: "link", text: address, to });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}
