/**
 * A signed transfer names the recipient by account index. This checks, by a balance proof verified here, that the index
 * belongs to the address that was meant, so that a faulty node cannot redirect a payment.
 */
import { useEffect } from "react";
import { useAssetsQuery, useLazyBalanceProofQuery } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { Tag } from "../../components/Tag.tsx";
import { useVerification } from "../../proof/useVerification.ts";
import type { PreparedTransfer } from "./transfer.ts";

/** What is known about the recipient. */
export type RecipientState = "checking" | "proved" | "contradicted" | "unknown";

/** Verifies the recipient of a prepared transfer. */
export function useRecipientCheck({ to, balance }: PreparedTransfer): { readonly state: RecipientState; readonly height: bigint | undefined } {
  const { data } = useAssetsQuery({ limit: 200 });
  const [load, { currentData: proof, error }] = useLazyBalanceProofQuery();
  // Every account has a leaf in a dense asset, even without a balance; of another asset it may hold nothing that could be proved.
  const asset = data?.assets.find(({ dense }) => dense)?.code ?? balance.asset;
  useEffect(() => void load({ account: to.address, asset }), [load, to.address, asset]);
  const measured = useVerification(proof, { question: { kind: "balance", account: to.address, assetCode: asset }, fromOwnNode: true });
  const height = measured?.verification.block?.executedHeight;
  if (measured === undefined) return { state: error === undefined ? "checking" : "unknown", height };
  const { valid, steps, balance: proved } = measured.verification;
  const matches = proved !== undefined && proved.account === to.index && proved.address === to.address;
  if (matches && valid) return { state: "proved", height };
  // A proof of another chain than the trusted one decides nothing; the page warns of that itself.
  const failsOnlyInTrust = steps.every((step) => step.state !== "failed" || step.id === "trust");
  return { state: matches && failsOnlyInTrust ? "unknown" : "contradicted", height };
}

export function RecipientTag({ state, height }: ReturnType<typeof useRecipientCheck>) {
  if (state === "proved") return <Tag tone="positive">address and index proved{height !== undefined && ` at height ${formatInteger(height)}`}</Tag>;
  if (state === "contradicted") return <Tag tone="negative">the node's proof contradicts this recipient</Tag>;
  if (state === "unknown") return <Tag tone="warning">no proof of the address yet; compare it yourself</Tag>;
  return <Tag tone="neutral">checking the address</Tag>;
}
