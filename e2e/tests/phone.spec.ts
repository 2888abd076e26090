/** The main job on a phone: 360 px, a finger, and the areas at the thumb. */
import { expect } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { NOT_FOUND, test } from "../support/test.ts";
import { confirmAndProve, createKey, receiveDemoFunds, review, selectKey } from "../support/wallet.ts";

const FINGER_PX = 44;

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

test("a payment on a phone, from the overview to its proof", async ({ page, complaints }) => {
  complaints.allow(NOT_FOUND);
  const areas = page.getByRole("navigation", { name: "Areas" });

  await test.step("from the overview to Send, by the bar at the thumb", async () => {
    await page.goto("/");
    await expect(page.getByRole("region", { name: "Ledger status" })).toContainText("Live");
    await areas.getByRole("link", { name: "Send" }).tap();
    await expect(page.getByRole("heading", { name: "Send", level: 1 })).toBeVisible();
    await expect(page.getByRole("heading", { name: "How a payment goes" })).toBeVisible();
  });

  await test.step("a payment, wherever it is never wider than the phone", async () => {
    await createKey(page, "Alice");
    await receiveDemoFunds(page);
    await createKey(page, "Bob");
    await receiveDemoFunds(page);
    await selectKey(page, "Alice");
    await review(page, { to: "Bob", amount: "4.20", reference: "by phone" });
    await expectNoSidewaysScrolling(page, "the confirmation at 360 px");
    const button = await page.getByRole("button", { name: "Sign and send" }).boundingBox();
    expect(button?.height).toBeGreaterThanOrEqual(FINGER_PX);
    await confirmAndProve(page);
    await expectNoSidewaysScrolling(page, "the proved payment at 360 px");
    await expectAccessible(page, "the proved payment at 360 px");
  });

  await test.step("its own page, and the areas behind More", async () => {
    await page.getByRole("link", { name: "Transaction page" }).tap();
    await expect(page.getByText("by phone")).toBeVisible();
    await areas.getByRole("button", { name: "More" }).tap();
    await page.getByRole("dialog", { name: "More" }).getByRole("link", { name: "Validators" }).tap();
    await expect(page.getByText(/of the voting power/).first()).toBeVisible();
    await expectNoSidewaysScrolling(page, "the validators at 360 px");
  });
});
