//! What opening a log changes on disk: leftovers go, what a crash interrupted is erased, and what is missing beside the segments is
//! written again. It is kept apart from looking, so that a start that is refused changes nothing.

use super::{
    ActiveSegment, BlockLog,
    append::erase_frames,
    pruning_record::{PruningRecord, create_record},
    recovery::{RecoveryReport, ScannedLog},
    segment::{segment_path, write_index},
};
use crate::{
    disk::Access,
    error::{Result, StorageError},
};
use std::path::PathBuf;

/// What looking at a log found to be done before the first append.
#[derive(Debug)]
pub(super) struct Repairs {
    leftovers: Vec<PathBuf>,
    /// Finished segments whose index must be written again.
    without_index: Vec<u64>,
    /// Frame headers of an interrupted append.
    torn_frames: Vec<u64>,
    pruning: PruningRecord,
}

impl Repairs {
    /// Takes out of a scan what is to be done.
    pub fn of(scanned: &mut ScannedLog) -> Self {
        Self {
            leftovers: std::mem::take(&mut scanned.leftovers),
            without_index: std::mem::take(&mut scanned.without_index),
            torn_frames: std::mem::take(&mut scanned.torn_frames),
            pruning: scanned.pruning,
        }
    }
}

impl BlockLog {
    /// Repairs what [`BlockLog::look`] found, and makes the log ready for appends. Doing it twice changes nothing.
    ///
    /// # Errors
    /// [`StorageError::Io`]; the log must be opened again then.
    pub fn repair(&mut self, report: &mut RecoveryReport) -> Result<()> {
        let Some(repairs) = self.repairs.take() else {
            return Ok(());
        };
        self.disk
            .create_dir_all(&self.folder)
            .map_err(StorageError::io("create folder", &self.folder))?;
        for path in &repairs.leftovers {
            self.disk
                .remove(path)
                .map_err(StorageError::io("remove", path))?;
        }
        report.removed_files = repairs.leftovers.len();
        self.write_missing_indexes(&repairs.without_index);
        self.active = self.open_last_segment(&repairs.torn_frames)?;
        report.direct_io = self.active.as_ref().map(|active| active.file.is_direct());
        let pruned_below = self.adopt_record(repairs.pruning)?;
        self.reader.shared().map.write().pruned_below = pruned_below;
        Ok(())
    }

    fn write_missing_indexes(&self, first_heights: &[u64]) {
        let map = self.reader.shared().map.read();
        for segment in map
            .segments
            .iter()
            .filter(|segment| first_heights.contains(&segment.first_height))
        {
            write_index(
                self.disk.as_ref(),
                &self.folder,
                &self.chain_id,
                segment,
                true,
            );
        }
    }

    /// Opens the last segment for writing, without what an interrupted append left in it.
    fn open_last_segment(&self, torn_frames: &[u64]) -> Result<Option<ActiveSegment>> {
        let last = self.reader.shared().map.read().segments.back().cloned();
        let Some(last) = last else {
            return Ok(None);
        };
        let path = segment_path(&self.folder, last.first_height);
        let file = self
            .disk
            .open(&path, Access::WriteDirect)
            .map_err(StorageError::io("open", &path))?;
        erase_frames(file.as_ref(), &path, torn_frames)?;
        Ok(Some(ActiveSegment {
            file,
            path,
            written_bytes: last.end_offset(),
        }))
    }

    /// How far the log was pruned. A log without a record gets one that begins where it does now: what is gone may have been pruned.
    ///
    /// `None` if there are no segments yet, or no room: opening must succeed on a full disk.
    fn adopt_record(&self, pruning: PruningRecord) -> Result<Option<u64>> {
        if let PruningRecord::PrunedBelow(height) = pruning {
            return Ok(Some(height));
        }
        let oldest = self
            .reader
            .shared()
            .map
            .read()
            .segments
            .front()
            .map(|map| map.first_height);
        let Some(oldest) = oldest else {
            return Ok(None);
        };
        match create_record(self.disk.as_ref(), &self.folder, &self.chain_id, oldest) {
            Ok(()) => Ok(Some(oldest)),
            Err(error) if error.is_full() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
