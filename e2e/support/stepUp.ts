/** The confirmation that dangerous acts ask for. */
import { expect, type Page } from "@playwright/test";

/** The browser reports an act that needs a confirmation first as an error. */
export const STEP_UP = /status of 403/;

export function stepUpDialog(page: Page) {
  return page.getByRole("dialog", { name: "Confirm that it is you" });
}

/** Confirms with the password, and a code where there is a second factor. */
export async function confirm(page: Page, password: string, code?: string): Promise<void> {
  const dialog = stepUpDialog(page);
  await dialog.getByLabel("Current password", { exact: true }).fill(password);
  if (code !== undefined) await dialog.getByLabel("Code", { exact: true }).fill(code);
  await dialog.getByRole("button", { name: "Confirm", exact: true }).click();
}

/** The same where the password is wrong: nobody is signed out, and the dialog stays. */
export async function confirmWrongly(page: Page, password: string, code?: string): Promise<void> {
  await confirm(page, password, code);
  await expect(stepUpDialog(page).getByText("The current password is wrong")).toBeVisible();
}
