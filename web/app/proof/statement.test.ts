import { describe, expect, it } from "vitest";
import type { Asset } from "@aurigraph/api";
import type { Verification } from "@aurigraph/wallet";
import { proofStatement } from "./statement.ts";

const ASSETS: readonly Asset[] = [{ index: 0, code: "EUR", name: "Euro", decimals: 2, dense: true, totalSupply: "0" }];

const NOTHING: Verification = {
  valid: true,
  trusted: true,
  steps: [],
  chainId: undefined,
  validatorsRoot: undefined,
  validatorChanges: 0,
  validatorCount: 1,
  epoch: 0n,
  block: { height: 13n, hash: "", timeMs: 0n, executedHeight: 12n },
  receipt: undefined,
  balance: undefined,
};

function transferProof(resultCode: number, asset = 0): Verification {
  const transfer = { from: 7, to: 9, asset, amount: 1_250n, reference: new Uint8Array(), resultCode };
  return { ...NOTHING, receipt: { submissionId: "", submissionKind: "transfer", index: 0, count: 1, resultCode, transfer, operation: undefined } };
}

describe("proofStatement", () => {
  it("says what was paid, or why it was rejected", () => {
    expect(proofStatement(transferProof(0), ASSETS)).toBe("Account 7 paid 12.50 EUR to account 9 at height 12.");
    expect(proofStatement(transferProof(18), ASSETS)).toBe(
      "At height 12 a payment of 12.50 EUR from account 7 to account 9 was rejected: insufficient_funds.",
    );
  });

  it("falls back to minor units for an asset that this page does not know", () => {
    expect(proofStatement(transferProof(0, 3), ASSETS)).toContain("minor units of asset 3");
  });

  it("says what an operation and a balance are", () => {
    const operation = { signer: 7, account: 9, count: 0, kind: "grant_custody", resultCode: 0, sequence: 5n } as const;
    const receipt = { submissionId: "", submissionKind: "operation", index: 0, count: 1, resultCode: 0, transfer: undefined, operation } as const;
    expect(proofStatement({ ...NOTHING, receipt }, ASSETS)).toBe('At height 12 the operation "grant custody" of account 7 ended as applied.');
    const balance = { account: 7, address: "", asset: 0, assetCode: "EUR", amount: 5n, accountLeaf: undefined };
    expect(proofStatement({ ...NOTHING, balance }, ASSETS)).toBe("Account 7 held 0.05 EUR after height 12.");
  });

  it("claims nothing about a document that could not be read", () => {
    expect(proofStatement({ ...NOTHING, block: undefined }, ASSETS)).toBeUndefined();
  });
});
