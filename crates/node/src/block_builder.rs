//! The block under construction: submissions are executed as they arrive, while they are in the cache, and closing it makes header
//! and certificate.
//!
//! Header h carries the roots of height h-1, so closing does not wait for the state root of h itself: the core hashes that while the log
//! thread writes.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use aurigraph_ledger::{BlockOutcome, BlockOutcomeBuilder, State};
use aurigraph_storage::StorageError;
use aurigraph_types::block::BlockFields;
use aurigraph_types::certificate::Certificate;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{
    BlockHeader, ChainId, Digest, Height, ResultCode, SigningKey, SubmissionKind, proposal,
};
use bytes::Bytes;
use tokio::sync::oneshot;

use crate::chain::ChainTotals;
use crate::ingest::{FinalReceipt, Refusal, SubmissionResult};
use crate::key_directory::KeyDirectory;
use crate::verify::Unit;

/// Results of the last executed height, which the next header commits to.
#[derive(Clone, Debug)]
pub struct Executed {
    /// The height.
    pub height: Height,
    /// Hash of its block.
    pub block_hash: Digest,
    /// Its block's time.
    pub time_ms: u64,
    /// State root after it.
    pub state_root: Digest,
    /// Receipts root of it.
    pub receipts_root: Digest,
    /// What it did.
    pub outcome: Arc<BlockOutcome>,
    /// Totals up to it.
    pub totals: ChainTotals,
}

/// Who signs blocks, and for which chain.
#[derive(Debug)]
pub struct Proposer {
    /// The chain.
    pub chain_id: ChainId,
    /// The validator's key.
    pub key: SigningKey,
}

/// An answer that waits for its block to be durable.
#[derive(Debug)]
pub struct WaitingAnswer {
    /// Where it goes.
    pub reply: oneshot::Sender<Vec<SubmissionResult>>,
    /// What it says.
    pub results: Vec<SubmissionResult>,
    /// When the unit was admitted.
    pub admitted_at: Instant,
    /// Held until the answer is sent.
    pub permit: tokio::sync::OwnedSemaphorePermit,
}

/// A certified block on its way to the log.
#[derive(Debug)]
pub struct ClosedBlock {
    /// Its header.
    pub header: BlockHeader,
    /// Its hash.
    pub hash: Digest,
    /// Certificate bytes.
    pub certificate: Bytes,
    /// Submissions, in order.
    pub submissions: Vec<Bytes>,
    /// The outcome of the height that the header commits to.
    pub annex: Vec<u8>,
    /// What this block did.
    pub outcome: Arc<BlockOutcome>,
    /// State root after it: filled in by the core while the log thread writes.
    pub state_root: Arc<OnceLock<Digest>>,
    /// Totals up to it.
    pub totals: ChainTotals,
    /// Totals of the block alone.
    pub transferred: BlockCounts,
    /// Accounts after it.
    pub account_count: usize,
    /// Supply of each asset after it, by index.
    pub supply: Arc<[u64]>,
    /// Answers that wait for it.
    pub answers: Vec<WaitingAnswer>,
}

/// Counts of one block.
#[derive(Clone, Copy, Debug, Default)]
pub struct BlockCounts {
    /// Transfers, both forms.
    pub transactions: u64,
    /// Individually signed ones.
    pub individually_signed: u64,
    /// Records with another code than applied.
    pub rejected: u64,
    /// Operations.
    pub operations: u64,
}

/// The block under construction.
#[derive(Debug)]
pub struct Building {
    height: Height,
    /// The block's time, decided when something is executed in it or, while it is empty, when it closes.
    time_ms: Option<u64>,
    opened_at: Option<Instant>,
    submissions: Vec<Bytes>,
    outcome: BlockOutcomeBuilder,
    answers: Vec<WaitingAnswer>,
    body_bytes: usize,
    counts: BlockCounts,
}

impl Building {
    /// An empty block with room for as many submissions as the one before had: a list that grows is copied again and again.
    pub fn new(height: Height, submissions: usize) -> Self {
        Self {
            height,
            time_ms: None,
            opened_at: None,
            submissions: Vec::with_capacity(submissions),
            outcome: BlockOutcomeBuilder::with_capacity(submissions),
            answers: Vec::new(),
            body_bytes: 0,
            counts: BlockCounts::default(),
        }
    }

    /// The next block after it.
    pub fn successor(&self) -> Self {
        Self::new(self.height.next(), self.submissions.len())
    }

    /// Its height.
    pub const fn height(&self) -> Height {
        self.height
    }

    /// Whether nothing was executed in it.
    pub fn is_empty(&self) -> bool {
        self.submissions.is_empty()
    }

    /// Transfers so far.
    pub const fn transactions(&self) -> u64 {
        self.counts.transactions
    }

    /// Bytes of submissions so far.
    pub const fn body_bytes(&self) -> usize {
        self.body_bytes
    }

    /// Time since the first submission.
    pub fn age(&self) -> Duration {
        self.opened_at
            .map_or(Duration::ZERO, |opened| opened.elapsed())
    }

    /// The block's time, which is decided with the first question: rules may depend on it. `now_ms` is the clock's, `after_ms` the time of the block
    /// before, which it never comes before.
    pub fn time_ms(&mut self, now_ms: impl FnOnce() -> u64, after_ms: u64) -> u64 {
        *self.time_ms.get_or_insert_with(|| now_ms().max(after_ms))
    }

