/** The second factor: added, asked for, replaced by recovery codes, and removed. A code of the application counts once, so that one is used once. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectAccessible, expectGood } from "../support/accessibility.ts";
import { newEmail, sessionMenu, signUp } from "../support/signUp.ts";
import { confirm, confirmWrongly, STEP_UP } from "../support/stepUp.ts";
import { expect, test } from "../support/test.ts";
import { totp } from "../support/totp.ts";

/** The browser reports an answer that refuses somebody as an error. */
const REFUSED = /status of 401/;
const NAME = "Ada Example";
const PASSWORD = "four unrelated words here";
const OTHER_PASSWORD = "others than those before";

function section(page: Page) {
  return page.getByRole("region", { name: "Second factor" });
}

function heading(page: Page, name: string, level: 1 | 2 = 1) {
  return page.getByRole("heading", { name, level, exact: true });
}

function code(page: Page) {
  return page.getByLabel("Code", { exact: true });
}

/** The first step: address and password, after which a code is asked for. */
async function enterPassword(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(heading(page, "Enter the code", 2)).toBeVisible();
  await expect(code(page)).toBeFocused();
}

async function enterCode(page: Page, text: string): Promise<void> {
  await code(page).fill(text);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function signOut(page: Page): Promise<void> {
  await sessionMenu(page, NAME).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
}

/** The codes that are shown, which have to be kept before they go. */
async function keepCodes(page: Page): Promise<readonly string[]> {
  const list = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(list).toHaveCount(10);
  const codes = await list.allTextContents();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("Keep them first, and tick that you did.")).toBeVisible();
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as text" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("aurigraph-recovery-codes.txt");
  const text = await readFile(await download.path(), "utf8");
  for (const each of codes) expect(text).toContain(each);
  await page.getByRole("checkbox", { name: /I have kept them/ }).check();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("The second factor is on, and the recovery codes are with you.")).toBeFocused();
  return codes;
}

test("a second factor from its addition to its removal", async ({ page, complaints }) => {
  test.setTimeout(180_000);
  complaints.allow(REFUSED);
  complaints.allow(STEP_UP);
  const email = newEmail("ada.factor");
  let codes: readonly string[] = [];
  const recoveryCode = (index: number) => codes[index] ?? "";

  await test.step("add an authenticator application", async () => {
    await signUp(page, { name: NAME, email, password: PASSWORD });
    await page.goto("/profile");
    await section(page).getByRole("button", { name: "Add an authenticator application" }).click();
    await confirmWrongly(page, "not the password at all");
    await confirm(page, PASSWORD);
    await expect(section(page).getByRole("img", { name: /QR code/ })).toBeVisible();
    await expectGood(page, "the key of an application");
    const key = await section(page).locator("code").first().innerText();
    await expect(section(page).getByRole("link", { name: "Open in the application on this device" })).toHaveAttribute("href", new RegExp(`^otpauth://totp/.*${key.replaceAll(" ", "")}`));
    await code(page).fill(totp(key));
    await section(page).getByRole("button", { name: "Confirm" }).click();
    await expect(section(page).getByRole("heading", { name: "Keep these recovery codes" })).toBeVisible();
    await expectGood(page, "the recovery codes");
    codes = await keepCodes(page);
    await expect(section(page).getByText("10 left")).toBeVisible();
    await expect(page.getByRole("table", { name: "Activity" }).getByText("Authenticator application added")).toBeVisible();
  });

  await test.step("sign in with the password and a recovery code", async () => {
    await signOut(page);
    await page.goto("/sign-in?next=/profile");
    await enterPassword(page, email);
    await expectGood(page, "the second step of signing in");
    await page.getByRole("button", { name: "Start again" }).click();
    await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
    await expect(page.getByLabel("E-mail address")).toHaveValue(email);
    await enterPassword(page, email);
    await enterCode(page, recoveryCode(0));
    await expect(heading(page, "Profile")).toBeVisible();
    await expect(section(page).getByText("9 left")).toBeVisible();
  });

  await test.step("a used recovery code is refused, another one is not", async () => {
    await signOut(page);
    await page.goto("/sign-in?next=/profile");
    await enterPassword(page, email);
    await enterCode(page, "123");
    await expect(code(page)).toHaveAccessibleDescription(/Enter the six digits, or a recovery code/);
    await enterCode(page, recoveryCode(0));
    await expect(page.getByText("This code was not taken")).toBeVisible();
    await expect(page.getByRole("group", { name: "What happened" })).toBeFocused();
    await enterCode(page, recoveryCode(1).toUpperCase().replace("-", " "));
    await expect(heading(page, "Profile")).toBeVisible();
  });

  await test.step("a change of the password asks for a code as well", async () => {
    await page.getByLabel("New password", { exact: true }).fill(OTHER_PASSWORD);
    await page.getByRole("button", { name: "Change the password" }).click();
    await confirm(page, PASSWORD, recoveryCode(2));
    await expect(page.getByText("Changed. All other sessions have ended.")).toBeVisible();
    await expect(section(page).getByText("7 left")).toBeVisible();
  });

  // The session was confirmed a moment ago, so that nothing more is asked.
  await test.step("new recovery codes", async () => {
    await section(page).getByRole("button", { name: "New recovery codes" }).click();
    const dialog = page.getByRole("dialog", { name: "New recovery codes" });
    await expectAccessible(page, "new recovery codes");
    await dialog.getByRole("button", { name: "Make new codes" }).click();
    codes = await keepCodes(page);
    await expect(section(page).getByText("10 left")).toBeVisible();
  });

  await test.step("remove it; then the password alone signs in", async () => {
    await section(page).getByRole("button", { name: "Remove" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove the authenticator application" });
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(section(page).getByText("The authenticator application is removed.")).toBeFocused();
    await expect(section(page).getByRole("button", { name: "Add an authenticator application" })).toBeVisible();
    await expect(code(page)).toHaveCount(0);
    await signOut(page);
    await page.goto("/sign-in?next=/profile");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(OTHER_PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(heading(page, "Profile")).toBeVisible();
  });
});
