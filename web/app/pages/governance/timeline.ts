/** What happened to a proposal, and what is to come, in the order in which it happens. Pure. */
import type { ProposalView } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { earliestWords, inBlocksWords } from "./words.ts";

/** `coming` is certain, `open` depends on votes, `void` cannot happen any more. */
export type StepState = "done" | "coming" | "open" | "void";

/** One step of a proposal's life. */
export interface Step {
  readonly id: "proposed" | "accepted" | "inForce" | "expires";
  readonly name: string;
  readonly state: StepState;
  readonly height: number | null;
  readonly note: string;
}

function proposedStep({ proposedAtHeight, votes }: ProposalView): Step {
  const first = votes[0]?.validatorName ?? null;
  return { id: "proposed", name: "First vote", state: "done", height: proposedAtHeight, note: first === null ? "with it the proposal opened" : `of ${first}` };
}

function acceptedStep({ status, acceptedAtHeight, votingPower, votingPowerNeeded }: ProposalView, overtaken: boolean): Step {
  const step = { id: "accepted", name: "Accepted", height: acceptedAtHeight } as const;
  if (acceptedAtHeight !== null) return { ...step, state: "done", note: "more than two thirds of the voting power were there" };
  const had = `${formatInteger(votingPower)} of ${formatInteger(votingPowerNeeded)}`;
  if (status === "EXPIRED") return { ...step, state: "void", note: `never: its votes had ${had} needed` };
  if (overtaken) return { ...step, state: "void", note: "another change of validators was accepted first" };
  return { ...step, state: "open", note: `still needs a voting power of ${formatInteger(votingPowerNeeded - votingPower)}` };
}

function inForceStep({ status, action, effectiveHeight, inForceFromHeight }: ProposalView, blockHeight: number | null, overtaken: boolean): Step {
  const step = { id: "inForce", name: "In force", height: inForceFromHeight } as const;
  if (status === "EXPIRED" || overtaken) return { ...step, state: "void", note: "never" };
  if (inForceFromHeight === null) {
    const earliest = earliestWords(action);
    return effectiveHeight === 0 ? { ...step, state: "open", note: earliest } : { ...step, state: "open", height: effectiveHeight, note: `or ${earliest}, if that is later` };
  }
  const isDone = status === "IN_FORCE" && (blockHeight === null || blockHeight >= inForceFromHeight);
  if (isDone) return { ...step, state: "done", note: "unless another proposal changed it since" };
  return { ...step, state: "coming", note: blockHeight === null ? "" : inBlocksWords(inForceFromHeight, blockHeight) };
}

function expiresStep({ status, expiresHeight, acceptedAtHeight }: ProposalView, blockHeight: number | null): Step {
  const step = { id: "expires", name: "Last block for votes", height: expiresHeight } as const;
  if (acceptedAtHeight !== null) return { ...step, state: "void", note: "it was accepted before" };
  if (status === "EXPIRED") return { ...step, state: "done", note: "it expired" };
  return { ...step, state: "coming", note: blockHeight === null ? "then it expires" : `${inBlocksWords(expiresHeight, blockHeight)}, then it expires` };
}

/** The four steps of a proposal, seen from a height; null where that is not known yet. An overtaken one is open in name only (`isOvertaken`). */
export function timelineOf(proposal: ProposalView, blockHeight: number | null, overtaken = false): readonly Step[] {
  return [proposedStep(proposal), acceptedStep(proposal, overtaken), inForceStep(proposal, blockHeight, overtaken), expiresStep(proposal, blockHeight)];
}
