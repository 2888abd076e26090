/**
 * Findings that are known and not mended yet, each with what it comes from. They are printed and do not fail a run, unless `--strict` is given: so that a new one is seen.
 * Whoever mends one removes its line, and the attack holds from then on.
 */
import type { Finding } from "./attack.ts";

interface Known {
  readonly attack: string;
  readonly finding: RegExp;
  readonly request?: RegExp;
  readonly why: string;
}

export const KNOWN: readonly Known[] = [];

/** Splits findings into those that nobody knew and the reasons of the others, each with how often. */
export function sorted(attack: string, findings: readonly Finding[]): { readonly fresh: readonly Finding[]; readonly known: ReadonlyMap<string, number> } {
  const known = new Map<string, number>();
  const fresh = findings.filter(({ what, request }) => {
    const entry = KNOWN.find((one) => one.attack === attack && one.finding.test(what) && (one.request?.test(request) ?? true));
    if (entry !== undefined) known.set(entry.why, (known.get(entry.why) ?? 0) + 1);
    return entry === undefined;
  });
  return { fresh, known };
}
