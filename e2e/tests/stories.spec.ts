/** Every component in both themes and three densities: accessible, and silent. The stories are served by Vite, not by the portal. */
import { expect, test as base } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { StoriesServer } from "../support/StoriesServer.ts";
import { collectComplaints, PageComplaints } from "../support/test.ts";

const test = base.extend<object, { stories: StoriesServer }>({
  stories: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures out of this pattern
    async ({}, use) => {
      const server = await StoriesServer.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

/** Each component is there six times, so what must be unique on a page of the portal is not unique here. */
const SIX_TIMES = ["landmark-unique", "landmark-no-duplicate-main", "landmark-no-duplicate-banner", "landmark-banner-is-top-level", "heading-order", "page-has-heading-one"];
const CELLS_A_STORY = 6;

for (const theme of ["light", "dark"] as const) {
  test(`the stories in the ${theme} theme`, async ({ page, stories }) => {
    const complaints = new PageComplaints();
    collectComplaints(page, complaints);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.goto(stories.url);
    await expect(page.getByRole("heading", { name: "Stories", level: 1 })).toBeVisible({ timeout: 60_000 });
    const count = await page.locator("[data-story]").count();
    expect(count).toBeGreaterThan(25);
    await expect(page.locator("[data-story] [data-theme][data-density]")).toHaveCount(count * CELLS_A_STORY);
    await expectAccessible(page, `the stories, ${theme}`, SIX_TIMES);
    await expectNoSidewaysScrolling(page, `the stories, ${theme}`);
    expect(complaints.unexpected()).toEqual([]);
  });
}
