//! Balances: dense arrays for the few assets that everybody holds, slots in order of first use for all others.
//!
//! Eight dense balances are one 64-byte leaf, hashed in place. The sum of each leaf is remembered, so that after every block the sum
//! over all committed leaves, which must equal the supply, costs only the leaves that changed.

use std::collections::BTreeMap;

use aurigraph_types::hash::{LANES, hash_many, hash_many_references};
use aurigraph_types::{AccountIndex, AssetIndex, Digest, Domain};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout};

use crate::tree::{DirtySet, GroupedTree, Tree};

/// Balances in a leaf.
pub const BALANCES_PER_LEAF: usize = 8;

/// Eight balances, little-endian on every machine this runs on (checked below).
#[derive(Clone, Copy, Debug, Default, FromBytes, IntoBytes, Immutable, KnownLayout)]
#[repr(C, align(64))]
struct Leaf([u64; BALANCES_PER_LEAF]);

const _: () = assert!(
    cfg!(target_endian = "little"),
    "leaves are hashed in place as little-endian"
);

impl Leaf {
    fn bytes(&self) -> &[u8; 64] {
        zerocopy::transmute_ref!(&self.0)
    }

    fn sum(&self) -> u64 {
        self.0
            .iter()
            .fold(0, |sum, balance| sum.wrapping_add(*balance))
    }
}

/// One node for two leaves: half the memory of a tree with every level. The neighbour of a changed leaf is hashed again, which costs little
/// where few leaves change (one hash beside a whole path) and nothing where most do.
type DenseTree = GroupedTree<1>;

/// Balances of one dense asset, by account.
#[derive(Clone, Debug, Default)]
pub struct DenseBalances {
    leaves: Vec<Leaf>,
    dirty: DirtySet,
    tree: DenseTree,
    committed_sums: Vec<u64>,
    committed_total: u64,
}

impl DenseBalances {
    /// Makes room for a number of accounts.
    pub fn grow(&mut self, accounts: usize) {
        let leaves = accounts.div_ceil(BALANCES_PER_LEAF);
        let first_new = self.leaves.len();
        if leaves > first_new {
            self.leaves.resize(leaves, Leaf::default());
            self.committed_sums.resize(leaves, 0);
            self.dirty.grow(leaves);
            for leaf in first_new..leaves {
                self.dirty.insert(leaf);
            }
        }
    }

    /// One balance; the account exists.
    #[inline]
    pub fn get(&self, account: usize) -> u64 {
        self.leaves[account / BALANCES_PER_LEAF].0[account % BALANCES_PER_LEAF]
    }

    /// Sets one balance; the account exists.
    #[inline]
    pub fn set(&mut self, account: usize, balance: u64) {
        self.leaves[account / BALANCES_PER_LEAF].0[account % BALANCES_PER_LEAF] = balance;
        self.dirty.insert(account / BALANCES_PER_LEAF);
    }

    /// Hashes what changed; returns the root and the sum of all committed balances.
    pub fn commit(&mut self) -> (Digest, u64) {
        let positions = self.dirty.drain();
        for &position in &positions {
            let sum = self.leaves[position as usize].sum();
            let committed = &mut self.committed_sums[position as usize];
            self.committed_total = self
                .committed_total
                .wrapping_add(sum)
                .wrapping_sub(*committed);
            *committed = sum;
        }
        let leaves = &self.leaves;
        self.tree.update(&positions, |positions, hashes| {
            hash_leaves(leaves, positions, hashes);
        });
        (self.tree.root(), self.committed_total)
    }

    /// Siblings from the leaf at `index` to the root of the last commit; no balance may have changed since.
    ///
    /// # Panics
    /// If there is no such leaf.
    pub fn path(&self, index: usize) -> Vec<Digest> {
        self.tree.path(index, |positions, hashes| {
            hash_leaves(&self.leaves, positions, hashes);
        })
    }

    /// Bytes of the leaf that holds an account.
    pub fn leaf(&self, account: usize) -> [u8; 64] {
        *self.leaves[account / BALANCES_PER_LEAF].bytes()
    }

    /// All balances as bytes, for snapshots.
    pub fn as_bytes(&self) -> &[u8] {
        self.leaves.as_bytes()
    }

    /// Restores all balances of `accounts` accounts; `None` if the length does not fit or an account that does not exist holds
    /// something.
    pub fn from_bytes(bytes: &[u8], accounts: usize) -> Option<Self> {
        let mut balances = Self::default();
        balances.grow(accounts);
        if bytes.len() != balances.leaves.len() * 64 {
            return None;
        }
        for (leaf, bytes) in balances.leaves.iter_mut().zip(bytes.as_chunks::<64>().0) {
            *leaf = Leaf(zerocopy::transmute!(*bytes));
        }
        let beyond = (accounts..balances.leaves.len() * BALANCES_PER_LEAF)
            .map(|account| balances.get(account));
        (beyond.max().unwrap_or(0) == 0).then_some(balances)
    }
}

