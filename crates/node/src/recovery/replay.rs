//! Applies the blocks of the log to a state, and checks that each gives what its header says.

use std::sync::Arc;
use std::time::Instant;

use aurigraph_ledger::{BlockOutcome, State};
use aurigraph_storage::BlockLog;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{BlockHeader, SubmissionKind};
use bytes::Bytes;

use super::error::RecoveryError;
use crate::block_builder::{BlockCounts, Executed};
use crate::chain::{ChainError, split_body};
use crate::key_directory::KeyDirectory;

/// What was replayed.
#[derive(Debug, Default)]
pub(super) struct Replayed {
    /// Blocks.
    pub blocks: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
}

/// Applies every block of the log above the executed height.
pub(super) fn replay(
    log: &BlockLog,
    state: &mut State,
    executed: &mut Executed,
    keys: &KeyDirectory,
) -> Result<Replayed, RecoveryError> {
    let started = Instant::now();
    let mut told = started;
    let mut replayed = Replayed::default();
    let last = log.reader().latest_height().unwrap_or(0);
    for block in log.reader().iter(executed.height.get() + 1) {
        let (height, block) = block?;
        let header =
            BlockHeader::decode(block.header()).map_err(|error| ChainError::Malformed {
                height,
                reason: error.to_string(),
            })?;
        let body = Bytes::copy_from_slice(block.body());
        replay_block(height, &header, &body, state, executed, keys)?;
        replayed.blocks += 1;
        replayed.bytes += u64::from(header.fields().body_bytes);
        if told.elapsed().as_secs() >= 1 {
            told = Instant::now();
            tracing::info!(height, last, "replaying the log");
        }
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

fn replay_block(
    height: u64,
    header: &BlockHeader,
    body: &Bytes,
    state: &mut State,
    executed: &mut Executed,
    keys: &KeyDirectory,
) -> Result<(), RecoveryError> {
    let fields = header.fields();
    let diverged = |what| RecoveryError::Diverged { height, what };
    let checks = [
        (fields.height.get() == height, "height"),
        (fields.parent == executed.block_hash, "parent"),
        (fields.executed_height == executed.height, "executed height"),
        (fields.state_root == executed.state_root, "state root"),
        (
            fields.receipts_root == executed.receipts_root,
            "receipts root",
        ),
    ];
    if let Some((_, what)) = checks.iter().find(|(holds, _)| !holds) {
        return Err(diverged(what));
    }
    let (submissions, _) = split_body(height, header, body)?;
    let mut outcome = BlockOutcome::default();
    let mut counts = BlockCounts::default();
    for bytes in &submissions {
        let view = SubmissionView::decode(bytes).map_err(|error| ChainError::Malformed {
            height,
            reason: error.to_string(),
        })?;
        if state.scheme(view.header().signer()).is_none() {
            return Err(diverged("signer"));
        }
        let applied = state.apply(&view, view.id(), fields.height);
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
        outcome.submissions.push(applied.outcome);
    }
    if outcome.batches_root() != fields.batches_root {
        return Err(diverged("batches root"));
    }
    let state_root = state.commit();
    *executed = Executed {
        height: fields.height,
        block_hash: header.hash(),
        time_ms: fields.time_ms,
        state_root,
        receipts_root: outcome.receipts_root(),
        totals: executed.totals.plus(&counts, submissions.len() as u64),
        outcome: Arc::new(outcome),
    };
    Ok(())
}
