//! Personal data and secrets in the database: sealed by a key of their owner, which is itself sealed by a wrapping key that lies outside.
//!
//! ```text
//! wrapping-keys (file, 0600) ─▶ data_keys: one for each owner ─▶ column: base64(nonce, XChaCha20-Poly1305)
//!                                      │                                └─ bound to owner, table, column and row: moved elsewhere it does not open
//!                                      └─ deleted with its owner: what stays behind in this database cannot be opened any more
//! ```
//! The wrapping key can be exchanged without writing a row anew: only the keys of the owners are wrapped again. Nonces are random, 192 bits long.

use std::collections::HashMap;
use std::fmt;

use parking_lot::Mutex;
use sqlx::{Any, AnyPool, Executor};
use zeroize::Zeroizing;

use super::StoreError;
use super::wrapping_keys::{KEY_BYTES, Key, Sealer, WrappingKeys, random_key};
use crate::ids::{OrganisationId, UserId};
use crate::time::UnixTime;

/// Keys of owners that are kept in memory; beyond it they are read again.
const KEYS_IN_MEMORY_MAX: usize = 10_000;

/// Why a value could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealingError {
    /// The key that wrapped it is not there.
    #[error(
        "the database is sealed with wrapping key {name}, which is not in the file of wrapping keys: put it back"
    )]
    UnknownWrappingKey {
        /// Its name.
        name: String,
    },
    /// Damaged, moved or of another key.
    #[error("{place} cannot be opened: it is damaged, or belongs elsewhere")]
    Unreadable {
        /// Table and column.
        place: &'static str,
    },
}

/// Whose data it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// The portal itself.
    Portal,
    /// A user.
    User(UserId),
    /// An organisation.
    Organisation(OrganisationId),
}

impl fmt::Display for Owner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Portal => formatter.write_str("portal"),
            Self::User(id) => id.fmt(formatter),
            Self::Organisation(id) => id.fmt(formatter),
        }
    }
}

/// A value's place: it opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Table and column, as `users.email`.
    pub column: &'static str,
    /// The row's key.
    pub row: &'a str,
}

impl Place<'_> {
    fn bound_to(&self, owner: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in [owner, self.column, self.row] {
            bytes.extend((part.len() as u64).to_le_bytes());
            bytes.extend(part.as_bytes());
        }
        bytes
    }
}

/// The key of one owner.
#[derive(Debug)]
pub struct OwnersKey {
    owner: Owner,
    sealer: Sealer,
}

impl OwnersKey {
    /// Seals a text for its place.
    pub fn seal(&self, place: Place<'_>, plain: &str) -> String {
        self.sealer
            .seal(&place.bound_to(&self.owner.to_string()), plain.as_bytes())
    }

    /// Opens what is there.
    ///
    /// # Errors
    /// If it was not sealed with this key for this place.
    pub fn open(&self, place: Place<'_>, sealed: &str) -> Result<Zeroizing<String>, SealingError> {
        let bound_to = place.bound_to(&self.owner.to_string());
        let opened = self.sealer.open(&bound_to, sealed);
        let text = opened.and_then(|plain| String::from_utf8(plain.to_vec()).ok());
        text.map(Zeroizing::new).ok_or(SealingError::Unreadable {
            place: place.column,
        })
    }
}

/// The keys of all owners.
#[derive(Debug)]
pub struct Sealing {
    wrapping: WrappingKeys,
    lookup: Key,
    in_memory: Mutex<HashMap<Owner, std::sync::Arc<OwnersKey>>>,
}

/// The place of an owner's key.
const KEY_COLUMN: &str = "data_keys.wrapped";

/// Wraps an owner's key by the current wrapping key: its name, and the wrapped key.
pub(crate) fn wrap(wrapping: &WrappingKeys, owner: &str, key: &Key) -> (String, String) {
    let place = Place {
        column: KEY_COLUMN,
        row: owner,
    };
    let (name, sealer) = wrapping.current();
    let wrapped = sealer.seal(&place.bound_to(owner), key.as_slice());
    (name, wrapped)
}

/// Opens an owner's key.
pub(crate) fn unwrap(
    wrapping: &WrappingKeys,
    owner: &str,
    wrapped_by: &str,
    wrapped: &str,
) -> Result<Key, SealingError> {
    let place = Place {
        column: KEY_COLUMN,
        row: owner,
    };
    let unreadable = || SealingError::Unreadable { place: KEY_COLUMN };
    let sealer = wrapping.get(wrapped_by)?;
    let opened = sealer.open(&place.bound_to(owner), wrapped);
    let opened = opened.ok_or_else(unreadable)?;
    let mut key = Key::default();
    if opened.len() != KEY_BYTES {
        return Err(unreadable());
    }
    key.copy_from_slice(&opened);
    Ok(key)
}

impl Sealing {
    /// With the keys around the keys; makes the portal's own key.
    pub(super) async fn new(
        wrapping: WrappingKeys,
        pool: &AnyPool,
        now: UnixTime,
    ) -> Result<Self, StoreError> {
        let mut sealing = Self {
            wrapping,
            lookup: Key::default(),
            in_memory: Mutex::default(),
        };
        let portal = sealing.key_or_new(pool, &Owner::Portal, now).await?;
        let context = "aurigraph portal 2026-11-26 lookup";
        *sealing.lookup = blake3::derive_key(context, portal.sealer.key());
        Ok(sealing)
    }

