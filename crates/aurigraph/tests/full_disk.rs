//! Goal: on a full disk a node only reads, and reads on; whoever waits is told, and nothing is lost or applied twice.
//! Method: the real executable on a small file system that is really full.

mod devnet;
mod small_disk;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use aurigraph_client::ingest::OutcomeStatus;
use aurigraph_client::{HttpError, IngestError, Signer};
use aurigraph_types::limits::BATCH_RECORDS_MAX;
use aurigraph_types::{AccountIndex, Address, Scheme, SigningKey, Submission};
use devnet::Devnet;
use devnet::batches::{batch, record, signer, until};
use serde_json::Value;
use small_disk::SmallDisk;
use tempfile::TempDir;

const MEBIBYTE: u64 = 1024 * 1024;

/// Whether the node takes submissions.
async fn is_writable(node: &Devnet) -> bool {
    let nodes: Value = node.http.get("/api/v11/nodes").await.expect("it reads");
    nodes["nodes"][0]["serving"] == true
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_makes_the_node_read_only_until_there_is_room() {
    let folder = TempDir::new().expect("a folder");
    let Some(_disk) = SmallDisk::mount(folder.path(), 320) else {
        eprintln!("NOT TESTED: a really full disk, because this user may not mount a tmpfs");
        return;
    };
    let data = folder.path().join("data");
    let mut node = Devnet::start(&data, &["--disk-reserve-mb", "64"]).await;
    let signer = signer(&data, &node);
    let first = node.ingest.submit(batch(&signer, 100)).await;
    assert!(first.expect("an answer")[0].is_fully_applied());

    let ballast = folder.path().join("ballast");
    let mut file = File::create(&ballast).expect("a file");
    let zeros = vec![0; MEBIBYTE as usize];
    while file.write_all(&zeros).is_ok() {}
    drop(file);
    until("it says that it only reads", async || {
        !is_writable(&node).await
    })
    .await;
    let health = node.http.get::<Value>("/q/health").await;
    assert!(health.is_err(), "the overall health is DOWN");
    let bytes = batch(&signer, 100);
    let refused = node.ingest.submit(bytes.clone()).await.expect("an answer");
    assert!(
        matches!(&refused[0].status, OutcomeStatus::Refused { code, .. } if code == "read_only"),
        "{refused:?}"
    );
    let account: Value = node
        .http
        .get("/api/v11/accounts/2")
        .await
        .expect("it reads");
    assert_eq!(account["index"], 2);

    fs::remove_file(&ballast).expect("it is there");
    until("it takes submissions again", async || {
        is_writable(&node).await
    })
    .await;
    let accepted = node.ingest.submit(bytes).await.expect("an answer");
    assert!(accepted[0].is_fully_applied(), "{accepted:?}");
    assert!(node.terminate());
    let node = Devnet::start(&data, &[]).await;
    let stats: Value = node.http.get("/api/v11/stats").await.expect("it reads");
    assert_eq!(
        stats["totalTransactions"], 200,
        "everything acknowledged is there"
    );
}

/// A devnet whose log lies on a disk of its own, on which one segment has room and a second one has not.
async fn with_a_small_log_disk(data: &Path) -> Option<(SmallDisk, Devnet)> {
    let mut node = Devnet::start(data, &[]).await;
    assert!(node.terminate());
    let segments = data.join("segments");
    let kept = data.with_extension("kept");
    fs::create_dir(&kept).expect("it is new");
    copy_files(&segments, &kept);
    let disk = SmallDisk::mount(&segments, 80)?;
    copy_files(&kept, &segments);
    Some((disk, Devnet::start(data, &[]).await))
}

fn copy_files(from: &Path, to: &Path) {
    for file in fs::read_dir(from).expect("a folder") {
        let file = file.expect("readable");
        fs::copy(file.path(), to.join(file.file_name())).expect("there is room");
    }
}

/// Sends full batches over gRPC until one is not answered as final. How many were, the bytes of that one, and why.
async fn fill_the_segment(node: &Devnet, signer: &Signer) -> (usize, Vec<u8>, IngestError) {
    for acknowledged in 0..40 {
        let bytes = batch(signer, BATCH_RECORDS_MAX);
        match node.ingest.submit(bytes.clone()).await {
            Ok(outcomes) => assert!(outcomes[0].is_fully_applied(), "{outcomes:?}"),
            Err(error) => return (acknowledged, bytes, error),
        }
    }
    panic!("a segment has no room for so many batches");
}

/// The same over HTTP.
async fn fill_the_next_segment(node: &Devnet, signer: &Signer) -> (usize, Submission, HttpError) {
    for acknowledged in 0..40 {
        let full = signer.batch(&vec![record(signer); BATCH_RECORDS_MAX], None);
        match node.http.submit_batch(&full).await {
            Ok(reply) => assert!(reply.rejected.is_empty()),
            Err(error) => return (acknowledged, full, error),
        }
    }
    panic!("a segment has no room for so many batches");
}

/// What the payee of the batches holds of their asset.
async fn received(node: &Devnet) -> u64 {
    let payee = node.http.account_by_index(AccountIndex::new(3)).await;
    let balances = payee.expect("it reads").balances;
    let balance = balances.iter().find(|balance| balance.asset_index == 0);
    balance
        .expect("it holds some")
        .amount
        .parse()
        .expect("a number")
}

/// Asserts that whatever needs no balances is read while a block waits: lists, receipts, and accounts by address.
async fn assert_reads(node: &Devnet, payee: Address, acknowledged: usize) {
    let read = async |path: String| {
        let answered = node.http.get::<Value>(&path).await;
        answered.unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    let list = "/api/v11/blockchain/transactions?kind=batch";
    let mut page = read(list.to_owned()).await;
    let mut batches = page["transactions"].as_array().expect("a list").clone();
    while let Some(cursor) = page["nextCursor"].as_str() {
        page = read(format!("{list}&cursor={cursor}")).await;
        batches.extend(page["transactions"].as_array().expect("a list").clone());
    }
    assert_eq!(batches.len(), acknowledged, "what waits is not final");
    assert!(
        batches
            .iter()
            .all(|batch| batch["signer"]["address"].is_string())
    );
    let hash = batches[0]["hash"].as_str().expect("a hash");
    let receipt = read(format!("/api/v11/receipts/{hash}-7")).await;
    assert_eq!(receipt["transfer"]["to"]["address"], payee.to_string());
    read(format!("/api/v11/blockchain/transactions/{hash}")).await;
    let transfers = format!("/api/v11/blockchain/transactions/{hash}/transfers?limit=1");
    assert_eq!(
        read(transfers).await["transfers"][0]["resultCode"],
        "applied"
    );
    let history = format!("/api/v11/accounts/{payee}/transactions?limit=2");
    until("its history is indexed", async || {
        let listed = read(history.clone()).await["transfers"].clone();
        listed
            .as_array()
            .is_some_and(|transfers| transfers.len() == 2)
    })
    .await;
    let found = read(format!("/api/v11/search?q={payee}")).await;
    assert_eq!(found["results"][0]["id"], payee.to_string());
    for path in [
        "assets",
        "blockchain/chain/info",
        "blockchain/blocks/latest",
    ] {
        read(format!("/api/v11/{path}")).await;
    }
}

async fn code_of(answered: Result<impl std::fmt::Debug, HttpError>) -> String {
    let error = answered.expect_err("a full disk");
    error.code().unwrap_or_else(|| panic!("{error}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_a_full_disk_is_told_and_nothing_is_lost_or_applied_twice() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let Some((disk, mut node)) = with_a_small_log_disk(&data).await else {
        eprintln!("NOT TESTED: a log without room, because this user may not mount a tmpfs");
        return;
    };
    let signer = signer(&data, &node);
    let received_first = received(&node).await;
    let payee = node.http.account_by_index(AccountIndex::new(3)).await;
    let payee = payee.expect("it reads").address;
    let new_key = SigningKey::generate(Scheme::Ed25519).public_key().clone();

    // The log has no room for a block that was executed.
    let began = Instant::now();
    let (acknowledged, stuck, error) = fill_the_segment(&node, &signer).await;
    assert!(began.elapsed() < Duration::from_secs(20), "{error}");
    assert!(error.to_string().contains("outcome_unknown"), "{error}");
    assert!(error.to_string().contains("is safe"), "{error}");

    // New submissions, the faucet and what needs the state are refused at once; all else is read, up to the last block on the disk.
    let began = Instant::now();
    let refused = node.ingest.submit(batch(&signer, 1)).await;
    let refused = refused.expect("an answer");
    assert!(
        matches!(&refused[0].status, OutcomeStatus::Refused { code, .. } if code == "read_only"),
        "{refused:?}"
    );
    assert_eq!(code_of(node.http.faucet(&new_key).await).await, "read_only");
    let account = node.http.account_by_index(AccountIndex::new(2)).await;
    assert_eq!(code_of(account).await, "read_only");
    assert_reads(&node, payee, acknowledged).await;
    assert!(began.elapsed() < Duration::from_secs(5));

    // With room it becomes final by itself, and the same bytes are answered with the original receipt.
    disk.resize(160);
    until("it takes submissions again", async || {
        is_writable(&node).await
    })
    .await;
    let again = node.ingest.submit(stuck).await.expect("an answer");
    assert_eq!(again[0].status, OutcomeStatus::AlreadyApplied, "{again:?}");
    assert!(again[0].is_fully_applied(), "{again:?}");
    node.http.faucet(&new_key).await.expect("it gives");

    // The same over HTTP, where the full batch is the one that finds no room.
    let (acknowledged_over_http, given_up, error) = fill_the_next_segment(&node, &signer).await;
    let HttpError::Problem {
        status,
        problem,
        retry_after,
    } = error
    else {
        panic!("{error}");
    };
    assert_eq!((status, problem.code.as_str()), (503, "outcome_unknown"));
    assert!(retry_after.is_some());
    assert!(problem.action.contains("same bytes"), "{problem:?}");

    // It stops although the disk is still full; what was acknowledged is there, once, and what was not can be sent again.
    let began = Instant::now();
    assert!(node.terminate());
    assert!(began.elapsed() < Duration::from_secs(15));
    disk.resize(300);
    let node = Devnet::start(&data, &[]).await;
    let batches = |count: usize| (count * BATCH_RECORDS_MAX) as u64;
    let acknowledged = acknowledged + 1 + acknowledged_over_http;
    let received_since = received(&node).await - received_first;
    assert_eq!(received_since, batches(acknowledged));
    let reply = node.http.submit_batch(&given_up).await;
    assert!(reply.expect("an answer").rejected.is_empty());
    let received_since = received(&node).await - received_first;
    assert_eq!(received_since, batches(acknowledged + 1));
}
