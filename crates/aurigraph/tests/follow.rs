//! Goal: a node that is no validator has the same ledger as the validators, answers like one, gets what it is given decided by them, and is misled by nobody.
//! Method: real processes: four validators or one, nodes that follow them, kills, and a node in between that alters what it passes on.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::time::{Duration, Instant};

use aurigraph_client::HttpClient;
use common::aurigraph;
use common::network::{Network, PATIENCE};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

async fn network() -> Network {
    let network = Network::start().await;
    aurigraph(network.path(), &["wallet", "new", "--key", "treasury.key"]).expect_code(0);
    network.wallet(0, &["register"]).expect_code(0);
    network
}

/// What a block and the state after it are called by, at one height.
async fn block(network: &Network, node: usize, height: u64) -> Value {
    network
        .get(node, &format!("/api/v11/blockchain/blocks/{height}"))
        .await["hash"]
        .clone()
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn one_that_follows_has_the_same_ledger_and_what_it_is_given_becomes_final() {
    let mut network = network().await;
    let follow: Vec<_> = (0..4).map(|number| network.url(number)).collect();
    let business = network.join(&follow, &[]).await;
    network.until_height(business, 1).await;
    network.send(business, "1.00", &[]).expect_code(0);
    let tip = network.height(business).await.expect("it runs");
    network.until_height(0, tip).await;
    assert_eq!(
        block(&network, business, tip).await,
        block(&network, 0, tip).await
    );
    assert_eq!(network.balance(business), network.balance(0));

    // Everybody knows of it, and it of them.
    let nodes = network.get(2, "/api/v11/nodes").await;
    let own_id = network.get(business, "/api/v11/info").await["nodeId"].clone();
    assert_eq!(nodes["nodes"][4]["nodeType"], "BUSINESS", "{nodes:#}");
    assert_eq!(nodes["nodes"][4]["nodeId"], own_id);
    assert_eq!(nodes["nodes"][4]["validatorId"], Value::Null);
    let nodes = network.get(business, "/api/v11/nodes").await;
    assert_eq!(nodes["reachableNodes"], 5, "{nodes:#}");
    assert!(nodes["nodes"][3]["latencyMs"].as_f64().expect("measured") > 0.0);
    assert_eq!(nodes["nodes"][4]["isSelf"], true);
    let seen = network.get(business, "/api/v11/validators").await;
    assert_eq!(seen["activeValidators"], 4, "{seen:#}");

    // The one that it gets blocks from dies; so does it itself.
    network.kill(0);
    network.send(business, "1.00", &[]).expect_code(0);
    network.kill(business);
    network.send(1, "1.00", &[]).expect_code(0);
    network.run(business);
    let tip = network.height(1).await.expect("it runs");
    network.until_height(business, tip).await;
    assert_eq!(network.balance(business), network.balance(1));

    // Without a quorum nothing is decided; without anybody it says at once that it takes nothing.
    for validator in 1..4 {
        network.kill(validator);
    }
    until("it does not say that it is alone", async || {
        let health = network.health(business).await;
        let mut checks = health["checks"].as_array().into_iter().flatten();
        let submissions = checks.find(|check| check["name"] == "submissions");
        let reason = submissions.and_then(|check| check["data"]["reason"].as_str());
        reason.is_some_and(|reason| reason.contains("no node that this one follows answers"))
    })
    .await;
    let refused = network.send(business, "1.00", &[]);
    assert!(
        refused
            .stderr
            .contains("no node that this one follows answers"),
        "{}",
        refused.stderr
    );
    for validator in 0..4 {
        network.run(validator);
    }
    until("it does not take submissions again", async || {
        network.health(business).await["status"] == "UP"
    })
    .await;
    network.send(business, "1.00", &[]).expect_code(0);
}

#[tokio::test]
async fn one_begins_with_a_snapshot_and_one_follows_another_that_follows() {
    let mut network = network().await;
    network.send(0, "1.00", &[]).expect_code(0);
    let follow = [network.url(0), network.url(1)];
    let first = network.join(&follow, &["--begin-with-snapshot"]).await;
    network.until_height(first, 2).await;
    let info = network.get(first, "/api/v11/blockchain/chain/info").await;
    assert!(
        info["earliestHeight"].as_u64().expect("a height") > 0,
        "{info:#}"
    );
    assert_eq!(network.balance(first), network.balance(0));
    let second = network
        .join(&[network.url(first)], &["--begin-with-snapshot"])
        .await;
    // The totals of a snapshot must be known to f + 1 nodes: one alone is not believed, and it says so.
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(network.height(second).await, Some(0));
    network.kill(second);
    let third = network
        .join(
            &[network.url(first), network.url(3)],
            &["--begin-with-snapshot"],
        )
        .await;
    network.until_height(third, 2).await;
    network.send(third, "1.00", &[]).expect_code(0);
    assert_eq!(network.balance(third), network.balance(0));
}

/// Passes everything on, but alters a byte of each answer that has blocks.
async fn altering(node: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("it is bound");
    let node = node.trim_start_matches("http://").to_owned();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(alter(client, node.clone()));
        }
    });
    format!("http://{address}")
}

