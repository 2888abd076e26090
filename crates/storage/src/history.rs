//! The history index: where a submission is, which blocks an account took part in, which height a block hash has.
//!
//! It is derived from the log and lies off the commit path. Nothing is synced: after a crash it may end at an earlier height, which
//! [`HistoryIndex::indexed_height`] says, and the caller indexes the blocks from there on. What it says up to that height is complete.
//! Damage is never a reason not to start: what is found when it is opened is removed, and those blocks are indexed again.
//!
//! ```text
//! index_block ──▶ pending (memory, as it came) ──full──▶ run (a file, sorted by account) ──sixteen alike──▶ a longer run
//! a question asks pending and those runs whose heights it is about; a run wholly below the log's earliest height loses its postings
//! ```
//! Our own and not a general store, because the index gets two postings for each transfer, sorted by time already, in blocks: a counting
//! sort and one write cost tens of nanoseconds a transfer where a log-structured merge tree took microseconds
//! (`docs/decisions/0007-history-index-of-sorted-runs.md`).

mod folder;
mod footer;
mod merge;
mod page;
mod pending;
mod place;
mod posting;
mod reading;
mod run;
mod writer;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use folder::{Found, Reached};
use parking_lot::{Mutex, RwLock};
use pending::Pending;
pub use posting::{
    AccountEntry, AccountPosting, HistoryOrder, Labels, PostingCursor, PostingPage, PostingQuery,
    Role, SubmissionPosting,
};
use run::Run;

use crate::{ChainId, DataFolderLock};

/// An account index that stands for "none" and gets no postings.
const NO_ACCOUNT: u32 = u32::MAX;
/// Runs above which they are merged even while blocks wait to be indexed.
const RUNS_MAX: usize = 256;
/// Runs below the log's earliest height keep their names, so that a transaction that was pruned is told from one that never was: up to
/// this much, 1.6 million names.
const RETIRED_BYTES_MAX: u64 = 64 << 20;
/// Postings in memory that are worth a run when the node is idle.
const IDLE_POSTINGS_MIN: usize = 1 << 14;

/// An error of the history index. None of them concerns the ledger's truth.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// Another process has the index open.
    #[error("the history index {} is in use by another process", path.display())]
    Locked {
        /// The folder of the index.
        path: PathBuf,
    },
    /// A file cannot be used: permissions, a full or failing disk.
    #[error("cannot use {} of the history index", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
    /// A page is not as it was written. Delete the index: it is built again from the log.
    #[error("{} is damaged at byte {offset}; the history index is built again from the log", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where the damaged page begins.
        offset: u64,
    },
    /// Blocks must be indexed in order.
    #[error("block {actual} cannot be indexed: the next height of the history index is {expected}")]
    OutOfOrder {
        /// The height to index next.
        expected: u64,
        /// The height that was given.
        actual: u64,
    },
}

/// An opened index.
#[derive(Debug)]
pub struct HistoryOpened {
    /// The index.
    pub index: HistoryIndex,
    /// Why a part of the index that was there had to be removed, or all of it; those blocks are to be indexed again.
    pub rebuilt_because: Option<String>,
}

/// The history index of one ledger. Shared by reference between threads; one of them indexes.
#[derive(Debug)]
pub struct HistoryIndex {
    folder: PathBuf,
    chain_id: ChainId,
    /// What readers see.
    parts: RwLock<Parts>,
    /// The next height to index, 0 while there is none: published after the block's entries.
    next_height: AtomicU64,
    /// Held by whoever changes the index.
    reached: Mutex<Reached>,
    earliest_height: AtomicU64,
    /// Set by a reader that met a damaged page: the indexer hears of it with its next block.
    damage: Mutex<Option<(PathBuf, u64)>>,
    /// The height behind the last run, which the next run says that it follows.
    follows: AtomicU64,
    _lock: DataFolderLock,
}

/// Where postings are, by age. A reader takes a copy, which goes on to be complete whatever becomes of the parts.
#[derive(Debug, Default, Clone)]
struct Parts {
    /// Ascending by height.
    runs: Vec<Arc<Run>>,
    /// Being written as a run; nothing is added to it.
    sealed: Option<Arc<RwLock<Pending>>>,
    pending: Arc<RwLock<Pending>>,
}

