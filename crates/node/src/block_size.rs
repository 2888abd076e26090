//! How large a block may grow under load, from what was measured: the controller of block size.
//!
//! A block costs something whatever its size is: one sync of the disk, and the hashing of the paths of the state's tree. Larger blocks spread
//! that over more transfers, and let each of them wait longer. The law:
//!
//! ```text
//! fixed cost  f = mean(sync) + mean(commit)                             measured for every block, exponentially weighted, 1/8
//! queue wait  w = mean(admission to execution)                          measured for every request, weighted likewise
//! block time  T = max(4 f, w/8), within [5 ms, 50 ms]                   so f is at most a fifth of the time of a full block
//! full        once its bytes are what the disk writes in T, or once it is T old
//! held back   until it is min(w/8, 25 ms) old, if that is 0.25 ms or more
//! ```
//! Below full load none of this matters: a block is closed as soon as the log is idle and nothing waits, so that its size follows the queue (the
//! group commit of DeWitt et al., "Implementation Techniques for Main Memory Database Systems", SIGMOD 1984), and no timer is waited for. Where
//! verification takes all cores, though, the queue is before it and not behind it: the log is idle between any two requests, and a block for each
//! would take what verification needs. Whoever waited w for his turn hardly notices an eighth more, so that long a block is held back.
//! The means are those of TCP's round-trip times (RFC 6298); the bounds keep a single odd measurement from mattering.
//!
//! The other two sizes need no numbers: verifiers take along what waits ([`crate::verify`]), and what is in flight is bounded by bytes
//! ([`crate::ingest`]), whose permits come back at the rate at which blocks become durable.

use std::time::Duration;

/// Bounds of the block time.
const BLOCK_TIME_LEAST: Duration = Duration::from_millis(5);
const BLOCK_TIME_MOST: Duration = Duration::from_millis(50);
/// A block is held back for one of so many parts of the queue's wait.
const WAIT_PARTS: u32 = 8;
/// Bounds of that: less is not worth a timer, and more brings nothing.
const HOLD_LEAST: Duration = Duration::from_micros(250);
const HOLD_MOST: Duration = Duration::from_millis(25);
/// The fixed cost is at most one part of so many plus one of a full block's time.
const FIXED_COST_PARTS: u32 = 4;
/// Writes below this say more about the sync than about the disk's speed.
const RATE_BYTES_LEAST: u64 = 256 << 10;
/// Taken until a large write was measured.
const RATE_UNKNOWN_BYTES_PER_SECOND: f64 = 500e6;
/// A full block has at least this many bytes.
const TARGET_BYTES_LEAST: usize = 256 << 10;

/// What one append took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteMeasure {
    /// Bytes written.
    pub bytes: u64,
    /// Time of the write.
    pub write: Duration,
    /// Time of the sync behind it.
    pub sync: Duration,
}

/// An exponentially weighted moving average with a weight of one eighth.
#[derive(Debug, Default)]
struct Mean(Option<f64>);

impl Mean {
    fn note(&mut self, value: f64) {
        self.0 = Some(self.0.map_or(value, |mean| mean + (value - mean) / 8.0));
    }

    fn get(&self) -> Option<f64> {
        self.0
    }
}

/// The controller's state.
#[derive(Debug, Default)]
pub struct BlockSize {
    sync_seconds: Mean,
    commit_seconds: Mean,
    bytes_per_second: Mean,
    wait_seconds: Mean,
}

impl BlockSize {
    /// Notes an append.
    pub fn written(&mut self, measure: WriteMeasure) {
        self.sync_seconds.note(measure.sync.as_secs_f64());
        let seconds = (measure.write + measure.sync).as_secs_f64();
        if measure.bytes >= RATE_BYTES_LEAST && seconds > 0.0 {
            self.bytes_per_second.note(measure.bytes as f64 / seconds);
        }
    }

    /// Notes how long hashing the state took after a block.
    pub fn committed(&mut self, time: Duration) {
        self.commit_seconds.note(time.as_secs_f64());
    }

    /// Notes how long a request waited from its admission to its execution, and for how long no block had been closed then. After a pause longer
    /// than the wait there is no queue any more.
    pub fn waited(&mut self, time: Duration, pause: Duration) {
        if pause > self.wait() {
            self.wait_seconds = Mean::default();
        }
        self.wait_seconds.note(time.as_secs_f64());
    }

