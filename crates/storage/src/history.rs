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
mod posting;

use engine::Engine;
use keys::{
    LABEL_BITS, POSTINGS_PER_KEY, decode_postings, pack, posting_key, split_posting_key, unpack,
};
use parking_lot::Mutex;
pub use posting::{
    AccountEntry, AccountPosting, HistoryOrder, Labels, PostingCursor, PostingPage, PostingQuery,
    Role, SubmissionPosting,
};
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
    pub fn index_block<Entries>(
        &self,
        height: u64,
        block_hash: &[u8; 32],
        submissions: impl IntoIterator<Item = SubmissionPosting<Entries>>,
    ) -> Result<(), HistoryError>
    where
        Entries: IntoIterator<Item = AccountEntry>,
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
            let entries = submission.entries.into_iter();
            postings.extend(
                entries
                    .filter(|entry| entry.account != NO_ACCOUNT)
                    .map(|entry| {
                        let AccountEntry {
                            account,
                            record_index,
                            role,
                            labels,
                        } = entry;
                        (
                            account,
                            pack(submission.position, record_index, role, labels),
                        )
                    }),
            );
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

    /// The wanted entries of an account's history, page by page.
    ///
    /// Entries of blocks that were pruned from the log may still be among them: the caller begins its heights at the log's earliest.
    ///
    /// # Errors
    /// [`HistoryError::Engine`].
    pub fn account_postings(
        &self,
        query: &PostingQuery,
        mut wanted: impl FnMut(&AccountPosting) -> bool,
    ) -> Result<PostingPage, HistoryError> {
        let mut page = PostingPage::default();
        // Blocks above the indexed height are there in part only.
        let highest = self
            .indexed_height()
            .map(|indexed| indexed.min(*query.heights.end()));
        let Some(highest) = highest.filter(|highest| query.heights.start() <= highest) else {
            return Ok(page);
        };
        let after = query.after.map(|cursor| {
            let no_labels = Labels::default();
            let packed = pack(cursor.position, cursor.record_index, cursor.role, no_labels);
            (cursor.height, packed >> LABEL_BITS)
        });
        let is_after = |height: u64, packed: u64| {
            let place = (height, packed >> LABEL_BITS);
            after.is_none_or(|after| match query.order {
                HistoryOrder::NewestFirst => place < after,
                HistoryOrder::OldestFirst => place > after,
            })
        };
        let mut last = None;
        let mut scanned = 0;
        for group in self.groups(query, highest, after)? {
            let (key, value) = group.map_err(HistoryError::Engine)?;
            let Some(height) = split_posting_key(&key) else {
                continue;
            };
            let mut group: Vec<u64> = decode_postings(&value).collect();
            if query.order == HistoryOrder::OldestFirst {
                group.reverse();
            }
            // The group in which the cursor lies begins before it.
            for packed in group.into_iter().filter(|packed| is_after(height, *packed)) {
                if page.postings.len() == query.limit || scanned == query.scan_max {
                    page.next = last;
                    return Ok(page);
                }
                scanned += 1;
                let posting = posting_of(height, packed);
                last = Some(posting.place);
                if wanted(&posting) {
                    page.postings.push(posting);
                }
            }
        }
        Ok(page)
    }

    /// The groups in which the postings of a query lie, in its order; the first one may begin before them.
    fn groups(
        &self,
        query: &PostingQuery,
        highest: u64,
        after: Option<(u64, u64)>,
    ) -> Result<engine::Groups, HistoryError> {
        let key_of = |height, packed| posting_key(query.account, height, packed);
        let newest = key_of(highest, u64::MAX);
        let oldest = key_of(*query.heights.start(), 0);
        let cursor = after.map(|(height, place)| key_of(height, place << LABEL_BITS));
        match query.order {
            HistoryOrder::NewestFirst => {
                let from = cursor.map_or(newest, |cursor| cursor.max(newest));
                self.engine.postings_from(from, oldest)
            }
            HistoryOrder::OldestFirst => {
                let from = cursor.map_or(oldest, |cursor| cursor.min(oldest));
                self.engine.postings_back_from(from, newest)
            }
        }
        .map_err(HistoryError::Engine)
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

fn posting_of(height: u64, packed: u64) -> AccountPosting {
    let (position, record_index, role, labels) = unpack(packed);
    AccountPosting {
        place: PostingCursor {
            height,
            position,
            record_index,
            role,
        },
        labels,
    }
}
