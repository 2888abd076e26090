/** Payments that others approve: an account linked to the organisation, a rule, a payment proposed by one person, approved by another with a key of their own, and paid. */
import type { Page } from "@playwright/test";
import { expectAccessible, expectGood } from "../support/accessibility.ts";
import { tabTo } from "../support/keyboard.ts";
import { acceptByMail, anotherPerson, createOrganisation, giveRole, invite, openPart, PASSWORD } from "../support/organisations.ts";
import { newEmail, signUp } from "../support/signUp.ts";
import { confirm } from "../support/stepUp.ts";
import { expect, NOT_FOUND, test } from "../support/test.ts";
import { createKey, receiveDemoFunds } from "../support/wallet.ts";

/** The browser reports an answer that refuses something as an error. */
const REFUSED = /status of (?:403|409|410)/;

/** Links the one key of this browser that is not linked yet. */
async function link(page: Page, label: string, statement: RegExp, isConfirmed: boolean): Promise<void> {
  await page.getByRole("main").getByRole("button", { name: "Link an account" }).click();
  const dialog = page.getByRole("dialog", { name: "Link a ledger account" });
  await dialog.getByLabel("Label").fill("");
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(dialog.getByLabel("Label")).toHaveAccessibleDescription(/Enter a label/);
  await dialog.getByLabel("Label").fill(label);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(dialog.getByRole("region", { name: "Statement to be signed" })).toContainText("Aurigraph portal: link a ledger account");
  await expect(dialog.getByRole("region", { name: "Statement to be signed" })).toContainText(statement);
  await expectAccessible(page, "a statement to be signed");
  await dialog.getByRole("button", { name: "Sign and link" }).click();
  if (!isConfirmed) await confirm(page, PASSWORD);
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("table", { name: "Ledger accounts" }).getByText(label)).toBeVisible();
}

/** Writes a payment to an account by its index, and leaves it at the last look. */
async function write(page: Page, to: string, amount: string): Promise<void> {
  await page.getByRole("main").getByRole("button", { name: "Propose a payment" }).click();
  await page.getByLabel("To", { exact: true }).fill(to);
  await page.getByLabel("Amount").fill(amount);
  await page.getByRole("button", { name: "Review" }).click();
}

