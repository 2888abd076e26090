//! Why a key file is not made, read or opened.

use std::io;
use std::path::PathBuf;

use super::{KEY_FILE_FORMAT, PASSPHRASE_CHARACTERS_MIN};

/// Why a key file could not be made, read or opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The passphrase is too short for a new file.
    #[error("the passphrase needs at least {PASSPHRASE_CHARACTERS_MIN} characters")]
    PassphraseTooShort,
    /// Authentication failed.
    #[error("wrong passphrase, or the key file was altered")]
    WrongPassphrase,
    /// There is a file already.
    #[error("{} exists already; a key file is never overwritten", path.display())]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// Reading or writing failed.
    #[error("cannot {action} key file {}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Others than the owner have access.
    #[error(
        "key file {path} has mode {mode:04o}, so others than its owner can get at it; it is not used. Call: chmod 600 {path}",
        path = path.display()
    )]
    NotPrivate {
        /// Which.
        path: PathBuf,
        /// Its mode bits.
        mode: u32,
    },
    /// Not a key file.
    #[error("not a key file of format {KEY_FILE_FORMAT}: {reason}")]
    Malformed {
        /// Why.
        reason: String,
    },
    /// The file asks for more or less than is allowed.
    #[error("the key file's {field} is {value}; {min} to {max} is allowed")]
    CostOutOfBounds {
        /// Which parameter.
        field: &'static str,
        /// Its value.
        value: u32,
        /// Smallest allowed.
        min: u32,
        /// Largest allowed.
        max: u32,
    },
    /// The decrypted seed belongs to another key.
    #[error("the key file's secret does not belong to the public key it names")]
    KeyMismatch,
}

pub(super) fn malformed(reason: impl Into<String>) -> KeyFileError {
    KeyFileError::Malformed {
        reason: reason.into(),
    }
}
