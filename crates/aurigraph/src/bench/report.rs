//! The result of a run, as a table and as JSON.

mod lines;

use serde_json::{Map, Value, json};

use super::beside::BesideFigures;
use super::calibration::Calibration;
use super::checks::Check;
use super::latency::Histogram;
use super::limit::SignatureLimit;
use super::machine;
use super::quiet::QUIET_CORES_MAX;
use super::repeats::Repeats;
use super::settings::{Profile, Settings};
use super::timeline::Timeline;
use super::written::Written;
use crate::table::{fields, grouped};
use lines::{machine_text, whole};

/// Said when the load was faster than pure verification.
const BUSY_MACHINE: &str = "the load was faster than the verification limit, which cannot be: other work took processor time while the \
                            limit was measured. Neither figure is this machine's; run it again when nothing else runs";

/// What a counted transfer is, said wherever the figure is.
const DEFINITION: &str = "A counted transfer was signed, sent by a client in another process, verified, authorised, executed, made durable (fdatasync) in a \
                          certified block, and its receipt has reached the client.";

/// With `--rate`, a load that became final to less than this share of what was offered did not keep up.
const KEPT_UP_SHARE: f64 = 0.98;

/// Everything that was measured. Durations and rates are of the load alone, without setup and checks.
pub struct Report {
    /// The profile asked for.
    pub profile: Profile,
    /// What was run.
    pub settings: Settings,
    /// From the first message to the last reply.
    pub elapsed_seconds: f64,
    /// From the start of the command to the first message, without signing ahead.
    pub setup_seconds: f64,
    /// How long signing ahead took; `None` where nothing is signed ahead.
    pub signing_seconds: Option<f64>,
    /// Transfers that were signed ahead.
    pub transfers_signed_ahead: Option<usize>,
    /// Transfers that are final and were applied.
    pub accepted: u64,
    /// Transfers that were answered otherwise.
    pub rejected: u64,
    /// Why the first of them was.
    pub first_problem: Option<String>,
    /// Latencies of accepted transfers.
    pub latencies: Histogram,
    /// Whether signed transfers ran out before the time was over.
    pub ran_dry: bool,
    /// This machine's verification rate.
    pub signature_limit: SignatureLimit,
    /// What the machine does without a ledger.
    pub calibration: Calibration,
    /// Processor time of this process.
    pub cpu_seconds_client: Option<f64>,
    /// Processor time of the node.
    pub cpu_seconds_node: Option<f64>,
    /// Processor time of everything else on this machine.
    pub cpu_seconds_other: Option<f64>,
    /// The course of the load, and the node's memory.
    pub timeline: Timeline,
    /// What the node wrote to its disk for the load.
    pub written: Written,
    /// This load beside the others of the run.
    pub repeats: Repeats,
    /// Cores that everything else on this machine took just before the load.
    pub other_processes_cores_before: Option<f64>,
    /// Load averages when the load began.
    pub load_average: Option<[f64; 3]>,
    /// Where the node's data lay.
    pub file_system: Option<String>,
    /// Whether this run started the node.
    pub is_own_node: bool,
    /// Whether the load went over TLS.
    pub tls: bool,
    /// What was checked afterwards.
    pub checks: Vec<Check>,
    /// What was seen beside the load.
    pub beside: BesideFigures,
}

impl Report {
    /// Whether transfers were accepted and every check passed.
    pub fn passed(&self) -> bool {
        self.accepted > 0 && self.checks.iter().all(|check| check.result.is_ok())
    }

    fn transfers_per_second(&self) -> f64 {
        if self.elapsed_seconds > 0.0 {
            self.accepted as f64 / self.elapsed_seconds
        } else {
            0.0
        }
    }

    /// The share of the machine's verification rate, where every transfer has a signature.
    fn share_of_limit(&self) -> Option<f64> {
        let limit = self.signature_limit.per_second();
        let each = !self.settings.signatures.is_batch() && limit > 0.0;
        each.then(|| self.transfers_per_second() / limit)
    }

    /// Cores that everything else on this machine took during the load.
    fn other_processes_cores(&self) -> Option<f64> {
        let seconds = self
            .cpu_seconds_other
            .filter(|_| self.elapsed_seconds > 0.0)?;
        Some(seconds / self.elapsed_seconds)
    }

    /// The rate as a share of that at which one thread hashes the same batches.
    fn share_of_blake3_limit(&self) -> f64 {
        self.transfers_per_second() / self.calibration.blake3_batch_limit_per_second
    }

