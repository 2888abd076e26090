/** The whole way from the overview to a proved payment, without a pointing device. */
import { expect, type Page } from "@playwright/test";
import { tabTo } from "../support/keyboard.ts";
import { NOT_FOUND, test } from "../support/test.ts";

async function pressOn(page: Page, name: string, key = "Enter"): Promise<void> {
  await tabTo(page, page.getByRole("button", { name, exact: true }));
  await page.keyboard.press(key);
}

test("a payment by keyboard alone", async ({ page, complaints }) => {
  complaints.allow(NOT_FOUND);

  await test.step("skip link, keys, areas, palette", async () => {
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to the content" });
    await expect(skip).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.locator("#content")).toBeFocused();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
    await page.keyboard.press("g");
    await page.keyboard.press("b");
    await expect(page.getByRole("heading", { name: "Blocks", level: 1 })).toBeVisible();
    await page.keyboard.press("/");
    await page.keyboard.type("send");
    await expect(page.getByRole("option", { name: /Send/ })).toBeVisible();
    await expect(page.getByText("Searching", { exact: true })).toBeHidden();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Send", level: 1 })).toBeVisible();
  });

  await test.step("two keys with funds", async () => {
    await tabTo(page, page.getByLabel("Name of the key"));
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Alice");
    await pressOn(page, "Create the key");
    await expect(page.getByRole("radio", { name: "Alice" })).toBeFocused();
    await pressOn(page, "Receive demo funds", "Space");
    await expect(page.getByText(/^Received /)).toBeVisible();
    await expect(page.getByRole("button", { name: "Receive demo funds" })).toBeFocused();
    await pressOn(page, "New key");
    await tabTo(page, page.getByLabel("Name of the key"));
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Bob");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Account of Bob" })).toBeVisible();
    await expect(page.getByRole("radio", { name: "Bob" })).toBeFocused();
    await pressOn(page, "Receive demo funds");
    await expect(page.getByText(/^Received /)).toBeVisible();
  });

  await test.step("fill in, confirm, proved", async () => {
    await expect(page.getByRole("heading", { name: "Send from Bob" })).toBeVisible();
    await pressOn(page, "Alice");
    await tabTo(page, page.getByLabel("Amount"));
    await page.keyboard.type("3.5");
    await expect(page.getByText("Alice (account ")).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog", { name: "Confirm the payment" })).toBeVisible();
    await pressOn(page, "Sign and send");
    await expect(page.getByText(/^Paid 3\.50 /)).toBeVisible();
    await expect(page.getByText("Proved", { exact: true })).toBeVisible();
    await pressOn(page, "Send another");
    await expect(page.getByRole("heading", { name: "Send from Bob" })).toBeVisible();
  });
});
