//! What a load did over time: transfers and the node's memory, looked at about twice a second.

use anyhow::ensure;
use serde_json::{Value, json};

use super::checks::Check;
use crate::table::grouped;

/// Most points of a series in the results.
const POINTS_MAX: f64 = 720.0;
/// Loads from this length on are judged by their first and last ten minutes.
const LONG_SECONDS: f64 = 1_200.0;
const LONG_WINDOW_SECONDS: f64 = 600.0;
/// Shorter ones show their first and last sixth; with less than this there is nothing to compare.
const SHORT_SECONDS: f64 = 6.0;
/// The last ten minutes have at least this share of the rate of the first ten.
const STEADY_SHARE: f64 = 0.97;
/// When memory is looked at for the first time: by then every buffer has its size.
const SETTLED_SECONDS: f64 = 60.0;

#[derive(Clone, Copy, Debug)]
struct Moment {
    elapsed_seconds: f64,
    accepted: u64,
    rss_bytes: Option<u64>,
}

/// The course of one load.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    moments: Vec<Moment>,
}

/// The rate at the beginning and at the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Steadiness {
    /// Length of each of the two stretches.
    pub window_seconds: f64,
    /// Transfers a second in the first.
    pub first_per_second: f64,
    /// Transfers a second in the last.
    pub last_per_second: f64,
}

impl Steadiness {
    /// The last by the first.
    pub fn ratio(self) -> f64 {
        self.last_per_second / self.first_per_second
    }
}

impl Timeline {
    /// Notes a moment; they come in order.
    pub fn note(&mut self, elapsed_seconds: f64, accepted: u64, rss_bytes: Option<u64>) {
        self.moments.push(Moment {
            elapsed_seconds,
            accepted,
            rss_bytes,
        });
    }

    fn end_seconds(&self) -> f64 {
        self.moments
            .last()
            .map_or(0.0, |moment| moment.elapsed_seconds)
    }

    /// Transfers up to a time, on a straight line between the moments around it.
    fn accepted_at(&self, seconds: f64) -> f64 {
        let next = self
            .moments
            .partition_point(|moment| moment.elapsed_seconds < seconds);
        let before = match next.checked_sub(1) {
            Some(index) => (
                self.moments[index].elapsed_seconds,
                self.moments[index].accepted as f64,
            ),
            None => (0.0, 0.0),
        };
        let Some(after) = self.moments.get(next) else {
            return before.1;
        };
        let length = after.elapsed_seconds - before.0;
        if length <= 0.0 {
            return after.accepted as f64;
        }
        let share = (seconds - before.0) / length;
        (after.accepted as f64 - before.1).mul_add(share, before.1)
    }

    fn rate(&self, from_seconds: f64, to_seconds: f64) -> f64 {
        (self.accepted_at(to_seconds) - self.accepted_at(from_seconds))
            / (to_seconds - from_seconds)
    }

    /// First and last ten minutes of a long load, first and last sixth of a shorter one; `None` if it was too short or brought nothing.
    pub fn steadiness(&self) -> Option<Steadiness> {
        let end = self.end_seconds();
        if end < SHORT_SECONDS {
            return None;
        }
        let window_seconds = if self.is_long() {
            LONG_WINDOW_SECONDS
        } else {
            end / 6.0
        };
        let steadiness = Steadiness {
            window_seconds,
            first_per_second: self.rate(0.0, window_seconds),
            last_per_second: self.rate(end - window_seconds, end),
        };
        (steadiness.first_per_second > 0.0).then_some(steadiness)
    }

    /// Whether it lasted long enough to be judged.
    pub fn is_long(&self) -> bool {
        self.end_seconds() >= LONG_SECONDS
    }

    /// That the end was as fast as the beginning; `None` if the load was too short to tell.
    pub fn no_degradation(&self) -> Option<Check> {
        let steadiness = self.steadiness().filter(|_| self.is_long())?;
        Some(Check {
            name: "no degradation",
            result: judge(steadiness),
        })
    }

    /// Memory after the first minute, where the load lasted longer, and at the end.
    pub fn rss_after_first_minute_and_at_end(&self) -> (Option<u64>, Option<u64>) {
        let settled = self
            .moments
            .iter()
            .find(|moment| moment.elapsed_seconds >= SETTLED_SECONDS);
        let last = self.moments.last();
        (
            settled.and_then(|moment| moment.rss_bytes),
            last.and_then(|moment| moment.rss_bytes),
        )
    }

    /// The most memory that was seen.
    pub fn rss_max(&self) -> Option<u64> {
        self.moments
            .iter()
            .filter_map(|moment| moment.rss_bytes)
            .max()
    }

