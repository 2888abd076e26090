/** Payments in words, and the check that what is to be signed is what the bytes say. Pure: no React, no network. */
import type { Asset, Payment, PaymentDetail, PaymentRule, PaymentState } from "@aurigraph/api";
import { countOf, formatAmount, parseAmount } from "@aurigraph/core";
import { decodeContent, decodeRecords, FormatError, fromHex, paymentStatement, type PaymentVerdict, submissionId, toHex } from "@aurigraph/wallet";

/** Assets by their index. */
export type Assets = ReadonlyMap<number, Pick<Asset, "code" | "decimals">>;

export const STATE_OPTIONS: readonly (readonly [value: string, words: string])[] = [
  ["", "All states"],
  ["waiting", "Waiting"],
  ["approved", "Approved"],
  ["released", "Released"],
  ["rejected", "Rejected"],
  ["expired", "Expired"],
];

/** The state of an address's filter; undefined where it is none. */
export function stateOf(text: string | undefined): PaymentState | undefined {
  return STATE_OPTIONS.some(([value]) => value === text) && text !== "" ? (text as PaymentState | undefined) : undefined;
}

/** What a payment is now. The portal does not know the ledger's height: a page that does says when the ledger takes it no more. */
export function shownState(payment: Pick<Payment, "state" | "validUntilHeight">, height: number | undefined): PaymentState {
  const isOpen = payment.state === "waiting" || payment.state === "approved";
  const isOver = height !== undefined && typeof payment.validUntilHeight === "number" && payment.validUntilHeight < height;
  return isOpen && isOver ? "expired" : payment.state;
}

export const STATE_TONES = { waiting: "warning", approved: "positive", released: "positive", rejected: "negative", expired: "neutral" } as const;

/** How far the approvals are. */
export function approvalWords({ approvals, approvalsNeeded }: Pick<Payment, "approvals" | "approvalsNeeded">): string {
  return approvalsNeeded === 0 ? "no approval needed" : `${approvals} of ${countOf(approvalsNeeded, "approval")}`;
}

/** An amount with its asset; of an asset that is not known the minor units. */
export function amountWords(amount: string, assetIndex: number, assets: Assets): string {
  const asset = assets.get(assetIndex);
  return asset === undefined ? `${amount} minor units of asset ${assetIndex}` : `${formatAmount(amount, asset.decimals)} ${asset.code}`;
}

/** What a payment pays altogether. */
export function sumWords({ totals }: Pick<Payment, "totals">, assets: Assets): string {
  return totals.map(({ amount, assetIndex }) => amountWords(amount, assetIndex, assets)).join(", ");
}

/** The sequence of the next payment of an account: above those that the ledger has used, and those that are kept here and may still be paid. */
export function freeSequence(nextSequence: string | null, payments: readonly Pick<Payment, "address" | "sequence" | "state">[], address: string): string | null {
  if (nextSequence === null) return null;
  const mayBePaid = payments.filter((payment) => payment.address === address && payment.state !== "rejected" && payment.state !== "expired");
  return mayBePaid.reduce((next, { sequence }) => (BigInt(sequence) >= next ? BigInt(sequence) + 1n : next), BigInt(nextSequence)).toString();
}

/** What is signed to decide, or why nothing is. */
export type Statement = { readonly words: string } | { readonly problem: string };

const DIFFERS = "What the portal shows is not what these bytes say. Sign nothing, and tell whoever runs the portal.";

/** Whether the transfers that are shown are those of the bytes, one by one. */
function showsWhatIsSigned({ payment, transfers, content }: PaymentDetail): boolean {
  const { header, body } = decodeContent(fromHex(content, "content"));
  const records = decodeRecords(body);
  const sums = new Map<number, bigint>();
  for (const { asset, amount } of records) sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  const areTransfers =
    transfers.length === records.length &&
    records.every(({ to, asset, amount, reference }, place) => {
      const shown = transfers[place];
      return shown?.to === to && shown.assetIndex === asset && shown.amount === amount.toString() && shown.reference === toHex(reference);
    });
  const areSums = payment.totals.length === sums.size && payment.totals.every(({ assetIndex, amount }) => sums.get(assetIndex)?.toString() === amount);
  return areTransfers && areSums && toHex(submissionId(header, body)) === payment.submissionId && header.signer === payment.from;
}

/** The words to be signed, made from the bytes and compared with those of the portal. */
export function statementOf(detail: PaymentDetail, verdict: PaymentVerdict, about: { readonly organisationId: string; readonly userId: string }): Statement {
  const offered = verdict === "approve" ? detail.approveStatement : detail.rejectStatement;
  if (typeof offered !== "string") return { problem: "This payment does not wait for you." };
  // Under which address the portal is known is the only thing that this page cannot know better.
  const publicUrl = /^Portal: (.+)$/m.exec(offered)?.[1] ?? "";
  try {
    const words = paymentStatement({ publicUrl, paymentId: detail.payment.paymentId, ...about }, verdict, fromHex(detail.content, "content"));
    return words === offered && showsWhatIsSigned(detail) ? { words } : { problem: DIFFERS };
  } catch (error) {
    if (error instanceof FormatError) return { problem: DIFFERS };
    throw error;
  }
}

/** A rule in a sentence. */
export function ruleWords({ assetIndex, limit, approvals }: PaymentRule, assets: Assets): string {
  return `Above ${amountWords(limit, assetIndex, assets)}: ${countOf(approvals, "approval")}`;
}

export const APPROVALS_MAX = 10;

/** Why a number of approvals cannot be one. */
export function approvalsProblem(text: string): string | undefined {
  const number = Number(text);
  return /^\d+$/.test(text.trim()) && number >= 1 && number <= APPROVALS_MAX ? undefined : `Enter a number from 1 to ${APPROVALS_MAX}.`;
}

/** A typed limit in minor units; zero is a limit. */
export function limitOf(text: string, decimals: number): { readonly limit: string } | { readonly problem: string } {
  if (/^0*(\.0*)?$/.test(text.trim()) && /0/.test(text)) return { limit: "0" };
  const parsed = parseAmount(text, decimals);
  return "problem" in parsed ? { problem: `Enter an amount with at most ${countOf(decimals, "decimal")}.` } : { limit: parsed.minorUnits.toString() };
}

/** The rules with one more, or another one for the same asset. */
export function withRule(rules: readonly PaymentRule[], rule: PaymentRule): PaymentRule[] {
  return [...rules.filter(({ assetIndex }) => assetIndex !== rule.assetIndex), rule].toSorted((a, b) => a.assetIndex - b.assetIndex);
}
