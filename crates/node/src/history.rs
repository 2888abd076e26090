//! The history index, built from final blocks off the commit path, and the questions it answers.
//!
//! The index may lag behind the tip; `indexed_height` says by how much and goes into every answer that depends on it. Submissions of
//! blocks that are not indexed yet are found in the recent blocks.
//!
//! It is derived from the log, so nothing that happens to it stops a node: one that does not fit the log or that fails is opened again,
//! and built anew if that does not help. Until then the questions that need it are answered with `not_ready`.

mod postings;

pub use postings::PostingLabels;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_storage::{AccountPosting, HistoryError, HistoryIndex, PostingPage, PostingQuery};
use aurigraph_types::Digest;
use parking_lot::{Mutex, RwLock};

use crate::chain::{Chain, ChainError};
use crate::status::{Hindrance, Status};

/// After this long without a block, and again each time it has passed, the memory of block bodies is given back.
const BODIES_KEPT_WHEN_IDLE: Duration = Duration::from_secs(30);
/// How long the indexer sleeps when it has caught up.
const IDLE_WAIT: Duration = Duration::from_millis(50);
/// How long it waits before it tries again what failed.
const RETRY_WAIT: Duration = Duration::from_secs(1);
/// Blocks above the indexed ones that a question looks through itself.
const RECENT_HEIGHTS: usize = 256;
/// The longest wait between two tries.
const RETRY_WAIT_MAX: Duration = Duration::from_secs(60);
/// An index that fails as often in a row, though it was opened again each time, is deleted.
const FAILURES_BEFORE_REBUILD: u32 = 3;
/// How long a question waits for the index to reach the tip, and how often it looks.
const CATCH_UP_TIMEOUT: Duration = Duration::from_secs(10);
const CATCH_UP_INTERVAL: Duration = Duration::from_millis(10);

/// The index with the chain it describes.
#[derive(Debug)]
pub struct History {
    folder: PathBuf,
    /// `None` while it cannot be opened.
    index: RwLock<Option<HistoryIndex>>,
    chain: Arc<Chain>,
    /// The height to index next; pruning looks here what is still needed.
    next_height: Arc<AtomicU64>,
    status: Arc<Status>,
    /// Why no block can be indexed now.
    trouble: Mutex<Option<String>>,
    stopping: AtomicBool,
}

