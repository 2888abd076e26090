//! What is compared: ratios of a run's figures to what the same machine did in the same run without a ledger.

use anyhow::Context;
use serde_json::{Value, json};

/// A ratio. Its name stands in results and baselines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Rate by the transfers whose batches one thread hashes with BLAKE3.
    RateByBlake3,
    /// Rate by the transfers that one thread executes in memory.
    RateByExecution,
    /// Rate by the signatures that all cores verify.
    RateByVerification,
    /// Processor time of both sides by that of hashing.
    CpuByBlake3,
    /// Processor time of both sides by that of verifying.
    CpuByVerification,
    /// Bytes of the block log for a transfer: no ratio, but the same on every machine.
    LogBytes,
    /// Median latency by the median of one `fdatasync`.
    LatencyP50ByFdatasync,
    /// The latency that 99 % stay below by the median of one `fdatasync`.
    LatencyP99ByFdatasync,
}

const ALL: [Figure; 8] = [
    Figure::RateByBlake3,
    Figure::RateByExecution,
    Figure::RateByVerification,
    Figure::CpuByBlake3,
    Figure::CpuByVerification,
    Figure::LogBytes,
    Figure::LatencyP50ByFdatasync,
    Figure::LatencyP99ByFdatasync,
];

impl Figure {
    pub const fn name(self) -> &'static str {
        match self {
            Self::RateByBlake3 => "rate_by_blake3",
            Self::RateByExecution => "rate_by_execution",
            Self::RateByVerification => "rate_by_verification",
            Self::CpuByBlake3 => "cpu_by_blake3",
            Self::CpuByVerification => "cpu_by_verification",
            Self::LogBytes => "log_bytes_per_transfer",
            Self::LatencyP50ByFdatasync => "latency_p50_by_fdatasync",
            Self::LatencyP99ByFdatasync => "latency_p99_by_fdatasync",
        }
    }

    pub fn by_name(name: &str) -> Option<Self> {
        ALL.into_iter().find(|figure| figure.name() == name)
    }

    pub const fn is_better_when_higher(self) -> bool {
        matches!(
            self,
            Self::RateByBlake3 | Self::RateByExecution | Self::RateByVerification
        )
    }

    /// Its value in a result of `aurigraph bench`.
    pub fn value(self, result: &Value) -> anyhow::Result<f64> {
        let field = |name: &str| {
            let value = result[name].as_f64().filter(|value| *value > 0.0);
            value.with_context(|| format!("{} needs {name}, which is not known", self.name()))
        };
        let cpu_seconds = || Ok::<_, anyhow::Error>(field("cpu_seconds_per_million")? / 1e6);
        let cores = || {
            let cores = result["machine"]["cores"].as_f64();
            cores.context("the number of cores is not known")
        };
        let rate = "transfers_per_second";
        Ok(match self {
            Self::RateByBlake3 => field(rate)? / field("blake3_batch_limit_per_second")?,
            Self::RateByExecution => field(rate)? / field("execution_limit_per_second")?,
            Self::RateByVerification => field(rate)? / field("signature_limit_per_second")?,
            Self::CpuByBlake3 => cpu_seconds()? * field("blake3_batch_limit_per_second")?,
            Self::CpuByVerification => {
                cpu_seconds()? * field("signature_limit_per_second")? / cores()?
            }
            Self::LogBytes => field("log_bytes_per_transfer")?,
            Self::LatencyP50ByFdatasync => field("latency_p50_ms")? / field("fdatasync_p50_ms")?,
            Self::LatencyP99ByFdatasync => field("latency_p99_ms")? / field("fdatasync_p50_ms")?,
        })
    }
}

/// A figure's values over the rounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Values(pub Vec<f64>);

impl Values {
    /// The middle value, or the mean of the two in the middle.
    pub fn median(&self) -> f64 {
        median(&self.0)
    }

    /// Median distance from the median, by the median: what a round differs by, whatever one outlier does.
    pub fn relative_deviation(&self) -> f64 {
        let middle = self.median();
        let distances: Vec<f64> = self.0.iter().map(|value| (value - middle).abs()).collect();
        if middle > 0.0 {
            median(&distances) / middle
        } else {
            0.0
        }
    }

    /// With what follows from them, for readers.
    pub fn as_json(&self) -> Value {
        let rounded = |value: f64| (value * 1e6).round() / 1e6;
        json!({
            "median": rounded(self.median()),
            "relative_deviation": rounded(self.relative_deviation()),
            "values": self.0.iter().map(|value| rounded(*value)).collect::<Vec<_>>(),
        })
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.get(middle), sorted.len() % 2) {
        (None, _) => 0.0,
        (Some(upper), 0) => f64::midpoint(*upper, sorted[middle - 1]),
        (Some(value), _) => *value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ratio_is_read_from_a_result_and_none_from_a_figure_that_is_not_known() {
        let result = json!({
            "transfers_per_second": 8e6, "blake3_batch_limit_per_second": 16e6, "execution_limit_per_second": 10e6,
            "signature_limit_per_second": 4e7, "cpu_seconds_per_million": 0.25, "log_bytes_per_transfer": 131.0,
            "latency_p50_ms": 3.0, "latency_p99_ms": 6.0, "fdatasync_p50_ms": 0.5, "machine": { "cores": 2 },
        });
        let expected = [0.5, 0.8, 0.2, 4.0, 5.0, 131.0, 6.0, 12.0];
        for (figure, expected) in ALL.into_iter().zip(expected) {
            let value = figure.value(&result).unwrap();
            assert!((value - expected).abs() < 1e-9, "{figure:?}: {value}");
            assert_eq!(Figure::by_name(figure.name()), Some(figure));
            assert!(figure.value(&json!({ "fdatasync_p50_ms": null })).is_err());
        }
    }

    #[test]
    fn one_outlier_moves_neither_median_nor_deviation_far() {
        let values = Values(vec![1.0, 1.02, 0.98, 1.01, 9.0]);
        assert_eq!(values.median(), 1.01);
        assert!(values.relative_deviation() < 0.03);
        assert_eq!(Values(vec![1.0, 3.0]).median(), 2.0);
    }
}
