//! A tree that keeps no hash below a certain level, for leaves that seldom change: what is missing is hashed again from the leaves.
//!
//! ```text
//! kept          root … nodes of level G                 32 bytes for each 2^G leaves and level
//!                        │
//! not kept      a group of 2^G leaves                   hashed again when one of them changes or is proved
//! ```
//! A million accounts take 8 MB this way (G = 3) and 64 MB with every level kept. The root and the paths are those of
//! [`aurigraph_types::merkle`] over the same leaves.

use aurigraph_types::hash::hash_nodes;
use aurigraph_types::{Digest, merkle};

use super::Tree;

/// Leaves that are hashed at once: laid out, they fit into the cache of a core.
const LEAVES_AT_ONCE: usize = 4_096;

/// A tree over groups of `2^GROUP_DEPTH` leaves.
#[derive(Clone, Debug)]
pub struct GroupedTree<const GROUP_DEPTH: usize> {
    groups: Tree,
    leaf_count: usize,
}

impl<const GROUP_DEPTH: usize> Default for GroupedTree<GROUP_DEPTH> {
    fn default() -> Self {
        Self {
            groups: Tree::above(GROUP_DEPTH),
            leaf_count: 0,
        }
    }
}

impl<const GROUP_DEPTH: usize> GroupedTree<GROUP_DEPTH> {
    const GROUP_LEAVES: usize = 1 << GROUP_DEPTH;

    /// The root; zero for an empty tree.
    pub fn root(&self) -> Digest {
        self.groups.root()
    }

    /// Siblings from a leaf to the root. `hash_leaves` writes the hash of every leaf at the given positions.
    ///
    /// # Panics
    /// If there is no such leaf.
    pub fn path(
        &self,
        index: usize,
        mut hash_leaves: impl FnMut(&[u32], &mut [Digest]),
    ) -> Vec<Digest> {
        assert!(
            index < self.leaf_count,
            "leaf {index} of {}",
            self.leaf_count
        );
        let group = index >> GROUP_DEPTH;
        let positions = self.leaves_of(group);
        let mut hashes = vec![Digest::ZERO; positions.len()];
        hash_leaves(&positions, &mut hashes);
        self.pad(&mut hashes);
        let mut path = merkle::path(&hashes, index % Self::GROUP_LEAVES);
        path.extend(self.groups.path(group));
        path
    }

    /// Hashes the groups of changed leaves and the paths above them again. `positions` ascend; those at or above the leaf count extend
    /// the tree and must not leave a gap. `hash_leaves` writes the hash of every leaf at the positions it is given, which are
    /// the changed ones and their neighbours.
    pub fn update(
        &mut self,
        positions: &[u32],
        mut hash_leaves: impl FnMut(&[u32], &mut [Digest]),
    ) {
        let Some(&last) = positions.last() else {
            return;
        };
        self.leaf_count = self.leaf_count.max(last as usize + 1);
        let mut groups: Vec<u32> = positions
            .iter()
            .map(|position| position >> GROUP_DEPTH)
            .collect();
        groups.dedup();
        let mut nodes = Vec::with_capacity(groups.len());
        let mut hashes = Vec::new();
        for groups in groups.chunks(LEAVES_AT_ONCE / Self::GROUP_LEAVES) {
            let leaves: Vec<u32> = groups
                .iter()
                .flat_map(|&group| self.leaves_of(group as usize))
                .collect();
            hashes.clear();
            hashes.resize(leaves.len(), Digest::ZERO);
            hash_leaves(&leaves, &mut hashes);
            self.pad(&mut hashes);
            nodes.extend_from_slice(&fold(&hashes, groups.len()));
        }
        self.groups.update(&groups, &nodes);
    }

    /// Positions of the leaves of a group; only the last group has fewer than all.
    fn leaves_of(&self, group: usize) -> Vec<u32> {
        let first = group * Self::GROUP_LEAVES;
        let end = self.leaf_count.min(first + Self::GROUP_LEAVES);
        (first as u32..end as u32).collect()
    }