/// Why history cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum HistoryQueryError {
    /// The index failed and is being opened again.
    #[error("the history index is being repaired")]
    Repairing,
    /// What was not found may be in a block that is not indexed yet.
    #[error("not found in the blocks indexed so far: {indexed} of {tip}")]
    Behind {
        /// The last indexed height.
        indexed: u64,
        /// The tip.
        tip: u64,
    },
    /// The index.
    #[error("the history index cannot be read")]
    Index(#[from] HistoryError),
    /// A block.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl History {
    /// The index of a chain: the one that recovery has opened already, or else opened here. `next_height` is where pruning looks what is
    /// still needed.
    ///
    /// # Errors
    /// If the folder cannot be used at all.
    pub fn open(
        folder: PathBuf,
        opened: Option<HistoryIndex>,
        chain: Arc<Chain>,
        next_height: Arc<AtomicU64>,
        status: Arc<Status>,
    ) -> Result<Self, HistoryError> {
        let history = Self {
            folder,
            index: RwLock::new(None),
            chain,
            next_height,
            status,
            trouble: Mutex::new(None),
            stopping: AtomicBool::new(false),
        };
        match opened {
            Some(index) => history.begin_with(&mut history.index.write(), index)?,
            None => history.reopen(false)?,
        }
        Ok(history)
    }

    /// Closes the index if it is open, and opens it; deletes it before if it is `damaged`.
    fn reopen(&self, damaged: bool) -> Result<(), HistoryError> {
        let mut slot = self.index.write();
        match slot.take() {
            Some(index) if damaged => index.delete()?,
            index => drop(index),
        }
        let index = self.open_index()?;
        self.begin_with(&mut slot, index)
    }

    /// Goes on with an index, unless it is ahead of the log.
    fn begin_with(
        &self,
        slot: &mut Option<HistoryIndex>,
        mut index: HistoryIndex,
    ) -> Result<(), HistoryError> {
        let tip = self.chain.tip().height.get();
        if let Some(indexed) = index.indexed_height().filter(|indexed| *indexed > tip) {
            tracing::warn!(
                indexed,
                tip,
                "the history index is ahead of the log and does not belong to it; it is built anew"
            );
            index.delete()?;
            index = self.open_index()?;
        }
        let next = index.indexed_height().map_or(0, |height| height + 1);
        self.next_height.store(next, Ordering::Release);
        *slot = Some(index);
        Ok(())
    }

    fn open_index(&self) -> Result<HistoryIndex, HistoryError> {
        let opened = HistoryIndex::open(&self.folder, &self.chain.constants.chain_id.0.0)?;
        if let Some(reason) = &opened.rebuilt_because {
            tracing::warn!(%reason, "the history index is rebuilt from the log");
        }
        Ok(opened.index)
    }

    fn with_index<T>(
        &self,
        ask: impl FnOnce(&HistoryIndex) -> Result<T, HistoryError>,
    ) -> Result<T, HistoryQueryError> {
        match self.index.read().as_ref() {
            Some(index) => Ok(ask(index)?),
            None => Err(HistoryQueryError::Repairing),
        }
    }

    /// Why the index does not go on, if it does not.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().clone()
    }

    /// The last height that is indexed; 0 before the first.
    pub fn indexed_height(&self) -> u64 {
        self.next_height.load(Ordering::Acquire).saturating_sub(1)
    }

    /// Waits until the index has reached the present tip, or for [`CATCH_UP_TIMEOUT`]. What is not found before may be in a
    /// block that the index has not come to: after a crash it lags, and so it does under load.
    pub async fn catch_up(&self) {
        let tip = self.chain.tip().height.get();
        let deadline = Instant::now() + CATCH_UP_TIMEOUT;
        while self.indexed_height() < tip && Instant::now() < deadline {
            tokio::time::sleep(CATCH_UP_INTERVAL).await;
        }
    }

    /// Bytes of the index on disk.
    pub fn bytes_on_disk(&self) -> u64 {
        self.with_index(|index| Ok(index.bytes_on_disk()))
            .unwrap_or(0)
    }

    /// Height and position of a submission: from the blocks that are not indexed yet, then from the index.
    pub fn find_submission(&self, id: &Digest) -> Result<Option<(u64, u32)>, HistoryQueryError> {
        let tip = self.chain.tip().height.get();
        let indexed = self.indexed_height();
        // Recent blocks hold their outcomes in memory. One that does not, after a restart, was not looked through.
        let mut all_seen = tip - indexed.min(tip) <= RECENT_HEIGHTS as u64;
        for height in (indexed + 1..=tip).rev().take(RECENT_HEIGHTS) {
            let Some(block) = self.chain.header(height)? else {
                continue;
            };
            let Some(outcome) = &block.outcome else {
                all_seen &= block.header.fields().submission_count == 0;
                continue;
            };
            let mut submissions = outcome.submissions.iter();
            if let Some(position) = submissions.position(|submission| submission.id == *id) {
                return Ok(Some((height, position as u32)));
            }
        }
        match self.with_index(|index| index.submission(&id.0))? {
            None if !all_seen => Err(HistoryQueryError::Behind { indexed, tip }),
            found => Ok(found),
        }
    }

    /// Height of a block hash.
    pub fn find_block(&self, hash: &Digest) -> Result<Option<u64>, HistoryQueryError> {
        let tip = self.chain.tip().height.get();
        let indexed = self.indexed_height();
        for height in (indexed + 1..=tip).rev().take(RECENT_HEIGHTS) {
            if self
                .chain
                .header(height)?
                .is_some_and(|block| block.hash == *hash)
            {
                return Ok(Some(height));
            }
        }
        match self.with_index(|index| index.block_height(&hash.0))? {
            None if tip.saturating_sub(indexed) > RECENT_HEIGHTS as u64 => {
                Err(HistoryQueryError::Behind { indexed, tip })
            }
            found => Ok(found),
        }
    }

    /// The wanted postings of an account.
    pub fn account_postings(
        &self,
        query: &PostingQuery,
        wanted: impl FnMut(&AccountPosting) -> bool,
    ) -> Result<PostingPage, HistoryQueryError> {
        self.with_index(|index| index.account_postings(query, wanted))
    }

    /// Starts the indexer. It ends after [`Self::stop`].
    pub fn start(self: &Arc<Self>) -> std::io::Result<JoinHandle<()>> {
        let history = Arc::clone(self);
        std::thread::Builder::new()
            .name("history".into())
            .spawn(move || {
                // The commit path comes first: this thread takes only what is left of the cores.
                if let Err(error) = rustix::process::nice(10) {
                    tracing::debug!(%error, "the history thread keeps its priority");
                }
                history.run();
            })
    }

    /// Ends the indexer after the block it is at.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    fn run(&self) {
        let mut failures = 0;
        let mut last_block = Instant::now();
        while !self.stopping.load(Ordering::Acquire) {
            match self.index_next() {
                Ok(indexed) => {
                    if failures > 0 {
                        tracing::info!("the history index goes on");
                        *self.trouble.lock() = None;
                        failures = 0;
                    }
                    if indexed {
                        last_block = Instant::now();
                    } else {
                        if last_block.elapsed() >= BODIES_KEPT_WHEN_IDLE {
                            self.rest();
                            last_block = Instant::now();
                        }
                        std::thread::sleep(IDLE_WAIT);
                    }
                }
                // The block was pruned between the look at the earliest height and the reading.
                Err(HistoryQueryError::Chain(ChainError::Pruned { .. })) => {}
                Err(error) => {
                    failures += 1;
                    *self.trouble.lock() = Some(with_causes(&error));
                    if let HistoryQueryError::Chain(_) = error {
                        self.report_block(&error, failures);
                    } else {
                        self.repair(&error, failures);
                    }
                }
            }
        }
    }

    /// Gives memory back that an idle node does not need.
    fn rest(&self) {
        self.chain.forget_bodies();
        if let Err(error) = self.with_index(HistoryIndex::rest) {
            tracing::warn!(
                error = with_causes(&error),
                "the history index stays in memory"
            );
        }
    }

    /// Indexes the next block; false if there is none and nothing else to do.
    fn index_next(&self) -> Result<bool, HistoryQueryError> {
        let earliest = self.chain.earliest_height();
        self.with_index(|index| {
            index.prune_below(earliest);
            index.skip_to(earliest)
        })?;
        let height = self
            .next_height
            .fetch_max(earliest, Ordering::AcqRel)
            .max(earliest);
        let is_behind = height <= self.chain.tip().height.get();
        // A long merge is given up on the way to the end of the process.
        let go_on = || !self.stopping.load(Ordering::Relaxed);
        let has_tidied = self.with_index(|index| index.tidy(is_behind, &go_on))?;
        if !is_behind {
            return Ok(has_tidied);
        }
        let Some(block) = self.chain.block_once(height)? else {
            return Ok(false);
        };
        let submissions = block.submissions.as_deref().unwrap_or_default().iter();
        let postings = submissions
            .enumerate()
            .map(|(position, bytes)| postings::of_submission(&block, position, bytes));
        self.with_index(|index| index.index_block(height, &block.hash.0, postings))?;
        self.next_height.store(height + 1, Ordering::Release);
        Ok(true)
    }

    /// A block that cannot be read: damage in the log. Nothing helps but an operator, so it is told ever more rarely.
    fn report_block(&self, error: &HistoryQueryError, failures: u32) {
        let wait = RETRY_WAIT
            .saturating_mul(1 << failures.min(6))
            .min(RETRY_WAIT_MAX);
        tracing::error!(
            height = self.next_height.load(Ordering::Acquire),
            error = with_causes(error),
            next_try_s = wait.as_secs(),
            "a block cannot be indexed"
        );
        let until = Instant::now() + wait;
        while Instant::now() < until && !self.stopping.load(Ordering::Acquire) {
            std::thread::sleep(IDLE_WAIT);
        }
    }

    /// After an error of the index it is opened again; a damaged one is deleted before, and so is one that fails again and again. A full
    /// disk is no reason to delete it.
    fn repair(&self, error: &HistoryQueryError, failures: u32) {
        let disk_is_full = self.status.hindrance(Hindrance::Disk).is_some();
        let is_damaged = matches!(
            error,
            HistoryQueryError::Index(HistoryError::Damaged { .. })
        );
        let rebuild =
            is_damaged || failures.is_multiple_of(FAILURES_BEFORE_REBUILD) && !disk_is_full;
        if failures == 1 || rebuild {
            tracing::error!(
                error = with_causes(error),
                failures,
                rebuild,
                "the history index failed and is opened again"
            );
        }
        std::thread::sleep(RETRY_WAIT);
        if let Err(error) = self.reopen(rebuild) {
            tracing::error!(
                error = with_causes(&error),
                "the history index cannot be opened; trying again"
            );
        }
    }
}

/// An error's text with those of its causes.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
