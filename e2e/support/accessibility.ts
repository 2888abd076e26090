/** What every page must hold: no violation that axe finds, and no sideways scrolling. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/**
 * The axe of `@axe-core/playwright`, minified, and read by a document once: by itself AxeBuilder has its 1.4 MB read twice at every look, which
 * takes longer than looking at a small page.
 */
const AXE = readFileSync(createRequire(import.meta.resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js"), "utf8");
const AXE_IS_THERE = ";";

/** The rules of axe that look at colours. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** More than elements that inherit a colour from each other are nested. */
const LEVELS_MAX = 50;

/** axe in this document, in which every colour is where it was going: axe judges it as it is at that moment. */
async function axeIn(page: Page): Promise<AxeBuilder> {
  const isThere = await page.evaluate(async (levelsMax) => {
    // A frame that was drawn: right after the theme changed, single elements still had the colours of the one before.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    // What inherits a colour begins its own transition when that of its parent has ended: level by level, until none is left.
    for (let level = 0; level < levelsMax; level += 1) {
      const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
      if (transitions.length === 0) break;
      for (const transition of transitions) transition.finish();
    }
    return "axe" in window;
  }, LEVELS_MAX);
  if (!isThere) await page.evaluate(AXE);
  // The portal has no frames, so the quicker mode without a helper page looks at the same things.
  return new AxeBuilder({ page, axeSource: AXE_IS_THERE }).options({ resultTypes: ["violations"] }).setLegacyMode();
}

async function expectNoViolations(axe: AxeBuilder, where: string): Promise<void> {
  const { violations } = await axe.analyze();
  const findings = violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary ?? ""}`));
  expect.soft(findings, `axe on ${where}`).toEqual([]);
}

/** Fails softly with every violation by rule and element, so that one run names all of them; `without` names rules that do not apply here. */
export async function expectAccessible(page: Page, where: string, without: string[] = []): Promise<void> {
  await expectNoViolations((await axeIn(page)).disableRules(without), where);
}

/** The same by the rules that look at colours: for a page that was accessible before its theme changed, and nothing else. */
export async function expectAccessibleColours(page: Page, where: string): Promise<void> {
  await expectNoViolations((await axeIn(page)).withRules(COLOUR_RULES), where);
}

/** Fails softly when the page is wider than the window. */
export async function expectNoSidewaysScrolling(page: Page, where: string): Promise<void> {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(excess, `pixels beyond the window on ${where}`).toBe(0);
}

/** Looks at a page in two widths and both themes, and leaves it in the width of the tests. */
export async function expectGood(page: Page, where: string): Promise<void> {
  for (const { width, first, second } of [{ width: 1440, first: "light", second: "dark" }, { width: 360, first: "dark", second: "light" }] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: first });
    await expectAccessible(page, `${where}, ${width} px, ${first}`);
    await expectNoSidewaysScrolling(page, `${where}, ${width} px`);
    await page.emulateMedia({ colorScheme: second });
    await expectAccessibleColours(page, `${where}, ${width} px, ${second}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}
