//! The block log: append-only segments, one write and one sync for each append.
//!
//! Invariants:
//! - [`BlockLog::append`] returns only after its blocks are durable; readers see a block only then;
//! - an append begins only after the one before is durable, and lies in one segment;
//! - heights are consecutive, across segments too;
//! - what a failed append left behind is erased, durably, before the next one begins.
//!
//! A write or sync that fails for another reason than missing room closes the log. It is not tried again: after a failed fsync the
//! kernel may have dropped the pages and report success the next time, so only reading the disk again, at the
//! next start, says what is there.

mod ahead;
mod append;
mod config;
mod format;
mod inspect;
mod iterator;
mod prune;
mod pruning_record;
mod reader;
mod recovery;
mod repair;
mod replacement;
mod scan;
mod segment;

pub use append::Appended;
pub use config::{DurableWitness, LogConfig};
pub use format::BlockFrame;
pub use inspect::{SegmentFrame, SegmentInspection, inspect_segment};
pub use iterator::BlockIterator;
pub use prune::Pruned;
pub use reader::{LogReader, StoredBlock, StoredHeader};
pub use recovery::{RecoveryReport, TornTail};

use crate::{
    ChainId,
    buffer::AlignedBuffer,
    disk::{Access, Disk, DiskFile},
    error::{Result, StorageError},
};
use reader::LogMap;
use recovery::scan_log;
use repair::Repairs;
use segment::{SegmentMap, write_index};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The segment that is being written.
#[derive(Debug)]
struct ActiveSegment {
    file: Arc<dyn DiskFile>,
    path: PathBuf,
    /// Up to here the file was written before, as far as is known: overwriting changes no metadata of the file system.
    written_bytes: u64,
}

/// The writer of a log. There is one for each folder; the data folder's lock sees to that.
pub struct BlockLog {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    chain_id: ChainId,
    config: LogConfig,
    reader: LogReader,
    active: Option<ActiveSegment>,
    buffer: AlignedBuffer,
    /// Length of the last append on disk; 0 before the first one.
    last_append_bytes: u64,
    /// Offsets in the active segment where a failed append may have left frames.
    to_erase: Vec<u64>,
    /// What is to be done before the first append.
    repairs: Option<Repairs>,
    closed: bool,
}

impl BlockLog {
    /// Opens the log in `folder`, or begins one there, and repairs what a crash left.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] if blocks that were durable are damaged or missing, [`StorageError::WrongChain`] if they belong to another
    /// ledger; nothing is changed then.
    pub fn open(
        disk: Arc<dyn Disk>,
        folder: &Path,
        chain_id: ChainId,
        config: LogConfig,
    ) -> Result<(Self, RecoveryReport)> {
        let (mut log, mut report) = Self::look(disk, folder, chain_id, config)?;
        log.repair(&mut report)?;
        Ok((log, report))
    }

    /// Like [`Self::open`], but changes nothing on disk. Blocks can be read then; before anything is appended or pruned comes
    /// [`Self::repair`].
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn look(
        disk: Arc<dyn Disk>,
        folder: &Path,
        chain_id: ChainId,
        config: LogConfig,
    ) -> Result<(Self, RecoveryReport)> {
        let mut scanned = scan_log(disk.as_ref(), folder, &chain_id, &config)?;
        let repairs = Repairs::of(&mut scanned);
        let mut map = LogMap {
            segments: scanned.segments.into(),
            spares: Vec::new(),
            pruned_below: scanned.pruning.pruned_below(),
        };
        for path in scanned.spares {
            let file = disk
                .open(&path, Access::Read)
                .map_err(StorageError::io("open", &path))?;
            let length = file
                .length()
                .map_err(StorageError::io("read the length of", &path))?;
            map.spares.push((path, length));
        }
        let log = Self {
            reader: LogReader::new(disk.clone(), folder, chain_id, map),
            disk,
            folder: folder.to_path_buf(),
            chain_id,
            config,
            active: None,
            buffer: AlignedBuffer::new(),
            last_append_bytes: 0,
            to_erase: Vec::new(),
            repairs: Some(repairs),
            closed: false,
        };
        Ok((log, scanned.report))
    }

    /// A reader for other threads.
    #[must_use]
    pub fn reader(&self) -> LogReader {
        self.reader.clone()
    }

    /// The height that the next append must begin with; `None` while the log is empty, when any height may begin it.
    #[must_use]
    pub fn next_height(&self) -> Option<u64> {
        self.reader
            .shared()
            .map
            .read()
            .segments
            .back()
            .map(SegmentMap::next_height)
    }
}

impl Drop for BlockLog {
    /// Records how far the log was durable, so that the next opening can tell damage at its end from an interrupted append.
    fn drop(&mut self) {
        if self.closed || self.active.is_none() {
            return;
        }
        let last = self.reader.shared().map.read().segments.back().cloned();
        if let Some(map) = last {
            write_index(
                self.disk.as_ref(),
                &self.folder,
                &self.chain_id,
                &map,
                false,
            );
        }
    }
}
