/** Headers of every answer: of each route as it is, refused in several ways, of each file of the application, and of its pages. */
import { type Attack, inParallel, Tally } from "./attack.ts";
import { assets } from "./paths.ts";
import type { RawResponse } from "./raw.ts";
import type { Operation, Target } from "./Target.ts";

const AT_ONCE = 8;
const PAGES = ["/", "/blocks", "/transactions", "/accounts/1", "/assets", "/network", "/validators", "/governance", "/send", "/verify", "/sign-in", "/sign-up", "/reset-password", "/complete-sign-up", "/profile", "/inbox", "/docs", "/index.html", "/no-such-page"] as const;
/** What the policy of a page says, apart from its nonce. */
const POLICY = ["default-src 'none'", "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"] as const;
/** On a page and on a file, beside the policy. */
const BROWSER_HEADERS: Readonly<Record<string, string>> = { "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin" };
/** Names the software, which helps nobody else. */
const TELLING = ["server", "x-powered-by", "via", "x-aspnet-version"] as const;
const FOR_EVER = "public, max-age=31536000, immutable";

export const headers: Attack = {
  name: "headers",
  aim: "every answer, an error too, says how a browser has to treat it, and none names the software",
  async run(target) {
    const tally = new Tally();
    const { cookies } = await target.newUser();
    await inParallel(target.operations(), AT_ONCE, async (operation) => {
      for (const { name, answer } of await answersOf(target, operation, cookies)) {
        tally.tried += 1;
        judge(target, name, answer, tally);
        program(name, answer, tally);
      }
    });
    for (const path of ["/metrics", "/api/v11/openapi.json", "/api/v11/none", "/q/none", "/api", "/q"]) {
      const answer = await target.send("GET", path);
      tally.tried += 1;
      judge(target, `GET ${path}`, answer, tally);
      program(`GET ${path}`, answer, tally);
    }
    await application(target, tally);
    await broken(target, tally);
    return tally.outcome();
  },
};

/** A route as it is, and refused in each way that costs nothing. */
async function answersOf(target: Target, { method, path, requestBody }: Operation, cookies: string) {
  const plain = path.replaceAll(/\{[^}]+\}/g, "1");
  const tries: readonly (readonly [string, string, readonly (readonly [string, string])[], string | undefined])[] = [
    [method, plain, [["Origin", "https://evil.example"]], requestBody === undefined ? undefined : "{}"],
    // With a session only what is read: the rest would change something.
    ...(method === "GET" ? ([["GET", plain, [["Cookie", cookies]], undefined], ["HEAD", plain, [], undefined]] as const) : []),
    [method, `${plain}?nobodyKnowsThis=1`, [], requestBody === undefined ? undefined : "{}"],
    ["FOO", plain, [], undefined],
    ...(requestBody === undefined ? [] : ([[method, plain, [["Content-Type", "text/plain"], ["X-Requested-With", "aurigraph"]], "x"], [method, plain, [["Content-Type", "application/json"], ["X-Requested-With", "aurigraph"]], "{"]] as const)),
  ];
  return Promise.all(tries.map(async ([asked, at, given, body]) => ({ name: `${asked} ${at}`, answer: await target.send(asked, at, given, body, target.network()) })));
}

/** What holds for every answer. */
function judge(target: Target, name: string, { status, headers: given, body }: RawResponse, tally: Tally): void {
  const want = (header: string, value: string) => {
    if (given[header] !== value) tally.find(`${header} is ${given[header] ?? "absent"}, not ${value} (status ${status})`, name);
  };
  want("x-content-type-options", "nosniff");
  want("referrer-policy", "no-referrer");
  for (const header of TELLING) if (given[header] !== undefined) tally.find(`${header}: ${given[header]}`, name);
  if (Object.keys(given).some((header) => header.startsWith("access-control-"))) tally.find("another origin is given leave to read", name);
  if (body !== "" && given["content-type"] === undefined) tally.find("a body without a type", name);
  if (given["content-security-policy"] === undefined) tally.note("should have a content-security-policy: an answer of the API has none");
  if (target.url.protocol === "https:" && given["strict-transport-security"] === undefined) tally.note("should have strict-transport-security: an answer over TLS has none");
}

