/** Signing up, in, and out: the whole life of a sign-in, from the first mail to its deletion. */
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { expectAccessible, expectGood, expectNoSidewaysScrolling } from "../support/accessibility.ts";
import { tabTo } from "../support/keyboard.ts";
import type { LedgerNode } from "../support/LedgerNode.ts";
import { confirm, confirmWrongly, STEP_UP, stepUpDialog } from "../support/stepUp.ts";
import { collectComplaints, expect, type PageComplaints, test } from "../support/test.ts";

/** The browser reports an answer that refuses somebody as an error. */
const REFUSED = /status of 401/;
const GONE = /status of 410/;

const FIRST_PASSWORD = "four unrelated words here";
const SECOND_PASSWORD = "others than those before";
const THIRD_PASSWORD = "words that came by mail";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** An address of its own for each test and each attempt: the tests of a worker share a node. */
function newEmail(name: string): string {
  return `${name}.${Date.now().toString(36)}@example.org`;
}

function heading(page: Page, name: string) {
  return page.getByRole("heading", { name, level: 1, exact: true });
}

function password(page: Page, label = "Password") {
  return page.getByLabel(label, { exact: true });
}

/** The menu of whoever is signed in. */
function sessionMenu(page: Page, name: string) {
  return page.getByRole("banner").locator("summary").filter({ hasText: name });
}

interface Person {
  readonly name: string;
  readonly email: string;
}

/** Asks for a mail with the link that completes a sign-up. */
async function askToSignUp(page: Page, email: string): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByText(`A mail to ${email} is on its way`)).toBeVisible();
}

/** Opens the newest mail to somebody, and follows its link. */
async function followMail(page: Page, email: string, subject: RegExp): Promise<void> {
  await expect(heading(page, "Inbox")).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: email }).filter({ hasText: subject }).first();
  await row.getByRole("link").click();
  const mail = page.getByRole("group", { name: "Open mail" });
  await expect(mail).toBeFocused();
  await expect(mail.getByText(email)).toBeVisible();
  await mail.getByRole("link").first().click();
}

/** Follows the link of the mail, which is open in the inbox, and chooses name and password. */
async function completeSignUp(page: Page, { name, email }: Person): Promise<void> {
  await followMail(page, email, /sign-up/i);
  await expect(heading(page, "Complete your sign-up")).toBeVisible();
  // What the link proves is not left in the address.
  await expect(page).toHaveURL(/\/complete-sign-up$/);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await password(page).fill(FIRST_PASSWORD);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(heading(page, "Profile")).toBeVisible();
  await expect(sessionMenu(page, name)).toBeVisible();
}

