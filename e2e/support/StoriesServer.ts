/** The stories, served by Vite as `npm run stories -w web` does, on a free port. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./LedgerNode.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const READY_TIMEOUT_MS = 30_000;

export class StoriesServer {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  static async start(): Promise<StoriesServer> {
    const port = await freePort();
    const vite = resolve(ROOT, "node_modules/vite/bin/vite.js");
    const child = spawn(process.execPath, [vite, "--host", "127.0.0.1", "--port", String(port), "--strictPort"], { cwd: resolve(ROOT, "web"), stdio: "ignore" });
    const server = new StoriesServer(`http://127.0.0.1:${port}/stories.html`, child);
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline && child.exitCode === null) {
      const response = await fetch(server.url).catch(() => undefined);
      if (response?.ok === true) return server;
      await sleep(100);
    }
    await server.stop();
    throw new Error("Vite did not serve the stories");
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await ended;
  }
}
