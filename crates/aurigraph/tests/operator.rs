//! Goal: what goes wrong at three in the morning neither loses anything nor is hidden.
//! Method: the real executable with a lost file, a log that cannot be written, a closed terminal, and ten thousand clients that send
//! nothing. A disk that is full: `full_disk.rs`.

mod devnet;

use std::fs::{self, File};
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Stdio};

use devnet::Devnet;
use devnet::batches::{batch, signer, until};
use rustix::process::{Resource, Rlimit, Signal, getrlimit, setrlimit};
use serde_json::Value;
use tempfile::TempDir;

const MEBIBYTE: u64 = 1024 * 1024;

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
