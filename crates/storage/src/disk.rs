//! The small part of a file system that this crate needs, as a trait.
//!
//! Two implementations: [`RealDisk`] for the operating system's files and [`FaultyDisk`], in memory, which can crash, tear,
//! lose, fill up and flip bits on demand. Everything durable except the lock and the history index goes through
//! it, so tests can stop the world between any two steps.
//!
//! Rules that callers rely on:
//! - a write is durable only after [`DiskFile::sync_data`] returned;
//! - a created, renamed or removed name is durable only after [`Disk::sync_dir`] of its folder returned;
//! - a rename replaces the target in one step.

mod faulty;
mod real;

use std::{fmt::Debug, io, path::Path, sync::Arc};

pub use faulty::{CrashOutcome, Fault, FaultyDisk};
pub use real::RealDisk;

/// How a file is going to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading only, in no particular order.
    Read,
    /// Reading and writing through the page cache.
    Write,
    /// Writing whole pages from page-aligned memory, past the page cache where the file system allows it.
    WriteDirect,
}

/// A folder tree that holds files. Cheap to share: used as `Arc<dyn Disk>`.
pub trait Disk: Debug + Send + Sync {
    /// Creates a folder and its parents if they are missing, durably.
    fn create_dir_all(&self, path: &Path) -> io::Result<()>;
    /// Creates an empty file, replacing one of the same name.
    fn create(&self, path: &Path, access: Access) -> io::Result<Arc<dyn DiskFile>>;
    /// Opens an existing file.
    fn open(&self, path: &Path, access: Access) -> io::Result<Arc<dyn DiskFile>>;
    /// Gives a file another name in the same folder, replacing a file that has it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// The names of the files in a folder, sorted; none if the folder does not exist.
    fn list(&self, path: &Path) -> io::Result<Vec<String>>;
    /// Makes creations, renames and removals in this folder durable.
    fn sync_dir(&self, path: &Path) -> io::Result<()>;
    /// Whether others than its owner may read or write an existing file; never so where files have no owners.
    fn is_open_to_others(&self, _path: &Path) -> io::Result<bool> {
        Ok(false)
    }
    /// How many bytes can still be written on the disk that holds this folder.
    fn free_bytes(&self, path: &Path) -> io::Result<u64>;
}

/// An open file. All positions are absolute, so that threads can share it.
pub trait DiskFile: Debug + Send + Sync {
    /// Reads at most `buffer.len()` bytes; fewer only at the end of the file.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Writes all bytes. After an error the content of the range is unknown.
    fn write_all_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Makes everything written so far durable, with the length of the file.
    fn sync_data(&self) -> io::Result<()>;
    /// Makes the file at least `length` bytes long and reserves the room. The new bytes read as zeros.
    fn allocate(&self, length: u64) -> io::Result<()>;
    /// Cuts the file to `length` bytes.
    fn truncate(&self, length: u64) -> io::Result<()>;
    /// The length of the file.
    fn length(&self) -> io::Result<u64>;
    /// Whether writes go past the page cache.
    fn is_direct(&self) -> bool;

    /// Reads exactly `buffer.len()` bytes, or fails with `UnexpectedEof`.
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        if self.read_at(buffer, offset)? == buffer.len() {
            Ok(())
        } else {
            Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the file ends before the data does",
            ))
        }
    }
}
