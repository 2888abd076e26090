//! A histogram of latencies: exact to 1.6 %, constant in memory, cheap to add to and to merge.

use std::time::Duration;

/// Each power of two is split into this many buckets.
const SUB_BUCKETS: u64 = 64;
const SUB_BUCKET_BITS: u32 = SUB_BUCKETS.trailing_zeros();
/// Microseconds up to 2^40 (12 days) fit.
const BUCKETS: usize = (SUB_BUCKETS as usize) * (40 - SUB_BUCKET_BITS as usize + 1);

/// How often each latency was seen, in microseconds.
#[derive(Clone)]
pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; BUCKETS],
            total: 0,
        }
    }
}

impl Histogram {
    /// Adds a latency that `count` transfers had.
    pub fn add(&mut self, latency: Duration, count: u64) {
        let microseconds = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        self.counts[bucket(microseconds)] += count;
        self.total += count;
    }

    /// Adds everything of another histogram.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.total += other.total;
    }

    /// How many latencies it holds.
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Empties it and returns what it held.
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// The latency in milliseconds that `share` of all transfers did not exceed; `None` if there were none.
    pub fn quantile_milliseconds(&self, share: f64) -> Option<f64> {
        if self.total == 0 {
            return None;
        }
        // Rounded up: the 99th percentile of two values is the larger one.
        let rank = ((self.total as f64 * share).ceil() as u64).clamp(1, self.total);
        let mut seen = 0;
        let position = self.counts.iter().position(|count| {
            seen += count;
            seen >= rank
        });
        position.map(|bucket| upper_bound(bucket) as f64 / 1_000.0)
    }
}

fn bucket(microseconds: u64) -> usize {
    if microseconds < SUB_BUCKETS {
        return microseconds as usize;
    }
    let magnitude = microseconds.ilog2() - SUB_BUCKET_BITS;
    let position = (microseconds >> magnitude) - SUB_BUCKETS;
    let index = u64::from(magnitude + 1) * SUB_BUCKETS + position;
    (index as usize).min(BUCKETS - 1)
}

fn upper_bound(bucket: usize) -> u64 {
    let (group, position) = (bucket as u64 / SUB_BUCKETS, bucket as u64 % SUB_BUCKETS);
    if group == 0 {
        position
    } else {
        ((SUB_BUCKETS + position + 1) << (group - 1)) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_ordered_and_tight() {
        let mut last = 0;
        for microseconds in (0..100_000).chain([1 << 30, 1 << 39]) {
            let index = bucket(microseconds);
            assert!(index >= last);
            let bound = upper_bound(index);
            assert!(
                bound >= microseconds && bound <= microseconds + microseconds / SUB_BUCKETS,
                "{microseconds}"
            );
            last = index;
        }
        assert_eq!(bucket(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn quantiles_are_those_of_the_values() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile_milliseconds(0.5), None);
        for milliseconds in 1..=100 {
            histogram.add(Duration::from_millis(milliseconds), 10);
        }
        for (share, expected) in [(0.5, 50.0), (0.99, 99.0), (1.0, 100.0)] {
            let found = histogram.quantile_milliseconds(share).expect("not empty");
            assert!(
                (found - expected).abs() <= expected * 0.016,
                "{share}: {found}"
            );
        }
    }
}
