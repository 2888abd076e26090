/**
 * Binary Merkle trees over leaf hashes (docs/protocol.md, "Merkle trees").
 *
 * Invariants: a missing right part is the empty digest of its level; the depth is `ceil(log2(leaf count))`; bit k of the
 * index says whether the node at level k is the right child.
 */
import { concatBytes } from "./bytes.ts";
import { HASH_BYTES, hash } from "./hash.ts";

/** Indexes are u32, so no path of this protocol is longer. */
export const DEPTH_MAX = 32;

const EMPTY_DIGESTS: Uint8Array[] = [new Uint8Array(HASH_BYTES)];

/** The digest of a subtree of `level` levels that holds no leaf. */
function emptyDigest(level: number): Uint8Array {
  for (let next = EMPTY_DIGESTS.length; next <= level; next += 1) {
    const below = emptyDigest(next - 1);
    EMPTY_DIGESTS.push(nodeHash(below, below));
  }
  const digest = EMPTY_DIGESTS[level];
  if (digest === undefined) throw new RangeError(`no empty digest for level ${level}`);
  return digest;
}

/** The hash of an inner node. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  return hash("node", concatBytes(left, right));
}

/** Number of levels above the leaves in a tree of `leafCount` leaves. */
export function treeDepth(leafCount: number): number {
  return leafCount <= 1 ? 0 : 32 - Math.clz32(leafCount - 1);
}

/** All levels of a tree, the leaves first and the root last. */
function treeLevels(leaves: readonly Uint8Array[]): Uint8Array[][] {
  const levels: Uint8Array[][] = [[...leaves]];
  for (let level = 0; level < treeDepth(leaves.length); level += 1) {
    const nodes = levels[level] ?? [];
    const parents: Uint8Array[] = [];
    for (let i = 0; i < nodes.length; i += 2) {
      const left = nodes[i] ?? emptyDigest(level);
      parents.push(nodeHash(left, nodes[i + 1] ?? emptyDigest(level)));
    }
    levels.push(parents);
  }
  return levels;
}

/** The root over `leaves`; 32 zero bytes when there are none. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return treeLevels(leaves).at(-1)?.[0] ?? emptyDigest(0);
}

/** The siblings of leaf `index`, from the leaf upwards. */
export function merklePath(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError(`there is no leaf ${index}`);
  const levels = treeLevels(leaves);
  return levels.slice(0, -1).map((nodes, level) => nodes[Math.floor(index / 2 ** level) ^ 1] ?? emptyDigest(level));
}

/** The root that follows from one leaf hash, its index and its path. */
export function rootFromPath(leaf: Uint8Array, index: number, path: readonly Uint8Array[]): Uint8Array {
  let node = leaf;
  for (const [level, sibling] of path.entries()) {
    const isRight = Math.floor(index / 2 ** level) % 2 === 1;
    node = isRight ? nodeHash(sibling, node) : nodeHash(node, sibling);
  }
  return node;
}
