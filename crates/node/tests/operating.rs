//! Goal: what an operator relies on holds: a disk reserve that protects, a log that is stuck and says so, few blocks under little load,
//! and figures for all of it.
//! Method: a whole node in a temporary folder, asked through its router; admission and queries alone, with nobody who answers. A disk that is
//! really full: `full_disk.rs` of the executable.

#[allow(dead_code)]
mod common;
#[allow(dead_code)]
mod http_support;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use aurigraph_node::NodeHandle;
use aurigraph_node::ingest::{Admission, Ingest, SubmissionResult};
use aurigraph_node::measure::Measurements;
use aurigraph_node::query::{StateQueries, Unanswered};
use aurigraph_node::status::{Hindrance, Status};
use aurigraph_node::verify::Unit;
use aurigraph_types::Submission;
use bytes::Bytes;
use common::{TestLedger, record, settle, stop, submit};
use crossbeam_channel::Receiver;
use http_support::Api;

/// A signed transfer, and what takes submissions when nobody works on them: with a budget that one request fills.
fn admission() -> (
    Bytes,
    Ingest,
    Arc<Status>,
    Arc<Measurements>,
    Receiver<Unit>,
) {
    let transfer = TestLedger::new().transfer(1, 1, &record(1, 2, 10));
    let (units, queue) = crossbeam_channel::bounded(4);
    let (status, measurements) = (Arc::<Status>::default(), Arc::<Measurements>::default());
    let ingest = Ingest::new(
        1,
        units,
        None,
        Arc::clone(&status),
        Arc::clone(&measurements),
        Arc::default(),
    );
    (
        transfer.into_bytes().into(),
        ingest,
        status,
        measurements,
        queue,
    )
}

#[tokio::test]
async fn while_blocks_cannot_be_written_those_who_wait_are_told_and_not_called_refused() {
    let (bytes, ingest, status, measurements, queue) = admission();
    let waiting = ingest.submit(bytes, Admission::OrRefuse);
    let told = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        status.set_log_stuck(Some("the disk is full".into()));
    };
    let (outcome, ()) = tokio::join!(waiting, told);
    let unknown = outcome.expect_err("nobody can say");
    assert_eq!(unknown.reason, "the disk is full");
    assert_eq!(measurements.unknown_outcomes(), 1);
    assert_eq!(measurements.refused_submissions(), 0);
    // Whoever answers later finds that nobody waits any more: nothing is answered twice.
    let unit = queue.recv().expect("it was taken");
    assert!(unit.reply.send(Vec::new()).is_err());

    let (core, _events) = crossbeam_channel::unbounded();
    let (asked, _questions) = crossbeam_channel::unbounded();
    let queries = StateQueries::new(asked, core, Arc::clone(&status));
    let reason = "the disk is full".to_owned();
    let unanswered = queries.ask(|_| ()).await;
    assert_eq!(unanswered, Err(Unanswered::LogStuck { reason }));
}

#[tokio::test]
async fn what_waits_for_the_budget_is_refused_when_the_disk_is_full() {
    let (bytes, ingest, status, _, _queue) = admission();
    let first = ingest.admit(bytes.clone(), Admission::Wait).await;
    let waiting = ingest.submit(bytes, Admission::Wait);
    let told = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        status.set_read_only(Some("the disk is full".into()));
    };
    let (outcome, ()) = tokio::join!(waiting, told);
    let results = outcome.expect("it was not taken");
    let [SubmissionResult::Refused { refusal, .. }] = &results[..] else {
        panic!("{results:?}");
    };
    assert_eq!(refusal.code, "read_only");
    drop(first);
}

#[tokio::test]
async fn a_log_that_is_stuck_is_down_and_blocks_are_read() {
    let api = Api::start();
    let status = &api.handle.node.status;
    status.set_log_stuck(Some("the disk is full".into()));
    let health = api.get("/q/health").await;
    assert_eq!(health.status, 503);
    let health = health.json();
    let checks = health["checks"].as_array().expect("checks");
    let log = checks.iter().find(|check| check["name"] == "log");
    let log = log.expect("the check");
    assert_eq!(log["status"], "DOWN");
    assert_eq!(log["data"]["reason"], "the disk is full");
    assert_eq!(api.get("/q/health/ready").await.status, 200);
    for path in [
        "blockchain/blocks/latest",
        "blockchain/chain/info",
        "assets",
        "accounts/1/transactions",
        "search?q=account",
    ] {
        api.get_json(&format!("/api/v11/{path}")).await;
    }
    api.stop().await;
}

#[tokio::test]
async fn a_request_that_is_refused_whole_is_answered_for_each_of_its_submissions() {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    handle
        .node
        .status
        .hinder(Hindrance::Network, Some("the disk is full".into()));
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

#[tokio::test]
async fn a_node_that_has_nothing_to_do_takes_a_snapshot_so_that_little_is_replayed_after_a_kill() {
    const BATCH_RECORDS: usize = 60_000;
    let ledger = TestLedger::new();
    let folder = ledger.folder.path().join("snapshots");
    let handle = ledger.start();
    for sequence in 1..=5 {
        let records = vec![record(1, 2, 1); BATCH_RECORDS];
        let batch = Submission::batch(&ledger.keys[1], &ledger.context(1, sequence), &records);
        submit(&handle, batch.into_bytes()).await;
    }
    let tip = settle(&handle).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    // Ordinary snapshots are a quarter of a gigabyte apart.
    let of_the_tip = folder.join(format!("snapshot-{tip:020}.snap"));
    while !of_the_tip.exists() {
        assert!(Instant::now() < deadline, "no snapshot of block {tip}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop(handle).await;
}
