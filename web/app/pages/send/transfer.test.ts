import { describe, expect, it } from "vitest";
import type { Account, Balance } from "@aurigraph/api";
import { addressOf, concatBytes, decodeSubmission, decodeTransfer, keyFromSeed, signTransfer, submissionId, toHex, utf8, verifySignature } from "@aurigraph/wallet";
import { isPrepared, type PreparedTransfer, prepareTransfer, submissionBody, type TransferDraft, VALID_FOR_BLOCKS } from "./transfer.ts";

const KEY = keyFromSeed(new Uint8Array(32).fill(3));
const CHAIN_ID = "ab".repeat(32);
const BALANCE: Balance = { asset: "EUR", assetIndex: 0, decimals: 2, amount: "10000" };

function account(index: number): Account {
  return {
    index,
    address: toHex(addressOf(KEY.publicKey)),
    name: null,
    signatureScheme: "ed25519",
    publicKey: toHex(KEY.publicKey),
    frozen: false,
    roles: [],
    custodian: null,
    parent: null,
    subaccountCount: 0,
    nextSequence: "5",
    balances: [BALANCE],
    height: 40,
  };
}

const DRAFT: TransferDraft = { recipient: "9", assetIndex: 0, amount: "12.50", reference: "INV-7 €" };

function prepare(part: Partial<TransferDraft> = {}, to = account(9)) {
  return prepareTransfer({ ...DRAFT, ...part }, account(7), to, BALANCE, CHAIN_ID);
}

function prepared(): PreparedTransfer {
  const result = prepare();
  if (!isPrepared(result)) throw new Error("the draft is valid");
  return result;
}

describe("prepareTransfer", () => {
  it("makes the record and the header that were shown", () => {
    const { transfer, context, headerBytes, body, id } = prepared();
    expect(transfer).toMatchObject({ from: 7, to: 9, asset: 0, amount: 1_250n, resultCode: 0 });
    expect(context).toMatchObject({ signer: 7, sequence: 5n, validUntilHeight: 40n + VALID_FOR_BLOCKS });
    const signed = signTransfer(transfer, context, KEY);
    expect(signed.id).toEqual(id);
    expect(toHex(signed.bytes)).toBe(toHex(concatBytes(headerBytes, body, signed.signature)));
  });

  it("refuses an account whose sequences are used up", () => {
    const result = prepareTransfer(DRAFT, { ...account(7), nextSequence: null }, account(9), BALANCE, CHAIN_ID);
    expect(result).toHaveProperty("amount", expect.stringMatching(/another account/));
  });

  it.each([
    [{ amount: "" }, "amount", /Enter an amount/],
    [{ amount: "100.01" }, "amount", /does not hold/],
    [{ amount: "0.001" }, "amount", /decimals/],
    [{ reference: "x".repeat(41) }, "reference", /41 bytes/],
  ] as const)("names the field that is wrong: %j", (part, field, words) => {
    const result = prepare(part);
    expect(isPrepared(result)).toBe(false);
    expect(result).toHaveProperty(field, expect.stringMatching(words));
  });

  it("does not let an account pay itself", () => {
    expect(prepare({}, account(7))).toHaveProperty("recipient");
  });

  it("lets the whole balance go", () => {
    expect(isPrepared(prepare({ amount: "100" }))).toBe(true);
  });
});

describe("submissionBody", () => {
  it("says everything that the server needs to rebuild the signed bytes", () => {
    const sent = prepared();
    const signed = signTransfer(sent.transfer, sent.context, KEY);
    const body = submissionBody(sent, signed) as Record<string, unknown>;
    expect(body).toEqual({
      kind: "transfer",
      signer: 7,
      scheme: "ed25519",
      sequence: "5",
      validUntilHeight: "10040",
      chainId: CHAIN_ID,
      transfer: { from: 7, to: 9, asset: 0, amount: "1250", referenceHex: toHex(utf8("INV-7 €")) },
      signature: toHex(signed.signature),
    });
    const submission = decodeSubmission(signed.bytes);
    expect(decodeTransfer(submission.body)).toEqual(sent.transfer);
    expect(verifySignature(submission.signature, submissionId(submission.header, submission.body), KEY.publicKey)).toBe(true);
  });
});
