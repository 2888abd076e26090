/** The page as a person uses it who has no pointing device. */
import { expect, type Locator, type Page } from "@playwright/test";

const TABS_MAX = 120;

/** Presses Tab until the element has the focus; that it can be reached is the point. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} cannot be reached by Tab`);
}
