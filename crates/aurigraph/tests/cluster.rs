//! Goal: a cluster of real processes loses nothing that it acknowledged, whoever is killed or cut off while it works, and goes on by itself.
//! Method: four validators, each in a network of its own where such networks can be made; clients that pay without pause, through whichever node answers,
//! and send the same bytes again until they know what became of them. A few kills with every test; fifty and twenty with
//! `cargo test --release -p aurigraph --test cluster fifty -- --ignored --nocapture`, which prints the pauses.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use aurigraph_client::{HttpClient, Signer};
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Scheme, Sequence, SigningKey, TransferRecord,
};
use common::network::{Network, PATIENCE};
use tokio::task::JoinHandle;

const CLIENTS: usize = 4;
/// A validator that was silent for a second and a half is skipped at once; with what may be under way then.
const SKIPPED_AFTER: Duration = Duration::from_millis(2_500);
/// How long anybody may not know what became of a payment.
const OUTCOME_PATIENCE: Duration = Duration::from_secs(90);

/// Clients that pay account 2 one minor unit after the other.
struct Load {
    stop: Arc<AtomicBool>,
    clients: Vec<JoinHandle<Vec<Instant>>>,
    before: u64,
}

async fn balance(network: &Network, node: usize) -> u64 {
    let client = HttpClient::new(&network.url(node)).expect("an address");
    let account = client.account_by_index(AccountIndex::new(2)).await;
    let account = account.expect("it answers");
    let euros = account.balances.iter().find(|one| one.asset == "EUR");
    euros
        .expect("it has some")
        .amount
        .parse()
        .expect("an amount")
}

