//! The log thread: makes closed blocks durable, publishes them, answers their clients.
//!
//! It takes every block that waits and writes them with one sync. When the disk is full it keeps the blocks, makes the node read-only
//! and tries again: nothing was answered yet, so nothing is lost and nothing is taken back. Whoever waits for these blocks is told after
//! [`ANSWER_PATIENCE`] that the outcome is not known: they were executed and cannot be dropped, and they may be written any moment. Only a
//! process that ends gives them up.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_storage::{Appended, BlockFrame, BlockLog, StorageError};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use crate::block_builder::ClosedBlock;
use crate::chain::{Chain, FinalBlock, Tip};
use crate::measure::{BlockMeasure, Measurements};
use crate::replica::{CoreEvent, LOG_PIPELINE_BLOCKS};
use crate::snapshots::Retention;
use crate::status::Status;

/// How often a full disk is tried again, and free space is looked at.
const RETRY: Duration = Duration::from_millis(200);
const FREE_SPACE_INTERVAL: Duration = Duration::from_secs(1);
/// How long a full disk is tried again before those who wait for a block are told that its outcome is not known. A segment that is
/// pruned meanwhile makes room.
const ANSWER_PATIENCE: Duration = Duration::from_secs(2);

/// The thread's own things.
pub struct LogWriter {
    /// The log, owned here alone.
    pub log: BlockLog,
    /// What everybody reads.
    pub chain: Arc<Chain>,
    /// What was measured.
    pub measurements: Arc<Measurements>,
    /// The node's mode.
    pub status: Arc<Status>,
    /// Tells the core what is durable.
    pub core: Sender<CoreEvent>,
    /// What may be pruned, and how much room there must be.
    pub retention: Retention,
}

/// Starts the log thread. It ends when `blocks` is closed.
pub fn start(writer: LogWriter, blocks: Receiver<ClosedBlock>) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new()
        .name("log".into())
        .spawn(move || writer.run(&blocks))
}

impl LogWriter {
    fn run(mut self, blocks: &Receiver<ClosedBlock>) {
        let mut looked_at_free_space = Instant::now() - FREE_SPACE_INTERVAL;
        let mut log_bytes = self.chain.log_bytes();
        loop {
            // A segment that was begun took room at once: under load several may be, before the next regular look.
            let has_grown = self.chain.log_bytes() > log_bytes;
            if has_grown || looked_at_free_space.elapsed() >= FREE_SPACE_INTERVAL {
                looked_at_free_space = Instant::now();
                self.retention.prune(&mut self.log);
                log_bytes = self.chain.log_bytes();
                self.watch_free_space();
            }
            let first = match blocks.recv_timeout(FREE_SPACE_INTERVAL) {
                Ok(block) => block,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let mut group = vec![first];
            group.extend(blocks.try_iter().take(LOG_PIPELINE_BLOCKS));
            match self.append(&group) {
                Ok(appended) => self.publish(group, appended),
                Err(error) => {
                    self.end(&group, &error);
                    return;
                }
            }
        }
    }

    /// Nothing more is written: those who wait are told, and the core goes on to its end without waiting for these blocks.
    fn end(&self, group: &[ClosedBlock], error: &StorageError) {
        let first = group.first().map_or(0, |block| block.header.height().get());
        let reason = if error.is_full() {
            format!(
                "the node was stopped while the disk was full: nothing from block {first} on was written, and nobody was told that it is final"
            )
        } else {
            format!("the block log cannot be written: {error}")
        };
        tracing::error!(reason, "the log ends");
        self.status.set_log_stuck(Some(reason.clone()));
        self.status.fail(reason);
        // The core may have ended by itself.
        let _ = self.core.send(CoreEvent::LogEnded);
    }

    fn watch_free_space(&self) {
        match self.retention.shortage() {
            Ok(None) => self.status.set_read_only(None),
            Ok(Some(reason)) => self.status.set_read_only(Some(reason)),
            Err(error) => tracing::warn!(%error, "free space cannot be read"),
        }
    }

    /// Appends, again and again while there is no room. Fails for lack of room only when the process ends.
    fn append(&mut self, group: &[ClosedBlock]) -> Result<Appended, StorageError> {
        let headers: Vec<_> = group.iter().map(|block| block.header.to_bytes()).collect();
        let bodies: Vec<Vec<&[u8]>> = group
            .iter()
            .map(|block| {
                block
                    .submissions
                    .iter()
                    .map(|bytes| &bytes[..])
                    .chain([&block.annex[..]])
                    .collect()
            })
            .collect();
        let frames: Vec<_> = group
            .iter()
            .zip(&headers)
            .zip(&bodies)
            .map(|((block, header), body)| BlockFrame {
                height: block.header.height().get(),
                header,
                certificate: &block.certificate,
                body_parts: body,
            })
            .collect();
        let mut full_since = None;
        loop {
            match self.log.append(&frames) {
                Err(error) if error.is_full() && self.status.waits_for_room() => {
                    self.status.set_read_only(Some(error.to_string()));
                    let full_since = *full_since.get_or_insert_with(Instant::now);
                    if full_since.elapsed() >= ANSWER_PATIENCE {
                        self.status.set_log_stuck(Some(error.to_string()));
                    }
                    self.retention.prune(&mut self.log);
                    std::thread::sleep(RETRY);
                }
                Ok(appended) => {
                    self.status.set_log_stuck(None);
                    return Ok(appended);
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn publish(&self, group: Vec<ClosedBlock>, appended: Appended) {
        let sync = Duration::from_nanos(appended.sync_ns);
        self.measurements.log_written(appended.bytes);
        let last = group
            .last()
            .expect("a group has a block")
            .header
            .height()
            .get();
        let mut answers = Vec::new();
        for block in group {
            let state_root = *block.state_root.wait();
            let fields = block.header.fields();
            let tip = Tip {
                height: fields.height,
                hash: block.hash,
                time_ms: fields.time_ms,
                state_root,
                totals: block.totals,
                account_count: block.account_count,
                supply: block.supply,
            };
            let counts = block.transferred;
            let measure = BlockMeasure {
                transactions: counts.transactions,
                individually_signed: counts.individually_signed,
                rejected: counts.rejected,
                submissions: block.submissions.len() as u64,
            };
            let latencies: Vec<_> = block
                .answers
                .iter()
                .map(|answer| answer.admitted_at.elapsed())
                .collect();
            let finality_ms = latencies
                .iter()
                .max()
                .map(|slowest| slowest.as_secs_f64() * 1e3);
            self.measurements
                .block(measure, latencies.into_iter(), sync);
            self.chain.publish(
                FinalBlock {
                    header: block.header,
                    hash: block.hash,
                    certificate: block.certificate,
                    submissions: Some(block.submissions),
                    finality_ms,
                    outcome: Some(block.outcome),
                },
                tip,
            );
            answers.extend(block.answers);
        }
        for answer in answers {
            // A client that left does not need the answer; its permit is given back all the same.
            let _ = answer.reply.send(answer.results);
        }
        // The core may have ended already when the last block is drained.
        let _ = self.core.send(CoreEvent::Durable(last));
    }
}
