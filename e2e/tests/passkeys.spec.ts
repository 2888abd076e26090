/** Passkeys: added, signing in by themselves and as a second step, confirming dangerous acts, renamed and removed. The device is the browser's virtual one. */
import type { CDPSession, Page } from "@playwright/test";
import { expectAccessible, expectGood } from "../support/accessibility.ts";
import { newEmail, sessionMenu, signUp } from "../support/signUp.ts";
import { confirm, STEP_UP, stepUpDialog } from "../support/stepUp.ts";
import { expect, test } from "../support/test.ts";

/** Passkeys belong to the portal's name, and a bare network address is none. */
test.use({ baseURL: async ({ ledger }, use) => use(ledger.url.replace("127.0.0.1", "localhost")) });

const NAME = "Ada Example";
const PASSWORD = "four unrelated words here";

/** A device with a fingerprint reader, which says yes at once. */
async function addDevice(page: Page): Promise<{ readonly client: CDPSession; readonly authenticatorId: string }> {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { client, authenticatorId };
}

function section(page: Page) {
  return page.getByRole("region", { name: "Passkeys" });
}

function heading(page: Page, name: string, level: 1 | 2 = 1) {
  return page.getByRole("heading", { name, level, exact: true });
}

async function signOut(page: Page): Promise<void> {
  await sessionMenu(page, NAME).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
}

test("a passkey from its addition to its removal", async ({ page, complaints }) => {
  test.setTimeout(180_000);
  complaints.allow(STEP_UP);
  const email = newEmail("ada.passkey");
  const { client, authenticatorId } = await addDevice(page);

  await test.step("add one; recovery codes come with it", async () => {
    await signUp(page, { name: NAME, email, password: PASSWORD });
    await page.goto("/profile");
    await expectGood(page, "a profile without passkeys");
    await section(page).getByRole("button", { name: "Add a passkey" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a passkey" });
    await dialog.getByRole("button", { name: "Go on" }).click();
    await expect(dialog.getByText("One field needs a correction")).toBeVisible();
    await dialog.getByLabel("Name", { exact: true }).fill("Telephone");
    await dialog.getByRole("button", { name: "Go on" }).click();
    await expect(stepUpDialog(page)).toBeVisible();
    await expectAccessible(page, "a confirmation");
    await confirm(page, PASSWORD);
    await expect(section(page).getByRole("heading", { name: "Keep these recovery codes" })).toBeVisible();
    await expect(section(page).getByRole("list", { name: "Recovery codes" }).getByRole("listitem")).toHaveCount(10);
    await section(page).getByRole("checkbox", { name: /I have kept them/ }).check();
    await section(page).getByRole("button", { name: "Done" }).click();
    await expect(section(page).getByText("The passkey is added, and the recovery codes are with you.")).toBeFocused();
    await expect(section(page).getByRole("cell", { name: "Telephone", exact: true })).toBeVisible();
    await expect(section(page).getByText("never")).toBeVisible();
    await expect(page.getByRole("table", { name: "Activity" }).getByText("Passkey added")).toBeVisible();
    await expectGood(page, "a profile with a passkey");
    const { credentials } = await client.send("WebAuthn.getCredentials", { authenticatorId });
    expect(credentials).toHaveLength(1);
    expect(credentials[0]).toMatchObject({ isResidentCredential: true, rpId: "localhost" });
  });

  await test.step("the same device makes no second one", async () => {
    await section(page).getByRole("button", { name: "Add a passkey" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a passkey" });
    await dialog.getByLabel("Name", { exact: true }).fill("Again");
    await dialog.getByRole("button", { name: "Go on" }).click();
    await expect(dialog.getByText("This device has a passkey already")).toBeVisible();
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });

  await test.step("sign in with it alone", async () => {
    await signOut(page);
    await page.goto("/sign-in?next=/profile");
    await expectGood(page, "the sign-in with passkeys");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(heading(page, "Profile")).toBeVisible();
    await expect(section(page).getByRole("table", { name: "Passkeys" })).toBeVisible();
    await expect(section(page).getByText("never")).toHaveCount(0);
  });

  await test.step("a device that does not recognise its owner signs nobody in", async () => {
    await signOut(page);
    await page.goto("/sign-in?next=/profile");
    await client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page.getByText("No passkey was used")).toBeVisible();
    await expect(page.getByRole("group", { name: "What happened" })).toBeFocused();
    await client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  });

  await test.step("after the password it is the second step", async () => {
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(heading(page, "Second factor", 2)).toBeVisible();
    await expectGood(page, "a passkey as the second step");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await expect(heading(page, "Profile")).toBeVisible();
  });

  await test.step("it confirms dangerous acts", async () => {
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download your data" }).click();
    await stepUpDialog(page).getByRole("button", { name: "Use a passkey" }).click();
    expect((await downloading).suggestedFilename()).toBe("aurigraph-profile.json");
    await expect(stepUpDialog(page)).toBeHidden();
  });

  await test.step("another name, and the end of it", async () => {
    await section(page).getByRole("button", { name: "Rename Telephone" }).click();
    const renaming = page.getByRole("dialog", { name: "Rename the passkey" });
    await renaming.getByLabel("Name", { exact: true }).fill("Old telephone");
    await renaming.getByRole("button", { name: "Save the name" }).click();
    await expect(section(page).getByRole("cell", { name: "Old telephone", exact: true })).toBeVisible();
    await section(page).getByRole("button", { name: "Remove Old telephone" }).click();
    const removing = page.getByRole("dialog", { name: "Remove the passkey" });
    await expect(removing).toContainText("the password alone signs you in");
    await expectAccessible(page, "the removal of a passkey");
    await removing.getByRole("button", { name: "Remove" }).click();
    await expect(section(page).getByText("The passkey \u201cOld telephone\u201d is removed.")).toBeFocused();
    await expect(section(page).getByRole("table")).toHaveCount(0);
  });

  await test.step("removed here, it signs in no more, though the device still has it", async () => {
    complaints.allow(/status of 401/);
    await signOut(page);
    await page.goto("/sign-in?next=/profile");
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(page.getByText("This passkey was not taken")).toBeVisible();
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(heading(page, "Profile")).toBeVisible();
  });
});
