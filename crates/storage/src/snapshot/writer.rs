//! Writing a snapshot, section by section, without holding it in memory.

use super::{
    format::{self, SnapshotSection},
    store::SnapshotStore,
};
use crate::{
    atomic_file::temporary_name,
    disk::{Access, DiskFile},
    error::{Result, StorageError},
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How much is collected before it is written.
const BUFFER_BYTES: usize = 1 << 20;
/// How much is written between syncs. Without them the whole snapshot would be written back in one burst, and the log's own sync, which
/// clients wait for, would queue behind it.
const SYNC_EVERY_BYTES: u64 = 8 << 20;
/// A limit far above any use, so that the count fits its field.
const SECTION_LIMIT: usize = 4096;

/// A snapshot that is being written. It becomes one with [`SnapshotWriter::finish`]; dropped before, it leaves nothing behind.
#[derive(Debug)]
pub struct SnapshotWriter {
    store: SnapshotStore,
    height: u64,
    path: PathBuf,
    temporary: PathBuf,
    file: Arc<dyn DiskFile>,
    buffer: Vec<u8>,
    /// Bytes handed to the disk so far.
    written: u64,
    unsynced_bytes: u64,
    sections: Vec<SnapshotSection>,
    digest: blake3::Hasher,
    finished: bool,
}

impl SnapshotWriter {
    pub(super) fn create(store: &SnapshotStore, height: u64, path: PathBuf) -> Result<Self> {
        let temporary = temporary_name(&path);
        let file = store
            .disk()
            .create(&temporary, Access::Write)
            .map_err(StorageError::io_or_full("create", &temporary, 0))?;
        Ok(Self {
            store: store.clone(),
            height,
            path,
            temporary,
            file,
            buffer: format::encode_header(height, store.chain_id()),
            written: 0,
            unsynced_bytes: 0,
            sections: Vec::new(),
            digest: blake3::Hasher::new(),
            finished: false,
        })
    }

    /// Begins the next section. What is written from now on belongs to it.
    ///
    /// # Errors
    /// [`StorageError::TooLarge`] if the name is longer than 24 bytes or there are too many sections.
    ///
    /// # Panics
    /// If the name was used before or is empty: the sections are the caller's fixed choice.
    pub fn begin_section(&mut self, name: &str) -> Result<()> {
        assert!(
            !name.is_empty() && !name.contains('\0'),
            "a section needs a name"
        );
        assert!(
            self.sections.iter().all(|section| section.name != name),
            "section {name} was written before"
        );
        if name.len() > format::NAME_LIMIT_BYTES {
            let (actual_bytes, limit_bytes) = (name.len() as u64, format::NAME_LIMIT_BYTES as u64);
            return Err(StorageError::TooLarge {
                what: "the name of a section",
                actual_bytes,
                limit_bytes,
            });
        }
        if self.sections.len() == SECTION_LIMIT {
            let (actual_bytes, limit_bytes) = (SECTION_LIMIT as u64 + 1, SECTION_LIMIT as u64);
            return Err(StorageError::TooLarge {
                what: "the list of sections",
                actual_bytes,
                limit_bytes,
            });
        }
        self.end_section();
        let offset = self.position();
        self.sections.push(SnapshotSection {
            name: name.to_owned(),
            offset,
            length: 0,
            digest: [0; 32],
        });
        Ok(())
    }

    /// Adds bytes to the current section.
    ///
    /// # Errors
    /// [`StorageError::Full`] or [`StorageError::Io`]; the snapshot cannot be finished then.
    ///
    /// # Panics
    /// If no section was begun.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        assert!(!self.sections.is_empty(), "bytes belong to a section");
        self.digest.update(bytes);
        let mut rest = bytes;
        while self.buffer.len() + rest.len() >= BUFFER_BYTES {
            let (now, later) = rest.split_at(BUFFER_BYTES - self.buffer.len());
            self.buffer.extend_from_slice(now);
            self.flush()?;
            rest = later;
        }
        self.buffer.extend_from_slice(rest);
        Ok(())
    }

    /// Makes the snapshot durable under its name, and removes all but the newest two.
    ///
    /// # Errors
    /// [`StorageError::Full`] or [`StorageError::Io`]; the snapshots of before are still there then.
    pub fn finish(mut self) -> Result<PathBuf> {
        self.end_section();
        let end = format::encode_end(&self.sections, self.position());
        self.buffer.extend_from_slice(&end);
        self.flush()?;
        self.file.sync_data().map_err(StorageError::io_or_full(
            "sync",
            &self.temporary,
            self.written,
        ))?;
        let disk = self.store.disk();
        disk.rename(&self.temporary, &self.path)
            .map_err(StorageError::io_or_full("rename to", &self.path, 0))?;
        self.finished = true;
        disk.sync_dir(self.store.folder())
            .map_err(StorageError::io("sync folder", self.store.folder()))?;
        self.store.remove_old(self.height);
        Ok(self.path.clone())
    }

    fn position(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    fn end_section(&mut self) {
        let position = self.position();
        if let Some(section) = self.sections.last_mut() {
            section.length = position - section.offset;
            section.digest = *self.digest.finalize().as_bytes();
            self.digest.reset();
        }
    }

    fn flush(&mut self) -> Result<()> {
        let length = self.buffer.len() as u64;
        self.file
            .write_all_at(&self.buffer, self.written)
            .map_err(StorageError::io_or_full("write", &self.temporary, length))?;
        self.buffer.clear();
        self.written += length;
        self.unsynced_bytes += length;
        if self.unsynced_bytes >= SYNC_EVERY_BYTES {
            self.file.sync_data().map_err(StorageError::io_or_full(
                "sync",
                &self.temporary,
                length,
            ))?;
            self.unsynced_bytes = 0;
        }
        Ok(())
    }
}

impl io::Write for SnapshotWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Self::write(self, bytes)
            .map(|()| bytes.len())
            .map_err(io::Error::other)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for SnapshotWriter {
    fn drop(&mut self) {
        if !self.finished {
            // If it cannot be removed now, opening the store removes it.
            let _ = self.store.disk().remove(Path::new(&self.temporary));
        }
    }
}
