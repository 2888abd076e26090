//! Public keys of accounts: offsets in memory, eight bytes an account; the keys themselves on disk behind a bounded cache.
//!
//! The key file is derived from the log: it is synced before a snapshot, cut back to the snapshot at start, and written again by
//! the replay. Every key read is checked against the account's address.
//!
//! The point of an Ed25519 key, which costs more to compute than to use, is kept for the accounts that signed last: a table of
//! [`DECODED_KEYS_MAX`] places, in which accounts that are as many apart share one.

use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use aurigraph_ledger::Applied;
use aurigraph_storage::{CacheStatistics, KeyFile, StorageError};
use aurigraph_types::key::Ed25519Key;
use aurigraph_types::{AccountIndex, PublicKey, Scheme};
use parking_lot::RwLock;

/// Ed25519 keys whose points are kept: up to 30 MB.
const DECODED_KEYS_MAX: usize = 1 << 17;

/// A key's scheme and bytes, shared with the cache.
pub type StoredKey = (Scheme, Arc<[u8]>);

/// A key in the form that verifies signatures.
#[derive(Debug)]
pub enum VerifyingKey {
    /// An Ed25519 key, decoded.
    Ed25519(Arc<Ed25519Key>),
    /// Any other.
    Other(Scheme, Arc<[u8]>),
}

impl VerifyingKey {
    /// The key's scheme.
    pub const fn scheme(&self) -> Scheme {
        match self {
            Self::Ed25519(_) => Scheme::Ed25519,
            Self::Other(scheme, _) => *scheme,
        }
    }

    /// The encoded key.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Ed25519(key) => key.bytes(),
            Self::Other(_, bytes) => bytes,
        }
    }
}

/// A decoded key and whose it is.
#[derive(Debug)]
struct Decoded {
    account: AccountIndex,
    key: Arc<Ed25519Key>,
}

/// Keys by account index.
#[derive(Debug)]
pub struct KeyDirectory {
    file: KeyFile,
    offsets: RwLock<Vec<u64>>,
    /// Made with the first Ed25519 signature.
    decoded: OnceLock<Box<[ArcSwapOption<Decoded>]>>,
}

impl KeyDirectory {
    /// Over an open key file, with the offsets of a snapshot.
    pub fn new(file: KeyFile, offsets: Vec<u64>) -> Self {
        Self {
            file,
            offsets: RwLock::new(offsets),
            decoded: OnceLock::new(),
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

    /// Stores what a submission of `signer` brought.
    pub fn store(&self, applied: &Applied, signer: AccountIndex) -> Result<(), StorageError> {
        for (account, key) in &applied.registered {
            self.register(*account, key)?;
        }
        if let Some((first, count)) = applied.opened {
            self.open_subaccounts(signer, first, count);
        }
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

    /// An account's key in the form that verifies signatures, or nothing if there is no such account.
    pub fn verifying_key(
        &self,
        account: AccountIndex,
    ) -> Result<Option<VerifyingKey>, StorageError> {
        let decoded = self.decoded.get_or_init(|| {
            (0..DECODED_KEYS_MAX)
                .map(|_| ArcSwapOption::empty())
                .collect()
        });
        let place = &decoded[account.usize() % DECODED_KEYS_MAX];
        if let Some(found) = place.load().as_ref()
            && found.account == account
        {
            return Ok(Some(VerifyingKey::Ed25519(Arc::clone(&found.key))));
        }
        let Some((scheme, bytes)) = self.key(account)? else {
            return Ok(None);
        };
        if scheme != Scheme::Ed25519 {
            return Ok(Some(VerifyingKey::Other(scheme, bytes)));
        }
        let key = bytes
            .as_ref()
            .try_into()
            .ok()
            .and_then(Ed25519Key::decode)
            .expect("what is no key was not registered");
        let key = Arc::new(key);
        place.store(Some(Arc::new(Decoded {
            account,
            key: Arc::clone(&key),
        })));
        Ok(Some(VerifyingKey::Ed25519(key)))
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
