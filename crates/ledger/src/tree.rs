//! A Merkle tree that is kept up to date: only the paths above changed leaves are hashed again.
//!
//! Levels are arrays sized to the next power of two of the leaf count and filled with the empty digests of `aurigraph_types::merkle`,
//! so the root is the one that `merkle::root` gives over the same leaves.

mod grouped;

pub use grouped::GroupedTree;

use aurigraph_types::hash::{LANES, digests_as_pairs, hash_many_references};
use aurigraph_types::{Digest, Domain, merkle};

/// A set of positions, one bit each, that is scanned in ascending order.
#[derive(Clone, Debug, Default)]
pub struct DirtySet {
    words: Vec<u64>,
    any: bool,
}

impl DirtySet {
    /// Adds a position below the length given to [`Self::grow`].
    #[inline]
    pub fn insert(&mut self, position: usize) {
        self.words[position / 64] |= 1 << (position % 64);
        self.any = true;
    }

    /// Makes room for positions below `length`.
    pub fn grow(&mut self, length: usize) {
        if self.words.len() * 64 < length {
            self.words.resize(length.div_ceil(64), 0);
        }
    }

    /// Whether nothing was added since the last [`Self::drain`].
    pub const fn is_empty(&self) -> bool {
        !self.any
    }

    /// Returns all positions, ascending, and empties the set.
    pub fn drain(&mut self) -> Vec<u32> {
        let mut positions = Vec::new();
        if !std::mem::take(&mut self.any) {
            return positions;
        }
        for (index, word) in self.words.iter_mut().enumerate() {
            let mut bits = std::mem::take(word);
            while bits != 0 {
                positions.push(index as u32 * 64 + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
        positions
    }
}

/// The tree. Leaf hashes come from the caller.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// `levels[0]` are leaf hashes; the last level is the root alone.
    levels: Vec<Vec<Digest>>,
    leaf_count: usize,
    /// Levels of a larger tree that lie below this one's leaves.
    levels_below: usize,
}

impl Tree {
    /// The upper part of a tree: its leaves are the nodes of that level.
    pub const fn above(levels_below: usize) -> Self {
        Self {
            levels: Vec::new(),
            leaf_count: 0,
            levels_below,
        }
    }

    /// The root; zero for an empty tree.
    pub fn root(&self) -> Digest {
        self.levels.last().map_or(Digest::ZERO, |level| level[0])
    }

    /// Leaves so far.
    pub const fn leaf_count(&self) -> usize {
        self.leaf_count
    }

    /// Siblings from a leaf to the root.
    ///
    /// # Panics
    /// If there is no such leaf.
    pub fn path(&self, index: usize) -> Vec<Digest> {
        assert!(
            index < self.leaf_count,
            "leaf {index} of {}",
            self.leaf_count
        );
        self.levels[..self.levels.len() - 1]
            .iter()
            .enumerate()
            .map(|(level, nodes)| nodes[(index >> level) ^ 1])
            .collect()
    }

    /// Replaces leaves and hashes the paths above them again. `positions` ascend; `hashes` has one digest for each; positions at or
    /// above the leaf count extend the tree and must not leave a gap.
    pub fn update(&mut self, positions: &[u32], hashes: &[Digest]) {
        assert_eq!(positions.len(), hashes.len(), "one hash for each position");
        let Some(&last) = positions.last() else {
            return;
        };
        let mut dirty: Vec<u32> = Vec::with_capacity(positions.len() + 1);
        if self.grow(last as usize + 1) && positions[0] > 1 {
            // The levels above the old root are new: the path of leaf 0 runs through all of them.
            dirty.push(0);
        }
        for (&position, &hash) in positions.iter().zip(hashes) {
            self.levels[0][position as usize] = hash;
            push_parent(&mut dirty, position);
        }
        for level in 1..self.levels.len() {
            dirty = self.rehash_level(level, &dirty);
        }
    }

    /// Returns whether the depth changed.
    fn grow(&mut self, leaf_count: usize) -> bool {
        if leaf_count <= self.leaf_count {
            return false;
        }
        let depth = merkle::depth(leaf_count);
        let deeper = depth + 1 > self.levels.len();
        self.leaf_count = leaf_count;
        if deeper {
            self.levels.resize_with(depth + 1, Vec::new);
            for (level, nodes) in self.levels.iter_mut().enumerate() {
                nodes.resize(
                    1 << (depth - level),
                    merkle::empty(self.levels_below + level),
                );
            }
        }
        deeper
    }

    /// Hashes the given nodes of a level from their children and returns their parents.
    fn rehash_level(&mut self, level: usize, dirty: &[u32]) -> Vec<u32> {
        let (below, above) = self.levels.split_at_mut(level);
        let children = digests_as_pairs(&below[level - 1]);
        let nodes = &mut above[0];
        let mut parents = Vec::with_capacity(dirty.len() / 2 + 1);
        let mut hashes = [Digest::ZERO; LANES];
        for group in dirty.chunks(LANES) {
            let mut inputs = [&children[0]; LANES];
            for (input, &position) in inputs.iter_mut().zip(group) {
                *input = &children[position as usize];
            }
            hash_many_references(
                Domain::Node,
                &inputs[..group.len()],
                &mut hashes[..group.len()],
            );
            for (&position, &hash) in group.iter().zip(&hashes) {
                nodes[position as usize] = hash;
                push_parent(&mut parents, position);
            }
        }
        parents
    }
}

/// Adds the parent of a position to an ascending list, once.
fn push_parent(parents: &mut Vec<u32>, position: u32) {
    let parent = position / 2;
    if parents.last() != Some(&parent) {
        parents.push(parent);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(number: u32) -> Digest {
        Domain::AccountLeaf.hash(&number.to_le_bytes())
    }

    #[test]
    fn agrees_with_the_plain_tree_while_growing_one_by_one() {
        let mut tree = Tree::default();
        let mut leaves = Vec::new();
        for number in 0..200 {
            leaves.push(hash(number));
            tree.update(&[number], &[hash(number)]);
            assert_eq!(tree.root(), merkle::root(&leaves), "{number}");
            for index in [0, number as usize / 2, number as usize] {
                assert_eq!(tree.path(index), merkle::path(&leaves, index));
            }
        }
    }

    #[test]
    fn agrees_with_the_plain_tree_after_jumps_and_changes() {
        for (first, second) in [(1, 2), (1, 1_000), (5, 64), (64, 65), (100, 4_097)] {
            let mut tree = Tree::default();
            let mut leaves: Vec<_> = (0..first).map(hash).collect();
            tree.update(&(0..first).collect::<Vec<_>>(), &leaves);
            let added: Vec<_> = (first..second).map(|number| hash(number + 7)).collect();
            tree.update(&(first..second).collect::<Vec<_>>(), &added);
            leaves.extend(added);
            assert_eq!(tree.root(), merkle::root(&leaves));
            let changed: Vec<u32> = (0..second).filter(|number| number % 3 == 1).collect();
            let hashes: Vec<_> = changed.iter().map(|number| hash(number + 9_999)).collect();
            for (&position, &hash) in changed.iter().zip(&hashes) {
                leaves[position as usize] = hash;
            }
            tree.update(&changed, &hashes);
            assert_eq!(tree.root(), merkle::root(&leaves));
        }
    }

    #[test]
    fn dirty_positions_come_out_ascending_and_once() {
        let mut dirty = DirtySet::default();
        dirty.grow(1_000);
        for position in [999, 3, 64, 3, 63] {
            dirty.insert(position);
        }
        assert_eq!(dirty.drain(), [3, 63, 64, 999]);
        assert!(dirty.is_empty() && dirty.drain().is_empty());
    }
}
