//! What is counted by the month: programs are refused when it is used up, people are not, and no restart begins it anew.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{plan, program, quota, set_plan, with_plans};
use crate::portal::people::founded;
use crate::portal::{Answer, Browser, TestPortal, on_both, on_sqlite};

const MONTHLY: &str = r#"
[[plans]]
id = "monthly"
name = "Monthly"
description = "Ten calls and one export in a month"
is_default = true
api_calls_per_month = 10
exports_per_month = 1
transactions_per_month = 0
stored_bytes = 1

[[plans]]
id = "none"
name = "None"
description = "No calls at all"
api_calls_per_month = 0

[[plans]]
id = "large"
name = "Large"
description = "No limits"
"#;

/// As long as another process may not know of what one wrote.
const KNOWN_AFTER: Duration = Duration::from_secs(10);

/// Seconds until the next month, which the answer says.
fn assert_used_up(answer: &Answer, portal: &TestPortal, words: &str) -> u64 {
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::TOO_MANY_REQUESTS, "quota_used_up"),
        "{}",
        answer.json
    );
    let detail = answer.json["detail"].as_str().unwrap();
    assert!(detail.contains(words), "{detail}");
    let seconds = answer.headers["retry-after"].to_str().unwrap();
    let seconds: u64 = seconds.parse().unwrap();
    let next = portal.now_ms() + i64::try_from(seconds).unwrap() * 1_000;
    // 2026-10-01 in UTC, rounded up to a second.
    let october = 1_790_812_800_000;
    assert!((0..=1_000).contains(&(next - october)), "{next}");
    seconds
}

/// Calls until one is refused: how many were let in.
async fn used_up(program: &mut Browser, base: &str) -> (u64, Answer) {
    for number in 0..50 {
        let answer = program.get(base).await;
        if answer.status != StatusCode::OK {
            return (number, answer);
        }
    }
    panic!("nothing was refused");
}