impl Parts {
    /// What is in memory, the older part first.
    fn in_memory(&self) -> impl DoubleEndedIterator<Item = &RwLock<Pending>> {
        let sealed = self.sealed.iter().map(|sealed| &**sealed);
        sealed.chain([&*self.pending])
    }
}

impl HistoryIndex {
    /// Opens the index in a folder, or creates it. What is damaged, or of another chain or version, is removed first.
    ///
    /// # Errors
    /// [`HistoryError::Locked`], or [`HistoryError::Io`] if the folder cannot be used at all.
    pub fn open(folder: &Path, chain_id: &ChainId) -> Result<HistoryOpened, HistoryError> {
        let Found {
            lock,
            runs,
            reached,
            removed_because,
        } = folder::open(folder, chain_id)?;
        let next_height = runs.last().map_or(0, |run| run.footer.last + 1);
        let index = Self {
            folder: folder.to_path_buf(),
            chain_id: *chain_id,
            parts: RwLock::new(Parts {
                runs,
                ..Parts::default()
            }),
            next_height: AtomicU64::new(next_height),
            reached: Mutex::new(reached),
            earliest_height: AtomicU64::new(0),
            damage: Mutex::default(),
            follows: AtomicU64::new(next_height),
            _lock: lock,
        };
        Ok(HistoryOpened {
            index,
            rebuilt_because: removed_because,
        })
    }

    /// The last height that is indexed completely; `None` before the first.
    #[must_use]
    pub fn indexed_height(&self) -> Option<u64> {
        self.next_height.load(Ordering::Acquire).checked_sub(1)
    }

    /// The highest height that was ever indexed here, also if its entries were lost with a process: such a block was durable.
    #[must_use]
    pub fn reached_height(&self) -> Option<u64> {
        self.reached.lock().height
    }

    /// Indexes the next block. The first block may have any height.
    ///
    /// # Errors
    /// [`HistoryError::OutOfOrder`]; [`HistoryError::Io`]; [`HistoryError::Damaged`] if a reader met damage.
    pub fn index_block<Entries>(
        &self,
        height: u64,
        block_hash: &[u8; 32],
        submissions: impl IntoIterator<Item = SubmissionPosting<Entries>>,
    ) -> Result<(), HistoryError>
    where
        Entries: IntoIterator<Item = AccountEntry>,
    {
        let mut reached = self.reached.lock();
        if let Some((path, offset)) = self.damage.lock().clone() {
            return Err(HistoryError::Damaged { path, offset });
        }
        let next = self.next_height.load(Ordering::Acquire);
        if next != height && next != 0 {
            return Err(HistoryError::OutOfOrder {
                expected: next,
                actual: height,
            });
        }
        let pending = Arc::clone(&self.parts.read().pending);
        let is_full = {
            let mut pending = pending.write();
            let follows = self.follows.load(Ordering::Relaxed);
            pending.push_block(follows, height, block_hash, submissions);
            pending.is_full()
        };
        self.next_height.store(height + 1, Ordering::Release);
        reached.set(height, &self.chain_id);
        if is_full {
            self.seal()?;
        }
        Ok(())
    }

    /// Writes what is in memory as a run, and before it what could not be written before. The caller holds `reached`.
    fn seal(&self) -> Result<(), HistoryError> {
        loop {
            let sealed = {
                let mut parts = self.parts.write();
                if parts.sealed.is_none() {
                    if parts.pending.read().is_empty() {
                        return Ok(());
                    }
                    parts.sealed = Some(std::mem::take(&mut parts.pending));
                }
                Arc::clone(parts.sealed.as_ref().expect("just put there"))
            };
            let run = sealed.read().write(&self.folder, &self.chain_id)?;
            self.follows.store(run.footer.last + 1, Ordering::Relaxed);
            let mut parts = self.parts.write();
            parts.runs.push(Arc::new(run));
            parts.sealed = None;
        }
    }

