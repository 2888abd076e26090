/**
 * Runs schemathesis (PyPI) against a node: somebody else's idea of malformed requests, from the same OpenAPI document. For the long run: it installs into a virtual
 * environment of its own under `node_modules/.cache`, which takes a minute the first time. `npm run schemathesis -w e2e -- [--examples N] [--url ADDRESS]`.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { LedgerNode } from "../support/LedgerNode.ts";
import { Target } from "./Target.ts";

const VERSION = "4.32.5";
const FOLDER = resolve(import.meta.dirname, "../../node_modules/.cache/schemathesis", VERSION);
const DEMO_LOAD = "5";
/** What is judged: no fault of the node, and an answer of a kind that the document names. What its own examples mean is judged by the other attacks and tests. */
const CHECKS = ["not_a_server_error", "content_type_conformance", "response_headers_conformance", "negative_data_rejection"];
/** A stream, a request that waits for the next block, and what ends the session that all others need. */
const LEFT_OUT = "/(live/stream|network/blocks|auth/sign-out)$";
const SECONDS_MAX = 30;

const { values } = parseArgs({ options: { examples: { type: "string", default: "200" }, seed: { type: "string", default: "1" }, url: { type: "string" } } });

async function run(command: string, words: readonly string[]): Promise<number> {
  const child = spawn(command, words, { cwd: FOLDER, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, NO_COLOR: "1" } });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

const executable = resolve(FOLDER, "bin/schemathesis");
if (!existsSync(executable)) {
  await mkdir(FOLDER, { recursive: true });
  console.log(`installing schemathesis ${VERSION} into ${FOLDER}`);
  if ((await run("python3", ["-m", "venv", FOLDER])) !== 0 || (await run(resolve(FOLDER, "bin/pip"), ["install", "--quiet", "--disable-pip-version-check", `schemathesis==${VERSION}`])) !== 0) throw new Error("schemathesis could not be installed: it needs python3 with venv, and PyPI");
}
const node = values.url === undefined ? await LedgerNode.start(DEMO_LOAD) : undefined;
try {
  const target = await Target.at(node?.url ?? values.url ?? "", node?.processId);
  const { cookies } = await target.newUser();
  const before = await target.memory();
  const session = ["--header", `Cookie: ${cookies}`, "--header", "X-Requested-With: aurigraph"];
  const amount = ["--max-examples", values.examples, "--seed", values.seed, "--phases", "examples,coverage,fuzzing", "--mode", "all", "--request-timeout", String(SECONDS_MAX)];
  const kept = ["--exclude-path-regex", LEFT_OUT, "--continue-on-failure", "--suppress-health-check", "all", "--output-truncate", "true"];
  process.exitCode = await run(executable, ["run", `${target.url.origin}/api/v11/openapi.json`, "--checks", CHECKS.join(","), ...amount, ...kept, ...session]);
  const after = await target.memory();
  if (before !== undefined && after !== undefined) console.log(`memory: ${Math.round(before / 1_048_576)} MiB before, ${Math.round(after / 1_048_576)} MiB after`);
  if (!(await target.isHealthy())) {
    console.log("the node is not well afterwards");
    process.exitCode = 1;
  }
} finally {
  await node?.dispose();
}
