/**
 * Paths in other spellings, over a socket, so that nothing makes them plain on the way. Whoever decides by a path's text what may be read sees another path
 * than the router, if both do not see the same bytes: so a spelling that is not the plain one must reach nothing.
 */
import { type Attack, inParallel, Tally } from "./attack.ts";
import { FILES_OUTSIDE, SIGNS_OF_OUTSIDE, SPELLINGS, TARGETS, UPS } from "./corpora/paths.ts";
import { exchange, request } from "./raw.ts";
import type { Target } from "./Target.ts";

const AT_ONCE = 16;
const DEPTHS = [1, 3, 8] as const;
/** Where there is something to be read: of the ledger, of a user, of the application. */
const BASES = ["api/v11/info", "api/v11/profile", "api/v11/auth/session", "api/v11/openapi.json", "q/health", "metrics", "blocks/1", "index.html"] as const;
const FOLDERS = ["", "assets/", "api/v11/", "api/v11/accounts/", "api/v11/blockchain/blocks/", "api/v11/profile/sessions/", "docs/", "q/"] as const;
/** The page that the application answers with: it says nothing about the path, but a spelling that is not plain should not get it. */
const PAGE = /^<!doctype html>/i;

interface Spelling {
  readonly path: string;
  /** The plain path that it is another spelling of. */
  readonly base?: string;
}

export const paths: Attack = {
  name: "paths",
  aim: "no spelling of a path leads out of the application, and none but the plain one reaches a route",
  async run(target) {
    const tally = new Tally();
    const { cookies } = await target.newUser();
    const plain = new Map<string, number>();
    for (const base of BASES) plain.set(base, (await target.ask("GET", `/${base}`, undefined, cookies)).status);
    await inParallel(await spellings(target), AT_ONCE, async ({ path, base }) => {
      const bytes = request(target.url, "GET", path, [["Cookie", cookies], ["Accept", "*/*"]]);
      const { responses, isSilent } = await exchange(target.url, bytes, { answers: 1 });
      tally.tried += 1;
      const [answer] = responses;
      if (isSilent) tally.find("no answer", `GET ${path}`);
      if (answer === undefined) return;
      const { status, body } = answer;
      if (status >= 500) tally.find(`answered with ${status}`, `GET ${path}`);
      if (SIGNS_OF_OUTSIDE.test(body)) tally.find("shows a file from outside the application", `GET ${path}`);
      // Which of the plain path's folders it begins with, so that notes stay few.
      const folder = /^\/(?:assets|blocks|docs|api|q|metrics)\b/.exec(path)?.[0] ?? "elsewhere";
      if (status >= 300) {
        if (status === 400 && body === "") tally.note("400 by the HTTP library, before the node sees it");
        else if (status === 400 || status === 404) tally.note(`refused with ${status}`);
        else tally.note(`should be 400, and is ${status}: GET ${path}`);
        return;
      }
      if (PAGE.test(body)) tally.note(`should be 400, and is the page, without what the path names: ${folder}`);
      else if (base !== undefined && path !== `/${base}`) tally.find(`another spelling of /${base} reaches it`, `GET ${path}`);
    });
    return tally.outcome();
  },
};

async function spellings(target: Target): Promise<readonly Spelling[]> {
  const climbs = FOLDERS.flatMap((folder) => UPS.flatMap((up) => DEPTHS.flatMap((depth) => FILES_OUTSIDE.map((file) => ({ path: `/${folder}${up.repeat(depth)}${file}` })))));
  const bases: readonly string[] = [...BASES, ...(await assets(target)).slice(0, 2)];
  const others = bases.flatMap((base) => SPELLINGS.map((spelling) => ({ path: spelled(spelling, base), base })));
  const targets = ["api/v11/profile"].flatMap((base) => TARGETS.map((text) => ({ path: text.replaceAll("HOST", target.url.host).replaceAll("BASE", base) })));
  // A percent sign and what stands for an unreserved character is the same path by RFC 3986: a router that decodes it may take it.
  return [...climbs, ...others, ...targets].filter(({ path }) => !path.includes(" "));
}

function spelled(spelling: string, base: string): string {
  const cut = base.lastIndexOf("/");
  const [folder, file] = cut < 0 ? ["", base] : [base.slice(0, cut), base.slice(cut + 1)];
  return spelling
    .replaceAll("BASE", base)
    .replaceAll("UPPER", base.toUpperCase())
    .replaceAll("FOLDER", folder)
    .replaceAll("%46ILE", `%${file.charCodeAt(0).toString(16)}${file.slice(1)}`)
    .replaceAll("%c1%86ILE", `%c1%${(file.charCodeAt(0) + 0x40).toString(16)}${file.slice(1)}`)
    .replaceAll("%u0046ILE", `%u00${file.charCodeAt(0).toString(16)}${file.slice(1)}`)
    .replaceAll("FILE", file);
}

/** Files of the application that its page names. */
export async function assets(target: Target): Promise<readonly string[]> {
  const { body } = await target.send("GET", "/", [["Accept", "text/html"]]);
  return [...new Set(body.match(/assets\/[\w.-]+/g) ?? [])];
}