    fn wait(&self) -> Duration {
        Duration::from_secs_f64(self.wait_seconds.get().unwrap_or_default())
    }

    /// The age below which a block is not closed although the log is idle.
    pub fn hold(&self) -> Duration {
        let hold = self.wait() / WAIT_PARTS;
        if hold < HOLD_LEAST {
            Duration::ZERO
        } else {
            hold.min(HOLD_MOST)
        }
    }

    /// The age at which a block is full.
    pub fn block_time(&self) -> Duration {
        let fixed = self.sync_seconds.get().unwrap_or_default()
            + self.commit_seconds.get().unwrap_or_default();
        let time = Duration::from_secs_f64(fixed) * FIXED_COST_PARTS;
        time.max(self.wait() / WAIT_PARTS)
            .clamp(BLOCK_TIME_LEAST, BLOCK_TIME_MOST)
    }

    /// The bytes of submissions at which a block is full.
    pub fn target_bytes(&self) -> usize {
        let rate = self.bytes_per_second.get();
        let rate = rate.unwrap_or(RATE_UNKNOWN_BYTES_PER_SECOND);
        let bytes = rate * self.block_time().as_secs_f64();
        (bytes as usize).max(TARGET_BYTES_LEAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(sync_us: u64, commit_us: u64, bytes_per_ms: u64) -> BlockSize {
        let mut size = BlockSize::default();
        for _ in 0..100 {
            size.committed(Duration::from_micros(commit_us));
            size.written(WriteMeasure {
                bytes: bytes_per_ms * 10,
                write: Duration::from_millis(10) - Duration::from_micros(sync_us),
                sync: Duration::from_micros(sync_us),
            });
        }
        size
    }

    #[test]
    fn the_fixed_cost_of_a_block_is_a_fifth_of_its_time_or_less() {
        let size = measured(500, 2_000, 1 << 20);
        assert_eq!(size.block_time().as_micros(), 10_000);
        let megabytes = size.target_bytes() as f64 / f64::from(1 << 20);
        assert!((megabytes - 10.0).abs() < 0.1, "{megabytes}");
        // A disk whose sync takes longer gets larger blocks, at the same speed of writing.
        let slow = measured(5_000, 2_000, 1 << 20);
        assert!(slow.target_bytes() > size.target_bytes() * 2);
    }

    #[test]
    fn both_bounds_hold_whatever_is_measured() {
        assert_eq!(measured(1, 1, 1 << 20).block_time(), BLOCK_TIME_LEAST);
        assert_eq!(
            measured(9_000, 900_000, 1 << 20).block_time(),
            BLOCK_TIME_MOST
        );
        assert_eq!(
            measured(1, 1, 1 << 5).target_bytes(),
            TARGET_BYTES_LEAST.max(2_500_000)
        );
        assert_eq!(BlockSize::default().block_time(), BLOCK_TIME_LEAST);
    }

    #[test]
    fn a_block_is_held_back_only_where_requests_wait_much_longer() {
        let mut size = BlockSize::default();
        let none = Duration::ZERO;
        assert_eq!(size.hold(), none);
        for _ in 0..100 {
            size.waited(Duration::from_micros(500), none);
        }
        assert_eq!(
            size.hold(),
            none,
            "a client that comes alone is never held back"
        );
        for _ in 0..100 {
            size.waited(Duration::from_millis(80), none);
        }
        assert_eq!(size.hold().as_millis(), 9);
        assert_eq!(size.block_time(), size.wait() / WAIT_PARTS);
        for _ in 0..100 {
            size.waited(Duration::from_secs(8), none);
        }
        assert_eq!(
            (size.hold(), size.block_time()),
            (HOLD_MOST, BLOCK_TIME_MOST)
        );
        // After a pause the queue of before says nothing.
        size.waited(Duration::from_micros(80), Duration::from_secs(9));
        assert_eq!(size.hold(), none);
    }

    #[test]
    fn one_odd_write_hardly_matters_and_a_lasting_change_does() {
        let mut size = measured(500, 2_000, 1 << 20);
        let before = size.target_bytes();
        let slow = WriteMeasure {
            bytes: 1 << 20,
            write: Duration::from_millis(20),
            sync: Duration::from_micros(500),
        };
        size.written(slow);
        assert!(size.target_bytes() > before * 4 / 5);
        for _ in 0..40 {
            size.written(slow);
        }
        assert!(size.target_bytes() < before / 10);
    }
}
