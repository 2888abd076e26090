/** Small true chains, built with the package's own encoders, out of which the tests make proofs. */
import { type BlockHeader, blockHash, encodeCertificate, encodeHeader, signVote, type Validator, validatorsRoot } from "../src/block.ts";
import { toHex } from "../src/bytes.ts";
import { hash } from "../src/hash.ts";
import { addressOf, keyFromSeed, type SigningKey } from "../src/keys.ts";
import { merklePath, merkleRoot } from "../src/merkle.ts";
import type { Trust } from "../src/proof.ts";
import { PROOF_FORMAT } from "../src/proof-document.ts";
import { entryHash, receiptLeafHash } from "../src/proof-receipt.ts";
import { encodeAccountLeaf, encodeDenseLeaf, encodeSparseLeaf, encodeStateHeader, stateRoot } from "../src/state.ts";
import { encodeTransfer, referenceFromText, signBatch, type Transfer } from "../src/submission.ts";

export const CHAIN_ID = new Uint8Array(32).fill(7);

export function testKey(number: number): SigningKey {
  return keyFromSeed(new Uint8Array(32).fill(number));
}

/** Validators, and which of them vote. Validator i has test key `firstKey + i`. */
export interface Committee {
  readonly validators: readonly Validator[];
  readonly voters: readonly number[];
  readonly firstKey: number;
}

function committee(size: number, voters: readonly number[], firstKey = 1): Committee {
  const validators = Array.from({ length: size }, (_, i) => ({ publicKey: testKey(firstKey + i).publicKey, votingPower: 1n }));
  return { validators, voters, firstKey };
}

export const COMMITTEE_OF_FOUR = committee(4, [0, 1, 3]);
export const COMMITTEE_OF_ONE = committee(1, [0]);
/** Three validators, none of whom is in another committee here. */
export const OTHER_THREE = committee(3, [0, 1, 2], 60);

/** Trust in the chain of these tests, if it began with `first`. */
export function trustIn(first: Committee): Trust {
  return {
    chainId: toHex(CHAIN_ID),
    validatorsRoot: toHex(validatorsRoot(first.validators)),
    assetCodes: new Map([
      [0, "EUR"],
      [1, "GOLD"],
    ]),
  };
}

function roots(leaves: readonly Uint8Array[]): { root: Uint8Array; path: (index: number) => string[] } {
  return { root: merkleRoot(leaves), path: (index) => merklePath(leaves, index).map(toHex) };
}

function listed(validators: readonly Validator[]) {
  return validators.map(({ publicKey, votingPower }) => ({ publicKey: toHex(publicKey), votingPower: Number(votingPower) }));
}

/** A header with these fields, and its certificate by a committee. */
export function certifiedBlock(fields: Partial<BlockHeader>, by: Committee) {
  const header: BlockHeader = {
    proposer: 0,
    submissionCount: 0,
    transferCount: 0,
    bodyLength: 0,
    height: 13n,
    timeMs: 1_790_000_000_000n,
    executedHeight: 12n,
    epoch: 0n,
    chainId: CHAIN_ID,
    parentHash: new Uint8Array(32).fill(9),
    batchesRoot: new Uint8Array(32),
    receiptsRoot: new Uint8Array(32),
    stateRoot: new Uint8Array(32).fill(5),
    validatorsRoot: validatorsRoot(by.validators),
    ...fields,
  };
  const headerBytes = encodeHeader(header);
  const { chainId, epoch, height } = header;
  const subject = { chainId, epoch, view: 20n, height, blockHash: blockHash(headerBytes) };
  const votes = by.voters.map((voter) => signVote(voter, subject, testKey(by.firstKey + voter)));
  return { header: toHex(headerBytes), certificate: toHex(encodeCertificate({ epoch, view: 20n, votes })) };
}

/** The end of an epoch as a proof lists it: the block `fields`, certified by `by`, hands over to `to`. */
export function epochChange(fields: Pick<BlockHeader, "epoch" | "height"> & Partial<BlockHeader>, by: Committee, to: Committee) {
  return { ...certifiedBlock({ validatorsRoot: validatorsRoot(to.validators), ...fields }, by), validators: listed(to.validators) };
}

/** An epoch that has ended: who decided it, and its last block. */
export interface PastEpoch {
  readonly committee: Committee;
  readonly last: bigint;
}

/** The block of a proof, with the epochs before it. */
function envelope(fields: Partial<BlockHeader>, by: Committee, past: readonly PastEpoch[]) {
  const epochs = past.map(({ committee: before, last }, epoch) =>
    epochChange({ epoch: BigInt(epoch), height: last }, before, past[epoch + 1]?.committee ?? by),
  );
  return {
    format: PROOF_FORMAT,
    chainId: toHex(CHAIN_ID),
    validators: listed((past[0]?.committee ?? by).validators),
    ...(epochs.length > 0 && { epochs }),
    ...certifiedBlock({ epoch: BigInt(past.length), ...fields }, by),
  };
}

/** A proof of record `index` of a batch of five, the second of three submissions of block 13, which `by` decided. */
export function receiptProof(index = 2, by: Committee = COMMITTEE_OF_FOUR, past: readonly PastEpoch[] = [], fields: Partial<BlockHeader> = {}) {
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
    ...envelope({ receiptsRoot: entries.root, ...fields }, by, past),
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
export function balanceProof(asset: 0 | 1, by: Committee = COMMITTEE_OF_ONE, past: readonly PastEpoch[] = []) {
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
      accreditor: false,
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
    ...envelope({ stateRoot: stateRoot(stateHeader) }, by, past),
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
