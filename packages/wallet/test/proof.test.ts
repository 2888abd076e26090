import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyProof, verifyProofText } from "../src/proof.ts";
import { PROOF_TEXT_MAX } from "../src/proof-document.ts";
import { balanceProof, COMMITTEE_OF_FOUR, COMMITTEE_OF_ONE, OTHER_THREE, receiptProof, trustIn } from "./fixtures.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const TRUST = trustIn(COMMITTEE_OF_FOUR);

/** Every document that differs from `value` in one byte: one byte of a hexadecimal text, one character, or one number. */
function* alterations(value: Json, path = ""): Generator<{ where: string; altered: Json }> {
  if (typeof value === "number") {
    for (const other of [value + 1, value - 1, value + 256]) yield { where: `${path}=${other}`, altered: other };
  } else if (typeof value === "string") {
    const isHex = value.length > 0 && value.length % 2 === 0 && /^[0-9a-f]+$/.test(value);
    for (let i = 0; i < value.length; i += isHex ? 2 : 1) {
      const replacement = isHex
        ? (Number.parseInt(value.slice(i, i + 2), 16) ^ (1 << ((i / 2) % 8))).toString(16).padStart(2, "0")
        : value.charAt(i) === "1"
          ? "2"
          : "1";
      yield { where: `${path}[byte ${i}]`, altered: value.slice(0, i) + replacement + value.slice(i + replacement.length) };
    }
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      for (const { where, altered } of alterations(item, `${path}[${i}]`)) yield { where, altered: value.with(i, altered) };
    }
    yield { where: `${path} shorter`, altered: value.slice(0, -1) };
    yield { where: `${path} longer`, altered: [...value, value.at(-1) ?? "00".repeat(32)] };
  } else if (value !== null && typeof value === "object") {
    for (const [name, item] of Object.entries(value)) {
      for (const { where, altered } of alterations(item, `${path}.${name}`)) yield { where, altered: { ...value, [name]: altered } };
      const { [name]: _left, ...rest } = value;
      yield { where: `${path} without ${name}`, altered: rest };
    }
    yield { where: `${path} with an unknown field`, altered: { ...value, unknown: 1 } };
  }
}

const TWO_EPOCHS = [
  { committee: COMMITTEE_OF_ONE, last: 5n },
  { committee: OTHER_THREE, last: 6n },
];

const CASES = [
  ["receipt in a batch, three of four votes", receiptProof(), COMMITTEE_OF_FOUR],
  ["last receipt of a batch", receiptProof(4, COMMITTEE_OF_ONE), COMMITTEE_OF_ONE],
  ["dense balance", balanceProof(0), COMMITTEE_OF_ONE],
  ["sparse balance", balanceProof(1), COMMITTEE_OF_ONE],
  ["receipt after a change of validators", receiptProof(2, COMMITTEE_OF_FOUR, [{ committee: COMMITTEE_OF_ONE, last: 5n }]), COMMITTEE_OF_ONE],
  ["balance after two changes of validators", balanceProof(1, COMMITTEE_OF_ONE, TWO_EPOCHS), COMMITTEE_OF_ONE],
] as const;

describe.each(CASES)("%s", (_name, proof, committee) => {
  const trust = trustIn(committee);

  it("verifies, with every step explained", () => {
    const result = verifyProof(proof, trust);
    expect(result.steps.filter((step) => step.state !== "ok")).toEqual([]);
    expect(result).toMatchObject({ valid: true, trusted: true, chainId: trust.chainId });
    for (const step of result.steps) expect(step.finding).toMatch(/^[A-Z0-9].*\.$/);
  });

  it("is valid but not trusted when nothing is known about the chain", () => {
    const result = verifyProof(proof);
    expect(result).toMatchObject({ valid: true, trusted: false });
    expect(result.steps.at(-1)).toMatchObject({ id: "trust", state: "unknown" });
  });

  it("fails with any byte altered, anything left out, and anything added", () => {
    let count = 0;
    for (const { where, altered } of alterations(proof as unknown as Json)) {
      const { valid, steps } = verifyProof(altered, trust);
      expect({ where, valid, failed: steps.some((step) => step.state === "failed") }).toEqual({ where, valid: false, failed: true });
      count += 1;
    }
    expect(count).toBeGreaterThan(700);
  }, 120_000);
});

