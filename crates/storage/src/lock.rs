//! One writer for each data folder.
//!
//! The lock is the operating system's (`flock`), so it ends with the process however the process ends; the process id inside the
//! file is only for the message.

use crate::{
    disk::{Disk, RealDisk},
    error::{Result, StorageError},
};
use rustix::{fs::FlockOperation, io::Errno};
use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, Write},
    path::Path,
};

/// The name of the lock file inside a data folder.
const LOCK_FILE: &str = "LOCK";

/// The right to write to a data folder, held until it is dropped.
#[derive(Debug)]
pub struct DataFolderLock {
    /// Open for as long as the lock is held: closing it releases the lock.
    _file: File,
}

impl DataFolderLock {
    /// Takes the lock, creating the folder if it is missing.
    ///
    /// # Errors
    /// [`StorageError::Locked`], with the process that holds it; [`StorageError::Io`] if the folder cannot be used.
    pub fn acquire(folder: &Path) -> Result<Self> {
        RealDisk
            .create_dir_all(folder)
            .map_err(StorageError::io("create folder", folder))?;
        let path = folder.join(LOCK_FILE);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StorageError::io_or_full("open", &path, 0))?;
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => {
                let mut holder = String::new();
                let process_id = match file.read_to_string(&mut holder) {
                    Ok(_) if !holder.trim().is_empty() => holder.trim().to_owned(),
                    _ => "unknown".to_owned(),
                };
                return Err(StorageError::Locked {
                    path: folder.to_path_buf(),
                    process_id,
                });
            }
            Err(error) => return Err(StorageError::io("lock", &path)(error.into())),
        }
        // The process id only makes a message better, so a full disk must not stop the node from starting read-only.
        let _ = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_writer_is_refused_by_name_and_admitted_afterwards() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("node");
        let first = DataFolderLock::acquire(&folder).unwrap();
        let message = DataFolderLock::acquire(&folder).unwrap_err().to_string();
        assert!(
            message.contains(&std::process::id().to_string()),
            "{message}"
        );
        assert!(message.contains(folder.to_str().unwrap()), "{message}");
        drop(first);
        DataFolderLock::acquire(&folder).unwrap();
    }
}