/** What holds for what programs read. */
function program(name: string, { status, headers: given }: RawResponse, tally: Tally): void {
  if (given["cache-control"] !== "no-store" && status !== 101) tally.find(`cache-control is ${given["cache-control"] ?? "absent"}`, name);
  if (given["content-type"]?.startsWith("text/html") === true) tally.find("a page where a program asked", name);
  const refusal = name.includes("/scim/v2/") ? "application/scim+json" : "application/problem+json";
  if (status >= 400 && given["content-type"] !== refusal && given["content-type"] !== "application/problem+json") tally.find(`${status} is no problem document but ${given["content-type"] ?? "nothing"}`, name);
}

/** The application's pages and files. */
async function application(target: Target, tally: Tally): Promise<void> {
  const nonces = new Set<string>();
  for (const path of PAGES) {
    const answer = await target.send("GET", path, [["Accept", "text/html"]]);
    tally.tried += 1;
    judge(target, `GET ${path}`, answer, tally);
    browser(`GET ${path}`, answer, tally);
    const policy = answer.headers["content-security-policy"] ?? "";
    for (const part of POLICY) if (!policy.split("; ").includes(part)) tally.find(`the policy lacks ${part}`, `GET ${path}`);
    if (/unsafe-|\*|https?:/.test(policy)) tally.find(`the policy is wide: ${policy}`, `GET ${path}`);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    if (nonce === "" || nonces.has(nonce)) tally.find("a page without a nonce of its own", `GET ${path}`);
    nonces.add(nonce);
    if (answer.headers["cache-control"] !== "no-store") tally.find("a page is kept", `GET ${path}`);
    const inline = answer.body.match(/<(?:script|style)(?![^>]*(?:nonce|src))[^>]*>|\son\w+=|javascript:/gi);
    if (inline !== null) tally.find(`inline code without the nonce: ${inline.join(" ")}`, `GET ${path}`);
    if (/<(?:script|link)(?![^>]*nonce)[^>]*(?:src|href)="(?:https?:)?\/\//i.test(answer.body)) tally.find("something from another site", `GET ${path}`);
  }
  for (const path of (await files(target)).map((name) => `/${name}`)) {
    for (const [method, given] of [["GET", []], ["HEAD", []], ["POST", []], ["GET", [["Range", "bytes=0-1"]]]] as const) {
      const answer = await target.send(method, path, given);
      tally.tried += 1;
      judge(target, `${method} ${path}`, answer, tally);
      browser(`${method} ${path}`, answer, tally);
      if (answer.status === 200 && answer.headers["cache-control"] !== FOR_EVER) tally.find(`cache-control of a file with a hash is ${answer.headers["cache-control"] ?? "absent"}`, path);
    }
  }
  const missing = await target.send("GET", "/assets/none-00000000.js");
  if (missing.status !== 404 && missing.headers["content-type"]?.startsWith("text/html") === true) tally.note("should be 404, and is the page: GET /assets/none-00000000.js");
}

function browser(name: string, { headers: given }: RawResponse, tally: Tally): void {
  for (const [header, value] of Object.entries(BROWSER_HEADERS)) if (given[header] !== value) tally.find(`${header} is ${given[header] ?? "absent"}, not ${value}`, name);
  if (given["permissions-policy"] === undefined) tally.find("permissions-policy is absent", name);
  if (given["content-security-policy"] === undefined) tally.find("content-security-policy is absent", name);
}

/** The files that the page names, and those that they name. */
async function files(target: Target): Promise<readonly string[]> {
  const found = new Set(await assets(target));
  for (const name of found) {
    if (!/\.(?:js|css)$/.test(name)) continue;
    const { body } = await target.send("GET", `/${name}`);
    for (const [, file] of body.matchAll(/["'(](?:\.?\/)?(?:assets\/)?([\w.-]+-[\w-]{8}\.(?:js|css|woff2|svg|png|wasm))["')]/g)) found.add(`assets/${file}`);
  }
  return [...found];
}

/** What the HTTP library answers before the node sees the request: no header can be set there, but it says nothing either. */
async function broken(target: Target, tally: Tally): Promise<void> {
  for (const [name, given] of [["a header without a name", [["", "x"]]], ["too many headers", Array.from({ length: 200 }, (_, index) => [`X-${index}`, "y"] as const)]] as const) {
    const answer = await target.send("GET", "/api/v11/info", given);
    tally.tried += 1;
    if (answer.body !== "" || answer.status >= 500) tally.find(`answered with ${answer.status} ${answer.body}`, name);
    for (const header of TELLING) if (answer.headers[header] !== undefined) tally.find(`${header}: ${answer.headers[header]}`, name);
  }
}