    /// Fills the last group up with empty leaves: to its full size, or, while it is the only one, to the depth of the tree.
    fn pad(&self, hashes: &mut Vec<Digest>) {
        let size = Self::GROUP_LEAVES.min(1 << merkle::depth(self.leaf_count));
        hashes.resize(hashes.len().next_multiple_of(size), merkle::empty(0));
    }
}

/// Hashes groups of equal size, a power of two, up to one node each.
fn fold(leaves: &[Digest], groups: usize) -> Vec<Digest> {
    let mut level = leaves.to_vec();
    while level.len() > groups {
        let mut parents = vec![Digest::ZERO; level.len() / 2];
        hash_nodes(&level, &mut parents);
        level = parents;
    }
    level
}

#[cfg(test)]
mod tests {
    use super::*;
    use aurigraph_types::Domain;

    /// Leaves that are known by a number each.
    #[derive(Default)]
    struct Leaves(Vec<u32>);

    impl Leaves {
        fn hash(number: u32) -> Digest {
            Domain::AccountLeaf.hash(&number.to_le_bytes())
        }

        fn write(&self, positions: &[u32], hashes: &mut [Digest]) {
            for (&position, hash) in positions.iter().zip(hashes) {
                *hash = Self::hash(self.0[position as usize]);
            }
        }

        fn check<const GROUP_DEPTH: usize>(&self, tree: &GroupedTree<GROUP_DEPTH>) {
            let hashes: Vec<_> = self.0.iter().copied().map(Self::hash).collect();
            assert_eq!(
                tree.root(),
                merkle::root(&hashes),
                "{} leaves",
                hashes.len()
            );
            let last = hashes.len() - 1;
            for index in [0, last / 3, last.saturating_sub(1), last] {
                let path = tree.path(index, |positions, hashes| self.write(positions, hashes));
                assert_eq!(path, merkle::path(&hashes, index), "{index} of {last}");
            }
        }
    }

    fn grows_one_by_one<const GROUP_DEPTH: usize>() {
        let (mut tree, mut leaves) = (GroupedTree::<GROUP_DEPTH>::default(), Leaves::default());
        for number in 0..150 {
            leaves.0.push(number);
            tree.update(&[number], |positions, hashes| {
                leaves.write(positions, hashes)
            });
            leaves.check(&tree);
        }
    }

    #[test]
    fn agrees_with_the_plain_tree_while_growing_one_by_one() {
        grows_one_by_one::<0>();
        grows_one_by_one::<1>();
        grows_one_by_one::<3>();
    }

    #[test]
    fn agrees_with_the_plain_tree_after_jumps_and_changes() {
        for (first, second) in [(1, 2), (1, 9), (3, 1_000), (8, 64), (64, 65), (100, 9_001)] {
            let (mut tree, mut leaves) = (GroupedTree::<3>::default(), Leaves::default());
            leaves.0.extend(0..first);
            let all: Vec<u32> = (0..first).collect();
            tree.update(&all, |positions, hashes| leaves.write(positions, hashes));
            leaves.0.extend((first..second).map(|number| number + 7));
            let added: Vec<u32> = (first..second).collect();
            tree.update(&added, |positions, hashes| leaves.write(positions, hashes));
            leaves.check(&tree);
            let changed: Vec<u32> = (0..second).filter(|number| number % 5 == 1).collect();
            for &position in &changed {
                leaves.0[position as usize] = position + 9_999;
            }
            tree.update(&changed, |positions, hashes| {
                leaves.write(positions, hashes)
            });
            leaves.check(&tree);
        }
    }

    #[test]
    fn keeps_nothing_below_its_groups() {
        let mut tree = GroupedTree::<3>::default();
        let all: Vec<u32> = (0..1_024).collect();
        tree.update(&all, |_, hashes| hashes.fill(Digest::ZERO));
        assert_eq!(tree.groups.leaf_count(), 128);
    }
}
