/** The plan of an organisation: what the operator wrote, how much of it is used, and that nothing is made beyond it. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectGood } from "../support/accessibility.ts";
import { LedgerNode } from "../support/LedgerNode.ts";
import { createOrganisation, openPart, PASSWORD } from "../support/organisations.ts";
import { newEmail, signUp } from "../support/signUp.ts";
import { collectComplaints, expect, test } from "../support/test.ts";

const PLANS = `[[plans]]
id = "small"
name = "Small"
description = "For a team that tries things out"
is_default = true
members = 1
teams = 1
`;
/** The browser reports an answer that refuses something as an error. */
const REFUSED = /status of 409/;

function quota(page: Page, name: string) {
  return page.getByRole("region", { name: "Plan" }).locator("dl > div").filter({ has: page.locator("dt", { hasText: name }) });
}

test("a plan says how much of it is used, and holds where things are made", async ({ browser, complaints }) => {
  test.setTimeout(180_000);
  complaints.allow(REFUSED);
  const node = await LedgerNode.start("0");
  try {
    await mkdir(join(node.dataDir, "portal"), { recursive: true });
    await writeFile(join(node.dataDir, "portal", "plans.toml"), PLANS);
    await node.restartUnder("0");
    const context = await browser.newContext({ baseURL: node.url, reducedMotion: "reduce" });
    const page = await context.newPage();
    collectComplaints(page, complaints);
    await signUp(page, { name: "Ada Example", email: newEmail("ada.plan"), password: PASSWORD });
    const id = await createOrganisation(page, "Nordwind");
    await openPart(page, "Usage");
    await expect(page.getByText("For a team that tries things out")).toBeVisible();
    await expect(quota(page, "Members")).toContainText("1 of 1");
    await expect(quota(page, "Members")).toContainText("used up");
    await expect(quota(page, "Teams")).toContainText("0 of 1");
    await expect(quota(page, "Nodes")).toContainText("no limit");
    await expectGood(page, "a plan");

    const make = (name: string) =>
      page.request.post(`/api/v11/organisations/${id}/teams`, { data: { name, roles: ["viewer"] }, headers: { "X-Requested-With": "aurigraph" } });
    expect((await make("Crew")).status()).toBe(201);
    const refused = (await (await make("Second crew")).json()) as unknown;
    expect(refused).toMatchObject({ status: 409, code: "quota_reached" });
    await page.reload();
    await expect(quota(page, "Teams")).toContainText("1 of 1");
    await context.close();
  } finally {
    await node.dispose();
  }
});
