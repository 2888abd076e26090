/**
 * Journeys through the real executable in Debian's Chromium. Each worker has a node of its own under a small load; the tests are shared
 * out one by one, so none may lean on another. Processor time is what they need most: see what a change costs before it is kept.
 */
import { defineConfig, devices } from "@playwright/test";
import { LAUNCH_OPTIONS } from "./support/browser.ts";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  workers: 2,
  fullyParallel: true,
  // The second try has a trace, which costs every test a third of its time when it is always kept. A test that passes only then is named at the end of
  // `make test`, and fails `make test-long`.
  retries: 1,
  failOnFlakyTests: process.env["AURIGRAPH_TESTS_STRICT"] === "1",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    // axe judges what fades in by the colour that it has at that moment.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: LAUNCH_OPTIONS,
    actionTimeout: 15_000,
    screenshot: "only-on-failure",
    trace: "on-first-retry",
  },
});
