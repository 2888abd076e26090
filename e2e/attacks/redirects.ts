/** Where signing in goes on to: an address that somebody else wrote must not lead away from the portal. In Chromium, which resolves addresses as people's browsers do. */
import { type Attack, inParallel, Tally } from "./attack.ts";
import { open, signedIn, watchedPage, withBrowser } from "./browser.ts";
import { ELSEWHERE, PARAMETERS } from "./corpora/redirects.ts";
import type { Target } from "./Target.ts";

const PAGES_AT_ONCE = 2;
/** Beside the sign-in, the pages that links of mails lead to. */
const OTHER_PAGES = ["/sign-up", "/reset-password", "/complete-sign-up", "/"] as const;
/** How many of the corpus every other page and parameter gets; more of them if all is wanted. */
const SAMPLE = 3;
/** How many the sign-in gets then. */
const QUICK = 24;
/** Long enough for the page to go on by itself. */
const SETTLE_MS = 8_000;

export const redirects: Attack = {
  name: "redirects",
  aim: "no address of a page leads away from the portal",
  async run(target, { long }) {
    const tally = new Tally();
    const { cookies } = await target.newUser();
    const sample = ELSEWHERE.slice(0, long ? QUICK : SAMPLE);
    const others = [...OTHER_PAGES, "/sign-in"].flatMap((page) => PARAMETERS.flatMap((name) => sample.map((value) => ({ page, name, value })))).filter(({ page, name }) => page !== "/sign-in" || name !== "next");
    // In the quick set, the other parameters of all pages share the sample: one of each pair.
    const shared = long ? others : others.filter((_, index) => index % 25 === 0);
    // What browsers resolve in surprising ways stands at the beginning; `web/app/next.test.ts` has more of it without a browser.
    const values = long ? ELSEWHERE : ELSEWHERE.slice(0, QUICK);
    const tries = [...values.map((value) => ({ page: "/sign-in", name: "next", value })), ...shared];
    await withBrowser(async (browser) => {
      const pages = await Promise.all(Array.from({ length: PAGES_AT_ONCE }, async () => watchedPage(await signedIn(browser, target, cookies), target, tally)));
      await inParallel(tries, PAGES_AT_ONCE, async ({ page: path, name, value }) => {
        const page = pages.shift();
        if (page === undefined) throw new Error("more pages are wanted than there are");
        const address = `${path}?${name}=${encodeURIComponent(value.replaceAll("HOST", target.url.host))}`;
        tally.tried += 1;
        await open(page, target, address, tally);
        // Somebody who is signed in is sent on at once: the page that asks for a password is left.
        if (path === "/sign-in" && name === "next") await page.waitForURL((url) => url.pathname !== "/sign-in", { timeout: SETTLE_MS }).catch(() => tally.note(`stays at the sign-in: ${JSON.stringify(value)}`));
        const there = new URL(page.url());
        if (there.origin !== target.url.origin) tally.find(`leads to ${page.url()}`, address);
        pages.push(page);
      });
    });
    await answers(target, tally);
    return tally.outcome();
  },
};

/** The node itself sends nobody anywhere. */
async function answers(target: Target, tally: Tally): Promise<void> {
  const places = ["/sign-in", "/", "/docs", "/api/v11/auth/session", "/q/health"];
  const tries = places.flatMap((path) => PARAMETERS.flatMap((name) => ELSEWHERE.slice(0, SAMPLE).map((value) => `${path}?${name}=${encodeURIComponent(value)}`)));
  await inParallel([...tries, "//evil.example", "//evil.example/..", "/\\evil.example", "/%2fevil.example", "/.evil.example", "/https://evil.example"], 8, async (path) => {
    const { status, headers } = await target.send("GET", path, [["Accept", "text/html"]]);
    tally.tried += 1;
    if ((status >= 300 && status < 400) || headers["location"] !== undefined || headers["refresh"] !== undefined) tally.find(`is sent on with ${status} to ${headers["location"] ?? headers["refresh"] ?? ""}`, path);
  });
}
