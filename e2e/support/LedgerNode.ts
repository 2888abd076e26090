/**
 * One real node (`aurigraph dev`) with a data folder of its own: started, killed, started again on the same addresses, and
 * cleaned up. Ends only the process that it started. Or a committee of several, of which this is the first.
 */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NodeProcess } from "./NodeProcess.ts";

/** Below the ports that Linux gives to outgoing connections: none of them takes the port of a node that is down for a moment. */
const PORTS = { from: 12_000, to: 32_000 };
const PORT_ATTEMPTS = 50;

/** A port of this machine that nobody uses. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isFree(port)) return port;
  }
  throw new Error("no free port was found");
}

/** Where each validator of a committee listens, counted from the first one's HTTP address: the next ten ports are those of the next. */
const COMMITTEE = { step: 10, grpc: 1, votes: 300 };

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  const listens = await once(server, "listening").then(() => true, () => false);
  if (!listens) return false;
  server.close();
  await once(server, "close");
  return true;
}

/** A port from which on all those of a committee are free. */
async function freeCommitteePort(validators: number): Promise<number> {
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
    const first = randomInt(PORTS.from, PORTS.to - COMMITTEE.votes - validators);
    const ports = Array.from({ length: validators }, (_, index) => [first + COMMITTEE.step * index, first + COMMITTEE.step * index + COMMITTEE.grpc, first + COMMITTEE.votes + index]).flat();
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error("no free ports were found for a committee");
}

export class LedgerNode {
  readonly url: string;
  /** The folder of its data; of a committee, with a folder of each validator in it. */
  readonly dataDir: string;
  readonly #httpPort: number;
  readonly #grpcPort: number;
  readonly #validators: number;
  #demoLoad: string;
  #process: NodeProcess | undefined;

  private constructor(dataDir: string, httpPort: number, grpcPort: number, demoLoad: string, validators = 1) {
    this.dataDir = dataDir;
    this.#httpPort = httpPort;
    this.#grpcPort = grpcPort;
    this.#demoLoad = demoLoad;
    this.#validators = validators;
    this.url = this.urlOf(0);
  }

  /** Starts a new node in an empty temporary folder and waits until it is ready. */
  static async start(demoLoad = "50"): Promise<LedgerNode> {
    const dataDir = await mkdtemp(join(tmpdir(), "aurigraph-e2e-"));
    const node = new LedgerNode(dataDir, await freePort(), await freePort(), demoLoad);
    await node.startAgain();
    return node;
  }

  /** Starts a committee on this machine, each validator a process of its own, and waits until the first of them is ready. */
  static async startCommittee(validators: number, demoLoad: string): Promise<LedgerNode> {
    const dataDir = await mkdtemp(join(tmpdir(), "aurigraph-e2e-"));
    const httpPort = await freeCommitteePort(validators);
    const node = new LedgerNode(dataDir, httpPort, httpPort + COMMITTEE.grpc, demoLoad, validators);
    await node.startAgain();
    return node;
  }

  /** Stops it as an operator would, and starts it on the same folder and addresses with another rate of demo traffic. */
  async restartUnder(demoLoad: string): Promise<void> {
    await this.#stop();
    this.#demoLoad = demoLoad;
    await this.startAgain();
  }

  /** Starts the process on the same folder and addresses, and waits until it is ready. */
  async startAgain(): Promise<void> {
    const addresses = ["--http", `127.0.0.1:${this.#httpPort}`, "--grpc", `127.0.0.1:${this.#grpcPort}`];
    const committee = this.#validators === 1 ? [] : ["--validators", String(this.#validators)];
    const words = ["dev", "--data-dir", this.dataDir, ...addresses, ...committee, "--demo-load", this.#demoLoad];
    this.#process = await NodeProcess.start(words, this.url);
  }

  /** The number of the process, while it runs. */
  get processId(): number | undefined {
    return this.#process?.processId;
  }

  /** The address of a validator's portal, by the number with which the network began. */
  urlOf(validator: number): string {
    return `http://127.0.0.1:${this.#httpPort + COMMITTEE.step * validator}`;
  }

  /** kill -9: no chance to say goodbye. */
  async kill(): Promise<void> {
    await this.#process?.end("SIGKILL");
  }

  /** Stops it as an operator would, and removes its data. */
  async dispose(): Promise<void> {
    const validators = await this.#validatorProcesses();
    await this.#stop();
    for (const each of validators) await this.#endValidator(each);
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Of a committee, whose validators are children of the process that was started here. */
  async #validatorProcesses(): Promise<readonly number[]> {
    if (this.#validators === 1) return [];
    const { nodes } = await this.get<{ readonly nodes: readonly { readonly processId: number | null }[] }>("/api/v11/nodes").catch(() => ({ nodes: [] }));
    return nodes.flatMap(({ processId }) => processId ?? []);
  }

  /** Ends a validator that its parent left behind. Its folder is in its command line: the number may be another process's by now. */
  async #endValidator(processId: number): Promise<void> {
    const command = await readFile(`/proc/${processId}/cmdline`, "utf8").catch(() => "");
    if (command.includes(this.dataDir)) process.kill(processId, "SIGKILL");
  }

  async #stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** Reads JSON from the API. */
  async get<T>(path: string): Promise<T> {
    return this.#ask<T>(path);
  }

  /** Sends JSON to the API. */
  async post<T>(path: string, body: unknown): Promise<T> {
    return this.#ask<T>(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  }

  async #ask<T>(path: string, request?: RequestInit): Promise<T> {
    const response = await fetch(this.url + path, request);
    if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}
