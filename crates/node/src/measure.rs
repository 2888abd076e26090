//! What this node measured: counters since start, a ring of the last seconds, and latency distributions. Nothing here is estimated;
//! a second without traffic counts zero, and a latency that nobody experienced is absent.

mod histogram;
mod series;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use parking_lot::Mutex;

pub use histogram::{Histogram, Quantiles};
pub use series::{SecondSample, Series, WindowTotals};

/// What one durable block adds.
#[derive(Clone, Copy, Debug, Default)]
pub struct BlockMeasure {
    /// Transfers, both forms.
    pub transactions: u64,
    /// Individually signed ones among them.
    pub individually_signed: u64,
    /// Records with another result code than applied, those of operations included.
    pub rejected: u64,
    /// Submissions.
    pub submissions: u64,
}

/// Totals since the process started.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lifetime {
    /// Transfers.
    pub transactions: u64,
    /// Individually signed.
    pub individually_signed: u64,
    /// Records with another result code than applied, those of operations included.
    pub rejected: u64,
    /// Blocks.
    pub blocks: u64,
}

/// Everything measured.
#[derive(Debug)]
pub struct Measurements {
    started: Instant,
    series: Mutex<Series>,
    lifetime_finality: Mutex<Histogram>,
    lifetime_sync: Mutex<Histogram>,
    transactions: AtomicU64,
    individually_signed: AtomicU64,
    rejected: AtomicU64,
    blocks: AtomicU64,
    peak_per_second: AtomicU64,
    refused_submissions: AtomicU64,
    verified_signatures: AtomicU64,
    unknown_outcomes: AtomicU64,
    log_written_bytes: AtomicU64,
    last_snapshot: Mutex<Option<SnapshotMeasure>>,
    failed_snapshots: AtomicU64,
}

/// A snapshot that is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotMeasure {
    /// Its height.
    pub height: u64,
    /// When it was complete.
    pub completed_at: SystemTime,
    /// How long it took to write; absent if an earlier process wrote it.
    pub duration: Option<Duration>,
}

impl Default for Measurements {
    fn default() -> Self {
        let started = Instant::now();
        Self {
            started,
            series: Mutex::new(Series::new(started)),
            lifetime_finality: Mutex::default(),
            lifetime_sync: Mutex::default(),
            transactions: AtomicU64::new(0),
            individually_signed: AtomicU64::new(0),
            rejected: AtomicU64::new(0),
            blocks: AtomicU64::new(0),
            peak_per_second: AtomicU64::new(0),
            refused_submissions: AtomicU64::new(0),
            verified_signatures: AtomicU64::new(0),
            unknown_outcomes: AtomicU64::new(0),
            log_written_bytes: AtomicU64::new(0),
            last_snapshot: Mutex::default(),
            failed_snapshots: AtomicU64::new(0),
        }
    }
}

impl Measurements {
    /// Time since the process started to measure.
    pub fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// Records a durable block with the finality latency of each unit in it.
    pub fn block(
        &self,
        block: BlockMeasure,
        latencies: impl Iterator<Item = Duration>,
        sync: Duration,
    ) {
        self.transactions
            .fetch_add(block.transactions, Ordering::Relaxed);
        self.individually_signed
            .fetch_add(block.individually_signed, Ordering::Relaxed);
        self.rejected.fetch_add(block.rejected, Ordering::Relaxed);
        self.blocks.fetch_add(1, Ordering::Relaxed);
        let mut series = self.series.lock();
        let second = series.current(Instant::now());
        second.add(block);
        second.sync.record(sync);
        let mut lifetime = self.lifetime_finality.lock();
        for latency in latencies {
            second.finality.record(latency);
            lifetime.record(latency);
        }
        let this_second = second.transactions;
        drop(series);
        self.lifetime_sync.lock().record(sync);
        self.peak_per_second
            .fetch_max(this_second, Ordering::Relaxed);
    }

    /// Counts a submission that never reached a block.
    pub fn refused(&self) {
        self.refused_submissions.fetch_add(1, Ordering::Relaxed);
    }

    /// Submissions that never reached a block.
    pub fn refused_submissions(&self) -> u64 {
        self.refused_submissions.load(Ordering::Relaxed)
    }

    /// Counts signatures that this node verified, whatever it found.
    pub fn signatures_verified(&self, count: usize) {
        self.verified_signatures
            .fetch_add(count as u64, Ordering::Relaxed);
    }

    /// Signatures that this node verified.
    pub fn verified_signatures(&self) -> u64 {
        self.verified_signatures.load(Ordering::Relaxed)
    }

    /// Counts a request whose senders were told that the outcome is not known.
    pub fn outcome_unknown(&self) {
        self.unknown_outcomes.fetch_add(1, Ordering::Relaxed);
    }

    /// Requests that were answered so.
    pub fn unknown_outcomes(&self) -> u64 {
        self.unknown_outcomes.load(Ordering::Relaxed)
    }

    /// Counts bytes that were appended to the block log, padding included.
    pub fn log_written(&self, bytes: u64) {
        self.log_written_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Bytes that were appended so.
    pub fn log_written_bytes(&self) -> u64 {
        self.log_written_bytes.load(Ordering::Relaxed)
    }

    /// A snapshot is on the disk.
    pub fn snapshot(&self, snapshot: SnapshotMeasure) {
        *self.last_snapshot.lock() = Some(snapshot);
    }

    /// The newest snapshot that this node wrote or began with.
    pub fn last_snapshot(&self) -> Option<SnapshotMeasure> {
        *self.last_snapshot.lock()
    }

    /// Counts a snapshot that could not be written.
    pub fn snapshot_failed(&self) {
        self.failed_snapshots.fetch_add(1, Ordering::Relaxed);
    }

    /// Snapshots that could not be written.
    pub fn failed_snapshots(&self) -> u64 {
        self.failed_snapshots.load(Ordering::Relaxed)
    }

    /// Totals since start.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime {
            transactions: self.transactions.load(Ordering::Relaxed),
            individually_signed: self.individually_signed.load(Ordering::Relaxed),
            rejected: self.rejected.load(Ordering::Relaxed),
            blocks: self.blocks.load(Ordering::Relaxed),
        }
    }

    /// The most transfers in one second since start.
    pub fn peak_per_second(&self) -> u64 {
        self.peak_per_second.load(Ordering::Relaxed)
    }

    /// The last complete second.
    pub fn last_second(&self) -> WindowTotals {
        self.series.lock().window(Instant::now(), 1)
    }

    /// The last `seconds` complete seconds, at most 60; fewer when the process is younger.
    pub fn window(&self, seconds: u64) -> WindowTotals {
        self.series.lock().window(Instant::now(), seconds)
    }

    /// Finality latency since start.
    pub fn lifetime_finality(&self) -> Histogram {
        self.lifetime_finality.lock().clone()
    }

    /// Time of the log's sync since start.
    pub fn lifetime_sync(&self) -> Histogram {
        self.lifetime_sync.lock().clone()
    }
}
