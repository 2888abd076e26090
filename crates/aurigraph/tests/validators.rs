//! Goal: a network's validators change while it runs, and whoever uses it notices nothing but names: one is replaced, one grows to four, four become one.
//! Method: real processes, the commands that an operator types, and a client that pays all the while; at the end proofs that lead from the genesis file to who decides now.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_client::HttpClient;
use common::network::{Network, PATIENCE};
use common::{Run, aurigraph};
use serde_json::Value;

fn governance(network: &Network, arguments: &[&str]) -> Run {
    let mut all = vec!["governance"];
    all.extend(arguments);
    all.push("--json");
    aurigraph(network.path(), &all)
}

/// The first of these nodes proposes, all of them vote, and the first one's node gets the votes.
fn decide(network: &Network, name: &str, voters: &[usize], what: &[&str]) {
    let (file, url) = (format!("{name}.json"), network.url(voters[0]));
    let config = |node: usize| format!("net/validator-{node}/node.toml");
    let own = config(voters[0]);
    let propose = ["propose", "--config", &own, "--http", &url, "--out", &file];
    governance(network, &[&propose[..], what].concat()).expect_code(0);
    for voter in &voters[1..] {
        let own = config(*voter);
        governance(network, &["vote", &file, "--config", &own, "--yes"]).expect_code(0);
    }
    let submit = [
        "submit",
        &file,
        "--key",
        "office.key",
        "--http",
        &url,
        "--yes",
    ];
    governance(network, &submit).expect_code(0);
}

/// Registers two accounts, one that pays and one that brings votes, and goes on to the protocol version in which validators can be changed.
async fn prepare(network: &Network, voters: &[usize]) {
    let url = network.url(voters[0]);
    for key in ["treasury.key", "office.key"] {
        aurigraph(network.path(), &["wallet", "new", "--key", key]).expect_code(0);
        let register = ["wallet", "register", "--key", key, "--http", &url];
        aurigraph(network.path(), &register).expect_code(0);
    }
    for version in [2, 3] {
        decide(
            network,
            &format!("version-{version}"),
            voters,
            &["--protocol-version", &version.to_string()],
        );
        // A single validator makes no block without a reason.
        network.send(voters[0], "1.00", &[]).expect_code(0);
        until("the protocol version is not in force", async || {
            let rules = network.get(voters[0], "/api/v11/governance").await;
            rules["protocolVersion"] == version
        })
        .await;
    }
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The epoch of a node's last block; nothing while it does not answer.
async fn epoch(network: &Network, node: usize) -> Option<u64> {
    let client = HttpClient::new(&network.url(node)).expect("an address");
    let latest: Result<Value, _> = client.get("/api/v11/blockchain/blocks/latest").await;
    latest.ok()?["epoch"].as_u64()
}

async fn until_epoch(network: &Network, nodes: &[usize], number: u64) {
    for node in nodes {
        until(
            &format!("node {node} is not in epoch {number}"),
            async || epoch(network, *node).await == Some(number),
        )
        .await;
    }
}

/// A client that pays again and again through one node.
struct Payer {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<(u64, Duration)>>,
}

impl Drop for Payer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            // The test fails already.
            let _ = thread.join();
        }
    }
}

impl Payer {
    fn start(network: &Network, nodes: &[usize]) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let folder: PathBuf = network.path().into();
        let urls: Vec<_> = nodes.iter().map(|node| network.url(*node)).collect();
        let urls = urls.join(",");
        let thread = std::thread::spawn(move || {
            let (mut paid, mut longest) = (0, Duration::ZERO);
            while !stopped.load(Ordering::Acquire) {
                let began = Instant::now();
                let send = [
                    "wallet",
                    "send",
                    "--yes",
                    "--key",
                    "treasury.key",
                    "--http",
                    &urls,
                    "--to",
                    "2",
                    "--asset",
                    "EUR",
                    "--amount",
                    "0.01",
                    "--json",
                ];
                aurigraph(&folder, &send).expect_code(0);
                paid += 1;
                longest = longest.max(began.elapsed());
            }
            (paid, longest)
        });
        let thread = Some(thread);
        Self { stop, thread }
    }

    /// Payments, all of them final, and the longest that one took.
    fn end(mut self) -> (u64, Duration) {
        self.stop.store(true, Ordering::Release);
        let thread = self.thread.take().expect("it ends once");
        thread.join().expect("every payment was made")
    }
}

