/** A business node comes to the ledger: requested by one person, approved by another, registered by its own key with the executable, seen at work, and revoked. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Locator, Page } from "@playwright/test";
import { expectAccessible, expectGood } from "../support/accessibility.ts";
import { aurigraph } from "../support/commands.ts";
import { tabTo } from "../support/keyboard.ts";
import { freePort, type LedgerNode } from "../support/LedgerNode.ts";
import { BINARY, NodeProcess } from "../support/NodeProcess.ts";
import { acceptByMail, anotherPerson, createOrganisation, giveRole, invite, openPart, PASSWORD } from "../support/organisations.ts";
import { newEmail, signUp } from "../support/signUp.ts";
import { confirm } from "../support/stepUp.ts";
import { expect, NOT_FOUND, test } from "../support/test.ts";

/** The browser reports an answer that refuses something as an error. */
const REFUSED = /status of (?:403|409|410)/;
/** From the block that says something of a key to the node that has read it, and to those that ask it. */
const READ_MS = 30_000;
const ENROL_TIMEOUT_MS = 60_000;
const NAME = "Hamburg office";

const execute = promisify(execFile);

interface Nodes {
  readonly nodes: readonly { readonly nodeId: string; readonly registration?: string | null }[];
}

/** The machine of the node: a folder, in which the commands of the page are typed. */
class Machine {
  readonly #folder: string;
  #process: NodeProcess | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<Machine> {
    return new Machine(await mkdtemp(join(tmpdir(), "aurigraph-e2e-provisioned-")));
  }

  /** The words of a command line, with the folder of this machine in the place of the one that the page names. */
  #words(line: string): readonly string[] {
    const [program, ...words] = line.split(" ");
    expect(program).toBe("aurigraph");
    return words.map((word) => (word === "business" || word.startsWith("business/") ? join(this.#folder, word) : word));
  }

  /** Makes the node; its public key. Several nodes run on this machine, so it gets ports of its own. */
  async makeNode(line: string): Promise<{ readonly nodeId: string; readonly http: string }> {
    const http = `127.0.0.1:${await freePort()}`;
    const { nodeId } = await aurigraph<{ readonly nodeId: string }>(...this.#words(line), "--name", "hamburg", "--http", http, "--grpc", `127.0.0.1:${await freePort()}`);
    return { nodeId, http };
  }

  /** Shows the token, which comes on standard input; what the command printed. */
  async enrol(line: string, token: string): Promise<string> {
    const running = execute(BINARY, [...this.#words(line)], { timeout: ENROL_TIMEOUT_MS });
    running.child.stdin?.end(`${token}\n`);
    return (await running).stdout;
  }

  async run(line: string, http: string): Promise<void> {
    this.#process = await NodeProcess.start(this.#words(line), `http://${http}`);
  }

  /** Stops the node as an operator would, and removes its data. */
  async dispose(): Promise<void> {
    await this.#process?.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function table(page: Page) {
  return page.getByRole("table", { name: "Nodes" });
}

function stands(page: Page, words: RegExp): Locator {
  return page.getByRole("main").getByRole("status").filter({ hasText: words });
}

function fact(page: Page, name: string): Locator {
  return page.getByRole("region", { name: "Facts" }).locator("dl > div").filter({ has: page.locator("dt", { hasText: name }) }).locator("dd");
}

/** The words of the page's commands. */
async function commandsOf(dialog: Locator): Promise<readonly [string, string, string]> {
  const lines = await dialog.getByRole("list", { name: "Commands" }).locator("code").allTextContents();
  expect(lines).toHaveLength(3);
  return lines as [string, string, string];
}

/** What the ledger's node says of a key; undefined where it does not list it. */
async function registrationOf(ledger: LedgerNode, nodeId: string): Promise<string | null | undefined> {
  const { nodes } = await ledger.get<Nodes>("/api/v11/nodes");
  const found = nodes.find((node) => node.nodeId === nodeId);
  return found === undefined ? undefined : (found.registration ?? null);
}

test("a node is requested, approved by somebody else, registered by its own key, and revoked", async ({ page, browser, ledger, complaints }) => {
  test.setTimeout(300_000);
  complaints.allow(REFUSED);
  complaints.allow(NOT_FOUND);
  const organisation = `Nordwind ${Date.now().toString(36)}`;
  const ada = { name: "Ada Example", email: newEmail("ada.node") };
  const grace = { name: "Grace Example", email: newEmail("grace.node") };
  const machine = await Machine.create();
  const thief = await Machine.create();
  await signUp(page, { ...ada, password: PASSWORD });
  const { context, other } = await anotherPerson(browser, ledger, complaints, grace);
  try {
    const id = await createOrganisation(page, organisation);
    await invite(page, grace.email);
    await acceptByMail(other, grace.email, organisation);

    await test.step("whoever may only look is not offered anything else", async () => {
      await other.goto(`/organisations/${id}/nodes`);
      await expect(other.getByText("There is no node yet")).toBeVisible();
      await expect(other.getByRole("button", { name: "Request a node" })).toHaveCount(0);
      await openPart(page, "Members");
      await giveRole(page, grace.name, "admin");
    });

    await test.step("an owner requests it", async () => {
      await openPart(page, "Nodes");
      await expect(page.getByRole("list", { name: "How a node comes to the ledger" })).toBeVisible();
      await expectAccessible(page, "no nodes");
      await page.getByRole("main").getByRole("button", { name: "Request a node" }).click();
      const dialog = page.getByRole("dialog", { name: "Request a node" });
      await dialog.getByRole("button", { name: "Request the node" }).click();
      await expect(dialog.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/Enter a name/);
      await expect(dialog.getByRole("radio", { name: "business node" })).toBeChecked();
      await expectAccessible(page, "a node to be requested");
      await dialog.getByLabel("Name", { exact: true }).fill(NAME);
      await dialog.getByLabel("Note").fill("For the settlement robots.");
      await dialog.getByRole("button", { name: "Request the node" }).click();
      await expect(page.getByText(`${NAME} is requested.`)).toBeVisible();
      await expect(table(page).getByRole("row").filter({ hasText: NAME })).toContainText("requested");
      await expectGood(page, "the nodes of an organisation");
    });

    await test.step("and may not approve it herself", async () => {
      await table(page).getByRole("link", { name: NAME }).click();
      const approve = page.getByRole("button", { name: "Approve" });
      await expect(approve).toBeDisabled();
      await expect(approve).toHaveAccessibleDescription(/Somebody else has to approve/);
      await expect(page.getByRole("button", { name: "Reject" })).toHaveCount(0);
      await expect(page.getByRole("button", { name: "Make a token" })).toHaveCount(0);
      await expectAccessible(page, "a node of one's own request");
      const requestId = new URL(page.url()).searchParams.get("node") ?? "";
      const answer = await page.request.post(`/api/v11/organisations/${id}/nodes/${requestId}/approve`, { data: {}, headers: { "X-Requested-With": "aurigraph" } });
      expect((await answer.json()) as unknown).toMatchObject({ status: 403, code: "own_request" });
    });

    await test.step("another admin finds it by its state, and approves it by keyboard", async () => {
      await other.goto(`/organisations/${id}/nodes?state=requested`);
      await table(other).getByRole("link", { name: NAME }).click();
      const approve = other.getByRole("button", { name: "Approve" });
      await tabTo(other, approve);
      await other.keyboard.press("Enter");
      const dialog = other.getByRole("dialog", { name: `Approve ${NAME}` });
      await expect(dialog).toContainText(`that ${ada.name} registers a business node`);
      await expectAccessible(other, "an approval");
      await dialog.getByRole("button", { name: "Approve" }).click();
      await confirm(other, PASSWORD);
      await expect(dialog).toHaveCount(0);
      await expect(stands(other, /It is approved/)).toBeVisible();
    });

    const { token, commands } = await test.step("the first one sees it without a reload, and makes a token", async () => {
      await expect(stands(page, /It is approved/)).toBeVisible();
      await page.getByRole("button", { name: "Make a token" }).click();
      await page.getByRole("dialog", { name: `Make a token for ${NAME}` }).getByRole("button", { name: "Make the token" }).click();
      await confirm(page, PASSWORD);
      const dialog = page.getByRole("dialog", { name: `Token of ${NAME}` });
      await expect(dialog.getByText("Leaving this dialog hides the token")).toBeVisible();
      await expectGood(page, "a token");
      const shown = (await dialog.locator("p > code").first().textContent()) ?? "";
      const lines = await commandsOf(dialog);
      for (const line of lines) expect(line).not.toContain(shown);
      expect(lines[0]).toContain((await ledger.get<{ readonly chainId: string }>("/api/v11/info")).chainId);
      for (const line of lines.slice(0, 2)) expect(line).toContain(ledger.url);
      return { token: shown, commands: lines };
    });

    const node = await test.step("the machine makes its key, shows the token, and the page says by itself that it is registered", async () => {
      const [joining, enrolling] = commands;
      const made = await machine.makeNode(joining);
      await machine.enrol(enrolling, token);
      const dialog = page.getByRole("dialog", { name: `Token of ${NAME}` });
      await expect(dialog.getByText(/It is registered on the ledger, in block/)).toBeVisible();
      await expect(dialog.getByText(token)).toHaveCount(0);
      await dialog.getByRole("button", { name: "Close" }).click();
      await expect(page.getByText(token)).toHaveCount(0);
      return made;
    });

    await test.step("another key gets nothing for the same token", async () => {
      const [joining, enrolling] = commands;
      await thief.makeNode(joining);
      await expect(thief.enrol(enrolling, token)).rejects.toThrow();
    });

    await test.step("it runs, and the page shows how it is", async () => {
      await expect(fact(page, "Now")).toContainText("not heard of");
      await machine.run(commands[2], node.http);
      await expect(fact(page, "Now")).toContainText(/healthy.*height.*heard/, { timeout: READ_MS });
      await expect.poll(() => registrationOf(ledger, node.nodeId), { timeout: READ_MS }).toBe("registered");
      await expectGood(page, "a node that runs");
      await page.getByRole("list", { name: "The way of this node" }).getByRole("link").first().click();
      await expect(page).toHaveURL(/\/transactions\/[0-9a-f]{64}$/);
      await page.goto("/network");
      await expect(table(page).getByRole("row").filter({ hasText: "hamburg" })).toContainText("registered");
    });

    await test.step("it is found by a part of its key, and revoked with a reason", async () => {
      await page.goto(`/organisations/${id}/nodes`);
      await page.getByRole("textbox", { name: "Search" }).fill(node.nodeId.slice(0, 12));
      await page.getByRole("button", { name: "Apply" }).click();
      await table(page).getByRole("link", { name: NAME }).click();
      await page.getByRole("button", { name: "Revoke" }).click();
      const dialog = page.getByRole("dialog", { name: `Revoke ${NAME}` });
      await expect(dialog).toContainText("Other nodes refuse what it says of itself");
      await dialog.getByRole("button", { name: "Revoke" }).click();
      await expect(dialog.getByLabel("Reason")).toHaveAccessibleDescription(/Say why/);
      await expectAccessible(page, "a revocation");
      await dialog.getByLabel("Reason").fill("The machine was sold.");
      // The page was confirmed a moment ago, for the token.
      await dialog.getByRole("button", { name: "Revoke" }).click();
      await expect(dialog).toHaveCount(0);
      await expect(stands(page, /It is revoked, since block/)).toBeVisible();
      await expect(page.getByRole("list", { name: "The way of this node" })).toContainText("The machine was sold.");
    });

    await test.step("the ledger's nodes let it go", async () => {
      await expect.poll(() => registrationOf(ledger, node.nodeId), { timeout: READ_MS }).toBeUndefined();
      await expect(fact(page, "Now")).toContainText("not heard of");
      await expect(page.getByRole("button", { name: "Revoke" })).toHaveCount(0);
      await expectGood(page, "a node that was revoked");
    });

    await test.step("the audit log tells all of it", async () => {
      await openPart(page, "Audit");
      const lines = page.getByRole("list", { name: "Lines of the audit log" });
      for (const words of ["Node requested", "Node approved", "Token for a node made", "Node registered", "Node revoked"]) {
        await expect(lines.getByText(words, { exact: true }).first()).toBeVisible();
      }
    });
  } finally {
    await context.close();
    await machine.dispose();
    await thief.dispose();
  }
});
