/** The Send page as a person uses it. */
import { expect, type Page } from "@playwright/test";

/** Creates a key on the Send page; with a passphrase if one is given. */
export async function createKey(page: Page, name: string, passphrase?: string): Promise<void> {
  const another = page.getByRole("button", { name: "New key" });
  await expect(another.or(page.getByLabel("Name of the key"))).toBeVisible();
  if (await another.isVisible()) await another.click();
  await page.getByLabel("Name of the key").fill(name);
  if (passphrase !== undefined) {
    await page.getByLabel("Protect it with a passphrase").check();
    await page.getByLabel("New passphrase").fill(passphrase);
    await page.getByLabel("The same again").fill(passphrase);
  }
  await page.getByRole("button", { name: "Create the key" }).click();
  await expect(page.getByRole("heading", { name: `Account of ${name}` })).toBeVisible();
}

/** Asks the faucet for the selected key. */
export async function receiveDemoFunds(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Receive demo funds" }).click();
  await expect(page.getByText(/^Received /)).toBeVisible();
  await expect(page.getByRole("button", { name: "Review" })).toBeVisible();
}

/** Selects one of the keys by its name. */
export async function selectKey(page: Page, name: string): Promise<void> {
  await page.getByRole("radio", { name }).check();
  await expect(page.getByRole("heading", { name: `Account of ${name}` })).toBeVisible();
}

interface Payment {
  /** The name of another key of this browser. */
  readonly to: string;
  readonly amount: string;
  readonly reference: string;
}

/** Fills in a payment and opens its confirmation. */
export async function review(page: Page, payment: Payment): Promise<void> {
  await page.getByRole("button", { name: payment.to, exact: true }).click();
  await page.getByLabel("Amount").fill(payment.amount);
  await page.getByLabel("Reference").fill(payment.reference);
  await expect(page.getByText(`${payment.to} (account `)).toBeVisible();
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("dialog", { name: "Confirm the payment" })).toBeVisible();
}

/** Confirms, waits until the payment is final and proved, and returns the transaction's hash. */
export async function confirmAndProve(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Sign and send" }).click();
  await expect(page.getByText(/ms from sending to final, measured in this browser/)).toBeVisible();
  await expect(page.getByText("Proved", { exact: true })).toBeVisible();
  const href = await page.getByRole("link", { name: "Transaction page" }).getAttribute("href");
  const hash = href?.split("/").at(-1) ?? "";
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  return hash;
}
