//! Snapshots in the background, and what may be pruned because of them.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use aurigraph_ledger::State;
use aurigraph_storage::{BlockLog, Disk, SnapshotStore, StorageError};
use aurigraph_types::Height;
use crossbeam_channel::{Receiver, Sender, bounded};

use crate::block_builder::Executed;
use crate::chain::Chain;
use crate::key_directory::KeyDirectory;
use crate::measure::{Measurements, SnapshotMeasure};
use crate::status::Status;

/// Section with block hash, time, totals and key file length of the height.
pub const SECTION_EXECUTED: &str = "node/executed";
/// Section with the outcome of the snapshot's height.
pub const SECTION_OUTCOME: &str = "node/outcome";
/// Section with the key file's offset of every account.
pub const SECTION_KEY_OFFSETS: &str = "node/key_offsets";

/// Bytes of blocks that are worth a snapshot when the node is idle: some tens of milliseconds of replay.
const IDLE_BYTES_MIN: u64 = 16 << 20;

/// A copy of everything a restart needs, taken between two blocks.
#[derive(Debug)]
pub struct SnapshotRequest {
    height: Height,
    sections: Vec<(String, Vec<u8>)>,
}

impl SnapshotRequest {
    /// Its height.
    pub const fn height(&self) -> Height {
        self.height
    }

    /// Copies the state. It must have been committed.
    pub fn new(state: &State, keys: &KeyDirectory, executed: &Executed) -> Self {
        let mut sections = state.to_sections();
        let totals = executed.totals;
        let mut record = executed.block_hash.0.to_vec();
        let numbers = [
            executed.time_ms,
            totals.transactions,
            totals.individually_signed,
            totals.submissions,
            totals.operations,
            totals.nonempty_blocks,
            keys.file_length(),
        ];
        record.extend(numbers.into_iter().flat_map(u64::to_le_bytes));
        sections.push((SECTION_EXECUTED.into(), record));
        sections.push((
            SECTION_OUTCOME.into(),
            executed.outcome.encode(executed.height),
        ));
        let offsets = keys
            .offsets()
            .into_iter()
            .flat_map(u64::to_le_bytes)
            .collect();
        sections.push((SECTION_KEY_OFFSETS.into(), offsets));
        Self {
            height: executed.height,
            sections,
        }
    }
}

/// Length that the key file had, from the content of [`SECTION_EXECUTED`].
pub fn keys_length(record: &[u8]) -> Option<u64> {
    let length = record.get(32 + 6 * 8..)?;
    Some(u64::from_le_bytes(length.try_into().ok()?))
}

/// The core's end: decides when, and hands over.
#[derive(Debug)]
pub struct Snapshots {
    requests: Sender<SnapshotRequest>,
    interval_bytes: u64,
    bytes_since_last: u64,
}

impl Snapshots {
    /// Hands snapshots to whoever has the other end.
    pub const fn new(
        requests: Sender<SnapshotRequest>,
        interval_bytes: u64,
        bytes_since_last: u64,
    ) -> Self {
        Self {
            requests,
            interval_bytes,
            bytes_since_last,
        }
    }

    /// Counts a block; whether enough was written since the last snapshot.
    pub const fn is_due(&mut self, block_bytes: u64) -> bool {
        self.bytes_since_last += block_bytes;
        self.bytes_since_last >= self.interval_bytes
    }

    /// Whether so much was written since the last snapshot that a node without anything else to do should take one.
    pub fn is_due_when_idle(&self) -> bool {
        self.bytes_since_last >= IDLE_BYTES_MIN.min(self.interval_bytes)
    }

    /// A snapshot is taken now: what follows counts for the next one.
    pub const fn begin(&mut self) {
        self.bytes_since_last = 0;
    }

    /// Hands a snapshot over; waits while an earlier one is still being written.
    pub fn take(&self, request: SnapshotRequest) {
        if self.requests.send(request).is_err() {
            tracing::warn!("no snapshot was taken: the snapshot thread ended");
        }
    }
}

/// The thread's things.
#[derive(Debug)]
pub struct SnapshotThread {
    /// Where snapshots lie.
    pub store: SnapshotStore,
    /// Keys, synced before each snapshot.
    pub keys: Arc<KeyDirectory>,
    /// Tells what is durable.
    pub chain: Arc<Chain>,
    /// Tells of a fatal error.
    pub status: Arc<Status>,
    /// Where what was written is recorded.
    pub measurements: Arc<Measurements>,
    /// The newest snapshot's height, for pruning.
    pub snapshot_height: Arc<AtomicU64>,
}

