//! Goal: an account's history holds all that it took part in, and lists can be read both ways, filtered, and page by page.
//! Method: a whole node in a temporary folder with a little history, asked through its router; what a filter finds is compared with
//! what the unfiltered list holds.

#[path = "http_history/activity.rs"]
mod activity;
#[allow(dead_code)]
mod common;
#[allow(dead_code)]
mod http_support;

use std::time::Duration;

use aurigraph_types::{AccountIndex, Operation, Submission};
use common::{record, settle};
use http_support::{Api, with_history};
use serde_json::{Value, json};

const TRANSACTIONS: &str = "/api/v11/blockchain/transactions";

fn history_of(account: u32) -> String {
    format!("/api/v11/accounts/{account}/transactions")
}

/// One page after another, the end excluded.
async fn pages(api: &Api, path: &str, parameters: &str, limit: usize) -> Vec<Value> {
    let first = format!("{path}?limit={limit}&{parameters}");
    let mut pages = vec![api.get_json(&first).await];
    while let Some(cursor) = pages.last().and_then(|page| page["nextCursor"].as_str()) {
        let next = format!("{first}&cursor={cursor}");
        pages.push(api.get_json(&next).await);
        assert!(pages.len() < 500, "{first} does not end");
    }
    pages
}

fn items(pages: &[Value], list: &str) -> Vec<Value> {
    let of_page = |page: &Value| page[list].as_array().expect("a list").clone();
    pages.iter().flat_map(of_page).collect()
}

/// Both lists of a history in one order: newest first, a transaction before its transfers, or the other way round.
async fn history(api: &Api, account: u32, parameters: &str, limit: usize) -> Vec<Value> {
    let mut all = Vec::new();
    for page in pages(api, &history_of(account), parameters, limit).await {
        let (mut entries, transactions) = (
            items(std::slice::from_ref(&page), "transfers"),
            items(&[page], "transactions"),
        );
        assert!(entries.len() + transactions.len() <= limit);
        entries.extend(transactions);
        let place = |entry: &Value| {
            let number = |name: &str| entry[name].as_u64().expect("a number");
            let index = entry["index"].as_u64().unwrap_or(u64::MAX);
            let is_out = entry["direction"] == "out";
            (number("blockHeight"), number("position"), index, is_out)
        };
        entries.sort_by_key(place);
        if !parameters.contains("order=asc") {
            entries.reverse();
        }
        all.extend(entries);
    }
    all
}

/// What one entry is about, in short.
fn short(entry: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    match entry["role"].as_str() {
        None => {
            let [kind, direction, amount, code] =
                ["kind", "direction", "amount", "resultCode"].map(|name| text(&entry[name]));
            format!("{kind} {direction} {amount} {code}")
        }
        Some(role) => {
            let kind = match &entry["operation"] {
                Value::Null => text(&entry["kind"]),
                operation => text(&operation["kind"]),
            };
            format!("{kind} {role} {}", text(&entry["status"]))
        }
    }
}

async fn submit(api: &Api, submission: Submission) {
    let results = common::submit(&api.handle, submission.into_bytes()).await;
    assert_eq!(results.len(), 1);
}

