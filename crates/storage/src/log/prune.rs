//! Removing old blocks, a whole segment at a time, always from the oldest, and never before it is recorded.

use super::{
    BlockLog,
    pruning_record::{create_record, raise_record},
    replacement::replacement_height,
    segment::{SegmentMap, index_path, segment_path, spare_path},
};
use crate::{
    disk::Access,
    error::{Result, StorageError},
};

/// What pruning removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pruned {
    /// How many segments were removed.
    pub segments: usize,
    /// The first height that is left.
    pub earliest_height: Option<u64>,
}

impl BlockLog {
    /// Removes the segments that lie completely below `keep_from_height`. The last segment always stays.
    ///
    /// # Errors
    /// [`StorageError::Io`] if it cannot be recorded, or if a file cannot be removed; what was removed before that stays removed, from
    /// the oldest on.
    ///
    /// # Panics
    /// If the log was only looked at, and not repaired.
    pub fn prune(&mut self, keep_from_height: u64) -> Result<Pruned> {
        assert!(self.repairs.is_none(), "a log is repaired before pruning");
        let removable: Vec<u64> = {
            let map = self.reader.shared().map.read();
            let finished = map.segments.len().saturating_sub(1);
            let finished = map.segments.iter().take(finished);
            finished
                .take_while(|segment| segment.next_height() <= keep_from_height)
                .map(|segment| segment.first_height)
                .collect()
        };
        if !removable.is_empty() {
            self.record_pruning(removable.len())?;
        }
        for first_height in &removable {
            // Readers cannot find it any more from here on.
            self.reader.shared().map.write().segments.pop_front();
            self.remove_segment(*first_height)?;
        }
        if !removable.is_empty() {
            self.remove_replacements();
        }
        Ok(Pruned {
            segments: removable.len(),
            earliest_height: self.reader.earliest_height(),
        })
    }

    /// Makes it durable that this many of the oldest segments go, before they do.
    fn record_pruning(&self, segments: usize) -> Result<()> {
        let (known, first_kept) = {
            let map = self.reader.shared().map.read();
            (map.pruned_below, map.segments[segments].first_height)
        };
        let (disk, folder) = (self.disk.as_ref(), self.folder.as_path());
        let pruned_below = match known {
            Some(known) => {
                let pruned_below = known.max(first_kept);
                raise_record(disk, folder, &self.chain_id, pruned_below)?;
                pruned_below
            }
            // A log of before there were records, on a disk that has been full since it was opened: as long as there
            // is none, nothing can be taken for missing, and what is removed makes the room.
            None => match create_record(disk, folder, &self.chain_id, first_kept) {
                Ok(()) => first_kept,
                Err(error) if error.is_full() => return Ok(()),
                Err(error) => return Err(error),
            },
        };
        self.reader.shared().map.write().pruned_below = Some(pruned_below);
        Ok(())
    }

    /// Removes replacements of blocks that are pruned. One that stays is found by nobody.
    fn remove_replacements(&self) {
        let earliest = self.reader.earliest_height().unwrap_or(0);
        for name in self.disk.list(&self.folder).unwrap_or_default() {
            if replacement_height(&name).is_some_and(|height| height < earliest) {
                let _ = self.disk.remove(&self.folder.join(name));
            }
        }
    }

    /// Makes the record of a log that begins.
    pub(super) fn ensure_pruning_record(&self, first_height: u64) -> Result<()> {
        let map = self.reader.shared().map.read();
        if map.pruned_below.is_some() || !map.segments.is_empty() {
            return Ok(());
        }
        drop(map);
        create_record(
            self.disk.as_ref(),
            &self.folder,
            &self.chain_id,
            first_height,
        )?;
        self.reader.shared().map.write().pruned_below = Some(first_height);
        Ok(())
    }

    /// Removes the oldest segments that lie completely below `keep_from_height` until the log takes at most `bytes_max`.
    ///
    /// # Errors
    /// As [`Self::prune`].
    pub fn prune_to_bytes(&mut self, bytes_max: u64, keep_from_height: u64) -> Result<()> {
        while self.reader.bytes_on_disk() > bytes_max {
            let next_height = self
                .reader
                .shared()
                .map
                .read()
                .segments
                .front()
                .map(SegmentMap::next_height);
            let Some(next_height) = next_height.filter(|next| *next <= keep_from_height) else {
                break;
            };
            if self.prune(next_height)?.segments == 0 {
                break;
            }
        }
        Ok(())
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
