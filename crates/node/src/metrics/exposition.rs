//! The Prometheus text format, version 0.0.4.

use std::fmt::Write;

use crate::measure::Histogram;

/// Upper edges of latency buckets in microseconds: 100 µs to 10 s.
const LATENCY_EDGES_US: [u64; 16] = [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 2_500_000, 5_000_000, 10_000_000,
];

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only ascends while the process lives.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts by upper edges.
    Histogram,
}

/// A histogram as Prometheus counts.
#[derive(Clone, Debug)]
pub struct Buckets {
    /// Upper edge in seconds and how many values are at most that, ascending.
    pub cumulative: Vec<(f64, u64)>,
    /// Values.
    pub count: u64,
    /// Their sum in seconds.
    pub sum_seconds: f64,
}

/// A measured distribution by the edges of latencies.
pub fn buckets_of(histogram: &Histogram) -> Buckets {
    Buckets {
        cumulative: LATENCY_EDGES_US
            .iter()
            .map(|edge| (*edge as f64 / 1e6, histogram.count_up_to(*edge)))
            .collect(),
        count: histogram.count(),
        sum_seconds: histogram.sum_seconds(),
    }
}

/// Text under construction.
#[derive(Debug, Default)]
pub struct Exposition {
    text: String,
}

impl Exposition {
    fn line(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.text
            .write_fmt(arguments)
            .expect("writing to a string cannot fail");
        self.text.push('\n');
    }

    /// Begins a family of samples.
    pub fn family(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    /// A family of one sample.
    pub fn single(&mut self, name: &str, kind: Kind, help: &str, value: f64) {
        self.family(name, kind, help);
        self.sample(name, &[], value);
    }

    /// One sample of the family that was begun.
    pub fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        self.line(format_args!("{name}{} {value}", Labels(labels)));
    }

    /// A histogram of the family that was begun.
    pub fn histogram(&mut self, name: &str, labels: &[(&str, &str)], buckets: &Buckets) {
        let bucket = format!("{name}_bucket");
        for (edge, count) in &buckets.cumulative {
            self.edge(&bucket, labels, &edge.to_string(), *count);
        }
        self.edge(&bucket, labels, "+Inf", buckets.count);
        self.sample(&format!("{name}_sum"), labels, buckets.sum_seconds);
        self.sample(&format!("{name}_count"), labels, buckets.count as f64);
    }

    fn edge(&mut self, name: &str, labels: &[(&str, &str)], edge: &str, count: u64) {
        let mut labels = labels.to_vec();
        labels.push(("le", edge));
        self.sample(name, &labels, count as f64);
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
}

/// `{name="value",…}`, or nothing. Values come from this program and need no escapes.
struct Labels<'a>(&'a [(&'a str, &'a str)]);

impl std::fmt::Display for Labels<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (name, value)) in self.0.iter().enumerate() {
            let before = if index == 0 { '{' } else { ',' };
            write!(formatter, "{before}{name}=\"{value}\"")?;
        }
        if self.0.is_empty() {
            Ok(())
        } else {
            formatter.write_str("}")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_histogram_ends_with_its_count() {
        let mut histogram = Histogram::default();
        histogram.record(Duration::from_millis(3));
        histogram.record(Duration::from_secs(60));
        let mut text = Exposition::default();
        text.family("latency_seconds", Kind::Histogram, "Latency.");
        text.histogram(
            "latency_seconds",
            &[("route", "/x")],
            &buckets_of(&histogram),
        );
        let text = text.finish();
        assert!(
            text.contains("latency_seconds_bucket{route=\"/x\",le=\"0.001\"} 0\n"),
            "{text}"
        );
        assert!(
            text.contains("latency_seconds_bucket{route=\"/x\",le=\"0.005\"} 1\n"),
            "{text}"
        );
        assert!(
            text.contains("latency_seconds_bucket{route=\"/x\",le=\"+Inf\"} 2\n"),
            "{text}"
        );
        assert!(
            text.contains("latency_seconds_count{route=\"/x\"} 2\n"),
            "{text}"
        );
    }
}
