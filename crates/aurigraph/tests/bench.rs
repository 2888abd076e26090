//! Goal: the load generator runs by itself, counts only what is final, and says everything that a comparison needs.
//! Method: one second of load in each way of signing. Rates are not judged here: this machine's load is not known.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use serde_json::Value;

const FIELDS: [&str; 30] = [
    "transfers_per_second",
    "latency_p50_ms",
    "latency_p99_ms",
    "signatures",
    "batch_size",
    "threads",
    "duration_seconds",
    "accepted",
    "rejected",
    "cpu_seconds_client",
    "cpu_seconds_node",
    "rss_bytes_node",
    "signature_limit_per_second",
    "signature_limit_before_per_second",
    "signature_limit_after_per_second",
    "load_average",
    "machine",
    "version",
    "target",
    "setup_seconds",
    "checks",
    "notes",
    "file_system",
    "blake3_batch_limit_per_second",
    "share_of_blake3_batch_limit",
    "memory_copy_bytes_per_second",
    "fdatasync_p50_ms",
    "other_processes_cores",
    "cpu_seconds_per_million",
    "tls",
];

#[test]
fn every_way_of_signing_is_measured_and_checked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for mode in [
        "batch-ml-dsa-65",
        "batch-ed25519",
        "each-ed25519",
        "each-ml-dsa-65",
    ] {
        let arguments = [
            "bench",
            "--signatures",
            mode,
            "--duration",
            "1",
            "--batch-size",
            "500",
            "--accounts",
            "200",
            "--json",
        ];
        // One of them through TLS: it must change nothing of what is counted.
        let has_tls = mode == "batch-ed25519";
        let tls = if has_tls { &["--tls"][..] } else { &[] };
        let result = common::aurigraph(folder.path(), &[&arguments[..], tls].concat())
            .expect_code(0)
            .json();
        for field in FIELDS {
            assert!(
                !result[field].is_null(),
                "{mode}: {field} is missing in {result}"
            );
        }
        let limits = ["before", "after"]
            .map(|moment| result[format!("signature_limit_{moment}_per_second")].as_f64());
        let limit = result["signature_limit_per_second"].as_f64();
        assert!(
            limits.contains(&limit) && limits.iter().all(|other| *other <= limit),
            "{mode}: {result}"
        );
        // Only where every transfer has a signature something is signed before the load.
        for field in ["signing_seconds", "transfers_signed_ahead"] {
            let is_positive = result[field].as_f64().is_some_and(|value| value > 0.0);
            assert_eq!(is_positive, mode.starts_with("each-"), "{mode}: {result}");
        }
        assert_eq!(result["signatures"], mode);
        assert_eq!(result["tls"], has_tls);
        assert_eq!(result["rejected"], 0, "{mode}: {result}");
        assert!(result["accepted"].as_u64() > Some(0), "{mode}: {result}");
        let checks: Vec<&Value> = result["checks"]
            .as_array()
            .expect("a list")
            .iter()
            .collect();
        assert_eq!(checks.len(), 3);
        assert!(
            checks.iter().all(|check| check["passed"] == true),
            "{mode}: {result}"
        );
    }
}
