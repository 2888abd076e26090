import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AMOUNT_MAX, ByteReader, FormatError, fromHex, toHex } from "../src/bytes.ts";
import { type AssetContent, type AttributeValue, decodeAssetContent, encodeAssetContent } from "../src/asset-content.ts";
import { addressOf, generateKey, subaccountAddress, verifySignature } from "../src/keys.ts";
import { merklePath, merkleRoot, nodeHash, rootFromPath, treeDepth } from "../src/merkle.ts";
import { decodeOperation, encodeOperation, type Operation } from "../src/operation.ts";
import type { RegistryOperation } from "../src/registry-operation.ts";
import {
  decodeSubmission,
  decodeTransfer,
  encodeTransfer,
  NO_ACCOUNT,
  referenceFromText,
  type SigningContext,
  signBatch,
  signOperation,
  signTransfer,
  submissionId,
  type Transfer,
} from "../src/submission.ts";
import { CHAIN_ID, testKey } from "./fixtures.ts";

const index = fc.nat(NO_ACCOUNT - 1);
const amount = fc.bigInt(0n, AMOUNT_MAX);
const transfers: fc.Arbitrary<Transfer> = fc.record({
  from: index,
  to: index,
  asset: index,
  amount,
  reference: fc.uint8Array({ maxLength: 40 }).filter((bytes) => bytes.at(-1) !== 0),
  resultCode: fc.constant(0),
});
const publicKeys = fc.uint8Array({ minLength: 32, maxLength: 32 });
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 });
const texts = fc.string({ maxLength: 30, unit: "grapheme" }).filter((text) => text.trim() === text && !/\p{Cc}/u.test(text));
const i64s = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const values: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text: texts }),
  fc.record({ type: fc.constant("integer" as const), value: i64s }),
  fc.record({ type: fc.constant("decimal" as const), value: i64s, digits: fc.integer({ min: 1, max: 18 }) }),
  fc.record({ type: fc.constant("date" as const), days: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) }),
  fc.record({ type: fc.constant("flag" as const), flag: fc.boolean() }),
);
const coordinates = fc.record({ latitudeMicrodegrees: fc.integer({ min: -90_000_000, max: 90_000_000 }), longitudeMicrodegrees: fc.integer({ min: -180_000_000, max: 180_000_000 }) });
const contents: fc.Arbitrary<AssetContent> = fc.record({
  kind: fc.integer({ min: 0, max: 65_535 }),
  name: texts.filter((text) => text !== ""),
  category: texts,
  jurisdiction: fc.stringMatching(/^[A-Z]{2}$/),
  place: fc.oneof(fc.record({ text: texts }), fc.record({ text: texts, coordinates })),
  attributes: fc
    .uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z0-9_]{1,20}$/), value: values }), { maxLength: 5, selector: ({ name }) => name })
    .map((attributes) => attributes.toSorted((one, other) => (one.name < other.name ? -1 : 1))),
  documents: fc
    .uniqueArray(fc.record({ role: fc.constantFrom("document" as const, "photo" as const, "video" as const), hash: digests, lengthBytes: amount, mediaType: fc.constantFrom("application/pdf", "image/svg+xml"), title: texts }), {
      maxLength: 4,
      selector: ({ role, hash }) => role + toHex(hash),
    })
    .map((documents) => documents.toSorted((one, other) => (one.role + toHex(one.hash) < other.role + toHex(other.hash) ? -1 : 1))),
});
const registryOperations: fc.Arbitrary<RegistryOperation> = fc.oneof(
  fc.record({ kind: fc.constant("register_asset" as const), content: contents }),
  fc.record({ kind: fc.constant("update_asset" as const), asset: digests, version: index, content: contents }),
  fc.record({ kind: fc.constant("transfer_asset" as const), asset: digests, owner: index }),
  fc.record({ kind: fc.constant("set_asset_state" as const), asset: digests, state: fc.constantFrom("active" as const, "suspended" as const, "retired" as const) }),
  fc.record({
    kind: fc.constant("verify_asset" as const),
    asset: digests,
    version: index,
    contentHash: digests,
    finding: fc.constantFrom("in_review" as const, "verified" as const, "rejected" as const),
    expiresMs: amount,
  }),
  fc.record({ kind: fc.constant("set_claim" as const), account: index, topic: fc.constantFrom("issuer" as const, "kyc" as const), expiresMs: amount }),
  fc.record({ kind: fc.constant("set_verifier" as const), account: index, tier: fc.integer({ min: 0, max: 3 }), countries: fc.constantFrom([], ["AT"], ["AT", "DE"]) }),
);
const operations: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant("register_accounts" as const),
    keys: fc.array(fc.record({ scheme: fc.constant("ed25519" as const), publicKey: publicKeys }), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({ kind: fc.constant("open_subaccounts" as const), count: fc.integer({ min: 1, max: 65_536 }) }),
  fc.record({ kind: fc.constant("grant_custody" as const), custodian: index }),
  fc.record({ kind: fc.constant("revoke_custody" as const) }),
  fc.record({ kind: fc.constant("set_frozen" as const), account: index, frozen: fc.boolean() }),
  fc.record({
    kind: fc.constant("attest" as const),
    topic: fc.stringMatching(/^[a-z0-9.-]{1,32}$/),
    number: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  }),
  registryOperations,
);
const contexts: fc.Arbitrary<SigningContext> = fc.record({
  chainId: fc.constant(CHAIN_ID),
  signer: index,
  sequence: fc.bigInt(1n, AMOUNT_MAX),
  validUntilHeight: amount,
});

