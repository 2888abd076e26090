//! What was seen beside the load, as JSON and as lines of the table.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::api::ApiFigures;
use super::flood::FloodFigures;
use super::watch_socket::Ended;
use super::watchers::WatchFigures;
use crate::bench::latency::Histogram;
use crate::table::grouped;

/// What the watchers, the readers and the floods saw; what was not asked for is missing.
#[derive(Default)]
pub struct BesideFigures {
    /// Clients of the live stream.
    pub watchers: Option<WatchFigures>,
    /// Readers of the REST interface.
    pub api: Option<ApiFigures>,
    /// Floods, in the order asked for.
    pub floods: Vec<FloodFigures>,
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

fn quantile(latencies: &Histogram, share: f64) -> Option<f64> {
    latencies.quantile_milliseconds(share).map(rounded)
}

fn latency_json(latencies: &Histogram) -> [(&'static str, Value); 3] {
    [
        ("latency_p50_ms", json!(quantile(latencies, 0.5))),
        ("latency_p99_ms", json!(quantile(latencies, 0.99))),
        ("latency_max_ms", json!(quantile(latencies, 1.0))),
    ]
}

fn latency_text(latencies: &Histogram) -> String {
    let text = |share| {
        latencies
            .quantile_milliseconds(share)
            .map_or_else(|| "none".to_owned(), |value| format!("{value:.1} ms"))
    };
    format!("p50 {}, p99 {}, max {}", text(0.5), text(0.99), text(1.0))
}

fn object(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Object(
        entries
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect::<Map<_, _>>(),
    )
}

fn counts_text<K: AsRef<str>>(counts: &BTreeMap<K, u64>) -> String {
    let parts: Vec<_> = counts
        .iter()
        .map(|(code, count)| format!("{} {}", grouped(*count), code.as_ref()))
        .collect();
    parts.join(", ")
}

fn ended(counts: &BTreeMap<Ended, usize>) -> BTreeMap<String, u64> {
    counts
        .iter()
        .map(|(ended, count)| {
            let name = match ended {
                Ended::WithCode(code) => code.to_string(),
                Ended::WithoutCode => "without_code".to_owned(),
            };
            (name, *count as u64)
        })
        .collect()
}

impl BesideFigures {
    /// Entries of the report.
    pub fn as_json(&self) -> Vec<(&'static str, Value)> {
        let mut entries = Vec::new();
        if let Some(watchers) = &self.watchers {
            entries.push(("watchers", watchers.as_json()));
        }
        if let Some(api) = &self.api {
            entries.push(("api", api.as_json()));
        }
        if !self.floods.is_empty() {
            let floods = self.floods.iter().map(FloodFigures::as_json).collect();
            entries.push(("floods", Value::Array(floods)));
        }
        entries
    }

    /// Lines of the table.
    pub fn as_fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = Vec::new();
        if let Some(watchers) = &self.watchers {
            fields.extend(watchers.as_fields());
        }
        if let Some(api) = &self.api {
            fields.extend(api.as_fields());
        }
        for flood in &self.floods {
            fields.push((flood.kind.name(), flood.as_text()));
        }
        fields
    }
}

impl WatchFigures {
    fn as_json(&self) -> Value {
        let mut entries = vec![
            ("healthy", json!(self.healthy)),
            ("stalled", json!(self.stalled)),
            ("seconds", json!(rounded(self.seconds))),
            ("messages", json!(self.messages)),
            ("block_messages", json!(self.block_messages)),
            ("missed", json!(self.missed)),
            ("without_arrival", json!(self.without_arrival)),
            ("healthy_closed", json!(ended(&self.healthy_ended))),
            ("stalled_closed", json!(ended(&self.stalled_ended))),
            ("cpu_seconds", json!(rounded(self.cpu_seconds))),
        ];
        entries.extend(latency_json(&self.latencies));
        object(entries)
    }

    fn as_fields(&self) -> [(&'static str, String); 3] {
        let each = |count: u64| {
            let healthy_seconds = self.healthy as f64 * self.seconds;
            if healthy_seconds > 0.0 {
                count as f64 / healthy_seconds
            } else {
                0.0
            }
        };
        let closed = |counts| {
            let text = counts_text(&ended(counts));
            if text.is_empty() {
                "none".to_owned()
            } else {
                text
            }
        };
        [
            (
                "live stream, event to client",
                latency_text(&self.latencies),
            ),
            (
                "live stream, messages",
                format!(
                    "{} to {} clients, {:.1} a second each ({:.1} of blocks), {} missed",
                    grouped(self.messages),
                    grouped(self.healthy as u64),
                    each(self.messages),
                    each(self.block_messages),
                    grouped(self.missed)
                ),
            ),
            (
                "live stream, closed",
                format!(
                    "healthy: {}; of {} stalled: {}",
                    closed(&self.healthy_ended),
                    grouped(self.stalled as u64),
                    closed(&self.stalled_ended)
                ),
            ),
        ]
    }
}

impl ApiFigures {
    fn as_json(&self) -> Value {
        let all = self.together();
        let routes: Map<_, _> = self
            .routes
            .iter()
            .map(|(route, latencies)| ((*route).to_owned(), object(latency_json(latencies))))
            .collect();
        let mut entries = vec![
            ("requests", json!(all.total())),
            (
                "requests_per_second",
                json!(rounded(all.total() as f64 / self.seconds.max(1e-9))),
            ),
            ("errors", json!(self.errors)),
            ("routes", Value::Object(routes)),
        ];
        entries.extend(latency_json(&all));
        object(entries)
    }

    fn as_fields(&self) -> Vec<(&'static str, String)> {
        let all = self.together();
        let errors = counts_text(&self.errors);
        let errors = if errors.is_empty() {
            "no errors".into()
        } else {
            errors
        };
        let mut fields = vec![(
            "REST interface",
            format!(
                "{} answers, {}; {errors}",
                grouped(all.total()),
                latency_text(&all)
            ),
        )];
        fields.extend(
            self.routes
                .iter()
                .map(|(route, latencies)| (*route, latency_text(latencies))),
        );
        fields
    }
}

impl FloodFigures {
    fn as_json(&self) -> Value {
        object([
            ("kind", json!(self.kind.name())),
            (
                "honest_without_per_second",
                json!(rounded(self.honest_without_per_second)),
            ),
            (
                "honest_with_per_second",
                json!(rounded(self.honest_with_per_second)),
            ),
            ("honest_share_kept", json!(self.kept().map(rounded))),
            (
                "requests_per_second",
                json!(rounded(self.requests_per_second)),
            ),
            ("answers", json!(self.answers)),
            ("cpu_cores", json!(rounded(self.cpu_cores))),
        ])
    }

    fn as_text(&self) -> String {
        let kept = self.kept().map_or_else(
            || "not known".to_owned(),
            |kept| format!("{:.0} %", kept * 100.0),
        );
        format!(
            "honest clients keep {kept} of {} /s; {} requests/s, {:.2} cores of its own; {}",
            grouped(self.honest_without_per_second.round() as u64),
            grouped(self.requests_per_second.round() as u64),
            self.cpu_cores,
            counts_text(&self.answers)
        )
    }
}