    /// A keyed hash by which something can be found without being readable. `kind` keeps uses apart.
    pub fn lookup(&self, kind: &'static str, value: &str) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.lookup);
        hasher.update(&(kind.len() as u64).to_le_bytes());
        hasher.update(kind.as_bytes());
        hasher.update(value.as_bytes());
        hasher.finalize().to_hex().to_string()
    }

    /// An owner's key, if it has one: who was deleted has none.
    ///
    /// # Errors
    /// If the database or the wrapping key cannot be used.
    pub async fn key(
        &self,
        executor: impl Executor<'_, Database = Any>,
        owner: &Owner,
    ) -> Result<Option<std::sync::Arc<OwnersKey>>, StoreError> {
        if let Some(key) = self.in_memory.lock().get(owner) {
            return Ok(Some(std::sync::Arc::clone(key)));
        }
        let row: Option<(String, String)> =
            sqlx::query_as("SELECT wrapped_by, wrapped FROM data_keys WHERE owner = $1")
                .bind(owner.to_string())
                .fetch_optional(executor)
                .await?;
        let Some((wrapped_by, wrapped)) = row else {
            return Ok(None);
        };
        self.unwrapped(owner, &wrapped_by, &wrapped).map(Some)
    }

    /// An owner's key, of which a statement has read the row with others.
    ///
    /// # Errors
    /// If the wrapping key cannot be used.
    pub fn unwrapped(
        &self,
        owner: &Owner,
        wrapped_by: &str,
        wrapped: &str,
    ) -> Result<std::sync::Arc<OwnersKey>, StoreError> {
        if let Some(key) = self.in_memory.lock().get(owner) {
            return Ok(std::sync::Arc::clone(key));
        }
        let key = unwrap(&self.wrapping, &owner.to_string(), wrapped_by, wrapped)?;
        Ok(self.remember(owner, key))
    }

    fn remember(&self, owner: &Owner, key: Key) -> std::sync::Arc<OwnersKey> {
        let key = std::sync::Arc::new(OwnersKey {
            owner: owner.clone(),
            sealer: Sealer::new(key),
        });
        let mut in_memory = self.in_memory.lock();
        if in_memory.len() >= KEYS_IN_MEMORY_MAX {
            in_memory.clear();
        }
        in_memory.insert(owner.clone(), std::sync::Arc::clone(&key));
        key
    }

    /// Makes a key for a new owner, in the transaction that makes the owner. It is in memory only after the next [`Self::key`]: the transaction may fail.
    ///
    /// # Errors
    /// If there is one, or the database cannot be used.
    pub async fn make_key(
        &self,
        executor: impl Executor<'_, Database = Any>,
        owner: &Owner,
        now: UnixTime,
    ) -> Result<OwnersKey, StoreError> {
        let key = random_key();
        let name = owner.to_string();
        let (wrapped_by, wrapped) = wrap(&self.wrapping, &name, &key);
        sqlx::query(
            "INSERT INTO data_keys (owner, wrapped_by, wrapped, created_ms) VALUES ($1, $2, $3, $4)",
        )
        .bind(&name)
        .bind(wrapped_by)
        .bind(wrapped)
        .bind(now.ms())
        .execute(executor)
        .await?;
        Ok(OwnersKey {
            owner: owner.clone(),
            sealer: Sealer::new(key),
        })
    }

    async fn key_or_new(
        &self,
        pool: &AnyPool,
        owner: &Owner,
        now: UnixTime,
    ) -> Result<std::sync::Arc<OwnersKey>, StoreError> {
        if let Some(key) = self.key(pool, owner).await? {
            return Ok(key);
        }
        let made = self.make_key(pool, owner, now).await;
        match (self.key(pool, owner).await?, made) {
            (Some(key), _) => Ok(key),
            // Another process of this portal may have made it meanwhile; else it could not be made.
            (None, Err(error)) => Err(error),
            (None, Ok(_)) => Err(SealingError::Unreadable { place: KEY_COLUMN }.into()),
        }
    }

    /// The portal's own key.
    ///
    /// # Errors
    /// If the database or the wrapping key cannot be used.
    pub async fn portal_key(
        &self,
        executor: impl Executor<'_, Database = Any>,
    ) -> Result<std::sync::Arc<OwnersKey>, StoreError> {
        let key = self.key(executor, &Owner::Portal).await?;
        key.ok_or_else(|| SealingError::Unreadable { place: KEY_COLUMN }.into())
    }

    /// Deletes an owner's key: what it sealed and what stays behind in this database cannot be opened any more. A copy of the database that was made before still
    /// has the key.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn forget(
        &self,
        executor: impl Executor<'_, Database = Any>,
        owner: &Owner,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM data_keys WHERE owner = $1")
            .bind(owner.to_string())
            .execute(executor)
            .await?;
        self.forget_in_memory(owner);
        Ok(())
    }

    /// Forgets it here: once more when the transaction holds, because another request may have read it until then.
    pub fn forget_in_memory(&self, owner: &Owner) {
        self.in_memory.lock().remove(owner);
    }
}
