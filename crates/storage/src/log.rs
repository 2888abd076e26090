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

mod append;
mod config;
mod format;
mod inspect;
mod iterator;
mod prune;
mod pruning_record;
mod reader;
mod recovery;
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
use append::erase_frames;
use pruning_record::{PruningRecord, create_record};
use reader::LogMap;
use recovery::{ScannedLog, scan_log};
use segment::{SegmentMap, segment_path, write_index};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The segment that is being written.
#[derive(Debug)]
struct ActiveSegment {
    file: Arc<dyn DiskFile>,
    path: PathBuf,
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
    /// Offsets in the active segment where a failed append may have left frames.
    to_erase: Vec<u64>,
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
        disk.create_dir_all(folder)
            .map_err(StorageError::io("create folder", folder))?;
        let scanned = scan_log(disk.as_ref(), folder, &chain_id, &config)?;
        let active = repair(disk.as_ref(), folder, &chain_id, &scanned)?;
        let pruned_below = adopt_record(disk.as_ref(), folder, &chain_id, &scanned)?;
        let ScannedLog {
            segments,
            spares,
            leftovers,
            mut report,
            ..
        } = scanned;
        report.removed_files = leftovers.len();
        report.direct_io = active.as_ref().map(|active| active.file.is_direct());
        let mut map = LogMap {
            segments: segments.into(),
            spares: Vec::new(),
            pruned_below,
        };
        for path in spares {
            let file = disk
                .open(&path, Access::Read)
                .map_err(StorageError::io("open", &path))?;
            let length = file
                .length()
                .map_err(StorageError::io("read the length of", &path))?;
            map.spares.push((path, length));
        }
        let log = Self {
            reader: LogReader::new(disk.clone(), folder, map),
            disk,
            folder: folder.to_path_buf(),
            chain_id,
            config,
            active,
            buffer: AlignedBuffer::new(),
            to_erase: Vec::new(),
            closed: false,
        };
        Ok((log, report))
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

/// How far the log was pruned. A log without a record gets one that begins where it does now: what is gone may have been pruned.
///
/// `None` if there are no segments yet, or no room: opening must succeed on a full disk.
fn adopt_record(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
    scanned: &ScannedLog,
) -> Result<Option<u64>> {
    if let PruningRecord::PrunedBelow(height) = scanned.pruning {
        return Ok(Some(height));
    }
    let Some(oldest) = scanned.segments.first() else {
        return Ok(None);
    };
    match create_record(disk, folder, chain_id, oldest.first_height) {
        Ok(()) => Ok(Some(oldest.first_height)),
        Err(error) if error.is_full() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Carries out what the scan found necessary, and opens the last segment for writing.
fn repair(
    disk: &dyn Disk,
    folder: &Path,
    chain_id: &ChainId,
    scanned: &ScannedLog,
) -> Result<Option<ActiveSegment>> {
    for path in &scanned.leftovers {
        disk.remove(path)
            .map_err(StorageError::io("remove", path))?;
    }
    for map in scanned
        .segments
        .iter()
        .filter(|map| scanned.without_index.contains(&map.first_height))
    {
        write_index(disk, folder, chain_id, map, true);
    }
    let Some(last) = scanned.segments.last() else {
        return Ok(None);
    };
    let path = segment_path(folder, last.first_height);
    let file = disk
        .open(&path, Access::WriteDirect)
        .map_err(StorageError::io("open", &path))?;
    erase_frames(file.as_ref(), &path, &scanned.torn_frames)?;
    Ok(Some(ActiveSegment { file, path }))
}