#[tokio::test]
async fn programs_are_refused_until_the_next_month_and_people_are_not() {
    on_both(async |portal| {
        let portal = with_plans(&portal, MONTHLY).await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let other = founded(&mut ada, "Others").await;
        let mut robot = program(&portal, (&mut ada, &base), "auditor").await;
        let mut theirs = program(&portal, (&mut ada, &other), "auditor").await;
        // Making the key was the first; asking for the plan is the second, and in what it says.
        let told = plan(&mut ada, &base).await;
        assert_eq!(quota(&told, "api_calls_per_month"), (json!(10), json!(2)));
        let (let_in, refused) = used_up(&mut robot, &base).await;
        assert_eq!(let_in, 8);
        let seconds = assert_used_up(&refused, &portal, "\"Monthly\" has 10 API calls a month");
        // What is refused is not counted, whoever sits at a browser is let in and counted, and others have their own ten.
        for number in 11..14 {
            let told = plan(&mut ada, &base).await;
            assert_eq!(quota(&told, "api_calls_per_month").1, json!(number));
            assert_used_up(&robot.get(&base).await, &portal, "used up");
        }
        assert_eq!(theirs.get(&other).await.status, StatusCode::OK);

        // Neither writing nor a new process gives more.
        portal.portal.write_usage().await.unwrap();
        assert_used_up(&robot.get(&base).await, &portal, "used up");
        let restarted = portal.another_process().await;
        let mut same = restarted.program(robot.api_key.as_ref().unwrap());
        assert_used_up(&same.get(&base).await, &portal, "used up");

        // The month ends when it was said, and not a second before.
        portal.later(Duration::from_secs(seconds - 2));
        assert_used_up(&robot.get(&base).await, &portal, "used up");
        portal.later(Duration::from_secs(2));
        assert_eq!(robot.get(&base).await.status, StatusCode::OK);
        let told = plan(&mut robot, &base).await;
        assert_eq!(quota(&told, "api_calls_per_month"), (json!(10), json!(2)));
        let resets = told["quotas"].as_array().unwrap().iter();
        let resets: Vec<_> = resets
            .map(|one| &one["resetsAt"])
            .filter(|at| !at.is_null())
            .collect();
        assert_eq!(resets, [&json!("2026-11-01T00:00:00.000Z"); 3]);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_refused_is_told() {
    on_both(async |portal| {
        let portal = with_plans(&portal, MONTHLY).await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let told = plan(&mut ada, &base).await;
        assert_eq!(quota(&told, "stored_bytes"), (json!(1), json!(0)));
        portal.portal.look_at_stored_bytes().await.unwrap();
        portal.later(KNOWN_AFTER);
        let told = plan(&mut ada, &base).await;
        let (limit, used) = quota(&told, "stored_bytes");
        assert_eq!(limit, json!(1));
        assert!(used.as_u64().unwrap() > 50, "the sealed name: {used}");
        assert_eq!(quota(&told, "transactions_per_month"), (json!(0), json!(0)));
        let is_enforced = |metric: &str| {
            let quotas = told["quotas"].as_array().unwrap().iter();
            let mut found = quotas.filter(|quota| quota["metric"] == metric);
            found.next().unwrap()["isEnforced"].clone()
        };
        assert_eq!(is_enforced("stored_bytes"), json!(false));
        assert_eq!(is_enforced("transactions_per_month"), json!(false));
        assert_eq!(is_enforced("api_calls_per_month"), json!(true));
        // Beyond it everything goes on: a program is let in, and something more is kept.
        let mut robot = program(&portal, (&mut ada, &base), "auditor").await;
        assert_eq!(robot.get(&base).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn exports_have_a_month_of_their_own() {
    on_both(async |portal| {
        let portal = with_plans(&portal, MONTHLY).await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let mut robot = program(&portal, (&mut ada, &base), "auditor").await;
        let (path, body) = (format!("{base}/audit/export"), json!({ "format": "csv" }));
        assert_eq!(robot.post(&path, body.clone()).await.status, StatusCode::OK);
        let refused = robot.post(&path, body.clone()).await;
        assert_used_up(&refused, &portal, "\"Monthly\" has 1 exports a month");
        assert_eq!(ada.post(&path, body).await.status, StatusCode::OK);
        let told = plan(&mut ada, &base).await;
        assert_eq!(quota(&told, "exports_per_month"), (json!(1), json!(2)));
        // What was not handed out is not in the log as if it had been.
        let log = ada
            .get(&format!("{base}/audit?action=audit.exported"))
            .await;
        assert_eq!(log.json["events"].as_array().unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn several_processes_go_beyond_it_by_what_they_have_not_written_and_no_more() {
    on_both(async |portal| {
        let portal = with_plans(&portal, MONTHLY).await;
        let other = portal.another_process().await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let mut here = program(&portal, (&mut ada, &base), "auditor").await;
        let mut there = other.program(here.api_key.as_ref().unwrap());
        // Neither knows of the other: each lets ten in, of which the first had the key.
        assert_eq!(there.get(&base).await.status, StatusCode::OK);
        assert_eq!(used_up(&mut here, &base).await.0, 9);
        assert_eq!(used_up(&mut there, &base).await.0, 9);
        for process in [&portal, &other] {
            process.portal.write_usage().await.unwrap();
        }
        portal.later(KNOWN_AFTER);
        for program in [&mut here, &mut there] {
            assert_used_up(&program.get(&base).await, &portal, "used up");
        }
        let told = plan(&mut ada, &base).await;
        assert_eq!(
            quota(&told, "api_calls_per_month").1,
            json!(21),
            "twice ten, and this question"
        );
    })
    .await;
}

#[tokio::test]
async fn another_plan_holds_within_ten_seconds() {
    on_both(async |portal| {
        let portal = with_plans(&portal, MONTHLY).await;
        let mut ada = portal.new_user("ada@example.org").await;
        let base = founded(&mut ada, "Engines").await;
        let mut robot = program(&portal, (&mut ada, &base), "auditor").await;
        used_up(&mut robot, &base).await;
        set_plan(&portal, &base, "large").await.unwrap();
        portal.later(KNOWN_AFTER);
        assert_eq!(robot.get(&base).await.status, StatusCode::OK);
        set_plan(&portal, &base, "none").await.unwrap();
        portal.later(KNOWN_AFTER);
        assert_used_up(&robot.get(&base).await, &portal, "\"None\" has 0 API calls");
        assert_eq!(plan(&mut ada, &base).await["plan"]["id"], "none");
    })
    .await;
}

/// Prints what a program's request takes with and without plans; nothing is asserted of it.
#[tokio::test]
async fn what_asking_costs_is_printed() {
    let without = on_sqlite().await;
    let mut ada = without.new_user("ada@example.org").await;
    let base = founded(&mut ada, "Engines").await;
    let mut robot = program(&without, (&mut ada, &base), "auditor").await;
    let text = MONTHLY.replace("= 10\n", "= 1_000_000\n");
    let with = with_plans(&without, &text).await;
    let mut limited = with.program(robot.api_key.as_ref().unwrap());
    for round in 0..3 {
        for (what, program) in [
            ("without plans", &mut robot),
            ("with a limit", &mut limited),
        ] {
            let began = Instant::now();
            for _ in 0..500 {
                let answer = program.get(&base).await;
                assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
            }
            println!(
                "round {round}, {what}: {:?} for 500 requests",
                began.elapsed()
            );
        }
    }
    let told = plan(&mut ada, &base).await;
    assert_eq!(
        told["quotas"],
        Value::Array(Vec::new()),
        "that process has no plans"
    );
}