    /// Processor time of both sides for a million transfers.
    fn cpu_seconds_per_million(&self) -> Option<f64> {
        let both = self.cpu_seconds_client? + self.cpu_seconds_node?;
        (self.accepted > 0).then(|| both / (self.accepted as f64 / 1e6))
    }

    /// Bytes written for each accepted transfer.
    fn bytes_per_transfer(&self, bytes: Option<u64>) -> Option<f64> {
        bytes
            .filter(|_| self.accepted > 0)
            .map(|bytes| bytes as f64 / self.accepted as f64)
    }

    /// What a reader must know before using a figure.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(cores) = self
            .other_processes_cores()
            .filter(|cores| *cores > QUIET_CORES_MAX)
        {
            notes.push(format!(
                "the machine was not quiet: other processes took {cores:.2} cores during the load, so the figures are below what it can do"
            ));
        }
        if let Some(rate) = self.settings.rate.map(|rate| rate as f64)
            && self.transfers_per_second() < rate * KEPT_UP_SHARE
        {
            notes.push(format!(
                "{} transfers/s were offered and {} became final: the latencies are those of a growing queue",
                whole(rate),
                whole(self.transfers_per_second())
            ));
        }
        if self.profile == Profile::Stress && !self.timeline.is_long() {
            notes.push(
                "the load was too short to judge degradation: that takes twenty minutes".to_owned(),
            );
        }
        if self.share_of_limit().is_some_and(|share| share > 1.0) {
            notes.push(BUSY_MACHINE.to_owned());
        }
        if self.ran_dry {
            notes.push(format!(
                "the {} transfers that were signed ahead were used up after {:.1} of {} s",
                grouped(self.transfers_signed_ahead.unwrap_or_default() as u64),
                self.elapsed_seconds,
                self.settings.duration.as_secs()
            ));
        }
        notes
    }

    /// For scripts.
    pub fn as_json(&self) -> Value {
        let rounded = |value: f64| (value * 1_000.0).round() / 1_000.0;
        let quantile = |share| self.latencies.quantile_milliseconds(share).map(rounded);
        let entries = [
            (
                "transfers_per_second",
                json!(rounded(self.transfers_per_second())),
            ),
            ("latency_p50_ms", json!(quantile(0.5))),
            ("latency_p99_ms", json!(quantile(0.99))),
            ("signatures", json!(self.settings.signatures.name())),
            ("profile", json!(profile_name(self.profile))),
            ("batch_size", json!(self.settings.batch_size)),
            ("threads", json!(self.settings.threads)),
            ("window", json!(self.settings.window)),
            ("accounts", json!(self.settings.accounts)),
            ("assets", json!(self.settings.assets)),
            (
                "invalid_signatures_every",
                json!(self.settings.invalid_signatures_every),
            ),
            ("signers", json!(self.settings.signers)),
            ("skew", json!(self.settings.skew.name())),
            ("rate", json!(self.settings.rate)),
            ("warm_up_seconds", json!(self.settings.warm_up.as_secs())),
            ("duration_seconds", json!(rounded(self.elapsed_seconds))),
            (
                "duration_seconds_asked",
                json!(self.settings.duration.as_secs()),
            ),
            ("setup_seconds", json!(rounded(self.setup_seconds))),
            ("signing_seconds", json!(self.signing_seconds.map(rounded))),
            ("transfers_signed_ahead", json!(self.transfers_signed_ahead)),
            ("accepted", json!(self.accepted)),
            ("rejected", json!(self.rejected)),
            ("first_rejection", json!(self.first_problem)),
            ("presigned_pool_ran_out", json!(self.ran_dry)),
            (
                "cpu_seconds_client",
                json!(self.cpu_seconds_client.map(rounded)),
            ),
            (
                "cpu_seconds_node",
                json!(self.cpu_seconds_node.map(rounded)),
            ),
            (
                "cpu_seconds_other",
                json!(self.cpu_seconds_other.map(rounded)),
            ),
            (
                "other_processes_cores",
                json!(self.other_processes_cores().map(rounded)),
            ),
            (
                "cpu_seconds_per_million",
                json!(self.cpu_seconds_per_million().map(rounded)),
            ),
            ("rss_bytes_node", json!(self.timeline.rss_max())),
            (
                "log_bytes_per_transfer",
                json!(self.bytes_per_transfer(self.written.log_bytes).map(rounded)),
            ),
            (
                "written_bytes_per_transfer",
                json!(
                    self.bytes_per_transfer(self.written.process_bytes)
                        .map(rounded)
                ),
            ),
            (
                "other_processes_cores_before",
                json!(self.other_processes_cores_before.map(rounded)),
            ),
            (
                "blake3_batch_limit_per_second",
                json!(rounded(self.calibration.blake3_batch_limit_per_second)),
            ),
            (
                "share_of_blake3_batch_limit",
                json!(rounded(self.share_of_blake3_limit())),
            ),
            (
                "execution_limit_per_second",
                json!(rounded(self.calibration.execution_limit_per_second)),
            ),
            (
                "memory_copy_bytes_per_second",
                json!(rounded(self.calibration.memory_copy_bytes_per_second)),
            ),
            (
                "fdatasync_p50_ms",
                json!(self.calibration.fdatasync_p50_ms.map(rounded)),
            ),
            (
                "signature_limit_per_second",
                json!(rounded(self.signature_limit.per_second())),
            ),
            (
                "signature_limit_before_per_second",
                json!(rounded(self.signature_limit.before_per_second)),
            ),
            (
                "signature_limit_after_per_second",
                json!(rounded(self.signature_limit.after_per_second)),
            ),
            (
                "share_of_signature_limit",
                json!(self.share_of_limit().map(rounded)),
            ),
            ("load_average", json!(self.load_average)),
            ("machine", machine::description()),
            ("file_system", json!(self.file_system)),
            ("own_node", json!(self.is_own_node)),
            ("tls", json!(self.tls)),
            ("version", json!(env!("CARGO_PKG_VERSION"))),
            ("target", json!(env!("AURIGRAPH_TARGET"))),
            ("definition", json!(DEFINITION)),
            ("notes", json!(self.notes())),
            ("passed", json!(self.passed())),
            ("checks", self.checks.iter().map(Check::as_json).collect()),
        ];
        Value::Object(
            entries
                .into_iter()
                .chain(self.repeats.entries())
                .chain(self.timeline.entries())
                .chain(self.beside.as_json())
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<Map<_, _>>(),
        )
    }

    /// For people.
    pub fn as_text(&self) -> String {
        let settings = &self.settings;
        let milliseconds = |share| {
            self.latencies
                .quantile_milliseconds(share)
                .map_or_else(|| "none".to_owned(), |value| format!("{value:.1} ms"))
        };
        let seconds = |value: Option<f64>| {
            value.map_or_else(|| "not known".to_owned(), |value| format!("{value:.2} s"))
        };
        let limit = whole(self.signature_limit.per_second());
        let limit = match self.share_of_limit() {
            Some(share) => format!("{limit} /s; the load reached {:.0} % of it", share * 100.0),
            None => format!("{limit} /s"),
        };
        let mut rows = vec![
            ("transfers per second", self.rate_text()),
            ("latency p50", milliseconds(0.5)),
            ("latency p99", milliseconds(0.99)),
            ("accepted", grouped(self.accepted)),
            ("rejected", self.rejected_text()),
            ("time of load", self.duration_text()),
            ("time before it", self.preparation_text()),
            ("signatures", settings.signatures.name().to_owned()),
            ("transfers a message", grouped(settings.batch_size as u64)),
            (
                "streams × in flight",
                format!("{} × {}", settings.threads, settings.window),
            ),
            ("accounts", self.accounts_text()),
            ("verification limit", limit),
            ("one thread's BLAKE3 of batches", self.blake3_text()),
            ("one thread's execution", self.execution_text()),
            (
                "one small fdatasync",
                self.calibration
                    .fdatasync_p50_ms
                    .map_or_else(|| "not known".to_owned(), |value| format!("{value:.2} ms")),
            ),
            ("processor time, client", seconds(self.cpu_seconds_client)),
            ("processor time, node", seconds(self.cpu_seconds_node)),
            ("processor time, others", seconds(self.cpu_seconds_other)),
            ("memory, node", self.memory_text()),
            ("written for a transfer", self.written_text()),
            (
                "rate over time",
                self.timeline
                    .text()
                    .unwrap_or_else(|| "too short to tell".to_owned()),
            ),
            (
                "load average",
                self.load_average.map_or_else(
                    || "not known".to_owned(),
                    |load| format!("{:.2} {:.2} {:.2}", load[0], load[1], load[2]),
                ),
            ),
            ("machine", machine_text(self.file_system.as_deref())),
        ];
        rows.extend(self.beside.as_fields());
        let mut text = fields(&rows);
        text += &format!("\n{DEFINITION}\n");
        for note in self.notes() {
            text += &format!("! {note}\n");
        }
        for check in &self.checks {
            text += &match &check.result {
                Ok(detail) => format!("✓ {}: {detail}\n", check.name),
                Err(error) => format!("✗ {}: {error:#}\n", check.name),
            };
        }
        text
    }
}

