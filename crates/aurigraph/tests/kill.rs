//! Goal: kill -9 at any moment loses nothing acknowledged and applies nothing twice.
//! Method: the real executable under load from three signers over gRPC, killed fifty times at random moments. After each start every
//! acknowledged submission must be answered with its original receipt, every other one is sent again, and in the end every balance,
//! and the state root of a replay without snapshots, must be what applying each submission exactly once gives.

mod devnet;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use aurigraph_client::ingest::{OutcomeStatus, SubmissionOutcome};
use aurigraph_client::{IngestClient, Signer};
use aurigraph_portal::devnet::setup::DevnetKeys;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Digest, Sequence, TransferRecord,
};
use devnet::Devnet;
use serde_json::Value;

const KILLS: usize = 50;
const WINDOW: usize = 16;
/// Below the sequence window, so that whatever was not acknowledged can still be sent again.
const SUBMISSIONS_PER_ROUND: u64 = 400;

/// A submission and what was heard of it before the kill.
struct Sent {
    bytes: Vec<u8>,
    acknowledged: Option<(u64, u32)>,
}

/// Sends until the connection breaks.
async fn load(ingest: IngestClient, signer: Arc<Signer>, to: AccountIndex) -> Vec<Sent> {
    let mut sent: Vec<Sent> = Vec::new();
    let (sender, mut receiver) = ingest.stream(WINDOW).await.expect("the node is up");
    let mut under_way = 0;
    loop {
        let number = sent.len() as u64;
        if number < SUBMISSIONS_PER_ROUND && under_way < WINDOW {
            let record =
                TransferRecord::new(signer.account(), to, AssetIndex::new(0), Amount::new(1));
            // Every tenth one is a batch of fifty.
            let submission = if number % 10 == 9 {
                signer.batch(&[record; 50], None)
            } else {
                signer.transfer(&record, None)
            };
            sent.push(Sent {
                bytes: submission.as_bytes().to_vec(),
                acknowledged: None,
            });
            under_way += 1;
            if sender.send(number, submission.into_bytes()).await.is_err() {
                return sent;
            }
            continue;
        }
        let Ok(Some(reply)) = receiver.next().await else {
            return sent;
        };
        let outcome =
            SubmissionOutcome::try_from(reply.receipts[0].clone()).expect("a valid receipt");
        assert_eq!(outcome.status, OutcomeStatus::Final, "round");
        sent[reply.tag as usize].acknowledged = Some((outcome.height.get(), outcome.position));
        under_way -= 1;
        if under_way == 0 && sent.len() as u64 == SUBMISSIONS_PER_ROUND {
            return sent;
        }
    }
}

/// Sends everything once more; returns how many had not been applied before.
async fn check_all(node: &Devnet, all: &[Sent]) -> usize {
    let mut newly_applied = 0;
    let bytes: Vec<u8> = all
        .iter()
        .flat_map(|sent| sent.bytes.iter().copied())
        .collect();
    let outcomes = node.ingest.submit(bytes).await.expect("the node answers");
    assert_eq!(outcomes.len(), all.len());
    for (sent, outcome) in all.iter().zip(outcomes) {
        match (&outcome.status, sent.acknowledged) {
            (OutcomeStatus::AlreadyApplied, Some(receipt)) => {
                assert_eq!(
                    (outcome.height.get(), outcome.position),
                    receipt,
                    "the original receipt"
                );
                assert!(outcome.is_fully_applied());
            }
            (OutcomeStatus::AlreadyApplied, None) => {}
            (OutcomeStatus::Final, None) => newly_applied += 1,
            (status, acknowledged) => {
                panic!("{status:?} of one that was acknowledged at {acknowledged:?}")
            }
        }
    }
    newly_applied
}

async fn chain_info(node: &Devnet) -> (u64, Digest) {
    let info: Value = node
        .http
        .get("/api/v11/blockchain/chain/info")
        .await
        .expect("the node answers");
    let root = info["stateRoot"]
        .as_str()
        .expect("a root")
        .parse()
        .expect("a digest");
    (info["blockHeight"].as_u64().expect("a height"), root)
}

