/** The shapes of linked ledger accounts, and of payments that others approve. Amounts are minor units as decimal strings. */
import type { Order, Page } from "./endpoints.ts";
import type { Schema } from "./types.ts";

/** An account whose key was shown. Whether the ledger knows it is the ledger's to say. */
export type LedgerAccount = Schema<"LedgerAccount">;

/** The oldest first, and whole. */
export type LedgerAccountList = Schema<"LedgerAccountList">;

/** A key that is to be linked. */
export type LedgerChallengeRequest = Schema<"LedgerChallengeRequest">;

/** The statement that is to be signed, and the secret that completes it, once, within five minutes. */
export type LedgerChallenge = Schema<"LedgerChallenge">;

/** The answer to a challenge. */
export type NewLedgerAccount = Schema<"NewLedgerAccount">;

/** Above which amount of an asset a payment needs approvals, and how many. */
export type PaymentRule = Schema<"PaymentRule">;

/** At most one rule for an asset. */
export type PaymentPolicy = Schema<"PaymentPolicy">;

/** What became of a payment. */
export type PaymentState = "waiting" | "approved" | "rejected" | "released" | "expired";

/** A payment that was proposed. */
export type Payment = Omit<Schema<"Payment">, "state"> & { readonly state: PaymentState };

/** A page of payments. */
export interface PaymentList {
  readonly payments: readonly Payment[];
  readonly nextCursor: string | null;
}

/** Approve, or reject. */
export type PaymentDecision = Schema<"PaymentDecision">;

/** Who decided how, with the proof. */
export type PaymentDecisionItem = Schema<"PaymentDecisionItem">;

/** A payment with every transfer, what was signed, and who decided. */
export type PaymentDetail = Omit<Schema<"PaymentDetail">, "payment"> & { readonly payment: Payment };

/** A decision, signed. */
export type NewPaymentDecision = Schema<"NewPaymentDecision">;

/** An approved payment's bytes. */
export type ReleasedPayment = Omit<Schema<"ReleasedPayment">, "payment"> & { readonly payment: Payment };

/** Which payments. */
export interface PaymentQuery extends Page {
  readonly state?: PaymentState | undefined;
  readonly proposedBy?: string | undefined;
  readonly assetIndex?: string | undefined;
  readonly waitingForMe?: boolean | undefined;
  readonly order?: Order | undefined;
}