/// The profile as the command line names it.
fn profile_name(profile: Profile) -> &'static str {
    match profile {
        Profile::Standard => "standard",
        Profile::UltraHigh => "ultra-high",
        Profile::Stress => "stress",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::bench::settings::{SignatureMode, Skew};

    /// 10,000 transfers in a second.
    fn report(limit_before: f64, limit_after: f64, ran_dry: bool) -> Report {
        Report {
            profile: Profile::Standard,
            settings: Settings {
                signatures: SignatureMode::EachEd25519,
                duration: Duration::from_secs(5),
                threads: 1,
                batch_size: 1,
                window: 1,
                accounts: 16,
                assets: 1,
                invalid_signatures_every: None,
                signers: 1,
                skew: Skew::Uniform,
                rate: None,
                warm_up: Duration::ZERO,
                repeat: 1,
                sign_ahead: None,
            },
            elapsed_seconds: 1.0,
            setup_seconds: 0.5,
            signing_seconds: Some(0.25),
            transfers_signed_ahead: Some(10_000),
            accepted: 10_000,
            rejected: 0,
            first_problem: None,
            latencies: Histogram::default(),
            ran_dry,
            signature_limit: SignatureLimit {
                before_per_second: limit_before,
                after_per_second: limit_after,
            },
            calibration: Calibration {
                blake3_batch_limit_per_second: 50e6,
                execution_limit_per_second: 20e6,
                memory_copy_bytes_per_second: 1e10,
                fdatasync_p50_ms: None,
            },
            cpu_seconds_client: None,
            cpu_seconds_node: None,
            cpu_seconds_other: None,
            timeline: Timeline::default(),
            written: Written::default(),
            repeats: Repeats::default(),
            other_processes_cores_before: None,
            load_average: None,
            file_system: None,
            is_own_node: true,
            tls: false,
            checks: Vec::new(),
            beside: BesideFigures::default(),
        }
    }

    #[test]
    fn the_better_measurement_of_the_limit_counts() {
        let quiet = report(8_000.0, 20_000.0, false);
        assert_eq!(quiet.share_of_limit(), Some(0.5));
        assert!(quiet.notes().is_empty());
    }

    #[test]
    fn a_load_above_the_limit_was_measured_on_a_busy_machine_and_says_so() {
        let busy = report(8_000.0, 9_000.0, false);
        assert!(busy.notes()[0].contains("other work"));
        assert!(busy.as_text().contains(BUSY_MACHINE));
        assert_eq!(busy.as_json()["notes"], json!([BUSY_MACHINE]));
    }

    #[test]
    fn a_machine_that_was_not_quiet_is_said() {
        let mut report = report(20_000.0, 20_000.0, false);
        report.cpu_seconds_other = Some(0.05);
        assert!(report.notes().is_empty());
        report.cpu_seconds_other = Some(0.5);
        assert!(
            report.notes()[0].contains("0.50 cores"),
            "{:?}",
            report.notes()
        );
    }

    #[test]
    fn a_load_that_did_not_keep_up_with_its_rate_says_so() {
        let mut report = report(20_000.0, 20_000.0, false);
        report.settings.rate = Some(10_100);
        assert!(report.notes().is_empty());
        report.settings.rate = Some(10_500);
        assert!(
            report.notes()[0].contains("became final: the latencies are those of a growing queue"),
            "{:?}",
            report.notes()
        );
    }

    #[test]
    fn what_counts_stands_beside_the_figure_and_bytes_are_by_transfer() {
        let mut report = report(20_000.0, 20_000.0, false);
        report.written.log_bytes = Some(1_500_000);
        let text = report.as_text();
        assert!(text.contains(DEFINITION));
        assert!(
            text.contains("block log 150.0 B, all files not known"),
            "{text}"
        );
        let json = report.as_json();
        assert_eq!(json["definition"], DEFINITION);
        assert_eq!(json["log_bytes_per_transfer"], 150.0);
        assert_eq!(json["written_bytes_per_transfer"], Value::Null);
    }

    #[test]
    fn signed_transfers_that_were_used_up_are_said() {
        let notes = report(20_000.0, 20_000.0, true).notes();
        assert!(notes[0].contains("used up after 1.0 of 5 s"), "{notes:?}");
    }
}
