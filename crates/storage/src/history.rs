//! The history index: where a submission is, which blocks an account took part in, which height a block hash has.
//!
//! It is derived from the log and lies off the commit path. Nothing is synced: after a crash it may end at an earlier height, which
//! [`HistoryIndex::indexed_height`] says, and the caller indexes the blocks from there on. What it says up to that height is complete.
//! A damaged index is deleted when it is opened and built again; it is never a reason not to start.
//!
//! Postings of one account in one block lie together under one key, so that paying ten thousand rows costs the payer
//! a hundred keys and not ten thousand. Keys sort the newest first.

mod engine;
mod keys;

use engine::Engine;
use keys::{
    POSTINGS_PER_KEY, decode_postings, pack, posting_key, posting_prefix, split_posting_key, unpack,
};
use parking_lot::Mutex;
use std::{
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use crate::ChainId;

/// Records committed to the engine at once: bounds the memory that a large block takes.
const COMMIT_KEYS: usize = 16_384;
/// An account index that stands for "none" and gets no postings.
const NO_ACCOUNT: u32 = u32::MAX;

/// An error of the history index. None of them concerns the ledger's truth.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// Another process has the index open.
    #[error("the history index {} is in use by another process", path.display())]
    Locked {
        /// The folder of the index.
        path: PathBuf,
    },
    /// The folder cannot be used: permissions, a full or failing disk.
    #[error("cannot use the history index {}", path.display())]
    Io {
        /// The folder of the index.
        path: PathBuf,
        /// The operating system's reason.
        #[source]
        source: io::Error,
    },
    /// The engine failed in operation. Close the index and open it again, which builds it anew if it is damaged.
    #[error("the history index failed; it is rebuilt from the log when it is opened again")]
    Engine(#[source] fjall::Error),
    /// Blocks must be indexed in order.
    #[error("block {actual} cannot be indexed: the next height of the history index is {expected}")]
    OutOfOrder {
        /// The height to index next.
        expected: u64,
        /// The height that was given.
        actual: u64,
    },
}

/// Whether an account paid or was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The account was credited.
    In,
    /// The account was debited.
    Out,
}

/// The accounts of one record. `u32::MAX` stands for no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordPosting {
    /// The debited account, or the account that an operation concerns.
    pub debit: u32,
    /// The credited account.
    pub credit: u32,
    /// Index of the record inside the submission.
    pub record_index: u32,
}

/// One submission of a block, with the accounts of its records.
#[derive(Debug, Clone)]
pub struct SubmissionPosting<Records> {
    /// The submission id.
    pub id: [u8; 32],
    /// Its position in the block.
    pub position: u32,
    /// Its records.
    pub records: Records,
}

/// A place in an account's history: the last posting of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostingCursor {
    /// Height of the block.
    pub height: u64,
    /// Position of the submission in the block.
    pub position: u32,
    /// Index of the record in the submission.
    pub record_index: u32,
    /// Whether the account paid or was paid.
    pub direction: Direction,
}

/// One entry of an account's history. It names a record; what the record says is in the log.
pub type AccountPosting = PostingCursor;

/// An opened index.
#[derive(Debug)]
pub struct HistoryOpened {
    /// The index.
    pub index: HistoryIndex,
    /// Why an index that was there had to be deleted; blocks are to be indexed from the beginning then.
    pub rebuilt_because: Option<String>,
}

/// The history index of one ledger. Shared by reference between threads; one of them indexes.
#[derive(Debug)]
pub struct HistoryIndex {
    engine: Engine,
    path: PathBuf,
    /// The next height to index, 0 while there is none: published after the block's entries.
    next_height: AtomicU64,
    indexing: Mutex<()>,
}

impl HistoryIndex {
    /// Opens the index in a folder, or creates it. One that is damaged, or of another chain or version, is deleted first.
    ///
    /// # Errors
    /// [`HistoryError::Locked`], or [`HistoryError::Io`] if the folder cannot be used at all.
    pub fn open(folder: &Path, chain_id: &ChainId) -> Result<HistoryOpened, HistoryError> {
        let (engine, rebuilt_because) = Engine::open_or_rebuild(folder, chain_id)?;
        let next_height = engine.next_height().map_err(HistoryError::Engine)?;
        let index = Self {
            engine,
            path: folder.to_path_buf(),
            next_height: AtomicU64::new(next_height.unwrap_or(0)),
            indexing: Mutex::new(()),
        };
        Ok(HistoryOpened {
            index,
            rebuilt_because,
        })
    }

    /// The last height that is indexed completely; `None` before the first.
    #[must_use]
    pub fn indexed_height(&self) -> Option<u64> {
        self.next_height.load(Ordering::Acquire).checked_sub(1)
    }

