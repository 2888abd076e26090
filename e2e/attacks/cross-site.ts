/**
 * What another site can make somebody's browser send (cross-site request forgery): every route that changes something, with the cookie of somebody who is signed in
 * and the headers of another site. What the ledger takes is signed, and no cookie counts there: but no form may reach it either.
 */
import { type Attack, inParallel, Tally } from "./attack.ts";
import { FOREIGN, SIMPLE_MEDIA } from "./corpora/sites.ts";
import { request, shown } from "./raw.ts";
import type { Operation, Target } from "./Target.ts";

/** The code of the problem document, and the words of provisioning, whose refusals have no code (RFC 7644). */
const REFUSALS = ['"cross_site_request"', "the request lacks the header X-Requested-With: aurigraph, or comes from another origin"];

const AT_ONCE = 8;

export const crossSite: Attack = {
  name: "cross-site",
  aim: "no request that another site can cause changes anything, and no answer may be read by another site",
  async run(target) {
    const tally = new Tally();
    const { cookies, email } = await target.newUser();
    const forged = target.changing().flatMap((operation) => FOREIGN.map((headers) => ({ operation, headers })));
    await inParallel(forged, AT_ONCE, async ({ operation, headers }) => {
      const filled = headers.map(([name, value]) => [name, value.replaceAll("OURS", target.url.origin).replaceAll("HOST", target.url.host).replaceAll("PORT", target.url.port)] as const);
      const sent = [["Cookie", cookies], ["Content-Type", "application/json"], ...filled] as const;
      const answer = await target.send(operation.method, plainPath(operation), sent, "{}", target.network());
      tally.tried += 1;
      // Where a key is shown, it counts alone: a wrong one is nobody.
      const isNobody = answer.status === 401 && headers.some(([name]) => name === "Authorization");
      if (!isNobody && (answer.status !== 403 || !REFUSALS.some((refusal) => answer.body.includes(refusal)))) {
        tally.find(`answered with ${answer.status} ${answer.body.slice(0, 120)}`, shown(request(target.url, operation.method, plainPath(operation), sent, "{}")));
      }
      if (answer.headers["access-control-allow-origin"] !== undefined) tally.find("another site may read the answer", `${operation.method} ${operation.path}`);
    });
    await simpleBodies(target, cookies, tally);
    await readingFromElsewhere(target, cookies, tally);
    await otherMethods(target, cookies, tally);
    if ((await target.sessionOf(cookies)) !== email) tally.find("the session has ended", "all of these");
    return tally.outcome();
  },
};

function plainPath({ path }: Operation): string {
  return path.replaceAll(/\{[^}]+\}/g, `ses_${"0".repeat(32)}`);
}

/** Forms reach no route that takes JSON, the ledger's included. */
async function simpleBodies(target: Target, cookies: string, tally: Tally): Promise<void> {
  const taking = target.operations().filter(({ requestBody }) => requestBody !== undefined);
  const tries = taking.flatMap((operation) => SIMPLE_MEDIA.map((media) => ({ operation, media })));
  await inParallel(tries, AT_ONCE, async ({ operation, media }) => {
    const { status } = await target.send(operation.method, plainPath(operation), [["Cookie", cookies], ["Content-Type", media], ["X-Requested-With", "aurigraph"]], "{}", target.network());
    tally.tried += 1;
    if (status < 400) tally.find(`a body of ${media} is taken with ${status}`, `${operation.method} ${operation.path}`);
    // Between nodes the body is bytes that carry their own proofs; a kind of body is not asked for there.
    else if (status !== 415) tally.note(`${operation.method} ${operation.path}: a form is refused with ${status}, not as a form`);
  });
}

/** No other site may read what a browser with a session gets, nor ask beforehand whether it may. */
async function readingFromElsewhere(target: Target, cookies: string, tally: Tally): Promise<void> {
  const tries = target.operations().flatMap((operation) => ["https://evil.example", "null"].map((origin) => ({ operation, origin })));
  await inParallel(tries, AT_ONCE, async ({ operation, origin }) => {
    const asked = await target.send("OPTIONS", plainPath(operation), [["Origin", origin], ["Access-Control-Request-Method", operation.method], ["Access-Control-Request-Headers", "x-requested-with"], ["Cookie", cookies]]);
    tally.tried += 1;
    if (Object.keys(asked.headers).some((name) => name.startsWith("access-control-"))) tally.find("another origin is given leave", `OPTIONS ${operation.path}`);
    if (operation.method !== "GET" || operation.path.includes("stream")) return;
    const read = await target.send("GET", plainPath(operation), [["Origin", origin], ["Cookie", cookies]], undefined, { answers: 1 });
    tally.tried += 1;
    if (Object.keys(read.headers).some((name) => name.startsWith("access-control-"))) tally.find("another origin is given leave", `GET ${operation.path}`);
  });
}

/** A route that changes something is no route of GET, whatever a header says. */
async function otherMethods(target: Target, cookies: string, tally: Tally): Promise<void> {
  const reading = new Set(target.operations().filter(({ method }) => method === "GET").map(({ path }) => path));
  const changing = target.changing().filter(({ path }) => !reading.has(path));
  await inParallel(changing, AT_ONCE, async (operation) => {
    for (const header of ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]) {
      const { status } = await target.send("GET", `${plainPath(operation)}?_method=${operation.method}`, [["Cookie", cookies], [header, operation.method]]);
      tally.tried += 1;
      if (status < 400) tally.find(`GET is answered with ${status}`, `GET ${operation.path} with ${header}: ${operation.method}`);
    }
  });
}