/** Fills in the sign-in that is open. */
async function signIn(page: Page, email: string, word: string): Promise<void> {
  await expect(heading(page, "Sign in")).toBeVisible();
  await page.getByLabel("E-mail address").fill(email);
  await password(page).fill(word);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function expectRefused(page: Page, email: string, word: string): Promise<void> {
  await signIn(page, email, word);
  await expect(page.getByText("The e-mail address or the password is wrong")).toBeVisible();
  await expect(page.getByRole("group", { name: "What happened" })).toBeFocused();
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await expect(password(page)).toHaveValue(word);
}

async function signOut(page: Page, name: string): Promise<void> {
  await sessionMenu(page, name).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
}

/** Another browser of the same person, which must stay silent, too. */
async function anotherBrowser(browser: Browser, ledger: LedgerNode, complaints: PageComplaints): Promise<{ context: BrowserContext; other: Page }> {
  const context = await browser.newContext({ baseURL: ledger.url, userAgent: FIREFOX, reducedMotion: "reduce" });
  const other = await context.newPage();
  collectComplaints(other, complaints);
  return { context, other };
}

test("a sign-in from its first mail to its deletion", async ({ page, browser, ledger, complaints }) => {
  test.setTimeout(180_000);
  complaints.allow(REFUSED);
  complaints.allow(STEP_UP);
  const email = newEmail("ada");
  let name = "Ada Example";

  await test.step("sign up: an address, the mail in the inbox, name and password", async () => {
    await askToSignUp(page, email);
    await expectGood(page, "the mail is on its way");
    await page.getByRole("link", { name: "open the inbox" }).click();
    await completeSignUp(page, { name, email });
    await signOut(page, name);
  });

  await test.step("sign in, where the profile leads", async () => {
    await page.goto("/profile");
    await expect(page).toHaveURL(/\/sign-in\?next=\/profile$/);
    await expectRefused(page, email, "not the password at all");
    await expectGood(page, "a refused sign-in");
    await signIn(page, email, FIRST_PASSWORD);
    await expect(heading(page, "Profile")).toBeVisible();
    await expect(page).toHaveURL(/\/profile$/);
    await expect(sessionMenu(page, name)).toBeVisible();
    await expect(page.getByRole("table", { name: "Activity" }).getByText("refused")).toBeVisible();
    await expectGood(page, "the profile");
  });

  await test.step("another name", async () => {
    name = "Ada Renamed";
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Save the name" }).click();
    await expect(page.getByText("Saved.")).toBeVisible();
    await expect(sessionMenu(page, name)).toBeVisible();
  });

  await test.step("another password", async () => {
    await password(page, "New password").fill(SECOND_PASSWORD);
    await page.getByRole("button", { name: "Change the password" }).click();
    await confirmWrongly(page, "not the password at all");
    await expectGood(page, "a confirmation, refused");
    await confirm(page, FIRST_PASSWORD);
    await expect(page.getByText("Changed. All other sessions have ended.")).toBeVisible();
    await expect(page.getByRole("table", { name: "Activity" }).getByText("Password changed", { exact: true })).toBeVisible();
  });

  await test.step("a second browser is seen, and signed out from the first", async () => {
    const { context, other } = await anotherBrowser(browser, ledger, complaints);
    await other.goto("/sign-in?next=/profile");
    await signIn(other, email, SECOND_PASSWORD);
    await expect(heading(other, "Profile")).toBeVisible();
    // Whoever took a session over throws nobody out of the others: that asks who it is.
    await other.getByRole("button", { name: "End all others", exact: true }).click();
    await other.getByRole("dialog", { name: "End all other sessions" }).getByRole("button", { name: "End all others" }).click();
    await expect(stepUpDialog(other)).toBeVisible();
    await other.reload();
    await expect(heading(other, "Profile")).toBeVisible();
    await page.reload();
    const sessions = page.getByRole("table", { name: "Sessions" });
    await expect(sessions.getByText("Firefox on Linux", { exact: true })).toBeVisible();
    await expect(sessions.getByText("this session")).toHaveCount(1);
    await sessions.getByRole("button", { name: "End the session of Firefox on Linux" }).click();
    const dialog = page.getByRole("dialog", { name: "End this session" });
    await expectAccessible(page, "the end of a session");
    await dialog.getByRole("button", { name: "End the session" }).click();
    await expect(page.getByText("The session of Firefox on Linux has ended.")).toBeFocused();
    await expect(sessions.getByText("Firefox on Linux", { exact: true })).toHaveCount(0);
    // Its page is told so, and shows nothing of the profile any more.
    await expect(heading(other, "Sign in")).toBeVisible();
    await context.close();
  });

  await test.step("sign out; the old password is refused", async () => {
    await signOut(page, name);
    await expect(heading(page, "Sign in")).toBeVisible();
    await expect(page.getByText(email)).toHaveCount(0);
    await expectRefused(page, email, FIRST_PASSWORD);
  });

  await test.step("a new password by mail", async () => {
    await page.getByRole("link", { name: "Set a new one", exact: true }).click();
    await page.getByLabel("E-mail address").fill(email);
    await page.getByRole("button", { name: "Send the mail" }).click();
    await expect(page.getByText(`A mail to ${email} is on its way`)).toBeVisible();
    await page.getByRole("link", { name: "open the inbox" }).click();
    await followMail(page, email, /password/i);
    await expect(page).toHaveURL(/\/reset-password$/);
    await password(page, "New password").fill("too short");
    await page.getByRole("button", { name: "Set the new password" }).click();
    await expect(page.getByRole("group", { name: "What happened" })).toBeFocused();
    await expectGood(page, "a new password that is too short");
    await password(page, "New password").fill(THIRD_PASSWORD);
    await page.getByRole("button", { name: "Set the new password" }).click();
    await expect(page.getByText("The new password holds")).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
    await signIn(page, email, THIRD_PASSWORD);
    // The page that comes takes the keyboard, and that closes menus.
    await expect(heading(page, "Overview")).toBeVisible();
    await expect(sessionMenu(page, name)).toBeVisible();
  });

  await test.step("a copy of what is kept, and the end of it", async () => {
    await sessionMenu(page, name).click();
    await page.getByRole("banner").getByRole("link", { name: "Profile" }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download your data" }).click();
    await confirmWrongly(page, SECOND_PASSWORD);
    await confirm(page, THIRD_PASSWORD);
    expect((await downloading).suggestedFilename()).toBe("aurigraph-profile.json");
    await page.getByRole("button", { name: "Delete this sign-in" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete this sign-in" });
    await expect(dialog).toContainText("This cannot be undone");
    await expectGood(page, "the deletion");
    // The session was confirmed a moment ago.
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await expect(page.getByText("This sign-in is gone")).toBeVisible();
    await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
    await expectRefused(page, email, THIRD_PASSWORD);
  });
});

test("a link works once, and nobody is signed up before it", async ({ page, complaints }) => {
  complaints.allow(GONE);
  complaints.allow(REFUSED);
  const email = newEmail("grace");
  await askToSignUp(page, email);
  await page.goto("/sign-in");
  await expectRefused(page, email, FIRST_PASSWORD);
  await page.goto("/inbox");
  await completeSignUp(page, { name: "Grace Example", email });
  await page.goto("/inbox");
  await followMail(page, email, /sign-up/i);
  await page.getByLabel("Name", { exact: true }).fill("Somebody else");
  await password(page).fill(SECOND_PASSWORD);
  await page.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByText("This link does not work any more")).toBeVisible();
  await expectGood(page, "a link that was used");
  await page.reload();
  await expect(page.getByText("The link of the mail is needed")).toBeVisible();
});

test("another e-mail address, which counts when its mailbox has answered", async ({ page, complaints }) => {
  complaints.allow(STEP_UP);
  complaints.allow(REFUSED);
  const [email, next] = [newEmail("mary"), newEmail("mary.next")];
  await askToSignUp(page, email);
  await page.goto("/inbox");
  await completeSignUp(page, { name: "Mary Example", email });
  await page.getByLabel("New e-mail address").fill(next);
  await page.getByRole("button", { name: "Change the address" }).click();
  // Whoever closes the confirmation has changed nothing.
  await page.getByRole("dialog", { name: "Confirm that it is you" }).getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Not confirmed")).toBeVisible();
  await page.getByRole("button", { name: "Change the address" }).click();
  await confirm(page, FIRST_PASSWORD);
  await expect(page.getByText(`A mail to ${next} is on its way`)).toBeVisible();
  await expectGood(page, "the mail to the new address");
  await page.goto("/inbox");
  await expect(page.getByRole("row").filter({ hasText: email }).filter({ hasText: "Your address is to be changed" })).toBeVisible();
  await followMail(page, next, /confirm your new address/i);
  await expect(heading(page, "Confirm your new address")).toBeVisible();
  await expect(page).toHaveURL(/\/confirm-email$/);
  await page.getByRole("button", { name: "Confirm the address" }).click();
  await expect(page.getByText("The new address counts")).toBeVisible();
  await expectGood(page, "the new address counts");
  await signOut(page, "Mary Example");
  await page.goto("/sign-in?next=/profile");
  await expectRefused(page, email, FIRST_PASSWORD);
  await signIn(page, next, FIRST_PASSWORD);
  await expect(heading(page, "Profile")).toBeVisible();
  await expect(page.getByRole("region", { name: "Profile", exact: true }).getByText(next)).toBeVisible();
});

test("by keyboard alone: forms say what they need, passwords can be shown, and the palette knows the pages", async ({ page }) => {
  await page.goto("/");
  await expect(heading(page, "Overview")).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("inbox");
  await expect(page.getByRole("option", { name: /Inbox/ })).toBeVisible();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("sign in");
  await expect(page.getByRole("option", { name: /Sign in/ })).toBeVisible();
  await expect(page.getByText("Searching", { exact: true })).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(heading(page, "Sign in")).toBeVisible();
  await tabTo(page, page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 fields need a correction")).toBeVisible();
  await expect(page.getByRole("group", { name: "What happened" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  await expect(page.getByLabel("E-mail address")).toHaveAccessibleDescription(/Enter an e-mail address/);
  await page.keyboard.type("ada@example.org");
  await page.keyboard.press("Tab");
  await page.keyboard.type("a word");
  await expect(password(page)).toHaveAttribute("type", "password");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Show the password" })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(password(page)).toHaveAttribute("type", "text");
  await expect(page.getByRole("button", { name: "Hide the password" })).toBeFocused();
});

test("where somebody goes on after signing in is a place of the portal, whatever the address says", async ({ page, complaints }) => {
  complaints.allow(REFUSED);
  const email = newEmail("joan");
  await askToSignUp(page, email);
  await page.goto("/inbox");
  await completeSignUp(page, { name: "Joan Example", email });
  await signOut(page, "Joan Example");
  for (const next of ["//evil.example/", "/\\evil.example", "/.//evil.example", "https://evil.example/"]) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await signIn(page, email, FIRST_PASSWORD);
    await expect(heading(page, "Overview")).toBeVisible();
    await signOut(page, "Joan Example");
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("the bar keeps its room for the search, and signing in is behind More", async ({ page }) => {
    await page.goto("/blocks");
    await expect(heading(page, "Blocks")).toBeVisible();
    await expect(page.getByRole("banner").getByText("Sign in")).toBeHidden();
    await page.getByRole("navigation", { name: "Areas" }).getByRole("button", { name: "More" }).tap();
    await expectAccessible(page, "More at 360 px");
    await page.getByRole("dialog", { name: "More" }).getByRole("link", { name: "Sign in" }).tap();
    await expect(page).toHaveURL(/\/sign-in\?next=\/blocks$/);
    await expectNoSidewaysScrolling(page, "the sign-in at 360 px");
    const button = await page.getByRole("button", { name: "Sign in", exact: true }).boundingBox();
    expect(button?.height).toBeGreaterThanOrEqual(44);
  });
});
