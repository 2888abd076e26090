//! Accounts: registered once, then known by a dense index.
//!
//! What every transfer looks at (custodian, flags) lies in an array of its own, eight bytes an account; addresses and the rest are
//! looked at only by operations and queries. Keys are not here: the state holds their hash, the address, which is in
//! [`crate::addresses`].

use std::sync::Arc;

use aurigraph_types::hash::hash_many;
use aurigraph_types::{AccountIndex, Address, Digest, Domain, Scheme};

use crate::addresses::{AddressBook, AddressList, OwnAddresses};
use crate::tree::{DirtySet, GroupedTree};

/// Bit of a frozen account.
pub const FLAG_FROZEN: u32 = 1;
/// Bit of an account that may register others.
pub const FLAG_REGISTRAR: u32 = 1 << 1;
/// Bit of an account that may freeze others.
pub const FLAG_AUTHORITY: u32 = 1 << 2;
/// Bit of an account that may make claims about others, and say who may verify assets.
pub const FLAG_ACCREDITOR: u32 = 1 << 3;
/// All bits that have a meaning.
pub const FLAGS: u32 = FLAG_FROZEN | FLAG_REGISTRAR | FLAG_AUTHORITY | FLAG_ACCREDITOR;

/// Accounts seldom change once they are there, so their tree keeps only one node for eight of them: 8 MB for a million, not 64.
type AccountTree = GroupedTree<3>;

/// What every transfer looks at.
#[derive(Clone, Copy, Debug)]
pub struct Hot {
    /// Account that may sign for this one; `u32::MAX` if none.
    pub custodian: u32,
    /// Flags.
    pub flags: u32,
}

/// The rest, but for the address.
#[derive(Clone, Copy, Debug)]
pub struct Cold {
    /// Primary account of a subaccount; `u32::MAX` if it is a primary one.
    pub parent: u32,
    /// Subaccounts opened so far.
    pub subaccounts: u32,
    /// Scheme of its key.
    pub scheme: Scheme,
}

/// All accounts.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    hot: Vec<Hot>,
    cold: Vec<Cold>,
    addresses: OwnAddresses,
    dirty: DirtySet,
    tree: AccountTree,
}

impl Accounts {
    /// How many.
    pub fn len(&self) -> usize {
        self.hot.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.hot.is_empty()
    }

    /// The array that every transfer looks at, by index.
    #[inline]
    pub fn hot(&self) -> &[Hot] {
        &self.hot
    }

    /// Everything about one account but its address.
    pub fn get(&self, index: AccountIndex) -> Option<(&Hot, &Cold)> {
        Some((self.hot.get(index.usize())?, self.cold.get(index.usize())?))
    }

    /// Addresses and indexes, also for those who look while accounts are added.
    pub fn addresses(&self) -> &Arc<AddressBook> {
        self.addresses.book()
    }

    /// None yet, with room for a number of them.
    pub fn with_capacity(accounts: usize) -> Self {
        let mut dirty = DirtySet::default();
        dirty.grow(accounts);
        Self {
            hot: Vec::with_capacity(accounts),
            cold: Vec::with_capacity(accounts),
            addresses: OwnAddresses::with_capacity(accounts),
            dirty,
            tree: AccountTree::default(),
        }
    }

    /// Adds an account.
    ///
    /// # Panics
    /// If its address is there already: the caller looks first.
    pub fn push(&mut self, address: Address, hot: Hot, cold: Cold) -> AccountIndex {
        self.push_new(address, hot, cold)
            .expect("an address is registered once")
    }

    /// Adds an account; `None`, and nothing changed, if its address is there already.
    pub fn push_new(&mut self, address: Address, hot: Hot, cold: Cold) -> Option<AccountIndex> {
        let index = self.addresses.push_new(address)?;
        self.hot.push(hot);
        self.cold.push(cold);
        self.dirty.grow(self.hot.len());
        self.dirty.insert(index.usize());
        Some(index)
    }

    /// Changes one account.
    ///
    /// # Panics
    /// If it does not exist.
    pub fn change(&mut self, index: AccountIndex, change: impl FnOnce(&mut Hot, &mut Cold)) {
        change(&mut self.hot[index.usize()], &mut self.cold[index.usize()]);
        self.dirty.insert(index.usize());
    }

    /// The 64 bytes of an account's leaf.
    pub fn leaf(&self, index: usize) -> [u8; 64] {
        self.leaf_with(&self.addresses().read(), index)
    }

    /// The same for many accounts, with the addresses locked once.
    pub(crate) fn leaf_with(&self, addresses: &AddressList, index: usize) -> [u8; 64] {
        let (hot, cold) = (&self.hot[index], &self.cold[index]);
        let mut leaf = [0; 64];
        leaf[..32].copy_from_slice(&addresses.by_index()[index].0.0);
        leaf[32..36].copy_from_slice(&(index as u32).to_le_bytes());
        leaf[36..40].copy_from_slice(&hot.custodian.to_le_bytes());
        leaf[40..44].copy_from_slice(&cold.parent.to_le_bytes());
        leaf[44..48].copy_from_slice(&hot.flags.to_le_bytes());
        leaf[48..52].copy_from_slice(&cold.subaccounts.to_le_bytes());
        leaf[52] = cold.scheme.as_u8();
        leaf
    }

    /// Rebuilds an account from its leaf, for snapshots.
    pub fn parts_of_leaf(leaf: &[u8; 64]) -> Option<(Address, Hot, Cold)> {
        let word = |at: usize| u32::from_le_bytes(leaf[at..at + 4].try_into().expect("four bytes"));
        let address = Address(Digest(leaf[..32].try_into().expect("32 bytes")));
        let scheme = Scheme::from_u8(leaf[52])?;
        Some((
            address,
            Hot {
                custodian: word(36),
                flags: word(44),
            },
            Cold {
                parent: word(40),
                subaccounts: word(48),
                scheme,
            },
        ))
    }

    /// Hashes what changed and returns the root.
    pub fn commit(&mut self) -> Digest {
        let positions = self.dirty.drain();
        let mut tree = std::mem::take(&mut self.tree);
        tree.update(&positions, |positions, hashes| {
            self.hash_leaves(positions, hashes);
        });
        self.tree = tree;
        self.tree.root()
    }

    /// Siblings from an account's leaf to the root of the last commit; no account may have changed since.
    ///
    /// # Panics
    /// If there is no such account.
    pub fn path(&self, index: usize) -> Vec<Digest> {
        self.tree.path(index, |positions, hashes| {
            self.hash_leaves(positions, hashes);
        })
    }

    fn hash_leaves(&self, positions: &[u32], hashes: &mut [Digest]) {
        let addresses = self.addresses().read();
        let leaves: Vec<[u8; 64]> = positions
            .iter()
            .map(|&index| self.leaf_with(&addresses, index as usize))
            .collect();
        drop(addresses);
        hash_many(Domain::AccountLeaf, &leaves, hashes);
    }
}