describe("verifyProof", () => {
  it("says what the receipt is about", () => {
    const { receipt, block } = verifyProof(receiptProof());
    expect(receipt).toMatchObject({ submissionKind: "batch", index: 2, count: 5, resultCode: 0, transfer: { from: 7, to: 22, amount: 1_252n } });
    expect(block).toMatchObject({ height: 13n, executedHeight: 12n });
  });

  it("fails a true proof of something else than what was asked for", () => {
    const proof = receiptProof();
    const { submissionId } = proof.receipt;
    const asked = (index: number, id = submissionId) => verifyProof(proof, TRUST, { kind: "receipt", submissionId: id, index }).valid;
    expect([asked(2), asked(1), asked(2, "00".repeat(32))]).toEqual([true, false, false]);
    const balance = balanceProof(0);
    const held = (account: string, assetCode = "EUR") => verifyProof(balance, undefined, { kind: "balance", account, assetCode }).valid;
    expect([held("9"), held(balance.balance.address), held("8"), held("9", "GOLD")]).toEqual([true, true, false, false]);
    expect(verifyProof(proof, TRUST, { kind: "balance", account: "9", assetCode: "EUR" }).valid).toBe(false);
  });

  it("needs more than two thirds of the voting power", () => {
    expect(verifyProof(receiptProof(2, { ...COMMITTEE_OF_FOUR, voters: [0, 1, 2, 3] }), TRUST).valid).toBe(true);
    expect(verifyProof(receiptProof(2, { ...COMMITTEE_OF_FOUR, voters: [1, 2] }), TRUST).valid).toBe(false);
    expect(verifyProof(receiptProof(2, { ...COMMITTEE_OF_FOUR, voters: [] }), TRUST).valid).toBe(false);
  });

  it("fails when the chain or the validators are not the trusted ones", () => {
    for (const trust of [
      { ...TRUST, chainId: "11".repeat(32) },
      { ...TRUST, validatorsRoot: "11".repeat(32) },
    ]) {
      const result = verifyProof(receiptProof(), trust);
      expect(result).toMatchObject({ valid: false, trusted: false });
      expect(result.steps.filter((step) => step.state === "failed").map((step) => step.id)).toEqual(["trust"]);
    }
  });

  it("refuses hexadecimal in capitals, so that a proof has one text", () => {
    const proof = receiptProof();
    expect(verifyProof({ ...proof, header: proof.header.toUpperCase() }, TRUST).valid).toBe(false);
  });

  it("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 4, withBigInt: true, withNullPrototype: true, withSparseArray: true }), (value) => {
        const result = verifyProof(value, TRUST);
        expect(result.valid).toBe(false);
        expect(result.steps[0]?.state).toBe("failed");
      }),
      { numRuns: 2_000 },
    );
    for (const value of [undefined, null, [], "proof", 7, { format: "aurigraph-proof-v1" }]) expect(verifyProof(value).valid).toBe(false);
  });

  it("never throws on a proof in which any field was replaced by anything", () => {
    const documents = [receiptProof(), balanceProof(0), balanceProof(0, COMMITTEE_OF_ONE, TWO_EPOCHS)] as unknown as Record<string, Record<string, unknown>>[];
    fc.assert(
      fc.property(fc.constantFrom(...documents), fc.nat(100), fc.jsonValue(), (document, position, value) => {
        const inner = document["receipt"] === undefined ? "balance" : "receipt";
        const names = [...Object.keys(document), ...Object.keys(document[inner] ?? {}).map((name) => `.${name}`)];
        const name = names[position % names.length] ?? "format";
        const altered = name.startsWith(".")
          ? { ...document, [inner]: { ...document[inner], [name.slice(1)]: value } }
          : { ...document, [name]: value };
        expect(() => verifyProof(altered, TRUST)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("verifyProofText", () => {
  it("verifies the text of a proof", () => {
    expect(verifyProofText(JSON.stringify(receiptProof()), TRUST).trusted).toBe(true);
  });

  it("fails on text that is too long, too deep or not JSON", () => {
    for (const text of ["", "{", " ".repeat(PROOF_TEXT_MAX) + JSON.stringify(receiptProof()), `${"[".repeat(100_000)}${"]".repeat(100_000)}`]) {
      expect(verifyProofText(text).valid).toBe(false);
    }
  });
});
