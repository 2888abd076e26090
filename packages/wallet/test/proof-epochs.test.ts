/** Proofs of blocks that other validators decided than those with which the chain began. */
import { describe, expect, it } from "vitest";
import { blockHash, decodeCertificate, encodeCertificate, validatorsRoot } from "../src/block.ts";
import { fromHex, toHex } from "../src/bytes.ts";
import { verifyProof, verifyProofText } from "../src/proof.ts";
import { EPOCH_CHANGES_MAX, PROOF_TEXT_MAX } from "../src/proof-document.ts";
import { certifiedBlock, COMMITTEE_OF_FOUR, COMMITTEE_OF_ONE, epochChange, OTHER_THREE, receiptProof, trustIn } from "./fixtures.ts";

const TRUST = trustIn(COMMITTEE_OF_ONE);
const ONE_EPOCH = [{ committee: COMMITTEE_OF_ONE, last: 5n }];
const TWO_EPOCHS = [...ONE_EPOCH, { committee: COMMITTEE_OF_FOUR, last: 9n }];
/** What ends epoch 0 as it should. */
const END = { epoch: 0n, height: 5n };

/** The steps that fail in the proof of a block of epoch 1 with these changes, if the chain began with one validator. */
function failingWith(epochs: unknown): readonly string[] {
  const { valid, steps } = verifyProof({ ...receiptProof(2, COMMITTEE_OF_FOUR, ONE_EPOCH), epochs }, TRUST);
  const failed = steps.filter((step) => step.state === "failed").map((step) => step.id);
  expect(valid).toBe(failed.length === 0);
  return failed;
}

/** What the verifier says about a change that does not hold. */
function findingWith(change: unknown): string | undefined {
  expect(failingWith([change])).toEqual(expect.arrayContaining(["certificate", "epochs"]));
  const { steps } = verifyProof({ ...receiptProof(2, COMMITTEE_OF_FOUR, ONE_EPOCH), epochs: [change] }, TRUST);
  return steps.find((step) => step.id === "epochs")?.finding;
}

/** What the verifier says about a change whose block, certified as it should be, has these fields. */
function findingWithBlock(fields: Parameters<typeof epochChange>[0]): string | undefined {
  return findingWith(epochChange(fields, COMMITTEE_OF_ONE, COMMITTEE_OF_FOUR));
}

/** The proof of a block after so many changes, each by the same validator and one block after the other. */
function proofAfter(changes: number) {
  const past = Array.from({ length: changes }, (_, i) => ({ committee: COMMITTEE_OF_ONE, last: BigInt(i + 1) }));
  return receiptProof(2, COMMITTEE_OF_ONE, past, { height: 1_000n });
}

describe("a proof after changes of validators", () => {
  it.each([
    [ONE_EPOCH, COMMITTEE_OF_FOUR, "The validators changed once, certified by those before."],
    [TWO_EPOCHS, OTHER_THREE, "The validators changed 2 times, each time certified by those before."],
  ] as const)("is trusted by the validators of the genesis file (%#)", (past, by, finding) => {
    const result = verifyProof(receiptProof(2, by, past), TRUST);
    expect(result).toMatchObject({
      valid: true,
      trusted: true,
      validatorsRoot: TRUST.validatorsRoot,
      validatorChanges: past.length,
      validatorCount: by.validators.length,
      epoch: BigInt(past.length),
    });
    expect(result.steps.map((step) => step.id).slice(-4)).toEqual(["certificate", "epochs", "validators", "trust"]);
    expect(result.steps.find((step) => step.id === "epochs")).toMatchObject({ finding, hash: toHex(validatorsRoot(by.validators)) });
  });

  it("is not trusted by the validators that came later", () => {
    const { steps } = verifyProof(receiptProof(2, COMMITTEE_OF_FOUR, ONE_EPOCH), trustIn(COMMITTEE_OF_FOUR));
    expect(steps.filter((step) => step.state === "failed").map((step) => step.id)).toEqual(["trust"]);
  });

  it("says nothing of changes when there were none", () => {
    const result = verifyProof(receiptProof(), trustIn(COMMITTEE_OF_FOUR));
    expect(result).toMatchObject({ trusted: true, validatorChanges: 0, validatorCount: 4, epoch: 0n });
    expect(result.steps.map((step) => step.id)).not.toContain("epochs");
  });

  it("holds when the epoch that ends has only one block, and for the first block after it", () => {
    const past = [...ONE_EPOCH, { committee: COMMITTEE_OF_FOUR, last: 6n }, { committee: OTHER_THREE, last: 12n }];
    expect(verifyProof(receiptProof(2, COMMITTEE_OF_ONE, past), TRUST).trusted).toBe(true);
  });

  it("holds for the last block of an epoch, which names other validators than those that certify it", () => {
    const proof = receiptProof(2, COMMITTEE_OF_FOUR, ONE_EPOCH, { validatorsRoot: validatorsRoot(OTHER_THREE.validators) });
    expect(verifyProof(proof, TRUST).trusted).toBe(true);
  });

  it("holds when it is final by the last block of its epoch, and not by a block of the next one", () => {
    const proof = receiptProof(2, COMMITTEE_OF_FOUR, ONE_EPOCH);
    const after = { height: 14n, parentHash: blockHash(fromHex(proof.header)), validatorsRoot: validatorsRoot(OTHER_THREE.validators) };
    const finalBy = (epoch: bigint) => {
      const { header, certificate } = certifiedBlock({ ...after, epoch }, COMMITTEE_OF_FOUR);
      return verifyProof({ ...proof, descendants: [header], certificate }, TRUST).trusted;
    };
    expect([finalBy(1n), finalBy(2n), finalBy(0n)]).toEqual([true, false, false]);
  });
});

