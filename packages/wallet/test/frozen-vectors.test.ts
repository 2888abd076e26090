/**
 * The bytes of docs/protocol.md are frozen in a file that the Rust implementation writes and checks; this package must
 * reproduce every one of them.
 */
import { describe, expect, it } from "vitest";
import vectors from "../../../crates/types/tests/vectors/protocol.json" with { type: "json" };
import { blockHash, checkQuorum, decodeCertificate, decodeHeader, encodeCertificate, encodeHeader, validatorsRoot } from "../src/block.ts";
import { concatBytes, fromHex, toHex, utf8 } from "../src/bytes.ts";
import { type HashPurpose, hash } from "../src/hash.ts";
import { addressOf, keyFromSeed, type SchemeName, sign, subaccountAddress, verifySignature } from "../src/keys.ts";
import { merklePath, merkleRoot } from "../src/merkle.ts";
import { decodeOperation, encodeOperation } from "../src/operation.ts";
import { receiptLeafHash } from "../src/proof-receipt.ts";
import { resultCodeName, resultCodeNumber } from "../src/result-codes.ts";
import {
  decodeRecords,
  decodeSubmission,
  decodeTransfer,
  encodeSubmissionHeader,
  encodeTransfer,
  type SignedSubmission,
  type Submission,
  signBatch,
  signOperation,
  signTransfer,
  submissionId,
} from "../src/submission.ts";

/** `receipt-leaf` → `receiptLeaf`. */
function purposeOf(label: string): HashPurpose {
  return label.replace("aurigraph/v1/", "").replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) as HashPurpose;
}

describe("frozen vectors", () => {
  it.each(vectors.hashes)("hash for $label", ({ label, input, hash: expected }) => {
    expect(toHex(hash(purposeOf(label), fromHex(input)))).toBe(expected);
  });

  it("chain id", () => {
    expect(toHex(hash("genesis", fromHex(vectors.chainId.genesisFile)))).toBe(vectors.chainId.chainId);
  });

  it.each(vectors.trees)("Merkle tree of $count leaves", ({ count, leaves, root, pathOfLast }) => {
    const hashes = leaves.map((leaf) => fromHex(leaf));
    expect(toHex(merkleRoot(hashes))).toBe(root);
    const path = count === 0 ? null : merklePath(hashes, count - 1).map(toHex);
    expect(path).toEqual(pathOfLast);
  });

  it.each(vectors.addresses)("addresses of $scheme", ({ scheme, publicKey, address, subaccount }) => {
    const primary = addressOf(fromHex(publicKey), scheme as SchemeName);
    expect(toHex(primary)).toBe(address);
    expect(toHex(subaccountAddress(primary, subaccount.number))).toBe(subaccount.address);
  });

  it("registration and enrolment of a node", () => {
    const { publicKey, token, registrationHash, enrolmentDigest } = vectors.nodeRegistration;
    const node = concatBytes(fromHex(vectors.chainId.chainId), fromHex(publicKey));
    expect(toHex(hash("nodeRegistration", node))).toBe(registrationHash);
    expect(toHex(hash("nodeEnrolment", concatBytes(node, utf8(token))))).toBe(enrolmentDigest);
  });

  it("result codes", () => {
    for (const { code, name } of vectors.resultCodes) {
      expect(resultCodeName(code)).toBe(name);
      expect(resultCodeNumber(name)).toBe(code);
    }
  });

  it.each(vectors.operations)("operation $name", ({ name, bytes }) => {
    const operation = decodeOperation(fromHex(bytes));
    expect(operation.kind).toBe(name);
    expect(toHex(encodeOperation(operation))).toBe(bytes);
  });

  it("transfer record and receipt leaf", () => {
    for (const bytes of [vectors.record.bytes, vectors.record.receiptLeaf]) {
      expect(toHex(encodeTransfer(decodeTransfer(fromHex(bytes))))).toBe(bytes);
    }
    expect(decodeTransfer(fromHex(vectors.record.receiptLeaf))).toEqual({ ...decodeTransfer(fromHex(vectors.record.bytes)), resultCode: 18 });
    const first = vectors.trees.find(({ count }) => count === 1)?.leaves[0];
    const transfer = vectors.submissions.find(({ name, scheme }) => name === "transfer" && scheme === "ed25519");
    expect(toHex(receiptLeafHash(decodeSubmission(fromHex(transfer?.bytes ?? "")).body))).toBe(first);
  });

  it("header, certificate and validator set", () => {
    const headerBytes = fromHex(vectors.header.bytes);
    const header = decodeHeader(headerBytes);
    expect(encodeHeader(header)).toEqual(headerBytes);
    expect(toHex(blockHash(headerBytes))).toBe(vectors.header.hash);
    const certificate = decodeCertificate(fromHex(vectors.certificate.bytes));
    expect(toHex(encodeCertificate(certificate))).toBe(vectors.certificate.bytes);
    const validators = [{ publicKey: fromHex(vectors.addresses[0]?.publicKey ?? ""), votingPower: 1n }];
    expect(toHex(validatorsRoot(validators))).toBe(vectors.certificate.validatorsRoot);
    expect(toHex(header.validatorsRoot)).toBe(vectors.certificate.validatorsRoot);
    expect(checkQuorum(certificate, header, headerBytes, validators)).toMatchObject({ valid: true, validVotes: 1, votes: 1 });
  });

  it("certificate of a committee", () => {
    const headerBytes = fromHex(vectors.header.bytes);
    const header = decodeHeader(headerBytes);
    const certificate = decodeCertificate(fromHex(vectors.committeeCertificate.bytes));
    expect(toHex(encodeCertificate(certificate))).toBe(vectors.committeeCertificate.bytes);
    const validators = [{ publicKey: fromHex(vectors.addresses[0]?.publicKey ?? ""), votingPower: 1n }];
    expect(checkQuorum(certificate, header, headerBytes, validators)).toMatchObject({ valid: true, validVotes: 1, votes: 1 });
    const proposal = certificate.proposal;
    if (proposal === undefined) throw new Error("a committee's certificate has a proposal");
    const altered = { ...certificate, proposal: { ...proposal, parentView: proposal.parentView + 1n } };
    expect(checkQuorum(altered, header, headerBytes, validators)).toMatchObject({ valid: false, validVotes: 0 });
  });

  it.each(vectors.submissions)("submission $name under $scheme", ({ scheme, seed, bytes, id, signature }) => {
    const submission = decodeSubmission(fromHex(bytes));
    const { header, body } = submission;
    expect(header.scheme).toBe(scheme);
    expect(toHex(submissionId(header, body))).toBe(id);
    expect(toHex(concatBytes(encodeSubmissionHeader(header), body, submission.signature))).toBe(bytes);
    expect(toHex(submission.signature)).toBe(signature);
    if (scheme !== "ed25519") return;
    const key = keyFromSeed(fromHex(seed));
    expect(verifySignature(submission.signature, fromHex(id), key.publicKey)).toBe(true);
    expect(toHex(sign(fromHex(id), key))).toBe(signature);
    expect(toHex(signAgain(submission, seed).bytes)).toBe(bytes);
  });
});

/** Signs the decoded content through the public interface, as a page would. */
function signAgain({ header, body }: Submission, seed: string): SignedSubmission {
  const key = keyFromSeed(fromHex(seed));
  if (header.kind === "operation") return signOperation(decodeOperation(body), header, key);
  const transfers = decodeRecords(body);
  const [first] = transfers;
  if (header.kind === "batch" || first === undefined) return signBatch(transfers, header, key);
  return signTransfer(first, header, key);
}