/// Hashes leaves where they lie.
fn hash_leaves(leaves: &[Leaf], positions: &[u32], hashes: &mut [Digest]) {
    for (positions, hashes) in positions.chunks(LANES).zip(hashes.chunks_mut(LANES)) {
        let mut inputs = [leaves[0].bytes(); LANES];
        for (input, &position) in inputs.iter_mut().zip(positions) {
            *input = leaves[position as usize].bytes();
        }
        hash_many_references(Domain::BalanceLeaf, &inputs[..positions.len()], hashes);
    }
}

/// One sparse balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SparseEntry {
    /// Asset index.
    pub asset: u32,
    /// Account index.
    pub account: u32,
    /// Minor units.
    pub balance: u64,
}

impl SparseEntry {
    /// The 64 bytes of its leaf.
    pub fn leaf(&self) -> [u8; 64] {
        let mut leaf = [0; 64];
        leaf[..4].copy_from_slice(&self.asset.to_le_bytes());
        leaf[4..8].copy_from_slice(&self.account.to_le_bytes());
        leaf[8..16].copy_from_slice(&self.balance.to_le_bytes());
        leaf
    }
}

/// Balances of all sparse assets.
#[derive(Clone, Debug, Default)]
pub struct SparseBalances {
    entries: Vec<SparseEntry>,
    slots: BTreeMap<(u32, u32), u32>,
    dirty: DirtySet,
    tree: Tree,
    /// Sum of the committed balances of each asset, by asset index.
    committed_totals: BTreeMap<u32, u64>,
    committed: Vec<u64>,
}

impl SparseBalances {
    /// Slots in use.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no slot is in use.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The slot of an account in an asset.
    pub fn slot(&self, asset: AssetIndex, account: AccountIndex) -> Option<usize> {
        self.slots
            .get(&(asset.get(), account.get()))
            .map(|&slot| slot as usize)
    }

    /// One balance; zero where there is no slot.
    pub fn get(&self, asset: AssetIndex, account: AccountIndex) -> u64 {
        self.slot(asset, account)
            .map_or(0, |slot| self.entries[slot].balance)
    }

    /// Sets one balance, taking a slot at first use.
    pub fn set(&mut self, asset: AssetIndex, account: AccountIndex, balance: u64) {
        let slot = match self.slot(asset, account) {
            Some(slot) => slot,
            None => self.push(SparseEntry {
                asset: asset.get(),
                account: account.get(),
                balance: 0,
            }),
        };
        self.entries[slot].balance = balance;
        self.dirty.insert(slot);
    }

    fn push(&mut self, entry: SparseEntry) -> usize {
        let slot = self.entries.len();
        self.slots.insert(
            (entry.asset, entry.account),
            u32::try_from(slot).expect("slots fit in memory"),
        );
        self.entries.push(entry);
        self.committed.push(0);
        self.dirty.grow(self.entries.len());
        slot
    }

    /// Assets in which an account has a slot, with its balance, by asset.
    pub fn of_account(
        &self,
        account: AccountIndex,
        assets: std::ops::Range<u32>,
    ) -> Vec<(u32, u64)> {
        assets
            .filter_map(|asset| {
                self.slot(AssetIndex::new(asset), account)
                    .map(|slot| (asset, self.entries[slot].balance))
            })
            .collect()
    }

    /// Hashes what changed and returns the root.
    pub fn commit(&mut self) -> Digest {
        let positions = self.dirty.drain();
        let leaves: Vec<[u8; 64]> = positions
            .iter()
            .map(|&slot| self.entries[slot as usize].leaf())
            .collect();
        let mut hashes = vec![Digest::ZERO; leaves.len()];
        hash_many(Domain::SparseLeaf, &leaves, &mut hashes);
        self.tree.update(&positions, &hashes);
        for slot in positions {
            let entry = &self.entries[slot as usize];
            let committed = &mut self.committed[slot as usize];
            let total = self.committed_totals.entry(entry.asset).or_default();
            *total = total.wrapping_add(entry.balance).wrapping_sub(*committed);
            *committed = entry.balance;
        }
        self.tree.root()
    }

    /// Sum of an asset's committed balances.
    pub fn committed_total(&self, asset: u32) -> u64 {
        self.committed_totals.get(&asset).copied().unwrap_or(0)
    }

    /// The tree, as of the last commit.
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// One entry.
    pub fn entry(&self, slot: usize) -> &SparseEntry {
        &self.entries[slot]
    }

    /// All entries, in slot order.
    pub fn entries(&self) -> &[SparseEntry] {
        &self.entries
    }

    /// Restores from entries in slot order; `None` if a slot appears twice.
    pub fn from_entries(entries: impl Iterator<Item = SparseEntry>) -> Option<Self> {
        let mut balances = Self::default();
        for entry in entries {
            if balances.slots.contains_key(&(entry.asset, entry.account)) {
                return None;
            }
            let slot = balances.push(entry);
            balances.dirty.insert(slot);
        }
        Some(balances)
    }
}
