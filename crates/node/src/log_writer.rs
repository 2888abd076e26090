//! The log thread: makes closed blocks durable, publishes them, answers their clients.
//!
//! A small block that comes when nothing else is under way is written by the core itself, under the same lock: waking the log thread
//! would cost a fifth of what the write does.
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
use parking_lot::Mutex;

use crate::block_builder::ClosedBlock;
use crate::block_size::WriteMeasure;
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

/// What the log thread is asked to do.
#[derive(Debug)]
pub enum LogRequest {
    /// Write a block, and what waits behind it.
    Write(Box<ClosedBlock>),
    /// Prepare the way of the blocks to come ([`BlockLog::write_ahead`]).
    WriteAhead,
}

/// The writer, shared by the log thread, which waits for nothing else, and the core, which only tries to have it.
pub type SharedLogWriter = Arc<Mutex<LogWriter>>;

/// What became of a block that the core wrote itself.
#[derive(Debug)]
pub enum WrittenAlone {
    /// It is durable and published; what that took.
    Durable(WriteMeasure),
    /// There is no room: it is for the log thread, which can wait for some.
    Later(Box<ClosedBlock>),
    /// Nothing can be written any more, and everybody was told.
    LogEnded,
}

/// Starts the log thread. It ends when `requests` is closed.
pub fn start(
    writer: SharedLogWriter,
    requests: Receiver<LogRequest>,
) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new()
        .name("log".into())
        .spawn(move || run(&writer, &requests))
}

fn run(writer: &SharedLogWriter, requests: &Receiver<LogRequest>) {
    let mut looked_at_free_space = Instant::now() - FREE_SPACE_INTERVAL;
    let mut log_bytes = writer.lock().chain.log_bytes();
    loop {
        // A segment that was begun took room at once: under load several may be, before the next regular look.
        let mut held = writer.lock();
        let has_grown = held.chain.log_bytes() > log_bytes;
        if has_grown || looked_at_free_space.elapsed() >= FREE_SPACE_INTERVAL {
            looked_at_free_space = Instant::now();
            log_bytes = held.look_after();
        }
        if requests.is_empty() {
            held.log.write_ahead();
        }
        drop(held);
        let first = match requests.recv_timeout(FREE_SPACE_INTERVAL) {
            Ok(LogRequest::Write(block)) => *block,
            Ok(LogRequest::WriteAhead) | Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let mut group = vec![first];
        group.extend(waiting_blocks(requests).take(LOG_PIPELINE_BLOCKS));
        if !writer.lock().write(group) {
            return;
        }
    }
}

fn measure_of(appended: &Appended) -> WriteMeasure {
    WriteMeasure {
        bytes: appended.bytes,
        write: Duration::from_nanos(appended.write_ns),
        sync: Duration::from_nanos(appended.sync_ns),
    }
}

/// The blocks that wait.
fn waiting_blocks(requests: &Receiver<LogRequest>) -> impl Iterator<Item = ClosedBlock> {
    requests.try_iter().filter_map(|request| match request {
        LogRequest::Write(block) => Some(*block),
        LogRequest::WriteAhead => None,
    })
}

impl LogWriter {
    /// Writes a block whose state root is known, without waiting for room.
    pub fn write_alone(&mut self, block: ClosedBlock) -> WrittenAlone {
        let group = [block];
        match self.append_once(&group) {
            Ok(appended) => {
                self.publish(group, appended);
                WrittenAlone::Durable(measure_of(&appended))
            }
            Err(error) if error.is_full() => {
                let [block] = group;
                WrittenAlone::Later(Box::new(block))
            }
            Err(error) => {
                self.end(&group, &error);
                WrittenAlone::LogEnded
            }
        }
    }

    /// Makes blocks durable and tells everybody. Returns whether more can be written.
    pub fn write(&mut self, group: Vec<ClosedBlock>) -> bool {
        match self.append(&group) {
            Ok(appended) => {
                let measure = measure_of(&appended);
                let height = self.publish(group, appended);
                // The core may have ended already when the last block is drained.
                let _ = self.core.send(CoreEvent::Durable(height, measure));
                true
            }
            Err(error) => {
                self.end(&group, &error);
                // The core may have ended by itself.
                let _ = self.core.send(CoreEvent::LogEnded);
                false
            }
        }
    }

    /// Whether the log thread should be woken for [`BlockLog::write_ahead`].
    pub fn needs_write_ahead(&self) -> bool {
        self.log.needs_write_ahead()
    }

    /// Prunes and looks at free space. Returns how long the log is then.
    fn look_after(&mut self) -> u64 {
        self.retention.prune(&mut self.log);
        self.watch_free_space();
        self.chain.log_bytes()
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
    }

    fn watch_free_space(&self) {
        match self.retention.shortage() {
            Ok(None) => self.status.set_read_only(None),
            Ok(Some(reason)) => self.status.set_read_only(Some(reason)),
            Err(error) => tracing::warn!(%error, "free space cannot be read"),
        }
    }

    fn append_once(&mut self, group: &[ClosedBlock]) -> Result<Appended, StorageError> {
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
        self.log.append(&frames)
    }

    /// Appends, again and again while there is no room. Fails for lack of room only when the process ends.
    fn append(&mut self, group: &[ClosedBlock]) -> Result<Appended, StorageError> {
        let mut full_since = None;
        loop {
            match self.append_once(group) {
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

    /// Tells everybody about blocks that are durable. Returns the last one's height.
    fn publish(&self, group: impl IntoIterator<Item = ClosedBlock>, appended: Appended) -> u64 {
        let sync = Duration::from_nanos(appended.sync_ns);
        self.measurements.log_written(appended.bytes);
        let mut last = 0;
        let mut answers = Vec::new();
        for block in group {
            let state_root = *block.state_root.wait();
            let fields = block.header.fields();
            last = fields.height.get();
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
        self.chain.announce();
        last
    }
}
