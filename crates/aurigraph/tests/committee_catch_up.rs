//! Goal: a validator that missed more than the others keep, or lost its disk, is level again without anybody's help.
//! Method: four real processes that keep only a few blocks for each other; one is away too long, then loses everything but its key.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::fs;
use std::time::{Duration, Instant};

use common::aurigraph;
use common::network::{Network, PATIENCE};
use serde_json::Value;

/// Blocks that the validators keep for each other.
const KEPT_BLOCKS: u64 = 24;

/// Pays until the network is so far ahead that blocks alone will not do.
async fn go_ahead(network: &Network, from_height: u64) -> u64 {
    let began = Instant::now();
    loop {
        network.send(0, "0.01", &[]).expect_code(0);
        let height = network.height(0).await.expect("it runs");
        if height > from_height + 3 * KEPT_BLOCKS {
            return height;
        }
        assert!(began.elapsed() < PATIENCE, "height {height}");
    }
}

/// What validator 1 says of all nodes, once it knows how far away each is.
async fn until_all_are_heard_of(network: &Network) -> Value {
    let began = Instant::now();
    loop {
        let nodes = network.get(1, "/api/v11/nodes").await;
        let others = nodes["nodes"].as_array().expect("a list").iter();
        let known = others.filter(|node| node["isSelf"] == true || node["latencyMs"].is_number());
        if nodes["reachableNodes"] == 4 && known.count() == 4 {
            return nodes;
        }
        assert!(began.elapsed() < PATIENCE, "{nodes:#}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What validator 0 says of the node of another one, once it is healthy and votes.
async fn until_it_votes(network: &Network, validator: usize) -> Value {
    let began = Instant::now();
    loop {
        let nodes = network.get(0, "/api/v11/nodes").await;
        let node = nodes["nodes"][validator].clone();
        if node["votes"] == true && node["status"] == "healthy" {
            return node;
        }
        assert!(began.elapsed() < PATIENCE, "{node:#}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn one_that_was_away_too_long_or_lost_its_disk_comes_back_by_itself() {
    let mut network = Network::start_with(&format!("kept_blocks = {KEPT_BLOCKS}")).await;
    aurigraph(network.path(), &["wallet", "new", "--key", "treasury.key"]).expect_code(0);
    network.wallet(0, &["register"]).expect_code(0);
    let nodes = until_all_are_heard_of(&network).await;
    assert!(
        nodes["nodes"][0]["latencyMs"].as_f64().is_some(),
        "{nodes:#}"
    );
    let process = nodes["nodes"][3]["processId"].clone();

    network.kill(3);
    let own = network.height(0).await.expect("it runs");
    let ahead = go_ahead(&network, own).await;
    network.run(3);
    network.until_height(3, ahead).await;
    assert_eq!(network.balance(3), network.balance(0));
    let node = until_it_votes(&network, 3).await;
    assert_ne!(node["processId"], process);
    assert!(
        node["earliestBlockHeight"].as_u64() > Some(1),
        "it came by a snapshot: {node:#}"
    );
    network.send(3, "1.00", &[]).expect_code(0);

    // Everything but its key and the genesis file is gone.
    network.kill(3);
    for entry in fs::read_dir(network.folder(3)).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        match name.as_str() {
            "node.toml" | "genesis.json" | "validator.key" => {}
            _ if path.is_dir() => fs::remove_dir_all(&path).expect("a folder"),
            _ => fs::remove_file(&path).expect("a file"),
        }
    }
    let own = network.height(0).await.expect("it runs");
    let ahead = go_ahead(&network, own).await;
    network.run(3);
    network.until_height(3, ahead).await;
    assert_eq!(network.balance(3), network.balance(1));
    until_it_votes(&network, 3).await;
    let sent = network.send(3, "1.00", &["--proof", "receipt.json"]);
    sent.expect_code(0);
    let verify = [
        "verify-proof",
        "receipt.json",
        "--genesis",
        "net/validator-0/genesis.json",
    ];
    aurigraph(network.path(), &verify).expect_code(0);

    // It is needed now, and votes: without another one the three go on.
    network.kill(1);
    for _ in 0..3 {
        network.send(3, "1.00", &[]).expect_code(0);
    }
}
