/**
 * The test of every journey: a node with a history for each worker, and a page that must stay silent. A console error, an uncaught exception
 * or a violation of the Content-Security-Policy fails the test, unless the test says beforehand that it provokes one.
 */
import { test as base, expect, type Page } from "@playwright/test";
import { LedgerNode } from "./LedgerNode.ts";
import { newest } from "./places.ts";
import { StoriesServer } from "./StoriesServer.ts";

/** Enough for transfers and batches within a second: lists are full, and no test waits for the traffic to make what it looks at. */
const HISTORY_LOAD = "500";
/** Then only a sign of life: each block changes the open page, which at 50 a second keeps a quarter of a core busy and more. */
const QUIET_LOAD = "5";

/** What the page complained about. */
export class PageComplaints {
  readonly #complaints: string[] = [];
  readonly #allowed: RegExp[] = [];

  add(complaint: string): void {
    this.#complaints.push(complaint);
  }

  /** Says that this test provokes complaints like this. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  /** The complaints that nobody expected. */
  unexpected(): readonly string[] {
    return this.#complaints.filter((complaint) => !this.#allowed.some((pattern) => pattern.test(complaint)));
  }
}

/** Every page asks who is signed in, and the browser reports it as an error where nobody can be: at a node without a portal of its own. */
const NOBODY_SIGNS_IN = { path: "/api/v11/auth/session", text: /status of 404/ };

/** Collects console errors and uncaught exceptions of a page. */
export function collectComplaints(page: Page, complaints: PageComplaints): void {
  page.on("console", (message) => {
    const { url } = message.location();
    const isExpected = URL.canParse(url) && new URL(url).pathname === NOBODY_SIGNS_IN.path && NOBODY_SIGNS_IN.text.test(message.text());
    if (message.type() === "error" && !isExpected) complaints.add(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.add(`exception: ${error.message}`));
}

/** The browser reports every answer 404 as an error; asking for an account that is not registered yet is no fault. */
export const NOT_FOUND = /status of 404/;
/** What the browser reports while no node is there. */
export const NO_NODE = /WebSocket connection|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|Failed to load resource/;

export const test = base.extend<{ complaints: PageComplaints }, { ledger: LedgerNode; stories: StoriesServer }>({
  ledger: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures out of this pattern
    async ({}, use) => {
      const node = await LedgerNode.start(HISTORY_LOAD);
      try {
        await newest(node, "batch");
        await node.restartUnder(QUIET_LOAD);
        await use(node);
      } finally {
        await node.dispose();
      }
    },
    { scope: "worker", timeout: 90_000 },
  ],
  // Starts with the first test that asks for it. It is here because another set of fixtures would need a worker of its own, with another browser.
  stories: [
    // oxlint-disable-next-line no-empty-pattern -- as above
    async ({}, use) => {
      const server = await StoriesServer.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  baseURL: async ({ ledger }, use) => use(ledger.url),
  complaints: [
    async ({ page }, use) => {
      const complaints = new PageComplaints();
      collectComplaints(page, complaints);
      await page.exposeFunction("reportPolicyViolation", (text: string) => complaints.add(`policy: ${text}`));
      await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          const report = (window as unknown as { reportPolicyViolation: (text: string) => void }).reportPolicyViolation;
          report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
        });
      });
      await use(complaints);
      expect(complaints.unexpected(), "the page must stay silent").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