async fn alter(client: TcpStream, node: String) {
    let Ok(server) = TcpStream::connect(node).await else {
        return;
    };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move {
        // It ends with the connection.
        let _ = tokio::io::copy(&mut from_client, &mut to_server).await;
    });
    let mut bytes = vec![0; 1 << 16];
    while let Ok(count @ 1..) = from_server.read(&mut bytes).await {
        let part = &mut bytes[..count];
        let text = String::from_utf8_lossy(part).into_owned();
        if text.contains("application/octet-stream")
            && let Some(head) = part.windows(4).position(|four| four == b"\r\n\r\n")
            && part.len() > head + 300
        {
            // In the header of the first block.
            part[head + 4 + 4 + 8 + 4] ^= 1;
            let certificate_at = part.len() - 1;
            part[certificate_at] ^= 1;
        }
        if to_client.write_all(part).await.is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_sent_altered_blocks_believes_none_of_them() {
    let mut network = network().await;
    let liar = altering(network.url(0)).await;
    let misled = network.join(std::slice::from_ref(&liar), &[]).await;
    let follows = network.join(&[liar, network.url(1)], &[]).await;
    network.until_height(follows, 5).await;
    network.send(follows, "1.00", &[]).expect_code(0);
    assert_eq!(network.balance(follows), network.balance(1));
    assert_eq!(
        network.height(misled).await,
        Some(0),
        "nobody else is there to ask"
    );
}

/// The height of a node that has no accounts.
async fn header_height(network: &Network, node: usize) -> u64 {
    let client = HttpClient::new(&network.url(node)).expect("an address");
    let latest = client
        .get::<Value>("/api/v11/blockchain/blocks/latest")
        .await;
    latest.map_or(0, |block| block["height"].as_u64().expect("a height"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_light_node_proves_what_it_says_and_believes_no_liar() {
    let mut network = network().await;
    let light = network
        .join(&[network.url(0), network.url(1)], &["--light"])
        .await;
    let paid = network.send(2, "1.00", &[]).expect_code(0).json();
    let tip = network.height(2).await.expect("it runs");
    until("the light node does not follow", async || {
        header_height(&network, light).await > tip
    })
    .await;
    let own = network
        .get(light, &format!("/api/v11/blockchain/blocks/{tip}"))
        .await;
    assert_eq!(own["hash"], block(&network, 2, tip).await);
    assert_eq!(
        own["certificate"]["votes"].as_array().map(Vec::len),
        Some(3),
        "{own:#}"
    );

    let id = paid["receiptId"]
        .as_str()
        .or(paid["id"].as_str())
        .expect("a receipt");
    let receipt = network.get(light, &format!("/api/v11/receipts/{id}")).await;
    assert_eq!(receipt["resultCode"], "applied", "{receipt:#}");
    let balance = network
        .get(light, "/api/v11/accounts/2/proof?asset=EUR")
        .await;
    assert_eq!(balance["kind"], "balance", "{balance:#}");

    let nodes = network.get(0, "/api/v11/nodes").await;
    assert_eq!(nodes["nodes"][4]["nodeType"], "LIGHT", "{nodes:#}");
    let nodes = network.get(light, "/api/v11/nodes").await;
    assert_eq!(nodes["nodes"][4]["isSelf"], true, "{nodes:#}");
    assert_eq!(nodes["nodes"][3]["status"], "not_followed");

    // It goes on where it was; one can follow it; and what it does not have it says.
    network.kill(light);
    network.run(light);
    until("it does not come back", async || {
        header_height(&network, light).await > tip
    })
    .await;
    let second = network
        .join(&[network.url(light), network.url(3)], &["--light"])
        .await;
    until("nobody follows it", async || {
        header_height(&network, second).await > tip
    })
    .await;
    let client = HttpClient::new(&network.url(light)).expect("an address");
    let elsewhere = client
        .get::<Value>("/api/v11/assets")
        .await
        .expect_err("it has none");
    assert!(elsewhere.to_string().contains("light node"), "{elsewhere}");

    let liar = altering(network.url(0)).await;
    let misled = network.join(&[liar], &["--light"]).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(header_height(&network, misled).await, 0);
}

#[test]
fn a_foreign_network_and_a_validators_key_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let genesis = [
        "node",
        "genesis",
        "--folder",
        "net",
        "--port",
        "9700",
        "--committee-port",
        "9790",
    ];
    aurigraph(folder.path(), &genesis).expect_code(0);
    let path = folder.path().join("net/validator-0/node.toml");
    let config = std::fs::read_to_string(&path).expect("a configuration");
    let (own, _) = config.split_once("[committee]").expect("its committee");
    let follows = format!("{own}[follow]\nnodes = [\"http://127.0.0.1:9710\"]\n");
    std::fs::write(&path, follows).expect("a configuration");
    let run = ["node", "run", "--config", "net/validator-0/node.toml"];
    let refused = aurigraph(folder.path(), &run).expect_code(1);
    assert!(
        refused.stderr.contains("it is the key of a validator"),
        "{}",
        refused.stderr
    );
    // Whom it follows once it is no validator any more stands last in its file; a light node it cannot be.
    std::fs::write(&path, format!("{config}light = true\n")).expect("a configuration");
    let refused = aurigraph(folder.path(), &run).expect_code(1);
    assert!(
        refused
            .stderr
            .contains("[committee] and a light node's [follow]"),
        "{}",
        refused.stderr
    );
}
