//! Goal: a treasurer sees everything that an account took part in, in one list in the order in which it happened, and finds one thing
//! in it by any filter of the API.
//! Method: the real executable against a real devnet; one account pays, is paid, grants custody, is given it and uses it.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;
mod devnet;
#[allow(dead_code, reason = "each test file uses the part it needs")]
mod office;

use common::aurigraph;
use office::Office;
use serde_json::{Value, json};

/// An office whose key did one thing of each kind, and what it must be called, the oldest first.
async fn busy_office() -> (Office, Vec<[String; 3]>) {
    let office = Office::open().await;
    let own = office.account()["index"].to_string();
    aurigraph(office.path(), &["wallet", "new", "--key", "other.key"]).expect_code(0);
    let other = |arguments: &[&str]| {
        let mut all = office.wallet_arguments("other.key", arguments);
        all.push("--json");
        office.run(&all).expect_code(0).json()
    };
    other(&["register"]);
    let other_index = other(&["show"])["account"]["index"].to_string();

    office
        .send("12.50", &["--reference", "\u{1b}[2J INV-7"])
        .expect_code(0);
    office.send("99999999.00", &[]).expect_code(3);
    office
        .wallet(&["grant-custody", "--to", "3", "--yes"])
        .expect_code(0);
    office.wallet(&["revoke-custody", "--yes"]).expect_code(0);
    other(&["grant-custody", "--to", &own, "--yes"]);
    office
        .send("0.75", &["--from", &other_index])
        .expect_code(0);
    office.write_payments(2);
    office.pay(&[]).expect_code(0);

    let mut expected = vec![
        ["concerned", "operation", "applied"],
        ["out", "transfer", "applied"],
        ["out", "transfer", "insufficient_funds"],
        ["signer", "operation", "applied"],
        ["signer", "operation", "applied"],
        ["concerned", "operation", "applied"],
        ["signer", "transfer", "applied"],
        ["out", "batch", "applied"],
        ["out", "batch", "applied"],
    ];
    // What the faucet gave comes after the registration: one transfer for each asset.
    let funded = office.account()["balances"]
        .as_array()
        .expect("a list")
        .len();
    expected.splice(1..1, vec![["in", "batch", "applied"]; funded]);
    let owned = |row: [&str; 3]| row.map(str::to_owned);
    (office, expected.into_iter().map(owned).collect())
}

fn history(office: &Office, more: &[&str]) -> Value {
    let all = [&["history"][..], more].concat();
    office.wallet(&all).expect_code(0).json()
}

/// Part, kind and result of each entry.
fn entries(history: &Value) -> Vec<[String; 3]> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let listed = history["entries"].as_array().expect("a list");
    let rows = listed.iter().map(|entry| {
        let part = [&entry["direction"], &entry["role"]];
        let result = [
            &entry["resultCode"],
            &entry["operation"]["resultCode"],
            &entry["transfer"]["resultCode"],
        ];
        let first =
            |values: &[&Value]| text(values.iter().find(|value| !value.is_null()).expect("one"));
        [first(&part), text(&entry["kind"]), first(&result)]
    });
    rows.collect()
}

#[tokio::test]
async fn the_history_of_an_account_is_one_list_with_the_filters_of_the_api() {
    let (office, expected) = busy_office().await;
    let newest_first: Vec<_> = expected.iter().rev().cloned().collect();
    let count = expected.len();
    let all = history(&office, &[]);
    assert_eq!(entries(&all), newest_first);
    assert_eq!(all["hasMore"], json!(false));
    assert_eq!(entries(&history(&office, &["--order", "asc"])), expected);

    // A limit says whether it left something out.
    let limited = history(&office, &["--limit", "4"]);
    assert_eq!(entries(&limited), newest_first[..4]);
    assert_eq!(limited["hasMore"], json!(true));
    let exact = history(&office, &["--limit", &count.to_string()]);
    assert_eq!(exact["hasMore"], json!(false));

    let filtered = |more: &[&str], keep: &dyn Fn(&[String; 3]) -> bool| {
        let wanted: Vec<_> = newest_first
            .iter()
            .filter(|row| keep(row))
            .cloned()
            .collect();
        assert!(!wanted.is_empty());
        assert_eq!(entries(&history(&office, more)), wanted, "{more:?}");
    };
    filtered(&["--kind", "operation"], &|row| row[1] == "operation");
    filtered(&["--kind", "batch"], &|row| row[1] == "batch");
    filtered(&["--direction", "in"], &|row| row[0] == "in");
    filtered(&["--direction", "out", "--result", "applied"], &|row| {
        row[0] == "out" && row[2] == "applied"
    });
    filtered(&["--result", "rejected"], &|row| row[2] != "applied");
    filtered(&["--result", "insufficient_funds"], &|row| {
        row[2] == "insufficient_funds"
    });
    let euros = history(&office, &["--asset", "EUR"]);
    // The faucet's, the two that were sent, the custodian's and the two of the file.
    assert_eq!(entries(&euros).len(), 6);

    // Heights and times are bounds with both ends included.
    let listed = all["entries"].as_array().expect("a list");
    let (second, third) = (&listed[count - 2], &listed[2]);
    let height = |entry: &Value| entry["blockHeight"].to_string();
    let within = |from: u64, to: u64, entry: &&Value| {
        (from..=to).contains(&entry["blockHeight"].as_u64().expect("a height"))
    };
    let (from, to) = (height(second), height(third));
    let numbers = (
        from.parse().expect("a number"),
        to.parse().expect("a number"),
    );
    let wanted: Vec<&Value> = listed
        .iter()
        .filter(|entry| within(numbers.0, numbers.1, entry))
        .collect();
    let by_height = history(&office, &["--from-height", &from, "--to-height", &to]);
    assert_eq!(by_height["entries"], json!(wanted));
    let time = |entry: &Value| entry["timestamp"].as_str().expect("text").to_owned();
    let instant = |entry: &Value| -> jiff::Timestamp { time(entry).parse().expect("a time") };
    // Two blocks can be of one millisecond, so what lies between two times is more than what lies between their heights.
    let (earliest, latest) = (instant(second), instant(third));
    let wanted: Vec<&Value> = listed
        .iter()
        .filter(|entry| (earliest..=latest).contains(&instant(entry)))
        .collect();
    let by_time = history(
        &office,
        &["--from-time", &time(second), "--to-time", &time(third)],
    );
    assert_eq!(by_time["entries"], json!(wanted));
    // A day is the whole of it, in UTC.
    let (first_day, last_day) = (&time(&listed[count - 1])[..10], &time(&listed[0])[..10]);
    let days = history(&office, &["--from-time", first_day, "--to-time", last_day]);
    assert_eq!(days["entries"], all["entries"]);
    assert_eq!(
        entries(&history(&office, &["--to-time", "2020-12-31"])),
        Vec::<[String; 3]>::new()
    );
}

