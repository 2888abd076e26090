/** What every attack is: a corpus that is tried against one running node, and a count of what was tried and what got through. */
import type { Target } from "./Target.ts";

/** Something that must not happen, with what brings it about. */
export interface Finding {
  readonly what: string;
  /** The exact request or address, as text that can be sent again. */
  readonly request: string;
}

/** What became of an attack. */
export interface Outcome {
  /** Requests sent, or pages opened. */
  readonly tried: number;
  readonly findings: readonly Finding[];
  /** What holds but should be tighter, or what was counted on the way. `--strict` makes the first kind findings. */
  readonly notes: readonly string[];
}

/** How much of an attack is wanted. */
export interface Options {
  /** Requests of the generator of malformed requests. */
  readonly requests: number;
  /** Begins its random numbers: the same seed sends the same requests. */
  readonly seed: number;
  /** Of the generator, this request alone. */
  readonly only: number | undefined;
  /** All of a corpus in every place, instead of all of it in one place and a sample elsewhere. */
  readonly long: boolean;
}

/** One class of attacks. */
export interface Attack {
  readonly name: string;
  /** What must not happen, in one line. */
  readonly aim: string;
  run(target: Target, options: Options): Promise<Outcome>;
}

/** Collects while an attack runs. */
export class Tally {
  tried = 0;
  readonly findings: Finding[] = [];
  readonly #notes = new Map<string, number>();

  /** Something that must not happen. */
  find(what: string, request: string): void {
    this.findings.push({ what, request });
  }

  /** Something that is worth a line; the same line is counted, not repeated. */
  note(line: string): void {
    this.#notes.set(line, (this.#notes.get(line) ?? 0) + 1);
  }

  outcome(): Outcome {
    const notes = [...this.#notes].map(([line, count]) => (count === 1 ? line : `${line} (${count} times)`));
    return { tried: this.tried, findings: this.findings, notes };
  }
}

/** Does something with every item, a few at a time. */
export async function inParallel<T>(items: readonly T[], atOnce: number, work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      const item = items[index];
      if (item !== undefined) await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
