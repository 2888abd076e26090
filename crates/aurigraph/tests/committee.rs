//! Goal: four validators are one ledger that no one of them can stop.
//! Method: four real processes on loopback, made and started by the executable itself; payments through any of them, kills without warning.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use common::aurigraph;
use common::network::Network;

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
    // Whoever is told several of them does not notice.
    let both = format!("{},{}", network.url(3), network.url(0));
    let shown = [
        "wallet",
        "balance",
        "--key",
        "treasury.key",
        "--http",
        &both,
        "--json",
    ];
    let shown = aurigraph(network.path(), &shown).expect_code(0).json();
    assert_eq!(shown["balances"], network.balance(1));
    let send = [
        "wallet",
        "send",
        "--yes",
        "--key",
        "treasury.key",
        "--http",
        &both,
    ];
    let send = [
        &send[..],
        &["--to", "2", "--asset", "EUR", "--amount", "1.00"],
    ]
    .concat();
    aurigraph(network.path(), &send).expect_code(0);
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
