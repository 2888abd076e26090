//! Goal: strangers at the port where validators listen for each other, and a validator that turned hostile, are cut off or held back with a reason, take a
//! bounded part of the others' memory, and stop nobody from paying.
//! Method: four real processes; sockets that send nothing, garbage, or promise too much; `aurigraph-hostile` in place of one validator, with its key.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use aurigraph_hostile::{Attacker, Channel};
use aurigraph_types::{ChainId, Scheme, SigningKey};
use common::aurigraph;
use common::network::{Network, PATIENCE};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The validator whose place the attacker takes.
const HOSTILE: usize = 3;
/// Whoever does not prove in five seconds who it is, is cut off; with what a busy machine adds.
const HANDSHAKE_PATIENCE: Duration = Duration::from_secs(12);
/// A message just below the longest that anybody accepts.
const LONG_BYTES: usize = 23 << 20;
/// A message that nobody accepts.
const OVERSIZED_BYTES: usize = 40 << 20;
/// What strangers may take of a validator's memory.
const STRANGERS_MEMORY_MAX: u64 = 64 << 20;
/// What a hostile validator may take of another's memory: the messages that may wait unread, each of [`LONG_BYTES`], and what is looked at.
const FLOOD_MEMORY_MAX: u64 = 320 << 20;

/// Bytes of a figure of a process in `/proc/PID/status`.
fn memory_bytes(process: u32, figure: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("it runs");
    let line = status.lines().find(|line| line.starts_with(figure));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes
        .expect("it is there")
        .parse::<u64>()
        .expect("a number")
        * 1024
}

/// Memory of the honest validators: how much more it was at most than when the watch began.
struct Memory {
    processes: Vec<(u32, u64)>,
}

impl Memory {
    fn watch(network: &Network) -> Self {
        let processes = (0..HOSTILE).map(|node| network.process_id(node));
        let processes = processes.map(|process| {
            // The highest value is counted anew from here.
            std::fs::write(format!("/proc/{process}/clear_refs"), "5").expect("it is ours");
            (process, memory_bytes(process, "VmRSS:"))
        });
        Self {
            processes: processes.collect(),
        }
    }

    fn growth(&self) -> u64 {
        let growth = |(process, before): &(u32, u64)| {
            memory_bytes(*process, "VmHWM:").saturating_sub(*before)
        };
        self.processes.iter().map(growth).max().expect("some run")
    }
}

async fn pay(network: &Network) {
    let began = Instant::now();
    network.send(0, "1.00", &[]).expect_code(0);
    println!("a payment took {} ms", began.elapsed().as_millis());
}

async fn start() -> Network {
    let network = Network::start().await;
    aurigraph(network.path(), &["wallet", "new", "--key", "treasury.key"]).expect_code(0);
    network.wallet(0, &["register"]).expect_code(0);
    network
}

/// The sum of a metric over its labels.
async fn metric(network: &Network, node: usize, name: &str) -> u64 {
    let url = network.url(node);
    let address = url.trim_start_matches("http://");
    let mut socket = TcpStream::connect(address).await.expect("it answers");
    let request = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    socket.write_all(request).await.expect("it listens");
    let mut text = String::new();
    socket.read_to_string(&mut text).await.expect("it answers");
    let lines = text.lines().filter(|line| line.starts_with(name));
    let values = lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
    values.sum::<f64>() as u64
}

