/** Every component in both themes and three densities: accessible, and silent. The stories are served by Vite, not by the portal. */
import { expectAccessible, expectAccessibleColours, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { expect, test } from "../support/test.ts";

/** Each component is there six times, so what must be unique on a page of the portal is not unique here. */
const SIX_TIMES = ["landmark-unique", "landmark-no-duplicate-main", "landmark-no-duplicate-banner", "landmark-banner-is-top-level", "heading-order", "page-has-heading-one"];
const CELLS_A_STORY = 6;

test("the stories in both themes", async ({ page, stories }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(stories.url);
  await expect(page.getByRole("heading", { name: "Stories", level: 1 })).toBeVisible({ timeout: 60_000 });
  const count = await page.locator("[data-story]").count();
  expect(count).toBeGreaterThan(25);
  await expect(page.locator("[data-story] [data-theme][data-density]")).toHaveCount(count * CELLS_A_STORY);
  await expectAccessible(page, "the stories, light", SIX_TIMES);
  await expectNoSidewaysScrolling(page, "the stories, light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessibleColours(page, "the stories, dark");
  await expectNoSidewaysScrolling(page, "the stories, dark");
});
