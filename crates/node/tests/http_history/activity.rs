//! Goal: what is counted of an account is what took effect, each record once, and nothing is missed between two answers.
//! Method: counts are compared with the entries of the same account's history.

use std::collections::BTreeMap;

use aurigraph_types::{Operation, Submission};
use serde_json::Value;

use crate::common::record;
use crate::http_support::Api;
use crate::{history, history_of, indexed, submit, with_operations};

/// Out, in and operations, in this order.
type Counts = [u64; 3];

/// What the route of activity counts, by day, of all answers together.
async fn activity(api: &Api, account: u32, parameters: &str) -> BTreeMap<String, Counts> {
    let first = format!("/api/v11/accounts/{account}/activity?{parameters}");
    let mut days = BTreeMap::<String, Counts>::new();
    let mut cursor: Option<String> = None;
    loop {
        let path = match &cursor {
            Some(cursor) => format!("{first}&cursor={cursor}"),
            None => first.clone(),
        };
        let answer = api.get_json(&path).await;
        for day in answer["days"].as_array().expect("a list") {
            let name = day["day"].as_str().expect("a day").to_owned();
            let counts = days.entry(name).or_default();
            for (count, field) in
                counts
                    .iter_mut()
                    .zip(["transfersOut", "transfersIn", "operations"])
            {
                *count += day[field].as_u64().expect("a number");
            }
        }
        cursor = answer["nextCursor"].as_str().map(ToOwned::to_owned);
        if cursor.is_none() {
            return days;
        }
    }
}

/// The same, counted from the entries of a history.
fn counted(entries: &[Value]) -> BTreeMap<String, Counts> {
    let mut days = BTreeMap::<String, Counts>::new();
    for entry in entries {
        let place = match (&entry["direction"], &entry["role"], &entry["operation"]) {
            (_, role, operation) if *role == "signer" && !operation.is_null() => 2,
            (direction, Value::Null, _) => usize::from(*direction == "in"),
            _ => continue,
        };
        let took_effect = entry["resultCode"] == "applied" || entry["status"] == "APPLIED";
        if took_effect {
            let day = entry["timestamp"].as_str().expect("a time")[..10].to_owned();
            days.entry(day).or_default()[place] += 1;
        }
    }
    days
}

fn together(days: &BTreeMap<String, Counts>) -> Counts {
    days.values().fold([0; 3], |sum, day| {
        std::array::from_fn(|place| sum[place] + day[place])
    })
}

#[tokio::test]
async fn activity_counts_what_took_effect_for_whoever_was_debited() {
    let api = with_operations().await;
    for (account, expected) in [
        (0, [0, 0, 1]),
        (1, [3, 1, 1]),
        // Account 1, its custodian, signed these payments.
        (2, [3, 2, 2]),
        (3, [0, 3, 0]),
        // Opened, and nothing else.
        (4, [0, 0, 0]),
    ] {
        let days = activity(&api, account, "").await;
        assert_eq!(together(&days), expected, "account {account}");
        let entries = history(&api, account, "", 200).await;
        assert_eq!(days, counted(&entries), "account {account}");
    }
    // By address as by index, and the heights of two answers are those of one.
    let address = api.ledger.keys[1].public_key().address();
    let by_address = format!("/api/v11/accounts/{address}/activity");
    let by_index = api.get_json("/api/v11/accounts/1/activity").await;
    assert_eq!(api.get_json(&by_address).await, by_index);
    let indexed = by_index["indexedHeight"].as_u64().expect("a height");
    let whole = together(&activity(&api, 1, "").await);
    for height in 0..indexed {
        let before = together(&activity(&api, 1, &format!("toHeight={height}")).await);
        let after = format!("fromHeight={}&toHeight={}", height + 1, indexed + 9);
        let after = together(&activity(&api, 1, &after).await);
        let sum: Counts = std::array::from_fn(|place| before[place] + after[place]);
        assert_eq!(sum, whole, "height {height}");
    }
    let none = activity(&api, 1, &format!("fromHeight={}", indexed + 1)).await;
    assert_eq!(none, BTreeMap::new());
    for (path, status, code) in [
        ("/api/v11/accounts/99/activity", 404, "not_found"),
        ("/api/v11/accounts/x/activity", 400, "invalid_parameter"),
        ("/api/v11/accounts/1/activity?limit=1", 400, "unknown_field"),
        (
            "/api/v11/accounts/1/activity?fromHeight=-1",
            400,
            "invalid_parameter",
        ),
    ] {
        api.get(path).await.assert_problem(status, code);
    }
    api.stop().await;
}

#[tokio::test]
async fn activity_of_many_entries_comes_in_several_answers() {
    let api = Api::start();
    // One more than an answer looks at, one of them to itself: that one has no effect.
    let mut records = vec![record(1, 2, 1); 50_001];
    records[7] = record(1, 1, 1);
    let context = api.ledger.context(1, 1);
    submit(
        &api,
        Submission::batch(&api.ledger.keys[1], &context, &records),
    )
    .await;
    let opened = Operation::OpenSubaccounts { count: 1 };
    let context = api.ledger.context(1, 2);
    submit(
        &api,
        Submission::operation(&api.ledger.keys[1], &context, &opened),
    )
    .await;
    indexed(&api).await;
    let path = "/api/v11/accounts/1/activity";
    let first = api.get_json(path).await;
    let cursor = first["nextCursor"].as_str().expect("there is more");
    let counts = together(&activity(&api, 1, "").await);
    assert_eq!(counts, [50_000, 0, 1]);
    let received = together(&activity(&api, 2, "").await);
    assert_eq!(received, [0, 50_000, 0]);
    // A cursor belongs to its account, its heights and its list.
    for other in [
        format!("/api/v11/accounts/2/activity?cursor={cursor}"),
        format!("{path}?cursor={cursor}&fromHeight=1"),
        format!("{}?cursor={cursor}", history_of(1)),
        format!("{path}?cursor=00"),
    ] {
        let answer = api.get(&other).await;
        answer.assert_problem(400, "invalid_parameter");
    }
    api.stop().await;
}
