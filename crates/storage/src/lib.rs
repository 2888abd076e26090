//! Bytes that last: the block log, state snapshots, the key file, the history index and the lock on the data folder.
//!
//! This crate knows positions and bytes and nothing of the ledger's meaning. Heights are plain `u64`; headers, certificates and
//! bodies are opaque. `docs/storage-format.md` has the on-disk picture, every field and the recovery rules.
//!
//! The durability invariant: [`BlockLog::append`] returns only after the block is on the disk, and a block that was returned for is
//! found again by [`BlockLog::open`] whatever the process or the machine does in between. All else (snapshots, keys
//! after a snapshot, history) can be rebuilt from the log.
//!
//! | part | durable when | rebuilt from |
//! |---|---|---|
//! | [`BlockLog`] | `append` returns | nothing: it is the truth |
//! | [`SnapshotStore`] | `finish` returns | the log |
//! | [`KeyFile`] | `sync` returns | the log after the snapshot |
//! | [`HistoryIndex`] | eventually | the log |

mod atomic_file;
mod buffer;
mod disk;
mod error;
mod history;
mod keys;
mod lock;
mod log;
mod snapshot;

pub use atomic_file::{read_file, write_file_atomically};
pub use buffer::{AlignedBuffer, PAGE_BYTES};
pub use disk::{Access, CrashOutcome, Disk, DiskFile, Fault, FaultyDisk, RealDisk};
pub use error::{Result, StorageError};
pub use history::{
    AccountEntry, AccountPosting, HistoryError, HistoryIndex, HistoryOpened, HistoryOrder, Labels,
    PostingCursor, PostingPage, PostingQuery, Role, SubmissionPosting,
};
pub use keys::{CacheStatistics, KeyFile, StoredKey};
pub use lock::DataFolderLock;
pub use log::{
    Appended, BlockFrame, BlockIterator, BlockLog, DurableWitness, LogConfig, LogReader, Pruned,
    RecoveryReport, SegmentFrame, SegmentInspection, StoredBlock, StoredHeader, TornTail,
    inspect_segment,
};
pub use snapshot::{Snapshot, SnapshotReport, SnapshotSection, SnapshotStore, SnapshotWriter};

/// The 32 bytes that name a ledger: every file carries them, so that one ledger's data is never taken for another's.
pub type ChainId = [u8; 32];
