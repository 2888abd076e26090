/** A node that joins a running network: it follows, and listens where the others reach it once they made it a validator. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aurigraph } from "./commands.ts";
import { freePort, type LedgerNode } from "./LedgerNode.ts";
import { NodeProcess } from "./NodeProcess.ts";

interface Joined {
  readonly nodeId: string;
  readonly validator: string;
}

export class JoinedNode {
  /** Its public key, in hexadecimal. */
  readonly publicKey: string;
  /** What a proposal calls it: `KEY@HOST:PORT`. */
  readonly seat: string;
  readonly #folder: string;
  readonly #process: NodeProcess;

  private constructor({ nodeId, validator }: Joined, folder: string, process: NodeProcess) {
    this.publicKey = nodeId;
    this.seat = validator;
    this.#folder = folder;
    this.#process = process;
  }

  /** Makes a node with a folder and addresses of its own, starts it, and waits until it is ready. */
  static async start(network: LedgerNode, follow: readonly number[], name: string): Promise<JoinedNode> {
    const folder = await mkdtemp(join(tmpdir(), "aurigraph-e2e-joined-"));
    const { chainId } = await network.get<{ readonly chainId: string }>("/api/v11/info");
    const [http, grpc, listen] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const nodes = follow.map((validator) => network.urlOf(validator)).join(",");
    const joined = await aurigraph<Joined>("node", "join", "--folder", folder, "--follow", nodes, "--chain-id", chainId, "--name", name, "--http", http, "--grpc", grpc, "--validator-listen", listen);
    const process = await NodeProcess.start(["node", "run", "--config", join(folder, "node.toml")], `http://${http}`);
    return new JoinedNode(joined, folder, process);
  }

  /** Stops it as an operator would, and removes its data. */
  async dispose(): Promise<void> {
    await this.#process.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
