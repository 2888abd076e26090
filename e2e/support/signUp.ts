/** Signing up on a devnet: an address, its mail in the inbox, and name and password where the mail's link leads. */
import { expect, type Page } from "@playwright/test";

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** An address of its own for each test and each attempt: the tests of a worker share a node. */
export function newEmail(name: string): string {
  return `${name}.${Date.now().toString(36)}@example.org`;
}

/** The menu of whoever is signed in. */
export function sessionMenu(page: Page, name: string) {
  return page.getByRole("banner").locator("summary").filter({ hasText: name });
}

/** Signs somebody up, who is signed in afterwards. */
export async function signUp(page: Page, { name, email, password }: NewPerson): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByText(`A mail to ${email} is on its way`)).toBeVisible();
  await page.getByRole("link", { name: "open the inbox" }).click();
  await page.getByRole("row").filter({ hasText: email }).first().getByRole("link").click();
  const mail = page.getByRole("group", { name: "Open mail" });
  await expect(mail.getByText(email)).toBeVisible();
  await mail.getByRole("link").first().click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(sessionMenu(page, name)).toBeVisible();
}
