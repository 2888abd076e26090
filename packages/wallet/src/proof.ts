/**
 * Off-line verification of receipt and balance proofs: nothing but the document and what the verifier already trusts.
 *
 * Invariants: never throws, whatever it is given; a proof is valid only if every step holds; every field of the document is
 * bound by some step, so an altered byte makes at least one step fail (the chain's first validators are bound by the trust anchor, and
 * the asset code, a label, when assets are trusted).
 */
import { blockHash, type BlockHeader, checkQuorum, decodeCertificate, decodeHeader, validatorsProblem, validatorsRoot } from "./block.ts";
import { equalBytes, FormatError, toHex } from "./bytes.ts";
import { type BalanceFacts, balanceSteps } from "./proof-balance.ts";
import { parseProofText, type ProofDocument, readProofDocument } from "./proof-document.ts";
import { type Epoch, followChanges } from "./proof-epochs.ts";
import { type ReceiptFacts, receiptSteps } from "./proof-receipt.ts";
import { found, type ProofStep, step } from "./proof-steps.ts";

/** What the verifier knew before it saw the proof. */
export interface Trust {
  /** The chain that is trusted, in hexadecimal. */
  readonly chainId: string;
  /** The root of the validators with which that chain began, in hexadecimal. */
  readonly validatorsRoot: string;
  /** Codes of assets by index, if known. */
  readonly assetCodes?: ReadonlyMap<number, string>;
}

/** What was asked for, so that a true proof of something else is not taken for the answer. */
export type ProofQuestion =
  | { readonly kind: "receipt"; readonly submissionId: string; readonly index: number }
  /** `account` is an address, or an account's index in digits. */
  | { readonly kind: "balance"; readonly account: string; readonly assetCode: string };

/** The block that carries the proved root. */
export interface BlockFacts {
  readonly height: bigint;
  readonly hash: string;
  readonly timeMs: bigint;
  /** The height whose receipts and state the block proves. */
  readonly executedHeight: bigint;
}

/** The outcome of a verification. */
export interface Verification {
  /** Whether every step holds, apart from a trust anchor that is not known. */
  readonly valid: boolean;
  /** Whether it is valid and leads to the chain and validators that were trusted before. */
  readonly trusted: boolean;
  readonly steps: readonly ProofStep[];
  /** What the document says about itself; undefined when it could not be read that far. Trust it only if `valid`. */
  readonly chainId: string | undefined;
  /** The root of the validators with which the chain began: what is compared with the trusted one. */
  readonly validatorsRoot: string | undefined;
  /** How many changes of the validators lead from those to the ones that decided the block. */
  readonly validatorChanges: number | undefined;
  /** The number of validators that decided the block; undefined when the changes do not lead to them. */
  readonly validatorCount: number | undefined;
  /** The epoch of the block. */
  readonly epoch: bigint | undefined;
  readonly block: BlockFacts | undefined;
  readonly receipt: ReceiptFacts | undefined;
  readonly balance: BalanceFacts | undefined;
}

/** Verifies the text of a proof document. Never throws. */
export function verifyProofText(text: string, trust?: Trust, question?: ProofQuestion): Verification {
  try {
    return verifyProof(parseProofText(text), trust, question);
  } catch (error) {
    return unreadable(error);
  }
}