/// A balance is provable from the genesis file on, whoever decides now.
async fn proves(network: &Network, node: usize, changes: usize) {
    let path = "/api/v11/accounts/2/proof?asset=EUR";
    let proof = network.get(node, path).await;
    let listed = proof["epochs"].as_array().map_or(0, Vec::len);
    assert_eq!(listed, changes, "{proof:#}");
    std::fs::write(network.path().join("proof.json"), proof.to_string()).expect("a file");
    let genesis = "net/validator-0/genesis.json";
    let verify = ["verify-proof", "proof.json", "--genesis", genesis, "--json"];
    let verified = aurigraph(network.path(), &verify).expect_code(0).json();
    assert_eq!(verified["verified"], true, "{verified:#}");
}

fn role_of<'a>(nodes: &'a Value, key: &str) -> &'a Value {
    let mut listed = nodes["nodes"].as_array().into_iter().flatten();
    listed
        .find(|node| node["nodeId"] == key)
        .map_or(&Value::Null, |node| &node["nodeType"])
}

#[tokio::test]
async fn one_of_four_is_replaced_while_a_client_pays() {
    let mut network = Network::start().await;
    prepare(&network, &[0, 1, 2]).await;
    let follow = [network.url(0), network.url(1)];
    let (joined, seat) = network.join_as_candidate(&follow).await;
    network
        .until_height(joined, network.height(0).await.expect("it runs"))
        .await;
    let light = network.join(&follow, &["--light"]).await;
    let replaced = network.key(3).await;
    let payer = Payer::start(&network, &[1, 2]);
    let before = network.balance(0);

    let what = format!("{replaced}={seat}");
    decide(
        &network,
        "replace",
        &[0, 1, 2],
        &["--replace-validator", &what],
    );
    let rules = network.get(0, "/api/v11/governance").await;
    assert_eq!(rules["nextEpoch"]["epoch"], 1, "{rules:#}");
    until_epoch(&network, &[0, 1, 2, joined, 3], 1).await;
    let first = network.get(0, "/api/v11/governance").await["epochFirstHeight"].as_u64();
    let first = first.expect("a height");
    network.until_height(joined, first + 20).await;

    let mut times = Vec::new();
    for height in [first - 1, first] {
        let path = format!("/api/v11/blockchain/blocks/{height}");
        let block = network.get(1, &path).await;
        times.push(block["timestamp"].as_str().expect("a time").to_owned());
    }
    eprintln!("the last block of the epoch and the first of the next: {times:?}");

    // The new one decides with the others, and the old one follows them.
    until("the new validator does not vote", async || {
        let seen = network.get(1, "/api/v11/validators/3").await;
        seen["publicKey"] == network.key(joined).await
            && seen["participation"]["finalizeVotes"].as_u64() > Some(3)
    })
    .await;
    until("the old validator does not follow", async || {
        let nodes = network.get(3, "/api/v11/nodes").await;
        role_of(&nodes, &replaced) == "BUSINESS"
    })
    .await;
    let tip = network.height(0).await.expect("it runs");
    network.until_height(3, tip).await;
    network.kill(0);
    // Three of the four that decide now are enough, and the new one is needed for that.
    let tip = network.height(1).await.expect("it runs");
    network.until_height(1, tip + 5).await;
    network.run(0);
    let (paid, longest) = payer.end();
    eprintln!("{paid} payments, the longest took {longest:?}");
    assert!(paid > 5);
    assert_ne!(network.balance(1), before);

    // All of them after a restart, and one that joins now, from the first block on.
    for node in [0, 1, 2, joined, 3] {
        if network.is_running(node) {
            network.kill(node);
        }
    }
    for node in [0, 1, 2, joined, 3] {
        network.run(node);
    }
    until_epoch(&network, &[0, 1, 2, joined, 3], 1).await;
    network.send(3, "1.00", &[]).expect_code(0);
    let late = network
        .join(&[network.url(2), network.url(joined)], &[])
        .await;
    let tip = network.height(2).await.expect("it runs");
    network.until_height(late, tip).await;
    until("the light node does not go on", async || {
        let info = network
            .get(light, "/api/v11/blockchain/blocks/latest")
            .await;
        info["epoch"] == 1 && info["height"].as_u64() > Some(first)
    })
    .await;
    for node in [0, joined, 3, late, light] {
        proves(&network, node, 1).await;
    }
    // One that is removed while it is away follows when it comes back.
    network.kill(2);
    let gone = network.key_in_file(2);
    decide(
        &network,
        "remove",
        &[0, 1, joined],
        &["--remove-validator", &gone],
    );
    until_epoch(&network, &[0, 1, joined], 2).await;
    network.run(2);
    until("the removed one does not follow", async || {
        network.height(2).await.is_some()
            && role_of(&network.get(2, "/api/v11/nodes").await, &gone) == "BUSINESS"
    })
    .await;
    let tip = network.height(0).await.expect("it runs");
    network.until_height(2, tip).await;
    proves(&network, 2, 2).await;
    // Only those of now vote.
    let (url, own) = (network.url(0), "net/validator-3/node.toml");
    let propose = [
        "propose",
        "--config",
        own,
        "--http",
        &url,
        "--out",
        "late.json",
        "--parameter",
        "accounts_max=99",
    ];
    let refused = governance(&network, &propose).expect_code(1);
    assert!(
        refused.stderr.contains("only validators vote"),
        "{}",
        refused.stderr
    );
}