/// Starts the thread. It ends when the core's end is dropped. `bytes_since_last` are those that a start had to replay.
pub fn start(
    thread: SnapshotThread,
    interval_bytes: u64,
    bytes_since_last: u64,
) -> std::io::Result<(Snapshots, JoinHandle<()>)> {
    let (requests, incoming) = bounded(1);
    let handle = std::thread::Builder::new()
        .name("snapshot".into())
        .spawn(move || thread.run(&incoming))?;
    Ok((
        Snapshots::new(requests, interval_bytes, bytes_since_last),
        handle,
    ))
}

impl SnapshotThread {
    fn run(&self, requests: &Receiver<SnapshotRequest>) {
        self.measure_recovered();
        for request in requests {
            // A snapshot must never be ahead of the log.
            while self.chain.tip().height < request.height {
                if self.status.fatal().is_some() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            self.process(request);
        }
    }

    /// Writes a snapshot whose block is durable, unless there is one of its height.
    pub fn process(&self, request: SnapshotRequest) {
        let height = request.height.get();
        if self.snapshot_height.load(Ordering::Acquire) == height && height > 0 {
            return;
        }
        let started = Instant::now();
        match self.write(request) {
            Ok(bytes) => {
                self.measurements.snapshot(SnapshotMeasure {
                    height,
                    completed_at: SystemTime::now(),
                    duration: Some(started.elapsed()),
                });
                self.snapshot_height.store(height, Ordering::Release);
                tracing::info!(
                    height,
                    bytes,
                    elapsed_ms = started.elapsed().as_millis() as u64,
                    "snapshot written"
                );
            }
            // The log still has everything: a missing snapshot only makes the next start slower and keeps segments.
            Err(error) => {
                self.measurements.snapshot_failed();
                tracing::error!(height, %error, "snapshot failed");
            }
        }
    }

    /// Records the snapshot that the node began with; its file says when it was complete.
    fn measure_recovered(&self) {
        let height = self.snapshot_height.load(Ordering::Acquire);
        let heights = self.store.heights().unwrap_or_default();
        let path = heights.into_iter().find(|(found, _)| *found == height);
        let completed_at = path.and_then(|(_, path)| std::fs::metadata(path).ok()?.modified().ok());
        if let Some(completed_at) = completed_at {
            self.measurements.snapshot(SnapshotMeasure {
                height,
                completed_at,
                duration: None,
            });
        }
    }

    fn write(&self, request: SnapshotRequest) -> Result<usize, StorageError> {
        self.keys.sync()?;
        let mut writer = self.store.begin(request.height.get())?;
        let mut bytes = 0;
        for (name, content) in request.sections {
            writer.begin_section(&name)?;
            writer.write(&content)?;
            bytes += content.len();
        }
        writer.finish()?;
        Ok(bytes)
    }
}

/// What the log thread needs to keep the disk within bounds.
#[derive(Debug)]
pub struct Retention {
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// The data folder.
    pub data_dir: PathBuf,
    /// Bytes of log that are kept.
    pub log_bytes_max: u64,
    /// Free bytes that must remain.
    pub disk_reserve_bytes: u64,
    /// The newest snapshot: blocks up to it are not needed for a restart.
    pub snapshot_height: Arc<AtomicU64>,
    /// The next height that the history index wants to read.
    pub history_next_height: Arc<AtomicU64>,
    /// The lowest height of the other validators; the highest number if there are none.
    pub slowest_height: Arc<AtomicU64>,
}

impl Retention {
    /// Removes segments above the budget that a snapshot covers. The history index and the slowest
    /// validator that was heard of lately are waited for up to twice the budget.
    pub fn prune(&self, log: &mut BlockLog) {
        let snapshot = self.snapshot_height.load(Ordering::Acquire);
        let needed = self
            .history_next_height
            .load(Ordering::Acquire)
            .min(self.slowest_height.load(Ordering::Acquire));
        let result = log
            .prune_to_bytes(self.log_bytes_max, snapshot.min(needed))
            .and_then(|()| log.prune_to_bytes(self.log_bytes_max.saturating_mul(2), snapshot));
        if let Err(error) = result {
            tracing::error!(%error, "old segments cannot be removed");
        }
    }

    /// Why the node must not take more, if the disk is nearly full.
    pub fn shortage(&self) -> std::io::Result<Option<String>> {
        let free = self.disk.free_bytes(&self.data_dir)?;
        Ok((free < self.disk_reserve_bytes).then(|| {
            format!(
                "the disk of {} has {free} free bytes, {} are needed; free some space, the node goes on by itself",
                self.data_dir.display(),
                self.disk_reserve_bytes
            )
        }))
    }
}
