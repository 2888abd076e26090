/**
 * Who decided the block of a proof: from the validators of the genesis file over every change of them (docs/protocol.md, "Proofs").
 *
 * Invariant: the validators of an epoch are believed only because a quorum of the epoch before it certified the block that names them.
 */
import { type BlockHeader, checkQuorum, decodeCertificate, decodeHeader, type Validator, validatorsProblem, validatorsRoot } from "./block.ts";
import { equalBytes, toHex } from "./bytes.ts";
import type { EpochChange, ProofDocument } from "./proof-document.ts";
import { found, type ProofStep, step } from "./proof-steps.ts";

/** Blocks that the same validators decide. */
export interface Epoch {
  /** Counted from 0. */
  readonly number: bigint;
  /** Height of its first block; 0 for the first epoch. */
  readonly firstHeight: bigint;
  readonly validators: readonly Validator[];
}

/** Where the changes of a proof lead to. */
export interface FollowedChanges {
  /** The epoch of the proof's block; undefined when the changes do not lead to it. */
  readonly deciding: Epoch | undefined;
  /** What is said about the changes; undefined when there are none and none are needed. */
  readonly step: ProofStep | undefined;
}

/** Verifies each change of validators by those before it, up to the block with `header`. Never throws. */
export function followChanges(document: ProofDocument, header: BlockHeader): FollowedChanges {
  let deciding: Epoch | undefined;
  const checked = step("epochs", "Changes of validators", () => {
    let epoch: Epoch = { number: 0n, firstHeight: 0n, validators: document.validators };
    for (const change of document.epochs) {
      const last = decodeHeader(change.header);
      const problem = changeProblem(change, last, epoch, document.chainId);
      if (problem !== undefined) return found(false, "", `The change after epoch ${epoch.number} does not hold. ${problem}`);
      epoch = { number: epoch.number + 1n, firstHeight: last.height + 1n, validators: change.validators };
    }
    const problem = placeProblem(header, epoch);
    if (problem !== undefined) return found(false, "", problem);
    deciding = epoch;
    return found(true, changesInWords(document.epochs.length), "", toHex(validatorsRoot(epoch.validators)));
  });
  const isNeeded = document.epochs.length > 0 || checked.state !== "ok";
  return { deciding, step: isNeeded ? checked : undefined };
}

/** A sentence about a number of changes that were verified. */
export function changesInWords(count: number): string {
  if (count === 0) return "The validators are those with which the chain began.";
  if (count === 1) return "The validators changed once, certified by those before.";
  return `The validators changed ${count} times, each time certified by those before.`;
}

/** Why a change does not end `epoch`, or undefined if it does. `last` is its header. */
function changeProblem(change: EpochChange, last: BlockHeader, epoch: Epoch, chainId: Uint8Array): string | undefined {
  if (!equalBytes(last.chainId, chainId)) return "Its block belongs to another chain.";
  if (last.epoch !== epoch.number) return `Its block is of epoch ${last.epoch}.`;
  if (last.height < epoch.firstHeight || last.height === 0n) return `Block ${last.height} cannot end an epoch that begins at ${epoch.firstHeight}.`;
  const problem = validatorsProblem(change.validators);
  if (problem !== undefined) return problem;
  if (!equalBytes(last.validatorsRoot, validatorsRoot(change.validators))) return "Its block names other validators than those listed.";
  return checkQuorum(decodeCertificate(change.certificate), last, change.header, epoch.validators).problem;
}

/** Why the block that is proved is not of `epoch`, the last that is known, or undefined if it is. */
function placeProblem(header: BlockHeader, epoch: Epoch): string | undefined {
  if (header.epoch !== epoch.number) return `The block is of epoch ${header.epoch}, the listed changes of validators lead to epoch ${epoch.number}.`;
  if (header.height < epoch.firstHeight) return `Block ${header.height} cannot be of epoch ${epoch.number}, which begins at ${epoch.firstHeight}.`;
  return undefined;
}