describe("a change of validators", () => {
  it("holds when those before certified it", () => {
    expect(failingWith([epochChange(END, COMMITTEE_OF_ONE, COMMITTEE_OF_FOUR)])).toEqual([]);
  });

  it("fails when those who come certified it, or others, or too few", () => {
    expect(findingWith(epochChange(END, COMMITTEE_OF_FOUR, COMMITTEE_OF_FOUR))).toMatch(/after epoch 0 does not hold. \d of 3 signatures/);
    expect(findingWith(epochChange(END, OTHER_THREE, COMMITTEE_OF_FOUR))).toContain("3 of 3 signatures do not verify");
    expect(findingWith(epochChange(END, { ...COMMITTEE_OF_ONE, voters: [] }, COMMITTEE_OF_FOUR))).toContain("0 of 1 voting power");
  });

  it("fails when its block is of another chain, another epoch, or no block that can end the epoch", () => {
    expect(findingWithBlock({ ...END, chainId: new Uint8Array(32).fill(8) })).toContain("another chain");
    expect(findingWithBlock({ ...END, epoch: 1n })).toContain("of epoch 1");
    expect(findingWithBlock({ ...END, height: 0n })).toContain("Block 0 cannot end");
    const atOnce = [...ONE_EPOCH, { committee: COMMITTEE_OF_FOUR, last: 5n }];
    expect(verifyProof(receiptProof(2, OTHER_THREE, atOnce), TRUST).steps.find((step) => step.id === "epochs")?.finding).toBe(
      "The change after epoch 1 does not hold. Block 5 cannot end an epoch that begins at 6.",
    );
  });

  it("fails when its certificate is of another epoch, though it was signed so", () => {
    const change = epochChange(END, COMMITTEE_OF_ONE, COMMITTEE_OF_FOUR);
    const certificate = decodeCertificate(fromHex(change.certificate));
    expect(findingWith({ ...change, certificate: toHex(encodeCertificate({ ...certificate, epoch: 1n })) })).toContain("certificate is of epoch 1");
    expect(findingWith({ ...change, certificate: "00" })).toContain("too short");
  });

  it("fails when it lists other validators than its block names, in another order, or none", () => {
    const change = epochChange(END, COMMITTEE_OF_ONE, COMMITTEE_OF_FOUR);
    expect(findingWith({ ...change, validators: change.validators.toReversed() })).toContain("other validators");
    expect(findingWith({ ...change, validators: change.validators.slice(1) })).toContain("other validators");
    expect(failingWith([{ ...change, validators: [] }])).toEqual(["certificate", "epochs", "validators"]);
    const twice = { ...COMMITTEE_OF_ONE, validators: [...COMMITTEE_OF_ONE.validators, ...COMMITTEE_OF_ONE.validators] };
    expect(findingWith(epochChange(END, COMMITTEE_OF_ONE, twice))).toContain("listed twice");
  });
});

describe("the list of changes", () => {
  const { epochs = [] } = receiptProof(2, OTHER_THREE, TWO_EPOCHS);
  const listing = (changes: readonly unknown[]) => verifyProof({ ...receiptProof(2, OTHER_THREE, TWO_EPOCHS), epochs: changes }, TRUST);

  it("fails when one is missing, twice there, or out of order", () => {
    const [first, second] = epochs;
    for (const changes of [[], [first], [second], [second, first], [first, first, second], [first, second, second]]) {
      const { valid, steps, validatorCount } = listing(changes);
      expect({ valid, validatorCount }).toEqual({ valid: false, validatorCount: undefined });
      expect(steps.filter((step) => step.state === "failed").map((step) => step.id)).toEqual(["certificate", "epochs"]);
    }
    const { epochs: _left, ...without } = receiptProof(2, OTHER_THREE, TWO_EPOCHS);
    expect(verifyProof(without, TRUST).steps.find((step) => step.id === "epochs")?.state).toBe("failed");
  });

  it("fails when it leads beyond the epoch of the block", () => {
    const before = receiptProof(2, COMMITTEE_OF_FOUR, ONE_EPOCH);
    expect(verifyProof({ ...before, epochs }, TRUST).valid).toBe(false);
  });

  it("fails for a block of an ended epoch, whatever epoch it says", () => {
    const late = { ...receiptProof(2, COMMITTEE_OF_ONE), epochs: epochs.slice(0, 1) };
    expect(verifyProof(late, TRUST).steps.find((step) => step.id === "epochs")?.finding).toBe(
      "The block is of epoch 0, the listed changes of validators lead to epoch 1.",
    );
    const early = receiptProof(2, COMMITTEE_OF_FOUR, [{ committee: COMMITTEE_OF_ONE, last: 13n }]);
    expect(verifyProof(early, TRUST).steps.find((step) => step.id === "epochs")?.finding).toBe(
      "Block 13 cannot be of epoch 1, which begins at 14.",
    );
  });

  it("has its most changes read and verified, and not one more", () => {
    const text = JSON.stringify(proofAfter(EPOCH_CHANGES_MAX));
    expect(text.length).toBeLessThan(PROOF_TEXT_MAX);
    expect(verifyProofText(text, TRUST)).toMatchObject({ trusted: true, validatorChanges: EPOCH_CHANGES_MAX });
    const { steps } = verifyProof(proofAfter(EPOCH_CHANGES_MAX + 1), TRUST);
    expect(steps).toMatchObject([{ id: "document", state: "failed", finding: expect.stringContaining("epochs has more than 256 items") as string }]);
  });

  it("is not read when it is no list of changes", () => {
    const [first] = epochs;
    for (const changes of [null, {}, "", [null], [{ ...first, note: 1 }], [{ ...first, header: "00" }], [{ header: first?.header }]]) {
      expect(failingWith(changes)).toEqual(["document"]);
    }
  });
});