/** Verifies a proof document that was parsed already. Never throws. */
export function verifyProof(value: unknown, trust?: Trust, question?: ProofQuestion): Verification {
  try {
    return verifyDocument(readProofDocument(value), trust, question);
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): Verification {
  const reason = error instanceof FormatError ? error.message : "it cannot be read";
  return {
    valid: false,
    trusted: false,
    steps: [{ id: "document", title: "Document", state: "failed", finding: `This is not a proof that can be read: ${reason}.`, hash: undefined }],
    chainId: undefined,
    validatorsRoot: undefined,
    validatorChanges: undefined,
    validatorCount: undefined,
    epoch: undefined,
    block: undefined,
    receipt: undefined,
    balance: undefined,
  };
}

function verifyDocument(document: ProofDocument, trust: Trust | undefined, question: ProofQuestion | undefined): Verification {
  const header = decodeHeader(document.header);
  const steps: ProofStep[] = [
    { id: "document", title: "Document", state: "ok", finding: `A ${document.claim.kind} proof; every field can be read.`, hash: undefined },
  ];
  let receipt: ReceiptFacts | undefined;
  let balance: BalanceFacts | undefined;
  if (document.claim.kind === "receipt") {
    const checked = receiptSteps(document.claim, header);
    steps.push(...checked.steps);
    receipt = checked.facts;
  } else {
    const checked = balanceSteps(document.claim, header, trust?.assetCodes);
    steps.push(...checked.steps);
    balance = checked.facts;
  }
  if (question !== undefined) steps.splice(1, 0, questionStep(question, receipt, balance));
  const root = toHex(validatorsRoot(document.validators));
  const changes = followChanges(document, header);
  steps.push(headerStep(document, header), certificateStep(document, header, changes.deciding));
  if (changes.step !== undefined) steps.push(changes.step);
  steps.push(validatorsStep(document, root));
  const trustFinding = trustStep(document, root, trust);
  const valid = steps.every((each) => each.state === "ok") && trustFinding.state !== "failed";
  return {
    valid,
    trusted: valid && trustFinding.state === "ok",
    steps: [...steps, trustFinding],
    chainId: toHex(header.chainId),
    validatorsRoot: root,
    validatorChanges: document.epochs.length,
    validatorCount: changes.deciding?.validators.length,
    epoch: header.epoch,
    block: {
      height: header.height,
      hash: toHex(blockHash(document.header)),
      timeMs: header.timeMs,
      executedHeight: header.executedHeight,
    },
    receipt,
    balance,
  };
}

function answers(question: ProofQuestion, receipt: ReceiptFacts | undefined, balance: BalanceFacts | undefined): boolean {
  if (question.kind === "receipt") return receipt?.submissionId === question.submissionId && receipt.index === question.index;
  if (balance === undefined || balance.assetCode !== question.assetCode) return false;
  return balance.address === question.account || balance.account.toString() === question.account;
}

function questionStep(question: ProofQuestion, receipt: ReceiptFacts | undefined, balance: BalanceFacts | undefined): ProofStep {
  return step("question", "Question", () =>
    found(answers(question, receipt, balance), "It is about what was asked for.", "It is about something else than what was asked for."),
  );
}

function headerStep(document: ProofDocument, header: BlockHeader): ProofStep {
  return step("header", "Block header", () => {
    const blockHashText = toHex(blockHash(document.header));
    if (!equalBytes(header.chainId, document.chainId)) {
      return found(false, "", "The block belongs to another chain than the document says.", blockHashText);
    }
    return found(
      header.executedHeight < header.height,
      `Block ${header.height} carries the roots of height ${header.executedHeight}.`,
      `Block ${header.height} cannot carry the roots of height ${header.executedHeight}.`,
      blockHashText,
    );
  });
}

function certificateStep(document: ProofDocument, header: BlockHeader, deciding: Epoch | undefined): ProofStep {
  return step("certificate", "Certificate", () => {
    if (deciding === undefined) return found(false, "", "Who had to sign is not known: the changes of validators do not lead to this block.");
    const certified = certifiedHeader(document, header);
    if (certified === undefined) return found(false, "", "A block does not follow the one before it on the way to the certificate.");
    const quorum = checkQuorum(decodeCertificate(document.certificate), certified.header, certified.bytes, deciding.validators);
    const votes = `${quorum.validVotes} of ${deciding.validators.length} validators signed block ${certified.header.height}`;
    return found(quorum.valid, `${votes}: ${quorum.votingPower} of ${quorum.totalVotingPower} voting power, more than two thirds.`, quorum.problem ?? "");
  });
}

/** The header that the certificate is for: the last descendant, if there are some. Undefined if one does not follow the header before it. */
function certifiedHeader(document: ProofDocument, header: BlockHeader): { header: BlockHeader; bytes: Uint8Array } | undefined {
  let last = { header, bytes: document.header };
  for (const bytes of document.descendants) {
    const next = decodeHeader(bytes);
    const follows =
      equalBytes(next.parentHash, blockHash(last.bytes)) &&
      next.height === last.header.height + 1n &&
      next.epoch === last.header.epoch &&
      equalBytes(next.chainId, header.chainId);
    if (!follows) return undefined;
    last = { header: next, bytes };
  }
  return last;
}

function validatorsStep(document: ProofDocument, root: string): ProofStep {
  return step("validators", "First validators", () => {
    const sets = [document.validators, ...document.epochs.map((change) => change.validators)];
    const problem = sets.map(validatorsProblem).find((each) => each !== undefined);
    if (problem !== undefined) return found(false, "", problem, root);
    const count = document.validators.length;
    return found(true, count === 1 ? "The chain began with one validator." : `The chain began with ${count} validators.`, "", root);
  });
}

function trustStep(document: ProofDocument, root: string, trust: Trust | undefined): ProofStep {
  return step("trust", "Trust anchor", () => {
    if (trust === undefined) {
      return {
        state: "unknown",
        finding: "Nothing is known here about this chain: compare its chain id and first validators with the genesis file that you trust.",
        hash: toHex(document.chainId),
      };
    }
    const sameChain = toHex(document.chainId) === trust.chainId;
    return found(
      sameChain && root === trust.validatorsRoot,
      "The chain and its first validators are those that this browser trusts.",
      sameChain ? "The chain's first validators are not those that this browser trusts." : "The chain is not the one that this browser trusts.",
      toHex(document.chainId),
    );
  });
}
