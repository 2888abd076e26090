//! The folder of snapshots: writing new ones, finding the newest intact one, removing old ones.

use super::{format, reader::Snapshot, writer::SnapshotWriter};
use crate::{
    ChainId,
    atomic_file::TEMPORARY_EXTENSION,
    disk::Disk,
    error::{Result, StorageError},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// How many snapshots are kept: the newest, and one to fall back to.
const KEPT: usize = 2;

/// The snapshots of one ledger. Cheap to clone.
#[derive(Debug, Clone)]
pub struct SnapshotStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    chain_id: ChainId,
}

/// What looking for the newest snapshot found.
#[derive(Debug, Default)]
pub struct SnapshotReport {
    /// The height of the snapshot that is used; `None` if there is none.
    pub height: Option<u64>,
    /// Newer snapshots that could not be used, and why. They are left where they are, for a person to look at.
    pub refused: Vec<(PathBuf, StorageError)>,
}

impl SnapshotStore {
    /// Opens the folder, creating it if it is missing, and removes what an interrupted write left.
    ///
    /// # Errors
    /// [`StorageError::Io`] if the folder cannot be used.
    pub fn open(disk: Arc<dyn Disk>, folder: &Path, chain_id: ChainId) -> Result<Self> {
        let store = Self::look(disk, folder, chain_id);
        store.repair()?;
        Ok(store)
    }

    /// Like [`Self::open`], but changes nothing on disk. Snapshots can be read then; before one is begun comes [`Self::repair`].
    #[must_use]
    pub fn look(disk: Arc<dyn Disk>, folder: &Path, chain_id: ChainId) -> Self {
        Self {
            inner: Arc::new(Inner {
                disk,
                folder: folder.to_path_buf(),
                chain_id,
            }),
        }
    }

    /// Creates the folder if it is missing, and removes what an interrupted write left.
    ///
    /// # Errors
    /// [`StorageError::Io`] if the folder cannot be used.
    pub fn repair(&self) -> Result<()> {
        let Inner { disk, folder, .. } = &*self.inner;
        disk.create_dir_all(folder)
            .map_err(StorageError::io("create folder", folder))?;
        for name in disk
            .list(folder)
            .map_err(StorageError::io("list", folder))?
        {
            if name.ends_with(TEMPORARY_EXTENSION) {
                let path = folder.join(name);
                disk.remove(&path)
                    .map_err(StorageError::io("remove", &path))?;
            }
        }
        Ok(())
    }

    /// Begins a snapshot of the state after this height.
    ///
    /// # Errors
    /// [`StorageError::Full`] or [`StorageError::Io`].
    pub fn begin(&self, height: u64) -> Result<SnapshotWriter> {
        SnapshotWriter::create(
            self,
            height,
            self.inner
                .folder
                .join(format!("snapshot-{height:020}.snap")),
        )
    }

    /// The newest snapshot of which every byte is what was written, or an older one if it is not.
    ///
    /// # Errors
    /// [`StorageError::WrongChain`] and [`StorageError::UnsupportedVersion`], which no other snapshot of the folder would mend;
    /// [`StorageError::Io`] if the folder cannot be read. Damaged snapshots are in the report.
    pub fn load_latest(&self) -> Result<(Option<Snapshot>, SnapshotReport)> {
        let mut report = SnapshotReport::default();
        for (height, path) in self.heights()?.into_iter().rev() {
            match Snapshot::open(self.inner.disk.as_ref(), &path, Some(&self.inner.chain_id))
                .and_then(|snapshot| {
                    snapshot.verify()?;
                    snapshot.check_height(height)?;
                    Ok(snapshot)
                }) {
                Ok(snapshot) => {
                    report.height = Some(height);
                    return Ok((Some(snapshot), report));
                }
                Err(
                    error @ (StorageError::WrongChain { .. }
                    | StorageError::UnsupportedVersion { .. }),
                ) => return Err(error),
                Err(error) => report.refused.push((path, error)),
            }
        }
        Ok((None, report))
    }

    /// Heights and files of the snapshots, oldest first.
    ///
    /// # Errors
    /// [`StorageError::Io`] if the folder cannot be read.
    pub fn heights(&self) -> Result<Vec<(u64, PathBuf)>> {
        let names = self
            .inner
            .disk
            .list(&self.inner.folder)
            .map_err(StorageError::io("list", &self.inner.folder))?;
        let height = |name: &str| {
            name.strip_prefix("snapshot-")?
                .strip_suffix(".snap")?
                .parse::<u64>()
                .ok()
        };
        // Names are sorted, and heights have leading zeros.
        Ok(names
            .iter()
            .filter_map(|name| Some((height(name)?, self.inner.folder.join(name))))
            .collect())
    }

    /// Removes all but the newest snapshots. Failing to only wastes room, so it is not an error: the next snapshot tries again.
    pub(super) fn remove_old(&self, newest_height: u64) {
        let Ok(snapshots) = self.heights() else {
            return;
        };
        let older: Vec<_> = snapshots
            .into_iter()
            .filter(|(height, _)| *height <= newest_height)
            .collect();
        let removed = older.len().saturating_sub(KEPT);
        for (_, path) in &older[..removed] {
            let _ = self.inner.disk.remove(path);
        }
        if removed > 0 {
            let _ = self.inner.disk.sync_dir(&self.inner.folder);
        }
    }

    pub(super) fn disk(&self) -> &dyn Disk {
        self.inner.disk.as_ref()
    }

    pub(super) fn folder(&self) -> &Path {
        &self.inner.folder
    }

    pub(super) fn chain_id(&self) -> &ChainId {
        &self.inner.chain_id
    }
}

impl Snapshot {
    fn check_height(&self, height_in_name: u64) -> Result<()> {
        if self.height() == height_in_name {
            return Ok(());
        }
        let problem = format!(
            "its header says height {}, its name says {height_in_name}",
            self.height()
        );
        Err(StorageError::corrupt(
            self.path(),
            16,
            problem,
            format::USE_OLDER,
        ))
    }
}
