/** The steps of a verification, in the order in which a person follows them from a record to the validators. */
import { FormatError } from "./bytes.ts";

/** What a step looks at. */
export type StepId =
  | "document"
  | "question"
  | "record"
  | "submission"
  | "entry"
  | "receiptsRoot"
  | "balance"
  | "assetRoot"
  | "account"
  | "stateRoot"
  | "header"
  | "certificate"
  | "epochs"
  | "validators"
  | "trust";

/** `unknown` is for what cannot be decided with what is at hand; it is never used to hide a failure. */
export type StepState = "ok" | "failed" | "unknown";

/** One step of a verification. */
export interface ProofStep {
  readonly id: StepId;
  readonly title: string;
  readonly state: StepState;
  /** What the step showed, in a sentence. */
  readonly finding: string;
  /** The hash that the step computed, in hexadecimal. */
  readonly hash: string | undefined;
}

/** What a check found: whether it holds, the sentence about it, and the hash it computed. */
export interface Finding {
  readonly state: StepState;
  readonly finding: string;
  readonly hash?: string;
}

/** Runs one check; bytes that do not decode are a failed step, not an exception. */
export function step(id: StepId, title: string, check: () => Finding): ProofStep {
  try {
    const { state, finding, hash } = check();
    return { id, title, state, finding, hash };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { id, title, state: "failed", finding: `${capitalised(error.message)}.`, hash: undefined };
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A finding out of a condition. */
export function found(holds: boolean, whenTrue: string, whenFalse: string, hash?: string): Finding {
  const result = { state: holds ? ("ok" as const) : ("failed" as const), finding: holds ? whenTrue : whenFalse };
  return hash === undefined ? result : { ...result, hash };
}
