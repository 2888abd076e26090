/**
 * Requests whose end two servers may see in different places. The node alone cannot be smuggled past, but whoever stands before it can: so of a request with two
 * lengths nothing more is read, and what a length says belongs to the body is never a request.
 */
import { type Attack, inParallel, Tally } from "./attack.ts";
import { SECOND, SMUGGLINGS } from "./corpora/smuggling.ts";
import { exchange, shown } from "./raw.ts";

const AT_ONCE = 12;
/** The node waits up to 20 s for the rest of a body. */
const TIMEOUT_MS = 30_000;

export const smuggling: Attack = {
  name: "smuggling",
  aim: "of a request with two ends nothing after it is answered, and none is a fault of the node",
  async run(target, { long }) {
    const tally = new Tally();
    // A chunk that never ends is waited for: not in the quick set.
    const tries = long ? SMUGGLINGS : SMUGGLINGS.filter(({ name }) => !name.includes("FFFFFFFFFFFFFFFF"));
    await inParallel(tries, AT_ONCE, async ({ name, bytes, mustEnd = false, second }) => {
      const text = bytes.replaceAll("SECOND", SECOND).replaceAll("HOST", target.url.host);
      const wire = Buffer.from(text, "latin1");
      const { responses, isClosed, isSilent } = await exchange(target.url, wire, { ...target.network(), timeoutMs: TIMEOUT_MS });
      tally.tried += 1;
      const isAnswered = responses.some(({ body }) => body.includes("/api/v11/smuggled"));
      const said = responses.map(({ status }) => status).join(", ");
      if (responses.some(({ status }) => status >= 500)) tally.find(`answered with ${said}`, shown(wire));
      if (isAnswered && second === undefined) tally.find(mustEnd ? "the request after one with two lengths was answered" : "a request inside another was answered", `${name}: ${shown(wire)}`);
      if (!isAnswered && second === "must") tally.find(`an honest second request was not answered (${said})`, shown(wire));
      if (isSilent && responses.length === 0) tally.find(`no answer and no end within ${TIMEOUT_MS / 1_000} s`, shown(wire));
      else if (mustEnd && !isClosed) tally.note(`${shown(name, 60)}: answered ${said}, and the connection stays open`);
      if (mustEnd) tally.note(`two lengths are answered with ${said === "" ? "the end of the connection" : said}`);
    });
    if (!(await target.isHealthy())) tally.find("the node is not well afterwards", "GET /q/health");
    return tally.outcome();
  },
};
