//! Goal: what goes wrong at three in the morning neither loses anything nor is hidden.
//! Method: the real executable with a lost file, a log that cannot be written, a closed terminal, a disk that is full, and ten thousand
//! clients that send nothing.

mod devnet;
mod small_disk;

use std::fs::{self, File};
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use aurigraph_client::ingest::OutcomeStatus;
use aurigraph_client::{HttpError, IngestError, Signer};
use aurigraph_portal::devnet::setup::DevnetKeys;
use aurigraph_types::limits::BATCH_RECORDS_MAX;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Scheme, Sequence, SigningKey, Submission,
    TransferRecord,
};
use devnet::Devnet;
use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use serde_json::Value;
use small_disk::SmallDisk;
use tempfile::TempDir;

const MEBIBYTE: u64 = 1024 * 1024;

/// A signer of the first demo account.
fn signer(folder: &Path, node: &Devnet) -> Signer {
    let keys = DevnetKeys::read(folder).expect("the devnet has keys");
    let key = &keys.demo[0];
    let chain_id = ChainId(node.info.chain_id);
    Signer::new(
        Arc::clone(&key.key),
        key.account,
        chain_id,
        Sequence::new(1),
    )
}

/// A transfer of one minor unit.
fn record(signer: &Signer) -> TransferRecord {
    TransferRecord::new(
        signer.account(),
        AccountIndex::new(3),
        AssetIndex::new(0),
        Amount::new(1),
    )
}

/// A batch of many of them.
fn batch(signer: &Signer, records: usize) -> Vec<u8> {
    signer
        .batch(&vec![record(signer); records], None)
        .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_genesis_file_is_asked_for_and_nothing_is_overwritten() {
    let folder = TempDir::new().expect("a folder");
    let mut node = Devnet::start(folder.path(), &[]).await;
    assert!(node.terminate());
    let genesis = fs::read(folder.path().join("genesis.json")).expect("it is there");
    let key = fs::read(folder.path().join("validator.key")).expect("it is there");
    fs::remove_file(folder.path().join("genesis.json")).expect("it was there");

    let refused = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
        .args([
            "dev",
            "--http",
            "127.0.0.1:0",
            "--grpc",
            "127.0.0.1:0",
            "--data-dir",
        ])
        .arg(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    assert!(!refused.status.success());
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        told.contains("genesis.json") && told.contains("backup"),
        "{told}"
    );
    let key_after = fs::read(folder.path().join("validator.key")).expect("it is there");
    assert_eq!(key, key_after, "the validator's key is untouched");

    fs::write(folder.path().join("genesis.json"), genesis).expect("a file");
    let mut node = Devnet::start(folder.path(), &[]).await;
    assert!(node.terminate());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_cannot_be_written_and_a_closed_terminal_end_nothing_badly() {
    let folder = TempDir::new().expect("a folder");
    let full = File::options()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let mut node = Devnet::start_with_log(folder.path(), &[], full.into()).await;
    let bytes = batch(&signer(folder.path(), &node), 10);
    let outcomes = node.ingest.submit(bytes).await.expect("an answer");
    assert!(outcomes[0].is_fully_applied());
    assert!(node.end_by(Signal::HUP), "it drains and stops cleanly");
}

#[test]
fn a_reserve_that_protects_nothing_is_a_usage_error_that_says_the_least() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let refused = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
        .args(["dev", "--disk-reserve-mb", "63", "--data-dir"])
        .arg(&data)
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("--disk-reserve-mb <MB>': 63 is not in 64"));
    assert!(!data.exists(), "nothing was begun");
}

/// Whether the node takes submissions.
async fn is_writable(node: &Devnet) -> bool {
    let nodes: Value = node.http.get("/api/v11/nodes").await.expect("it reads");
    nodes["nodes"][0]["serving"] == true
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "not in time: {what}"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
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
    let new_key = SigningKey::generate(Scheme::Ed25519).public_key().clone();

    // The log has no room for a block that was executed.
    let began = Instant::now();
    let (acknowledged, stuck, error) = fill_the_segment(&node, &signer).await;
    assert!(began.elapsed() < Duration::from_secs(20), "{error}");
    assert!(error.to_string().contains("outcome_unknown"), "{error}");
    assert!(error.to_string().contains("is safe"), "{error}");

    // New submissions, the faucet and what needs the state are refused at once; blocks are read.
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
    let latest = "/api/v11/blockchain/blocks/latest";
    node.http.get::<Value>(latest).await.expect("it reads");
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

/// Opens connections that send the beginning of a request and then nothing.
fn slow_clients(port: u16, beginning: &[u8], count: usize) -> Vec<TcpStream> {
    (0..count)
        .map(|_| {
            let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("a connection");
            // Above its limit the node closes a connection at once.
            let _ = client.write_all(beginning);
            client
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_slow_connections_cost_little_and_are_forgotten() {
    const CONNECTIONS: usize = 10_000;
    let limit = getrlimit(Resource::Nofile);
    if limit
        .maximum
        .is_some_and(|maximum| maximum < CONNECTIONS as u64 + 500)
    {
        eprintln!(
            "NOT TESTED: ten thousand connections, because this user may not open so many files"
        );
        return;
    }
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    )
    .expect("up to the hard limit");
    let folder = TempDir::new().expect("a folder");
    let node = Devnet::start(folder.path(), &[]).await;
    let body = b"POST /api/v11/blockchain/transactions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"kind\"";
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    let cases = [
        (
            "half a header",
            node.http_port,
            &b"POST /api/v11/blockchain/transactions HTTP/1.1\r\nHost:"[..],
        ),
        ("half a body", node.http_port, &body[..]),
        ("silent gRPC", node.grpc_port, &preface[..]),
    ];
    for (what, port, beginning) in cases {
        let clients = slow_clients(port, beginning, CONNECTIONS);
        let under_load = node.resident_bytes();
        assert!(
            under_load < 400 * MEBIBYTE,
            "{what}: {} MiB",
            under_load / MEBIBYTE
        );
        until("others are served", async || {
            node.http.get::<Value>("/api/v11/info").await.is_ok()
        })
        .await;
        drop(clients);
    }
    until("memory is given back", async || {
        node.resident_bytes() < 150 * MEBIBYTE
    })
    .await;
}
