//! Goal: four validators are one ledger that no one of them can stop.
//! Method: four real processes on loopback, made and started by the executable itself; payments through any of them, kills without warning.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use aurigraph_client::HttpClient;
use aurigraph_types::AccountIndex;
use common::{Run, aurigraph};
use serde_json::Value;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Four validators, killed when dropped.
struct Network {
    folder: tempfile::TempDir,
    port: u16,
    children: Vec<Option<Child>>,
}

/// Ports of which none is taken: forty for REST and gRPC, four for the validators among themselves.
fn free_ports() -> u16 {
    let first = 12_000 + (std::process::id() as u16 % 400) * 40;
    let is_free = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    (0..40)
        .map(|turn| first + turn * 100)
        .find(|first| (*first..first + 40).all(is_free))
        .expect("free ports")
}

impl Network {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = free_ports();
        let arguments = [
            "node",
            "genesis",
            "--folder",
            "net",
            "--port",
            &port.to_string(),
            "--committee-port",
            &(port + 5).to_string(),
        ];
        aurigraph(folder.path(), &arguments).expect_code(0);
        let mut network = Self {
            folder,
            port,
            children: (0..4).map(|_| None).collect(),
        };
        for validator in 0..4 {
            network.run(validator);
        }
        for validator in 0..4 {
            network.until_height(validator, 1).await;
        }
        network
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn config(&self, validator: usize) -> PathBuf {
        self.path()
            .join(format!("net/validator-{validator}/node.toml"))
    }

    fn run(&mut self, validator: usize) {
        let child = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
            .args(["node", "run", "--config"])
            .arg(self.config(validator))
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .spawn()
            .expect("the executable starts");
        self.children[validator] = Some(child);
    }

    fn kill(&mut self, validator: usize) {
        let mut child = self.children[validator].take().expect("it runs");
        child.kill().expect("it runs");
        child.wait().expect("it ends");
    }

    fn url(&self, validator: usize) -> String {
        format!("http://127.0.0.1:{}", self.port + validator as u16 * 10)
    }

    async fn height(&self, validator: usize) -> Option<u64> {
        let client = HttpClient::new(&self.url(validator)).expect("an address");
        let faucet = client.account_by_index(AccountIndex::new(0)).await;
        Some(faucet.ok()?.height)
    }

    async fn until_height(&self, validator: usize, height: u64) {
        let began = Instant::now();
        while self.height(validator).await.is_none_or(|at| at < height) {
            assert!(
                began.elapsed() < PATIENCE,
                "validator {validator} does not reach height {height}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn wallet(&self, validator: usize, arguments: &[&str]) -> Run {
        let url = self.url(validator);
        let mut all = vec![
            "wallet",
            arguments[0],
            "--key",
            "treasury.key",
            "--http",
            &url,
        ];
        all.extend(&arguments[1..]);
        all.push("--json");
        aurigraph(self.path(), &all)
    }

    fn send(&self, validator: usize, amount: &str, more: &[&str]) -> Run {
        let send = [
            "send", "--yes", "--to", "2", "--asset", "EUR", "--amount", amount,
        ];
        self.wallet(validator, &[&send[..], more].concat())
    }

    fn balance(&self, validator: usize) -> Value {
        let shown = self.wallet(validator, &["balance"]).expect_code(0).json();
        shown["balances"].clone()
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        for child in self.children.iter_mut().flatten() {
            // It may have ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[tokio::test]
async fn four_validators_are_one_ledger_that_none_can_stop() {
    let mut network = Network::start().await;
    aurigraph(network.path(), &["wallet", "new", "--key", "treasury.key"]).expect_code(0);
    network.wallet(0, &["register"]).expect_code(0);

    // A payment through one is final at all, and its proof convinces without any of them.
    let sent = network.send(2, "12.50", &["--proof", "receipt.json"]);
    let height = sent.expect_code(0).json()["blockHeight"]
        .as_u64()
        .expect("a height");
    for validator in 0..4 {
        network.until_height(validator, height).await;
    }
    let balance = network.balance(0);
    for validator in 1..4 {
        assert_eq!(network.balance(validator), balance);
    }
    let verify = [
        "verify-proof",
        "receipt.json",
        "--genesis",
        "net/validator-3/genesis.json",
    ];
    aurigraph(network.path(), &verify).expect_code(0);

    // One is killed: payments go on through each of the others.
    network.kill(3);
    for validator in 0..3 {
        network.send(validator, "1.00", &[]).expect_code(0);
    }
    // It comes back and catches up.
    network.run(3);
    let tip = network.height(0).await.expect("it runs");
    network.until_height(3, tip).await;
    assert_eq!(network.balance(3), network.balance(0));
    network.send(3, "1.00", &[]).expect_code(0);

    // All are killed at once: nothing that was final is lost, and they go on.
    let before = network.balance(0);
    for validator in 0..4 {
        network.kill(validator);
    }
    for validator in 0..4 {
        network.run(validator);
    }
    let tip = tip + 1;
    for validator in 0..4 {
        network.until_height(validator, tip).await;
    }
    assert_eq!(network.balance(1), before);
    network.send(1, "1.00", &[]).expect_code(0);
}