async fn indexed(api: &Api) {
    let height = settle(&api.handle).await;
    while api.handle.node.history.indexed_height() < height {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// After [`with_history`]: account 2 gives 1 custody, which pays for it, alone and in a batch; 0 freezes 3 and 9; 3 tries to pay.
async fn with_operations() -> Api {
    let (api, _) = with_history().await;
    let operation = |signer: u32, sequence, operation: Operation| {
        let context = api.ledger.context(signer, sequence);
        Submission::operation(&api.ledger.keys[signer as usize], &context, &operation)
    };
    let frozen = |account| Operation::SetFrozen {
        account: AccountIndex::new(account),
        frozen: true,
    };
    let custodian = AccountIndex::new(1);
    submit(&api, operation(2, 1, Operation::GrantCustody { custodian })).await;
    submit(&api, api.ledger.transfer(1, 4, &record(2, 3, 5))).await;
    let records = [record(2, 3, 7), record(2, 1, 8), record(3, 1, 9)];
    let context = api.ledger.context(1, 5);
    submit(
        &api,
        Submission::batch(&api.ledger.keys[1], &context, &records),
    )
    .await;
    submit(&api, operation(0, 1, frozen(3))).await;
    submit(&api, operation(0, 2, frozen(9))).await;
    submit(&api, api.ledger.transfer(3, 1, &record(3, 2, 6))).await;
    submit(&api, operation(2, 2, Operation::RevokeCustody)).await;
    indexed(&api).await;
    api
}

#[tokio::test]
async fn a_history_has_all_that_an_account_took_part_in() {
    let api = with_operations().await;
    let expected: [(u32, &[&str]); 5] = [
        (
            0,
            &["set_frozen signer REJECTED", "set_frozen signer APPLIED"],
        ),
        (
            1,
            &[
                "batch signer PARTIAL",
                "batch in 9 not_authorised",
                "batch in 8 applied",
                "transfer signer APPLIED",
                "grant_custody concerned APPLIED",
                "open_subaccounts signer APPLIED",
                "batch out 2 applied",
                "batch out 1 same_account",
                "batch in 1 same_account",
                "batch out 1 applied",
                "transfer out 10 applied",
            ],
        ),
        (
            2,
            &[
                "revoke_custody signer APPLIED",
                "transfer in 6 debit_account_frozen",
                "batch out 8 applied",
                "batch out 7 applied",
                "transfer out 5 applied",
                "grant_custody signer APPLIED",
                "batch in 1 applied",
                "transfer in 10 applied",
            ],
        ),
        (
            3,
            &[
                "transfer out 6 debit_account_frozen",
                "set_frozen concerned APPLIED",
                "batch out 9 not_authorised",
                "batch in 7 applied",
                "transfer in 5 applied",
                "batch in 2 applied",
            ],
        ),
        (4, &["open_subaccounts concerned APPLIED"]),
    ];
    for (account, expected) in expected {
        for limit in [1, 3, 200] {
            let newest = history(&api, account, "", limit).await;
            let found: Vec<_> = newest.iter().map(short).collect();
            assert_eq!(found, expected, "account {account}, pages of {limit}");
            let mut oldest = history(&api, account, "order=asc", limit).await;
            oldest.reverse();
            assert_eq!(oldest, newest, "account {account}, pages of {limit}");
        }
    }
    let opened = history(&api, 4, "", 1).await;
    assert_eq!(opened[0]["operation"]["firstIndex"], 4);
    assert_eq!(opened[0]["signer"]["index"], 1);
    api.stop().await;
}

#[tokio::test]
async fn a_filter_finds_what_the_whole_history_holds() {
    let api = with_operations().await;
    let whole = history(&api, 1, "", 200).await;
    let heights: Vec<_> = whole
        .iter()
        .filter_map(|entry| entry["blockHeight"].as_u64())
        .collect();
    let middle = heights[4];
    let time = whole[4]["timestamp"].as_str().expect("a time").to_owned();
    type Wanted<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let cases: Vec<(String, Wanted<'_>)> = vec![
        (
            "kind=transfer".into(),
            Box::new(|entry| entry["kind"] == "transfer"),
        ),
        (
            "kind=batch".into(),
            Box::new(|entry| entry["kind"] == "batch"),
        ),
        (
            "kind=operation".into(),
            Box::new(|entry| entry["kind"] == "operation"),
        ),
        (
            "direction=in".into(),
            Box::new(|entry| entry["direction"] == "in"),
        ),
        (
            "direction=out".into(),
            Box::new(|entry| entry["direction"] == "out"),
        ),
        (
            "resultCode=rejected".into(),
            Box::new(|entry| {
                entry["role"].is_null() && entry["resultCode"] != "applied"
                    || entry["rejected"].as_u64() > Some(0)
            }),
        ),
        (
            "resultCode=applied".into(),
            Box::new(|entry| {
                entry["resultCode"] == "applied" || entry["applied"].as_u64() > Some(0)
            }),
        ),
        (
            "resultCode=same_account&direction=out".into(),
            Box::new(|entry| entry["resultCode"] == "same_account" && entry["direction"] == "out"),
        ),
        (
            "asset=EUR".into(),
            Box::new(|entry| entry["kind"] != "operation"),
        ),
        ("asset=GOLD".into(), Box::new(|_| false)),
        (
            format!("fromHeight={middle}"),
            Box::new(|entry| entry["blockHeight"].as_u64() >= Some(middle)),
        ),
        (
            format!("toHeight={middle}"),
            Box::new(|entry| entry["blockHeight"].as_u64() <= Some(middle)),
        ),
        (
            format!("fromHeight={middle}&toHeight={middle}&kind=operation"),
            Box::new(|entry| {
                entry["blockHeight"].as_u64() == Some(middle) && entry["kind"] == "operation"
            }),
        ),
        (
            format!("fromTime={time}&toTime={time}"),
            Box::new(|entry| entry["timestamp"] == time.as_str()),
        ),
        ("toTime=1999-12-31T23:59:59Z".into(), Box::new(|_| false)),
        ("toTime=9999-12-31T23:59:59Z".into(), Box::new(|_| true)),
        (
            "fromTime=2999-12-31T23:59:59%2B01:00".into(),
            Box::new(|_| false),
        ),
        ("fromHeight=9&toHeight=2".into(), Box::new(|_| false)),
    ];
    for (parameters, wanted) in cases {
        let mut expected: Vec<_> = whole
            .iter()
            .filter(|entry| wanted(entry))
            .cloned()
            .collect();
        for limit in [1, 200] {
            let found = history(&api, 1, &parameters, limit).await;
            assert_eq!(found, expected, "{parameters}, pages of {limit}");
        }
        expected.reverse();
        let parameters = format!("{parameters}&order=asc");
        let found = history(&api, 1, &parameters, 2).await;
        assert_eq!(found, expected, "{parameters}");
    }
    api.stop().await;
}

#[tokio::test]
async fn transactions_are_listed_both_ways_and_between_heights_and_times() {
    let api = with_operations().await;
    let whole = items(&pages(&api, TRANSACTIONS, "", 200).await, "transactions");
    assert_eq!(whole.len(), 10);
    let middle = whole[4]["blockHeight"].as_u64().expect("a height");
    let time = whole[4]["timestamp"].as_str().expect("a time");
    let cases = [
        (String::new(), whole.clone()),
        (
            format!("fromHeight={middle}"),
            whole
                .iter()
                .filter(|one| one["blockHeight"].as_u64() >= Some(middle))
                .cloned()
                .collect(),
        ),
        (
            format!("toTime={time}&kind=operation"),
            whole
                .iter()
                .filter(|one| {
                    // Blocks of one millisecond have one time.
                    let in_time =
                        one["blockHeight"].as_u64() <= Some(middle) || one["timestamp"] == time;
                    in_time && one["kind"] == "operation"
                })
                .cloned()
                .collect(),
        ),
        (format!("height={middle}&toHeight=1"), Vec::new()),
    ];
    for (parameters, mut expected) in cases {
        for limit in [1, 3, 200] {
            let found = pages(&api, TRANSACTIONS, &parameters, limit).await;
            assert_eq!(items(&found, "transactions"), expected, "{parameters}");
        }
        expected.reverse();
        for limit in [1, 3, 200] {
            let parameters = format!("{parameters}&order=asc");
            let found = pages(&api, TRANSACTIONS, &parameters, limit).await;
            assert_eq!(items(&found, "transactions"), expected, "{parameters}");
        }
    }
    api.stop().await;
}

#[tokio::test]
async fn a_cursor_stays_valid_while_the_ledger_grows_and_belongs_to_its_parameters() {
    let api = with_operations().await;
    let path = history_of(1);
    let before = history(&api, 1, "", 200).await;
    let first = api.get_json(&format!("{path}?limit=4")).await;
    let cursor = first["nextCursor"].as_str().expect("a cursor");
    submit(&api, api.ledger.transfer(1, 6, &record(1, 2, 3))).await;
    indexed(&api).await;
    let rest = history(&api, 1, &format!("cursor={cursor}"), 200).await;
    assert_eq!(rest, before[4..]);
    for other in ["order=asc", "kind=transfer", "direction=in", "fromHeight=1"] {
        api.get(&format!("{path}?cursor={cursor}&{other}"))
            .await
            .assert_problem(400, "invalid_parameter");
    }
    api.get(&format!("{}?cursor={cursor}", history_of(2)))
        .await
        .assert_problem(400, "invalid_parameter");
    for (list, others) in [
        ("/api/v11/blockchain/blocks", ["order=asc", "nonEmpty=true"]),
        (TRANSACTIONS, ["order=asc", "kind=batch"]),
    ] {
        let page = api.get_json(&format!("{list}?limit=1")).await;
        let cursor = page["nextCursor"].as_str().expect("a cursor");
        api.get_json(&format!("{list}?limit=9&order=desc&cursor={cursor}"))
            .await;
        for other in others {
            api.get(&format!("{list}?cursor={cursor}&{other}"))
                .await
                .assert_problem(400, "invalid_parameter");
        }
    }
    for bad in [
        "kind=payment",
        "direction=sideways",
        "resultCode=refused",
        "asset=XYZ",
        "fromHeight=-1",
        "fromTime=yesterday",
        "toTime=2026-01-31",
        "order=up",
        "limit=0",
    ] {
        api.get(&format!("{path}?{bad}"))
            .await
            .assert_problem(400, "invalid_parameter");
    }
    api.stop().await;
}

#[tokio::test]
async fn the_rejected_transfers_of_a_batch_are_listed_whatever_their_code() {
    let (api, hashes) = with_history().await;
    let path = format!("{TRANSACTIONS}/{}/transfers", hashes[1]);
    for (code, indexes) in [
        ("rejected", json!([1])),
        ("same_account", json!([1])),
        ("applied", json!([0, 2])),
        ("zero_amount", json!([])),
    ] {
        let found = items(
            &pages(&api, &path, &format!("resultCode={code}"), 1).await,
            "transfers",
        );
        let found: Vec<_> = found.iter().map(|transfer| &transfer["index"]).collect();
        assert_eq!(json!(found), indexes, "{code}");
    }
    api.stop().await;
}
