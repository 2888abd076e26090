//! The file of what a registrar said: it outlives the blocks that said it, which go once the log is full.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aurigraph_storage::{Disk, StorageError, read_file, write_file_atomically};
use aurigraph_types::Address;
use serde::{Deserialize, Serialize};

use super::LastWords;

/// Name of the file in a data folder.
pub const REGISTRATIONS_FILE: &str = "node-registrations.json";

/// The file.
pub struct KeptFile {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    registrar: Address,
}

/// What stands in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kept {
    registrar: Address,
    /// The first height that was not read.
    pub next_height: u64,
    /// The registrar's last words in the blocks before.
    pub nodes: LastWords,
}

impl KeptFile {
    /// That of a data folder.
    pub fn new(disk: Arc<dyn Disk>, data_dir: &Path, registrar: Address) -> Self {
        let path = data_dir.join(REGISTRATIONS_FILE);
        Self {
            disk,
            path,
            registrar,
        }
    }

    /// What this registrar said, as far as it was kept. A file that cannot be used is made anew from the history.
    pub fn read(&self) -> Kept {
        let nothing = Kept {
            registrar: self.registrar,
            // The genesis block says nothing.
            next_height: 1,
            nodes: LastWords::new(),
        };
        let content = match read_file(&*self.disk, &self.path) {
            Ok(Some(content)) => content,
            Ok(None) => return nothing,
            Err(error) => return self.unusable(&error, nothing),
        };
        match serde_json::from_slice::<Kept>(&content) {
            Ok(kept) if kept.registrar == self.registrar => kept,
            Ok(kept) => {
                let (before, now) = (kept.registrar, self.registrar);
                tracing::warn!(%before, %now, "another registrar of nodes is named than before: what the one before said does not count any more");
                nothing
            }
            Err(error) => self.unusable(&error, nothing),
        }
    }

    fn unusable(&self, error: &dyn std::error::Error, nothing: Kept) -> Kept {
        tracing::warn!(
            path = %self.path.display(),
            error = crate::history::with_causes(error),
            "which nodes are registered is read from the whole history again: the file of it cannot be used"
        );
        nothing
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// Of the disk.
    pub fn write(&self, next_height: u64, nodes: &LastWords) -> Result<(), StorageError> {
        let kept = Kept {
            registrar: self.registrar,
            next_height,
            nodes: nodes.clone(),
        };
        let content = serde_json::to_vec(&kept).expect("it can be written as JSON");
        write_file_atomically(&*self.disk, &self.path, &content)
    }
}

#[cfg(test)]
mod tests {
    use aurigraph_storage::RealDisk;
    use aurigraph_types::Digest;

    use super::*;
    use crate::registrations::Registration;

    #[test]
    fn what_was_kept_comes_back_for_the_same_registrar_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (own, other) = (Address(Digest([1; 32])), Address(Digest([2; 32])));
        let file = |registrar| KeptFile::new(RealDisk::shared(), folder.path(), registrar);
        assert_eq!(file(own).read().next_height, 1);
        let words = LastWords::from([(Digest([7; 32]), Registration::Revoked)]);
        file(own).write(12, &words).unwrap();
        let kept = file(own).read();
        assert_eq!((kept.next_height, &kept.nodes), (12, &words));
        let kept = file(other).read();
        assert_eq!((kept.next_height, kept.nodes.len()), (1, 0));
        std::fs::write(folder.path().join(REGISTRATIONS_FILE), "{").unwrap();
        assert_eq!(file(own).read().next_height, 1);
    }
}
