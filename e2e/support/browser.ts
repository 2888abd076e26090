/** Debian's Chromium, started the same way by the tests and by the screenshots. */
import type { LaunchOptions } from "@playwright/test";

export const LAUNCH_OPTIONS: LaunchOptions = {
  executablePath: process.env["AURIGRAPH_CHROMIUM"] ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
};