test("a payment above the limit waits for another person with another key, and is paid when it is approved", async ({ page, browser, ledger, complaints }) => {
  test.setTimeout(300_000);
  complaints.allow(REFUSED);
  complaints.allow(NOT_FOUND);
  const suffix = Date.now().toString(36);
  const organisation = `Westwind ${suffix}`;
  const ada = { name: "Ada Example", email: newEmail("ada.pay") };
  const grace = { name: "Grace Example", email: newEmail("grace.pay") };
  await signUp(page, { ...ada, password: PASSWORD });
  await page.goto("/send");
  await createKey(page, "Till");
  await receiveDemoFunds(page);
  const { context, other } = await anotherPerson(browser, ledger, complaints, grace);
  await other.goto("/send");
  await createKey(other, "Grace's key");
  const id = await createOrganisation(page, organisation);
  await invite(page, grace.email);
  await acceptByMail(other, grace.email, organisation);
  await openPart(page, "Members");
  await giveRole(page, grace.name, "treasurer");

  await test.step("the account that pays is the organisation's", async () => {
    await openPart(page, "Ledger accounts");
    await expect(page.getByText("No ledger account is linked yet")).toBeVisible();
    await expectGood(page, "no ledger account");
    await link(page, "Till", new RegExp(`Organisation: ${id}`), true);
    await expectGood(page, "the ledger accounts");
    await page.getByRole("main").getByRole("button", { name: "Link an account" }).click();
    await expect(page.getByRole("dialog").getByText("Every key of this browser is linked already")).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await test.step("a rule: above one euro another person has to approve", async () => {
    await openPart(page, "Payments");
    await expect(page.getByText("No payment needs an approval")).toBeVisible();
    await expectGood(page, "no payments");
    await page.getByRole("button", { name: "Add a rule" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a rule" });
    await dialog.getByLabel("Limit").fill("1");
    await dialog.getByLabel("Approvals above it").fill("11");
    await dialog.getByRole("button", { name: "Save the rule" }).click();
    await expect(dialog.getByLabel("Approvals above it")).toHaveAccessibleDescription(/from 1 to 10/);
    await dialog.getByLabel("Approvals above it").fill("1");
    await dialog.getByRole("button", { name: "Save the rule" }).click();
    await confirm(page, PASSWORD);
    await expect(page.getByText(/^Above 1\.00 .*: 1 approval$/).first()).toBeVisible();
  });

  await test.step("at the limit nobody is asked", async () => {
    await write(page, "0", "1");
    await page.getByRole("button", { name: "Sign and propose" }).click();
    await expect(page.getByText("The payment needs no approval")).toBeVisible();
    await expect(page.getByRole("table", { name: "Payments" }).getByText("approved")).toBeVisible();
  });

  await test.step("above it the payment waits, and whoever proposed it cannot approve", async () => {
    await write(page, "0", "2.50");
    const dialog = page.getByRole("dialog", { name: "Confirm the payment" });
    await expect(dialog).toContainText("it is kept here, and sent to the ledger when it is approved");
    await expectAccessible(page, "a payment to be proposed");
    await dialog.getByRole("button", { name: "Sign and propose" }).click();
    await expect(page.getByText("The payment is proposed, and waits for others.")).toBeVisible();
    await page.getByRole("table", { name: "Payments" }).getByRole("link", { name: /^2\.50 / }).click();
    await expect(page.getByText("It waits for a word of others.")).toBeVisible();
    for (const name of ["Approve", "Reject", "Pay now"]) await expect(page.getByRole("button", { name })).toHaveCount(0);
    await expectGood(page, "a payment that waits");
  });

  await test.step("another person, who first needs a key of their own", async () => {
    await other.goto(`/organisations/${id}/payments?for=me`);
    await other.getByRole("table", { name: "Payments" }).getByRole("link", { name: /^2\.50 / }).click();
    await other.getByRole("button", { name: "Approve" }).click();
    const dialog = other.getByRole("dialog", { name: "Approve the payment" });
    await expect(dialog.getByText("Link a key of your own first")).toBeVisible();
    await expectAccessible(other, "no key to approve with");
    await dialog.getByRole("link", { name: "Your profile" }).click();
    await link(other, "Grace's key", /Person: usr_/, false);
    await expectGood(other, "the profile with a ledger account");
  });

  await test.step("she reads what is paid, and approves it by keyboard", async () => {
    await other.goto(`/organisations/${id}/payments?for=me`);
    await other.getByRole("table", { name: "Payments" }).getByRole("link", { name: /^2\.50 / }).click();
    await expect(other.getByText(`${ada.name} proposes to pay`)).toBeVisible();
    const approve = other.getByRole("button", { name: "Approve" });
    await tabTo(other, approve);
    await other.keyboard.press("Enter");
    const dialog = other.getByRole("dialog", { name: "Approve the payment" });
    await dialog.locator("summary").click();
    await expect(dialog.getByRole("region", { name: "Statement to be signed" })).toContainText("To account 0: 250 minor units of asset 0");
    await expectAccessible(other, "the decision");
    await dialog.getByRole("button", { name: "Sign and approve" }).click();
    await expect(other.getByText("You approved the payment.")).toBeVisible();
    await expectGood(other, "an approved payment");
  });

  await test.step("it is paid, once, and the ledger says so", async () => {
    await page.reload();
    await expect(page.getByText(`${grace.name} approved it`)).toBeVisible();
    await page.getByRole("button", { name: "Pay now" }).click();
    await page.getByRole("dialog", { name: "Pay now" }).getByRole("button", { name: "Pay", exact: true }).click();
    await expect(page.getByText("applied", { exact: true })).toBeVisible();
    await expectGood(page, "a payment that was paid");
    await page.getByRole("button", { name: "Send to the ledger again" }).click();
    await page.getByRole("dialog", { name: "Pay now" }).getByRole("button", { name: "Pay", exact: true }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  await test.step("one rejection ends another one", async () => {
    await page.goto(`/organisations/${id}/payments`);
    await write(page, "0", "3");
    await page.getByRole("button", { name: "Sign and propose" }).click();
    await other.goto(`/organisations/${id}/payments?for=me`);
    await other.getByRole("table", { name: "Payments" }).getByRole("link", { name: /^3\.00 / }).click();
    await other.getByRole("button", { name: "Reject" }).click();
    await other.getByRole("dialog", { name: "Reject the payment" }).getByRole("button", { name: "Sign and reject" }).click();
    await expect(other.getByText("Its signature is deleted here.")).toBeVisible();
    await other.goto(`/organisations/${id}/payments?for=me`);
    await expect(other.getByText("Nothing waits for you")).toBeVisible();
  });

  await test.step("the audit log tells all of it", async () => {
    await openPart(page, "Audit");
    const lines = page.getByRole("list", { name: "Lines of the audit log" });
    for (const words of ["Ledger account linked", "Payment rules changed", "Payment proposed", "Payment approved", "Payment taken to be paid", "Payment rejected"]) {
      await expect(lines.getByText(words, { exact: true }).first()).toBeVisible();
    }
  });
  await context.close();
});
