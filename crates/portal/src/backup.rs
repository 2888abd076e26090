//! A copy of everything that a portal keeps, in one file: made while it runs, and put back into an empty database of either kind.
//!
//! ```text
//! SQLite │ PostgreSQL ─ one moment ─▶ file: kind of file, schema, tables │ rows │ counts, hash, seal ─ checked whole ─▶ SQLite │ PostgreSQL, one transaction
//! ```
//! Invariants
//! - What is in the file is what was in the database at one moment: a snapshot that others' writing does not change.
//! - Sealed columns stay sealed, and the wrapping keys are not in the file: whoever has it alone reads no personal data.
//! - Nothing is written before the whole file was read and found sound, and the wrapping keys at hand open it. The hash finds damage, the seal a file that
//!   somebody made or changed without the wrapping keys.

mod export;
mod file;
mod import;
mod tables;

use std::path::PathBuf;

use crate::audit::ChainReport;
use crate::store::StoreError;
use crate::store::sealing::SealingError;

pub use export::export;
pub use import::import;

/// Why there is no copy, or why it was not put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file.
    #[error("{path} cannot be read or written")]
    File {
        /// Which one.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Nothing is written over.
    #[error("{path} exists: name another file, or remove it")]
    Exists {
        /// Which one.
        path: PathBuf,
    },
    /// Not a portal's.
    #[error("the database holds no portal: {0}")]
    NoPortal(&'static str),
    /// A column of a kind that a copy does not know.
    #[error("{table}.{column} is of a type that a copy cannot hold: {found}")]
    Kind {
        /// Table.
        table: String,
        /// Column.
        column: String,
        /// Its type.
        found: String,
    },
    /// Tables that refer to each other in a circle.
    #[error("the tables {0} refer to each other in a circle")]
    Circle(String),
    /// Not a copy.
    #[error("{path} is no copy of a portal that this program can read: {reason}")]
    NoBackup {
        /// Which one.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Damaged.
    #[error("{path} is damaged: {reason}. Use another copy")]
    Damaged {
        /// Which one.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Made by somebody without the keys.
    #[error(
        "{path} was not written by this portal, or was changed since: its seal is not that of the wrapping keys"
    )]
    Seal {
        /// Which one.
        path: PathBuf,
    },
    /// Made by a later version.
    #[error("the copy was made by a later version (schema {0}): use that one, or a later one")]
    Newer(i64),
    /// The keys are not there.
    #[error(
        "the copy needs wrapping key {name}, which is not in {path}: put the right wrapping-keys there first"
    )]
    WrappingKey {
        /// Its name.
        name: String,
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Something is there.
    #[error("the database is not empty ({0} has rows): a copy is put back into an empty one only")]
    NotEmpty(String),
    /// The audit log.
    #[error(
        "everything was put back, but the audit log does not hold: line {0} does not follow from the one before"
    )]
    Chain(i64),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<sqlx::migrate::MigrateError> for BackupError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Store(error.into())
    }
}

impl From<SealingError> for BackupError {
    fn from(error: SealingError) -> Self {
        Self::Store(error.into())
    }
}

/// What is in a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupSummary {
    /// Highest step of the tables' schema.
    pub schema_version: i64,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// Tables with their rows, in the order of the file.
    pub tables: Vec<(String, u64)>,
    /// Names of the wrapping keys that open it.
    pub wrapping_keys: Vec<String>,
    /// Bytes of the file.
    pub bytes: u64,
    /// Hash of all lines but the last, hexadecimal.
    pub hash: String,
}

impl BackupSummary {
    /// Rows altogether.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

/// What was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What was in the copy.
    pub summary: BackupSummary,
    /// The audit log, looked through afterwards.
    pub audit: ChainReport,
}

/// Rows that are done, and all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Done.
    pub done: u64,
    /// Altogether.
    pub total: u64,
}
