//! Writing blocks: one write and one sync for each append, in one segment.

use super::{
    ActiveSegment, BlockLog,
    format::{BlockFrame, FRAME_LIMIT_BYTES, SEGMENT_HEADER_BYTES, SegmentHeader},
    segment::{SegmentMap, create_segment, segment_path, write_index},
};
use crate::{
    buffer::{AlignedBuffer, PAGE_BYTES},
    disk::DiskFile,
    error::{Result, StorageError, is_out_of_room},
};
use std::{path::Path, time::Instant};

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

/// Where the next append goes.
#[derive(Debug, Clone, Copy)]
struct Tail {
    offset: u64,
    salt: u64,
    last_checksum: u32,
}

impl BlockLog {
    /// Writes blocks of consecutive heights and returns when they are durable: all of them, or after an error none.
    ///
    /// # Errors
    /// [`StorageError::Full`] if there is no room: nothing changed, and the same call succeeds once there is. [`StorageError::OutOfOrder`]
    /// and [`StorageError::TooLarge`]: nothing changed. Any other error closes the log; open it again to find out what is on the disk.
    ///
    /// # Panics
    /// If the log was only looked at, and not repaired.
    pub fn append(&mut self, blocks: &[BlockFrame<'_>]) -> Result<Appended> {
        assert!(self.repairs.is_none(), "a log is repaired before an append");
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
        self.buffer.clear();
        self.buffer
            .reserve(usize::try_from(append_bytes).expect("appends are below 1 GiB"));
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
        let first_height = self.next_height().unwrap_or(blocks[0].height);
        let mut append_bytes = 0;
        for (expected, block) in (first_height..).zip(blocks) {
            if block.height != expected {
                return Err(StorageError::OutOfOrder {
                    expected,
                    actual: block.height,
                });
            }
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
                // Before any block: a frame that ends behind the end of its file is damage, never a crash.
                active
                    .file
                    .sync_data()
                    .map_err(StorageError::io("sync", &active.path))?;
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
            made_bytes: 0,
        };
        let capacity_bytes = self.config.capacity_for(append_bytes);
        self.ensure_pruning_record(first_height)?;
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
        // A spare file holds what was written before up to where its last segment ended.
        let written_bytes = spare.map_or(SEGMENT_HEADER_BYTES, |(_, spare_bytes)| spare_bytes);
        self.finish_active();
        let mut map = self.reader.shared().map.write();
        let previous_checksum = map.segments.back().map_or(0, |last| last.last_checksum);
        map.segments
            .push_back(SegmentMap::empty(&header, previous_checksum, file_bytes));
        self.active = Some(ActiveSegment {
            file,
            path: segment_path(&self.folder, first_height),
            written_bytes,
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
        write_index(
            self.disk.as_ref(),
            &self.folder,
            &self.chain_id,
            &finished,
            true,
        );
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
        self.last_append_bytes = self.buffer.len() as u64;
        Ok(Appended {
            bytes: self.last_append_bytes,
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
}

/// Overwrites the first page of each frame with zeros, durably. Without it the rest of a frame is never looked at.
pub(super) fn erase_frames(file: &dyn DiskFile, path: &Path, offsets: &[u64]) -> Result<()> {
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
