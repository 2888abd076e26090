/** Every component in both themes and three densities: accessible, and silent. The stories are served by Vite, not by the portal. */
import { expectAccessible, expectAccessibleColours, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { expect, test } from "../support/test.ts";

/** Each component is there six times, so what must be unique on a page of the portal is not unique here. */
const SIX_TIMES = ["landmark-unique", "landmark-no-duplicate-main", "landmark-no-duplicate-banner", "landmark-banner-is-top-level", "heading-order", "page-has-heading-one"];
const CELLS_A_STORY = 6;
/** What axe needs goes by the elements of the page, so it looks at one group at a time, and the workers share the groups. */
const SHARES = 4;
const TIMEOUT_MS = 180_000;

for (let share = 0; share < SHARES; share += 1) {
  test(`the stories in both themes, share ${share + 1} of ${SHARES}`, async ({ page, stories }) => {
    test.setTimeout(TIMEOUT_MS);
    // A group that is not there: only the names of those that are.
    await page.goto(`${stories.url}?group=none`);
    await expect(page.getByRole("heading", { name: "Stories", level: 1 })).toBeVisible({ timeout: 60_000 });
    const links = await page.getByRole("navigation", { name: "Groups of stories" }).getByRole("link").evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).search));
    const groups = links.filter((search) => search !== "");
    expect(groups.length).toBeGreaterThanOrEqual(SHARES);
    for (const group of groups.filter((_, index) => index % SHARES === share)) {
      await test.step(group, async () => {
        await page.emulateMedia({ colorScheme: "light" });
        await page.goto(stories.url + group);
        await expect(page.locator("[data-story]").first()).toBeVisible();
        const count = await page.locator("[data-story]").count();
        await expect(page.locator("[data-story] [data-theme][data-density]")).toHaveCount(count * CELLS_A_STORY);
        await expectAccessible(page, `the stories, ${group}, light`, SIX_TIMES);
        await expectNoSidewaysScrolling(page, `the stories, ${group}, light`);
        await page.emulateMedia({ colorScheme: "dark" });
        await expectAccessibleColours(page, `the stories, ${group}, dark`);
        await expectNoSidewaysScrolling(page, `the stories, ${group}, dark`);
      });
    }
  });
}
