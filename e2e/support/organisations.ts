/** Organisations by their pages: made, left to others by invitation, and gone through part by part. */
import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { expectAccessible, expectGood } from "./accessibility.ts";
import type { LedgerNode } from "./LedgerNode.ts";
import { signUp } from "./signUp.ts";
import { collectComplaints, type PageComplaints } from "./test.ts";

/** Of everybody in these tests. */
export const PASSWORD = "four unrelated words here";

export function heading(page: Page, name: string) {
  return page.getByRole("heading", { name, level: 1, exact: true });
}

export function parts(page: Page) {
  return page.getByRole("navigation", { name: "Parts of the organisation" });
}

export async function openPart(page: Page, name: string): Promise<void> {
  await parts(page).getByRole("link", { name, exact: true }).click();
  await expect(parts(page).getByRole("link", { name, exact: true })).toHaveAttribute("aria-current", "page");
  await expect(page.getByRole("status").filter({ hasText: /^Loading/ })).toHaveCount(0);
}

/** Another person in a browser of their own, which must stay silent, too. */
export async function anotherPerson(browser: Browser, ledger: LedgerNode, complaints: PageComplaints, person: { readonly name: string; readonly email: string }): Promise<{ context: BrowserContext; other: Page }> {
  const context = await browser.newContext({ baseURL: ledger.url, reducedMotion: "reduce" });
  const other = await context.newPage();
  collectComplaints(other, complaints);
  await signUp(other, { ...person, password: PASSWORD });
  return { context, other };
}

/** From the list of the own organisations, also where that is empty; its id. */
export async function createOrganisation(page: Page, name: string): Promise<string> {
  await page.goto("/organisations");
  await page.getByRole("main").getByRole("button", { name: "Create an organisation" }).click();
  const dialog = page.getByRole("dialog", { name: "Create an organisation" });
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/Enter a name/);
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(heading(page, name)).toBeVisible();
  await expect(page).toHaveURL(/\/organisations\/[^/]+\/members$/);
  return new URL(page.url()).pathname.split("/")[2] ?? "";
}

/** Invites one address with the role that is chosen at first. */
export async function invite(page: Page, email: string): Promise<void> {
  await openPart(page, "Invitations");
  await page.getByRole("main").getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Invite" });
  await dialog.getByLabel("E-mail addresses").fill(`${email}, not an address`);
  await expect(dialog.getByRole("listitem").filter({ hasText: email })).toContainText("can be invited");
  await expect(dialog.getByRole("listitem").filter({ hasText: "not an address" })).toContainText("is no e-mail address");
  await dialog.getByRole("button", { name: "Invite 2" }).click();
  await expect(dialog.getByRole("group", { name: "What happened" })).toBeFocused();
  await expectAccessible(page, "invitations to be corrected");
  await dialog.getByLabel("E-mail addresses").fill(email);
  await expect(dialog.getByRole("checkbox", { name: "viewer" })).toBeChecked();
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(page.getByText("1 invitation is on the way.")).toBeVisible();
  await expect(page.getByRole("table", { name: "Invitations" }).getByText(email)).toBeVisible();
}

/** Follows the mail of an invitation, which leads to the own organisations. */
export async function acceptByMail(page: Page, email: string, organisation: string): Promise<void> {
  await page.goto("/inbox");
  await page.getByRole("row").filter({ hasText: email }).filter({ hasText: /invited/i }).first().getByRole("link").click();
  const mail = page.getByRole("group", { name: "Open mail" });
  await expect(mail).toContainText(organisation);
  await mail.getByRole("link").first().click();
  await expect(heading(page, "Organisations")).toBeVisible();
  await expectGood(page, "an invitation to oneself");
  await page.getByRole("button", { name: `Accept the invitation to ${organisation}` }).click();
  await expect(page.getByRole("list", { name: "Your organisations" }).getByRole("link", { name: organisation })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Invitations to you" })).toHaveCount(0);
}

/** Gives one member a role more. */
export async function giveRole(page: Page, member: string, role: string): Promise<void> {
  await page.getByRole("button", { name: `Roles of ${member}` }).click();
  const dialog = page.getByRole("dialog", { name: `Roles of ${member}` });
  await expect(dialog.getByRole("button", { name: "Save the roles" })).toBeDisabled();
  await dialog.getByRole("checkbox", { name: role, exact: true }).check();
  await expect(dialog.getByText(`${member} gets ${role}.`)).toBeVisible();
  await dialog.getByRole("button", { name: "Save the roles" }).click();
  await expect(dialog).toHaveCount(0);
}

export function memberRow(page: Page, name: string) {
  return page.getByRole("table", { name: "Members" }).getByRole("row").filter({ hasText: name });
}
