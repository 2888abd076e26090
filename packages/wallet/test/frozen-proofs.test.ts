/**
 * True and altered proofs that the Rust ledger made: both verifiers must agree on each, and on the step that fails. An altered
 * one is verified with trust in the validators of the true one, since nothing else binds a chain's first validators.
 */
import { describe, expect, it } from "vitest";
import vectors from "../../../crates/types/tests/vectors/proofs.json" with { type: "json" };
import { type Trust, verifyProof, verifyProofText } from "../src/proof.ts";

const trueProofs = vectors.filter((vector) => vector.valid);
const alteredProofs = vectors.filter((vector) => !vector.valid);

/** Trust in the chain of the true proof of which an altered one was made: its name is before the colon. */
function trustBefore(name: string): Trust {
  const original = trueProofs.find((vector) => vector.name === name.slice(0, name.indexOf(":")));
  const { chainId, validatorsRoot } = verifyProof(original?.proof);
  if (chainId === undefined || validatorsRoot === undefined) throw new Error(`no true proof before "${name}"`);
  return { chainId, validatorsRoot };
}

describe("frozen proofs", () => {
  it.each(trueProofs)("hold: $name", ({ proof }) => {
    const { valid, steps } = verifyProof(proof);
    expect(steps.filter((step) => step.state === "failed")).toEqual([]);
    expect(valid).toBe(true);
    expect(verifyProofText(JSON.stringify(proof)).valid).toBe(true);
  });

  it.each(alteredProofs)("fail: $name", ({ name, proof, step: expected }) => {
    const { valid, steps } = verifyProof(proof, trustBefore(name));
    expect(valid).toBe(false);
    expect(steps.filter((step) => step.state === "failed").map((step) => step.id)).toContain(expected);
  });
});
