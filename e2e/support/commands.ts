/** Commands of the real executable, as an operator types them. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { BINARY } from "./NodeProcess.ts";

const TIMEOUT_MS = 60_000;

const execute = promisify(execFile);

/** Runs a command to its end; the JSON object that it prints. */
export async function aurigraph<T>(...words: readonly string[]): Promise<T> {
  const { stdout } = await execute(BINARY, [...words, "--json"], { timeout: TIMEOUT_MS, env: { ...process.env, AURIGRAPH_PASSPHRASE: "several unrelated words" } });
  return JSON.parse(stdout) as T;
}
