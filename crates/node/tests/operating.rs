//! Goal: what an operator relies on holds: a disk reserve that protects, a log that is stuck and says so, few blocks under little load,
//! and figures for all of it.
//! Method: a whole node in a temporary folder, asked through its router; that the log is stuck is told to it.

#[allow(dead_code)]
mod common;
#[allow(dead_code)]
mod http_support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aurigraph_node::NodeHandle;
use aurigraph_node::ingest::SubmissionResult;
use common::{TestLedger, record, settle, stop, submit};
use http_support::Api;

const SINGLE: &str = "/api/v11/blockchain/transactions";

#[tokio::test]
async fn while_blocks_cannot_be_written_everyone_is_told_and_nothing_is_applied_twice() {
    let api = Api::start();
    let transfer = api.ledger.transfer(1, 1, &record(1, 2, 10));
    let status = &api.handle.node.status;
    status.set_log_stuck(Some("the disk is full".into()));

    let account = api.get("/api/v11/accounts/1").await;
    let problem = account.assert_problem(503, "read_only");
    let detail = problem["detail"].as_str().expect("text");
    assert!(detail.contains("the disk is full"), "{detail}");
    api.get_json("/api/v11/blockchain/blocks/latest").await;
    let health = api.get("/q/health").await;
    assert_eq!(health.status, 503);
    let health = health.json();
    let checks = health["checks"].as_array().expect("checks");
    let log = checks.iter().find(|check| check["name"] == "log");
    let log = log.expect("the check");
    assert_eq!(log["status"], "DOWN");
    assert_eq!(log["data"]["reason"], "the disk is full");
    let answer = api.post_bytes(SINGLE, transfer.as_bytes()).await;
    let problem = answer.assert_problem(503, "outcome_unknown");
    assert!(answer.headers.contains_key("retry-after"));
    let action = problem["action"].as_str().expect("text");
    assert!(action.contains("same bytes"), "{action}");
    let measured = &api.handle.node.measurements;
    assert_eq!(measured.unknown_outcomes(), 1);
    assert_eq!(
        measured.refused_submissions(),
        0,
        "what is not known is not refused"
    );

    // It was written after all.
    settle(&api.handle).await;
    assert_eq!(status.log_stuck(), None);
    let again = api.post_bytes(SINGLE, transfer.as_bytes()).await;
    let problem = again.assert_problem(409, "already_applied");
    assert_eq!(problem["receipt"]["resultCode"], "applied");
    let account = api.get_json("/api/v11/accounts/1").await;
    assert_eq!(account["balances"][0]["amount"], "999990");
    api.stop().await;
}

#[tokio::test]
async fn a_request_that_is_refused_whole_is_answered_for_each_of_its_submissions() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    handle
        .node
        .status
        .set_read_only(Some("the disk is full".into()));
    let transfers: Vec<_> = (1..=3)
        .map(|sequence| ledger.transfer(1, sequence, &record(1, 2, 1)))
        .collect();
    let request: Vec<u8> = transfers
        .iter()
        .flat_map(|transfer| transfer.as_bytes().to_vec())
        .collect();
    let results = submit(&handle, request).await;
    assert_eq!(results.len(), transfers.len());
    for (result, transfer) in results.iter().zip(&transfers) {
        let SubmissionResult::Refused { id, refusal } = result else {
            panic!("{result:?}");
        };
        assert_eq!((*id, refusal.code), (transfer.id(), "read_only"));
    }
    stop(handle).await;
}

#[test]
fn a_reserve_below_one_segment_is_refused() {
    let ledger = TestLedger::new();
    let mut config = ledger.config();
    config.disk_reserve_bytes = config.segment_bytes - 1;
    let refused = NodeHandle::start(config, 0.0).err();
    let message = refused.expect("it protects nothing").to_string();
    assert!(message.contains("1048576"), "{message}");
}

#[tokio::test]
async fn under_a_steady_trickle_the_next_transfer_makes_the_last_one_provable() {
    const TRANSFERS: u64 = 20;
    let ledger = TestLedger::new();
    let mut config = ledger.config();
    config.proof_delay_max = Duration::from_secs(3);
    let handle = NodeHandle::start(config, 0.0).expect("the node starts");
    for sequence in 1..=TRANSFERS {
        let transfer = ledger.transfer(1, sequence, &record(1, 2, 1));
        submit(&handle, transfer.into_bytes()).await;
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
    let blocks = handle.node.chain.tip().height.get();
    assert!(
        blocks <= TRANSFERS + 3,
        "{blocks} blocks: few of them may be empty"
    );
    // The last one is provable within the bound, by one empty block.
    let mut tips = handle.node.chain.watch_tip();
    let last = handle.node.chain.tip();
    let follows = tips.wait_for(|height| *height > last.height.get());
    let followed = tokio::time::timeout(Duration::from_secs(4), follows).await;
    followed.expect("in time").expect("the node runs");
    assert_eq!(settle(&handle).await, last.height.get() + 1);
    stop(handle).await;
}

#[tokio::test]
async fn the_figures_of_disk_blocks_and_snapshots_are_measured() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    let transfer = ledger.transfer(1, 1, &record(1, 2, 1));
    submit(&handle, transfer.into_bytes()).await;
    settle(&handle).await;
    let stopped_at = SystemTime::now();
    stop(handle).await;
    let handle = ledger.start();
    let api = Api::over(ledger, handle);
    let text = api.get("/metrics").await.text();
    let figure = |name: &str| {
        let line = text
            .lines()
            .find(|line| line.split(' ').next() == Some(name));
        line.and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.expect("after 1970").as_secs_f64();
    let free = figure("aurigraph_disk_free_bytes").expect("Linux says it");
    assert!(free > 0.0);
    assert_eq!(figure("aurigraph_disk_reserve_bytes"), Some(1_048_576.0));
    let block = figure("aurigraph_last_block_timestamp_seconds").expect("it is there");
    assert!((now - block).abs() < 60.0, "{block}");
    assert_eq!(figure("aurigraph_snapshot_height"), Some(2.0));
    let snapshot = figure("aurigraph_snapshot_timestamp_seconds").expect("it is there");
    let stopped_at = stopped_at.duration_since(UNIX_EPOCH).expect("after 1970");
    assert!(
        (stopped_at.as_secs_f64() - 1.0..=now).contains(&snapshot),
        "{snapshot}"
    );
    // The process that wrote it is gone, and this one wrote none.
    assert_eq!(figure("aurigraph_snapshot_duration_seconds"), None);
    assert_eq!(figure("aurigraph_snapshot_failures_total"), Some(0.0));
    assert_eq!(figure("aurigraph_outcomes_unknown_total"), Some(0.0));
    api.stop().await;
}
