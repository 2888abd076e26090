/** Another machine takes part and a validator leaves, while the network runs: from the node that follows to the epoch in which it decides with the others. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { expectGood } from "../support/accessibility.ts";
import { aurigraph } from "../support/commands.ts";
import { JoinedNode } from "../support/JoinedNode.ts";
import { LedgerNode } from "../support/LedgerNode.ts";
import { test } from "../support/test.ts";

const VALIDATORS = 4;
/** Without traffic a block comes three times a second at most: nobody misses on the page what holds for 66 of them, on however fast a machine. */
const DEMO_LOAD = "off";
/** In this version validators can be changed; the versions begin one after the other. */
const PROTOCOL_VERSIONS = ["2", "3"];
/** From the block that accepts a change to the first of the new epoch, at least. */
const LEAD_BLOCKS = 66;

interface Validators {
  readonly validators: readonly { readonly publicKey: string; readonly participation: { readonly finalizeVotes: number } | null }[];
}

interface Proposal {
  readonly acceptedAtHeight: number;
  readonly inForceFromHeight: number;
}

/** What the operators of a network do, each with the folder of the own validator. */
class Operators {
  readonly #network: LedgerNode;
  readonly #folder: string;

  constructor(network: LedgerNode, folder: string) {
    this.#network = network;
    this.#folder = folder;
  }

  #config(validator: number): string {
    return join(this.#network.dataDir, `validator-${validator}`, "node.toml");
  }

  #file(name: string): string {
    return join(this.#folder, `${name}.json`);
  }

  get #treasury(): string {
    return join(this.#folder, "treasury.key");
  }

