/**
 * From what a person typed to the bytes that are signed and sent. Pure: no React, no network.
 */
import type { Account, Balance } from "@aurigraph/api";
import { type AmountProblem, parseAmount } from "@aurigraph/core";
import {
  encodeSubmissionHeader,
  encodeTransfer,
  FormatError,
  fromHex,
  referenceFromText,
  type SignedSubmission,
  type SigningContext,
  submissionId,
  toHex,
  type Transfer,
} from "@aurigraph/wallet";

/** What the form holds. */
export interface TransferDraft {
  readonly recipient: string;
  readonly assetIndex: number | undefined;
  readonly amount: string;
  readonly reference: string;
}

/** A transfer that is ready to be shown and signed. */
export interface PreparedTransfer {
  readonly from: Account;
  readonly to: Account;
  readonly balance: Balance;
  readonly reference: string;
  readonly transfer: Transfer;
  readonly context: SigningContext;
  readonly chainId: string;
  /** The submission id: what is signed. */
  readonly id: Uint8Array;
  readonly headerBytes: Uint8Array;
  readonly body: Uint8Array;
}

/** Problems of a draft, by field. */
export interface DraftProblems {
  readonly recipient?: string;
  readonly amount?: string;
  readonly reference?: string;
}

/** How many blocks a signed transfer stays valid: long enough for every retry, short enough to become certain. */
export const VALID_FOR_BLOCKS = 10_000n;

const AMOUNT_PROBLEMS: Readonly<Record<AmountProblem, string>> = {
  empty: "Enter an amount.",
  not_a_number: "Enter digits with one decimal point at most.",
  too_many_decimals: "This asset does not have that many decimals.",
  not_positive: "The amount must be above zero.",
  too_large: "The amount is larger than any balance can be.",
};

function referenceProblem(reference: string): string | undefined {
  try {
    referenceFromText(reference);
    return undefined;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
  }
}

/** The amount in minor units, or why it cannot be sent from this balance. */
function readAmount(text: string, balance: Balance): { readonly amount: bigint } | { readonly problem: string } {
  const parsed = parseAmount(text, balance.decimals);
  if ("problem" in parsed) return { problem: AMOUNT_PROBLEMS[parsed.problem] };
  if (parsed.minorUnits > BigInt(balance.amount)) return { problem: "The account does not hold that much." };
  return { amount: parsed.minorUnits };
}

/** Checks a draft field by field and prepares it. */
export function prepareTransfer(
  draft: TransferDraft,
  from: Account,
  to: Account,
  balance: Balance,
  chainId: string,
): PreparedTransfer | DraftProblems {
  const amount = readAmount(draft.amount, balance);
  const reference = referenceProblem(draft.reference);
  const sameAccount = to.index === from.index;
  if (from.nextSequence === null) {
    return { amount: "This account has used the highest sequence there is and cannot sign any more. Use another account." };
  }
  if ("problem" in amount || reference !== undefined || sameAccount) {
    return {
      ...("problem" in amount && { amount: amount.problem }),
      ...(reference !== undefined && { reference }),
      ...(sameAccount && { recipient: "This is the paying account itself." }),
    };
  }
  const transfer: Transfer = {
    from: from.index,
    to: to.index,
    asset: balance.assetIndex,
    amount: amount.amount,
    reference: referenceFromText(draft.reference),
    resultCode: 0,
  };
  const context: SigningContext = {
    chainId: fromHex(chainId, "chain id", 32),
    signer: from.index,
    sequence: BigInt(from.nextSequence),
    validUntilHeight: BigInt(from.height) + VALID_FOR_BLOCKS,
  };
  const body = encodeTransfer(transfer);
  const header = { ...context, kind: "transfer", scheme: "ed25519", recordCount: 1, bodyLength: body.length } as const;
  const headerBytes = encodeSubmissionHeader(header);
  return { from, to, balance, reference: draft.reference, transfer, context, chainId, id: submissionId(header, body), headerBytes, body };
}

/** Whether a preparation succeeded. */
export function isPrepared(result: PreparedTransfer | DraftProblems): result is PreparedTransfer {
  return "transfer" in result;
}

/** The JSON form of docs/api-design.md; the server rebuilds the signed bytes from it and verifies the signature over them. */
export function submissionBody({ transfer, context, chainId }: PreparedTransfer, signed: SignedSubmission): unknown {
  return {
    kind: "transfer",
    signer: context.signer,
    scheme: "ed25519",
    sequence: context.sequence.toString(),
    validUntilHeight: context.validUntilHeight.toString(),
    chainId,
    transfer: {
      from: transfer.from,
      to: transfer.to,
      asset: transfer.asset,
      amount: transfer.amount.toString(),
      referenceHex: toHex(transfer.reference),
    },
    signature: toHex(signed.signature),
  };
}
