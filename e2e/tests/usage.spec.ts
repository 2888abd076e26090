/** What an organisation used, and what it costs: pictures, tables and files of what was really counted, with the operator's prices and without. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Download, Page } from "@playwright/test";
import { expectAccessible, expectGood, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { tabTo } from "../support/keyboard.ts";
import { LedgerNode } from "../support/LedgerNode.ts";
import { acceptByMail, anotherPerson, createOrganisation, giveRole, invite, memberRow, openPart, parts, PASSWORD } from "../support/organisations.ts";
import { newEmail, signUp } from "../support/signUp.ts";
import { collectComplaints, expect, test } from "../support/test.ts";

const DAY_MS = 86_400_000;
/** What was counted is written every ten seconds. */
const COUNTED_WITHIN_MS = 40_000;
/** Three decimals and units without a gift: every call has its price. */
const PRICE_LIST = 'currency = "KWD"\n\n[api_calls]\npack = 1\nprice_minor_units = 1250\n\n[exports]\nincluded = 5\npack = 10\nprice_minor_units = 7\n';

function dayAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

function slider(page: Page) {
  return page.getByRole("slider", { name: "Day" });
}

/** A figure of the period, as a number. */
async function sum(page: Page, name: string): Promise<number> {
  const text = await page.getByLabel("Sums of these days").locator("div").filter({ hasText: name }).locator(".figures").innerText();
  return Number(text.replaceAll(/\D/g, ""));
}

/** Reads anew until something was counted, and members were seen. */
async function counted(page: Page): Promise<void> {
  await expect(async () => {
    await page.getByRole("button", { name: "Read anew" }).click();
    await expect(slider(page)).toHaveAttribute("aria-valuetext", /so far: [^,]+ API calls?, .*\d members?$/, { timeout: 2_000 });
    await expect(page.getByRole("table", { name: /^Lines of / }).getByRole("row").filter({ hasText: "API calls" })).not.toContainText(/calls0/, { timeout: 1_000 });
  }).toPass({ timeout: COUNTED_WITHIN_MS });
}

async function download(page: Page, take: () => Promise<void>): Promise<{ readonly file: Download; readonly rows: readonly (readonly string[])[] }> {
  const downloading = page.waitForEvent("download");
  await take();
  const file = await downloading;
  const text = await readFile(await file.path(), "utf8");
  return { file, rows: text.trim().split("\r\n").map((line) => line.split(",")) };
}

test("what was used, day by day: for treasurers and not for viewers, in the address, by keyboard and as a file", async ({ page, browser, ledger, complaints }) => {
  test.setTimeout(240_000);
  const suffix = Date.now().toString(36);
  const name = `Nordwind ${suffix}`;
  const grace = { name: "Grace Example", email: newEmail("grace.usage") };
  await signUp(page, { name: "Ada Example", email: newEmail("ada.usage"), password: PASSWORD });
  const id = await createOrganisation(page, name);

  await test.step("what was counted today is seen, and days before today are none of its days", async () => {
    await openPart(page, "Usage");
    await counted(page);
    expect(await sum(page, "API calls")).toBeGreaterThan(0);
    expect(await sum(page, "Exports")).toBe(0);
    expect(await sum(page, "Most members")).toBe(1);
    await expect(page.getByRole("table", { name: "Days" }).getByRole("row")).toHaveCount(2);
    await expectGood(page, "what was used");
  });

  await test.step("the picture by keyboard", async () => {
    await tabTo(page, slider(page));
    await page.keyboard.press("ArrowLeft");
    await expect(slider(page)).toHaveAttribute("aria-valuetext", `${dayAgo(1)}: before the organisation was created`);
    await expect(page.getByRole("figure").getByText(`${dayAgo(1)}: before the organisation was created`)).toBeVisible();
    await page.keyboard.press("End");
    await expect(slider(page)).toHaveAttribute("aria-valuetext", new RegExp(`^${dayAgo(0)}, so far`));
  });

  await test.step("other days stand in the address, and come back from it", async () => {
    await page.getByLabel("Period").selectOption("Last 365 days");
    await expect(page).toHaveURL(new RegExp(`from=${dayAgo(364)}&to=${dayAgo(0)}$`));
    await expect(slider(page)).toHaveAttribute("max", "364");
    await page.reload();
    await expect(page.getByLabel("Period")).toHaveValue("365");
    await expect(page.getByLabel("From")).toHaveValue(dayAgo(364));
    await page.setViewportSize({ width: 360, height: 900 });
    await expectNoSidewaysScrolling(page, "a year on a phone");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByLabel("From").fill(dayAgo(9));
    await expect(page).toHaveURL(new RegExp(`from=${dayAgo(9)}`));
    await expect(page.getByLabel("From")).toBeFocused();
    await expect(slider(page)).toHaveAttribute("max", "9");
    await page.goto(`/organisations/${id}/usage?from=${dayAgo(0)}&to=${dayAgo(3)}`);
    await expect(page.getByText("These days cannot be shown")).toBeVisible();
    await expectAccessible(page, "days that cannot be shown");
    await page.getByRole("button", { name: "Show the last 30 days" }).click();
    await expect(page).toHaveURL(/\/usage$/);
    await page.goto(`/organisations/${id}/usage?from=2020-01-01&to=2020-01-31`);
    await expect(page.getByText("Nothing was counted in these days")).toBeVisible();
    await page.goto(`/organisations/${id}/usage`);
  });

  await test.step("the days as a table, sorted, and as a file", async () => {
    const days = page.getByRole("table", { name: "Days" });
    await days.getByRole("columnheader", { name: "API calls" }).getByRole("button").click();
    await expect(page).toHaveURL(/sort=apiCalls/);
    await expect(days.getByRole("columnheader", { name: "API calls" })).toHaveAttribute("aria-sort", "ascending");
    await page.getByRole("main").locator("summary").filter({ hasText: "Export" }).click();
    const { file, rows } = await download(page, () => page.getByRole("button", { name: "This page as CSV" }).click());
    expect(file.suggestedFilename()).toBe(`aurigraph-usage-nordwind-${suffix}-${dayAgo(0)}-${dayAgo(0)}.csv`);
    expect(rows[0]).toEqual(["day", "apiCalls", "exports", "members", "transactions", "storedBytes"]);
    expect(rows[1]?.slice(0, 5)).toEqual([dayAgo(0), String(await sum(page, "API calls")), "0", "1", "0"]);
  });

  await test.step("without prices there are quantities, and it is said why there are no amounts", async () => {
    await expect(page.getByText("The operator set no prices")).toBeVisible();
    await expect(page.getByRole("columnheader", { name: /^Amount/ })).toHaveCount(0);
    await expect(page.getByRole("combobox", { name: "Month" }).getByRole("option")).toHaveCount(1);
    const { file, rows } = await download(page, () => page.getByRole("button", { name: "Lines as CSV" }).click());
    expect(file.suggestedFilename()).toMatch(/^aurigraph-invoice-nordwind-.*-so-far\.csv$/);
    expect(rows.map(([, , metric]) => metric)).toEqual(["metric", "api_calls", "exports", "members", "transactions", "stored_bytes"]);
    expect(rows[1]?.slice(4)).toEqual(["", "", "", "", ""]);
  });

  await test.step("a viewer has no such part; a treasurer has", async () => {
    await invite(page, grace.email);
    const { context, other } = await anotherPerson(browser, ledger, complaints, grace);
    await acceptByMail(other, grace.email, name);
    await other.getByRole("link", { name }).click();
    await expect(memberRow(other, grace.name)).toContainText("viewer");
    await expect(parts(other).getByRole("link", { name: "Usage" })).toHaveCount(0);
    await other.goto(`/organisations/${id}/usage`);
    await expect(other.getByText("Your roles do not show you this")).toBeVisible();
    await expect(other.getByText(/It is for owners, admins, treasurers, analysts and auditors\./)).toBeVisible();
    await openPart(page, "Members");
    await giveRole(page, grace.name, "treasurer");
    await other.reload();
    await expect(slider(other)).toBeVisible();
    await expect(parts(other).getByRole("link", { name: "Usage" })).toHaveAttribute("aria-current", "page");
    await context.close();
  });
});

