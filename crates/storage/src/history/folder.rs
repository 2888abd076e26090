//! The folder of a history index: its lock, its runs, and the file that says how far it ever came.
//!
//! ```text
//! history/
//!   LOCK                                                    held by the process that has the index open
//!   reached                                                 the highest height ever indexed
//!   run-00000000000000000000-00000000000000004095.postings  heights 0 to 4095
//!   run-00000000000000004096-00000000000000004711.postings  …
//! ```
//! The runs must follow one another without a gap. What does not (a lost or damaged file, one that another version wrote) is removed with everything
//! above it, and those heights are indexed again.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{HistoryError, run::Run};
use crate::{ChainId, DataFolderLock, StorageError, atomic_file::TEMPORARY_EXTENSION};

const REACHED_FILE: &str = "reached";
const LOCK_FILE: &str = "LOCK";
const RUN_EXTENSION: &str = "postings";

/// What was found in the folder.
#[derive(Debug)]
pub(super) struct Found {
    pub lock: DataFolderLock,
    /// Ascending, without gaps.
    pub runs: Vec<Arc<Run>>,
    pub reached: Reached,
    /// Why something was removed.
    pub removed_because: Option<String>,
}

/// The highest height that was ever indexed, overwritten with every block: it outlives the process, and the blocks in memory.
#[derive(Debug)]
pub(super) struct Reached {
    file: File,
    pub height: Option<u64>,
}

impl Reached {
    fn open(folder: &Path, chain_id: &ChainId) -> io::Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(folder.join(REACHED_FILE))?;
        let mut bytes = [0; 44];
        let is_whole = file.read_exact_at(&mut bytes, 0).is_ok();
        let (content, checksum) = bytes.split_at(40);
        let height = content[32..]
            .first_chunk()
            .map(|bytes| u64::from_le_bytes(*bytes));
        let is_ours = is_whole
            && content.starts_with(chain_id)
            && crc32fast::hash(content).to_le_bytes() == *checksum;
        Ok(Self {
            file,
            height: height.filter(|_| is_ours),
        })
    }

    /// Remembers a height. A full disk does no harm here.
    pub fn set(&mut self, height: u64, chain_id: &ChainId) {
        self.height = Some(height);
        let mut bytes = [0; 44];
        bytes[..32].copy_from_slice(chain_id);
        bytes[32..40].copy_from_slice(&height.to_le_bytes());
        let checksum = crc32fast::hash(&bytes[..40]);
        bytes[40..].copy_from_slice(&checksum.to_le_bytes());
        let _ = self.file.write_all_at(&bytes, 0);
    }
}

/// Locks the folder, reads it, and removes what is no part of an index of this chain.
pub(super) fn open(folder: &Path, chain_id: &ChainId) -> Result<Found, HistoryError> {
    let lock = DataFolderLock::acquire(folder).map_err(|error| match error {
        StorageError::Locked { .. } => HistoryError::Locked {
            path: folder.to_path_buf(),
        },
        other => io_error(folder)(io::Error::other(other)),
    })?;
    let mut removed_because = None;
    let mut runs: Vec<Arc<Run>> = Vec::new();
    let mut names = list(folder).map_err(io_error(folder))?;
    names.sort();
    let (run_files, others): (Vec<_>, Vec<_>) = names
        .into_iter()
        .partition(|path| path.extension().is_some_and(|found| found == RUN_EXTENSION));
    for path in others {
        let name = path.file_name().unwrap_or_default();
        if name == REACHED_FILE || name == LOCK_FILE {
            continue;
        }
        if path
            .extension()
            .is_none_or(|found| found != TEMPORARY_EXTENSION)
        {
            let text = || format!("{} belongs to another version", path.display());
            removed_because.get_or_insert_with(text);
        }
        remove(&path)?;
    }
    for path in run_files {
        let opened = Run::open(path.clone(), chain_id).map_err(io_error(&path))?;
        let reason = match opened {
            Ok(run) => match place(&runs, &run) {
                Place::Next if removed_because.is_none() => {
                    runs.push(Arc::new(run));
                    continue;
                }
                Place::Wider if removed_because.is_none() => {
                    // A merge ended before the runs that it replaces were removed.
                    while let Some(merged) = runs.pop_if(|one| one.footer.first >= run.footer.first)
                    {
                        remove(&merged.path)?;
                    }
                    runs.push(Arc::new(run));
                    continue;
                }
                Place::Covered => {
                    remove(&path)?;
                    continue;
                }
                Place::Next | Place::Wider => None,
                Place::BehindGap => Some("what comes before it is missing".to_owned()),
            },
            Err(reason) => Some(reason),
        };
        if let Some(reason) = reason {
            removed_because.get_or_insert(format!("{}: {reason}", path.display()));
        }
        remove(&path)?;
    }
    let mut reached = Reached::open(folder, chain_id).map_err(io_error(folder))?;
    if let Some(last) = runs.last() {
        reached.height = reached.height.max(Some(last.footer.last));
    }
    Ok(Found {
        lock,
        runs,
        reached,
        removed_because,
    })
}

/// How a run, read in the order of names, goes with those before it.
enum Place {
    /// It follows them.
    Next,
    /// It holds what one or several of them hold, and more.
    Wider,
    /// One of them holds all that it holds.
    Covered,
    /// Something is missing in between.
    BehindGap,
}

fn place(runs: &[Arc<Run>], run: &Run) -> Place {
    let Some(before) = runs.last().map(|run| &run.footer) else {
        return Place::Next;
    };
    if run.footer.follows == before.last + 1 {
        Place::Next
    } else if run.footer.last <= before.last {
        Place::Covered
    } else if run.footer.first <= before.first {
        Place::Wider
    } else {
        Place::BehindGap
    }
}

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect()
}

/// Removes a file, or a folder of another version.
pub(super) fn remove(path: &Path) -> Result<(), HistoryError> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(io_error(path)(source)),
        _ => Ok(()),
    }
}

/// Says which file could not be used.
pub(super) fn io_error(path: &Path) -> impl Fn(io::Error) -> HistoryError {
    move |source| HistoryError::Io {
        path: path.to_path_buf(),
        source,
    }
}