    /// Executes a unit. Returns its answer if that need not wait for this block, because nothing of it is in it.
    pub fn execute(
        &mut self,
        state: &mut State,
        keys: &KeyDirectory,
        unit: Unit,
    ) -> Result<Option<WaitingAnswer>, StorageError> {
        let mut results = Vec::with_capacity(unit.submissions.len());
        let before = self.submissions.len();
        for submission in unit.submissions {
            let id = submission.id;
            results.push(match submission.refused {
                Some(refusal) => SubmissionResult::Refused {
                    id,
                    refusal: *refusal,
                },
                None => self.execute_submission(state, keys, submission.bytes, id)?,
            });
        }
        let answer = WaitingAnswer {
            reply: unit.reply,
            results,
            admitted_at: unit.admitted_at,
            permit: unit.permit,
        };
        if self.submissions.len() == before {
            return Ok(Some(answer));
        }
        self.opened_at.get_or_insert_with(Instant::now);
        self.answers.push(answer);
        Ok(None)
    }

    fn execute_submission(
        &mut self,
        state: &mut State,
        keys: &KeyDirectory,
        bytes: Bytes,
        id: Digest,
    ) -> Result<SubmissionResult, StorageError> {
        let view = SubmissionView::of_decoded(&bytes);
        let header = view.header();
        let admitted = state.check(
            header.signer(),
            header.sequence(),
            header.valid_until_height(),
            self.height,
        );
        match admitted {
            ResultCode::Applied => {}
            ResultCode::AlreadyApplied => return Ok(SubmissionResult::AlreadyApplied { id }),
            code => {
                let detail = format!(
                    "sequence {} of account {} at height {}: {code}",
                    header.sequence(),
                    header.signer(),
                    self.height
                );
                return Ok(SubmissionResult::Refused {
                    id,
                    refusal: Refusal::not_admitted(code, detail),
                });
            }
        }
        let applied = state.apply_in_block(&view, id, self.height);
        keys.store(&applied, header.signer())?;
        let outcome = &applied.outcome;
        let receipt = FinalReceipt {
            height: self.height.get(),
            position: self.submissions.len() as u32,
            receipt_count: outcome.receipt_count,
            rejected: outcome.rejected.clone(),
            operation: outcome.operation.clone(),
        };
        self.counts.add(
            header.kind(),
            header.record_count() as u64,
            outcome.rejected.len() as u64,
        );
        self.body_bytes += bytes.len();
        self.submissions.push(bytes);
        self.outcome.push(applied);
        Ok(SubmissionResult::Final { id, receipt })
    }

    /// Makes header and certificate over what was executed. The state root of this height is still to be filled in.
    ///
    /// # Panics
    /// If the block does not follow the executed height: a programmer's error on the commit path.
    pub fn close(
        self,
        proposer: &Proposer,
        executed: &Executed,
        state: &State,
        now_ms: u64,
    ) -> ClosedBlock {
        assert_eq!(
            self.height,
            executed.height.next(),
            "a block follows the height it commits to"
        );
        let outcome = self.outcome.finish();
        let governance = state.governance();
        let is_last = governance.last_of_epoch() == Some(self.height);
        let fields = BlockFields {
            proposer: 0,
            submission_count: self.submissions.len() as u32,
            transfer_count: u32::try_from(self.counts.transactions).expect("blocks are limited"),
            body_bytes: u32::try_from(self.body_bytes).expect("blocks are limited"),
            height: self.height,
            time_ms: self.time_ms.unwrap_or(now_ms).max(executed.time_ms),
            executed_height: executed.height,
            epoch: governance.epoch(),
            chain_id: proposer.chain_id,
            parent: executed.block_hash,
            batches_root: outcome.batches_root(),
            receipts_root: executed.receipts_root,
            state_root: executed.state_root,
            validators_root: governance.validators_root_of(self.height),
        };
        let header = BlockHeader::new(&fields);
        let hash = header.hash();
        let certificate = if is_last {
            // The next epoch begins after what this one names: a committee names every byte of a block.
            let body = self.submissions.concat();
            Certificate::of_proposal_by_single_validator(
                &proposer.key,
                &proposer.chain_id,
                &header,
                proposal::body_hash(&body),
            )
        } else {
            Certificate::by_single_validator(
                &proposer.key,
                &proposer.chain_id,
                fields.epoch,
                self.height,
                &hash,
            )
        };
        let totals = executed
            .totals
            .plus(&self.counts, self.submissions.len() as u64);
        ClosedBlock {
            header,
            hash,
            certificate: certificate.encode().into(),
            submissions: self.submissions,
            annex: executed.outcome.encode(executed.height),
            outcome: Arc::new(outcome),
            state_root: Arc::default(),
            totals,
            transferred: self.counts,
            account_count: state.account_count(),
            supply: state.supply().into(),
            answers: self.answers,
        }
    }
}

impl BlockCounts {
    /// Counts a submission of so many records, of which so many were rejected.
    pub fn add(&mut self, kind: SubmissionKind, records: u64, rejected: u64) {
        match kind {
            SubmissionKind::Transfer => {
                self.transactions += 1;
                self.individually_signed += 1;
                self.rejected += rejected;
            }
            SubmissionKind::Batch => {
                self.transactions += records;
                self.rejected += rejected;
            }
            SubmissionKind::Operation => self.operations += 1,
        }
    }
}

impl ChainTotals {
    /// The totals after a block.
    pub fn plus(&self, counts: &BlockCounts, submissions: u64) -> Self {
        Self {
            transactions: self.transactions + counts.transactions,
            individually_signed: self.individually_signed + counts.individually_signed,
            submissions: self.submissions + submissions,
            operations: self.operations + counts.operations,
            nonempty_blocks: self.nonempty_blocks + u64::from(submissions > 0),
        }
    }
}
