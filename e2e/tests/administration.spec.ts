/** The administration of a portal: nobody finds it who is not named on the machine; with a second factor users are found, disabled, and let in again. */
import type { Page } from "@playwright/test";
import { expectAccessible, expectGood } from "../support/accessibility.ts";
import { aurigraph } from "../support/commands.ts";
import { anotherPerson, createOrganisation, heading, PASSWORD } from "../support/organisations.ts";
import { newEmail, sessionMenu, signUp } from "../support/signUp.ts";
import { confirm, STEP_UP, stepUpDialog } from "../support/stepUp.ts";
import { expect, NOT_FOUND, test } from "../support/test.ts";

/** Passkeys belong to the portal's name, and a bare network address is none. */
test.use({ baseURL: async ({ ledger }, use) => use(ledger.url.replace("127.0.0.1", "localhost")) });

/** The browser reports an answer that refuses somebody as an error. */
const REFUSED = /status of 401/;

async function addPasskey(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  await client.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  const section = page.getByRole("region", { name: "Passkeys" });
  await page.goto("/profile");
  await section.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a passkey" });
  await dialog.getByLabel("Name", { exact: true }).fill("Telephone");
  await dialog.getByRole("button", { name: "Go on" }).click();
  await confirm(page, PASSWORD);
  await section.getByRole("checkbox", { name: /I have kept them/ }).check();
  await section.getByRole("button", { name: "Done" }).click();
  await expect(section.getByRole("cell", { name: "Telephone", exact: true })).toBeVisible();
}

function users(page: Page) {
  return page.getByRole("table", { name: "Users" });
}

async function search(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Name, e-mail or id" }).fill(text);
  await page.getByRole("button", { name: "Apply" }).click();
}

test("an administrator finds a user, disables and enables it; nobody else finds that page", async ({ page, browser, ledger, complaints }) => {
  test.setTimeout(300_000);
  for (const each of [STEP_UP, REFUSED, NOT_FOUND]) complaints.allow(each);
  const suffix = Date.now().toString(36);
  const ada = { name: "Ada Example", email: newEmail("ada.admin") };
  const grace = { name: `Grace ${suffix}`, email: newEmail("grace.admin") };
  await signUp(page, { ...ada, password: PASSWORD });
  const { context, other } = await anotherPerson(browser, ledger, complaints, grace);
  const organisation = await createOrganisation(other, `Harbour ${suffix}`);

  await test.step("for a user there is no such page", async () => {
    await sessionMenu(other, grace.name).click();
    await expect(other.getByRole("link", { name: "Administration" })).toHaveCount(0);
    await other.goto("/administration/users");
    await expect(heading(other, "Nothing is here")).toBeVisible();
    await expectGood(other, "the administration, for a user");
  });

  await test.step("named on the machine, and without a second factor", async () => {
    await aurigraph("portal", "administrator", "add", ada.email, "--data-dir", ledger.dataDir);
    await page.reload();
    await sessionMenu(page, ada.name).click();
    await page.getByRole("banner").getByRole("link", { name: "Administration" }).click();
    await expect(page.getByText("Add a second factor first")).toBeVisible();
    await expectGood(page, "the administration, without a second factor");
    await addPasskey(page);
  });

  await test.step("a user is found by a part of the name, and by the whole address", async () => {
    await page.goto("/administration");
    await expect(page).toHaveURL(/\/administration\/users$/);
    await expect(users(page).getByRole("row").filter({ hasText: ada.email })).toContainText("you");
    await expectGood(page, "all users");
    await search(page, grace.name.slice(1));
    await expect(page).toHaveURL(/search=/);
    await expect(users(page).getByRole("row")).toHaveCount(2);
    await search(page, grace.email.toUpperCase());
    await expect(users(page).getByRole("row")).toHaveCount(2);
    await users(page).getByRole("link", { name: grace.name }).click();
    await expect(heading(page, grace.name)).toBeVisible();
    await expect(page.getByText(`Harbour ${suffix}`)).toBeVisible();
    await expect(page.getByRole("table", { name: "Activity" })).toContainText("Signed up");
    await expectGood(page, "one user");
    await page.goBack();
  });

  await test.step("disabled: out at once, and no way leads back in", async () => {
    await page.getByRole("checkbox", { name: `Select ${grace.name}` }).check();
    await page.getByRole("button", { name: "Disable", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: `Disable: ${grace.name}` });
    await expect(dialog).toContainText(grace.email);
    await expectAccessible(page, "a change of users, to be confirmed");
    await dialog.getByRole("button", { name: "Disable", exact: true }).click();
    // The passkey was added within five minutes, so perhaps nobody is asked again.
    if (await stepUpDialog(page).isVisible()) await stepUpDialog(page).getByRole("button", { name: /passkey/ }).click();
    await expect(page.getByText("1 user disabled.")).toBeVisible();
    await expect(users(page).getByRole("row").filter({ hasText: grace.email })).toContainText("disabled");
    await other.goto("/profile");
    await expect(other).toHaveURL(/\/sign-in/);
    await other.getByLabel("E-mail address").fill(grace.email);
    await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(other.getByText("The e-mail address or the password is wrong")).toBeVisible();
  });

  await test.step("enabled: the password lets in again", async () => {
    await users(page).getByRole("link", { name: grace.name }).click();
    await expect(page.getByText("Disabled by an administrator.")).toBeVisible();
    await page.getByRole("main").getByRole("button", { name: "Enable", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Enable", exact: true }).click();
    await expect(page.getByText("1 user enabled.")).toBeVisible();
    await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(sessionMenu(other, grace.name)).toBeVisible();
  });

  await test.step("organisations from outside, and who administers", async () => {
    await page.goto(`/administration/organisations?search=${suffix}`);
    await expect(page.getByRole("table", { name: "Organisations" }).getByRole("row")).toHaveCount(2);
    await expectGood(page, "all organisations");
    await page.goto(`/organisations/${organisation}/members`);
    await expect(page.getByText("There is no such organisation, or you do not belong to it")).toBeVisible();
    await page.goto("/administration/administrators");
    await expect(page.getByRole("table", { name: "Administrators" }).getByRole("row").filter({ hasText: ada.email })).toContainText("you");
    await expectGood(page, "the administrators");
  });
  await context.close();
});
