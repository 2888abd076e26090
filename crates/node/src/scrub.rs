//! Reads every block of the log again and again, slowly, so that damage is found while others still have the block.
//!
//! A member of a committee gets a damaged block from another validator ([`crate::committee::repair`]); a single validator can only say which
//! ones are damaged.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use parking_lot::Mutex;

use crate::chain::Chain;

/// How much is read in a second, so that nobody notices.
const BYTES_PER_SECOND: u64 = 8 << 20;
/// Bytes between two pauses.
const PAUSE_EVERY_BYTES: u64 = 2 << 20;
/// Pause before the first pass, and between passes.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
const PASS_PAUSE: Duration = Duration::from_secs(6 * 3_600);
/// Damaged blocks that are remembered; where there are more, the disk is to be replaced.
const DAMAGED_MAX: usize = 4_096;

/// Blocks that were found damaged, and what became of them.
#[derive(Debug, Default)]
pub struct DamagedBlocks {
    heights: Mutex<BTreeSet<u64>>,
    replaced: AtomicU64,
    checked: AtomicU64,
    pass_completed_at_ms: AtomicU64,
}

/// All of it at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScrubReport {
    /// Heights that are damaged and not replaced.
    pub damaged: Vec<u64>,
    /// Blocks that were replaced since the process started.
    pub replaced: u64,
    /// Blocks that were checked since then.
    pub checked: u64,
    /// When the last pass over the whole log was complete, Unix milliseconds; nothing before the first.
    pub pass_completed_at_ms: Option<u64>,
}

impl DamagedBlocks {
    /// A block cannot be read as it was written.
    pub fn found(&self, height: u64) {
        let mut heights = self.heights.lock();
        if heights.len() < DAMAGED_MAX && heights.insert(height) {
            tracing::error!(height, "a block of the log is damaged");
        }
    }

    /// One of them.
    pub fn first(&self) -> Option<u64> {
        self.heights.lock().first().copied()
    }

    /// It was replaced, or pruned.
    pub fn mended(&self, height: u64, is_replaced: bool) {
        if self.heights.lock().remove(&height) && is_replaced {
            self.replaced.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// All of it.
    pub fn report(&self) -> ScrubReport {
        let completed = self.pass_completed_at_ms.load(Ordering::Relaxed);
        ScrubReport {
            damaged: self.heights.lock().iter().copied().collect(),
            replaced: self.replaced.load(Ordering::Relaxed),
            checked: self.checked.load(Ordering::Relaxed),
            pass_completed_at_ms: (completed > 0).then_some(completed),
        }
    }
}

/// The thread; it ends when this is dropped or stopped.
#[derive(Debug)]
pub struct ScrubThread {
    thread: JoinHandle<()>,
    stop: Sender<()>,
}

impl ScrubThread {
    /// Ends it and waits for it.
    pub fn stop(self) {
        drop(self.stop);
        if self.thread.join().is_err() {
            tracing::error!("the thread that reads the log again ended by a panic");
        }
    }
}

/// Starts the thread.
pub fn start(chain: Arc<Chain>) -> std::io::Result<ScrubThread> {
    let (stop, stopped) = bounded(0);
    let thread = std::thread::Builder::new()
        .name("scrub".into())
        .spawn(move || {
            let mut pause = FIRST_PAUSE;
            while is_time_over(&stopped, pause) {
                if !pass(&chain, &stopped) {
                    return;
                }
                pause = PASS_PAUSE;
            }
        })?;
    Ok(ScrubThread { thread, stop })
}

/// Waits; whether the time is over and the node goes on.
fn is_time_over(stopped: &Receiver<()>, pause: Duration) -> bool {
    stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout)
}

/// Reads the log once. Returns whether it came to the end.
fn pass(chain: &Chain, stopped: &Receiver<()>) -> bool {
    let log = chain.log();
    let mut height = chain.earliest_height();
    let mut bytes = 0;
    while height <= chain.tip().height.get() {
        check(chain, height);
        bytes += log.frame_bytes(height);
        if bytes >= PAUSE_EVERY_BYTES {
            let pause = Duration::from_millis(bytes * 1_000 / BYTES_PER_SECOND);
            bytes = 0;
            if !is_time_over(stopped, pause) {
                return false;
            }
        }
        height = (height + 1).max(chain.earliest_height());
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now_ms = now.map_or(0, |now| now.as_millis() as u64);
    let state = &chain.damaged;
    state.pass_completed_at_ms.store(now_ms, Ordering::Relaxed);
    true
}

/// Checks one block: its frame, or what replaced it.
pub fn check(chain: &Chain, height: u64) {
    let log = chain.log();
    chain.damaged.checked.fetch_add(1, Ordering::Relaxed);
    // A replacement is as good; pruned meanwhile is as well.
    if let Ok(false) = log.check(height)
        && log.read(height).is_err()
    {
        chain.damaged.found(height);
    }
}
