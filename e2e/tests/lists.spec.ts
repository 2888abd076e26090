/** Lists as a reader wants them: columns, order and density are kept, and a view by name brings all of it back. */
import { expect, type Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { tabTo } from "../support/keyboard.ts";
import { register } from "../support/places.ts";
import { test } from "../support/test.ts";

function column(page: Page, name: string) {
  return page.getByRole("columnheader", { name, exact: true });
}

/** Opens one of a list's menus and returns it. */
async function openMenu(page: Page, name: string) {
  const summary = page.locator("summary").filter({ hasText: new RegExp(`^ ?${name}$`) });
  await summary.click();
  return page.locator("details[open]");
}

/** Waits until a list offers newer rows: then it is live, and what follows happens while blocks come. */
async function expectNewerRowsOffered(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: /^Show .*newer / })).toBeVisible();
}

test("columns that were chosen are there after a reload, and the usual ones come back", async ({ page }) => {
  await page.goto("/transactions?limit=25");
  await expect(column(page, "Amount")).toBeVisible();
  await expect(column(page, "Signature")).toHaveCount(0);
  const menu = await openMenu(page, "Display");
  await menu.getByLabel("Signature").check();
  await menu.getByLabel("Reference").uncheck();
  await menu.getByLabel("relaxed").check();
  await expect(menu.getByLabel("Transaction", { exact: true })).toBeDisabled();
  await expectAccessible(page, "the display menu");
  await page.keyboard.press("Escape");
  await expect(page.locator("summary").filter({ hasText: "Display" })).toBeFocused();
  await page.reload();
  await expect(column(page, "Signature")).toBeVisible();
  await expect(column(page, "Reference")).toHaveCount(0);
  const height = await page.getByRole("row").nth(1).evaluate((row) => row.getBoundingClientRect().height);
  expect(height).toBeGreaterThan(40);
  await (await openMenu(page, "Display")).getByRole("button", { name: "Back to the usual" }).click();
  await expect(column(page, "Signature")).toHaveCount(0);
  await expect(column(page, "Reference")).toBeVisible();
});

test("a saved view brings back filters, columns and density; it can be renamed, deleted, and the deletion undone", async ({ page }) => {
  await page.goto("/transactions");
  await page.getByRole("combobox", { name: "Kind" }).selectOption("batch");
  await (await openMenu(page, "Display")).getByLabel("Asset").uncheck();
  await page.keyboard.press("Escape");

  await test.step("save, and leave", async () => {
    const menu = await openMenu(page, "Views");
    await expect(menu).toContainText("kept in this browser only");
    await menu.getByLabel("Name of the view").fill("Batches without assets");
    await menu.getByRole("button", { name: "Save" }).click();
    await expect(menu.getByText("Saved \u201cBatches without assets\u201d.")).toBeVisible();
    await expectAccessible(page, "the views menu");
    await menu.getByRole("button", { name: "The usual view" }).click();
    await expect(page).toHaveURL(/\/transactions$/);
    await expect(column(page, "Asset")).toBeVisible();
  });

  await test.step("come back by the menu, after a reload", async () => {
    await page.reload();
    const menu = await openMenu(page, "Views");
    await menu.getByRole("button", { name: "Batches without assets", exact: true }).click();
    await expect(page).toHaveURL(/\/transactions\?kind=batch$/);
    await expect(column(page, "Asset")).toHaveCount(0);
    await expect(page.getByRole("row").nth(1)).toContainText(/batch of/);
  });

  await test.step("rename, delete, undo", async () => {
    const menu = await openMenu(page, "Batches without assets");
    await menu.getByRole("button", { name: "Rename Batches without assets" }).click();
    await menu.getByLabel("New name of Batches without assets").fill("Batches");
    await page.keyboard.press("Enter");
    await menu.getByRole("button", { name: "Delete Batches" }).click();
    await expect(menu.getByText("Deleted \u201cBatches\u201d.")).toBeVisible();
    await expect(menu.getByRole("button", { name: "Delete Batches" })).toHaveCount(0);
    await menu.getByRole("button", { name: "Undo" }).click();
    await expect(menu.getByRole("button", { name: "Delete Batches" })).toBeVisible();
  });

  await test.step("the palette finds it from anywhere", async () => {
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
    await page.keyboard.press("/");
    await page.keyboard.type("batches");
    await page.getByRole("option", { name: /Batches/ }).click();
    await expect(page).toHaveURL(/\/transactions\?kind=batch$/);
  });
});

