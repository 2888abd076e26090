//! Removing old blocks, a whole segment at a time, always from the oldest.

use super::{
    BlockLog,
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
