/** Organisations: two people and two organisations, from the first invitation to the deletion; a program with a key; and what the audit log says of all that. */
import { readFile } from "node:fs/promises";
import { expectAccessible, expectGood, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { tabTo } from "../support/keyboard.ts";
import { acceptByMail, anotherPerson, createOrganisation, giveRole, heading, invite, memberRow, openPart, parts, PASSWORD } from "../support/organisations.ts";
import { newEmail, sessionMenu, signUp } from "../support/signUp.ts";
import { confirm } from "../support/stepUp.ts";
import { expect, NOT_FOUND, test } from "../support/test.ts";

/** The browser reports an answer that refuses something as an error. */
const REFUSED = /status of (?:403|409)/;
test("two people and two organisations: invited, given roles, kept apart, and written down", async ({ page, browser, ledger, complaints, request }) => {
  test.setTimeout(300_000);
  complaints.allow(REFUSED);
  complaints.allow(NOT_FOUND);
  const suffix = Date.now().toString(36);
  const [nordwind, suedwind] = [`Nordwind ${suffix}`, `S\u00fcdwind ${suffix}`];
  const ada = { name: "Ada Example", email: newEmail("ada.org") };
  const grace = { name: "Grace Example", email: newEmail("grace.org") };
  let id = "";
  await signUp(page, { ...ada, password: PASSWORD });
  const { context, other } = await anotherPerson(browser, ledger, complaints, grace);

  await test.step("an organisation, from the menu of whoever is signed in", async () => {
    await sessionMenu(page, ada.name).click();
    await page.getByRole("banner").getByRole("link", { name: "Organisations" }).click();
    await expect(page.getByText("You belong to no organisation yet")).toBeVisible();
    await expectGood(page, "no organisation yet");
    id = await createOrganisation(page, nordwind);
    await expect(memberRow(page, ada.name)).toContainText("owner");
    await expect(memberRow(page, ada.name)).toContainText("you");
    await expectGood(page, "the members");
  });

  await test.step("an invitation by mail, accepted", async () => {
    await invite(page, grace.email);
    await expectGood(page, "the invitations");
    await acceptByMail(other, grace.email, nordwind);
  });

  await test.step("whoever is a viewer sees who is there, and nothing to change it with", async () => {
    await other.getByRole("link", { name: nordwind }).click();
    await expect(memberRow(other, grace.name)).toContainText("viewer");
    for (const name of ["Invitations", "API keys", "Audit"]) await expect(parts(other).getByRole("link", { name })).toHaveCount(0);
    await expect(other.getByRole("button", { name: /^(?:Roles of|Remove) / })).toHaveCount(0);
    await other.goto(`/organisations/${id}/audit`);
    await expect(other.getByText("Your roles do not show you this")).toBeVisible();
    await expectGood(other, "a part that is not for these roles");
  });

  await test.step("other roles, taken back, and given again", async () => {
    await openPart(page, "Members");
    await giveRole(page, grace.name, "auditor");
    await expect(memberRow(page, grace.name)).toContainText("auditor, viewer");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("Undone.")).toBeVisible();
    await expect(memberRow(page, grace.name)).not.toContainText("auditor");
    await giveRole(page, grace.name, "auditor");
    await other.reload();
    await expect(parts(other).getByRole("link", { name: "Audit" })).toBeVisible();
  });

  await test.step("several at once: the last owner stays one, and the rest is undone exactly", async () => {
    await page.getByLabel("All on this page").check();
    await page.getByRole("button", { name: "Take roles" }).click();
    const dialog = page.getByRole("dialog", { name: "Take roles" });
    await expect(dialog).toContainText(grace.email);
    await dialog.getByRole("checkbox", { name: "owner", exact: true }).check();
    await dialog.getByRole("checkbox", { name: "auditor", exact: true }).check();
    await dialog.getByRole("button", { name: "Take the roles" }).click();
    await expect(dialog.getByRole("listitem").filter({ hasText: ada.name })).toContainText("refused");
    await expect(dialog.getByRole("listitem").filter({ hasText: grace.name })).toContainText("changed");
    await expectAccessible(page, "what came of a change of several");
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(memberRow(page, grace.name)).not.toContainText("auditor");
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(memberRow(page, grace.name)).toContainText("auditor, viewer");
  });

  await test.step("the list by search and order, in the address", async () => {
    await page.getByRole("textbox", { name: "Name or e-mail" }).fill("grace");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect(page).toHaveURL(/search=grace/);
    await expect(memberRow(page, ada.name)).toHaveCount(0);
    await page.getByRole("button", { name: "Remove the filter with: grace" }).click();
    const names = page.getByRole("columnheader", { name: "Name" });
    await names.getByRole("button").click();
    await expect(names).toHaveAttribute("aria-sort", "descending");
    await expect(page.getByRole("table", { name: "Members" }).getByRole("row").nth(1)).toContainText(grace.name);
  });

  await test.step("a team gives its members a role", async () => {
    await openPart(page, "Teams");
    await page.getByRole("main").getByRole("button", { name: "Create a team" }).click();
    const dialog = page.getByRole("dialog", { name: "Create a team" });
    await dialog.getByLabel("Name", { exact: true }).fill("Settlement desk");
    await dialog.getByRole("checkbox", { name: new RegExp(grace.name) }).check();
    await dialog.getByRole("checkbox", { name: "operator", exact: true }).check();
    await expectAccessible(page, "a new team");
    await dialog.getByRole("button", { name: "Create the team" }).click();
    await expect(page.getByText("The team Settlement desk is there.")).toBeVisible();
    await expectGood(page, "the teams");
    await page.getByRole("table", { name: "Teams" }).getByRole("link", { name: "1 member" }).click();
    await expect(memberRow(page, grace.name)).toContainText("operator through teams");
    await expect(memberRow(page, ada.name)).toHaveCount(0);
  });

  await test.step("a stranger gets the page of what is not there, for one's organisation as for none", async () => {
    const theirs = await createOrganisation(other, suedwind);
    for (const path of [`/organisations/${theirs}`, `/organisations/${theirs}/audit`, "/organisations/none/members"]) {
      await page.goto(path);
      await expect(heading(page, "Nothing is here")).toBeVisible();
      await expect(page.getByText(suedwind)).toHaveCount(0);
    }
    await expectGood(page, "no such organisation");
    const answer = await page.request.get(`/api/v11/organisations/${theirs}/members`);
    expect(answer.status()).toBe(404);
  });

  await test.step("a key of a program opens its organisation, no other, and nothing when it is revoked", async () => {
    await page.goto(`/organisations/${id}/api-keys`);
    await page.getByRole("main").getByRole("button", { name: "Create an API key" }).click();
    const dialog = page.getByRole("dialog", { name: "Create an API key" });
    await dialog.getByLabel("Name", { exact: true }).fill("Settlement robot");
    await dialog.getByLabel("Valid for days").fill("366");
    await dialog.getByRole("button", { name: "Create the key" }).click();
    await expect(dialog.getByLabel("Valid for days")).toHaveAccessibleDescription(/from 1 to 365/);
    await dialog.getByLabel("Valid for days").fill("7");
    await dialog.getByRole("button", { name: "Create the key" }).click();
    // It is dangerous: the portal wants to know that it is still Ada. What follows is within the time for which that holds.
    await confirm(page, PASSWORD);
    const shown = page.getByRole("group", { name: "Keep the key Settlement robot" });
    await expect(shown).toBeFocused();
    await expectGood(page, "a new key");
    const secret = await shown.locator("code").first().innerText();
    expect(secret).toMatch(/^agk_/);
    await expect(shown.getByRole("region", { name: "Example with curl" })).toContainText(secret);
    const ask = (path: string) => request.get(`${ledger.url}/api/v11/organisations/${path}`, { headers: { Authorization: `Bearer ${secret}` } });
    expect(await (await ask(id)).json()).toMatchObject({ name: nordwind });
    expect((await ask(`${id}/audit`)).status()).toBe(403);
    expect((await ask("none")).status()).toBe(404);
    await page.getByRole("button", { name: "I have kept the key" }).click();
    await page.reload();
    const keys = page.getByRole("table", { name: "API keys" });
    await expect(keys.getByRole("row").filter({ hasText: "Settlement robot" })).not.toContainText("never");
    await expect(page.getByText(secret)).toHaveCount(0);
    await page.getByRole("button", { name: "Revoke the key Settlement robot" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await expect(page.getByText("There is no API key yet")).toBeVisible();
    expect((await ask(id)).status()).toBe(401);
  });

  await test.step("the audit log tells it, with before and after, and as a file", async () => {
    await openPart(page, "Audit");
    const lines = page.getByRole("list", { name: "Lines of the audit log" });
    for (const words of ["API key revoked", "Team created", "Member joined", "Invitation sent", "Organisation created"]) await expect(lines.getByText(words, { exact: true }).first()).toBeVisible();
    await expect(lines.getByText("read the audit log").first()).toBeVisible();
    await page.getByLabel("Action").selectOption("Members");
    await expect(page).toHaveURL(/action=member\./);
    await expect(lines.getByText("Team created")).toHaveCount(0);
    await lines.getByText("Roles of a member changed", { exact: true }).first().click();
    await expect(lines.getByText("added: auditor").first()).toBeVisible();
    await expect(lines.getByText(/^[0-9a-f]{64}$/).first()).toBeVisible();
    await expectGood(page, "the audit log");
    await page.getByRole("main").locator("summary").filter({ hasText: "Export" }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "All that match as NDJSON" }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^audit-nordwind-.*\.ndjson$/);
    const exported = (await readFile(await download.path(), "utf8")).trim().split("\n").map((line) => JSON.parse(line) as { readonly action: string });
    expect(exported.length).toBeGreaterThanOrEqual(3);
    expect(exported.every(({ action }) => action.startsWith("member."))).toBe(true);
    await page.goto(`/organisations/${id}/audit?outcome=refused&from=2020-01-01&to=2020-01-01`);
    await expect(page.getByText("No line matches")).toBeVisible();
  });

  await test.step("what each role allows", async () => {
    await openPart(page, "Roles");
    await expect(page.getByRole("table", { name: "Roles and what they allow" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Text of the policy" })).toContainText("permit");
    await expectGood(page, "the roles");
  });

  await test.step("the last owner cannot leave; whoever is none can; and the end is typed", async () => {
    await openPart(page, "Settings");
    await expectGood(page, "the settings");
    await page.getByRole("button", { name: "Leave the organisation" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Leave", exact: true }).click();
    await expect(page.getByText("An organisation keeps at least one owner")).toBeVisible();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await other.goto(`/organisations/${id}/settings`);
    await other.getByRole("button", { name: "Leave the organisation" }).click();
    await other.getByRole("dialog").getByRole("button", { name: "Leave", exact: true }).click();
    await expect(heading(other, "Organisations")).toBeVisible();
    await expect(other.getByRole("link", { name: suedwind })).toBeVisible();
    await expect(other.getByRole("link", { name: nordwind })).toHaveCount(0);
    await page.getByRole("button", { name: "Delete the organisation" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete the organisation" });
    await dialog.getByLabel("Name of the organisation").fill(suedwind);
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await expect(dialog.getByLabel("Name of the organisation")).toHaveAccessibleDescription(/exactly as it stands/);
    await expectAccessible(page, "the deletion, to be corrected");
    await dialog.getByLabel("Name of the organisation").fill(nordwind);
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await expect(page.getByText("You belong to no organisation yet")).toBeVisible();
  });
  await context.close();
});

test("the parts by keyboard: following one keeps the keyboard on it, and the one that was open last is opened again", async ({ page }) => {
  const email = newEmail("joan.org");
  await signUp(page, { name: "Joan Example", email, password: PASSWORD });
  const id = await createOrganisation(page, `Ostwind ${Date.now().toString(36)}`);
  const members = parts(page).getByRole("link", { name: "Members" });
  await tabTo(page, members);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const teams = parts(page).getByRole("link", { name: "Teams" });
  await expect(teams).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/teams$/);
  await expect(page.getByText("There is no team yet")).toBeVisible();
  await expect(teams).toBeFocused();
  await page.goto(`/organisations/${id}`);
  await expect(page).toHaveURL(/\/teams$/);
  await page.goto(`/organisations/${id}/no-such-part`);
  await expect(heading(page, "Nothing is here")).toBeVisible();
});

test("whoever is not signed in signs in first, and comes back", async ({ page }) => {
  await page.goto("/organisations");
  await expect(page).toHaveURL(/\/sign-in\?next=\/organisations$/);
  await page.goto("/organisations/some/members?role=owner");
  await expect(page).toHaveURL(/\/sign-in\?next=\/organisations\/some\/members%3Frole%3Downer$/);
  await expectNoSidewaysScrolling(page, "the sign-in");
});
