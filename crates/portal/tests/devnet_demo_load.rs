//! The demo load against a double of a ledger: real signatures, the rate, circulation, back-off, a clean stop, a restart.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::support::Ledger;
use aurigraph_portal::devnet::demo_load::{DemoLoad, DemoLoadError};
use aurigraph_portal::devnet::setup::{Devnet, create_devnet};
use aurigraph_types::{Scheme, SigningKey};

fn devnet() -> Devnet {
    let folder = tempfile::tempdir().unwrap();
    let validator = SigningKey::generate(Scheme::Ed25519);
    create_devnet(folder.path(), "double", validator.public_key(), 1, 0).unwrap()
}

async fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    for _ in 0..400 {
        if condition() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("after ten seconds still not: {what}");
}

#[tokio::test]
async fn it_sends_signed_transfers_and_stops_cleanly() {
    let devnet = devnet();
    let ledger = Ledger::new(devnet.genesis.clone());
    let (ingest, http) = ledger.serve().await;
    let before = ledger.supply();
    let load = DemoLoad::start(&devnet.keys.demo, 2_000.0, &ingest, &http).unwrap();
    wait_until("400 transfers", || load.counts().applied >= 400).await;
    let counts = load.stop().await;
    assert_eq!(
        counts.sent, counts.applied,
        "everything sent is final before it ends"
    );
    assert_eq!((counts.rejected, counts.refused), (0, 0));
    assert_eq!(ledger.supply(), before);
    let kinds = ledger.kinds.lock().unwrap();
    assert!(
        kinds[&1] > 100 && kinds[&2] >= 1,
        "transfers, and now and then a batch: {kinds:?}"
    );
    assert!(
        ledger
            .references
            .lock()
            .unwrap()
            .iter()
            .all(|reference| reference == b"demo traffic")
    );
    for (key, genesis) in devnet.keys.demo.iter().zip(&devnet.genesis.accounts[2..]) {
        let account = &ledger.accounts.lock().unwrap()[key.account.usize()];
        let start: u64 = genesis.balances[0].amount.parse().unwrap();
        assert!(
            account.balances[&0].abs_diff(start) < 10_000_000,
            "nobody is drained"
        );
    }
}

#[tokio::test]
async fn the_rate_is_kept() {
    let devnet = devnet();
    let ledger = Ledger::new(devnet.genesis.clone());
    let (ingest, http) = ledger.serve().await;
    let load = DemoLoad::start(&devnet.keys.demo, 50.0, &ingest, &http).unwrap();
    wait_until("the first transfer", || load.counts().applied > 0).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let counts = load.stop().await;
    assert!((30..=75).contains(&counts.sent), "{counts:?}");
}

#[tokio::test]
async fn a_busy_ledger_is_not_flooded_and_work_goes_on_afterwards() {
    let devnet = devnet();
    let ledger = Ledger::new(devnet.genesis.clone());
    let (ingest, http) = ledger.serve().await;
    ledger.busy.store(true, Ordering::Relaxed);
    let load = DemoLoad::start(&devnet.keys.demo, 1_000.0, &ingest, &http).unwrap();
    tokio::time::sleep(Duration::from_millis(900)).await;
    let counts = load.counts();
    assert!(counts.refused >= 1 && counts.applied == 0, "{counts:?}");
    assert!(counts.sent < 400, "it pauses: {counts:?}");
    ledger.busy.store(false, Ordering::Relaxed);
    wait_until("applied again", || load.counts().applied >= 10).await;
    load.stop().await;
}

#[tokio::test]
async fn a_second_load_continues_the_sequences() {
    let devnet = devnet();
    let ledger = Ledger::new(devnet.genesis.clone());
    let (ingest, http) = ledger.serve().await;
    for expected in [20, 40] {
        let load = DemoLoad::start(&devnet.keys.demo, 500.0, &ingest, &http).unwrap();
        wait_until("20 transfers", || load.counts().applied >= 20).await;
        let counts = load.stop().await;
        assert_eq!((counts.refused, counts.rejected), (0, 0));
        assert!(ledger.references.lock().unwrap().len() >= expected);
    }
}

#[tokio::test]
async fn sequences_that_another_process_used_are_passed_over() {
    let devnet = devnet();
    let ledger = Ledger::new(devnet.genesis.clone());
    let (ingest, http) = ledger.serve().await;
    let load = DemoLoad::start(&devnet.keys.demo, 200.0, &ingest, &http).unwrap();
    wait_until("the first transfers", || load.counts().applied >= 20).await;
    for key in &devnet.keys.demo {
        ledger.accounts.lock().unwrap()[key.account.usize()].highest += 1_000;
    }
    let before = load.counts().applied;
    wait_until("more transfers", || load.counts().applied >= before + 50).await;
    load.stop().await;
}

#[tokio::test]
async fn an_absent_ledger_is_waited_for_and_stopping_does_not_hang() {
    let devnet = devnet();
    let ledger = Ledger::new(devnet.genesis.clone());
    let (ingest, _) = ledger.serve().await;
    let nowhere = aurigraph_client::HttpClient::new("http://127.0.0.1:9").unwrap();
    let load = DemoLoad::start(&devnet.keys.demo, 10.0, &ingest, &nowhere).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let stopped = tokio::time::timeout(Duration::from_secs(1), load.stop())
        .await
        .unwrap();
    assert_eq!(stopped.sent, 0);
}

#[tokio::test]
async fn absurd_rates_are_refused() {
    let devnet = devnet();
    let ledger = Ledger::new(devnet.genesis.clone());
    let (ingest, http) = ledger.serve().await;
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
        let started = DemoLoad::start(&devnet.keys.demo, rate, &ingest, &http);
        assert!(matches!(started, Err(DemoLoadError::Rate { .. })), "{rate}");
    }
    let one = Arc::new(devnet.keys.demo[0].clone());
    let started = DemoLoad::start(std::slice::from_ref(&*one), 1.0, &ingest, &http);
    assert!(matches!(started, Err(DemoLoadError::Accounts { count: 1 })));
}
