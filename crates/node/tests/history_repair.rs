//! Goal: whatever becomes of the history index, a node starts, indexes what its log has, and says what is gone. A log that lost
//! blocks does not pass for one that never had them.
//! Method: nodes that are stopped, whose index or segments are replaced by those of another time or removed, and started again.

#[allow(dead_code)]
mod common;
#[allow(dead_code)]
mod http_support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aurigraph_node::{NodeConfig, NodeHandle};
use aurigraph_types::Submission;
use common::{TestLedger, record, settle, stop};
use http_support::Api;

/// Records of a batch: 640 kB of log.
const BATCH_RECORDS: usize = 10_000;

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}

fn replace_folder(from: &Path, to: &Path) {
    fs::remove_dir_all(to).expect("it is there");
    copy_folder(from, to);
}

/// Keeps about three segments of log.
fn with_little_history(ledger: &TestLedger) -> NodeConfig {
    NodeConfig {
        log_bytes_max: 3 << 20,
        snapshot_interval_bytes: 1 << 20,
        ..ledger.config()
    }
}

async fn transfer(ledger: &TestLedger, handle: &NodeHandle, sequence: u64) -> String {
    let submission = ledger.transfer(1, sequence, &record(1, 2, sequence));
    let id = submission.id().to_string();
    common::submit(handle, submission.into_bytes()).await;
    id
}

/// Sends batches until the first blocks are gone; returns the id of the last one.
async fn until_pruned(ledger: &TestLedger, handle: &NodeHandle) -> String {
    for sequence in 10..60 {
        let records = vec![record(1, 2, 1); BATCH_RECORDS];
        let batch = Submission::batch(&ledger.keys[1], &ledger.context(1, sequence), &records);
        let id = batch.id().to_string();
        common::submit(handle, batch.into_bytes()).await;
        settle(handle).await;
        if handle.node.chain.earliest_height() > 3 {
            return id;
        }
    }
    panic!("nothing was pruned");
}