#[tokio::test]
async fn one_grows_to_four_and_four_become_one() {
    let mut network = Network::start_of(1).await;
    prepare(&network, &[0]).await;
    let mut seats = Vec::new();
    for number in 1..4 {
        // Those that are not there yet as well: later the first one is none any more.
        let follow: Vec<_> = (0..4)
            .filter(|node| *node != number)
            .map(|node| network.url(node))
            .collect();
        let (joined, seat) = network.join_as_candidate(&follow).await;
        seats.push(seat);
        network
            .until_height(joined, network.height(0).await.expect("it runs"))
            .await;
    }
    let mut what = Vec::new();
    for seat in &seats {
        what.extend(["--add-validator", seat.as_str()]);
    }
    decide(&network, "grow", &[0], &what);
    until_epoch(&network, &[0, 1, 2, 3], 1).await;
    for node in 0..4 {
        network.send(node, "1.00", &[]).expect_code(0);
    }
    network.kill(0);
    network.send(2, "1.00", &[]).expect_code(0);
    network.run(0);
    until_epoch(&network, &[0], 1).await;
    for node in 0..4 {
        proves(&network, node, 1).await;
    }

    // And back, to another one.
    let mut what = Vec::new();
    let mut keys = Vec::new();
    for node in [0, 2, 3] {
        keys.push(network.key(node).await);
    }
    for key in &keys {
        what.extend(["--remove-validator", key.as_str()]);
    }
    decide(&network, "shrink", &[1, 2, 3], &what);
    let client = HttpClient::new(&network.url(1)).expect("an address");
    until("the epoch of four does not end", async || {
        let listed: Result<Value, _> = client.get("/api/v11/validators").await;
        listed.is_ok_and(|listed| listed["epoch"] == 2)
    })
    .await;
    // It makes no block before there is something in it, and starts again first.
    until("the one that decides alone takes nothing", async || {
        network.send(1, "1.00", &[]).code == 0
    })
    .await;
    until_epoch(&network, &[1], 2).await;
    proves(&network, 1, 2).await;
    let tip = network.height(1).await.expect("it runs");
    for node in [2, 3] {
        network.until_height(node, tip).await;
        proves(&network, node, 2).await;
    }
}
