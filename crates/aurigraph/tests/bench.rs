//! Goal: the load generator runs by itself, counts only what is final, and says everything that a comparison needs.
//! Method: one second of load in each way of signing, with the options that change what is sent spread over them. Rates are not judged here: this machine's load is not known.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use serde_json::Value;

const FIELDS: [&str; 45] = [
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
    "execution_limit_per_second",
    "log_bytes_per_transfer",
    "other_processes_cores_before",
    "definition",
    "signers",
    "skew",
    "warm_up_seconds",
    "repeats",
    "rate_over_time",
    "rss_over_time",
    "rss_bytes_node_at_end",
    "profile",
    "window",
    "accounts",
    "assets",
    "tls",
];

/// Ways of signing, with options that change what is sent.
const RUNS: [(&str, &[&str]); 4] = [
    ("batch-ml-dsa-65", &["--assets", "9"]),
    (
        "batch-ed25519",
        &[
            "--signers",
            "7",
            "--threads",
            "9",
            "--window",
            "1",
            "--skew",
            "zipf",
            "--repeat",
            "3",
            "--warm-up",
            "1",
        ],
    ),
    ("each-ed25519", &["--rate", "5000", "--skew", "hot"]),
    ("each-ml-dsa-65", &["--sign-ahead-seconds", "5"]),
];

#[test]
fn every_way_of_signing_is_measured_and_checked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (mode, options) in RUNS {
        let arguments = [
            "bench",
            // Other tests run beside this one.
            "--allow-busy-machine",
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
        let arguments = [&arguments[..], options, tls].concat();
        let result = common::aurigraph(folder.path(), &arguments)
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
        let repeats = result["repeats"].as_array().expect("a list");
        assert_eq!(repeats.len(), if mode == "batch-ed25519" { 3 } else { 1 });
        let rates: Vec<_> = repeats
            .iter()
            .map(|load| &load["transfers_per_second"])
            .collect();
        assert!(rates.contains(&&result["transfers_per_second"]), "{result}");
        if !result["rate"].is_null() {
            // 10 messages of 500 are due in the second.
            assert!(
                result["accepted"].as_u64() <= Some(5_500),
                "{mode}: {result}"
            );
        }
        // A record has 64 bytes; the log cannot hold it in fewer.
        let log_bytes = result["log_bytes_per_transfer"].as_f64();
        assert!(log_bytes > Some(64.0), "{mode}: {result}");
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
