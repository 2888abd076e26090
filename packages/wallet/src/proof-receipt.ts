/** The steps of a receipt proof: record → submission → entry → receipts root. */
import type { BlockHeader } from "./block.ts";
import { ByteWriter, equalBytes, toHex } from "./bytes.ts";
import { hash } from "./hash.ts";
import { rootFromPath, treeDepth } from "./merkle.ts";
import { decodeOperationReceipt, type OperationReceipt } from "./operation.ts";
import type { ReceiptClaim } from "./proof-document.ts";
import { found, type ProofStep, step } from "./proof-steps.ts";
import { resultCodeMeaning, resultCodeName } from "./result-codes.ts";
import { decodeTransfer, type SubmissionKind, type Transfer } from "./submission.ts";

/** What a receipt proof says. Trust it only if the verification is valid. */
export interface ReceiptFacts {
  readonly submissionId: string;
  readonly submissionKind: SubmissionKind;
  /** Position of the record in its submission. */
  readonly index: number;
  readonly count: number;
  readonly resultCode: number;
  readonly transfer: Transfer | undefined;
  readonly operation: OperationReceipt | undefined;
}

/** `H[entry]` of a submission: what the receipts root is made of. */
export function entryHash(submissionId: Uint8Array, kindNumber: number, recordCount: number, receiptsOfSubmission: Uint8Array): Uint8Array {
  const bytes = new ByteWriter()
    .bytes(submissionId, 32, "submission id")
    .u8(kindNumber, "submission kind")
    .zeros(3)
    .u32(recordCount, "record count")
    .bytes(receiptsOfSubmission, 32, "root of the receipts")
    .finish();
  return hash("entry", bytes);
}

/** `H[receipt-leaf]` of a record with its result code. */
export function receiptLeafHash(record: Uint8Array): Uint8Array {
  return hash("receiptLeaf", record);
}

/** Whether `index` can be addressed by a path of `depth` siblings. */
function indexFits(index: number, depth: number): boolean {
  return index < 2 ** depth;
}

/** Checks everything from the record up to the receipts root of the header. */
export function receiptSteps(claim: ReceiptClaim, header: BlockHeader): { steps: ProofStep[]; facts: ReceiptFacts | undefined } {
  const leaf = receiptLeafHash(claim.record);
  const submissionRoot = rootFromPath(leaf, claim.index, claim.path);
  const entry = entryHash(claim.submissionId, claim.submissionKindNumber, claim.count, submissionRoot);
  const computedRoot = rootFromPath(entry, claim.entryIndex, claim.entryPath);
  let facts: ReceiptFacts | undefined;

  const steps = [
    step("record", "Record", () => {
      facts = readFacts(claim);
      const name = resultCodeName(facts.resultCode);
      return found(
        name !== undefined,
        facts.resultCode === 0 ? 'The record says "applied": it was done.' : `The record says "${name}". ${resultCodeMeaning(facts.resultCode)}`,
        `The record has the result code ${facts.resultCode}, which is not known.`,
        toHex(leaf),
      );
    }),
    step("submission", "Submission", () =>
      found(
        claim.index < claim.count && claim.path.length === treeDepth(claim.count),
        claim.count === 1 ? "It is the only record of its submission." : `It is record ${claim.index + 1} of ${claim.count} in its submission.`,
        `Record ${claim.index} with a path of ${claim.path.length} steps cannot lie in a submission of ${claim.count} records.`,
        toHex(submissionRoot),
      ),
    ),
    step("entry", "Entry", () =>
      found(
        indexFits(claim.entryIndex, claim.entryPath.length),
        `The submission is among those executed up to height ${header.executedHeight}.`,
        `Position ${claim.entryIndex} cannot be reached by a path of ${claim.entryPath.length} steps.`,
        toHex(entry),
      ),
    ),
    step("receiptsRoot", "Receipts root", () =>
      found(
        equalBytes(computedRoot, header.receiptsRoot),
        `The path leads to the receipts root in block ${header.height}.`,
        `The path does not lead to the receipts root in block ${header.height}.`,
        toHex(computedRoot),
      ),
    ),
  ];
  return { steps, facts };
}

function readFacts(claim: ReceiptClaim): ReceiptFacts {
  const common = {
    submissionId: toHex(claim.submissionId),
    submissionKind: claim.submissionKind,
    index: claim.index,
    count: claim.count,
  };
  if (claim.submissionKind === "operation") {
    const operation = decodeOperationReceipt(claim.record);
    return { ...common, resultCode: operation.resultCode, transfer: undefined, operation };
  }
  const transfer = decodeTransfer(claim.record);
  return { ...common, resultCode: transfer.resultCode, transfer, operation: undefined };
}
