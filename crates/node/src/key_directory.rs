//! Public keys of accounts: offsets in memory, eight bytes an account; the keys themselves on disk behind a bounded cache.
//!
//! The key file is derived from the log: it is synced before a snapshot, cut back to the snapshot at start, and written again by
//! the replay. Every key read is checked against the account's address.

use std::sync::Arc;

use aurigraph_storage::{CacheStatistics, KeyFile, StorageError};
use aurigraph_types::{AccountIndex, PublicKey, Scheme};
use parking_lot::RwLock;

/// A key's scheme and bytes, shared with the cache.
pub type StoredKey = (Scheme, Arc<[u8]>);

/// Keys by account index.
#[derive(Debug)]
pub struct KeyDirectory {
    file: KeyFile,
    offsets: RwLock<Vec<u64>>,
}

impl KeyDirectory {
    /// Over an open key file, with the offsets of a snapshot.
    pub fn new(file: KeyFile, offsets: Vec<u64>) -> Self {
        Self {
            file,
            offsets: RwLock::new(offsets),
        }
    }

    /// Stores the key of the next account.
    ///
    /// # Panics
    /// If `account` is not the next index: the ledger assigns them in order.
    pub fn register(&self, account: AccountIndex, key: &PublicKey) -> Result<(), StorageError> {
        let offset = self.file.append(key.scheme().as_u8(), key.as_bytes())?;
        let mut offsets = self.offsets.write();
        assert_eq!(
            account.usize(),
            offsets.len(),
            "accounts are registered in order"
        );
        offsets.push(offset);
        Ok(())
    }

    /// Lets `count` new accounts from `first` on share the key of `parent`.
    ///
    /// # Panics
    /// If `first` is not the next index.
    pub fn open_subaccounts(&self, parent: AccountIndex, first: AccountIndex, count: u32) {
        let mut offsets = self.offsets.write();
        assert_eq!(
            first.usize(),
            offsets.len(),
            "accounts are registered in order"
        );
        let offset = offsets[parent.usize()];
        offsets.resize(first.usize() + count as usize, offset);
    }

    /// The scheme and bytes of an account's key, or nothing if there is no such account.
    pub fn key(&self, account: AccountIndex) -> Result<Option<StoredKey>, StorageError> {
        let Some(offset) = self.offsets.read().get(account.usize()).copied() else {
            return Ok(None);
        };
        let stored = self.file.read(offset)?;
        Ok(Scheme::from_u8(stored.scheme).map(|scheme| (scheme, stored.bytes)))
    }

    /// Offsets of all accounts, for a snapshot.
    pub fn offsets(&self) -> Vec<u64> {
        self.offsets.read().clone()
    }

    /// Length of the key file, for a snapshot.
    pub fn file_length(&self) -> u64 {
        self.file.len()
    }

    /// Makes all keys durable.
    pub fn sync(&self) -> Result<(), StorageError> {
        self.file.sync().map(drop)
    }

    /// How the cache does.
    pub fn statistics(&self) -> CacheStatistics {
        self.file.cache_statistics()
    }
}
