//! A ring of the last 64 seconds.

use std::time::Instant;

use super::BlockMeasure;
use super::histogram::Histogram;

const RING: usize = 64;

/// One second.
#[derive(Clone, Debug, Default)]
pub struct SecondSample {
    number: u64,
    /// Transfers.
    pub transactions: u64,
    /// Individually signed ones.
    pub individually_signed: u64,
    /// Refused by the ledger.
    pub rejected: u64,
    /// Blocks.
    pub blocks: u64,
    /// From admission to the answer.
    pub finality: Histogram,
    /// Of the log's sync.
    pub sync: Histogram,
}

impl SecondSample {
    /// Adds a block.
    pub fn add(&mut self, block: BlockMeasure) {
        self.transactions += block.transactions;
        self.individually_signed += block.individually_signed;
        self.rejected += block.rejected;
        self.blocks += 1;
    }

    fn restart(&mut self, number: u64) {
        self.number = number;
        (
            self.transactions,
            self.individually_signed,
            self.rejected,
            self.blocks,
        ) = (0, 0, 0, 0);
        self.finality.clear();
        self.sync.clear();
    }
}

/// Totals of several seconds.
#[derive(Clone, Debug, Default)]
pub struct WindowTotals {
    /// Complete seconds that the totals cover; 0 in the first second of the process.
    pub seconds: u64,
    /// Transfers.
    pub transactions: u64,
    /// Individually signed ones.
    pub individually_signed: u64,
    /// Refused by the ledger.
    pub rejected: u64,
    /// Blocks.
    pub blocks: u64,
    /// From admission to the answer.
    pub finality: Histogram,
    /// Of the log's sync.
    pub sync: Histogram,
}

impl WindowTotals {
    /// A total as a rate; 0 before the first complete second.
    pub fn per_second(&self, total: u64) -> f64 {
        if self.seconds == 0 {
            0.0
        } else {
            total as f64 / self.seconds as f64
        }
    }
}

/// The ring.
#[derive(Debug)]
pub struct Series {
    started: Instant,
    ring: Vec<SecondSample>,
}

impl Series {
    /// A ring whose second 0 begins at `started`.
    pub fn new(started: Instant) -> Self {
        Self {
            started,
            ring: vec![
                SecondSample {
                    number: u64::MAX,
                    ..Default::default()
                };
                RING
            ],
        }
    }

    fn number(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.started).as_secs()
    }

    /// The second that `now` lies in.
    pub fn current(&mut self, now: Instant) -> &mut SecondSample {
        let number = self.number(now);
        let sample = &mut self.ring[number as usize % RING];
        if sample.number != number {
            sample.restart(number);
        }
        sample
    }

    /// The last complete seconds.
    pub fn window(&self, now: Instant, seconds: u64) -> WindowTotals {
        let current = self.number(now);
        let seconds = seconds.min(60).min(current);
        let mut totals = WindowTotals {
            seconds,
            ..Default::default()
        };
        for number in current - seconds..current {
            let sample = &self.ring[number as usize % RING];
            // A second in which nothing happened was never written: it counts zero.
            if sample.number == number {
                totals.transactions += sample.transactions;
                totals.individually_signed += sample.individually_signed;
                totals.rejected += sample.rejected;
                totals.blocks += sample.blocks;
                totals.finality.merge(&sample.finality);
                totals.sync.merge(&sample.sync);
            }
        }
        totals
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn an_idle_second_counts_zero_and_old_seconds_are_forgotten() {
        let start = Instant::now();
        let at = |second: u64| start + Duration::from_millis(second * 1_000 + 500);
        let mut series = Series::new(start);
        let block = BlockMeasure {
            transactions: 10,
            ..Default::default()
        };
        series.current(at(0)).add(block);
        series.current(at(2)).add(block);
        assert_eq!(
            series.window(at(0), 60).transactions,
            0,
            "the current second is not complete"
        );
        assert_eq!(series.window(at(3), 1).transactions, 10);
        assert_eq!(series.window(at(3), 60).transactions, 20);
        assert_eq!(series.window(at(3), 60).per_second(20), 20.0 / 3.0);
        assert_eq!(series.window(at(10), 1).transactions, 0);
        assert_eq!(series.window(at(500), 60).transactions, 0);
    }
}
