//! A ledger that was fetched from another node takes the place of the one that is here.
//!
//! ```text
//! incoming/{segments/…,snapshots/…,keys.dat} ── complete ──▶ {segments/…,snapshots/…,keys.dat}
//! ```
//!
//! It is fetched and checked in a folder of its own while the node runs. A file named `complete` lists all of it once it is durable; only then, at
//! the next start, is the old ledger removed. Every step can be interrupted and is done again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aurigraph_storage::{Disk, StorageError, read_file, write_file_atomically};

use super::evidence::HISTORY_FOLDER;
use super::folder::{KEYS_FILE, SEGMENTS_FOLDER, SNAPSHOTS_FOLDER};
use crate::committee::floor::FLOOR_FILE;
use crate::epochs::EPOCHS_FILE;

/// Name of the folder.
const INCOMING_FOLDER: &str = "incoming";
/// Lists it, once it is complete.
const COMPLETE_FILE: &str = "complete";
/// Folders and files of a ledger.
const FOLDERS: [&str; 2] = [SNAPSHOTS_FOLDER, SEGMENTS_FOLDER];
const FILES: [&str; 3] = [FLOOR_FILE, KEYS_FILE, EPOCHS_FILE];

/// A ledger on its way into a data folder.
#[derive(Clone, Debug)]
pub struct Incoming {
    disk: Arc<dyn Disk>,
    data_dir: PathBuf,
}

impl Incoming {
    /// Of a data folder.
    pub fn new(disk: Arc<dyn Disk>, data_dir: &Path) -> Self {
        Self {
            disk,
            data_dir: data_dir.to_path_buf(),
        }
    }

    /// Where it is put together.
    pub fn folder(&self) -> PathBuf {
        self.data_dir.join(INCOMING_FOLDER)
    }

    /// Begins anew.
    pub fn clear(&self) -> Result<(), StorageError> {
        let folder = self.folder();
        self.remove_all(&folder)?;
        for path in FOLDERS.map(|name| folder.join(name)) {
            self.disk
                .create_dir_all(&path)
                .map_err(error("create folder", &path))?;
        }
        Ok(())
    }

    /// Says that everything is there, checked and durable.
    pub fn complete(&self) -> Result<(), StorageError> {
        let folder = self.folder();
        let names = self.files(&folder)?;
        for path in FOLDERS.map(|name| folder.join(name)) {
            self.sync(&path)?;
        }
        self.sync(&folder)?;
        self.sync(&self.data_dir)?;
        let list = names.join("\n");
        write_file_atomically(&*self.disk, &folder.join(COMPLETE_FILE), list.as_bytes())
    }

    /// Puts a complete one in place, and removes one that is not. Returns whether there was a complete one.
    pub fn install(&self) -> Result<bool, StorageError> {
        let (folder, data_dir) = (self.folder(), &self.data_dir);
        let Some(list) = read_file(&*self.disk, &folder.join(COMPLETE_FILE))? else {
            self.remove_all(&folder)?;
            return Ok(false);
        };
        let list = String::from_utf8_lossy(&list).into_owned();
        let new: Vec<_> = list.lines().collect();
        // It is made again from the new blocks. It lies on the operating system's disk always.
        remove_history(&data_dir.join(HISTORY_FOLDER))?;
        // What is on the list and not on its way any more was put in place before the node was killed.
        for old in self.files(data_dir)? {
            if !new.contains(&old.as_str()) {
                self.remove(&data_dir.join(old))?;
            }
        }
        for path in FOLDERS.map(|name| data_dir.join(name)) {
            self.disk
                .create_dir_all(&path)
                .map_err(error("create folder", &path))?;
        }
        for name in new {
            let (from, to) = (folder.join(name), data_dir.join(name));
            match self.disk.rename(&from, &to) {
                Err(missing) if missing.kind() == io::ErrorKind::NotFound => {}
                renamed => renamed.map_err(error("rename", &from))?,
            }
        }
        for path in FOLDERS.map(|name| data_dir.join(name)) {
            self.sync(&path)?;
        }
        for path in FOLDERS.map(|name| folder.join(name)) {
            self.sync(&path)?;
        }
        self.sync(data_dir)?;
        self.remove_all(&folder)?;
        Ok(true)
    }