const named = (name: string): AssetContent => ({ kind: 1, name, category: "", jurisdiction: "DE", place: { text: "" }, attributes: [], documents: [] });

describe("what is said of an asset", () => {
  it("has the names that the ledger takes: a byte order mark is no white space", () => {
    const name = "\u{feff}House";
    expect(decodeAssetContent(encodeAssetContent(named(name))).name).toBe(name);
  });

  it.each([" House", "House\u{3000}", "Ho\u{7}use", "Ho\u{d800}use", ""])("refuses %j as a name", (name) => {
    expect(() => encodeAssetContent(named(name))).toThrow(FormatError);
  });
});

describe("bytes", () => {
  it("reads back the hexadecimal it wrote", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it.each(["0", "0g", "AB", "0x00", " 00"])("refuses %j as hexadecimal", (text) => {
    expect(() => fromHex(text)).toThrow(FormatError);
  });

  it("never reads past the end", () => {
    expect(() => new ByteReader(new Uint8Array(3), "three bytes").u32()).toThrow(/three bytes is too short/);
  });
});

function leaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => new Uint8Array(32).fill(i + 1));
}

describe("Merkle trees", () => {
  it("has the stated roots for none, one and three leaves", () => {
    const [a, b, c] = leaves(3) as [Uint8Array, Uint8Array, Uint8Array];
    expect(merkleRoot([])).toEqual(new Uint8Array(32));
    expect(merkleRoot([a])).toEqual(a);
    expect(merkleRoot([a, b, c])).toEqual(nodeHash(nodeHash(a, b), nodeHash(c, new Uint8Array(32))));
  });

  it("leads from every leaf of every tree to its root", () => {
    for (let count = 1; count <= 33; count += 1) {
      const tree = leaves(count);
      for (let i = 0; i < count; i += 1) {
        const path = merklePath(tree, i);
        expect(path).toHaveLength(treeDepth(count));
        expect(rootFromPath(tree[i] ?? new Uint8Array(), i, path)).toEqual(merkleRoot(tree));
      }
    }
  });
});

describe("transfer records", () => {
  it("decode to what was encoded", () => {
    fc.assert(
      fc.property(transfers, (transfer) => {
        const bytes = encodeTransfer(transfer);
        expect(bytes).toHaveLength(64);
        expect(decodeTransfer(bytes)).toEqual({ ...transfer, reference: new Uint8Array(transfer.reference) });
      }),
    );
  });

  it("lie at the offsets of the protocol", () => {
    const bytes = encodeTransfer({ from: 1, to: 2, asset: 3, amount: 4n, reference: referenceFromText("x"), resultCode: 18 });
    expect(toHex(bytes)).toBe(`${"01000000"}${"02000000"}${"03000000"}${"0000"}${"1200"}${"0400000000000000"}78${"00".repeat(39)}`);
  });

  it("refuse flags, fields out of range and long references", () => {
    const bytes = encodeTransfer({ from: 1, to: 2, asset: 3, amount: 4n, reference: new Uint8Array(), resultCode: 0 });
    expect(() => decodeTransfer(bytes.with(12, 1))).toThrow(/flags/);
    expect(() => encodeTransfer({ from: -1, to: 2, asset: 3, amount: 4n, reference: new Uint8Array(), resultCode: 0 })).toThrow(FormatError);
    expect(() => encodeTransfer({ from: 1, to: 2, asset: 3, amount: 1n << 64n, reference: new Uint8Array(), resultCode: 0 })).toThrow(FormatError);
    expect(() => referenceFromText("ü".repeat(21))).toThrow(/42 bytes/);
  });
});

