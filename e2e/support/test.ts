/**
 * The test of every journey: a node for each worker, and a page that must stay silent. A console error, an uncaught exception
 * or a violation of the Content-Security-Policy fails the test, unless the test says beforehand that it provokes one.
 */
import { test as base, expect, type Page } from "@playwright/test";
import { LedgerNode } from "./LedgerNode.ts";

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

/** Collects console errors and uncaught exceptions of a page. */
export function collectComplaints(page: Page, complaints: PageComplaints): void {
  page.on("console", (message) => {
    if (message.type() === "error") complaints.add(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.add(`exception: ${error.message}`));
}

/** The browser reports every answer 404 as an error; asking for an account that is not registered yet is no fault. */
export const NOT_FOUND = /status of 404/;
/** What the browser reports while no node is there. */
export const NO_NODE = /WebSocket connection|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|Failed to load resource/;

export const test = base.extend<{ complaints: PageComplaints }, { ledger: LedgerNode }>({
  ledger: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures out of this pattern
    async ({}, use) => {
      const node = await LedgerNode.start();
      await use(node);
      await node.dispose();
    },
    { scope: "worker", timeout: 90_000 },
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