test("a list is sorted by its heads, the order stands in the address, and the keyboard alone can do it", async ({ page }) => {
  await page.goto("/assets");
  const codes = () => page.getByRole("table", { name: "Assets" }).locator("tbody tr td:first-child").allTextContents();
  await expect(column(page, "Code")).toBeVisible();
  const asItCame = await codes();
  await tabTo(page, column(page, "Code").getByRole("button"));
  await page.keyboard.press("Enter");
  await expect(column(page, "Code")).toHaveAttribute("aria-sort", "ascending");
  await expect.poll(codes).toEqual(asItCame.toSorted());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/sort=-code/);
  await expect.poll(codes).toEqual(asItCame.toSorted().toReversed());

  await tabTo(page, page.locator("summary").filter({ hasText: "Display" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Decimals"));
  await page.keyboard.press("Space");
  await expect(column(page, "Decimals")).toHaveCount(0);
  await page.keyboard.press("Escape");

  await page.goto("/blocks");
  await expectNewerRowsOffered(page);
  await column(page, "Height").getByRole("button").click();
  await expect(page).toHaveURL(/order=asc/);
  // The rows in the new order: keys that come before them move along the old ones.
  await expect(page.getByRole("row").nth(1).getByRole("link", { name: "0", exact: true })).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/blocks\/1$/);
});

test("transactions are sorted by height over the whole ledger, and the order stands in the address", async ({ page }) => {
  await page.goto("/transactions?limit=25");
  await expect(column(page, "Block")).toHaveAttribute("aria-sort", "descending");
  await expectNewerRowsOffered(page);
  await column(page, "Block").getByRole("button").click();
  await expect(page).toHaveURL(/order=asc/);
  await expect(column(page, "Block")).toHaveAttribute("aria-sort", "ascending");
  const first = page.getByRole("row").nth(1).getByRole("link", { name: "1", exact: true });
  await expect(first).toHaveAttribute("href", "/blocks/1");
  await page.reload();
  await expect(first).toBeVisible();
  await column(page, "Block").getByRole("button").click();
  await expect(page).not.toHaveURL(/order=/);
  await expect(first).toHaveCount(0);
});

test("transactions are bounded by heights in one field, and the bounds stand in the address", async ({ page }) => {
  const table = page.getByRole("table", { name: "Transactions" });
  const field = page.getByRole("textbox", { name: "Heights" });
  await page.goto("/transactions?order=asc&limit=25");
  await expect(table).toBeVisible();
  await field.fill("2-4");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/order=asc&limit=25&fromHeight=2&toHeight=4$/);
  await expect(table.getByRole("link", { name: "1", exact: true })).toHaveCount(0);
  const heights = await table.locator('tbody a[href^="/blocks/"]').allTextContents();
  expect(heights.length).toBeGreaterThan(0);
  for (const height of heights) expect(["2", "3", "4"]).toContain(height);
  await expectAccessible(page, "transactions within heights");

  await page.getByRole("button", { name: "Remove the filter from height: 2" }).click();
  await expect(page).toHaveURL(/limit=25&toHeight=4$/);
  await expect(table.getByRole("link", { name: "1", exact: true }).first()).toBeVisible();
  await field.fill("four");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Heights are two whole numbers/)).toBeVisible();
  await field.fill("1");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Remove the filter height: 1" })).toBeVisible();

  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/transactions?fromHeight=1&toHeight=4&limit=25");
  await expect(table).toBeVisible();
  await expectNoSidewaysScrolling(page, "transactions within heights at 360 px");
  await expectAccessible(page, "transactions within heights at 360 px");
});

test("an account's history has its operations, is filtered, and is sorted by height", async ({ page, ledger }) => {
  const address = await register(ledger);
  await page.goto(`/accounts/${address}`);
  const history = page.getByRole("table", { name: "History" });
  const registration = history.getByRole("row").filter({ hasText: /registration of this account by #\d+/ });
  await expect(registration).toContainText("concerned");
  await expect(registration).toContainText("applied");
  await expect(history.getByRole("row").nth(1)).not.toContainText("registration");
  await expectAccessible(page, "an account with an operation");

  await column(page, "Block").getByRole("button").click();
  await expect(page).toHaveURL(/order=asc/);
  await expect(history.getByRole("row").nth(1)).toContainText("registration of this account");
  // Each change stands in the address before the next one: a change that comes sooner would begin from the address before it.
  await page.getByRole("combobox", { name: "Direction" }).selectOption("in");
  await expect(page).toHaveURL(/direction=in/);
  await expect(registration).toHaveCount(0);
  await expect(history.getByRole("row").nth(1)).toContainText("in");
  await page.getByRole("combobox", { name: "Direction" }).selectOption("");
  await expect(page).not.toHaveURL(/direction=/);
  await page.getByRole("combobox", { name: "Kind" }).selectOption("operation");
  await expect(page).toHaveURL(/kind=operation/);
  await expect(history.getByRole("row")).toHaveCount(2);
  await page.getByRole("combobox", { name: "Result" }).selectOption("rejected");
  await expect(page.getByText("No entries match")).toBeVisible();
  await page.getByRole("button", { name: "Remove the filter result: rejected" }).click();
  await page.getByRole("textbox", { name: "Heights" }).fill("1-");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/order=asc&kind=operation&fromHeight=1$/);
  await registration.getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/operation/i);

  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`/accounts/${address}`);
  await expect(registration).toBeVisible();
  await expectNoSidewaysScrolling(page, "an account at 360 px");
  await expectAccessible(page, "an account at 360 px");
});

