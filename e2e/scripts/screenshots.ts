/**
 * Screenshots of every page into docs/images/, at a phone's and a desk's width, in both themes, from a real node with demo
 * traffic. Not part of the tests: run it when the portal has changed, and look at each picture.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import UPNG from "upng-js";
import { LAUNCH_OPTIONS } from "../support/browser.ts";
import { LedgerNode } from "../support/LedgerNode.ts";
import { type Place, places } from "../support/places.ts";
import { confirmAndProve, createKey, receiveDemoFunds, review, selectKey } from "../support/wallet.ts";

const FOLDER = resolve(import.meta.dirname, "../../docs/images");
const WIDTHS = [360, 1440] as const;
const THEMES = ["light", "dark"] as const;
const HEIGHT_MAX_PX = 2_400;
const PALETTE_COLOURS = 128;
// Long enough for the charts of the overview to show a trace.
const TRACE_MS = 20_000;
const SETTLE_MS = 1_500;

/** Stretches the window to the page's height, so that bars at the window's edges stay where they belong. */
async function capture(page: Page, name: string, width: number, theme: string): Promise<void> {
  const content = await page.evaluate(() => document.documentElement.scrollHeight);
  const minimum = width < 700 ? 740 : 900;
  await page.setViewportSize({ width, height: Math.min(Math.max(content, minimum), HEIGHT_MAX_PX) });
  const shot = await page.screenshot({ animations: "disabled" });
  const picture = UPNG.decode(new Uint8Array(shot).buffer);
  const reduced = UPNG.encode(UPNG.toRGBA8(picture), picture.width, picture.height, PALETTE_COLOURS);
  await writeFile(resolve(FOLDER, `${name}-${width}-${theme}.png`), new Uint8Array(reduced));
  await page.setViewportSize({ width, height: minimum });
}

async function captureSending(page: Page, width: number, theme: string): Promise<void> {
  await page.goto("/send");
  await createKey(page, "Alice");
  await receiveDemoFunds(page);
  await createKey(page, "Bob", "several unrelated words");
  await receiveDemoFunds(page);
  await selectKey(page, "Alice");
  await review(page, { to: "Bob", amount: "12.50", reference: "INV-7" });
  await page.getByText(/address and index proved/).waitFor();
  await capture(page, "send-confirm", width, theme);
  await confirmAndProve(page);
  await capture(page, "send-proved", width, theme);
}

async function captureAll(browser: Browser, node: LedgerNode, visited: readonly Place[], width: number, theme: "light" | "dark"): Promise<void> {
  const context = await browser.newContext({
    baseURL: node.url,
    viewport: { width, height: width < 700 ? 740 : 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  for (const { name, path } of visited) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(name === "overview" ? TRACE_MS : SETTLE_MS);
    await capture(page, name, width, theme);
  }
  await captureSending(page, width, theme);
  await context.close();
  console.log(`${width} px, ${theme}: ${visited.length + 2} pictures`);
}

await mkdir(FOLDER, { recursive: true });
const node = await LedgerNode.start();
const browser = await chromium.launch(LAUNCH_OPTIONS);
try {
  const visited = await places(node);
  for (const width of WIDTHS) {
    for (const theme of THEMES) await captureAll(browser, node, visited, width, theme);
  }
} finally {
  await browser.close();
  await node.dispose();
}
