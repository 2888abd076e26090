/**
 * Attacks a node and counts: `npm run attacks -w e2e -- [NAMES] [--requests N] [--seed N] [--only N] [--long] [--strict] [--url ADDRESS [--pid NUMBER]]`.
 * Without an address it starts a development network of its own. Ends with 1 if anything got through.
 */
import { parseArgs } from "node:util";
import { LedgerNode } from "../support/LedgerNode.ts";
import type { Attack, Options, Outcome } from "./attack.ts";
import { ATTACKS } from "./attacks.ts";
import { sorted } from "./known.ts";
import { Target } from "./Target.ts";

const DEMO_LOAD = "5";
const FINDINGS_SHOWN_MAX = 25;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    requests: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    long: { type: "boolean", default: false },
    strict: { type: "boolean", default: false },
    url: { type: "string" },
    pid: { type: "string" },
  },
});

const options: Options = {
  requests: Number(values.requests),
  seed: Number(values.seed),
  only: values.only === undefined ? undefined : Number(values.only),
  long: values.long,
};

const chosen = positionals.length === 0 ? ATTACKS : positionals.map(named);

function named(name: string): Attack {
  const found = ATTACKS.find((attack) => attack.name === name);
  if (found === undefined) throw new Error(`there is no attack ${name}: there are ${ATTACKS.map((attack) => attack.name).join(", ")}`);
  return found;
}

/** Prints what became of an attack; how much of it fails the run. */
function print(attack: Attack, { tried, findings, notes }: Outcome, seconds: number): number {
  const { fresh, known } = values.strict ? { fresh: findings, known: new Map<string, number>() } : sorted(attack.name, findings);
  const wanting = values.strict ? notes.filter((line) => line.startsWith("should ")).length : 0;
  console.log(`\n${attack.name}: ${tried} tried, ${fresh.length + wanting} findings, ${seconds.toFixed(1)} s`);
  console.log(`  ${attack.aim}`);
  for (const line of notes) console.log(`  note: ${line}`);
  for (const [why, count] of known) console.log(`  known: ${why} (${count} times)`);
  for (const { what, request } of fresh.slice(0, FINDINGS_SHOWN_MAX)) console.log(`  FINDING: ${what}\n    ${request}`);
  if (fresh.length > FINDINGS_SHOWN_MAX) console.log(`  and ${fresh.length - FINDINGS_SHOWN_MAX} more findings`);
  return fresh.length + wanting;
}

const node = values.url === undefined ? await LedgerNode.start(DEMO_LOAD) : undefined;
try {
  const target = await Target.at(node?.url ?? values.url ?? "", node?.processId ?? (values.pid === undefined ? undefined : Number(values.pid)));
  let findings = 0;
  let failed = 0;
  let tried = 0;
  for (const attack of chosen) {
    const began = Date.now();
    const outcome = await attack.run(target, options);
    const found = print(attack, outcome, (Date.now() - began) / 1_000);
    findings += found;
    failed += found === 0 ? 0 : 1;
    tried += outcome.tried;
  }
  console.log(`\n${tried} tried in ${chosen.length} attacks, ${findings} findings`);
  // What `scripts/test.sh` adds up.
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  process.exitCode = findings === 0 ? 0 : 1;
} finally {
  await node?.dispose();
}
