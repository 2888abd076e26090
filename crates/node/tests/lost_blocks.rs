//! Goal: a folder whose blocks were lost never begins anew with its old key, whatever is left of them; a refused start changes nothing.
//! Method: nodes that are stopped, whose files are taken away in turn, and started again.

#[allow(dead_code)]
mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use aurigraph_node::NodeHandle;
use aurigraph_node::metrics::{self, RequestMeasurements};
use aurigraph_types::Submission;
use common::{TestLedger, record, settle, stop};

/// What a ledger has beside genesis file and validator key.
const PARTS: [&str; 4] = ["segments", "snapshots", "history", "keys.dat"];

/// A stopped ledger with blocks.
async fn ledger_with_blocks() -> TestLedger {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    for sequence in 1..4 {
        let submission = ledger.transfer(1, sequence, &record(1, 2, sequence));
        common::submit(&handle, submission.into_bytes()).await;
        settle(&handle).await;
    }
    stop(handle).await;
    ledger
}

/// A stopped ledger whose log has several segments, the oldest one first.
async fn ledger_with_segments() -> (TestLedger, Vec<PathBuf>) {
    let ledger = TestLedger::new();
    let handle = ledger.start();
    for sequence in 1..5 {
        let records = vec![record(1, 2, 1); 10_000];
        let batch = Submission::batch(&ledger.keys[1], &ledger.context(1, sequence), &records);
        common::submit(&handle, batch.into_bytes()).await;
        settle(&handle).await;
    }
    stop(handle).await;
    let files = files(&ledger.folder.path().join("segments")).into_keys();
    let is_segment = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "log");
    let segments: Vec<_> = files.filter(is_segment).collect();
    assert!(segments.len() > 2);
    (ledger, segments)
}

fn refusal(ledger: &TestLedger) -> String {
    let before = files(ledger.folder.path());
    let told = match NodeHandle::start(ledger.config(), 0.0) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it must not start"),
    };
    assert_eq!(files(ledger.folder.path()), before, "nothing was changed");
    told
}

/// Every file and folder below this one, with what it holds.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
            found.insert(path, Vec::new());
        } else if path.file_name().is_some_and(|name| name != "LOCK") {
            let content = fs::read(&path).expect("a file");
            found.insert(path, content);
        }
    }
    found
}

/// Takes everything but one part out of the folder, and gives it back afterwards.
fn refusal_with_only(ledger: &TestLedger, kept: &str) -> String {
    let aside = tempfile::TempDir::new_in(ledger.folder.path().parent().expect("a parent"));
    let aside = aside.expect("a folder");
    let taken = PARTS.iter().filter(|part| **part != kept);
    let places = taken.map(|part| (ledger.folder.path().join(part), aside.path().join(part)));
    let places: Vec<_> = places.collect();
    for (place, kept_at) in &places {
        fs::rename(place, kept_at).expect("it is there");
    }
    let told = refusal(ledger);
    for (place, kept_at) in &places {
        fs::rename(kept_at, place).expect("nothing took its place");
    }
    told
}

#[tokio::test]
async fn a_folder_that_lost_its_blocks_does_not_begin_anew_over_its_key() {
    let ledger = ledger_with_blocks().await;
    for kept in ["keys.dat", "history", "snapshots"] {
        let told = refusal_with_only(&ledger, kept);
        for expected in ["segments holds no blocks", kept, "backup", "another folder"] {
            assert!(told.contains(expected), "{kept}: {told}");
        }
    }
    let handle = ledger.start();
    assert!(handle.node.chain.tip().height.get() > 0);
    stop(handle).await;
}

#[tokio::test]
async fn segments_taken_out_of_their_folder_are_missed_too() {
    let ledger = ledger_with_blocks().await;
    let folder = ledger.folder.path();
    for part in ["snapshots", "history"] {
        fs::remove_dir_all(folder.join(part)).expect("it is there");
    }
    fs::remove_file(folder.join("keys.dat")).expect("it is there");
    for path in files(&folder.join("segments")).into_keys() {
        if path.extension().is_some_and(|extension| extension == "log") {
            fs::remove_file(path).expect("a segment");
        }
    }
    let told = refusal(&ledger);
    assert!(told.contains("an index of a segment"), "{told}");
}

#[tokio::test]
async fn a_first_start_that_was_interrupted_goes_on() {
    let ledger = TestLedger::new();
    for part in ["snapshots", "segments"] {
        fs::create_dir(ledger.folder.path().join(part)).expect("a folder");
    }
    stop(ledger.start()).await;
}

#[tokio::test]
async fn a_missing_key_file_is_called_missing_and_not_made() {
    let ledger = ledger_with_blocks().await;
    let keys = ledger.folder.path().join("keys.dat");
    let content = fs::read(&keys).expect("the key file");
    fs::remove_file(&keys).expect("the key file");
    let told = refusal(&ledger);
    for expected in ["keys.dat is missing", "backup", "nothing was changed"] {
        assert!(told.contains(expected), "{told}");
    }
    fs::remove_dir_all(ledger.folder.path().join("snapshots")).expect("the snapshots");
    stop(ledger.start()).await;
    assert_eq!(fs::read(&keys).expect("the key file"), content);
}

#[tokio::test]
async fn a_start_that_is_refused_for_a_removed_segment_changes_nothing() {
    let (ledger, segments) = ledger_with_segments().await;
    let folder = ledger.folder.path();
    // Nothing covers the oldest blocks, and their segment's index is left over.
    for part in ["snapshots", "history"] {
        fs::remove_dir_all(folder.join(part)).expect("it is there");
    }
    assert!(segments[0].with_extension("index").exists());
    fs::remove_file(&segments[0]).expect("a segment");
    // What an interrupted write leaves, and an index that is to be written again.
    fs::write(folder.join("segments/interrupted.tmp"), "x").expect("a file");
    fs::remove_file(segments[1].with_extension("index")).expect("an index");
    let told = refusal(&ledger);
    assert!(told.contains("blocks 0 to"), "{told}");
    // The same without the record of what was pruned.
    fs::remove_file(folder.join("segments/pruned-below")).expect("the record");
    let told = refusal(&ledger);
    assert!(told.contains("the log begins at height"), "{told}");
}

/// How many blocks a node says are gone.
fn missing_blocks(handle: &NodeHandle) -> Option<u64> {
    let text = metrics::expose(&handle.node, &RequestMeasurements::default());
    let mut lines = text.lines();
    lines.find_map(|line| {
        let value = line.strip_prefix("aurigraph_log_missing_blocks ")?;
        value.parse().ok()
    })
}

#[tokio::test]
async fn removed_blocks_are_counted_by_a_metric_until_they_are_back() {
    let (ledger, segments) = ledger_with_segments().await;
    let content = fs::read(&segments[0]).expect("a segment");
    fs::remove_file(&segments[0]).expect("a segment");
    let handle = ledger.start();
    let earliest = handle.node.chain.earliest_height();
    assert!(earliest > 0);
    assert_eq!(missing_blocks(&handle), Some(earliest));
    stop(handle).await;

    fs::write(&segments[0], content).expect("a segment");
    let handle = ledger.start();
    assert_eq!(missing_blocks(&handle), Some(0));
    stop(handle).await;
}
