/** The network of several validators: who is there, who votes, and what the page says when one of them is gone. */
import { expect, type Page } from "@playwright/test";
import { expectAccessible, expectAccessibleColours, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { tabTo } from "../support/keyboard.ts";
import { LedgerNode } from "../support/LedgerNode.ts";
import { test } from "../support/test.ts";

const VALIDATORS = 4;
const DEMO_LOAD = "5";

interface NodeList {
  readonly nodes: readonly { readonly name: string; readonly processId: number | null }[];
  readonly reachableNodes: number;
}

/** The figure with this name above the pictures. */
function figure(page: Page, name: string) {
  return page.getByLabel("The committee now").locator("div").filter({ hasText: name }).locator("dd");
}

async function expectGood(page: Page, where: string): Promise<void> {
  for (const { width, first, second } of [{ width: 1440, first: "light", second: "dark" }, { width: 360, first: "dark", second: "light" }] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: first });
    await expect(page.getByRole("grid")).toBeVisible();
    await expectAccessible(page, `${where}, ${width} px, ${first}`);
    await expectNoSidewaysScrolling(page, `${where}, ${width} px`);
    await page.emulateMedia({ colorScheme: second });
    await expectAccessibleColours(page, `${where}, ${width} px, ${second}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("a network of four validators, and what is said when one of them is killed", async ({ page }) => {
  const committee = await LedgerNode.startCommittee(VALIDATORS, DEMO_LOAD);
  try {
    await expect.poll(async () => (await committee.get<NodeList>("/api/v11/nodes")).reachableNodes, { timeout: 30_000 }).toBe(VALIDATORS);

    await test.step("all are there, one leads, and who voted can be read", async () => {
      await page.goto(`${committee.url}/network`);
      await expect(figure(page, "Nodes reachable")).toContainText("4");
      await expect(figure(page, "Needed to decide")).toContainText("3");
      await expect(figure(page, "Current view")).toContainText(/leads/);
      const topology = page.getByRole("group", { name: /^Topology/ });
      await expect(topology.getByRole("link")).toHaveCount(VALIDATORS);
      await expect(topology.getByRole("link", { name: /validator-1.*: healthy.*round trip/ })).toBeVisible();
      await expect(page.getByRole("table", { name: "Nodes" }).getByRole("row")).toHaveCount(VALIDATORS + 1);
      await expectGood(page, "the network");
    });

    await test.step("the rounds by keyboard, held while they are read", async () => {
      const cell = page.getByRole("grid").locator('[role="gridcell"][tabindex="0"]');
      await tabTo(page, cell);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowLeft");
      const words = await page.locator(":focus").getAttribute("aria-label");
      expect(words).toMatch(/^View .+, validator-0/);
      await expect(page.getByText("held while you are on it")).toBeVisible();
      await expect(page.locator("figure").getByText(/^View .+led by validator-/)).toBeVisible();
      expect(await page.locator(":focus").getAttribute("aria-label")).toBe(words);
      // Somewhere else: the rounds go on.
      await page.getByRole("heading", { level: 1 }).click();
      await expect(page.getByText("held while you are on it")).toHaveCount(0);
    });

    await test.step("one is killed: the page says who, and that the others decide", async () => {
      const { nodes } = await committee.get<NodeList>("/api/v11/nodes");
      const processId = nodes.at(-1)?.processId ?? null;
      if (processId === null) throw new Error("the last validator has no process id");
      process.kill(processId, "SIGKILL");
      await expect(page.getByText("validator-3 cannot be reached", { exact: true }).first()).toBeVisible();
      await expect(page.getByText(/3 are needed, not one more may go/)).toBeVisible();
      await expect(figure(page, "Nodes reachable")).toContainText("3");
      await expect(page.getByRole("group", { name: /^Topology/ }).getByRole("link", { name: /validator-3 unreachable: / })).toBeVisible();
      await expect(page.getByRole("gridcell", { name: /skipped/ }).first()).toBeVisible();
      await expectGood(page, "the network without one");
    });

    await test.step("the list by state, and the validator that is gone", async () => {
      await page.getByRole("combobox", { name: "State" }).selectOption("unreachable");
      const table = page.getByRole("table", { name: "Nodes" });
      await expect(table.getByRole("row")).toHaveCount(2);
      await table.getByRole("link", { name: "validator-3" }).click();
      await expect(page.getByRole("heading", { name: "validator-3", level: 1 })).toBeVisible();
      await expect(page.getByText("what it last said of itself")).toBeVisible();
      await expect(page.getByText("no two votes of it that contradict each other")).toBeVisible();
      await expectGood(page, "a validator");
    });
  } finally {
    // The page must not ask for what is about to go.
    await page.goto("about:blank");
    await committee.dispose();
  }
});

test("the network of one validator says that it decides alone; its old address leads to it", async ({ page }) => {
  await page.goto("/nodes?sort=-name");
  await expect(page).toHaveURL(/\/network\?sort=-name$/);
  await expect(page.getByRole("heading", { name: "Network", level: 1 })).toBeVisible();
  await expect(page.getByText("This ledger has one validator", { exact: true })).toBeVisible();
  await expect(page.getByRole("grid")).toHaveCount(0);
  await page.getByRole("table", { name: "Nodes" }).getByRole("link").click();
  await expect(page).toHaveURL(/\/validators\/0$/);
  await expect(page.getByText("It decides alone")).toBeVisible();
});