  /** An account that brings votes to the ledger. */
  async register(): Promise<void> {
    await aurigraph("wallet", "new", "--scheme", "ed25519", "--key", this.#treasury);
    await aurigraph("wallet", "register", "--key", this.#treasury, "--http", this.#network.url);
  }

  /** The first validator's operator makes a proposal, and votes for it; its id. */
  async propose(name: string, ...what: readonly string[]): Promise<string> {
    const { proposalId } = await aurigraph<{ readonly proposalId: string }>("governance", "propose", "--config", this.#config(0), "--http", this.#network.url, "--out", this.#file(name), ...what);
    return proposalId;
  }

  async vote(name: string, validator: number): Promise<void> {
    await aurigraph("governance", "vote", this.#file(name), "--config", this.#config(validator), "--yes");
  }

  /** Brings the votes of a file to the ledger. */
  async submit(name: string): Promise<void> {
    await aurigraph("governance", "submit", this.#file(name), "--key", this.#treasury, "--http", this.#network.url, "--yes");
  }
}

/** The rows of a table without its head. */
function rowsOf(page: Page, name: string) {
  return page.getByRole("table", { name }).locator("tbody").getByRole("row");
}

/** Part of a list of figures or facts. */
function figure(page: Page, list: string, name: string) {
  return page.getByLabel(list).locator("div").filter({ hasText: name }).locator("dd");
}

/** A height as it is shown; thin spaces count as others do. */
function shown(height: number): string {
  return String(height).replaceAll(/\B(?=(\d{3})+$)/g, " ");
}

test("another machine becomes a validator in the place of one that leaves", async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), "aurigraph-e2e-validators-"));
  const network = await LedgerNode.startCommittee(VALIDATORS, DEMO_LOAD);
  const operators = new Operators(network, folder);
  let joined: JoinedNode | undefined;
  let proposal = "";
  try {
    await expect.poll(async () => (await network.get<{ readonly reachableNodes: number }>("/api/v11/nodes")).reachableNodes, { timeout: 30_000 }).toBe(VALIDATORS);

    await test.step("the validators go on to the version in which they can be changed", async () => {
      await operators.register();
      for (const version of PROTOCOL_VERSIONS) {
        await operators.propose(version, "--protocol-version", version);
        for (const validator of [2, 3]) await operators.vote(version, validator);
        await operators.submit(version);
      }
    });

    const newcomer = await test.step("another machine follows them, and is level", async () => {
      joined = await JoinedNode.start(network, [0, 2], "validator-4");
      await page.goto(`${network.url}/network`);
      await expect(rowsOf(page, "Nodes").filter({ hasText: "validator-4" })).toContainText(/Business.*level/);
      return joined;
    });

    await test.step("one operator proposes it in the place of another: who comes, who stays, who goes", async () => {
      const { validators } = await network.get<Validators>("/api/v11/validators");
      proposal = await operators.propose("change", "--remove-validator", validators[1]?.publicKey ?? "", "--add-validator", newcomer.seat);
      await operators.submit("change");
      await page.getByRole("link", { name: "Governance" }).first().click();
      const what = `Validators: replace validator-1 by ${newcomer.publicKey.slice(0, 6)}\u2026${newcomer.publicKey.slice(-6)}`;
      const row = rowsOf(page, "Proposals").filter({ hasText: what });
      await expect(row).toContainText(/open.*1 of 3/);
      await page.goto(`${network.url}/governance/${proposal}`);
      await expect(page.getByRole("heading", { name: what, level: 1 })).toBeVisible();
      await expect(page.getByText("1 comes, 1 goes, 3 stay")).toBeVisible();
      await expect(rowsOf(page, "Validators, before and after")).toContainText([/stays.*validator-0/, /stays.*validator-2/, /stays.*validator-3/, /comes.*no name/, /goes.*validator-1/]);
      await expectGood(page, "validators proposed");
    });

    await test.step("one more vote is not enough, and the third accepts it", async () => {
      await operators.vote("change", 2);
      await operators.submit("change");
      await expect(rowsOf(page, "Votes").filter({ hasText: "validator-2" })).toContainText("voted for it");
      await expect(page.getByText("still needs a voting power of 1")).toBeVisible();
      await operators.vote("change", 3);
      await operators.submit("change");
      await expect(page.getByText("It was accepted: votes for it are no longer counted.")).toBeVisible();
    });

    const { acceptedAtHeight, inForceFromHeight } = await network.get<Proposal>(`/api/v11/governance/proposals/${proposal}`);
    expect(inForceFromHeight).toBe(acceptedAtHeight + LEAD_BLOCKS);
    const first = shown(inForceFromHeight);

    await test.step("from which block on is said before it begins", async () => {
      await expect(figure(page, "Facts of this proposal", "In force from")).toContainText(new RegExp(`^${first}.*in \\d+ blocks$`));
      await page.getByRole("main").getByRole("link", { name: "Governance" }).click();
      await expect(figure(page, "Governance now", "Epoch")).toContainText(`0epoch 1 from block ${first} on`);
      await expect(page.getByText(`Epoch 1 with 4 validators from block ${first} on`)).toBeVisible();
      await expect(page.getByRole("link", { name: "Epoch 1" })).toHaveAttribute("href", `/governance/${proposal}`);
      await expect(rowsOf(page, "Proposals").first()).toContainText(/accepted.*3 of 3/);
      await expectGood(page, "governance, validators accepted");
    });

    await test.step("the epoch begins at that block", async () => {
      await expect(figure(page, "Governance now", "Epoch")).toContainText(`1since block ${first}`, { timeout: 45_000 });
      await expect(page.getByText(`Its first block: ${first}`)).toBeVisible();
      await expect(rowsOf(page, "Proposals").first()).toContainText(/in force/);
      await page.goto(`${network.url}/governance/${proposal}`);
      await expect(page.getByText("3 voted for it, in an earlier epoch")).toBeVisible();
      await expect(rowsOf(page, "Validators, before and after")).toContainText([/stays.*validator-0/, /stays.*validator-2/, /stays.*validator-3/, /comes/, /goes.*validator-1/]);
    });

    await test.step("the others move up, and the new one decides with them", async () => {
      await page.getByRole("link", { name: "Network" }).first().click();
      await expect(rowsOf(page, "Nodes").filter({ has: page.getByRole("cell", { name: "Validator", exact: true }) })).toContainText([/validator-0/, /validator-2/, /validator-3/, /validator-4/]);
      await expect(rowsOf(page, "Nodes").filter({ hasText: "validator-4" })).toHaveCount(1);
      await expect(page.getByRole("group", { name: /^Topology/ }).getByRole("link", { name: /validator-4.*: healthy.*round trip/ })).toBeVisible();
      await expectGood(page, "the network with another validator");
      await page.getByRole("table", { name: "Nodes" }).getByRole("link", { name: "validator-4" }).click();
      await expect(page).toHaveURL(/\/validators\/3$/);
      await expect.poll(async () => (await network.get<Validators>("/api/v11/validators")).validators[3]?.participation?.finalizeVotes).toBeGreaterThan(0);
    });

    await test.step("the one that left follows them", async () => {
      await page.goto(`${network.urlOf(1)}/network`);
      await expect(page.getByText("as validator-1 sees them, a business node")).toBeVisible();
      await expect(rowsOf(page, "Nodes").filter({ hasText: "validator-1" })).toContainText(/Business.*level/);
    });
  } finally {
    // The page must not ask for what is about to go.
    await page.goto("about:blank");
    await joined?.dispose();
    await network.dispose();
    await rm(folder, { recursive: true, force: true });
  }
});