test("what a month costs by the operator's price list, on paper and as a file, to the last minor unit", async ({ browser, complaints }) => {
  test.setTimeout(180_000);
  const node = await LedgerNode.start("0");
  try {
    await mkdir(join(node.dataDir, "portal"), { recursive: true });
    await writeFile(join(node.dataDir, "portal", "price-list.toml"), PRICE_LIST);
    await node.restartUnder("0");
    const context = await browser.newContext({ baseURL: node.url, reducedMotion: "reduce" });
    const page = await context.newPage();
    collectComplaints(page, complaints);
    await signUp(page, { name: "Ada Example", email: newEmail("ada.costs"), password: PASSWORD });
    await createOrganisation(page, "Nordwind");
    await openPart(page, "Usage");
    await counted(page);
    const lines = page.getByRole("table", { name: /^Lines of / });
    await expect(lines.getByRole("columnheader", { name: "Amount, KWD" })).toBeVisible();
    await expect(lines.getByRole("row").filter({ hasText: "Members" })).toContainText("no price");
    const { rows } = await download(page, () => page.getByRole("button", { name: "Lines as CSV" }).click());
    const [, calls, exports, members] = rows;
    const quantity = Number(calls?.[3]);
    expect(quantity).toBeGreaterThan(0);
    expect(calls?.slice(2)).toEqual(["api_calls", String(quantity), "0", "1", "1250", String(quantity * 1250), "KWD"]);
    expect(exports?.slice(2)).toEqual(["exports", "0", "5", "10", "7", "0", "KWD"]);
    expect(members?.slice(2)).toEqual(["members", "1", "", "", "", "", "KWD"]);
    const amount = ((quantity * 1250) / 1000).toFixed(3);
    const total = page.getByText("Total, so far").locator("..");
    await expect.poll(async () => (await total.innerText()).replaceAll(/[^\d.]/g, "")).toBe(amount);
    await expectGood(page, "what a month costs");

    // On paper is the sheet and nothing else. Without a printer the browser says that it is done at once.
    await page.evaluate(() => {
      globalThis.print = () => undefined;
    });
    await page.getByRole("button", { name: "Print", exact: true }).click();
    await page.emulateMedia({ media: "print" });
    await expect(page.getByText(/^Nordwind: what was used in /)).toBeVisible();
    await expect(total).toBeVisible();
    await expect(page.getByRole("banner")).toBeHidden();
    await expect(page.getByRole("table", { name: "Days" })).toBeHidden();
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("table", { name: "Days" })).toBeVisible();
    await context.close();
  } finally {
    await node.dispose();
  }
});
