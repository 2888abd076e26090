//! Small files that are either the old one or the new one, never half of each: the genesis file, the node's identity.

use crate::{
    disk::{Access, Disk},
    error::{Result, StorageError},
};
use std::{
    io,
    path::{Path, PathBuf},
};

/// The extension of files that are being written; left over after a crash, they are worth nothing.
pub(crate) const TEMPORARY_EXTENSION: &str = "tmp";

/// The name under which `path` is written before it gets its own.
pub(crate) fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(TEMPORARY_EXTENSION);
    PathBuf::from(name)
}

/// Replaces the content of a small file in one step that survives a crash: write aside, sync, rename, sync the folder.
///
/// # Errors
/// [`StorageError::Full`] without any change if there is no room; [`StorageError::Io`] otherwise.
pub fn write_file_atomically(disk: &dyn Disk, path: &Path, content: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let temporary = temporary_name(path);
    disk.create_dir_all(folder)
        .map_err(StorageError::io("create folder", folder))?;
    let written = disk
        .create(&temporary, Access::Write)
        .and_then(|file| {
            file.write_all_at(content, 0)?;
            file.sync_data()
        })
        .map_err(StorageError::io_or_full(
            "write",
            &temporary,
            content.len() as u64,
        ));
    if written.is_err() {
        // Nothing depends on it any more; if it cannot be removed, the next write replaces it.
        let _ = disk.remove(&temporary);
        return written;
    }
    disk.rename(&temporary, path)
        .map_err(StorageError::io("rename to", path))?;
    disk.sync_dir(folder)
        .map_err(StorageError::io("sync folder", folder))
}

/// The content of a small file, or `None` if it does not exist.
///
/// # Errors
/// [`StorageError::Io`] if it exists and cannot be read.
pub fn read_file(disk: &dyn Disk, path: &Path) -> Result<Option<Vec<u8>>> {
    let file = match disk.open(path, Access::Read) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(StorageError::io("open", path))?,
    };
    let length = file
        .length()
        .map_err(StorageError::io("read the length of", path))?;
    let mut content = vec![
        0;
        usize::try_from(length)
            .expect("files that fit in memory have lengths that fit in usize")
    ];
    file.read_exact_at(&mut content, 0)
        .map_err(StorageError::io("read", path))?;
    Ok(Some(content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{CrashOutcome, Fault, FaultyDisk};

    #[test]
    fn every_crash_point_leaves_the_old_or_the_new_content() {
        let path = Path::new("/data/genesis.json");
        for operation in 1..=4 {
            for seed in 0..16 {
                let disk = FaultyDisk::new();
                write_file_atomically(&disk, path, &[1; 3000]).unwrap();
                disk.fail_at(disk.operations() + operation, Fault::Crash);
                assert!(write_file_atomically(&disk, path, &[2; 5000]).is_err());
                disk.restart(CrashOutcome::Random { seed });
                let content = read_file(&disk, path).unwrap().unwrap();
                assert!(content == [1; 3000] || content == [2; 5000]);
            }
        }
    }

    #[test]
    fn a_full_disk_keeps_the_old_content() {
        let path = Path::new("/data/genesis.json");
        let disk = FaultyDisk::new();
        write_file_atomically(&disk, path, b"old").unwrap();
        disk.set_capacity_bytes(100);
        assert!(
            write_file_atomically(&disk, path, &[2; 5000])
                .unwrap_err()
                .is_full()
        );
        assert_eq!(read_file(&disk, path).unwrap().unwrap(), b"old");
        assert_eq!(disk.list(Path::new("/data")).unwrap(), ["genesis.json"]);
        assert!(
            read_file(&disk, Path::new("/data/missing"))
                .unwrap()
                .is_none()
        );
    }
}