    /// Brings the files in order: lets go what lies below the log's earliest height, and merges runs. `is_behind` says that blocks wait to be
    /// indexed: then only what cannot wait is done. `go_on` is asked often; when it says no, a merge is given up.
    /// False if there is nothing more to do.
    ///
    /// # Errors
    /// [`HistoryError::Io`], [`HistoryError::Damaged`].
    pub fn tidy(&self, is_behind: bool, go_on: &dyn Fn() -> bool) -> Result<bool, HistoryError> {
        let _one_at_a_time = self.reached.lock();
        let earliest = self.earliest_height.load(Ordering::Relaxed);
        let runs = self.parts.read().runs.clone();
        let retired = runs.partition_point(|run| run.footer.last < earliest);
        if let Some(run) = runs[..retired]
            .iter()
            .find(|run| run.footer.posting_pages > 0)
        {
            return self.rewrite(std::slice::from_ref(run), earliest, go_on);
        }
        let retired_bytes: u64 = runs[..retired]
            .iter()
            .map(|run| run.footer.file_bytes())
            .sum();
        if retired_bytes > RETIRED_BYTES_MAX {
            self.parts.write().runs.remove(0);
            folder::remove(&runs[0].path)?;
            return Ok(true);
        }
        if is_behind && runs.len() <= RUNS_MAX {
            return Ok(false);
        }
        match merge::candidates(&runs) {
            Some(old) => self.rewrite(old, earliest, go_on),
            None => Ok(false),
        }
    }

    /// Puts one run in the place of neighbouring ones. The caller holds `reached`. False if it was given up.
    fn rewrite(
        &self,
        old: &[Arc<Run>],
        earliest: u64,
        go_on: &dyn Fn() -> bool,
    ) -> Result<bool, HistoryError> {
        let Some(new) = merge::merge(&self.folder, &self.chain_id, old, earliest, go_on)? else {
            return Ok(false);
        };
        let new = Arc::new(new);
        {
            let mut parts = self.parts.write();
            let is_first = |run: &Arc<Run>| Arc::ptr_eq(run, &old[0]);
            let first = parts.runs.iter().position(is_first);
            let first = first.expect("only the holder of the lock changes the runs");
            let places = first..first + old.len();
            parts.runs.splice(places, [Arc::clone(&new)]);
        }
        // One that was rewritten alone has given its name to the new one.
        for run in old.iter().filter(|run| run.path != new.path) {
            folder::remove(&run.path)?;
        }
        Ok(true)
    }

    /// Gives memory back: for a node that has nothing to do.
    ///
    /// # Errors
    /// [`HistoryError::Io`].
    pub fn rest(&self) -> Result<(), HistoryError> {
        let _one_at_a_time = self.reached.lock();
        let pending = Arc::clone(&self.parts.read().pending);
        let is_worth_it = pending.read().postings() >= IDLE_POSTINGS_MIN;
        if is_worth_it { self.seal() } else { Ok(()) }
    }

    /// Begins at a later height, because the blocks before it are gone from the log. A lower height changes nothing.
    ///
    /// # Errors
    /// [`HistoryError::Io`].
    pub fn skip_to(&self, height: u64) -> Result<(), HistoryError> {
        let _one_at_a_time = self.reached.lock();
        if height > self.next_height.load(Ordering::Acquire) {
            // What is in memory ends before the gap, so it must not share a run with what comes behind.
            self.seal()?;
            self.next_height.store(height, Ordering::Release);
        }
        Ok(())
    }

    /// Lets entries below this height go with the next [`Self::tidy`]. Readers may see some of them after it, too.
    pub fn prune_below(&self, height: u64) {
        self.earliest_height.fetch_max(height, Ordering::Relaxed);
    }

    /// Bytes that the index takes on disk.
    #[must_use]
    pub fn bytes_on_disk(&self) -> u64 {
        let parts = self.parts.read();
        parts.runs.iter().map(|run| run.footer.file_bytes()).sum()
    }

    /// Closes and deletes the index: for a caller that finds that it does not fit the log. Opening it again begins an empty one.
    ///
    /// # Errors
    /// [`HistoryError::Io`] if the folder cannot be removed.
    pub fn delete(self) -> Result<(), HistoryError> {
        *self.parts.write() = Parts::default();
        folder::remove(&self.folder)
    }
}

/// What is in memory is written, so that the next start need not index it again.
impl Drop for HistoryIndex {
    fn drop(&mut self) {
        // It is derived: what cannot be written is indexed again.
        let _ = self.seal();
    }
}
