/** One process of the executable that serves the portal: started, awaited until it is ready, and ended. Ends only the process that it started. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The executable. */
export const BINARY = process.env["AURIGRAPH_BIN"] ?? resolve(import.meta.dirname, "../../bin/aurigraph");
const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const OUTPUT_CHARACTERS_MAX = 20_000;

export class NodeProcess {
  readonly #child: ChildProcess;
  #output = "";

  private constructor(words: readonly string[]) {
    if (!existsSync(BINARY)) throw new Error(`${BINARY} does not exist: run \`make build\` first, or say where it is with AURIGRAPH_BIN`);
    const child = spawn(BINARY, words, { stdio: ["ignore", "pipe", "pipe"] });
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-OUTPUT_CHARACTERS_MAX);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    this.#child = child;
  }

  /** Starts a command of the executable that serves at this address, and waits until it is ready there; one that does not become ready is ended. */
  static async start(words: readonly string[], url: string): Promise<NodeProcess> {
    const started = new NodeProcess(words);
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline && !started.#hasEnded()) {
      const response = await fetch(`${url}/q/health/ready`).catch(() => undefined);
      if (response?.ok === true) return started;
      await sleep(100);
    }
    await started.stop();
    throw new Error(`the node did not become ready; its last output:\n${started.#output}`);
  }

  /** Its number, while it runs. */
  get processId(): number | undefined {
    return this.#child.pid;
  }

  /** Stops it as an operator would. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await this.end("SIGTERM");
    clearTimeout(timer);
  }

  /** Sends it a signal, and waits until it has ended. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#hasEnded()) return;
    const ended = once(this.#child, "exit");
    this.#child.kill(signal);
    await ended;
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