async fn until_metric(network: &Network, name: &str) {
    let began = Instant::now();
    while metric(network, 0, name).await == 0 {
        assert!(began.elapsed() < PATIENCE, "{name} stays at zero");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Sends these bytes and nothing more. How long it took until the other end closed the connection.
async fn until_closed(address: SocketAddr, bytes: &[u8]) -> Duration {
    let began = Instant::now();
    let mut socket = TcpStream::connect(address).await.expect("it listens");
    // It may be closed before all is sent.
    let _ = socket.write_all(bytes).await;
    let mut answer = Vec::new();
    let closed = tokio::time::timeout(HANDSHAKE_PATIENCE, socket.read_to_end(&mut answer));
    let _ = closed.await.expect("the connection stays open");
    began.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_cut_off() {
    let network = start().await;
    let memory = Memory::watch(&network);
    let address = network.committee_address(0);
    let garbage: Vec<u8> = (0..100_000_u32)
        .map(|byte| (byte * 31 % 251) as u8)
        .collect();
    // A length of four gigabytes, and nothing after it.
    let promises = [0xff, 0xff, 0xff, 0xff, 0x0f];
    for (name, bytes) in [
        ("nothing", &[][..]),
        ("garbage", &garbage),
        ("a promise", &promises),
    ] {
        let closed = until_closed(address, bytes).await;
        println!(
            "who sends {name} is cut off after {} ms",
            closed.as_millis()
        );
    }
    // More than one address may open.
    let many: Vec<_> = (0..400)
        .map(|_| tokio::spawn(TcpStream::connect(address)))
        .collect();
    pay(&network).await;
    until_metric(&network, "aurigraph_peer_connections_refused_total").await;
    drop(many);
    let growth = memory.growth();
    println!("memory grew by {} kB", growth / 1024);
    assert!(growth < STRANGERS_MEMORY_MAX, "{growth} bytes");
    let listed = network.get(0, "/api/v11/nodes").await;
    assert_eq!(listed["reachableNodes"], 4);
}

/// Attacks with the key of a validator that does not run, and pays meanwhile. How many bytes went over the machine.
async fn attack(
    network: &Network,
    channels: &'static [Channel],
    bytes: usize,
    seconds: u64,
) -> u64 {
    let info = network.get(0, "/api/v11/info").await;
    let chain = hex::decode(info["chainId"].as_str().expect("a chain id")).expect("hexadecimal");
    let validators = (0..4).map(|node| {
        let key = key_of(network, node).public_key().clone();
        (key, network.committee_address(node))
    });
    let attacker = Attacker {
        key: key_of(network, HOSTILE),
        chain: ChainId(aurigraph_types::Digest(chain.try_into().expect("32 bytes"))),
        validators: validators.collect(),
        listen: network.committee_address(HOSTILE),
        data_dir: network.path().join("hostile"),
    };
    let message: bytes::Bytes = (0..bytes).map(|byte| (byte * 31 % 251) as u8).collect();
    let time = Duration::from_secs(seconds);
    let before = loopback_bytes();
    let attack = std::thread::spawn(move || attacker.flood(channels, &message, time));
    while !attack.is_finished() {
        pay(network).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let sent = attack.join().expect("it ends");
    assert!(sent.messages > 0, "nobody was connected: {sent:?}");
    loopback_bytes() - before
}

/// What all connections of this machine with itself carried.
fn loopback_bytes() -> u64 {
    let bytes = std::fs::read_to_string("/sys/class/net/lo/statistics/rx_bytes");
    let bytes = bytes.expect("there is a loopback");
    bytes.trim().parse().expect("a number")
}

fn key_of(network: &Network, node: usize) -> SigningKey {
    let seed = std::fs::read_to_string(network.folder(node).join("validator.key"));
    let seed = hex::decode(seed.expect("a key").trim()).expect("hexadecimal");
    SigningKey::from_seed(Scheme::Ed25519, &seed).expect("a seed")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_validator_is_held_back_or_cut_off() {
    let mut network = start().await;
    network.kill(HOSTILE);
    let memory = Memory::watch(&network);
    // What comes over a channel of the ledger's own is held back. Longer than anybody accepts: the connection is closed each time.
    for (bytes, seconds) in [(LONG_BYTES, 8), (OVERSIZED_BYTES, 3)] {
        let carried = attack(&network, &[Channel::Transfer], bytes, seconds).await;
        println!(
            "messages of {} MB for {seconds} s, {} MB came through: memory grew by {} MB",
            bytes >> 20,
            carried >> 20,
            memory.growth() >> 20
        );
        assert!(
            memory.growth() < FLOOD_MEMORY_MAX,
            "{} bytes",
            memory.growth()
        );
        assert!(
            bytes != LONG_BYTES || carried > 500 << 20,
            "that is no flood: {carried}"
        );
    }
    assert_eq!(metric(&network, 0, "aurigraph_peer_cut_off").await, 0);
    // Many short ones: they wait, and that is counted.
    attack(&network, &[Channel::Transfer], 1_000, 2).await;
    until_metric(&network, "aurigraph_peer_messages_delayed_total").await;
    // Whoever calls something a block that is none is cut off, and stays so.
    let _ = attack(&network, &[Channel::Blocks], LONG_BYTES, 2).await;
    until_metric(&network, "aurigraph_peer_cut_off").await;
    assert!(
        memory.growth() < FLOOD_MEMORY_MAX,
        "{} bytes",
        memory.growth()
    );
    pay(&network).await;
}