async fn until_indexed(api: &Api) {
    let tip = api.handle.node.chain.tip().height.get();
    while api.handle.node.history.indexed_height() < tip {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn restart(ledger: TestLedger, config: NodeConfig) -> Api {
    let handle = NodeHandle::start(config, 0.0).expect("the node starts");
    let api = Api::over(ledger, handle);
    tokio::time::timeout(Duration::from_secs(20), until_indexed(&api))
        .await
        .expect("the index reaches the tip");
    api
}

#[tokio::test]
async fn an_index_that_ends_before_the_pruned_blocks_goes_on_behind_them_and_gone_blocks_are_410() {
    let ledger = TestLedger::new();
    let (history, saved) = (
        ledger.folder.path().join("history"),
        ledger.folder.path().join("saved"),
    );
    let handle = ledger.start();
    let first = transfer(&ledger, &handle, 1).await;
    settle(&handle).await;
    stop(handle).await;
    copy_folder(&history, &saved);

    let config = with_little_history(&ledger);
    let handle = NodeHandle::start(config.clone(), 0.0).expect("the node starts");
    let last = until_pruned(&ledger, &handle).await;
    stop(handle).await;
    replace_folder(&saved, &history);

    let api = restart(ledger, config).await;
    let found = api
        .get_json(&format!("/api/v11/blockchain/transactions/{last}"))
        .await;
    assert_eq!(found["transferCount"], BATCH_RECORDS, "{found}");
    let earliest = api.handle.node.chain.earliest_height();
    let gone = [
        "/api/v11/blockchain/blocks/1".to_owned(),
        format!("/api/v11/blockchain/transactions/{first}"),
        format!("/api/v11/receipts/{first}"),
    ];
    for path in gone {
        let problem = api.get(&path).await.assert_problem(410, "pruned");
        assert_eq!(problem["earliestHeight"], earliest, "{path}");
    }
    let page = api
        .get_json("/api/v11/accounts/1/transactions?limit=1")
        .await;
    assert_eq!(page["transfers"][0]["transactionHash"], last, "{page}");
    api.stop().await;
}

fn refusal(ledger: &TestLedger) -> String {
    match NodeHandle::start(ledger.config(), 0.0) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it must not start"),
    }
}

#[tokio::test]
async fn a_log_that_ends_before_the_history_index_is_refused_and_goes_on_without_it() {
    let ledger = TestLedger::new();
    let folder = ledger.folder.path().to_path_buf();
    let saved = folder.join("saved");
    let handle = ledger.start();
    let kept = transfer(&ledger, &handle, 1).await;
    settle(&handle).await;
    stop(handle).await;
    for part in ["segments", "snapshots"] {
        copy_folder(&folder.join(part), &saved.join(part));
    }
    fs::copy(folder.join("keys.dat"), saved.join("keys.dat")).expect("the key file");

    let handle = ledger.start();
    let mut lost = String::new();
    for sequence in 2..6 {
        lost = transfer(&ledger, &handle, sequence).await;
        settle(&handle).await;
    }
    while handle.node.history.indexed_height() < handle.node.chain.tip().height.get() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stop(handle).await;
    for part in ["segments", "snapshots"] {
        replace_folder(&saved.join(part), &folder.join(part));
    }
    fs::copy(saved.join("keys.dat"), folder.join("keys.dat")).expect("the key file");

    let told = refusal(&ledger);
    for expected in ["history has block", "the log ends at block", "on purpose"] {
        assert!(told.contains(expected), "{told}");
    }
    fs::rename(folder.join("history"), folder.join("history-aside")).expect("it was there");
    let config = ledger.config();
    let api = restart(ledger, config).await;
    api.get_json(&format!("/api/v11/blockchain/transactions/{kept}"))
        .await;
    api.get(&format!("/api/v11/blockchain/transactions/{lost}"))
        .await
        .assert_problem(404, "not_found");
    let again = transfer(&api.ledger, &api.handle, 7).await;
    settle(&api.handle).await;
    until_indexed(&api).await;
    api.get_json(&format!("/api/v11/blockchain/transactions/{again}"))
        .await;
    api.stop().await;
}

/// Segment files, oldest first.
fn segments(folder: &Path) -> Vec<PathBuf> {
    let mut segments: Vec<_> = fs::read_dir(folder.join("segments"))
        .expect("segments")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .collect();
    segments.sort();
    segments
}

/// Sends batches, each into blocks of its own; returns the id of the last one.
async fn send_batches(ledger: &TestLedger, handle: &NodeHandle, count: u64) -> String {
    let mut last = String::new();
    for sequence in 10..10 + count {
        let records = vec![record(1, 2, 1); BATCH_RECORDS];
        let batch = Submission::batch(&ledger.keys[1], &ledger.context(1, sequence), &records);
        last = batch.id().to_string();
        common::submit(handle, batch.into_bytes()).await;
        settle(handle).await;
    }
    last
}

#[tokio::test]
async fn a_last_segment_that_was_cut_or_removed_is_refused_and_changed_by_nothing() {
    let ledger = TestLedger::new();
    let folder = ledger.folder.path().to_path_buf();
    let handle = ledger.start();
    send_batches(&ledger, &handle, 3).await;
    stop(handle).await;
    // Nothing but the segments knows of the last blocks.
    fs::remove_dir_all(folder.join("history")).expect("the index");
    fs::remove_dir_all(folder.join("snapshots")).expect("the snapshots");
    let last = segments(&folder).pop().expect("a segment");
    let content = fs::read(&last).expect("a segment");
    fs::write(&last, &content[..8192]).expect("a segment");
    let told = refusal(&ledger);
    let name = last.file_name().expect("a name").to_string_lossy();
    assert!(told.contains(&*name) && told.contains("backup"), "{told}");
    assert_eq!(fs::metadata(&last).expect("a segment").len(), 8192);

    fs::remove_file(&last).expect("a segment");
    fs::remove_file(last.with_extension("index")).expect("its index");
    let told = refusal(&ledger);
    assert!(
        told.contains("the segment that begins with block"),
        "{told}"
    );

    fs::write(&last, content).expect("a segment");
    stop(ledger.start()).await;
}

#[tokio::test]
async fn oldest_segments_removed_by_hand_are_told_and_a_ledger_that_needs_them_does_not_start() {
    let ledger = TestLedger::new();
    let folder = ledger.folder.path().to_path_buf();
    let handle = ledger.start();
    send_batches(&ledger, &handle, 4).await;
    stop(handle).await;
    let oldest = segments(&folder).remove(0);
    let content = fs::read(&oldest).expect("a segment");
    fs::remove_file(&oldest).expect("a segment");

    fs::rename(folder.join("snapshots"), folder.join("aside")).expect("the snapshots");
    let told = refusal(&ledger);
    assert!(
        told.contains("blocks 0 to") && told.contains("backup"),
        "{told}"
    );
    fs::rename(folder.join("aside"), folder.join("snapshots")).expect("the snapshots");

    fs::write(&oldest, content).expect("a segment");
    let handle = ledger.start();
    assert_eq!(handle.node.chain.missing_blocks(), None);
    stop(handle).await;

    fs::remove_file(&oldest).expect("a segment");
    let handle = ledger.start();
    let earliest = handle.node.chain.earliest_height();
    let api = Api::over(ledger, handle);
    let health = api.get_json("/q/health").await;
    let checks = health["checks"].as_array().expect("checks");
    let log = checks.iter().find(|check| check["name"] == "log");
    let missing = &log.expect("the check")["data"]["missingBlocks"];
    assert_eq!(missing["firstHeight"], 0, "{health}");
    assert_eq!(missing["lastHeight"], earliest - 1, "{health}");
    let path = format!("/api/v11/blockchain/blocks/{}", earliest - 1);
    let problem = api.get(&path).await.assert_problem(410, "removed");
    assert_eq!(problem["earliestHeight"], earliest, "{problem}");
    let detail = problem["detail"].as_str().expect("text");
    assert!(detail.contains("was not pruned"), "{detail}");
    api.stop().await;
}

/// Flips one byte of the first occurrence of a text in the oldest segment.
fn damage_oldest_segment(folder: &Path, text: &[u8]) {
    let segments = segments(folder);
    assert!(
        segments.len() > 1,
        "the damage must not be at the end of the log"
    );
    let mut bytes = fs::read(&segments[0]).expect("a segment");
    let place = bytes
        .windows(text.len())
        .position(|window| window == text)
        .expect("the text is in the oldest segment");
    bytes[place] ^= 1;
    fs::write(&segments[0], bytes).expect("a segment");
}

#[tokio::test]
async fn damage_that_the_index_cannot_pass_is_told_and_nothing_behind_it_is_called_missing() {
    let ledger = TestLedger::new();
    let folder = ledger.folder.path().to_path_buf();
    let handle = ledger.start();
    let marked = record(1, 2, 1)
        .with_reference(b"DAMAGE-ME")
        .expect("it is short");
    common::submit(&handle, ledger.transfer(1, 1, &marked).into_bytes()).await;
    settle(&handle).await;
    let last = send_batches(&ledger, &handle, 4).await;
    stop(handle).await;
    fs::remove_dir_all(folder.join("history")).expect("the index");
    damage_oldest_segment(&folder, b"DAMAGE-ME");

    let config = ledger.config();
    let handle = NodeHandle::start(config, 0.0).expect("the snapshot covers the damage");
    let api = Api::over(ledger, handle);
    let reason = loop {
        if let Some(reason) = api.handle.node.history.trouble() {
            break reason;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert!(reason.contains(".log"), "it names the file: {reason}");
    let health = api.get("/q/health").await;
    assert_eq!(health.status, 503);
    let health = health.json();
    let checks = health["checks"].as_array().expect("checks");
    let history = checks.iter().find(|check| check["name"] == "history index");
    assert_eq!(history.expect("the check")["status"], "DOWN", "{health}");
    api.get_json("/q/health/ready").await;
    for path in ["blockchain/transactions", "receipts"] {
        let problem = api
            .get(&format!("/api/v11/{path}/{last}"))
            .await
            .assert_problem(503, "not_ready");
        assert!(
            problem["detail"]
                .as_str()
                .expect("text")
                .contains("indexed")
        );
    }
    api.stop().await;
}
