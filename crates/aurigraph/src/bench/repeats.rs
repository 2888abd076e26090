//! Several measured loads in the same node: the one in the middle is the result, and what they differ by says how far to trust it.

use serde_json::{Value, json};

use super::load::Load;
use crate::table::grouped;

/// What one load brought, in the results beside the others.
#[derive(Clone, Debug)]
pub struct Summary {
    transfers_per_second: f64,
    value: Value,
}

/// All measured loads of a run, in the order in which they ran.
#[derive(Clone, Debug, Default)]
pub struct Repeats {
    summaries: Vec<Summary>,
}

impl Repeats {
    /// Notes the loads and takes out the one with the median rate; of an even number, the lower of the two in the middle.
    pub fn take_median(mut loads: Vec<Load>) -> Option<(Self, Load)> {
        let summaries = loads.iter().map(summary).collect();
        let rates: Vec<f64> = loads.iter().map(Load::transfers_per_second).collect();
        let median = median_position(&rates)?;
        Some((Self { summaries }, loads.swap_remove(median)))
    }

    fn rates(&self) -> impl Iterator<Item = f64> {
        self.summaries
            .iter()
            .map(|summary| summary.transfers_per_second)
    }

    fn minimum(&self) -> f64 {
        self.rates().fold(f64::INFINITY, f64::min)
    }

    fn maximum(&self) -> f64 {
        self.rates().fold(0.0, f64::max)
    }

    /// Difference of the fastest and the slowest load, by the rate of the median one; `None` of a single load.
    fn spread(&self) -> Option<f64> {
        let rates: Vec<f64> = self.rates().collect();
        let median = rates[median_position(&rates)?];
        let is_known = rates.len() > 1 && median > 0.0;
        is_known.then(|| (self.maximum() - self.minimum()) / median)
    }

    /// Entries of the results; all but the list are null of a single load.
    pub fn entries(&self) -> [(&'static str, Value); 4] {
        let spread = self.spread();
        let values: Vec<_> = self
            .summaries
            .iter()
            .map(|summary| &summary.value)
            .collect();
        [
            ("repeats", json!(values)),
            (
                "transfers_per_second_minimum",
                json!(spread.map(|_| rounded(self.minimum()))),
            ),
            (
                "transfers_per_second_maximum",
                json!(spread.map(|_| rounded(self.maximum()))),
            ),
            ("transfers_per_second_spread", json!(spread.map(rounded))),
        ]
    }

    /// For people; nothing of a single load.
    pub fn text(&self) -> Option<String> {
        let spread = self.spread()?;
        Some(format!(
            "median of {}; {} to {}, a spread of {:.1} %",
            self.summaries.len(),
            grouped(self.minimum().round() as u64),
            grouped(self.maximum().round() as u64),
            spread * 100.0
        ))
    }
}

fn summary(load: &Load) -> Summary {
    let quantile = |share| load.latencies.quantile_milliseconds(share).map(rounded);
    Summary {
        transfers_per_second: load.transfers_per_second(),
        value: json!({
            "transfers_per_second": rounded(load.transfers_per_second()),
            "latency_p50_ms": quantile(0.5),
            "latency_p99_ms": quantile(0.99),
            "accepted": load.accepted,
            "rejected": load.rejected,
            "duration_seconds": rounded(load.elapsed_seconds),
            "cpu_seconds_client": load.cpu_seconds_client.map(rounded),
            "cpu_seconds_node": load.cpu_seconds_node.map(rounded),
            "cpu_seconds_other": load.cpu_seconds_other.map(rounded),
        }),
    }
}

fn median_position(rates: &[f64]) -> Option<usize> {
    let mut positions: Vec<usize> = (0..rates.len()).collect();
    positions.sort_by(|left, right| rates[*left].total_cmp(&rates[*right]));
    let middle = rates.len().checked_sub(1)? / 2;
    positions.get(middle).copied()
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(accepted: u64) -> Load {
        Load {
            elapsed_seconds: 2.0,
            accepted,
            ..Load::default()
        }
    }

    #[test]
    fn the_median_load_is_the_result_and_all_of_them_are_told() {
        let loads = vec![load(400), load(200), load(1_000)];
        let (repeats, median) = Repeats::take_median(loads).expect("there are loads");
        assert_eq!(median.accepted, 400);
        let entries = repeats.entries();
        let list = entries[0].1.as_array().expect("a list");
        let rates: Vec<_> = list
            .iter()
            .map(|load| load["transfers_per_second"].as_f64())
            .collect();
        assert_eq!(rates, [Some(200.0), Some(100.0), Some(500.0)]);
        assert_eq!(entries[1].1, 100.0);
        assert_eq!(entries[2].1, 500.0);
        assert_eq!(entries[3].1, 2.0);
        assert!(repeats.text().expect("several").contains("200.0 %"));
    }

    #[test]
    fn of_two_loads_the_slower_one_is_the_result_and_one_alone_has_no_spread() {
        let (_, median) = Repeats::take_median(vec![load(300), load(200)]).expect("loads");
        assert_eq!(median.accepted, 200);
        let (repeats, _) = Repeats::take_median(vec![load(300)]).expect("a load");
        assert_eq!(repeats.entries()[3].1, Value::Null);
        assert_eq!(repeats.text(), None);
        assert!(Repeats::take_median(Vec::new()).is_none());
    }
}