test("on a wide screen a record opens beside its list, and the list stays where it is", async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto("/transactions?limit=25&kind=transfer");
  await expect(page.getByRole("table", { name: "Transactions" })).toBeVisible();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  const record = page.getByRole("complementary", { name: "Transaction beside the list" });
  await expect(record.getByText("Proved", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/kind=transfer&open=[0-9a-f]{64}$/);
  await expectAccessible(page, "a record beside its list");
  await expectNoSidewaysScrolling(page, "a record beside its list");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(record.getByText("Proved", { exact: true })).toBeVisible();
  const shown = new URL(page.url()).searchParams.get("open") ?? "";
  await page.keyboard.press("Escape");
  await expect(record).toHaveCount(0);
  await page.goBack();
  await expect(page).not.toHaveURL(/open=/);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`/transactions?limit=25&kind=transfer&open=${shown}`);
  await expect(page.getByRole("table", { name: "Transactions" })).toBeVisible();
  await expect(record).toHaveCount(0);
  await expectNewerRowsOffered(page);
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "Transfer", level: 1 })).toBeVisible();
});

test("on a wide screen a block opens beside the list of blocks", async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto("/blocks?nonEmpty=true&limit=25");
  await page.getByRole("row").nth(1).getByRole("link").first().click();
  const record = page.getByRole("complementary", { name: "Block beside the list" });
  await expect(record.getByRole("heading", { name: "Certificate" })).toBeVisible();
  await expect(record.getByRole("table", { name: "Transactions" })).toBeVisible();
  await expectAccessible(page, "a block beside its list");
  await expectNoSidewaysScrolling(page, "a block beside its list");
  await record.getByRole("link", { name: "Open its page" }).click();
  await expect(page.getByRole("heading", { name: /^Block /, level: 1 })).toBeVisible();
});

test("at 360 px a phone shows the columns that were chosen, and nothing runs out of the window", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/transactions?limit=25");
  const row = page.getByRole("row").nth(1);
  await expect(row).toBeVisible();
  await expect(row.getByText("ed25519")).toBeHidden();
  const menu = await openMenu(page, "Display");
  await menu.getByLabel("Signature").check();
  await expectNoSidewaysScrolling(page, "the display menu at 360 px");
  await expectAccessible(page, "the display menu at 360 px");
  await page.keyboard.press("Escape");
  await expect(row.getByText("ed25519")).toBeVisible();
  await expectNoSidewaysScrolling(page, "chosen columns at 360 px");
  await openMenu(page, "Views");
  await expectNoSidewaysScrolling(page, "the views menu at 360 px");
});

test("a filtered list looks on through empty pages, says how far it has come, and can be stopped", async ({ page, ledger }) => {
  await register(ledger);
  // What a long ledger answers: pages that looked through their part of it and found nothing, each with where it goes on.
  const places = [8100, 6100, 4100];
  const cursors: (string | null)[] = [];
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await page.route(/blockchain\/transactions\?.*kind=operation/, async (route) => {
    const url = new URL(route.request().url());
    cursors.push(url.searchParams.get("cursor"));
    const height = places.shift();
    if (height === undefined) {
      url.searchParams.delete("cursor");
      return route.continue({ url: url.href });
    }
    if (height === 6100) await held;
    const nextCursor = `02${"0".repeat(16)}${height.toString(16).padStart(16, "0")}${"f".repeat(16)}`;
    return route.fulfill({ json: { transactions: [], nextCursor, indexedHeight: 10_100 } });
  });
  await page.goto("/transactions?kind=operation");
  await expect(page.getByText(/None down to height 8\D?101\./)).toBeVisible();
  await expectAccessible(page, "a list that looks on");
  await tabTo(page, page.getByRole("button", { name: "Stop", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Look on" })).toBeFocused();
  release();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("table", { name: "Transactions" }).getByRole("row").nth(1)).toBeVisible();
  await expect(page).toHaveURL(/\/transactions\?kind=operation$/);
  expect(cursors[0]).toBeNull();
  expect(new Set(cursors).size).toBe(4);
});
