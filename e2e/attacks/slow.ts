/** Requests that never end: whoever sends one byte and then nothing may not keep a connection, of which the node has a bounded number. */
import { type Attack, inParallel, Tally } from "./attack.ts";
import { exchange } from "./raw.ts";

/** The node waits 20 s for a body, 10 s for the headers. */
const PATIENCE_MS = 25_000;

export const slow: Attack = {
  name: "slow",
  aim: "no request that does not go on keeps its connection longer than the node says: 10 s for headers, 20 s for a body",
  async run(target) {
    const tally = new Tally();
    const { cookies } = await target.newUser();
    const head = `Host: ${target.url.host}\r\nContent-Type: application/json\r\nX-Requested-With: aurigraph\r\nCookie: ${cookies}\r\n`;
    const bodies = target
      .operations()
      .filter(({ requestBody }) => requestBody !== undefined)
      .flatMap(({ method, path }) => {
        const line = `${method} ${path.replaceAll(/\{[^}]+\}/g, `ses_${"0".repeat(32)}`)} HTTP/1.1\r\n${head}`;
        return [`${line}Content-Length: 50\r\n\r\n{`, `${line}Transfer-Encoding: chunked\r\n\r\n5\r\n{`];
      });
    const heads = ["", "G", "GET / HTTP/1.1\r\n", `POST /api/v11/auth/sign-in HTTP/1.1\r\n${head}`];
    const tries = [...heads, ...bodies];
    await inParallel(tries, tries.length, async (bytes) => {
      const began = Date.now();
      const { responses, isSilent } = await exchange(target.url, bytes, { timeoutMs: PATIENCE_MS, answers: 1 });
      tally.tried += 1;
      const [line = ""] = bytes.split(" HTTP/1.1");
      const kind = bytes.includes("chunked") ? "chunked body" : bytes.includes("Content-Length") ? "body" : "head";
      if (isSilent && responses.length === 0) tally.find(`a connection is kept for more than ${PATIENCE_MS / 1_000} s`, `${line === "" ? "nothing" : line}, ${kind} without an end`);
      else tally.note(`${kind}: ${responses[0] === undefined ? "closed" : `answered with ${responses[0].status}`} within ${Math.ceil((Date.now() - began) / 5_000) * 5} s`);
    });
    return tally.outcome();
  },
};
