//! Applies the blocks of the log to a state, and checks that each gives what its header says.
//!
//! A thread of its own reads ahead: bytes, checksums, decoding and submission ids are half of the work and need no state. The state's tree is
//! hashed after every [`COMMIT_BLOCKS`] blocks only, because their paths have most of their nodes in common; a state that goes wrong in
//! between is still wrong then, and every block's receipts are checked.

use std::sync::Arc;
use std::time::Instant;

use aurigraph_ledger::{BlockOutcomeBuilder, State};
use aurigraph_storage::{BlockLog, LogReader};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{BlockHeader, Digest, SubmissionKind};
use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender};

use super::error::RecoveryError;
use crate::block_builder::{BlockCounts, Executed};
use crate::chain::{ChainError, split_body};
use crate::key_directory::KeyDirectory;

/// Blocks that are applied before the state's tree is hashed.
const COMMIT_BLOCKS: u64 = 16;
/// Blocks that are read ahead.
const READ_AHEAD_BLOCKS: usize = 2;

/// What was replayed.
#[derive(Debug, Default)]
pub(super) struct Replayed {
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
pub(super) fn replay(
    log: &BlockLog,
    state: &mut State,
    executed: &mut Executed,
    keys: &KeyDirectory,
) -> Result<Replayed, RecoveryError> {
    let (reader, first) = (log.reader(), executed.height.get() + 1);
    let last = reader.latest_height().unwrap_or(0);
    let (sender, blocks) = crossbeam_channel::bounded(READ_AHEAD_BLOCKS);
    std::thread::scope(|scope| {
        scope.spawn(move || read_ahead(&reader, first, &sender));
        apply_all(blocks, last, state, executed, keys)
    })
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

/// Owns the channel, so that its other end learns when nothing more is wanted.
fn apply_all(
    blocks: Receiver<Result<ReadBlock, RecoveryError>>,
    last: u64,
    state: &mut State,
    executed: &mut Executed,
    keys: &KeyDirectory,
) -> Result<Replayed, RecoveryError> {
    let started = Instant::now();
    let mut told = started;
    let mut replayed = Replayed::default();
    let mut is_committed = true;
    for block in blocks {
        let block = block?;
        let height = block.height;
        replayed.bytes += u64::from(block.header.fields().body_bytes);
        apply_block(block, is_committed, state, executed, keys)?;
        replayed.blocks += 1;
        is_committed = replayed.blocks.is_multiple_of(COMMIT_BLOCKS) || height == last;
        if is_committed {
            executed.state_root = state.commit();
        }
        if told.elapsed().as_secs() >= 1 {
            told = Instant::now();
            tracing::info!(height, last, "replaying the log");
        }
    }
    if !is_committed {
        executed.state_root = state.commit();
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

/// Applies a block. Its state root is still to be filled in; that of the one before is checked if it was.
fn apply_block(
    block: ReadBlock,
    is_committed: bool,
    state: &mut State,
    executed: &mut Executed,
    keys: &KeyDirectory,
) -> Result<(), RecoveryError> {
    let ReadBlock {
        height,
        header,
        submissions,
    } = block;
    let fields = header.fields();
    let diverged = |what| RecoveryError::Diverged { height, what };
    let checks = [
        (fields.height.get() == height, "height"),
        (fields.parent == executed.block_hash, "parent"),
        (fields.executed_height == executed.height, "executed height"),
        (
            !is_committed || fields.state_root == executed.state_root,
            "state root",
        ),
        (
            fields.receipts_root == executed.receipts_root,
            "receipts root",
        ),
    ];
    if let Some((_, what)) = checks.iter().find(|(holds, _)| !holds) {
        return Err(diverged(what));
    }
    let mut outcome = BlockOutcomeBuilder::with_capacity(submissions.len());
    let mut counts = BlockCounts::default();
    for (bytes, id) in &submissions {
        let view = SubmissionView::of_decoded(bytes);
        if state.scheme(view.header().signer()).is_none() {
            return Err(diverged("signer"));
        }
        let applied = state.apply_in_block(&view, *id, fields.height);
        for (account, key) in &applied.registered {
            keys.register(*account, key)?;
        }
        if let Some((first, count)) = applied.opened {
            keys.open_subaccounts(view.header().signer(), first, count);
        }
        match view.header().kind() {
            SubmissionKind::Operation => counts.operations += 1,
            SubmissionKind::Batch => counts.transactions += view.header().record_count() as u64,
            SubmissionKind::Transfer => {
                counts.transactions += 1;
                counts.individually_signed += 1;
            }
        }
        outcome.push(applied);
    }
    let outcome = outcome.finish();
    if outcome.batches_root() != fields.batches_root {
        return Err(diverged("batches root"));
    }
    *executed = Executed {
        height: fields.height,
        block_hash: header.hash(),
        time_ms: fields.time_ms,
        state_root: Digest::ZERO,
        receipts_root: outcome.receipts_root(),
        totals: executed.totals.plus(&counts, submissions.len() as u64),
        outcome: Arc::new(outcome),
    };
    Ok(())
}
