//! Applies the blocks of the log to a state, and checks that each gives what its header says.
//!
//! A thread of its own reads ahead: bytes, checksums, decoding and submission ids are half of the work and need no state. The state's tree is
//! hashed after every [`COMMIT_BLOCKS`] blocks only, because their paths have most of their nodes in common; a state that goes wrong in
//! between is still wrong then, and every block's receipts are checked.

use std::sync::Arc;
use std::time::Instant;

use aurigraph_ledger::{BlockOutcomeBuilder, State};
use aurigraph_storage::{BlockLog, LogReader};
use aurigraph_types::block::BlockFields;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{BlockHeader, Digest, Height};
use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};

use super::error::RecoveryError;
use crate::block_builder::{BlockCounts, Executed};
use crate::chain::{ChainError, split_body};
use crate::key_directory::KeyDirectory;
use crate::results::{Comparison, Results};

/// Blocks that are applied before the state's tree is hashed.
const COMMIT_BLOCKS: u64 = 16;
/// Blocks that are read ahead.
const READ_AHEAD_BLOCKS: usize = 2;

/// What was replayed.
#[derive(Debug, Default)]
pub(crate) struct Replayed {
    /// Blocks.
    pub blocks: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
}

/// A block that was read, with the id of each of its submissions.
struct ReadBlock {
    height: u64,
    header: BlockHeader,
    submissions: Vec<(Bytes, Digest)>,
}

/// Applies every block of the log above the executed height.
pub(crate) fn replay(
    log: &BlockLog,
    state: &mut State,
    executed: &mut Executed,
    keys: &KeyDirectory,
) -> Result<Replayed, RecoveryError> {
    let (reader, first) = (log.reader(), executed.height.get() + 1);
    let last = reader.latest_height().unwrap_or(0);
    let (sender, blocks) = crossbeam_channel::bounded(READ_AHEAD_BLOCKS);
    // The first header commits to what its parent does not; a parent that was pruned says nothing.
    let parent = reader.read_header(executed.height.get()).ok().flatten();
    let parent = parent.and_then(|parent| BlockHeader::decode(parent.header()).ok());
    let mut results = Results::default();
    results.learn(
        executed.height,
        Some(executed.state_root),
        executed.receipts_root,
    );
    let replay = Replay {
        first_known: executed.height,
        parent_committed: parent.map(|parent| parent.fields().executed_height),
        results,
        state,
        executed,
        keys,
    };
    std::thread::scope(|scope| {
        scope.spawn(move || read_ahead(&reader, first, &sender));
        replay.apply_all(blocks, last)
    })
}

/// What a replay works on.
struct Replay<'a> {
    /// The height whose results are known without a replay.
    first_known: Height,
    /// What the last header commits to; unknown before the first one if its parent was pruned.
    parent_committed: Option<Height>,
    results: Results,
    state: &'a mut State,
    executed: &'a mut Executed,
    keys: &'a KeyDirectory,
}

/// Reads blocks until there are no more or nobody wants them.
fn read_ahead(log: &LogReader, first: u64, blocks: &Sender<Result<ReadBlock, RecoveryError>>) {
    for block in log.iter(first) {
        let read = block
            .map_err(RecoveryError::from)
            .and_then(|(height, block)| {
                let header = BlockHeader::decode(block.header())
                    .map_err(|error| malformed(height, &error))?;
                let body = Bytes::copy_from_slice(block.body());
                read_block(height, header, &body)
            });
        let failed = read.is_err();
        if blocks.send(read).is_err() || failed {
            return;
        }
    }
}

fn read_block(height: u64, header: BlockHeader, body: &Bytes) -> Result<ReadBlock, RecoveryError> {
    let (submissions, _) = split_body(height, &header, body)?;
    let views: Vec<_> = submissions
        .iter()
        .map(|bytes| SubmissionView::of_decoded(bytes))
        .collect();
    let ids = SubmissionView::ids(&views);
    drop(views);
    Ok(ReadBlock {
        height,
        header,
        submissions: submissions.into_iter().zip(ids).collect(),
    })
}

