//! Files of the operating system.
//!
//! Direct I/O is decided when a file is opened: a file system that refuses `O_DIRECT` gets buffered writes, and
//! [`DiskFile::is_direct`] says which it was.

use super::{Access, Disk, DiskFile};
use crate::buffer::PAGE_BYTES;
use rustix::{
    fs::{Advice, FallocateFlags, Mode, OFlags},
    io::Errno,
};
use std::{
    fs::{DirBuilder, File},
    io,
    os::unix::fs::{DirBuilderExt, FileExt, PermissionsExt},
    path::Path,
    sync::Arc,
};

/// The operating system's file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl RealDisk {
    /// A disk, ready to be shared.
    #[must_use]
    pub fn shared() -> Arc<dyn Disk> {
        Arc::new(Self)
    }
}

#[derive(Debug)]
struct RealFile {
    file: File,
    direct: bool,
}

impl Disk for RealDisk {
    fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = path
            .ancestors()
            .take_while(|folder| !folder.is_dir())
            .collect();
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        // Each new folder is a name in the one above it, which must be durable before what is written inside can be.
        for folder in missing.iter().rev() {
            match folder.parent() {
                Some(parent) if parent.as_os_str().is_empty() => self.sync_dir(Path::new("."))?,
                Some(parent) => self.sync_dir(parent)?,
                None => {}
            }
        }
        Ok(())
    }

    fn create(&self, path: &Path, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        open(path, access, OFlags::CREATE | OFlags::TRUNC)
    }

    fn open(&self, path: &Path, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        open(path, access, OFlags::empty())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<String>> {
        let entries = match std::fs::read_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        let mut names = Vec::new();
        for entry in entries {
            // A name that is not UTF-8 is none of ours.
            if let Ok(name) = entry?.file_name().into_string() {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn is_open_to_others(&self, path: &Path) -> io::Result<bool> {
        Ok(std::fs::metadata(path)?.permissions().mode() & 0o077 != 0)
    }

    fn free_bytes(&self, path: &Path) -> io::Result<u64> {
        let statistics = rustix::fs::statvfs(path)?;
        Ok(statistics.f_bavail.saturating_mul(statistics.f_frsize))
    }
}

fn open(path: &Path, access: Access, extra: OFlags) -> io::Result<Arc<dyn DiskFile>> {
    let flags = extra
        | OFlags::CLOEXEC
        | match access {
            Access::Read => OFlags::RDONLY,
            Access::Write | Access::WriteDirect => OFlags::RDWR,
        };
    // Nobody else's to read: the validator's key is among them.
    let mode = Mode::RUSR | Mode::WUSR;
    if access == Access::WriteDirect {
        match rustix::fs::open(path, flags | OFlags::DIRECT, mode) {
            Ok(descriptor) => {
                return Ok(Arc::new(RealFile {
                    file: descriptor.into(),
                    direct: true,
                }));
            }
            // What a file system without direct I/O answers; a file it has just created is opened again below.
            Err(Errno::INVAL) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let file = File::from(rustix::fs::open(path, flags, mode)?);
    if access == Access::Read {
        // Readers of a segment must not read ahead into pages that a writer is just filling past the page cache. Only
        // advice: where it is not understood, nothing is lost but speed.
        let _ = rustix::fs::fadvise(&file, 0, None, Advice::Random);
    }
    Ok(Arc::new(RealFile {
        file,
        direct: false,
    }))
}

impl DiskFile for RealFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self
                .file
                .read_at(&mut buffer[filled..], offset + filled as u64)
            {
                Ok(0) => break,
                Ok(count) => {
                    filled += count;
                    // A direct read stops within a page only at the end of the file, and could not go on from there.
                    if self.direct && !count.is_multiple_of(PAGE_BYTES) {
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.file.write_all_at(bytes, offset)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn allocate(&self, length: u64) -> io::Result<()> {
        if self.length()? >= length {
            return Ok(());
        }
        match rustix::fs::fallocate(&self.file, FallocateFlags::empty(), 0, length) {
            Ok(()) => Ok(()),
            // A file system that cannot reserve room: it will say so when the write comes.
            Err(Errno::OPNOTSUPP) => self.file.set_len(length),
            Err(error) => Err(error.into()),
        }
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.file.set_len(length)
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn is_direct(&self) -> bool {
        self.direct
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buffer::AlignedBuffer;

    #[test]
    fn direct_pages_are_read_back_through_another_handle() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let writer = RealDisk.create(&path, Access::WriteDirect).unwrap();
        writer.allocate(1 << 20).unwrap();
        let mut page = AlignedBuffer::new();
        page.extend_from_slice(b"content");
        page.pad_to_page();
        writer.write_all_at(page.as_slice(), 8192).unwrap();
        writer.sync_data().unwrap();

        let reader = RealDisk.open(&path, Access::Read).unwrap();
        let mut bytes = [0_u8; 7];
        reader.read_exact_at(&mut bytes, 8192).unwrap();
        assert_eq!(&bytes, b"content");
        assert_eq!(reader.length().unwrap(), 1 << 20);
        assert!(
            reader.write_all_at(b"x", 0).is_err(),
            "a reader must not write"
        );
    }

    #[test]
    fn a_new_file_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        RealDisk.create(&path, Access::Write).unwrap();
        assert!(!RealDisk.is_open_to_others(&path).unwrap());
        for mode in [0o640, 0o604, 0o620] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert!(RealDisk.is_open_to_others(&path).unwrap(), "{mode:o}");
        }
    }

    #[test]
    fn reading_past_the_end_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let file = RealDisk
            .create(&folder.path().join("file"), Access::Write)
            .unwrap();
        file.write_all_at(b"abc", 0).unwrap();
        let mut bytes = [0_u8; 8];
        assert_eq!(file.read_at(&mut bytes, 1).unwrap(), 2);
        assert_eq!(
            file.read_exact_at(&mut bytes, 1).unwrap_err().kind(),
            io::ErrorKind::UnexpectedEof
        );
    }

    #[test]
    fn folders_are_created_listed_and_measured() {
        let folder = tempfile::tempdir().unwrap();
        let nested = folder.path().join("a/b");
        RealDisk.create_dir_all(&nested).unwrap();
        RealDisk.create(&nested.join("two"), Access::Write).unwrap();
        RealDisk.create(&nested.join("one"), Access::Write).unwrap();
        RealDisk
            .rename(&nested.join("two"), &nested.join("three"))
            .unwrap();
        RealDisk.sync_dir(&nested).unwrap();
        assert_eq!(RealDisk.list(&nested).unwrap(), ["one", "three"]);
        assert!(
            RealDisk
                .list(&folder.path().join("missing"))
                .unwrap()
                .is_empty()
        );
        assert!(RealDisk.free_bytes(&nested).unwrap() > 0);
    }
}
