/** Keys can be lost and brought back, bad payments are refused before anything is signed, and proofs convince off-line. */
import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { NO_NODE, NOT_FOUND, test } from "../support/test.ts";
import { confirmAndProve, createKey, receiveDemoFunds, review, selectKey } from "../support/wallet.ts";

const PASSPHRASE = "several unrelated words";

test("a key survives its deletion by its encrypted backup", async ({ page, complaints }, testInfo) => {
  complaints.allow(NOT_FOUND);
  await page.goto("/send");
  await createKey(page, "Savings", PASSPHRASE);
  const address = await page.getByRole("button", { name: "Copy address of Savings" }).locator("..").textContent();

  await page.getByRole("button", { name: "Back up" }).click();
  await page.getByLabel("Passphrase of the key").fill("not the passphrase");
  await page.getByRole("button", { name: "Download the file" }).click();
  await expect(page.getByText("The passphrase does not open this key.")).toBeVisible();
  await page.getByLabel("Passphrase of the key").fill(PASSPHRASE);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the file" }).click();
  const file = testInfo.outputPath("key.json");
  await (await downloading).saveAs(file);
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ format: "aurigraph-key-file-v1", name: "Savings" });
  await expect(page.getByText("backed up")).toBeVisible();

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("button", { name: "Delete the key" })).toBeDisabled();
  await page.getByLabel("I understand that this cannot be undone").check();
  await page.getByRole("button", { name: "Delete the key" }).click();
  await expect(page.getByRole("radio", { name: "Savings" })).toHaveCount(0);

  await page.getByRole("button", { name: "Bring in a file" }).click();
  await page.getByRole("dialog").locator("input[type=file]").setInputFiles(file);
  await page.getByLabel("Its passphrase").fill(PASSPHRASE);
  await page.getByRole("button", { name: "Bring it in" }).click();
  await expect(page.getByRole("radio", { name: "Savings" })).toBeVisible();
  expect(await page.getByRole("button", { name: "Copy address of Savings" }).locator("..").textContent()).toBe(address);
  await page.reload();
  await expect(page.getByRole("radio", { name: "Savings" })).toBeVisible();
});

test("what cannot be paid is refused in words before anything is signed", async ({ page, complaints }) => {
  complaints.allow(NOT_FOUND);
  await page.goto("/send");
  await createKey(page, "Alice");
  await receiveDemoFunds(page);
  const recipient = page.getByLabel("To", { exact: true });
  await recipient.fill("not an address");
  await expect(page.getByText(/Enter an address of 64 hexadecimal digits/)).toBeVisible();
  await recipient.fill("f".repeat(64));
  await expect(page.getByText(/No account has this address/)).toBeVisible();
  await recipient.fill("0");
  await expect(page.getByText(/account 0/)).toBeVisible();
  for (const [amount, words] of [
    ["", "Enter an amount."],
    ["1,000,000", /Enter digits/],
    ["0.001", /does not have that many decimals/],
    ["0", /above zero/],
    ["99999999999", /does not hold that much/],
  ] as const) {
    await page.getByLabel("Amount").fill(amount);
    await page.getByRole("button", { name: "Review" }).click();
    await expect(page.getByText(words)).toBeVisible();
  }
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a payment whose answer was lost is sent again and paid once", async ({ page, complaints }) => {
  complaints.allow(NOT_FOUND);
  complaints.allow(NO_NODE);
  await page.goto("/send");
  await createKey(page, "Alice");
  await receiveDemoFunds(page);
  await createKey(page, "Bob");
  await receiveDemoFunds(page);
  await selectKey(page, "Alice");
  const balance = page.locator("dl dd").filter({ hasText: /\d/ }).first();
  const before = await balance.textContent();
  await review(page, { to: "Bob", amount: "2", reference: "answer lost" });
  // The node applies it, but its answer never reaches the page.
  await page.route("**/api/v11/blockchain/transactions", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.getByRole("button", { name: "Sign and send" }).click();
  await expect(page.getByText(/Whether the payment arrived is not known/)).toBeVisible();
  await page.unroute("**/api/v11/blockchain/transactions");
  await page.getByRole("button", { name: "Send the same bytes again" }).click();
  await expect(page.getByText(/^Paid 2\.00 /)).toBeVisible();
  await expect(page.getByText("It had arrived with the first attempt.")).toBeVisible();
  await expect(balance).not.toHaveText(before ?? "");
});

test("a proof convinces as a file, and not when a byte of it is altered", async ({ page, complaints }, testInfo) => {
  complaints.allow(NOT_FOUND);
  await page.goto("/send");
  await createKey(page, "Alice");
  await receiveDemoFunds(page);
  await createKey(page, "Bob");
  await receiveDemoFunds(page);
  await selectKey(page, "Alice");
  await review(page, { to: "Bob", amount: "1", reference: "proof as a file" });
  await confirmAndProve(page);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download proof" }).click();
  const file = testInfo.outputPath("proof.json");
  await (await downloading).saveAs(file);

  await page.getByRole("link", { name: "Verify a file" }).click();
  await page.getByLabel("Choose a proof file, or drop it here").setInputFiles(file);
  await expect(page.getByText("Proved", { exact: true })).toBeVisible();

  const text = await readFile(file, "utf8");
  const altered = text.replace(/("record": ")(..)/, (_, head: string, byte: string) => head + (byte === "00" ? "01" : "00"));
  await page.getByLabel("or paste its text").fill(altered);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  await expect(page.getByText("Not proved", { exact: true })).toBeVisible();
});

test("the API reference is searched and tried", async ({ page }) => {
  await page.goto("/docs");
  await page.getByLabel("Search the operations").fill("get info");
  const operation = page.locator("summary").filter({ hasText: /\/api\/v11\/info/ });
  await operation.click();
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(page.getByLabel("Answer")).toContainText("chainId");
});
