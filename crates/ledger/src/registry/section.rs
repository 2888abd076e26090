//! One section of the registry: records by key, each provable, in one tree that is kept up to date.
//!
//! ```text
//! key ─▶ slot              ordered map, memory only: the neighbours of a new key
//! slot ─▶ key, next, record   arrays, in order of first use; slot 0 is where the list of keys begins
//! slots ─▶ root            leaves are hashed when they changed (`aurigraph_types::registry`)
//! ```
//!
//! Invariants
//! - Following `next` from slot 0 gives all keys in ascending order.
//! - A record is never taken out: what is over says so itself.
//! - An unused section has the zero root; the same records entered in the same order have the same root.

use std::collections::BTreeMap;
use std::ops::Bound;

use aurigraph_types::codec::{DecodeError, Reader};
use aurigraph_types::registry::{
    REGISTRY_RECORD_BYTES_MAX, RegistryKey, RegistryLeaf, RegistryProof, RegistrySection,
};
use aurigraph_types::{Digest, limits::REGISTRY_RECORDS_MAX};

use crate::tree::{DirtySet, GroupedTree};

/// Records seldom change once they are there, so no hash is kept below groups of eight.
type RecordTree = GroupedTree<3>;

/// What a section holds.
pub trait Record: Sized {
    /// Which section.
    const SECTION: RegistrySection;

    /// Canonical bytes, at most [`REGISTRY_RECORD_BYTES_MAX`].
    fn encode(&self) -> Vec<u8>;

    /// From canonical bytes; nothing if they are none.
    fn decode(bytes: &[u8]) -> Option<Self>;
}

/// A section.
#[derive(Clone, Debug)]
pub struct Section<R> {
    /// By slot; the first is none.
    keys: Vec<RegistryKey>,
    /// Slot of the next larger key, by slot; 0 after the largest.
    next: Vec<u32>,
    /// Of slot 1 and those after it.
    records: Vec<R>,
    slots: BTreeMap<RegistryKey, u32>,
    dirty: DirtySet,
    tree: RecordTree,
}

impl<R> Default for Section<R> {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            next: Vec::new(),
            records: Vec::new(),
            slots: BTreeMap::new(),
            dirty: DirtySet::default(),
            tree: RecordTree::default(),
        }
    }
}

impl<R: Record> Section<R> {
    /// How many records there are.
    pub const fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The record of a key.
    pub fn get(&self, key: &RegistryKey) -> Option<&R> {
        let slot = *self.slots.get(key)?;
        self.records.get(slot as usize - 1)
    }

    /// All records in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&RegistryKey, &R)> {
        self.keys.iter().skip(1).zip(&self.records)
    }

    /// Adds a record; `false`, and nothing changed, if its key is there or the section is full.
    ///
    /// # Panics
    /// If the key is none.
    pub fn insert(&mut self, key: RegistryKey, record: R) -> bool {
        assert!(key != RegistryKey::NONE, "a record has a key");
        if self.slots.contains_key(&key) || self.records.len() >= REGISTRY_RECORDS_MAX {
            return false;
        }
        if self.keys.is_empty() {
            self.keys.push(RegistryKey::NONE);
            self.next.push(0);
        }
        let slot = u32::try_from(self.keys.len()).expect("sections are limited");
        let before = self.slot_before(&key);
        self.keys.push(key);
        self.next.push(self.next[before as usize]);
        self.next[before as usize] = slot;
        self.records.push(record);
        self.slots.insert(key, slot);
        self.dirty.grow(self.keys.len());
        self.dirty.insert(before as usize);
        self.dirty.insert(slot as usize);
        // The tree is extended without a gap: the beginning of the list comes with the first record.
        self.dirty.insert(0);
        true
    }

    /// Changes the record of a key; `false` if there is none.
    pub fn change(&mut self, key: &RegistryKey, change: impl FnOnce(&mut R)) -> bool {
        let Some(&slot) = self.slots.get(key) else {
            return false;
        };
        change(&mut self.records[slot as usize - 1]);
        self.dirty.insert(slot as usize);
        true
    }

    /// Slot of the largest key below this one; slot 0 if there is none.
    fn slot_before(&self, key: &RegistryKey) -> u32 {
        let below = (Bound::Unbounded, Bound::Excluded(key));
        let before = self.slots.range(below).next_back();
        before.map_or(0, |(_, slot)| *slot)
    }

    /// Hashes what changed and returns the root.
    ///
    /// # Panics
    /// If a record encodes to more than [`REGISTRY_RECORD_BYTES_MAX`] bytes.
    pub fn commit(&mut self) -> Digest {
        let positions = self.dirty.drain();
        let mut tree = std::mem::take(&mut self.tree);
        tree.update(&positions, |positions, hashes| {
            self.hash_leaves(positions, hashes);
        });
        self.tree = tree;
        self.tree.root()
    }

    /// Proves the record of a key, or that there is none, against the root of the last commit; nothing while the section is empty, whose zero root says it.
    /// No record may have changed since.
    pub fn prove(&self, key: &RegistryKey) -> Option<RegistryProof> {
        if self.is_empty() {
            return None;
        }
        let own = self.slots.get(key).copied();
        let slot = own.unwrap_or_else(|| self.slot_before(key)) as usize;
        Some(RegistryProof {
            key: self.keys[slot],
            next_key: self.next_key(slot),
            record: self.record_bytes(slot),
            index: slot as u32,
            path: self.tree.path(slot, |positions, hashes| {
                self.hash_leaves(positions, hashes);
            }),
        })
    }

    fn next_key(&self, slot: usize) -> RegistryKey {
        self.keys[self.next[slot] as usize]
    }

    fn record_bytes(&self, slot: usize) -> Vec<u8> {
        slot.checked_sub(1)
            .map_or_else(Vec::new, |record| self.records[record].encode())
    }

    fn hash_leaves(&self, positions: &[u32], hashes: &mut [Digest]) {
        for (&position, hash) in positions.iter().zip(hashes) {
            let slot = position as usize;
            let leaf = RegistryLeaf {
                section: R::SECTION,
                key: self.keys[slot],
                next_key: self.next_key(slot),
                record: &self.record_bytes(slot),
            };
            *hash = leaf.hash();
        }
    }

    /// All records as bytes, for snapshots: key (32), length (u32), record, one after the other.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (key, record) in self.iter() {
            let record = record.encode();
            bytes.extend_from_slice(key.as_bytes());
            bytes.extend_from_slice(&(record.len() as u32).to_le_bytes());
            bytes.extend_from_slice(&record);
        }
        bytes
    }

    /// Restores all records; nothing if a key is none or comes twice, or a record is not canonical.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut section = Self::default();
        let mut reader = Reader::new(bytes);
        while reader.remaining() > 0 {
            let (key, bytes) = read_record(&mut reader).ok()?;
            let record = R::decode(bytes)?;
            let is_canonical = record.encode() == bytes;
            if !is_canonical || !section.insert(RegistryKey::new(key)?, record) {
                return None;
            }
        }
        Some(section)
    }
}

fn read_record<'a>(reader: &mut Reader<'a>) -> Result<([u8; 32], &'a [u8]), DecodeError> {
    let key = reader.array("registry key")?;
    let length = reader.u32("record length")? as usize;
    if length > REGISTRY_RECORD_BYTES_MAX {
        return Err(DecodeError::InvalidField {
            field: "record length",
            value: length as u64,
            allowed: "at most 65536",
        });
    }
    Ok((key, reader.take(length, "record")?))
}

#[cfg(test)]
mod tests;
