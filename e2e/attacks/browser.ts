/** Pages in Chromium that must stay silent: what a page says or does that it should not is kept with the place. */
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { LAUNCH_OPTIONS } from "../support/browser.ts";
import type { Tally } from "./attack.ts";
import type { Target } from "./Target.ts";

const PAGE_TIMEOUT_MS = 15_000;
/** Asking for what does not exist is answered with 4xx, and the browser reports it; that is no complaint of the page. */
const ANSWERS = /Failed to load resource: the server responded with a status of 4\d\d/;

/** Starts the browser, does something with it, and ends it. */
export async function withBrowser(work: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await chromium.launch(LAUNCH_OPTIONS);
  try {
    await work(browser);
  } finally {
    await browser.close();
  }
}

/** A browser of its own with these cookies. */
export async function signedIn(browser: Browser, target: Target, cookies: string): Promise<BrowserContext> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, reducedMotion: "reduce", viewport: { width: 1_440, height: 900 } });
  context.setDefaultTimeout(PAGE_TIMEOUT_MS);
  await context.addCookies(
    cookies.split("; ").map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      return { name, value, domain: target.url.hostname, path: "/", secure: true, httpOnly: true, sameSite: "Lax" as const };
    }),
  );
  return context;
}

/** A page on which every dialog, error, report of the policy, foreign request and change of `window.pwned` becomes a finding. */
export async function watchedPage(context: BrowserContext, target: Target, tally: Tally): Promise<Page> {
  const page = await context.newPage();
  const find = (what: string) => tally.find(what, page.url());
  page.on("dialog", (dialog) => {
    find(`a dialog says ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => find(`an exception: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !ANSWERS.test(message.text())) find(`the console says ${message.text()}`);
  });
  page.on("popup", (popup) => find(`a window opens at ${popup.url()}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(?:https?|wss?):$/.test(url.protocol) && url.host !== target.url.host) find(`asks ${url.host} for ${url.pathname}`);
  });
  await page.exposeFunction("reportPolicyViolation", (text: string) => find(`the policy was violated: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const report = (window as unknown as { reportPolicyViolation: (text: string) => void }).reportPolicyViolation;
      report(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return page;
}

/** Opens a page and waits until it shows what it has. One that shows nothing is a finding, unless its address has another form than paths have: that is refused in words. */
export async function open(page: Page, target: Target, path: string, tally: Tally): Promise<void> {
  const response = await page.goto(target.url.origin + path, { waitUntil: "load" });
  if (response?.status() === 400 && response.headers()["content-type"] === "application/problem+json") return;
  const main = page.getByRole("main");
  await main.waitFor().catch(() => tally.find("the page shows nothing", path));
}
