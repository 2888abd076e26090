//! The history index, built from final blocks off the commit path, and the questions it answers.
//!
//! The index may lag behind the tip; `indexed_height` says by how much and goes into every answer that depends on it. Submissions of
//! blocks that are not indexed yet are found in the recent blocks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_storage::{
    HistoryError, HistoryIndex, PostingCursor, RecordPosting, SubmissionPosting,
};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{AccountIndex, Digest, Operation};
use bytes::Bytes;

use crate::chain::{Chain, ChainError, FinalBlock};

/// How long the indexer sleeps when it has caught up.
const IDLE_WAIT: Duration = Duration::from_millis(50);
/// How long a question waits for the index to reach the tip, and how often it looks.
const CATCH_UP_TIMEOUT: Duration = Duration::from_secs(10);
const CATCH_UP_INTERVAL: Duration = Duration::from_millis(10);

/// The index with the chain it describes.
#[derive(Debug)]
pub struct History {
    index: HistoryIndex,
    chain: Arc<Chain>,
    next_height: Arc<AtomicU64>,
    stopping: AtomicBool,
}

/// Why history cannot answer.
#[derive(Debug, thiserror::Error)]
pub enum HistoryQueryError {
    /// The index.
    #[error("the history index cannot be read")]
    Index(#[from] HistoryError),
    /// A block.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl History {
    /// Over an open index. `next_height` is where pruning looks what is still needed.
    pub fn new(index: HistoryIndex, chain: Arc<Chain>, next_height: Arc<AtomicU64>) -> Self {
        next_height.store(
            index.indexed_height().map_or(0, |height| height + 1),
            Ordering::Release,
        );
        Self {
            index,
            chain,
            next_height,
            stopping: AtomicBool::new(false),
        }
    }

    /// The last height that is indexed; 0 before the first.
    pub fn indexed_height(&self) -> u64 {
        self.index.indexed_height().unwrap_or(0)
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
        self.index.bytes_on_disk().unwrap_or(0)
    }

    /// Height and position of a submission: from the blocks that are not indexed yet, then from the index.
    pub fn find_submission(&self, id: &Digest) -> Result<Option<(u64, u32)>, HistoryQueryError> {
        let tip = self.chain.tip().height.get();
        // Recent blocks hold their outcomes in memory; further back the index is asked first, so this stays short.
        for height in (self.indexed_height() + 1..=tip).rev().take(256) {
            let Some(block) = self.chain.header(height)? else {
                continue;
            };
            let found = block.outcome.as_ref().and_then(|outcome| {
                outcome
                    .submissions
                    .iter()
                    .position(|submission| submission.id == *id)
            });
            if let Some(position) = found {
                return Ok(Some((height, position as u32)));
            }
        }
        Ok(self.index.submission(&id.0)?)
    }

    /// Height of a block hash.
    pub fn find_block(&self, hash: &Digest) -> Result<Option<u64>, HistoryQueryError> {
        let tip = self.chain.tip().height.get();
        for height in (self.indexed_height() + 1..=tip).rev().take(256) {
            if self
                .chain
                .header(height)?
                .is_some_and(|block| block.hash == *hash)
            {
                return Ok(Some(height));
            }
        }
        Ok(self.index.block_height(&hash.0)?)
    }

    /// Postings of an account, newest first.
    pub fn account_postings(
        &self,
        account: AccountIndex,
        cursor: Option<PostingCursor>,
        limit: usize,
    ) -> Result<Vec<PostingCursor>, HistoryQueryError> {
        Ok(self.index.account_postings(account.get(), cursor, limit)?)
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
        while !self.stopping.load(Ordering::Acquire) {
            let next = self
                .next_height
                .load(Ordering::Acquire)
                .max(self.chain.earliest_height());
            if next > self.chain.tip().height.get() {
                std::thread::sleep(IDLE_WAIT);
                continue;
            }
            match self.index_height(next) {
                Ok(()) => self.next_height.store(next + 1, Ordering::Release),
                Err(HistoryQueryError::Chain(ChainError::Pruned { .. })) => {}
                Err(error) => {
                    tracing::error!(height = next, %error, "a block cannot be indexed; trying again");
                    std::thread::sleep(Duration::from_secs(1));
                }
            }
        }
    }

    fn index_height(&self, height: u64) -> Result<(), HistoryQueryError> {
        let Some(block) = self.chain.block(height)? else {
            return Ok(());
        };
        let submissions = block.submissions.as_deref().unwrap_or_default();
        let postings: Vec<_> = submissions
            .iter()
            .enumerate()
            .map(|(position, bytes)| posting(&block, position, bytes))
            .collect();
        self.index.index_block(height, &block.hash.0, postings)?;
        Ok(())
    }
}

fn posting(
    block: &FinalBlock,
    position: usize,
    bytes: &Bytes,
) -> SubmissionPosting<Vec<RecordPosting>> {
    let view =
        SubmissionView::decode(bytes).expect("the block was split into decodable submissions");
    let outcome = block
        .outcome
        .as_ref()
        .and_then(|outcome| outcome.submissions.get(position));
    let id = outcome.map_or_else(|| view.id(), |outcome| outcome.id);
    let records = match view.operation() {
        Some(operation) => vec![operation_posting(&view, &operation)],
        None => view
            .records()
            .iter()
            .enumerate()
            .map(|(index, record)| RecordPosting {
                debit: record.debit_account.get(),
                credit: record.credit_account.get(),
                record_index: index as u32,
            })
            .collect(),
    };
    SubmissionPosting {
        id: id.0,
        position: position as u32,
        records,
    }
}

/// An operation belongs to its signer's history, and to that of the account it concerns.
fn operation_posting(view: &SubmissionView<'_>, operation: &Operation) -> RecordPosting {
    let concerned = match operation {
        Operation::GrantCustody { custodian } => *custodian,
        Operation::SetFrozen { account, .. } => *account,
        _ => AccountIndex::NONE,
    };
    RecordPosting {
        debit: view.header().signer().get(),
        credit: concerned.get(),
        record_index: 0,
    }
}
