/**
 * Markup in every text that somebody can store or hand over, and then every page opened in Chromium: names of users, what browsers call themselves, addresses of mails,
 * references of transfers, searches, addresses of pages; names of organisations, teams and keys where the node has them.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { aurigraph } from "../support/commands.ts";
import { type Attack, inParallel, Tally } from "./attack.ts";
import { open, signedIn, watchedPage, withBrowser } from "./browser.ts";
import { MARKUP, NAME_CHARACTERS_MAX, REFERENCE_BYTES_MAX } from "./corpora/markup.ts";
import { cookiesOf, type Target, type User } from "./Target.ts";

const PAGES = ["/", "/blocks", "/transactions", "/assets", "/network", "/validators", "/validators/0", "/governance", "/send", "/verify", "/profile", "/inbox", "/docs"] as const;
/** Where markup in an address may end up on the page. */
const ADDRESSES = ["/blocks/VALUE", "/transactions/VALUE", "/accounts/VALUE", "/validators/VALUE", "/transactions?kind=VALUE", "/no-such-page/VALUE", "/reset-password#VALUE", "/governance/VALUE"] as const;
const AT_ONCE = 8;
/** How many of the corpus go through addresses and through names, unless all are wanted everywhere. */
const SAMPLE = 8;
const SETTLE_MS = 250;
/** Fewer than the sessions that the node keeps of one user. */
const AGENTS_OF_A_USER = 40;
const AGENTS_QUICK = 20;
const REFERENCES = MARKUP.filter((text) => Buffer.byteLength(text) <= REFERENCE_BYTES_MAX);
/** Organisations, where the node has them. */
const OWN = "/api/v11/organisations";
/** Of an organisation's page. */
const ORGANISATION_PARTS = ["members", "invitations", "teams", "api-keys", "roles", "audit", "settings"] as const;

export const markup: Attack = {
  name: "markup",
  aim: "no text that somebody stored or wrote into an address runs on any page",
  async run(target, { long }) {
    const tally = new Tally();
    const user = await target.newUser("Mallory");
    await storeMails(target, tally);
    const hash = await storeReferences(target, tally);
    const places = await storeOrganisations(target, user, tally);
    const agents = await storeAgents(target, long ? MARKUP : MARKUP.slice(0, AGENTS_QUICK), tally);
    const sample = long ? MARKUP : MARKUP.slice(0, SAMPLE);
    await withBrowser(async (browser) => {
      const context = await signedIn(browser, target, user.cookies);
      const page = await watchedPage(context, target, tally);
      for (const path of [...PAGES, ...places]) await visit(page, target, path, tally);
      if (hash !== undefined) await visit(page, target, `/transactions/${hash}`, tally, REFERENCES);
      for (const name of sample) {
        const answer = await target.ask("PATCH", "/api/v11/profile", { name: cut(name) }, user.cookies);
        tally.tried += 1;
        if (answer.status !== 200) tally.find(`a name is refused with ${answer.status}`, name);
        // The name is in the bar of every page.
        await visit(page, target, "/profile", tally, [cut(name)]);
      }
      const addresses = ADDRESSES.flatMap((address, place) => (long ? MARKUP : [MARKUP[place] ?? ""]).map((value) => address.replace("VALUE", encodeURIComponent(value))));
      for (const address of addresses) await visit(page, target, address, tally);
      await search(page, target, sample, tally);
      await context.close();
      for (const { cookies, texts } of agents) {
        const theirs = await signedIn(browser, target, cookies);
        await visit(await watchedPage(theirs, target, tally), target, "/profile", tally, texts);
        await theirs.close();
      }
    });
    return tally.outcome();
  },
};

function cut(text: string): string {
  return [...text].slice(0, NAME_CHARACTERS_MAX).join("");
}

/** Opens a page and looks for markup that became part of it. What was stored for this page must be there, as text: else nothing was tried. */
async function visit(page: Page, target: Target, path: string, tally: Tally, expected: readonly string[] = []): Promise<void> {
  tally.tried += 1;
  await open(page, target, path, tally);
  // What is asked for after the page was loaded shows then; and what waits for attention gets it.
  await page.waitForTimeout(SETTLE_MS);
  if (expected.length > 0) {
    await page.waitForFunction(isShown, [expected] as const).catch(() => tally.find(`none of ${expected.length} stored texts is shown, so this page was not tried`, `${path}: ${expected[0] ?? ""}`));
  }
  const planted = await page.evaluate(() => ({
    isSet: "pwned" in window,
    elements: document.querySelectorAll("xss, marquee, keygen, plaintext, object, embed, base, iframe, main script, main style, [onerror], [onload], [onfocus], [onmouseover], [ontoggle], [srcdoc], [href^='javascript:' i]").length,
  }));
  if (planted.isSet || planted.elements > 0) tally.find(`${planted.elements} elements of the markup became elements of the page`, path);
}

