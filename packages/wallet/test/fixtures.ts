/** Small true chains, built with the package's own encoders, out of which the tests make proofs. */
import { type BlockHeader, blockHash, encodeCertificate, encodeHeader, signVote, type Validator, validatorsRoot } from "../src/block.ts";
import { toHex } from "../src/bytes.ts";
import { hash } from "../src/hash.ts";
import { addressOf, keyFromSeed, type SigningKey } from "../src/keys.ts";
import { merklePath, merkleRoot } from "../src/merkle.ts";
import { PROOF_FORMAT } from "../src/proof-document.ts";
import { entryHash, receiptLeafHash } from "../src/proof-receipt.ts";
import { encodeAccountLeaf, encodeDenseLeaf, encodeSparseLeaf, encodeStateHeader, stateRoot } from "../src/state.ts";
import { encodeTransfer, referenceFromText, signBatch, type Transfer } from "../src/submission.ts";

export const CHAIN_ID = new Uint8Array(32).fill(7);

export function testKey(number: number): SigningKey {
  return keyFromSeed(new Uint8Array(32).fill(number));
}

/** Validators, and which of them vote. */
export interface Committee {
  readonly validators: readonly Validator[];
  readonly voters: readonly number[];
}

/** Validator i has test key i + 1. */
function committee(size: number, voters: readonly number[]): Committee {
  return { validators: Array.from({ length: size }, (_, i) => ({ publicKey: testKey(i + 1).publicKey, votingPower: 1n })), voters };
}

export const COMMITTEE_OF_FOUR = committee(4, [0, 1, 3]);
export const COMMITTEE_OF_ONE = committee(1, [0]);

function roots(leaves: readonly Uint8Array[]): { root: Uint8Array; path: (index: number) => string[] } {
  return { root: merkleRoot(leaves), path: (index) => merklePath(leaves, index).map(toHex) };
}

function certified(fields: Pick<BlockHeader, "receiptsRoot" | "stateRoot">, { validators, voters }: Committee) {
  const header: BlockHeader = {
    proposer: 0,
    submissionCount: 0,
    transferCount: 0,
    bodyLength: 0,
    height: 13n,
    timeMs: 1_790_000_000_000n,
    executedHeight: 12n,
    epoch: 3n,
    chainId: CHAIN_ID,
    parentHash: new Uint8Array(32).fill(9),
    batchesRoot: new Uint8Array(32),
    validatorsRoot: validatorsRoot(validators),
    ...fields,
  };
  const headerBytes = encodeHeader(header);
  const subject = { chainId: CHAIN_ID, epoch: 3n, view: 20n, height: 13n, blockHash: blockHash(headerBytes) };
  const votes = voters.map((voter) => signVote(voter, subject, testKey(voter + 1)));
  return {
    format: PROOF_FORMAT,
    chainId: toHex(CHAIN_ID),
    validators: validators.map((validator) => ({ publicKey: toHex(validator.publicKey), votingPower: Number(validator.votingPower) })),
    header: toHex(headerBytes),
    certificate: toHex(encodeCertificate({ epoch: 3n, view: 20n, votes })),
  };
}

/** A proof of record `index` of a batch of five, the second of three submissions of its block. */
export function receiptProof(index = 2, by: Committee = COMMITTEE_OF_FOUR) {
  const transfers: Transfer[] = [0, 1, 2, 3, 4].map((i) => ({
    from: 7,
    to: 20 + i,
    asset: 0,
    amount: 1_250n + BigInt(i),
    reference: referenceFromText(`INV-${i}`),
    resultCode: i === 4 ? 18 : 0,
  }));
  const context = { chainId: CHAIN_ID, signer: 7, sequence: 5n, validUntilHeight: 0n };
  const submission = signBatch(transfers, context, testKey(40));
  const leaves = roots(transfers.map((transfer) => receiptLeafHash(encodeTransfer(transfer))));
  const entry = entryHash(submission.id, 2, 5, leaves.root);
  const entries = roots([new Uint8Array(32).fill(1), entry, new Uint8Array(32).fill(2)]);
  const record = transfers[index];
  if (record === undefined) throw new RangeError(`no record ${index}`);
  return {
    ...certified({ receiptsRoot: entries.root, stateRoot: new Uint8Array(32).fill(5) }, by),
    kind: "receipt",
    receipt: {
      record: toHex(encodeTransfer(record)),
      index,
      count: 5,
      path: leaves.path(index),
      submissionId: toHex(submission.id),
      submissionKind: 2,
      entryIndex: 1,
      entryPath: entries.path(1),
    },
  };
}

/** A balance proof of account 9 of 11, in the dense asset 0 or in the sparse asset 1. */
export function balanceProof(asset: 0 | 1) {
  const account = 9;
  const addresses = Array.from({ length: 11 }, (_, i) => addressOf(testKey(100 + i).publicKey));
  const accountLeaves = addresses.map((address, index) =>
    encodeAccountLeaf({
      address,
      index,
      custodian: index === account ? 2 : undefined,
      parent: undefined,
      frozen: false,
      registrar: index === 0,
      authority: false,
      subaccountsOpened: 0,
      scheme: "ed25519",
    }),
  );
  const denseLeaves = [encodeDenseLeaf([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]), encodeDenseLeaf([9n, 123_456n, 11n, 0n, 0n, 0n, 0n, 0n])];
  const sparseLeaves = [3, 9, 4].map((holder) => encodeSparseLeaf({ asset: 1, account: holder, balance: BigInt(holder) * 10n }));
  const accounts = roots(accountLeaves.map((leaf) => hash("accountLeaf", leaf)));
  const dense = roots(denseLeaves.map((leaf) => hash("balanceLeaf", leaf)));
  const sparse = roots(sparseLeaves.map((leaf) => hash("sparseLeaf", leaf)));
  const stateHeader = encodeStateHeader({
    accountCount: 11,
    sparseBalanceCount: 3,
    windowCount: 0,
    assetCount: 2,
    accountsRoot: accounts.root,
    sparseRoot: sparse.root,
    windowsRoot: new Uint8Array(32),
    denseRoots: [dense.root],
  });
  return {
    ...certified({ receiptsRoot: new Uint8Array(32), stateRoot: stateRoot(stateHeader) }, COMMITTEE_OF_ONE),
    kind: "balance",
    balance: {
      account,
      address: toHex(addresses[account] ?? new Uint8Array(32)),
      asset,
      assetCode: asset === 0 ? "EUR" : "GOLD",
      amount: asset === 0 ? "123456" : "90",
      stateHeader: toHex(stateHeader),
      accountLeaf: toHex(accountLeaves[account] ?? new Uint8Array(64)),
      accountPath: accounts.path(account),
      leaf: toHex((asset === 0 ? denseLeaves[1] : sparseLeaves[1]) ?? new Uint8Array(64)),
      leafIndex: 1,
      path: (asset === 0 ? dense : sparse).path(1),
    },
  };
}
