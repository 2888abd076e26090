/** Journeys through the real executable in Debian's Chromium. Each worker has a node of its own under a small load; the files are shared out. */
import { defineConfig, devices } from "@playwright/test";
import { LAUNCH_OPTIONS } from "./support/browser.ts";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  workers: 2,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    launchOptions: LAUNCH_OPTIONS,
    actionTimeout: 15_000,
    trace: "retain-on-failure",
  },
});