impl Load {
    async fn start(network: &Network) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut signers = Vec::new();
        let first = HttpClient::new(&network.url(0)).expect("an address");
        let info = first.info().await.expect("it answers");
        for _ in 0..CLIENTS {
            let key = SigningKey::generate(Scheme::Ed25519);
            let reply = first.faucet(key.public_key()).await.expect("a faucet");
            let index = AccountIndex::new(reply.account.index);
            let chain = ChainId(info.chain_id);
            signers.push(Signer::new(Arc::new(key), index, chain, Sequence::new(1)));
        }
        let before = balance(network, 0).await;
        let clients = signers.into_iter().enumerate().map(|(number, signer)| {
            // Each begins with another node.
            let urls: Vec<_> = (0..4)
                .map(|turn| network.url((number + turn) % 4))
                .collect();
            let client = HttpClient::new(&urls.join(",")).expect("addresses");
            tokio::spawn(pay(client, signer, Arc::clone(&stop)))
        });
        Self {
            clients: clients.collect(),
            stop,
            before,
        }
    }

    /// Ends it. Returns when each payment was acknowledged, in order, after every node was found to have all of them.
    async fn stop(self, network: &Network) -> Vec<Instant> {
        self.stop.store(true, Ordering::Release);
        let mut acknowledged = Vec::new();
        for client in self.clients {
            acknowledged.extend(client.await.expect("it ends"));
        }
        acknowledged.sort_unstable();
        let expected = self.before + acknowledged.len() as u64;
        for node in 0..4 {
            let began = Instant::now();
            while balance(network, node).await != expected {
                assert!(
                    began.elapsed() < PATIENCE,
                    "node {node}: {} instead of {expected}",
                    balance(network, node).await
                );
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        acknowledged
    }
}

/// Pays until it is told to stop. Returns when each payment was acknowledged.
async fn pay(client: HttpClient, signer: Signer, stop: Arc<AtomicBool>) -> Vec<Instant> {
    let record = TransferRecord::new(
        signer.account(),
        AccountIndex::new(2),
        AssetIndex::new(0),
        Amount::new(1),
    );
    let mut acknowledged = Vec::new();
    while !stop.load(Ordering::Acquire) {
        let payment = signer.transfer(&record, None);
        let began = Instant::now();
        loop {
            match client.submit(&payment).await {
                Ok(receipt) => {
                    assert_eq!(receipt.result_code, "applied");
                    break;
                }
                // It was final when it was sent before, and nobody could say so.
                Err(error) if error.code() == Some("already_applied") => break,
                Err(error) => {
                    assert!(began.elapsed() < OUTCOME_PATIENCE, "nobody knows: {error}");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
        acknowledged.push(Instant::now());
    }
    acknowledged
}

/// The longest pause between two acknowledgements that begins or ends within so long after a moment.
fn longest_pause(acknowledged: &[Instant], from: Instant, window: Duration) -> Duration {
    let pairs = acknowledged.windows(2).map(|pair| (pair[0], pair[1]));
    pairs
        .filter(|(one, next)| *next >= from && *one <= from + window)
        .map(|(one, next)| next - one)
        .max()
        .unwrap_or_default()
}

fn milliseconds(name: &str, mut pauses: Vec<Duration>) {
    pauses.sort_unstable();
    let at = |part: usize| pauses[(pauses.len() - 1) * part / 100].as_millis();
    println!(
        "{name}: {} times, median {} ms, 90 % {} ms, longest {} ms",
        pauses.len(),
        at(50),
        at(90),
        at(100)
    );
}

async fn leader(network: &Network, asked: usize) -> usize {
    let seen = network.get(asked, "/api/v11/validators").await;
    seen["rounds"]["leader"].as_u64().expect("a leader") as usize
}

/// Kills one validator after the other, every third time the leader, and all of them at once. Prints the pauses that clients saw.
async fn kill(singles: usize, wholes: usize, down_for: Duration) {
    let mut network = Network::start_in_namespaces().await;
    let load = Load::start(&network).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (mut killed_at, mut all_killed_at, mut level) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..singles {
        let victim = match number % 3 {
            0 => leader(&network, (number + 1) % 4).await,
            _ => number % 4,
        };
        killed_at.push(Instant::now());
        network.kill(victim);
        tokio::time::sleep(down_for).await;
        let other = (victim + 1) % 4;
        let tip = network.height(other).await.expect("it runs");
        network.run(victim);
        let began = Instant::now();
        network.until_height(victim, tip).await;
        level.push(began.elapsed());
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    for _ in 0..wholes {
        all_killed_at.push(Instant::now());
        (0..4).for_each(|validator| network.kill(validator));
        (0..4).for_each(|validator| network.run(validator));
        tokio::time::sleep(Duration::from_secs(4)).await;
    }
    let acknowledged = load.stop(&network).await;
    println!(
        "{} payments were acknowledged, and all nodes have each of them once",
        acknowledged.len()
    );
    let window = Duration::from_secs(2);
    let pauses = |at: &[Instant], window| {
        at.iter()
            .map(|at| longest_pause(&acknowledged, *at, window))
            .collect()
    };
    milliseconds("pause after a kill", pauses(&killed_at, window));
    if down_for > SKIPPED_AFTER {
        let skipped: Vec<_> = killed_at.iter().map(|at| *at + SKIPPED_AFTER).collect();
        let window = down_for - SKIPPED_AFTER;
        milliseconds("pause once it is skipped", pauses(&skipped, window));
    }
    milliseconds("level again after a start", level);
    milliseconds(
        "pause after all were killed",
        pauses(&all_killed_at, Duration::from_secs(4)),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_when_one_the_leader_and_all_are_killed() {
    kill(3, 1, Duration::from_millis(2_500)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "ten minutes: cargo test --release -p aurigraph --test cluster fifty -- --ignored --nocapture"]
async fn fifty_kills_of_one_and_twenty_of_all_lose_nothing() {
    let number = |name: &str, usual| {
        let told = std::env::var(name).ok().and_then(|text| text.parse().ok());
        told.unwrap_or(usual)
    };
    let (singles, wholes) = (number("SINGLE_KILLS", 50), number("WHOLE_KILLS", 20));
    kill(singles, wholes, Duration::from_secs(5)).await;
}

/// Validators are updated one at a time, and back again, while clients pay.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs another version's executable, which takes minutes to build: make test-long"]
async fn validators_of_two_versions_are_one_network() {
    let other = std::env::var_os("AURIGRAPH_OTHER_EXECUTABLE")
        .expect("AURIGRAPH_OTHER_EXECUTABLE is what scripts/other-version.sh prints");
    let other = std::path::PathBuf::from(other);
    let mut network = Network::start_in_namespaces().await;
    let load = Load::start(&network).await;
    for executable in [Some(other.as_path()), None] {
        for validator in 0..4 {
            network.stop(validator);
            network.set_executable(validator, executable);
            network.run(validator);
            let tip = network.height((validator + 1) % 4).await.expect("it runs");
            network.until_height(validator, tip + 1).await;
            // Both versions propose, and each is needed for a quorum where two of each run.
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }
    let acknowledged = load.stop(&network).await;
    println!(
        "{} payments were acknowledged, and all nodes have each of them once",
        acknowledged.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn cables_are_pulled_and_put_back() {
    let network = Network::start_in_namespaces().await;
    let Some(namespaces) = network.namespaces() else {
        eprintln!("NOT TESTED: nothing can be cut off without network namespaces");
        return;
    };
    let load = Load::start(&network).await;
    // One: the others go on, and it gets level again.
    namespaces.set_connected(3, false);
    tokio::time::sleep(Duration::from_secs(4)).await;
    let tip = network.height(0).await.expect("it is connected");
    namespaces.set_connected(3, true);
    network.until_height(3, tip).await;
    // The leader of the moment.
    let leader = leader(&network, 0).await;
    namespaces.set_connected(leader, false);
    tokio::time::sleep(Duration::from_secs(3)).await;
    namespaces.set_connected(leader, true);
    // Two of four: nothing is decided, and then everything.
    namespaces.set_connected(1, false);
    namespaces.set_connected(2, false);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let stands_at = network.height(0).await.expect("it is connected");
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(network.height(0).await.expect("it is connected") <= stands_at + 1);
    namespaces.set_connected(1, true);
    namespaces.set_connected(2, true);
    let healed_at = Instant::now();
    network.until_height(0, stands_at + 5).await;
    println!(
        "after two of four came back it went on within {} ms",
        healed_at.elapsed().as_millis()
    );
    let acknowledged = load.stop(&network).await;
    println!(
        "{} payments were acknowledged, and all nodes have each of them once",
        acknowledged.len()
    );
}
