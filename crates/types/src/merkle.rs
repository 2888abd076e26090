//! Binary Merkle trees: one shape for submissions, receipts and state.
//!
//! ```text
//! level 2            root
//!                 ┌───┴───┐
//! level 1        n0       n1         node = H[node](left ‖ right)
//!               ┌─┴─┐   ┌─┴─┐
//! level 0      l0  l1  l2  ∅         a missing part is the empty digest of its level
//! ```
//! Leaf hashes and node hashes use different keys, so no node can be presented as a leaf.

use std::sync::LazyLock;

use crate::hash::{Digest, Domain, hash_nodes};
use crate::limits::MERKLE_DEPTH_MAX;

static EMPTY: LazyLock<[Digest; MERKLE_DEPTH_MAX + 1]> = LazyLock::new(|| {
    let mut empty = [Digest::ZERO; MERKLE_DEPTH_MAX + 1];
    for level in 1..empty.len() {
        empty[level] = node(&empty[level - 1], &empty[level - 1]);
    }
    empty
});

/// The digest of an empty subtree of the given height.
///
/// # Panics
/// Above [`MERKLE_DEPTH_MAX`].
pub fn empty(level: usize) -> Digest {
    EMPTY[level]
}

/// One inner node.
pub fn node(left: &Digest, right: &Digest) -> Digest {
    Domain::Node.hash_parts(&[&left.0, &right.0])
}

/// Levels above the leaves: `ceil(log2(count))`.
pub const fn depth(leaf_count: usize) -> usize {
    if leaf_count <= 1 {
        0
    } else {
        (usize::BITS - (leaf_count - 1).leading_zeros()) as usize
    }
}

/// Hashes one level into the next one up.
fn next_level(children: &[Digest], level: usize) -> Vec<Digest> {
    let pairs = children.len() / 2;
    let mut parents = vec![Digest::ZERO; children.len().div_ceil(2)];
    hash_nodes(&children[..pairs * 2], &mut parents[..pairs]);
    if children.len() % 2 == 1 {
        parents[pairs] = node(&children[pairs * 2], &empty(level));
    }
    parents
}

/// Root over leaf hashes. An empty list has the zero digest.
pub fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => Digest::ZERO,
        [only] => *only,
        _ => {
            let mut level = next_level(leaves, 0);
            let mut number = 1;
            while level.len() > 1 {
                level = next_level(&level, number);
                number += 1;
            }
            level[0]
        }
    }
}

/// Siblings from the leaf at `index` up to the root.
///
/// # Panics
/// If there is no such leaf.
pub fn path(leaves: &[Digest], index: usize) -> Vec<Digest> {
    assert!(index < leaves.len(), "leaf {index} of {}", leaves.len());
    let mut siblings = Vec::with_capacity(depth(leaves.len()));
    let mut level = leaves.to_vec();
    let mut position = index;
    let mut number = 0;
    while level.len() > 1 {
        siblings.push(
            level
                .get(position ^ 1)
                .copied()
                .unwrap_or_else(|| empty(number)),
        );
        level = next_level(&level, number);
        position >>= 1;
        number += 1;
    }
    siblings
}

/// The root that a leaf and its path lead to, or `None` if the path is too long or the index does not fit it.
pub fn root_from_path(leaf: Digest, index: u64, path: &[Digest]) -> Option<Digest> {
    if path.len() > MERKLE_DEPTH_MAX || index >> path.len() != 0 {
        return None;
    }
    let mut current = leaf;
    for (level, sibling) in path.iter().enumerate() {
        current = if index >> level & 1 == 0 {
            node(&current, sibling)
        } else {
            node(sibling, &current)
        };
    }
    Some(current)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(count: usize) -> Vec<Digest> {
        (0..count)
            .map(|i| Domain::ReceiptLeaf.hash(&(i as u64).to_le_bytes()))
            .collect()
    }

    #[test]
    fn every_leaf_of_every_small_tree_has_a_path_to_the_root() {
        for count in 1..70 {
            let leaves = leaves(count);
            let root = root(&leaves);
            for (index, leaf) in leaves.iter().enumerate() {
                let path = path(&leaves, index);
                assert_eq!(path.len(), depth(count));
                assert_eq!(root_from_path(*leaf, index as u64, &path), Some(root));
                if count > 1 {
                    assert_ne!(root_from_path(*leaf, (index ^ 1) as u64, &path), Some(root));
                }
            }
        }
    }

    #[test]
    fn a_repeated_last_leaf_changes_the_root() {
        let three = leaves(3);
        let mut four = three.clone();
        four.push(three[2]);
        assert_ne!(root(&three), root(&four));
    }

    #[test]
    fn an_index_beyond_the_path_is_refused() {
        let leaves = leaves(4);
        assert_eq!(root_from_path(leaves[0], 4, &path(&leaves, 0)), None);
    }
}
