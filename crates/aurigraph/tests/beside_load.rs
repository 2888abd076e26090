//! Goal: what runs beside the load is measured and told; bad input is refused by name, and whatever honest clients send becomes final.
//! Method: the load generator with watchers, readers and every kind of flood, for seconds. Rates and times are not judged here: this
//! machine's load is not known.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use serde_json::{Value, json};

fn bench(more: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut arguments = vec![
        "bench",
        "--signatures",
        "batch-ed25519",
        "--batch-size",
        "500",
        "--accounts",
        "200",
        // Other tests run beside this one.
        "--allow-busy-machine",
        "--json",
    ];
    arguments.extend(more);
    common::aurigraph(folder.path(), &arguments)
        .expect_code(0)
        .json()
}

#[test]
fn watchers_get_every_update_and_readers_their_answers() {
    let result = bench(&[
        "--duration",
        "3",
        "--watchers",
        "200",
        "--watchers-stalled",
        "40",
        "--api-requests-per-second",
        "20",
    ]);
    let watchers = &result["watchers"];
    assert_eq!(watchers["healthy"], 160, "{watchers}");
    assert_eq!(watchers["stalled"], 40, "{watchers}");
    assert_eq!(watchers["missed"], 0, "{watchers}");
    assert_eq!(watchers["healthy_closed"], json!({}), "{watchers}");
    let messages = watchers["messages"].as_u64().expect("a number");
    // At least the rates, each second but the first.
    assert!(messages >= 160 * 2, "{watchers}");
    assert!(watchers["latency_p99_ms"].is_number(), "{watchers}");
    let api = &result["api"];
    assert_eq!(api["errors"], json!({}), "{api}");
    assert!(api["requests"].as_u64() > Some(0), "{api}");
    for (route, latencies) in api["routes"].as_object().expect("routes") {
        assert!(latencies["latency_p99_ms"].is_number(), "{route}: {api}");
    }
}

#[test]
fn every_kind_of_flood_is_refused_by_name_and_honest_transfers_become_final() {
    let kinds = [
        ("replays", &["already_applied"][..]),
        ("stale-sequences", &["stale_sequence"]),
        ("unknown-accounts", &["signer_unknown"]),
        (
            "oversized-batches",
            &["malformed_submission", "out_of_range"],
        ),
        ("invalid-signatures", &["signature_invalid"]),
        ("half-open-streams", &["deadline_exceeded"]),
    ];
    let names: Vec<_> = kinds.iter().map(|(name, _)| *name).collect();
    // Half-open streams end after three seconds.
    let result = bench(&["--duration", "8", "--flood", &names[..5].join(",")]);
    let half_open = bench(&["--duration", "8", "--flood", names[5]]);
    assert_eq!(result["rejected"], 0, "{result}");
    assert_eq!(half_open["rejected"], 0, "{half_open}");
    let all = |result: &Value| result["floods"].as_array().expect("a list").clone();
    let floods = [all(&result), all(&half_open)].concat();
    for ((kind, codes), flood) in kinds.iter().zip(&floods) {
        assert_eq!(flood["kind"], *kind);
        assert!(
            flood["honest_share_kept"].as_f64() > Some(0.0),
            "honest transfers go on: {flood}"
        );
        let answers = flood["answers"].as_object().expect("codes");
        for code in *codes {
            assert!(answers.contains_key(*code), "{flood}");
        }
        let known = |code: &String| codes.contains(&code.as_str()) || code == "connection closed";
        assert!(answers.keys().all(known), "{flood}");
    }
}

#[test]
fn what_cannot_run_beside_a_load_is_a_usage_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let arguments = ["bench", "--watchers", "10", "--watchers-stalled", "11"];
    let refused = common::aurigraph(folder.path(), &arguments).expect_code(2);
    assert!(refused.stderr.contains("--watchers-stalled"));
}
