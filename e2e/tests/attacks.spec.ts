/**
 * Goal: what strangers, other sites and users with bad intentions send gets nowhere. The quick part of `e2e/attacks`; all of it, and more requests:
 * `npm run attacks -w e2e -- --requests 100000 --long`, see `docs/how-to/test-the-security.md`.
 * Method: each attack against a node of its own, so that nothing else on it suffers. What is known and not mended yet stands in `e2e/attacks/known.ts`.
 */
import { expect, test } from "@playwright/test";
import { ATTACKS } from "../attacks/attacks.ts";
import { sorted } from "../attacks/known.ts";
import { Target } from "../attacks/Target.ts";
import { LedgerNode } from "../support/LedgerNode.ts";

const OPTIONS = { requests: 3_000, seed: 1, only: undefined, long: false };
/** So many are tried at least, or the attack has lost its corpus. */
const TRIED_MIN: Readonly<Record<string, number>> = { malformed: 3_000, paths: 3_000, smuggling: 150, "cross-site": 900, sessions: 300, headers: 600, redirects: 180, markup: 450 };
const DEMO_LOAD = "5";
/** Those in a browser open many pages one after the other, beside whatever else the machine does. */
const TIMEOUT_MS = 300_000;

for (const attack of ATTACKS.filter(({ name }) => TRIED_MIN[name] !== undefined)) {
  test(`${attack.name}: ${attack.aim}`, async () => {
    test.setTimeout(TIMEOUT_MS);
    const node = await LedgerNode.start(DEMO_LOAD);
    try {
      const outcome = await attack.run(await Target.at(node.url, node.processId), OPTIONS);
      expect(sorted(attack.name, outcome.findings).fresh).toEqual([]);
      expect(outcome.tried).toBeGreaterThanOrEqual(TRIED_MIN[attack.name] ?? 0);
    } finally {
      await node.dispose();
    }
  });
}
