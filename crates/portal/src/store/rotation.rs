//! A new wrapping key: the keys of all owners are wrapped anew, a batch at a time; no row of theirs is written.
//!
//! ```text
//! file: old ─▶ file: new, old ─▶ data_keys by old ─▶ … ─▶ data_keys by new ─▶ file: new (when no copy that needs the old one is kept)
//! ```
//! Invariants
//! - A key is in the file before anything is wrapped by it, and leaves it only when nothing in the database is.
//! - It may be broken off anywhere: whatever is wrapped by either key can be opened, and the next run goes on with the same new key.
//! - A portal that runs meanwhile reads the file again when it meets a key that it does not know, and before it wraps something new.

use std::fs::File;
use std::path::Path;

use sqlx::Any;

use super::sealing::{unwrap, wrap};
use super::wrapping_keys::{WrappingKeyError, WrappingKeys};
use super::{Database, StoreError, StoreSettings};

/// Keys of owners that are wrapped anew in one transaction.
pub const BATCH: u32 = 500;

/// Why a wrapping key was not exchanged.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The database or the file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody else is at it.
    #[error("another process exchanges the wrapping key of {0} now: wait until it has ended")]
    UnderWay(String),
    /// The folder.
    #[error("the folder {path} cannot be opened")]
    Folder {
        /// Where it is.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
}

impl From<sqlx::Error> for RotationError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<WrappingKeyError> for RotationError {
    fn from(error: WrappingKeyError) -> Self {
        Self::Store(error.into())
    }
}

/// A wrapping key of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappingKeyUse {
    /// Its name.
    pub name: String,
    /// Whether it wraps what is new.
    pub is_current: bool,
    /// Owners whose key it wraps.
    pub data_keys: u64,
}

/// An exchange that is under way. Nobody else begins one until it is dropped.
#[derive(Debug)]
pub struct Rotation {
    database: Database,
    wrapping: WrappingKeys,
    current: String,
    goes_on: bool,
    _lock: File,
}

impl Rotation {
    /// Adds a new key, or goes on with the one of an exchange that was broken off.
    ///
    /// # Errors
    /// If the database or the file cannot be used, or another process is at it.
    pub async fn begin(settings: &StoreSettings) -> Result<Self, RotationError> {
        let mut rotation = Self::look(settings).await?;
        if rotation.left().await? > 0 {
            rotation.goes_on = true;
        } else {
            rotation.current = rotation.wrapping.add_new()?;
        }
        Ok(rotation)
    }

    /// Looks at what is there, and adds nothing.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn look(settings: &StoreSettings) -> Result<Self, RotationError> {
        let lock = lock(&settings.folder)?;
        let wrapping = WrappingKeys::open(&settings.wrapping_keys_file())?;
        let database = Database::connect_existing(settings).await?;
        Ok(Self {
            current: wrapping.current().0,
            database,
            wrapping,
            goes_on: false,
            _lock: lock,
        })
    }

    /// Name of the key by which everything is wrapped in the end.
    pub fn current(&self) -> &str {
        &self.current
    }

    /// Whether it goes on with an exchange that was broken off.
    pub const fn goes_on(&self) -> bool {
        self.goes_on
    }

    /// How many owners' keys are still wrapped by another one.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn left(&self) -> Result<u64, RotationError> {
        let (left,): (i64,) =
            sqlx::query_as::<Any, _>("SELECT count(*) FROM data_keys WHERE wrapped_by <> $1")
                .bind(&self.current)
                .fetch_one(&self.database.pool)
                .await?;
        Ok(u64::try_from(left).unwrap_or_default())
    }

    /// Wraps at most so many anew; how many it were. None is the end.
    ///
    /// # Errors
    /// If the database cannot be used, or a key is not in the file.
    pub async fn step(&self, batch: u32) -> Result<u64, RotationError> {
        let mut write = self.database.write().await?;
        let rows: Vec<(String, String, String)> = sqlx::query_as::<Any, _>(
            "SELECT owner, wrapped_by, wrapped FROM data_keys WHERE wrapped_by <> $1 ORDER BY owner LIMIT $2",
        )
        .bind(&self.current)
        .bind(i64::from(batch))
        .fetch_all(&mut *write)
        .await?;
        for (owner, wrapped_by, wrapped) in &rows {
            let key =
                unwrap(&self.wrapping, owner, wrapped_by, wrapped).map_err(StoreError::from)?;
            let (name, anew) = wrap(&self.wrapping, owner, &key);
            // Whoever was deleted meanwhile stays so.
            sqlx::query::<Any>(
                "UPDATE data_keys SET wrapped_by = $1, wrapped = $2 WHERE owner = $3 AND wrapped = $4",
            )
            .bind(name)
            .bind(anew)
            .bind(owner)
            .bind(wrapped)
            .execute(&mut *write)
            .await?;
        }
        write.commit().await?;
        Ok(rows.len() as u64)
    }

    /// Every key of the file, and what it wraps.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn uses(&self) -> Result<Vec<WrappingKeyUse>, RotationError> {
        let rows: Vec<(String, i64)> = sqlx::query_as::<Any, _>(
            "SELECT wrapped_by, count(*) FROM data_keys GROUP BY wrapped_by",
        )
        .fetch_all(&self.database.pool)
        .await?;
        let names = self.wrapping.names().into_iter();
        let uses = names.enumerate().map(|(index, name)| {
            let found = rows.iter().find(|(wrapped_by, _)| *wrapped_by == name);
            WrappingKeyUse {
                is_current: index == 0,
                data_keys: found.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or_default()),
                name,
            }
        });
        Ok(uses.collect())
    }

    /// Takes those keys out of the file that wrap nothing in the database; their names. Copies of the database that need them cannot be read any more.
    ///
    /// # Errors
    /// If the database or the file cannot be used.
    pub async fn delete_unused(&self) -> Result<Vec<String>, RotationError> {
        let uses = self.uses().await?.into_iter();
        let unused: Vec<_> = uses
            .filter(|key| !key.is_current && key.data_keys == 0)
            .map(|key| key.name)
            .collect();
        if !unused.is_empty() {
            self.wrapping.remove(&unused)?;
        }
        Ok(unused)
    }
}

/// Two that exchange at once would each write a file without the other's key.
fn lock(folder: &Path) -> Result<File, RotationError> {
    let shown = || folder.display().to_string();
    let opened = File::open(folder).map_err(|source| RotationError::Folder {
        path: shown(),
        source,
    })?;
    match opened.try_lock() {
        Ok(()) => Ok(opened),
        Err(_) => Err(RotationError::UnderWay(shown())),
    }
}
