/** Every page, at a phone's and a desk's width, in both themes: accessible, silent, and never wider than the window. */
import { expect } from "@playwright/test";
import { expectAccessible, expectAccessibleColours, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { places } from "../support/places.ts";
import { test } from "../support/test.ts";

/** A page is loaded once at each width, in one theme here and in the other there, and the theme changes under it as it does at dusk. */
const VIEWS = [
  { width: 360, height: 740, first: "light", second: "dark" },
  { width: 1440, height: 900, first: "dark", second: "light" },
] as const;

/** Rows enough for each kind of row: axe's time goes by their number, and `lists.spec.ts` loads the lists at their usual length. */
const SHORT_LISTS: Readonly<Record<string, string>> = { blocks: "?limit=25", transactions: "?limit=25", account: "?limit=25" };

for (const { width, height, first, second } of VIEWS) {
  test(`every page at ${width} px in both themes`, async ({ page, ledger }) => {
    await page.setViewportSize({ width, height });
    for (const place of await places(ledger)) {
      await test.step(place.name, async () => {
        await page.emulateMedia({ colorScheme: first });
        await page.goto(place.path + (SHORT_LISTS[place.name] ?? ""));
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page.getByRole("status").filter({ hasText: /^Loading/ })).toHaveCount(0);
        await expectAccessible(page, `${place.name}, ${width} px, ${first}`);
        await expectNoSidewaysScrolling(page, `${place.name}, ${width} px, ${first}`);
        await page.emulateMedia({ colorScheme: second });
        await expectAccessibleColours(page, `${place.name}, ${width} px, ${second}`);
        await expectNoSidewaysScrolling(page, `${place.name}, ${width} px, ${second}`);
      });
    }
  });
}

test("transfers, single records of batches, and operations are proved", async ({ page, ledger }) => {
  for (const place of await places(ledger)) {
    if (!place.path.startsWith("/transactions/")) continue;
    await test.step(place.name, async () => {
      await page.goto(place.path);
      await expect(page.getByText("Proved", { exact: true })).toBeVisible();
      await expect(page.getByLabel("Steps of the proof").getByText("fails")).toHaveCount(0);
    });
  }
});

test("the palette and the list of keys are accessible while they are open", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeFocused();
  await expectAccessible(page, "the palette");
  await page.keyboard.press("Escape");
  // While a dialog is open its keys are its own, and the browser closes it a moment after the key.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  // A key that is pressed while the focus comes back from the palette goes nowhere.
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expectAccessible(page, "the list of keys");
});

test("the policy is strict, and its nonce is new in every answer", async ({ page, ledger }) => {
  const policies = await Promise.all([1, 2].map(async () => (await page.request.get(ledger.url)).headers()["content-security-policy"] ?? ""));
  for (const policy of policies) {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toMatch(/script-src[^;]*'nonce-[^']{16,}'/);
    expect(policy).not.toContain("unsafe");
  }
  expect(policies[0]).not.toBe(policies[1]);
});
