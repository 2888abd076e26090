/** The five-minute tour of the README, end to end, as a newcomer walks it. */
import { expect, type Page } from "@playwright/test";
import { NOT_FOUND, test } from "../support/test.ts";
import { confirmAndProve, createKey, receiveDemoFunds, review, selectKey } from "../support/wallet.ts";

/** The figure with this name in the overview. */
function figure(page: Page, name: string) {
  return page.getByLabel("Figures of the last second").locator("div").filter({ hasText: name }).locator("dd");
}

async function findInPalette(page: Page, text: string, kind: string): Promise<void> {
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search and commands" });
  await palette.getByRole("combobox").fill(text);
  await expect(palette.getByRole("option").filter({ hasText: kind }).first()).toBeVisible();
  await expect(palette.getByText("Searching")).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(palette).toBeHidden();
}

test("a newcomer sees life, sends a payment, and holds its proof", async ({ page, complaints }) => {
  complaints.allow(NOT_FOUND);

  await test.step("the overview moves", async () => {
    await page.goto("/");
    const status = page.getByRole("region", { name: "Ledger status" });
    await expect(status).toContainText("Live");
    await expect(status).toContainText("demo traffic");
    const total = figure(page, "Transfers in total");
    await expect(total).toContainText(/\d/);
    const before = await total.textContent();
    await expect(total).not.toHaveText(before ?? "");
    await expect(page.getByRole("link", { name: /^Block / }).first()).toBeVisible();
  });

  await test.step("two keys, and demo funds", async () => {
    await page.getByRole("link", { name: "Send", exact: true }).click();
    await createKey(page, "Alice");
    await receiveDemoFunds(page);
    await createKey(page, "Bob", "several unrelated words");
    await receiveDemoFunds(page);
    await selectKey(page, "Alice");
  });

  const hash = await test.step("a payment, confirmed in plain words, becomes final and proved", async () => {
    await review(page, { to: "Bob", amount: "12.50", reference: "INV-7" });
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText(/Pay 12\.50 .+ from Alice \(account \d+\) to Bob \(account \d+\); final .+ cannot be undone/);
    await expect(dialog.getByText(/address and index proved/)).toBeVisible();
    return confirmAndProve(page);
  });

  await test.step("its own page", async () => {
    await page.getByRole("link", { name: "Transaction page" }).click();
    await expect(page.getByRole("heading", { name: "Transfer", level: 1 })).toBeVisible();
    await expect(page.getByText("INV-7")).toBeVisible();
    await expect(page.getByText("Proved", { exact: true })).toBeVisible();
    await expect(page.getByLabel("Steps of the proof").getByRole("listitem")).toHaveCount(9);
  });

  const address = await test.step("the account with its history", async () => {
    await page.locator('a[href^="/accounts/"]').first().click();
    await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
    await expect(page.getByText("INV-7")).toBeVisible();
    return new URL(page.url()).pathname.split("/").at(-1) ?? "";
  });

  await test.step("the command palette finds by hash, height and address", async () => {
    await findInPalette(page, hash, "transaction");
    await expect(page).toHaveURL(new RegExp(`/transactions/${hash}$`));
    await findInPalette(page, "1", "block");
    await expect(page).toHaveURL(/\/blocks\/1$/);
    await findInPalette(page, address, "account");
    await expect(page).toHaveURL(new RegExp(`/accounts/${address}$`));
  });
});
