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

mod config;
mod format;
mod inspect;
mod iterator;
mod reader;
mod recovery;
mod scan;
mod segment;

pub use config::LogConfig;
pub use format::BlockFrame;
pub use inspect::{SegmentFrame, SegmentInspection, inspect_segment};
pub use iterator::BlockIterator;
pub use reader::{LogReader, StoredBlock, StoredHeader};
pub use recovery::{RecoveryReport, TornTail};

use crate::{
    ChainId,
    buffer::{AlignedBuffer, PAGE_BYTES},
    disk::{Access, Disk, DiskFile},
    error::{Result, StorageError, is_out_of_room},
};
use format::{FRAME_LIMIT_BYTES, SegmentHeader};
use reader::LogMap;
use recovery::{ScannedLog, scan_log};
use segment::{SegmentMap, create_segment, index_path, segment_path, spare_path, write_index};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

/// Memory for encoding that is kept between appends; a larger buffer is given back.
const BUFFER_KEPT_BYTES: usize = 16 << 20;

/// What an append did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Bytes written, padding included.
    pub bytes: u64,
    /// Nanoseconds that the write took.
    pub write_ns: u64,
    /// Nanoseconds that the sync took.
    pub sync_ns: u64,
}

/// What pruning removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pruned {
    /// How many segments were removed.
    pub segments: usize,
    /// The first height that is left.
    pub earliest_height: Option<u64>,
}

/// The segment that is being written.
#[derive(Debug)]
struct ActiveSegment {
    file: Arc<dyn DiskFile>,
    path: PathBuf,
}

/// Where the next append goes.
#[derive(Debug, Clone, Copy)]
struct Tail {
    offset: u64,
    salt: u64,
    last_checksum: u32,
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