/** In the page: whether one of these texts stands there, or in what a pointer or a screen reader is told. */
function isShown([texts]: readonly [readonly string[]]): boolean {
  const titles = Array.from(document.querySelectorAll("[title], [aria-label]"), (element) => `${element.getAttribute("title") ?? ""} ${element.getAttribute("aria-label") ?? ""}`);
  const text = [document.body.textContent, ...titles].join("\n");
  return texts.some((one) => text.includes(one));
}

/** What browsers call themselves: in sessions and in the activity of users, each of whom has as many sessions as the node keeps. */
async function storeAgents(target: Target, given: readonly string[], tally: Tally): Promise<readonly { readonly cookies: string; readonly texts: readonly string[] }[]> {
  const groups: { cookies: string; texts: readonly string[] }[] = [];
  for (let from = 0; from < given.length; from += AGENTS_OF_A_USER) {
    const user = await target.newUser("Mallory");
    const texts = given.slice(from, from + AGENTS_OF_A_USER);
    for (const text of texts) {
      // A header has bytes of Latin-1; what is beyond comes as its UTF-8.
      const answer = await target.signIn(user, Buffer.from(text).toString("latin1"));
      tally.tried += 1;
      if (answer.status !== 200 || cookiesOf(answer).cookie === "") tally.find(`signing in was refused with ${answer.status}`, text);
    }
    groups.push({ cookies: user.cookies, texts });
  }
  return groups;
}

/** Addresses of mails, as far as they are addresses. */
async function storeMails(target: Target, tally: Tally): Promise<void> {
  let taken = 0;
  await inParallel(MARKUP, AT_ONCE, async (text) => {
    for (const email of [`${text}@example.org`, `"${text}"@example.org`, `x@${text}.example`, `${text} <x@example.org>`, `x@example.org\r\nBcc: ${text}`]) {
      const { status } = await target.ask("POST", "/api/v11/auth/sign-up", { email }, undefined, target.network());
      tally.tried += 1;
      if (status === 202) taken += 1;
    }
  });
  tally.note(`${taken} of ${MARKUP.length * 5} addresses with markup are addresses`);
}

/** References of transfers: one batch that holds them all. */
async function storeReferences(target: Target, tally: Tally): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "aurigraph-markup-"));
  const [key, file, receipts] = [join(folder, "k.key"), join(folder, "payments.csv"), join(folder, "receipts.csv")];
  const quoted = REFERENCES.map((text) => `2,EUR,0.01,"${text.replaceAll('"', '""')}"`);
  try {
    await writeFile(file, ["to,asset,amount,reference", ...quoted, ""].join("\n"));
    await aurigraph("wallet", "new", "--key", key);
    await aurigraph("wallet", "register", "--key", key, "--http", target.url.origin);
    await aurigraph("wallet", "pay", "--key", key, "--file", file, "--receipts", receipts, "--yes", "--http", target.url.origin);
    tally.tried += REFERENCES.length;
    const answer = await target.send("GET", "/api/v11/blockchain/transactions?kind=batch&limit=50");
    const { transactions } = JSON.parse(answer.body) as { readonly transactions: readonly { readonly hash: string; readonly transferCount: number }[] };
    const found = transactions.find(({ transferCount }) => transferCount === REFERENCES.length);
    if (found === undefined) tally.find("the batch with the references is not there", "wallet pay");
    return found?.hash;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Names of organisations, teams and keys, where the node has them; the pages that show them. */
async function storeOrganisations(target: Target, user: User, tally: Tally): Promise<readonly string[]> {
  if (!target.has(OWN)) {
    tally.note("this node has no organisations: their names were not tried");
    return [];
  }
  const create = async (path: string, body: Readonly<Record<string, unknown>>) => {
    const answer = await target.ask("POST", path, body, user.cookies);
    tally.tried += 1;
    if (answer.status >= 300) tally.note(`POST ${path.replaceAll(/org_[0-9a-f]+/g, "{organisationId}")} refuses a name with ${answer.status}`);
    return answer.status < 300 ? (JSON.parse(answer.body) as Readonly<Record<string, unknown>>) : undefined;
  };
  const first = await create(OWN, { name: cut(MARKUP[2] ?? "") });
  const id = Object.values(first ?? {}).find((value): value is string => typeof value === "string" && value.startsWith("org_"));
  if (id === undefined) return [];
  // Making a key is dangerous, and needs a session that was confirmed.
  await target.ask("POST", "/api/v11/auth/step-up", { currentPassword: user.password }, user.cookies);
  for (const text of MARKUP) {
    await create(`${OWN}/${id}/teams`, { name: cut(text), roles: ["viewer"] });
    await create(`${OWN}/${id}/api-keys`, { name: cut(text), roles: ["viewer"], expiresInDays: 30 });
  }
  return ["/organisations", ...ORGANISATION_PARTS.map((part) => `/organisations/${id}/${part}`)];
}

/** What is typed into the search. */
async function search(page: Page, target: Target, texts: readonly string[], tally: Tally): Promise<void> {
  await open(page, target, "/", tally);
  await page.keyboard.press("/");
  const field = page.getByRole("combobox").first();
  for (const text of texts) {
    await field.fill(text);
    await page.waitForTimeout(SETTLE_MS);
    tally.tried += 1;
  }
}
