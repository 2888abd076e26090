/** What validators decide: from the first proposal to the rule in force, with the commands of their operators and the file that the page hands out. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { expectAccessible, expectAccessibleColours, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { aurigraph } from "../support/commands.ts";
import { LedgerNode } from "../support/LedgerNode.ts";
import { NOT_FOUND, test } from "../support/test.ts";

const VALIDATORS = 4;
const DEMO_LOAD = "5";
const LIMIT_BYTES = "2000000";
/** Thin spaces stand in figures and before units. */
const WHAT = /Blocks hold at most 1\.91.MiB of submissions/;

interface Operations {
  readonly transactions: readonly { readonly hash: string; readonly signer: { readonly address: string }; readonly operation: { readonly kind: string } | null }[];
}

async function expectGood(page: Page, where: string): Promise<void> {
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

/** The newest operation, once the index has it: the one that brought votes. */
async function votesOperation(network: LedgerNode): Promise<Operations["transactions"][number]> {
  const newest = async () => (await network.get<Operations>("/api/v11/blockchain/transactions?limit=1&kind=operation")).transactions[0];
  await expect.poll(async () => (await newest())?.operation?.kind).toBe("govern");
  const found = await newest();
  if (found === undefined) throw new Error("there is no operation");
  return found;
}

test("four validators limit the size of blocks", async ({ page }) => {
  const network = await LedgerNode.startCommittee(VALIDATORS, DEMO_LOAD);
  const folder = await mkdtemp(join(tmpdir(), "aurigraph-e2e-governance-"));
  const key = join(folder, "treasury.key");
  const config = (index: number) => join(network.dataDir, `validator-${index}`, "node.toml");
  const submit = (file: string) => aurigraph("governance", "submit", file, "--key", key, "--http", network.url, "--yes");
  const table = page.getByRole("table", { name: "Proposals" });
  let id = "";
  try {
    await expect.poll(async () => (await network.get<{ readonly reachableNodes: number }>("/api/v11/nodes")).reachableNodes, { timeout: 30_000 }).toBe(VALIDATORS);

    await test.step("nobody has proposed anything: how to is said", async () => {
      await page.goto(`${network.url}/governance`);
      await expect(page.getByText("Nobody has proposed anything yet")).toBeVisible();
      await expect(page.getByRole("button", { name: /^Copy command: aurigraph governance propose --config node\.toml/ })).toBeVisible();
      await expect(page.getByText("this node knows up to")).toBeVisible();
      await expectGood(page, "governance, nothing proposed");
    });

    await test.step("a proposal with one vote appears by itself", async () => {
      await aurigraph("wallet", "new", "--scheme", "ed25519", "--key", key);
      await aurigraph("wallet", "register", "--key", key, "--http", network.url);
      const file = join(folder, "limit.json");
      const proposed = await aurigraph<{ readonly proposalId: string }>("governance", "propose", "--config", config(0), "--http", network.url, "--parameter", `block_bytes_max=${LIMIT_BYTES}`, "--out", file);
      id = proposed.proposalId;
      await submit(file);
      const row = table.getByRole("row").filter({ hasText: WHAT });
      await expect(row).toContainText("open");
      await expect(row).toContainText("1 of 3");
    });

    await test.step("by status, by its figure, by its id, and in another order", async () => {
      await page.getByRole("combobox", { name: "Status" }).selectOption("EXPIRED");
      await expect(page.getByText("No proposals match")).toBeVisible();
      await page.getByRole("button", { name: "Remove the filter status: expired" }).click();
      const search = page.getByRole("textbox", { name: "Words or an id" });
      for (const [text, rows] of [["registrar", 0], [LIMIT_BYTES, 1], [id.slice(10, 30), 1]] as const) {
        await search.fill(text);
        await search.press("Enter");
        await expect(page.getByRole("button", { name: `Remove the filter with: ${text}` })).toBeVisible();
        await expect(table.getByRole("link", { name: WHAT })).toHaveCount(rows);
      }
      await table.getByRole("button", { name: "First vote at" }).click();
      await expect(page).toHaveURL(/sort=proposed/);
      await expectGood(page, "governance, one open");
    });

    await test.step("who voted, who has not, and how to", async () => {
      await page.getByRole("heading", { level: 1 }).click();
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(new RegExp(`/governance/${id}$`));
      await expect(page.getByRole("heading", { name: WHAT, level: 1 })).toBeVisible();
      const votes = page.getByRole("table", { name: "Votes" });
      await expect(votes.getByRole("row", { name: /validator-0/ })).toContainText("voted for it");
      await expect(votes.getByRole("row", { name: /validator-3/ })).toContainText("not yet");
      await expect(page.getByText("still needs a voting power of 2")).toBeVisible();
      await expect(page.getByRole("button", { name: "Copy command: aurigraph governance vote FILE --config node.toml" })).toBeVisible();
      await expectGood(page, "an open proposal");
    });

    await test.step("two more validators sign the file of the page: accepted, and in force", async () => {
      const file = join(folder, "from-the-page.json");
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Proposal file" }).click()]);
      await download.saveAs(file);
      for (const index of [1, 2]) {
        const vote = await aurigraph<{ readonly proposalId: string; readonly isNew: boolean }>("governance", "vote", file, "--config", config(index), "--yes");
        expect(vote).toMatchObject({ proposalId: id, isNew: true });
      }
      await submit(file);
      await expect(page.getByText("It was accepted: votes for it are no longer counted.")).toBeVisible();
      await expect(page.getByText("unless another proposal changed it since")).toBeVisible();
      await expect(page.getByRole("table", { name: "Votes" }).getByRole("row", { name: /validator-3/ })).toContainText("none before it was accepted");
      await page.getByRole("link", { name: "Governance" }).first().click();
      await expect(page.getByText(/^1\.91.MiB$/)).toBeVisible();
    });

    await test.step("the operation that brought the votes leads to the proposal", async () => {
      const { hash, signer } = await votesOperation(network);
      await page.goto(`${network.url}/accounts/${signer.address}`);
      await expect(page.getByRole("row").filter({ hasText: "2 votes for proposal" })).toBeVisible();
      await page.goto(`${network.url}/transactions/${hash}`);
      await expect(page.getByText("2 votes for proposal")).toBeVisible();
      await page.getByRole("link", { name: `${id.slice(0, 6)}\u2026`, exact: true }).click();
      await expect(page.getByRole("heading", { name: WHAT, level: 1 })).toBeVisible();
    });
  } finally {
    // The page must not ask for what is about to go.
    await page.goto("about:blank");
    await network.dispose();
    await rm(folder, { recursive: true, force: true });
  }
});

test("a proposal that is not there", async ({ page, complaints }) => {
  complaints.allow(NOT_FOUND);
  await page.goto(`/governance/${"0".repeat(64)}`);
  await expect(page.getByText(/nobody voted for it, or it is forgotten/)).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Governance" }).click();
  await expect(page.getByRole("heading", { name: "Governance", level: 1 })).toBeVisible();
});