    /// Writes blocks of consecutive heights and returns when they are durable: all of them, or after an error none.
    ///
    /// # Errors
    /// [`StorageError::Full`] if there is no room: nothing changed, and the same call succeeds once there is. [`StorageError::OutOfOrder`]
    /// and [`StorageError::TooLarge`]: nothing changed. Any other error closes the log; open it again to find out what is on the disk.
    pub fn append(&mut self, blocks: &[BlockFrame<'_>]) -> Result<Appended> {
        if self.closed {
            return Err(StorageError::Closed {
                path: self.folder.clone(),
            });
        }
        let Some(first) = blocks.first() else {
            return Ok(Appended {
                bytes: 0,
                write_ns: 0,
                sync_ns: 0,
            });
        };
        let append_bytes = self.check(blocks)?;
        let result = self
            .erase_leftovers()
            .and_then(|()| self.prepare_segment(first.height, append_bytes))
            .and_then(|()| self.write(blocks));
        self.buffer.release_above(BUFFER_KEPT_BYTES);
        if result.as_ref().is_err_and(|error| !error.is_full()) {
            self.closed = true;
        }
        result
    }

    /// Checks heights and sizes, and returns the length of the append on disk.
    fn check(&self, blocks: &[BlockFrame<'_>]) -> Result<u64> {
        let mut expected = self.next_height().unwrap_or(blocks[0].height);
        let mut append_bytes = 0;
        for block in blocks {
            if block.height != expected {
                return Err(StorageError::OutOfOrder {
                    expected,
                    actual: block.height,
                });
            }
            expected += 1;
            append_bytes += block.frame_bytes()?;
        }
        if append_bytes > FRAME_LIMIT_BYTES {
            return Err(StorageError::TooLarge {
                what: "an append",
                actual_bytes: append_bytes,
                limit_bytes: FRAME_LIMIT_BYTES,
            });
        }
        Ok(append_bytes)
    }

    /// Sees to it that the active segment has room for the append.
    fn prepare_segment(&mut self, first_height: u64, append_bytes: u64) -> Result<()> {
        let last = self
            .reader
            .shared()
            .map
            .read()
            .segments
            .back()
            .map(|map| (map.end_offset(), map.file_bytes, map.frame_pages.is_empty()));
        match (&self.active, last) {
            (Some(_), Some((end, file_bytes, _))) if end + append_bytes <= file_bytes => Ok(()),
            // A new segment would get the name of this empty one, so this one grows.
            (Some(active), Some((_, _, true))) => {
                let capacity_bytes = self.config.capacity_for(append_bytes);
                active
                    .file
                    .allocate(capacity_bytes)
                    .map_err(StorageError::io_or_full(
                        "grow",
                        &active.path,
                        capacity_bytes,
                    ))?;
                if let Some(map) = self.reader.shared().map.write().segments.back_mut() {
                    map.file_bytes = capacity_bytes;
                }
                Ok(())
            }
            _ => self.begin_segment(first_height, append_bytes),
        }
    }

    fn begin_segment(&mut self, first_height: u64, append_bytes: u64) -> Result<()> {
        let salt = match self.config.fixed_salt {
            Some(salt) => salt,
            None => getrandom::u64().map_err(|error| {
                StorageError::io("draw a random number for", &self.folder)(std::io::Error::other(
                    error,
                ))
            })?,
        };
        // 0 would make zeroed pages resemble frames.
        let header = SegmentHeader {
            first_height,
            salt: salt.max(1),
            chain_id: self.chain_id,
        };
        let capacity_bytes = self.config.capacity_for(append_bytes);
        let spare = self.reader.shared().map.write().spares.pop();
        let spare_path = spare.as_ref().map(|spare| spare.0.as_path());
        let file = create_segment(
            self.disk.as_ref(),
            &self.folder,
            &header,
            capacity_bytes,
            spare_path,
        )?;
        let file_bytes = file
            .length()
            .map_err(StorageError::io("read the length of", &self.folder))?;
        self.finish_active();
        let mut map = self.reader.shared().map.write();
        let previous_checksum = map.segments.back().map_or(0, |last| last.last_checksum);
        map.segments
            .push_back(SegmentMap::empty(&header, previous_checksum, file_bytes));
        self.active = Some(ActiveSegment {
            file,
            path: segment_path(&self.folder, first_height),
        });
        Ok(())
    }

    /// Gives the unused room of the active segment back and writes its index. Both only save something, so failures do not matter.
    fn finish_active(&mut self) {
        let Some(active) = self.active.take() else {
            return;
        };
        let mut map = self.reader.shared().map.write();
        let Some(last) = map.segments.back_mut() else {
            return;
        };
        if active.file.truncate(last.end_offset()).is_ok() {
            last.file_bytes = last.end_offset();
        }
        let finished = last.clone();
        drop(map);
        write_index(self.disk.as_ref(), &self.folder, &self.chain_id, &finished);
    }

    /// Erases what a failed append may have left, durably, so that it is never taken for part of the log.
    fn erase_leftovers(&mut self) -> Result<()> {
        if self.to_erase.is_empty() {
            return Ok(());
        }
        let Some(active) = &self.active else {
            return Ok(());
        };
        erase_frames(active.file.as_ref(), &active.path, &self.to_erase)?;
        self.to_erase.clear();
        Ok(())
    }

    fn write(&mut self, blocks: &[BlockFrame<'_>]) -> Result<Appended> {
        let tail = {
            let map = self.reader.shared().map.read();
            let last = map
                .segments
                .back()
                .expect("prepare_segment made sure that there is one");
            Tail {
                offset: last.end_offset(),
                salt: last.salt,
                last_checksum: last.last_checksum,
            }
        };
        let frames = self.encode(blocks, tail);
        let active = self
            .active
            .as_ref()
            .expect("prepare_segment made sure that there is one");
        let began = Instant::now();
        if let Err(error) = active
            .file
            .write_all_at(self.buffer.as_slice(), tail.offset)
        {
            let full = is_out_of_room(&error);
            let error =
                StorageError::io_or_full("write", &active.path, self.buffer.len() as u64)(error);
            if full {
                self.to_erase = frame_offsets(tail.offset, &frames);
                // At once if possible; else before the next append, which reports it if it still fails.
                let _ = self.erase_leftovers();
            }
            return Err(error);
        }
        let written = Instant::now();
        // Also when the disk is full: after a failed sync nobody knows what is on the disk.
        active
            .file
            .sync_data()
            .map_err(StorageError::io("sync", &active.path))?;
        let synced = Instant::now();
        let mut map = self.reader.shared().map.write();
        let last = map
            .segments
            .back_mut()
            .expect("it was there above, and only this thread changes it");
        for (frame_bytes, checksum) in frames {
            last.push(frame_bytes, checksum);
        }
        Ok(Appended {
            bytes: self.buffer.len() as u64,
            write_ns: nanoseconds(written - began),
            sync_ns: nanoseconds(synced - written),
        })
    }

    /// Fills the buffer with the frames and returns the length and checksum of each.
    fn encode(&mut self, blocks: &[BlockFrame<'_>], tail: Tail) -> Vec<(u64, u32)> {
        self.buffer.clear();
        let mut checksum = tail.last_checksum;
        let mut frames = Vec::with_capacity(blocks.len());
        for block in blocks {
            let start = self.buffer.len();
            checksum = block.encode(&mut self.buffer, tail.salt, blocks[0].height, checksum);
            frames.push(((self.buffer.len() - start) as u64, checksum));
        }
        frames
    }

    /// Removes the segments that lie completely below `keep_from_height`. The last segment always stays.
    ///
    /// # Errors
    /// [`StorageError::Io`] if a file cannot be removed; what was removed before that stays removed, from the oldest on.
    pub fn prune(&mut self, keep_from_height: u64) -> Result<Pruned> {
        let mut segments = 0;
        loop {
            let first_height = {
                let mut map = self.reader.shared().map.write();
                let removable =
                    map.segments.len() > 1 && map.segments[0].next_height() <= keep_from_height;
                let Some(oldest) = map.segments.front().filter(|_| removable) else {
                    break;
                };
                let first_height = oldest.first_height;
                map.segments.pop_front();
                first_height
            };
            // Readers cannot find it any more from here on.
            self.remove_segment(first_height)?;
            segments += 1;
        }
        Ok(Pruned {
            segments,
            earliest_height: self.reader.earliest_height(),
        })
    }

    fn remove_segment(&mut self, first_height: u64) -> Result<()> {
        self.reader.shared().close_file(first_height);
        let path = segment_path(&self.folder, first_height);
        // Derived, and removed as an orphan by the next opening if it stays.
        let _ = self.disk.remove(&index_path(&self.folder, first_height));
        if self.reader.shared().map.read().spares.len() < self.config.spare_segments {
            let spare = spare_path(&self.folder, first_height);
            let length = self
                .disk
                .open(&path, Access::Read)
                .and_then(|file| file.length());
            let length = length.map_err(StorageError::io("read the length of", &path))?;
            self.disk
                .rename(&path, &spare)
                .map_err(StorageError::io("rename to", &spare))?;
            self.reader
                .shared()
                .map
                .write()
                .spares
                .push((spare, length));
        } else {
            self.disk
                .remove(&path)
                .map_err(StorageError::io("remove", &path))?;
        }
        // One by one, from the oldest: a crash must not leave a gap.
        self.disk
            .sync_dir(&self.folder)
            .map_err(StorageError::io("sync folder", &self.folder))
    }

    /// Removes the spare segments, to make room on a full disk. Returns how many bytes that freed.
    ///
    /// # Errors
    /// [`StorageError::Io`] if a file cannot be removed.
    pub fn release_spares(&mut self) -> Result<u64> {
        let mut freed_bytes = 0;
        while let Some((path, length)) = self.reader.shared().map.write().spares.pop() {
            self.disk
                .remove(&path)
                .map_err(StorageError::io("remove", &path))?;
            freed_bytes += length;
        }
        Ok(freed_bytes)
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
            write_index(self.disk.as_ref(), &self.folder, &self.chain_id, &map);
        }
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
        write_index(disk, folder, chain_id, map);
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

/// Overwrites the first page of each frame with zeros, durably. Without it the rest of a frame is never looked at.
fn erase_frames(file: &dyn DiskFile, path: &Path, offsets: &[u64]) -> Result<()> {
    if offsets.is_empty() {
        return Ok(());
    }
    let zeros = AlignedBuffer::zeroed(PAGE_BYTES);
    let file_bytes = file
        .length()
        .map_err(StorageError::io("read the length of", path))?;
    for offset in offsets.iter().filter(|offset| **offset < file_bytes) {
        file.write_all_at(zeros.as_slice(), *offset)
            .map_err(StorageError::io_or_full("erase", path, PAGE_BYTES as u64))?;
    }
    file.sync_data().map_err(StorageError::io("sync", path))
}

/// Where frames of these lengths begin, one behind the other.
fn frame_offsets(first_offset: u64, frames: &[(u64, u32)]) -> Vec<u64> {
    let mut offset = first_offset;
    frames
        .iter()
        .map(|(frame_bytes, _)| {
            let start = offset;
            offset += frame_bytes;
            start
        })
        .collect()
}

fn nanoseconds(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