fn malformed(height: u64, error: &impl ToString) -> ChainError {
    ChainError::Malformed {
        height,
        reason: error.to_string(),
    }
}

impl Replay<'_> {
    /// Owns the channel, so that its other end learns when nothing more is wanted.
    fn apply_all(
        mut self,
        blocks: Receiver<Result<ReadBlock, RecoveryError>>,
        last: u64,
    ) -> Result<Replayed, RecoveryError> {
        let started = Instant::now();
        let mut told = started;
        let mut replayed = Replayed::default();
        let mut is_committed = true;
        for block in blocks {
            let block = block?;
            let height = block.height;
            replayed.bytes += u64::from(block.header.fields().body_bytes);
            self.apply_block(block)?;
            replayed.blocks += 1;
            is_committed = replayed.blocks.is_multiple_of(COMMIT_BLOCKS) || height == last;
            let state_root = is_committed.then(|| self.state.commit());
            self.executed.state_root = state_root.unwrap_or(Digest::ZERO);
            self.results.learn(
                self.executed.height,
                state_root,
                self.executed.receipts_root,
            );
            if told.elapsed().as_secs() >= 1 {
                told = Instant::now();
                tracing::info!(height, last, "replaying the log");
            }
        }
        if !is_committed {
            self.executed.state_root = self.state.commit();
        }
        if replayed.blocks > 0 {
            tracing::info!(
                blocks = replayed.blocks,
                elapsed_ms = started.elapsed().as_millis() as u64,
                "log replayed"
            );
        }
        Ok(replayed)
    }

    /// Whether a header follows what was executed and says the same of its results.
    fn check(&self, height: u64, fields: &BlockFields) -> Result<(), RecoveryError> {
        let diverged = |what| Err(RecoveryError::Diverged { height, what });
        if fields.height.get() != height {
            return diverged("height");
        }
        if fields.parent != self.executed.block_hash {
            return diverged("parent");
        }
        let committed = fields.executed_height;
        let parent = self.parent_committed.unwrap_or(committed);
        if committed < parent || committed > self.executed.height {
            return diverged("executed height");
        }
        match self.results.compare(parent, fields) {
            Comparison::Different("receipts root") if self.parent_committed.is_none() => Ok(()),
            Comparison::Different(what) => diverged(what),
            Comparison::Unknown if parent >= self.first_known => diverged("executed height"),
            Comparison::Same | Comparison::Unknown => Ok(()),
        }
    }

    /// Applies a block. Its state root is still to be filled in.
    fn apply_block(&mut self, block: ReadBlock) -> Result<(), RecoveryError> {
        let ReadBlock {
            height,
            header,
            submissions,
        } = block;
        let fields = header.fields();
        self.check(height, &fields)?;
        self.parent_committed = Some(fields.executed_height);
        self.results.forget_below(fields.executed_height);
        let diverged = |what| RecoveryError::Diverged { height, what };
        let mut outcome = BlockOutcomeBuilder::with_capacity(submissions.len());
        let mut counts = BlockCounts::default();
        self.state.begin_block(fields.height)?;
        self.state.set_block_time(fields.time_ms);
        for (bytes, id) in &submissions {
            let view = SubmissionView::of_decoded(bytes);
            let header = view.header();
            if self.state.scheme(header.signer()).is_none() {
                return Err(diverged("signer"));
            }
            let applied = self.state.apply_in_block(&view, *id, fields.height);
            self.keys.store(&applied, header.signer())?;
            let rejected = applied.outcome.rejected.len() as u64;
            counts.add(header.kind(), header.record_count() as u64, rejected);
            outcome.push(applied);
        }
        let outcome = outcome.finish();
        if outcome.batches_root() != fields.batches_root {
            return Err(diverged("batches root"));
        }
        let totals = self.executed.totals;
        *self.executed = Executed {
            height: fields.height,
            block_hash: header.hash(),
            time_ms: fields.time_ms,
            state_root: Digest::ZERO,
            receipts_root: outcome.receipts_root(),
            totals: totals.plus(&counts, submissions.len() as u64),
            outcome: Arc::new(outcome),
        };
        Ok(())
    }
}