    /// Entries of the results: both series and what is compared in them.
    pub fn entries(&self) -> [(&'static str, Value); 5] {
        let interval = self.point_seconds();
        let points = (self.end_seconds() / interval) as usize;
        let rates = (0..points).map(|point| {
            let from = point as f64 * interval;
            self.rate(from, from + interval).round()
        });
        let memory = (1..=points).map(|point| self.rss_at(point as f64 * interval));
        let (settled, end) = self.rss_after_first_minute_and_at_end();
        let steadiness = self.steadiness().map(|steadiness| {
            json!({
                "window_seconds": rounded(steadiness.window_seconds),
                "first_transfers_per_second": rounded(steadiness.first_per_second),
                "last_transfers_per_second": rounded(steadiness.last_per_second),
                "ratio": rounded(steadiness.ratio()),
            })
        });
        [
            (
                "rate_over_time",
                json!({ "interval_seconds": interval, "transfers_per_second": rates.collect::<Vec<_>>() }),
            ),
            (
                "rss_over_time",
                json!({ "interval_seconds": interval, "bytes": memory.collect::<Vec<_>>() }),
            ),
            ("rss_bytes_node_after_first_minute", json!(settled)),
            ("rss_bytes_node_at_end", json!(end)),
            ("first_and_last", json!(steadiness)),
        ]
    }

    /// Length of a point in whole seconds, so that there are few enough of them.
    fn point_seconds(&self) -> f64 {
        (self.end_seconds() / POINTS_MAX).ceil().max(1.0)
    }

    fn rss_at(&self, seconds: f64) -> Option<u64> {
        let next = self
            .moments
            .partition_point(|moment| moment.elapsed_seconds < seconds);
        self.moments.get(next)?.rss_bytes
    }

    /// For people: how the rate changed; nothing if that cannot be said.
    pub fn text(&self) -> Option<String> {
        let steadiness = self.steadiness()?;
        Some(format!(
            "{} /s in the first {:.0} s, {} /s in the last: {:.3} of it",
            grouped(steadiness.first_per_second.round() as u64),
            steadiness.window_seconds,
            grouped(steadiness.last_per_second.round() as u64),
            steadiness.ratio()
        ))
    }
}

fn judge(steadiness: Steadiness) -> anyhow::Result<String> {
    let text = format!(
        "the last ten minutes had {:.3} of the rate of the first ten",
        steadiness.ratio()
    );
    ensure!(
        steadiness.ratio() >= STEADY_SHARE,
        "{text}; at least {STEADY_SHARE} is asked for"
    );
    Ok(text)
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One moment a second; `rate` says how many transfers each second has.
    fn timeline(seconds: u32, rate: impl Fn(u32) -> u64) -> Timeline {
        let mut timeline = Timeline::default();
        let mut accepted = 0;
        timeline.note(0.0, 0, Some(1));
        for second in 0..seconds {
            accepted += rate(second);
            timeline.note(f64::from(second + 1), accepted, Some(u64::from(second) + 2));
        }
        timeline
    }

    #[test]
    fn an_hour_that_becomes_slower_fails_and_a_steady_one_passes() {
        let slower = timeline(3_600, |second| if second < 3_000 { 1_000 } else { 960 });
        assert_eq!(slower.steadiness().expect("long").ratio(), 0.96);
        let check = slower.no_degradation().expect("long enough");
        let error = check.result.unwrap_err().to_string();
        assert!(error.contains("0.960"), "{error}");
        let steady = timeline(3_600, |second| if second < 3_000 { 1_000 } else { 975 });
        assert!(steady.no_degradation().expect("long").result.is_ok());
    }

    #[test]
    fn a_short_load_shows_its_sixths_and_is_not_judged() {
        let short = timeline(12, |second| if second < 6 { 10 } else { 5 });
        let steadiness = short.steadiness().expect("long enough to show");
        assert_eq!(steadiness.window_seconds, 2.0);
        assert_eq!(steadiness.ratio(), 0.5);
        assert!(short.no_degradation().is_none());
        assert!(timeline(5, |_| 10).steadiness().is_none());
        assert!(timeline(12, |_| 0).steadiness().is_none());
    }

    #[test]
    fn series_have_a_bounded_number_of_points() {
        let entries = timeline(3_601, |_| 7).entries();
        let (name, rates) = &entries[0];
        assert_eq!(*name, "rate_over_time");
        assert_eq!(rates["interval_seconds"], 6.0);
        let rates = rates["transfers_per_second"].as_array().expect("a list");
        assert_eq!(rates.len(), 600);
        assert!(rates.iter().all(|rate| *rate == 7.0));
        let memory = entries[1].1["bytes"].as_array().expect("a list");
        assert_eq!(memory[0], 7);
        assert_eq!(entries[2].1, 61);
        assert_eq!(entries[3].1, 3_602);
    }

    #[test]
    fn a_load_that_was_hardly_watched_has_no_points() {
        assert_eq!(
            Timeline::default().entries()[0].1["transfers_per_second"],
            json!([])
        );
    }
}
