//! Why a node cannot start from its data folder, in words that say what to do. A cause is told by `source`, not by the text.

use std::path::PathBuf;

use aurigraph_ledger::UnknownProtocol;
use aurigraph_ledger::snapshot::SnapshotError;
use aurigraph_storage::StorageError;
use aurigraph_types::genesis::GenesisError;

use crate::chain::ChainError;
use crate::epochs::LearnError;

/// Why a node cannot start from its data folder.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// Bytes on disk.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The software is too old.
    #[error(transparent)]
    UnknownProtocol(#[from] UnknownProtocol),
    /// The genesis file.
    #[error("{} cannot be used", path.display())]
    Genesis {
        /// Its path.
        path: PathBuf,
        /// Why.
        source: GenesisError,
    },
    /// The folder was never set up.
    #[error("{} is missing: this folder has no ledger", path.display())]
    Missing {
        /// What is missing.
        path: PathBuf,
    },
    /// The folder has a ledger, but not all of its small files.
    #[error(
        "{} is missing, but {} has a ledger: restore this file from a backup; nothing was changed",
        missing.display(),
        data_dir.display()
    )]
    Incomplete {
        /// What is missing.
        missing: PathBuf,
        /// The folder.
        data_dir: PathBuf,
    },
    /// The genesis file is there, the key of the validator that it names is not, and there are no blocks yet.
    #[error(
        "{} is missing, and {} names the validator that it belongs to: restore it from a backup. There are no blocks here yet, so a new network in another folder loses nothing",
        path.display(),
        genesis.display()
    )]
    MissingKey {
        /// The key's file.
        path: PathBuf,
        /// The genesis file.
        genesis: PathBuf,
    },
    /// The blocks are gone, and what was made of them is not. Beginning anew would sign the same heights a second time with the same key.
    #[error(
        "{} holds no blocks, but this ledger had some: {traces} can only have been made after the first one. Restore the lost segments from a backup, whole; nothing was changed. If you want a new, empty ledger, let it begin in another folder, where it gets a key of its own: with the key that is here, blocks of the same heights would be signed a second time",
        segments.display()
    )]
    BlocksLost {
        /// The folder of the segments.
        segments: PathBuf,
        /// What is left of the blocks, as a list for the message.
        traces: String,
    },
    /// The key file is gone, and a snapshot cannot be used without it.
    #[error(
        "{} is missing, and the snapshot of height {height} needs it: restore it from a backup; nothing was changed. Only if the log still begins at block 0, the snapshots may be moved away instead: this file is then built again from the log",
        path.display()
    )]
    KeysMissing {
        /// The key file.
        path: PathBuf,
        /// Height of the snapshot.
        height: u64,
    },
    /// The validator's key.
    #[error("{}: not a validator key: {reason}", path.display())]
    ValidatorKey {
        /// Its path.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The validator's key is not its owner's alone.
    #[error(
        "others on this machine can use the secret key {}: chmod 600 {}",
        path.display(),
        path.display()
    )]
    KeyIsOpen {
        /// The key's file.
        path: PathBuf,
    },
    /// The state in a snapshot.
    #[error(
        "the snapshot of height {height} cannot be used; move it away, then an older one or the log is used"
    )]
    Snapshot {
        /// Its height.
        height: u64,
        /// Why.
        source: SnapshotError,
    },
    /// The snapshot's node sections.
    #[error(
        "the snapshot of height {height} has a malformed section {section}; move it away, then an older one or the log is used"
    )]
    Section {
        /// Its height.
        height: u64,
        /// The section.
        section: &'static str,
    },
    /// Who decided is not known.
    #[error(
        "{} cannot be used: it says who decided the blocks of each epoch; restore it from a backup, or start with an empty folder",
        path.display()
    )]
    Epochs {
        /// The file.
        path: PathBuf,
        /// Why.
        source: LearnError,
    },
    /// The file of epochs ends too early.
    #[error(
        "{} knows the validators up to epoch {known}, and the blocks here are of epoch {epoch}: restore it from a backup, or start with an empty folder",
        path.display()
    )]
    EpochsMissing {
        /// The file.
        path: PathBuf,
        /// The latest epoch in it.
        known: u64,
        /// The epoch of the state.
        epoch: u64,
    },
    /// The log does not begin where the snapshot ends.
    #[error(
        "the log begins at height {log}, the newest usable snapshot is of height {snapshot}: restore a snapshot from a backup"
    )]
    Gap {
        /// First height of the log.
        log: u64,
        /// Snapshot.
        snapshot: u64,
    },
    /// The beginning of the log was removed, and no snapshot covers it.
    #[error(
        "blocks {first} to {last} are missing from {} though they were not pruned, and no usable snapshot covers them: restore the removed segments, or a snapshot of height {last} or above, from a backup",
        folder.display()
    )]
    BlocksMissing {
        /// The first missing height.
        first: u64,
        /// The last missing height.
        last: u64,
        /// The folder of the segments.
        folder: PathBuf,
    },
    /// A block of the log.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// A replayed block gives another result than its header says.
    #[error(
        "replaying height {height}: the {what} differs from the certified header; do not use this folder with this version"
    )]
    Diverged {
        /// Height of the header.
        height: u64,
        /// What differs.
        what: &'static str,
    },
}