#[tokio::test]
async fn a_person_reads_who_what_and_how_it_ended() {
    let (office, expected) = busy_office().await;
    let own = office.account()["index"].to_string();
    let text = |more: &[&str]| {
        let all = [&["history", "--order", "asc"][..], more].concat();
        let run = office.run(&office.wallet_arguments("treasury.key", &all));
        run.expect_code(0).stdout
    };
    let table = text(&[]);
    assert!(
        !table.contains('\u{1b}'),
        "a reference commands the terminal"
    );
    assert_eq!(table.lines().count(), expected.len() + 2);
    let lines: Vec<&str> = table.lines().collect();
    let find = |words: &[&str]| {
        let found = lines
            .iter()
            .any(|line| words.iter().all(|word| line.contains(word)));
        assert!(found, "{words:?} is not in\n{table}");
    };
    find(&["concerned", "registration of this account by ", "applied"]);
    find(&["out", "12.50", "EUR", "INV-7"]);
    find(&["out", "99999999.00", "insufficient_funds"]);
    find(&["signed", "grant of custody to 3", "applied"]);
    find(&["signed", "revocation of custody"]);
    find(&["concerned", "grant of custody to this account by "]);
    find(&["signed", " to 2 ", "0.75", "EUR"]);
    let last = lines.last().expect("a line");
    assert!(last.starts_with("Up to block "), "{last}");
    let limited = text(&["--limit", "2"]);
    assert!(limited.contains("--limit lists more"), "{limited}");
    let nothing = text(&["--to-time", "2020-12-31"]);
    assert!(nothing.starts_with("No entries match"), "{nothing}");

    // Any account is shown without its key.
    let http = office.devnet.http.base_url();
    let run = office.run(&[
        "wallet",
        "history",
        "--account",
        &own,
        "--http",
        http,
        "--json",
    ]);
    assert_eq!(entries(&run.expect_code(0).json()).len(), expected.len());
}

#[tokio::test]
async fn what_was_just_paid_is_in_the_history() {
    let office = Office::open().await;
    for amount in ["1.00", "99999999.00", "2.00"] {
        let sent = office.send(amount, &[]).json();
        let newest = &history(&office, &["--limit", "1"])["entries"][0];
        assert_eq!(newest["transactionHash"], sent["transactionHash"]);
    }
}

#[tokio::test]
async fn a_filter_that_cannot_be_one_is_named_before_it_is_asked() {
    let office = Office::open().await;
    for (option, value, told) in [
        ("--asset", "NOPE", "there is no asset NOPE"),
        ("--result", "refused", "rejected"),
        ("--kind", "payment", "transfer"),
        ("--direction", "sideways", "out"),
        ("--order", "newest", "desc"),
        ("--from-time", "2026-01-31T10:00", "2026-01-31T00:00:00Z"),
        ("--to-time", "yesterday", "2026-01-31"),
        ("--from-height", "low", "--from-height"),
        ("--limit", "0", "--limit"),
    ] {
        let run = office.wallet(&["history", option, value]).expect_code(2);
        assert!(
            run.stderr.contains(told),
            "{option} {value}: {}",
            run.stderr
        );
    }
}
