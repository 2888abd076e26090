/**
 * The ledger freezes true and altered proofs of a small chain, and each altered one names the step that must fail; this package must
 * come to the same verdict about every one of them.
 */
import { describe, expect, it } from "vitest";
import vectors from "../../../crates/types/tests/vectors/proofs.json" with { type: "json" };
import { verifyProofText } from "../src/proof.ts";

describe("frozen proofs", () => {
  it.each(vectors)("$name", ({ proof, valid, step }) => {
    const result = verifyProofText(JSON.stringify(proof));
    const failed: string[] = result.steps.filter((each) => each.state === "failed").map((each) => each.id);
    expect({ valid: result.valid, failsAtStep: step === undefined ? failed.length > 0 : failed.includes(step) }).toEqual({
      valid,
      failsAtStep: !valid,
    });
  });

  it("are of both kinds and both verdicts", () => {
    expect(vectors.filter(({ valid }) => valid)).toHaveLength(6);
    expect(vectors.filter(({ valid }) => !valid).length).toBeGreaterThan(50);
  });
});
