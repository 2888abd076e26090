//! What can go wrong with bytes on a disk, in words a person on call can act on.
//!
//! Every message names the file; damage also names the offset and what to do next.

use std::{io, path::Path, path::PathBuf};

/// An error of the log, the snapshots, the key file or a small file.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The operating system refused an operation. Fatal for the handle that reports it.
    #[error("cannot {operation} {}", path.display())]
    Io {
        /// What was being done, as a verb: "write", "sync", ….
        operation: &'static str,
        /// The file or folder concerned.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
    /// There is no room. Nothing was changed; the same call succeeds once there is room again.
    #[error("the disk is full: {} needs {needed_bytes} more bytes; free some space or add a disk", path.display())]
    Full {
        /// The file that could not grow.
        path: PathBuf,
        /// How many bytes the operation needed.
        needed_bytes: u64,
    },
    /// Bytes that were durable once are not what was written.
    #[error("{} is damaged at byte {offset}: {problem}. {action}", path.display())]
    Corrupt {
        /// The damaged file.
        path: PathBuf,
        /// Where the first damaged structure begins.
        offset: u64,
        /// What is wrong with it.
        problem: String,
        /// What to do about it.
        action: &'static str,
    },
    /// The file is intact but belongs to another ledger.
    #[error("{} belongs to chain {found}, not to {expected}: this is another ledger's data folder", path.display())]
    WrongChain {
        /// The file concerned.
        path: PathBuf,
        /// The chain id of this ledger, in hexadecimal.
        expected: String,
        /// The chain id in the file, in hexadecimal.
        found: String,
    },
    /// The file was written by a newer version of the software.
    #[error("{} has format version {found}, this version reads {supported}: use a newer aurigraph", path.display())]
    UnsupportedVersion {
        /// The file concerned.
        path: PathBuf,
        /// The version in the file.
        found: u16,
        /// The newest version that this software reads.
        supported: u16,
    },
    /// The block existed and was removed by pruning.
    #[error("block {height} was pruned; the earliest block kept is {earliest}")]
    Pruned {
        /// The height that was asked for.
        height: u64,
        /// The earliest height that can be read.
        earliest: u64,
    },
    /// A block was appended out of order. Nothing was written.
    #[error("block {actual} cannot follow: the next height of the log is {expected}")]
    OutOfOrder {
        /// The height that would continue the log.
        expected: u64,
        /// The height that was given.
        actual: u64,
    },
    /// Something is larger than the format can hold. Nothing was written.
    #[error("{what} has {actual_bytes} bytes, the limit is {limit_bytes}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// Its size.
        actual_bytes: u64,
        /// The largest size the format allows.
        limit_bytes: u64,
    },
    /// An earlier write or sync failed; what is on the disk is unknown until it is opened again.
    #[error("{} is closed after a failed write: restart to recover it", path.display())]
    Closed {
        /// The file or folder concerned.
        path: PathBuf,
    },
    /// Another process writes to this data folder.
    #[error("data folder {} is in use by process {process_id}: stop it or use another folder", path.display())]
    Locked {
        /// The data folder.
        path: PathBuf,
        /// The process that holds it, or "unknown".
        process_id: String,
    },
}

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, StorageError>;

impl StorageError {
    /// Whether the only problem is missing room, so that the same call can succeed later.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full { .. })
    }

    /// Builds the closure for `map_err` after a plain I/O operation.
    pub(crate) fn io(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io {
            operation,
            path,
            source,
        }
    }

    /// Like [`StorageError::io`], but a lack of room becomes [`StorageError::Full`].
    pub(crate) fn io_or_full(
        operation: &'static str,
        path: &Path,
        needed_bytes: u64,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| {
            if is_out_of_room(&source) {
                Self::Full { path, needed_bytes }
            } else {
                Self::Io {
                    operation,
                    path,
                    source,
                }
            }
        }
    }

    /// Damage, with the first offset that is wrong and what to do.
    pub(crate) fn corrupt(
        path: &Path,
        offset: u64,
        problem: impl Into<String>,
        action: &'static str,
    ) -> Self {
        Self::Corrupt {
            path: path.to_path_buf(),
            offset,
            problem: problem.into(),
            action,
        }
    }
}

/// Whether an I/O error means "no room": the disk is full or the user's quota is used up.
pub(crate) fn is_out_of_room(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

/// Lower-case hexadecimal, for chain ids in messages.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a String cannot fail");
            text
        })
}