    /// Files of a ledger in a folder, relative to it.
    fn files(&self, folder: &Path) -> Result<Vec<String>, StorageError> {
        let list = |path: &Path| self.disk.list(path).map_err(error("list", path));
        let mut names: Vec<_> = list(folder)?
            .into_iter()
            .filter(|name| FILES.contains(&name.as_str()))
            .collect();
        for part in FOLDERS {
            let within = list(&folder.join(part))?;
            names.extend(within.into_iter().map(|name| format!("{part}/{name}")));
        }
        Ok(names)
    }

    /// Removes what is on its way. The list goes first: without it the rest counts for nothing.
    fn remove_all(&self, folder: &Path) -> Result<(), StorageError> {
        self.remove(&folder.join(COMPLETE_FILE))?;
        for name in self.files(folder)? {
            self.remove(&folder.join(name))?;
        }
        Ok(())
    }

    fn remove(&self, path: &Path) -> Result<(), StorageError> {
        match self.disk.remove(path) {
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed.map_err(error("remove", path)),
        }
    }

    fn sync(&self, path: &Path) -> Result<(), StorageError> {
        self.disk.sync_dir(path).map_err(error("sync folder", path))
    }
}

fn error<'a>(
    operation: &'static str,
    path: &'a Path,
) -> impl FnOnce(io::Error) -> StorageError + 'a {
    move |source| StorageError::Io {
        operation,
        path: path.to_path_buf(),
        source,
    }
}

fn remove_history(path: &Path) -> Result<(), StorageError> {
    match fs::remove_dir_all(path) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(error("remove", path)),
    }
}

#[cfg(test)]
mod tests {
    use aurigraph_storage::{CrashOutcome, Fault, FaultyDisk};

    use super::*;

    fn prepare(disk: &FaultyDisk, data_dir: &Path) -> Incoming {
        for old in ["keys.dat", "segments/segment-1.log", "genesis.json"] {
            disk.set_content(&data_dir.join(old), b"old");
        }
        let incoming = Incoming::new(disk.shared(), data_dir);
        incoming.clear().expect("nothing fails");
        for new in [
            FLOOR_FILE,
            "keys.dat",
            "segments/segment-9.log",
            "snapshots/snapshot-9.snap",
        ] {
            disk.set_content(&incoming.folder().join(new), b"new");
        }
        incoming
    }

    /// Whether the ledger in the folder is the new one; it is all of one or all of the other.
    fn is_new(disk: &FaultyDisk, data_dir: &Path) -> bool {
        let content = |name: &str| disk.content(&data_dir.join(name));
        let is_new = content("keys.dat").expect("a file") == b"new";
        for name in [
            FLOOR_FILE,
            "segments/segment-9.log",
            "snapshots/snapshot-9.snap",
        ] {
            assert_eq!(is_new, content(name).is_some(), "{name}");
        }
        assert_eq!(is_new, content("segments/segment-1.log").is_none());
        assert!(content("genesis.json").is_some());
        is_new
    }

    #[test]
    fn only_a_complete_one_takes_the_place() {
        let (disk, data_dir) = (FaultyDisk::new(), Path::new("/data"));
        let incoming = prepare(&disk, data_dir);
        assert!(!incoming.install().expect("nothing fails"));
        assert!(!is_new(&disk, data_dir));
        let incoming = prepare(&disk, data_dir);
        incoming.complete().expect("nothing fails");
        assert!(incoming.install().expect("nothing fails"));
        assert!(is_new(&disk, data_dir));
        assert!(!incoming.install().expect("nothing fails"), "once");
    }

    #[test]
    fn it_is_one_or_the_other_whenever_the_machine_stops() {
        for operation in 1.. {
            for seed in 0..4 {
                let (disk, data_dir) = (FaultyDisk::new(), Path::new("/data"));
                let incoming = prepare(&disk, data_dir);
                disk.fail_at(disk.operations() + operation, Fault::Crash);
                let installed = incoming.complete().and_then(|()| incoming.install());
                if installed.is_ok() {
                    assert!(operation > 10, "there are many operations: {operation}");
                    return;
                }
                disk.restart(CrashOutcome::Random { seed });
                let finished = incoming.install().expect("nothing fails any more");
                assert_eq!(
                    is_new(&disk, data_dir),
                    finished || !is_old(&disk, data_dir)
                );
            }
        }
    }

    fn is_old(disk: &FaultyDisk, data_dir: &Path) -> bool {
        disk.content(&data_dir.join("segments/segment-1.log"))
            .is_some()
    }
}
