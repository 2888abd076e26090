/** What every page must hold: no violation that axe finds, and no sideways scrolling. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Fails softly with every violation by rule and element, so that one run names all of them; `without` names rules that do not apply here. */
export async function expectAccessible(page: Page, where: string, without: string[] = []): Promise<void> {
  // The portal has no frames, so the quicker mode without a helper page looks at the same things.
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).disableRules(without).setLegacyMode().analyze();
  const findings = violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`));
  expect.soft(findings, `axe on ${where}`).toEqual([]);
}

/** Fails softly when the page is wider than the window. */
export async function expectNoSidewaysScrolling(page: Page, where: string): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(excess, `pixels beyond the window on ${where}`).toBe(0);
}
