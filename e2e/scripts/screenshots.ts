/**
 * Screenshots of every page into docs/images/, at a phone's and a desk's width, in both themes, from a real node with demo
 * traffic; some pages at a tablet's and a wide screen's width too, the menus of a list, and the overview without a node. The
 * network and its validators are those of a committee of four. Not part of the tests: run it when the portal has changed, and
 * look at each picture. With names of pictures, only those: `npm run screenshots -w e2e -- operation docs`.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import UPNG from "upng-js";
import { LAUNCH_OPTIONS } from "../support/browser.ts";
import { LedgerNode } from "../support/LedgerNode.ts";
import { type Place, places } from "../support/places.ts";
import { confirmAndProve, createKey, receiveDemoFunds, review, selectKey } from "../support/wallet.ts";

/** The pictures asked for; all of them without a name. */
const only = new Set(process.argv.slice(2));
const wants = (name: string): boolean => only.size === 0 || only.has(name);

const FOLDER = resolve(import.meta.dirname, "../../docs/images");
const WIDTHS = [360, 1440] as const;
/** At these widths only the pages whose layout differs. */
const MORE_WIDTHS = [768, 1920] as const;
const AT_MORE_WIDTHS = new Set(["overview", "transactions"]);
const THEMES = ["light", "dark"] as const;
const HEIGHT_MAX_PX = 2_400;
const PALETTE_COLOURS = 128;
// Long enough for the charts of the overview to show a trace.
const TRACE_MS = 20_000;
const SETTLE_MS = 1_500;
const WIDE_PX = 1_600;
const LOST_MS = 9_000;
/** Pages that show more where there are several validators. */
const OF_A_COMMITTEE = new Set(["network", "validator", "validators"]);
const VALIDATORS = 4;
const COMMITTEE_LOAD = "20";
// Until every node has heard of the others, and none is behind any more.
const MEETING_MS = 15_000;

/** The window as it is, into a file with few colours. */
async function save(page: Page, name: string, width: number, theme: string): Promise<void> {
  const shot = await page.screenshot({ animations: "disabled" });
  const picture = UPNG.decode(new Uint8Array(shot).buffer);
  const reduced = UPNG.encode(UPNG.toRGBA8(picture), picture.width, picture.height, PALETTE_COLOURS);
  await writeFile(resolve(FOLDER, `${name}-${width}-${theme}.png`), new Uint8Array(reduced));
}

/** Stretches the window to the page's height, so that bars at the window's edges stay where they belong. */
async function capture(page: Page, name: string, width: number, theme: string): Promise<void> {
  const content = await page.evaluate(() => document.documentElement.scrollHeight);
  const minimum = width < 700 ? 740 : 900;
  await page.setViewportSize({ width, height: Math.min(Math.max(content, minimum), HEIGHT_MAX_PX) });
  await save(page, name, width, theme);
  await page.setViewportSize({ width, height: minimum });
}

/** The two menus of a list, with a saved view in one. */
async function captureMenus(page: Page, width: number, theme: string): Promise<void> {
  await page.goto("/transactions?kind=batch");
  await page.getByRole("table").waitFor();
  await page.setViewportSize({ width, height: width < 700 ? 740 : 900 });
  await page.locator("summary").filter({ hasText: "Views" }).click();
  await page.getByLabel("Name of the view").fill("Batches");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved \u201cBatches\u201d.").waitFor();
  await save(page, "views", width, theme);
  await page.keyboard.press("Escape");
  await page.locator("summary").filter({ hasText: "Display" }).click();
  await save(page, "display", width, theme);
}

/** A transaction beside the list of all; only a wide screen has room for it. */
async function captureBeside(page: Page, width: number, theme: string): Promise<void> {
  await page.setViewportSize({ width, height: 1080 });
  await page.goto("/transactions?kind=transfer");
  await page.getByRole("table").waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByText("Proved", { exact: true }).waitFor();
  await save(page, "transactions-beside", width, theme);
}

/** What the overview says while its node is gone. Leaves the node running. */
async function captureLost(browser: Browser, node: LedgerNode): Promise<void> {
  const shots = WIDTHS.flatMap((width) => THEMES.map((theme) => ({ width, theme })));
  const pages = await Promise.all(
    shots.map(async ({ width, theme }) => {
      const page = await newPage(browser, node, width, theme);
      await page.goto("/");
      return page;
    }),
  );
  await pages[0]?.waitForTimeout(TRACE_MS);
  await node.kill();
  await pages[0]?.waitForTimeout(LOST_MS);
  for (const [index, { width, theme }] of shots.entries()) {
    const page = pages[index];
    if (page) await capture(page, "overview-lost", width, theme);
    await page?.context().close();
  }
  await node.startAgain();
}

async function newPage(browser: Browser, node: LedgerNode, width: number, theme: "light" | "dark"): Promise<Page> {
  const context = await browser.newContext({
    baseURL: node.url,
    viewport: { width, height: width < 700 ? 740 : 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  return context.newPage();
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

/** Pages one after the other, each as high as it is. */
async function captureEach(page: Page, visited: readonly Place[], width: number, theme: string): Promise<void> {
  for (const { name, path } of visited) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(name === "overview" ? TRACE_MS : SETTLE_MS);
    await capture(page, name, width, theme);
  }
}

async function captureAll(browser: Browser, node: LedgerNode, visited: readonly Place[], width: number, theme: "light" | "dark"): Promise<void> {
  const page = await newPage(browser, node, width, theme);
  await captureEach(page, visited, width, theme);
  if (WIDTHS.some((each) => each === width)) {
    if (wants("views") || wants("display")) await captureMenus(page, width, theme);
    if (wants("send-confirm") || wants("send-proved")) await captureSending(page, width, theme);
  }
  if (wants("transactions-beside") && width >= WIDE_PX) await captureBeside(page, width, theme);
  await page.context().close();
  console.log(`${width} px, ${theme}: done`);
}

/** The pages of a network of several validators, from one of its own. */
async function captureCommittee(browser: Browser): Promise<void> {
  const committee = await LedgerNode.startCommittee(VALIDATORS, COMMITTEE_LOAD);
  try {
    const visited = (await places(committee)).filter(({ name }) => OF_A_COMMITTEE.has(name) && wants(name));
    await new Promise((met) => setTimeout(met, MEETING_MS));
    for (const width of WIDTHS) {
      for (const theme of THEMES) {
        const page = await newPage(browser, committee, width, theme);
        await captureEach(page, visited, width, theme);
        await page.context().close();
        console.log(`${width} px, ${theme}, a committee: done`);
      }
    }
  } finally {
    await committee.dispose();
  }
}

await mkdir(FOLDER, { recursive: true });
const node = await LedgerNode.start();
const browser = await chromium.launch(LAUNCH_OPTIONS);
try {
  const visited = (await places(node)).filter(({ name }) => wants(name) && !OF_A_COMMITTEE.has(name));
  for (const width of WIDTHS) {
    for (const theme of THEMES) await captureAll(browser, node, visited, width, theme);
  }
  const wide = visited.filter(({ name }) => AT_MORE_WIDTHS.has(name));
  for (const width of MORE_WIDTHS) {
    for (const theme of THEMES) await captureAll(browser, node, wide, width, theme);
  }
  if (wants("overview-lost")) await captureLost(browser, node);
  if ([...OF_A_COMMITTEE].some(wants)) await captureCommittee(browser);
} finally {
  await browser.close();
  await node.dispose();
}
