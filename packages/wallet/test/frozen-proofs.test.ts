/** True and altered proofs that the Rust ledger made: both verifiers must agree on each, and on the step that fails. */
import { describe, expect, it } from "vitest";
import vectors from "../../../crates/types/tests/vectors/proofs.json" with { type: "json" };
import { verifyProof, verifyProofText } from "../src/proof.ts";

const trueProofs = vectors.filter((vector) => vector.valid);
const alteredProofs = vectors.filter((vector) => !vector.valid);

describe("frozen proofs", () => {
  it.each(trueProofs)("hold: $name", ({ proof }) => {
    const { valid, steps } = verifyProof(proof);
    expect(steps.filter((step) => step.state === "failed")).toEqual([]);
    expect(valid).toBe(true);
    expect(verifyProofText(JSON.stringify(proof)).valid).toBe(true);
  });

  it.each(alteredProofs)("fail: $name", ({ proof, step: expected }) => {
    const { valid, steps } = verifyProof(proof);
    expect(valid).toBe(false);
    expect(steps.filter((step) => step.state === "failed").map((step) => step.id)).toContain(expected);
  });
});
