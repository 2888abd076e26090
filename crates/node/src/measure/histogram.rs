//! A latency histogram: buckets a sixteenth of a power of two wide (at most 6 % error), 5 kB, mergeable.

use std::time::Duration;

const SUB_BUCKETS: usize = 16;
/// Powers of two of microseconds that are told apart: up to 2^36 microseconds, 19 hours.
const POWERS: usize = 33;
const BUCKETS: usize = POWERS * SUB_BUCKETS;

/// Counts by latency, in microseconds.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Box<[u32]>,
    count: u64,
    sum_us: u64,
    max_us: u64,
}

/// The figures people ask for, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantiles {
    /// Half are at most this.
    pub p50_ms: f64,
    /// 95 of 100 are at most this.
    pub p95_ms: f64,
    /// 99 of 100 are at most this.
    pub p99_ms: f64,
    /// The largest.
    pub max_ms: f64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; BUCKETS].into(),
            count: 0,
            sum_us: 0,
            max_us: 0,
        }
    }
}

fn bucket(value_us: u64) -> usize {
    if value_us < SUB_BUCKETS as u64 {
        return value_us as usize;
    }
    let power = value_us.ilog2() as usize;
    let sub = (value_us >> (power - 4)) as usize & (SUB_BUCKETS - 1);
    ((power - 3) * SUB_BUCKETS + sub).min(BUCKETS - 1)
}

/// The upper edge of a bucket.
fn upper_us(bucket: usize) -> u64 {
    if bucket < SUB_BUCKETS {
        return bucket as u64;
    }
    let (power, sub) = (bucket / SUB_BUCKETS + 3, bucket % SUB_BUCKETS);
    ((SUB_BUCKETS + sub + 1) as u64) << (power - 4)
}

impl Histogram {
    /// Adds one value.
    pub fn record(&mut self, value: Duration) {
        let value_us = u64::try_from(value.as_micros()).unwrap_or(u64::MAX);
        let count = &mut self.counts[bucket(value_us)];
        *count = count.saturating_add(1);
        self.count += 1;
        self.sum_us = self.sum_us.saturating_add(value_us);
        self.max_us = self.max_us.max(value_us);
    }

    /// Adds all values of another one.
    pub fn merge(&mut self, other: &Self) {
        for (count, other) in self.counts.iter_mut().zip(&other.counts) {
            *count = count.saturating_add(*other);
        }
        self.count += other.count;
        self.sum_us = self.sum_us.saturating_add(other.sum_us);
        self.max_us = self.max_us.max(other.max_us);
    }

    /// Values so far.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Sum of all values in seconds.
    pub fn sum_seconds(&self) -> f64 {
        self.sum_us as f64 / 1e6
    }

    /// Values at most this many microseconds, to the precision of a bucket.
    pub fn count_up_to(&self, limit_us: u64) -> u64 {
        self.counts[..=bucket(limit_us)]
            .iter()
            .map(|count| u64::from(*count))
            .sum()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        if self.count > 0 {
            *self = Self::default();
        }
    }

    fn quantile_ms(&self, of_thousand: u64) -> f64 {
        let rank = (self.count * of_thousand).div_ceil(1_000).max(1);
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= rank {
                return upper_us(index).min(self.max_us) as f64 / 1e3;
            }
        }
        self.max_us as f64 / 1e3
    }

    /// The figures people ask for, or nothing if nothing was measured.
    pub fn quantiles(&self) -> Option<Quantiles> {
        (self.count > 0).then(|| Quantiles {
            p50_ms: self.quantile_ms(500),
            p95_ms: self.quantile_ms(950),
            p99_ms: self.quantile_ms(990),
            max_ms: self.max_us as f64 / 1e3,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_a_sixteenth_of_the_truth() {
        let mut histogram = Histogram::default();
        for value in 1..=10_000 {
            histogram.record(Duration::from_micros(value));
        }
        let quantiles = histogram.quantiles().expect("values were recorded");
        assert!((5.0..5.4).contains(&quantiles.p50_ms), "{quantiles:?}");
        assert!((9.9..=10.0).contains(&quantiles.p99_ms), "{quantiles:?}");
        assert_eq!(quantiles.max_ms, 10.0);
    }

    #[test]
    fn nothing_measured_is_nothing_said() {
        assert_eq!(Histogram::default().quantiles(), None);
    }

    #[test]
    fn every_value_has_a_bucket_whose_edge_is_not_below_it() {
        for value in (0..40)
            .map(|power| 1_u64 << power)
            .flat_map(|value| [value - 1, value, value + 1])
        {
            let edge = upper_us(bucket(value));
            assert!(
                edge >= value || bucket(value) == BUCKETS - 1,
                "{value} has edge {edge}"
            );
        }
    }
}
