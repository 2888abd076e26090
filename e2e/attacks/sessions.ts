/** Sessions that somebody fixes beforehand, slips in, guesses or keeps: none opens anything. */
import { type Attack, Tally } from "./attack.ts";
import { ELSEWHERE, TOSSED, VALUES } from "./corpora/cookies.ts";
import type { RawResponse } from "./raw.ts";
import { cookiesOf, type Target, type User } from "./Target.ts";

const NAME = "__Host-aurigraph-session";
/** What each cookie carries: set for this host alone, never over plain HTTP from elsewhere, read by no script, not sent with what other sites send. */
const ATTRIBUTES = ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] as const;

export const sessions: Attack = {
  name: "sessions",
  aim: "no session but the one that signing in gave opens anything, and one that has ended opens nothing any more",
  async run(target) {
    const tally = new Tally();
    const [victim, thief] = [await target.newUser("Victim"), await target.newUser("Thief")];
    await fixed(target, victim, thief, tally);
    await tossed(target, victim, thief, tally);
    await guessed(target, victim, tally);
    await ended(target, victim, tally);
    await links(target, tally);
    return tally.outcome();
  },
};

function valueOf(user: { readonly cookie: string }): string {
  return user.cookie.slice(user.cookie.indexOf("=") + 1);
}

/** Cookies that an attacker put into the browser before its owner signs in. */
async function fixed(target: Target, victim: User, thief: User, tally: Tally): Promise<void> {
  const chosen = "A".repeat(43);
  const waiting = `__Host-aurigraph-sign-in=${chosen}`;
  for (const before of [`${NAME}=${chosen}`, `${NAME}=${valueOf(thief)}`, thief.cookies, waiting, `${NAME}=${chosen}; ${waiting}; __Host-aurigraph-browser=${chosen}`, `${NAME}=${chosen}; ${NAME}=${chosen}`]) {
    const answer = await target.signIn(victim, "attacks", before);
    tally.tried += 1;
    const { cookie, cookies } = cookiesOf(answer);
    if (answer.status !== 200) tally.find(`signing in was refused with ${answer.status}`, `Cookie: ${before}`);
    if (cookie === "" || before.includes(cookie)) tally.find("signing in took over a session that was there before", `Cookie: ${before}`);
    for (const { attribute, line } of missingAttributes(answer)) tally.find(`a cookie lacks ${attribute}`, line);
    if ((await target.sessionOf(`${NAME}=${chosen}`)) !== undefined) tally.find("a chosen session opens something", `Cookie: ${before}`);
    if ((await target.sessionOf(cookies)) !== victim.email) tally.find("the new session is not the one who signed in", `Cookie: ${before}`);
    if (before.includes(valueOf(thief)) && (await target.sessionOf(thief.cookies)) === victim.email) tally.find("the thief's session became the victim's", `Cookie: ${before}`);
  }
}

function missingAttributes(answer: RawResponse): readonly { readonly attribute: string; readonly line: string }[] {
  return answer.setCookies.flatMap((line) => {
    const parts = new Set(line.split(";").map((part) => part.trim()));
    const missing: string[] = ATTRIBUTES.filter((attribute) => !parts.has(attribute));
    if (!line.startsWith("__Host-")) missing.push("the prefix __Host-");
    if (/;\s*domain=/i.test(line)) missing.push("this host alone (it has a Domain)");
    if (answer.headers["cache-control"] !== "no-store") missing.push("an answer that is not kept (no-store)");
    return missing.map((attribute) => ({ attribute, line }));
  });
}

/** A session beside another, under another name, or not as a cookie at all. */
async function tossed(target: Target, victim: User, thief: User, tally: Tally): Promise<void> {
  const thiefs = cookiesOf(await target.signIn(thief));
  const fill = (text: string) => text.replaceAll("SESSION", valueOf(victim)).replaceAll("OTHER", valueOf(thiefs));
  for (const line of TOSSED) {
    tally.tried += 1;
    const whose = await target.sessionOf(fill(line));
    if (whose !== undefined) tally.find(`opens the session of ${whose === victim.email ? "the victim" : "the thief"}`, `Cookie: ${line}`);
  }
  for (const { query = "", headers = [] } of ELSEWHERE) {
    tally.tried += 1;
    const filled = headers.map(([name, value]) => [name, fill(value)] as const);
    const answer = await target.send("GET", `/api/v11/profile${fill(query)}`, filled);
    if (answer.status < 400) tally.find("a session that is no cookie opens something", `GET /api/v11/profile${query} ${JSON.stringify(headers)}`);
  }
}

