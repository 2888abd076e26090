/** Verifies a proof in the browser, and measures how long that took. */
import { useEffect, useMemo } from "react";
import { type ProofQuestion, type Trust, type Verification, verifyProof, verifyProofText } from "@aurigraph/wallet";
import { useAssetsQuery } from "@aurigraph/api";
import { trustChain, useTrustAnchor } from "./trustAnchor.ts";

/** A verification with the time it took here. */
export interface MeasuredVerification {
  readonly verification: Verification;
  readonly elapsedMs: number;
}

interface Options {
  readonly question?: ProofQuestion | undefined;
  /** Whether the proof came from this portal's own node, so that the first one may set what is trusted. */
  readonly fromOwnNode: boolean;
}

function measure(proof: unknown, trust: Trust | undefined, question: ProofQuestion | undefined): MeasuredVerification {
  const startedAt = performance.now();
  const verification = typeof proof === "string" ? verifyProofText(proof, trust, question) : verifyProof(proof, trust, question);
  return { verification, elapsedMs: performance.now() - startedAt };
}

/** Verifies `proof` (a parsed document, or its text) against what this browser trusts; undefined while there is no proof. */
export function useVerification(proof: unknown, { question, fromOwnNode }: Options): MeasuredVerification | undefined {
  const anchor = useTrustAnchor();
  const { data } = useAssetsQuery({ limit: 200 });
  // Questions are made anew in every render; their text is what stays the same.
  const asked = question === undefined ? undefined : JSON.stringify(question);
  const measured = useMemo(() => {
    if (proof === undefined || proof === null) return undefined;
    const trust = anchor && { ...anchor, assetCodes: new Map(data?.assets.map((asset) => [asset.index, asset.code])) };
    return measure(proof, trust, asked === undefined ? undefined : (JSON.parse(asked) as ProofQuestion));
  }, [proof, anchor, data, asked]);

  useEffect(() => {
    if (!fromOwnNode || anchor !== undefined || measured?.verification.valid !== true) return;
    const { chainId, validatorsRoot } = measured.verification;
    if (chainId !== undefined && validatorsRoot !== undefined) trustChain(chainId, validatorsRoot);
  }, [fromOwnNode, anchor, measured]);

  return measured;
}