    /// Indexes the next block. The first block may have any height.
    ///
    /// # Errors
    /// [`HistoryError::OutOfOrder`]; [`HistoryError::Engine`].
    pub fn index_block<Records>(
        &self,
        height: u64,
        block_hash: &[u8; 32],
        submissions: impl IntoIterator<Item = SubmissionPosting<Records>>,
    ) -> Result<(), HistoryError>
    where
        Records: IntoIterator<Item = RecordPosting>,
    {
        let _one_at_a_time = self.indexing.lock();
        if let Some(expected) = self
            .indexed_height()
            .map(|indexed| indexed + 1)
            .filter(|expected| *expected != height)
        {
            return Err(HistoryError::OutOfOrder {
                expected,
                actual: height,
            });
        }
        // Several commits: if a crash comes between them, the block is indexed again and writes the same keys again.
        let mut commit = self.engine.commit();
        commit.put_block(block_hash, height);
        let mut postings: Vec<(u32, u64)> = Vec::new();
        for submission in submissions {
            commit.put_submission(&submission.id, height, submission.position);
            for record in submission.records {
                for (account, direction) in [
                    (record.debit, Direction::Out),
                    (record.credit, Direction::In),
                ] {
                    if account != NO_ACCOUNT {
                        postings.push((
                            account,
                            pack(submission.position, record.record_index, direction),
                        ));
                    }
                }
            }
            if commit.len() >= COMMIT_KEYS {
                std::mem::replace(&mut commit, self.engine.commit())
                    .write()
                    .map_err(HistoryError::Engine)?;
            }
        }
        // By account, and within an account the newest first, as they are read.
        postings.sort_unstable_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
        for of_account in postings.chunk_by(|one, other| one.0 == other.0) {
            for group in of_account.chunks(POSTINGS_PER_KEY) {
                commit.put_postings(
                    posting_key(group[0].0, height, group[0].1),
                    group.iter().map(|posting| posting.1),
                );
                if commit.len() >= COMMIT_KEYS {
                    std::mem::replace(&mut commit, self.engine.commit())
                        .write()
                        .map_err(HistoryError::Engine)?;
                }
            }
        }
        commit.put_next_height(height + 1);
        commit.write().map_err(HistoryError::Engine)?;
        self.next_height.store(height + 1, Ordering::Release);
        Ok(())
    }

    /// Begins at a later height, because the blocks before it are gone from the log. A lower height changes nothing.
    ///
    /// # Errors
    /// [`HistoryError::Engine`].
    pub fn skip_to(&self, height: u64) -> Result<(), HistoryError> {
        let _one_at_a_time = self.indexing.lock();
        if height <= self.next_height.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut commit = self.engine.commit();
        commit.put_next_height(height);
        commit.write().map_err(HistoryError::Engine)?;
        self.next_height.store(height, Ordering::Release);
        Ok(())
    }

    /// Height and position of a submission, if it is indexed.
    ///
    /// # Errors
    /// [`HistoryError::Engine`].
    pub fn submission(&self, id: &[u8; 32]) -> Result<Option<(u64, u32)>, HistoryError> {
        let found = self.engine.submission(id).map_err(HistoryError::Engine)?;
        Ok(found.filter(|(height, _)| Some(*height) <= self.indexed_height()))
    }

    /// The height of a block, by its hash.
    ///
    /// # Errors
    /// [`HistoryError::Engine`].
    pub fn block_height(&self, block_hash: &[u8; 32]) -> Result<Option<u64>, HistoryError> {
        let found = self
            .engine
            .block_height(block_hash)
            .map_err(HistoryError::Engine)?;
        Ok(found.filter(|height| Some(*height) <= self.indexed_height()))
    }

    /// At most `limit` entries of an account's history, newest first, after `cursor`.
    ///
    /// Entries of blocks that were pruned from the log may still be among them: the caller ends at the log's earliest height.
    ///
    /// # Errors
    /// [`HistoryError::Engine`].
    pub fn account_postings(
        &self,
        account: u32,
        cursor: Option<PostingCursor>,
        limit: usize,
    ) -> Result<Vec<AccountPosting>, HistoryError> {
        let Some(indexed_height) = self.indexed_height() else {
            return Ok(Vec::new());
        };
        let after = cursor.map(|cursor| {
            (
                cursor.height,
                pack(cursor.position, cursor.record_index, cursor.direction),
            )
        });
        // Blocks above the indexed height are there in part only.
        let first = after.unwrap_or((indexed_height, u64::MAX));
        let mut found = Vec::new();
        let groups = self.engine.postings_from(
            posting_prefix(account),
            posting_key(account, first.0, first.1),
        );
        for group in groups.map_err(HistoryError::Engine)? {
            let (key, value) = group.map_err(HistoryError::Engine)?;
            let Some(height) = split_posting_key(&key) else {
                continue;
            };
            for packed in decode_postings(&value) {
                // The group in which the cursor lies begins before it.
                if after.is_some_and(|(cursor_height, cursor_packed)| {
                    height == cursor_height && packed >= cursor_packed
                }) {
                    continue;
                }
                if found.len() == limit {
                    return Ok(found);
                }
                let (position, record_index, direction) = unpack(packed);
                found.push(AccountPosting {
                    height,
                    position,
                    record_index,
                    direction,
                });
            }
        }
        Ok(found)
    }

    /// Lets entries below this height go, when the engine next rewrites them. Readers may see some of them until then.
    pub fn prune_below(&self, height: u64) {
        self.engine.prune_below(height);
    }

    /// Bytes that the index takes on disk.
    ///
    /// # Errors
    /// [`HistoryError::Engine`].
    pub fn bytes_on_disk(&self) -> Result<u64, HistoryError> {
        self.engine.bytes_on_disk().map_err(HistoryError::Engine)
    }

    /// Closes and deletes the index: for a caller that finds that it does not fit the log. Opening it again begins an empty one.
    ///
    /// # Errors
    /// [`HistoryError::Io`] if the folder cannot be removed.
    pub fn delete(self) -> Result<(), HistoryError> {
        let Self { engine, path, .. } = self;
        drop(engine);
        engine::remove_folder(&path)
    }
}
