//! Records of the registry, and the proof that one is there or is not.
//!
//! ```text
//! section   leaf 0             leaf 1          leaf 2          leaf 3           in order of first use
//!           ∅ ─▶ 2a…           91… ─▶ ∅        2a… ─▶ 5c…      5c… ─▶ 91…       each names the next larger key
//!             └───────┬─────────┘                 └──────┬──────┘
//!                     └────────────── root ──────────────┘
//! ```
//! A leaf whose key is smaller than `x` and whose next key is larger, or none, shows that there is no `x`: an indexed Merkle tree. So one path proves either,
//! a new record changes one leaf and adds one, and a section that was never used has the zero root.
//!
//! Invariants
//! - Leaf 0 has the zero key and no record; a key is never zero.
//! - Sections have numbers of their own in every leaf: one cannot be taken for another.
//! - `docs/decisions/0025-real-world-assets.md` says what it is for.

use crate::hash::{Digest, Domain};
use crate::ids::AccountIndex;
use crate::merkle::root_from_path;

/// Bytes of a record.
pub const REGISTRY_RECORD_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a leaf before the record.
const LEAF_PREFIX_BYTES: usize = 72;

/// Which list a record is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RegistrySection {
    /// Real-world assets, by the id of the submission that registered them.
    RealWorldAssets = 1,
    /// Verifiers, by account.
    Verifiers = 2,
    /// Claims, by account and topic.
    Claims = 3,
}

/// The name of a record in its section; keys are in the order of their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegistryKey([u8; 32]);

impl RegistryKey {
    /// No key: where the list begins and ends.
    pub const NONE: Self = Self([0; 32]);

    /// The key of these bytes; nothing if all are zero.
    pub fn new(bytes: [u8; 32]) -> Option<Self> {
        let key = Self(bytes);
        (key != Self::NONE).then_some(key)
    }

    /// The key of an account and something of it, in the order of the accounts.
    pub fn of_account(account: AccountIndex, number: u16) -> Self {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&account.get().to_be_bytes());
        bytes[4..6].copy_from_slice(&number.to_be_bytes());
        // Account 0 has a key as well.
        bytes[31] = 1;
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// One leaf: a record with its key, and the key that follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryLeaf<'a> {
    /// Where it is.
    pub section: RegistrySection,
    /// Its key; none in the first leaf.
    pub key: RegistryKey,
    /// The next larger key of the section; none after the largest.
    pub next_key: RegistryKey,
    /// The record; empty in the first leaf.
    pub record: &'a [u8],
}

impl RegistryLeaf<'_> {
    /// The hash in the tree.
    ///
    /// # Panics
    /// If the record is longer than [`REGISTRY_RECORD_BYTES_MAX`].
    pub fn hash(&self) -> Digest {
        Domain::RegistryLeaf.hash_parts(&[&self.prefix(), self.record])
    }

    fn prefix(&self) -> [u8; LEAF_PREFIX_BYTES] {
        assert!(
            self.record.len() <= REGISTRY_RECORD_BYTES_MAX,
            "a record is limited when it is made"
        );
        let mut prefix = [0; LEAF_PREFIX_BYTES];
        prefix[0] = self.section as u8;
        prefix[4..8].copy_from_slice(&(self.record.len() as u32).to_le_bytes());
        prefix[8..40].copy_from_slice(&self.key.0);
        prefix[40..].copy_from_slice(&self.next_key.0);
        prefix
    }
}

/// A leaf with its way to the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryProof {
    /// The leaf's key.
    pub key: RegistryKey,
    /// The key that follows.
    pub next_key: RegistryKey,
    /// The leaf's record.
    pub record: Vec<u8>,
    /// The leaf's place.
    pub index: u32,
    /// Siblings from the leaf to the root.
    pub path: Vec<Digest>,
}

/// The document proves nothing about this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryProofError {
    /// The record is longer than any.
    #[error("the record is longer than {REGISTRY_RECORD_BYTES_MAX} bytes")]
    TooLong,
    /// Leaf and path lead elsewhere.
    #[error("leaf and path do not lead to the root of the section")]
    OtherRoot,
    /// The leaf is another one's, and its neighbours leave room for the key.
    #[error("the leaf says nothing about this key")]
    OtherKey,
}

impl RegistryProof {
    /// The record of a key in the section with this root; nothing if it is proved that there is none.
    ///
    /// # Errors
    /// If neither is proved.
    pub fn check(
        &self,
        section: RegistrySection,
        key: &RegistryKey,
        root: &Digest,
    ) -> Result<Option<&[u8]>, RegistryProofError> {
        if self.record.len() > REGISTRY_RECORD_BYTES_MAX {
            return Err(RegistryProofError::TooLong);
        }
        let leaf = RegistryLeaf {
            section,
            key: self.key,
            next_key: self.next_key,
            record: &self.record,
        };
        let found = root_from_path(leaf.hash(), u64::from(self.index), &self.path);
        if found.as_ref() != Some(root) {
            return Err(RegistryProofError::OtherRoot);
        }
        if *key == RegistryKey::NONE {
            return Err(RegistryProofError::OtherKey);
        }
        if self.key == *key {
            return Ok(Some(&self.record));
        }
        let ends = self.next_key == RegistryKey::NONE;
        if self.key < *key && (ends || *key < self.next_key) {
            Ok(None)
        } else {
            Err(RegistryProofError::OtherKey)
        }
    }
}