/// The state root after a height, as the next block's header says.
async fn committed_root(node: &Devnet, height: u64) -> Option<Digest> {
    let block: Value = node
        .http
        .get(&format!("/api/v11/blockchain/blocks/{}", height + 1))
        .await
        .ok()?;
    assert_eq!(block["executedHeight"].as_u64(), Some(height));
    block["stateRoot"].as_str().expect("a root").parse().ok()
}

async fn balance(node: &Devnet, account: AccountIndex) -> u64 {
    let account: Value = node
        .http
        .get(&format!("/api/v11/accounts/{account}"))
        .await
        .expect("the account exists");
    let balances = account["balances"].as_array().expect("a list");
    let of_first_asset = balances
        .iter()
        .find(|balance| balance["assetIndex"] == 0)
        .expect("it is funded");
    of_first_asset["amount"]
        .as_str()
        .expect("text")
        .parse()
        .expect("a number")
}

fn chain_id(node: &Devnet) -> ChainId {
    ChainId(node.info.chain_id.to_string().parse().expect("a chain id"))
}

/// A cheap generator for moments: the test needs variety, not unpredictability.
fn next_pause(state: &mut u64) -> Duration {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    Duration::from_micros(2_000 + (*state >> 33) % 120_000)
}

#[tokio::test]
async fn fifty_kills_lose_nothing_acknowledged_and_apply_nothing_twice() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path: &Path = folder.path();
    let mut node = Devnet::start(path, &[]).await;
    let keys = DevnetKeys::read(path).expect("the devnet's keys");
    let chain = chain_id(&node);
    let signers: Vec<_> = keys.demo[..3]
        .iter()
        .map(|key| {
            Arc::new(Signer::new(
                Arc::clone(&key.key),
                key.account,
                chain,
                Sequence::new(1),
            ))
        })
        .collect();
    let to = keys.faucet.account;
    let faucet_before = balance(&node, to).await;
    let mut pauses = 7;
    let mut transfers = 0_u64;
    let mut acknowledged = 0;
    for round in 0..KILLS {
        let loads: Vec<_> = signers
            .iter()
            .map(|signer| tokio::spawn(load(node.ingest.clone(), Arc::clone(signer), to)))
            .collect();
        tokio::time::sleep(next_pause(&mut pauses)).await;
        let seen = chain_info(&node).await;
        node.kill();
        let mut all = Vec::new();
        for load in loads {
            all.extend(load.await.expect("the load ends with the connection"));
        }
        node = Devnet::start(path, &[]).await;
        let (height, _) = chain_info(&node).await;
        assert!(
            height >= seen.0,
            "round {round}: height {height} after {}",
            seen.0
        );
        let highest = all
            .iter()
            .filter_map(|sent| sent.acknowledged)
            .map(|(height, _)| height)
            .max();
        assert!(Some(height) >= highest, "round {round}");
        check_all(&node, &all).await;
        if let Some(root) = committed_root(&node, seen.0).await {
            assert_eq!(
                root, seen.1,
                "round {round}: another state at height {}",
                seen.0
            );
        }
        acknowledged += all
            .iter()
            .filter(|sent| sent.acknowledged.is_some())
            .count();
        transfers += all
            .iter()
            .map(|sent| (sent.bytes.len() as u64 - 128) / 64)
            .sum::<u64>();
    }
    assert!(
        acknowledged > KILLS,
        "the load was real: {acknowledged} acknowledged"
    );
    assert_eq!(
        balance(&node, to).await,
        faucet_before + transfers,
        "each transfer once"
    );

    // The log alone gives the same state.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let before = chain_info(&node).await;
    assert!(node.terminate(), "SIGTERM ends it well");
    for derived in ["snapshots", "history"] {
        std::fs::remove_dir_all(path.join(derived)).expect("derived data can be removed");
    }
    let mut node = Devnet::start(path, &[]).await;
    assert_eq!(chain_info(&node).await, before);
    assert_eq!(balance(&node, to).await, faucet_before + transfers);
    assert!(node.terminate());
}
