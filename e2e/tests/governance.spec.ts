/** What validators decide: from the first proposal to the rule in force, with the commands of their operators and the file that the page hands out. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { expectGood } from "../support/accessibility.ts";
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
      await expect(page.getByRole("button", { name: /^Copy command: aurigraph governance propose --config node\.toml --parameter / })).toBeVisible();
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
      await expect(page).toHaveURL(/\/governance$/);
      // Until its height it stands beside the value that is still in force, and for a moment in both places.
      await expect(page.getByText(/^1\.91.MiB$/).first()).toBeVisible();
      await expect(page.getByText(/^1\.91.MiB$/)).toHaveCount(1);
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

const key = (pair: string) => pair.repeat(32);

/** What a network of four says of a proposal to replace one of them, made up: to see it named and shown, nobody has to take part. */
const REPLACEMENT = {
  proposalId: key("1a"),
  number: 1_768_473_000_000_000,
  status: "OPEN",
  action: {
    kind: "set_validators",
    epoch: 2,
    validators: [
      ...[0, 2, 3].map((index) => ({ publicKey: key(`b${index}`), address: `203.0.113.${index}:9300`, name: `validator-${index}`, isNew: false })),
      { publicKey: key("e5"), address: "[2001:db8:85a3:8d3:1319:8a2e:370:7348]:19300", name: null, isNew: true },
    ],
    removedValidators: [{ publicKey: key("b1"), name: "validator-1" }],
  },
  proposalBytes: "0a0b",
  effectiveHeight: 0,
  expiresHeight: 9_000_000,
  proposedAtHeight: 1,
  acceptedAtHeight: null,
  inForceFromHeight: null,
  votes: [{ publicKey: key("b0"), validatorId: "0", validatorName: "validator-0" }],
  votingPower: 1,
  votingPowerNeeded: 3,
};
const EPOCHS = {
  blockHeight: 100,
  protocolVersion: 3,
  latestKnownProtocolVersion: 3,
  nextProtocol: null,
  epoch: 2,
  epochFirstHeight: 1,
  nextEpoch: null,
  parameters: [],
  totalVotingPower: 4,
  votingPowerNeeded: 3,
  openProposals: 1,
  acceptedProposals: 0,
};

test("a proposal for other validators is named, found and shown as before and after", async ({ page }) => {
  let overview: object = EPOCHS;
  await page.route("**/api/v11/governance", (route) => route.fulfill({ json: overview }));
  await page.route("**/api/v11/governance/proposals?*", (route) => route.fulfill({ json: { proposals: [REPLACEMENT], nextCursor: null } }));
  await page.route(`**/api/v11/governance/proposals/${REPLACEMENT.proposalId}`, (route) => route.fulfill({ json: REPLACEMENT }));
  const named = { name: "Validators: replace validator-1 by e5e5e5\u2026e5e5e5" };

  await test.step("the epoch stands among the rules, and how to propose another", async () => {
    await page.goto("/governance");
    await expect(page.getByText("Its first block: 1")).toBeVisible();
    await expect(page.getByRole("button", { name: /^Copy command: aurigraph governance propose .*--add-validator KEY@HOST:PORT/ })).toBeVisible();
    const search = page.getByRole("textbox", { name: "Words or an id" });
    for (const [text, rows] of [["set_parameter", 0], ["set_validators", 1], ["203.0.113.2:9300", 1]] as const) {
      await search.fill(text);
      await search.press("Enter");
      await expect(page.getByRole("button", { name: `Remove the filter with: ${text}` })).toBeVisible();
      await expect(page.getByRole("link", named)).toHaveCount(rows);
    }
    await expectGood(page, "governance, other validators proposed");
  });

  await test.step("who stays, who comes and who goes", async () => {
    await page.goto(`/governance/${REPLACEMENT.proposalId}`);
    await expect(page.getByRole("heading", { ...named, level: 1 })).toBeVisible();
    const seats = page.getByRole("table", { name: "Validators, before and after" });
    await expect(seats.getByRole("row", { name: /validator-0/ })).toContainText("stays");
    await expect(seats.getByRole("row", { name: /2001:db8/ })).toContainText("comes");
    await expect(seats.getByRole("row", { name: /validator-1/ })).toContainText("goes");
    await expect(page.getByText("1 comes, 1 goes, 3 stay")).toBeVisible();
    await expectGood(page, "a proposal for other validators");
  });

  await test.step("once another change is accepted, nobody is told to vote", async () => {
    overview = { ...EPOCHS, nextEpoch: { epoch: 3, firstHeight: 5_000, validatorCount: 5 } };
    await expect(page.getByText("another change of validators was accepted first", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Copy command/ })).toHaveCount(0);
    await page.getByRole("main").getByRole("link", { name: "Governance" }).click();
    await expect(page.getByText(/Epoch 3 with 5 validators from block 5.000 on \(in 4.900 blocks\)/)).toBeVisible();
    await expectGood(page, "governance, other validators to come");
  });
});

test("a proposal that is not there", async ({ page, complaints }) => {
  complaints.allow(NOT_FOUND);
  await page.goto(`/governance/${"0".repeat(64)}`);
  await expect(page.getByText(/nobody voted for it, or it is forgotten/)).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Governance" }).click();
  await expect(page.getByRole("heading", { name: "Governance", level: 1 })).toBeVisible();
});
