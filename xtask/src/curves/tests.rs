//! Reports from given results.

use serde_json::{Value, json};

use super::{report::files, results::Record};

fn record(curve: &str, label: &str, round: usize, outcome: Result<Value, String>) -> Record {
    Record {
        curve: curve.to_owned(),
        label: label.to_owned(),
        round,
        command: format!("bin/aurigraph bench --{curve} {label} --json"),
        commit: "0123456789ab".to_owned(),
        date: "2026-01-01".to_owned(),
        outcome,
    }
}

fn result(rate: f64) -> Value {
    json!({
        "transfers_per_second": rate, "cpu_seconds_per_million": 2e6 / rate, "latency_p50_ms": 4.0, "latency_p99_ms": 9.0,
        "other_processes_cores": 0.02, "file_system": "ext4",
        "machine": { "processor": "Abacus <1>", "cores": 2, "memory_bytes": 1u64 << 33 },
    })
}

fn given() -> Vec<Record> {
    let load = |accepted: u64| {
        json!({
            "transfers_per_second": 5e6, "accepted": accepted, "cpu_seconds_client": 1.0, "cpu_seconds_node": 2.0,
            "duration_seconds": 2.0, "cpu_seconds_other": 0.1, "latency_p50_ms": 4.0, "latency_p99_ms": 9.0,
        })
    };
    let mut history = result(5e6);
    history["repeats"] = json!([load(10_000_000), load(6_000_000), load(5_000_000)]);
    vec![
        record("accounts", "10000", 1, Ok(result(8e6))),
        record("accounts", "10000", 2, Ok(result(6e6))),
        record(
            "accounts",
            "100000",
            1,
            Err("no <room> | left\n& gone".to_owned()),
        ),
        record("accounts", "1000000", 1, Ok(result(4e6))),
        record("accounts", "10000000", 1, Ok(result(2e6))),
        record("history", "loads", 1, Ok(history)),
    ]
}

fn file(name: &str) -> String {
    let found = files(&given()).into_iter().find(|file| file.0 == name);
    found.unwrap_or_else(|| panic!("{name} is not written")).1
}

/// Fails unless every element that begins ends, in order, and attributes and text have no bare `<` or `&`.
fn assert_well_formed(svg: &str) {
    let mut open = Vec::new();
    for part in svg.split('<').skip(1) {
        let (tag, text) = part.split_once('>').expect("a tag without an end");
        assert!(
            !text.contains('>') && tag.matches('"').count() % 2 == 0,
            "{part}"
        );
        for rest in part.split('&').skip(1) {
            let is_entity = ["amp;", "lt;", "gt;", "quot;"]
                .iter()
                .any(|name| rest.starts_with(name));
            assert!(is_entity, "{part}");
        }
        let name = tag.split_whitespace().next().expect("a name");
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{svg}");
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} do not end");
}

#[test]
fn pictures_are_well_formed_and_have_words_for_those_who_do_not_see_them() {
    for name in ["accounts.svg", "history.svg"] {
        let svg = file(name);
        assert_well_formed(&svg);
        assert!(svg.contains("role=\"img\"") && svg.contains("width=\"720\""));
        assert!(svg.contains("<desc id=\"description\">"));
        assert!(svg.contains("prefers-color-scheme:dark"));
    }
}

#[test]
fn a_gap_stays_a_gap_in_picture_and_table() {
    let svg = file("accounts.svg");
    // Two panels with three points each: the one before the gap stands alone, the two after it are joined.
    assert_eq!(svg.matches("<circle").count(), 6);
    assert_eq!(svg.matches("<polyline").count(), 2);
    assert_eq!(svg.matches(">no figure<").count(), 2);
    assert!(svg.contains("no &lt;room&gt;"));
    let report = file("README.md");
    let row = report.lines().find(|line| line.starts_with("| 100000 "));
    assert_eq!(
        row,
        Some("| 100000 | — | — | — | — | — | gap: no <room> \\| left & gone |")
    );
}

#[test]
fn points_lie_by_their_logarithm_and_rounds_are_a_range() {
    let svg = file("accounts.svg");
    let line = svg.lines().find(|line| line.starts_with("<polyline"));
    // From 100 to 672: 10⁶ at two thirds, 10⁷ at the end; 4 and 2 of 8 million from the bottom at 236.
    assert_eq!(
        line,
        Some("<polyline class=\"first line\" points=\"481.3,151.0 672.0,193.5\"/>")
    );
    let bar = "<line class=\"first bar\" x1=\"100.0\" y1=\"108.5\" x2=\"100.0\" y2=\"66.0\"/>";
    assert!(svg.contains(bar), "{svg}");
    assert!(file("README.md").contains("| 10000 | 7,000,000 (6,000,000 to 8,000,000) |"));
}

#[test]
fn the_history_is_what_the_loads_before_made() {
    let report = file("README.md");
    for row in [
        "| 0 | 5,000,000 | 0.300 |",
        "| 10000000 | 5,000,000 | 0.500 |",
        "| 16000000 | 5,000,000 | 0.600 |",
    ] {
        assert!(report.contains(row), "{row}\n{report}");
    }
    assert!(
        report.contains("is 2.00 times the lowest (0.300, at 0)"),
        "{report}"
    );
}

#[test]
fn a_report_says_where_and_of_what_and_what_it_lacks() {
    let report = file("README.md");
    assert!(
        report.contains("| Machine | Abacus <1>, 2 cores, 8.0 GiB of memory, file system ext4 |")
    );
    assert!(report.contains("| Commit | 0123456789ab |"));
    assert!(report.contains("bin/aurigraph bench --accounts 1000000 --json\n"));
    assert!(report.contains("## Number of assets") && report.contains("Not measured"));
    // A curve without results has no picture.
    assert!(report.contains("## Skew of the accounts") && !report.contains("skew.svg"));
}

#[test]
fn what_is_written_is_read_again() {
    let folder =
        std::env::temp_dir().join(format!("aurigraph-xtask-curves-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for record in given() {
        record.write(&folder).unwrap();
    }
    let mut read = super::results::read_all(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let mut expected = given();
    let key = |record: &Record| (record.curve.clone(), record.label.clone(), record.round);
    read.sort_by_key(key);
    expected.sort_by_key(key);
    assert_eq!(read, expected);
}