async function guessed(target: Target, victim: User, tally: Tally): Promise<void> {
  const value = valueOf(victim);
  const changed = `${value.slice(0, 20)}${value[20] === "A" ? "B" : "A"}${value.slice(21)}`;
  const forms: Readonly<Record<string, string>> = { SESSION: value, SHORT: value.slice(0, -1), MIDDLE: changed, UPPER: value.toUpperCase(), LOWER: value.toLowerCase(), REVERSED: [...value].toReversed().join("") };
  for (const guess of VALUES) {
    tally.tried += 1;
    const filled = Object.entries(forms).reduce((text, [word, form]) => text.replaceAll(word, () => form), guess);
    if ((await target.sessionOf(`${NAME}=${filled}`)) !== undefined) tally.find("a guessed session opens something", `Cookie: ${NAME}=${guess}`);
  }
  // Every single character of a session counts, and its last one has no bits to spare.
  for (let at = 0; at < value.length; at += 1) {
    for (const character of ["A", "Q", "g", "w", "-", "_"]) {
      if (value[at] === character) continue;
      tally.tried += 1;
      const other = value.slice(0, at) + character + value.slice(at + 1);
      if ((await target.sessionOf(`${NAME}=${other}`)) !== undefined) tally.find(`a session opens with another character at ${at}`, `Cookie: ${NAME}=…`);
    }
  }
}

/** Sessions that signing out, a new password or somebody's own list of sessions has ended. */
async function ended(target: Target, victim: User, tally: Tally): Promise<void> {
  const enter = async () => cookiesOf(await target.signIn(victim)).cookies;
  const check = async (cookies: string, by: string) => {
    tally.tried += 1;
    if ((await target.sessionOf(cookies)) !== undefined) tally.find(`a session is alive after ${by}`, by);
    if ((await target.ask("GET", "/api/v11/profile", undefined, cookies)).status !== 401) tally.find(`the profile is read after ${by}`, by);
  };
  const leaving = await enter();
  const left = await target.ask("POST", "/api/v11/auth/sign-out", undefined, leaving);
  if (!left.setCookies.some((line) => line.startsWith(`${NAME}=;`) && line.includes("Max-Age=0"))) tally.find("signing out leaves the cookie", left.setCookies.join(" | "));
  await check(leaving, "signing out");
  const [here, there] = [await enter(), await enter()];
  // Where a session is confirmed before it may do what is dangerous, the change alone carries no password.
  const confirms = target.has("/api/v11/auth/step-up");
  if (confirms) {
    const early = await target.ask("POST", "/api/v11/profile/password", { newPassword: `${victim.password} 2` }, here);
    tally.tried += 1;
    if (early.status !== 403) tally.find(`a password is changed without confirming the session: ${early.status}`, "POST /api/v11/profile/password");
    const thrown = await target.ask("DELETE", "/api/v11/profile/sessions", undefined, here);
    tally.tried += 1;
    if (thrown.status !== 403 || (await target.sessionOf(there)) === undefined) tally.find(`other sessions end without confirming this one: ${thrown.status}`, "DELETE /api/v11/profile/sessions");
    await target.ask("POST", "/api/v11/auth/step-up", { currentPassword: victim.password }, here);
  }
  await target.ask("DELETE", "/api/v11/profile/sessions", undefined, here);
  await check(there, "ending the others");
  const other = await enter();
  const change = { newPassword: `${victim.password} 2` };
  const changed = await target.ask("POST", "/api/v11/profile/password", confirms ? change : { ...change, currentPassword: victim.password }, here);
  if (changed.status !== 204) tally.find(`changing the password was refused with ${changed.status}`, changed.body);
  await check(other, "a new password");
}

/** Links of mails open once. */
async function links(target: Target, tally: Tally): Promise<void> {
  const { email, password, cookies } = await target.newUser("Linked");
  const signUpToken = await target.tokenTo(email);
  const again = await target.ask("POST", "/api/v11/auth/complete-sign-up", { token: signUpToken, name: "Again", password }, undefined, target.network());
  tally.tried += 1;
  if (again.status !== 410) tally.find(`a link of a sign-up opens twice: ${again.status}`, "POST /api/v11/auth/complete-sign-up");
  await target.ask("POST", "/api/v11/auth/password-reset/request", { email }, undefined, target.network());
  const token = await target.tokenTo(email, [signUpToken]);
  const crossed = await target.ask("POST", "/api/v11/auth/complete-sign-up", { token, name: "Crossed", password }, undefined, target.network());
  tally.tried += 1;
  if (crossed.status !== 410) tally.find(`a link of a new password completes a sign-up: ${crossed.status}`, "POST /api/v11/auth/complete-sign-up");
  for (const expected of [204, 410]) {
    const answer = await target.ask("POST", "/api/v11/auth/password-reset", { token, password: `${password} new` }, undefined, target.network());
    tally.tried += 1;
    if (answer.status !== expected) tally.find(`a link of a new password is answered with ${answer.status}, not ${expected}`, "POST /api/v11/auth/password-reset");
  }
  if ((await target.sessionOf(cookies)) !== undefined) tally.find("a session is alive after a new password by mail", "POST /api/v11/auth/password-reset");
}
