//! Goal: what operators do to a running network costs nobody anything: one validator after the other is restarted, one is cut off for a while, one has a
//! damaged disk, and one ends in order although the others are gone.
//! Method: four real processes; SIGTERM, SIGSTOP and a flipped byte.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::process::Command;
use std::time::{Duration, Instant};

use common::aurigraph;
use common::network::{Network, PATIENCE};

async fn network() -> Network {
    let network = Network::start().await;
    aurigraph(network.path(), &["wallet", "new", "--key", "treasury.key"]).expect_code(0);
    network.wallet(0, &["register"]).expect_code(0);
    network
}

#[tokio::test]
async fn one_after_the_other_is_restarted_and_payments_go_on() {
    let mut network = network().await;
    for validator in 0..4 {
        network.stop(validator);
        let other = (validator + 1) % 4;
        network.send(other, "1.00", &[]).expect_code(0);
        network.run(validator);
        let tip = network.height(other).await.expect("it runs");
        network.until_height(validator, tip).await;
        network.send(validator, "1.00", &[]).expect_code(0);
    }
    let balance = network.balance(0);
    let tip = network.height(0).await.expect("it runs");
    for validator in 1..4 {
        network.until_height(validator, tip).await;
        assert_eq!(network.balance(validator), balance);
    }
}

#[tokio::test]
async fn one_that_stood_still_catches_up() {
    let network = network().await;
    network.signal(2, "STOP");
    let began = Instant::now();
    for _ in 0..5 {
        network.send(0, "1.00", &[]).expect_code(0);
    }
    // Nobody waits for it longer than a few of its turns take.
    assert!(began.elapsed() < PATIENCE);
    tokio::time::sleep(Duration::from_secs(7)).await;
    let nodes = network.get(0, "/api/v11/nodes").await;
    assert_eq!(nodes["nodes"][2]["status"], "unreachable", "{nodes:#}");
    assert_eq!(nodes["reachableNodes"], 3);
    network.signal(2, "CONT");
    let tip = network.height(0).await.expect("it runs");
    network.until_height(2, tip).await;
    assert_eq!(network.balance(2), network.balance(0));
    network.send(2, "1.00", &[]).expect_code(0);
}

#[tokio::test]
async fn one_that_is_left_alone_ends_when_it_is_told_to() {
    let mut network = network().await;
    for validator in 1..4 {
        network.kill(validator);
    }
    // A payment that cannot become final waits.
    let url = network.url(0);
    let mut waiting = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
        .current_dir(network.path())
        .env("AURIGRAPH_PASSPHRASE", common::PASSPHRASE)
        .args([
            "wallet",
            "send",
            "--yes",
            "--key",
            "treasury.key",
            "--http",
            &url,
        ])
        .args(["--to", "2", "--asset", "EUR", "--amount", "1.00"])
        .spawn()
        .expect("the executable starts");
    tokio::time::sleep(Duration::from_secs(2)).await;
    let took = network.stop(0);
    assert!(took < Duration::from_secs(40), "{took:?}");
    let _ = waiting.kill();
    let _ = waiting.wait();
}

#[tokio::test]
async fn a_damaged_ledger_is_found_set_aside_and_got_from_the_others() {
    let mut network = network().await;
    let sent = network.send(1, "1.00", &[]).expect_code(0).json();
    let height = sent["blockHeight"].as_u64().expect("a height");
    network.until_height(3, height + 1).await;
    network.stop(3);
    let config = "net/validator-3/node.toml";
    let scrub = ["node", "scrub", "--config", config, "--json"];
    let sound = aurigraph(network.path(), &scrub).expect_code(0).json();
    assert_eq!(sound["damagedBlocks"], serde_json::json!([]));

    let inspect = [
        "inspect",
        "segment",
        "net/validator-3",
        "--blocks",
        "--json",
    ];
    let shown = aurigraph(network.path(), &inspect).expect_code(0).json();
    let segment = &shown["segments"][0];
    let frames = segment["frames"].as_array().expect("frames");
    let frame = frames.iter().find(|frame| frame["height"] == height);
    let at = frame.expect("it is there")["offset"]
        .as_u64()
        .expect("a number")
        + 200;
    let path = network
        .path()
        .join(segment["path"].as_str().expect("a path"));
    let file = fs::File::options().read(true).write(true).open(path);
    let file = file.expect("a segment");
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).expect("it is there");
    file.write_all_at(&[byte[0] ^ 0x10], at)
        .expect("it can be written");
    let damaged = aurigraph(network.path(), &scrub).expect_code(1).json();
    assert_eq!(
        damaged["damagedBlocks"],
        serde_json::json!([height]),
        "{damaged:#}"
    );

    let refused = aurigraph(network.path(), &["node", "run", "--config", config]);
    assert_ne!(refused.code, 0);
    assert!(refused.stderr.contains("damaged"), "{}", refused.stderr);
    aurigraph(network.path(), &["node", "rejoin", "--config", config]).expect_code(0);
    let tip = network.height(0).await.expect("it runs");
    network.run(3);
    network.until_height(3, tip).await;
    assert_eq!(network.balance(3), network.balance(0));
    network.send(3, "1.00", &[]).expect_code(0);
    network.stop(3);
    aurigraph(network.path(), &scrub).expect_code(0);
}

#[tokio::test]
async fn a_second_node_with_a_validators_key_does_not_start_and_one_that_is_restarted_does() {
    let mut network = Network::start().await;
    let config = network.second_with_key_of(3);
    // The others know of a validator once they heard of it.
    let began = Instant::now();
    while network.get(0, "/api/v11/nodes").await["nodes"][3]["heardSecondsAgo"].is_null() {
        assert!(began.elapsed() < PATIENCE, "nobody hears of validator 3");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut second = Command::new(env!("CARGO_BIN_EXE_aurigraph"))
        .args(["node", "run", "--config"])
        .arg(&config)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the executable starts");
    let began = Instant::now();
    while second.try_wait().expect("it was started here").is_none() {
        if began.elapsed() > PATIENCE {
            second.kill().expect("it runs");
            panic!("the second one runs");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let ended = second.wait_with_output().expect("it ended");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(!ended.status.success());
    assert!(
        said.contains("another running node uses this validator's key"),
        "{said}"
    );
    // The others heard of it a moment ago; that is no reason.
    network.kill(3);
    network.run(3);
    let tip = network.height(0).await.expect("it runs");
    network.until_height(3, tip).await;
}

#[tokio::test]
async fn the_genesis_file_of_another_network_is_refused() {
    let mut network = Network::start().await;
    network.stop(3);
    let other = [
        "node",
        "genesis",
        "--folder",
        "other",
        "--port",
        "9700",
        "--committee-port",
        "9790",
    ];
    aurigraph(network.path(), &other).expect_code(0);
    let config = network.config(3);
    let run = ["node", "run", "--config", config.to_str().expect("a path")];
    let own = network.folder(3).join("genesis.json");
    let kept = std::fs::read(&own).expect("a genesis file");
    std::fs::copy(network.path().join("other/validator-3/genesis.json"), &own).expect("a copy");
    let refused = aurigraph(network.path(), &run).expect_code(1);
    let reason = "this is another ledger's data folder";
    assert!(refused.stderr.contains(reason), "{}", refused.stderr);
    std::fs::write(&own, kept).expect("a genesis file");
    network.run(3);
    let tip = network.height(0).await.expect("it runs");
    network.until_height(3, tip).await;
}
