/** kill -9: the page says so on its figures, nothing that was shown as final is gone afterwards, and the page recovers alone. */
import { expect } from "@playwright/test";
import { expectAccessible } from "../support/accessibility.ts";
import { LedgerNode } from "../support/LedgerNode.ts";
import { NO_NODE, NOT_FOUND, test } from "../support/test.ts";
import { confirmAndProve, createKey, receiveDemoFunds, review, selectKey } from "../support/wallet.ts";

interface Account {
  readonly address: string;
  readonly balances: readonly { readonly asset: string; readonly amount: string }[];
  readonly nextSequence: string;
}

interface Transaction {
  readonly hash: string;
  readonly blockHeight: number;
  readonly signer: { readonly address: string };
}

test("a killed node loses nothing that was final, and the page follows", async ({ page, complaints }) => {
  complaints.allow(NOT_FOUND);
  complaints.allow(NO_NODE);
  const node = await LedgerNode.start();
  try {
    const hash = await test.step("a payment becomes final", async () => {
      await page.goto(`${node.url}/send`);
      await createKey(page, "Alice");
      await receiveDemoFunds(page);
      await createKey(page, "Bob");
      await receiveDemoFunds(page);
      await selectKey(page, "Alice");
      await review(page, { to: "Bob", amount: "1", reference: "before the crash" });
      return confirmAndProve(page);
    });
    const transaction = await node.get<Transaction>(`/api/v11/blockchain/transactions/${hash}`);
    const payer = await node.get<Account>(`/api/v11/accounts/${transaction.signer.address}`);

    await test.step("the page says that the connection is lost, and since when", async () => {
      await page.getByRole("link", { name: "Overview", exact: true }).click();
      const status = page.getByRole("region", { name: "Ledger status" });
      await expect(status).toContainText("Live");
      const figures = page.getByLabel("Figures of the last second");
      const health = page.getByRole("region", { name: "Health of this node" });
      await expect(figures.getByText("measured now")).toHaveCount(6);
      await expect(health.getByText("measured now").first()).toBeVisible();
      await page.evaluate(() => document.documentElement.setAttribute("data-loaded-once", ""));
      await node.kill();
      await expect(status).toContainText(/Connection lost since \d\d:\d\d:\d\d/);
      // Not one figure is left that claims to be measured now.
      await expect(figures.getByText("measured now")).toHaveCount(0);
      await expect(figures.getByText(/ old$/)).toHaveCount(6);
      await expect(page.getByText("not updated while the connection is lost")).toBeVisible();
      await expect(health.getByText(/ old$/).first()).toBeVisible();
      await expectAccessible(page, "the overview without a node");
    });

    await test.step("the node is back, and so is the page, without a reload", async () => {
      await node.startAgain();
      await expect(page.getByRole("region", { name: "Ledger status" })).toContainText("Live", { timeout: 45_000 });
      const figures = page.getByLabel("Figures of the last second");
      await expect(figures.getByText("measured now")).toHaveCount(6);
      await expect(figures.getByText(/ old$/)).toHaveCount(0);
      await expect(page.locator("html[data-loaded-once]")).toHaveCount(1);
    });

    await test.step("everything is still there", async () => {
      expect(await node.get<Transaction>(`/api/v11/blockchain/transactions/${hash}`)).toEqual(transaction);
      const after = await node.get<Account>(`/api/v11/accounts/${payer.address}`);
      expect(after.balances).toEqual(payer.balances);
      expect(after.nextSequence).toBe(payer.nextSequence);
      await page.goto(`${node.url}/transactions/${hash}`);
      await expect(page.getByText("before the crash")).toBeVisible();
      await expect(page.getByText("Proved", { exact: true })).toBeVisible();
    });
  } finally {
    await node.dispose();
  }
});