describe("submissions", () => {
  it("decode to what was signed, and the signature verifies over the id", () => {
    fc.assert(
      fc.property(transfers, contexts, (transfer, context) => {
        const key = testKey(3);
        const signed = signTransfer(transfer, context, key);
        const { header, body, signature } = decodeSubmission(signed.bytes);
        expect(submissionId(header, body)).toEqual(signed.id);
        expect(verifySignature(signature, signed.id, key.publicKey)).toBe(true);
        expect(header).toMatchObject({ kind: "transfer", signer: context.signer, sequence: context.sequence, recordCount: 1 });
      }),
      { numRuns: 30 },
    );
  });

  it("carry operations and batches", () => {
    const context = { chainId: CHAIN_ID, signer: 7, sequence: 5n, validUntilHeight: 0n };
    const operation = signOperation({ kind: "grant_custody", custodian: 9 }, context, testKey(3));
    expect(decodeSubmission(operation.bytes).header).toMatchObject({ kind: "operation", recordCount: 0, bodyLength: 6 });
    const transfer = { from: 7, to: 8, asset: 0, amount: 1n, reference: new Uint8Array() };
    const batch = signBatch([transfer, transfer], context, testKey(3));
    expect(decodeSubmission(batch.bytes).header).toMatchObject({ kind: "batch", recordCount: 2, bodyLength: 128 });
    expect(() => signBatch([], context, testKey(3))).toThrow(FormatError);
    expect(() => signTransfer(transfer, { ...context, sequence: 0n }, testKey(3))).toThrow(/begin at 1/);
  });

  it("refuse bytes that are cut, too long or out of range", () => {
    const context = { chainId: CHAIN_ID, signer: 7, sequence: 5n, validUntilHeight: 0n };
    const { bytes } = signTransfer({ from: 7, to: 8, asset: 0, amount: 1n, reference: new Uint8Array() }, context, testKey(3));
    for (let length = 0; length < bytes.length; length += 1) expect(() => decodeSubmission(bytes.slice(0, length))).toThrow(FormatError);
    expect(() => decodeSubmission(new Uint8Array([...bytes, 0]))).toThrow(/too many/);
    expect(() => decodeSubmission(bytes.with(2, 4))).toThrow(/kind/);
    expect(() => decodeSubmission(bytes.with(24, 2))).toThrow(/records/);
  });
});

describe("operations", () => {
  it("decode to what was encoded", () => {
    fc.assert(
      fc.property(operations, (operation) => {
        const bytes = encodeOperation(operation);
        expect(encodeOperation(decodeOperation(bytes))).toEqual(bytes);
        expect(decodeOperation(bytes).kind).toBe(operation.kind);
      }),
    );
  });
});

describe("keys", () => {
  it("give every scheme's key its own address", () => {
    const { publicKey } = testKey(1);
    expect(addressOf(publicKey)).toHaveLength(32);
    expect(() => addressOf(publicKey, "hybrid")).toThrow(FormatError);
    expect(subaccountAddress(addressOf(publicKey), 1)).not.toEqual(subaccountAddress(addressOf(publicKey), 2));
    expect(() => subaccountAddress(addressOf(publicKey), 0)).toThrow(FormatError);
  });

  it("are new each time", () => {
    expect(generateKey().publicKey).not.toEqual(generateKey().publicKey);
  });

  it("verify by ZIP215 rules: a small-order key and the zero signature are accepted, as by every replica", () => {
    // The identity point as key and as R, with s = 0: the cofactored equation holds for any message.
    const identity = new Uint8Array(32);
    identity[0] = 1;
    const signature = new Uint8Array(64);
    signature[0] = 1;
    expect(verifySignature(signature, new Uint8Array([1, 2, 3]), identity)).toBe(true);
    expect(verifySignature(new Uint8Array(64).fill(0xff), new Uint8Array(1), identity)).toBe(false);
    expect(verifySignature(new Uint8Array(63), new Uint8Array(1), identity)).toBe(false);
  });
});
