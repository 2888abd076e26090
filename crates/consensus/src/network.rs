//! The engine over real sockets and a real disk, on a thread and a runtime of its own.
//!
//! Connections are encrypted (ChaCha20-Poly1305) and both ends prove their validator key. Only members of the committee are let in, from the
//! addresses that are known for them.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;

use aurigraph_types::{BlockHeader, Certificate, SigningKey};
use bytes::Bytes;
use commonware_codec::DecodeExt as _;
use commonware_consensus::marshal::standard::Standard;
use commonware_consensus::simplex::scheme::ed25519::Scheme;
use commonware_consensus::{marshal, simplex};
use commonware_cryptography::ChaCha20Poly1305;
use commonware_cryptography::ed25519::PublicKey;
use commonware_p2p::authenticated::lookup::{self, Network};
use commonware_p2p::utils::mux::prefixed;
use commonware_p2p::{Address, AddressableManager as _, AddressableTrackedPeers, max_message_size};
use commonware_runtime::{Metrics as _, Runner as _, Spawner as _, Supervisor as _, tokio};
use commonware_stream::cups::{self, Cups};
use commonware_stream::sake::{self, Sake};
use commonware_utils::channel::oneshot;
use commonware_utils::ordered::Map;

use crate::block::{CommitteeBlock, Payload};
use crate::committee::{VALIDATORS_OF_A_COMMITTEE_MAX, private_key};
use crate::engine::{
    BACKFILL, BLOCKS, CERTIFICATES, Channels, Engine, EngineParts, Peers, RESOLVER, STATUS,
    SUBMISSIONS, TRANSFER, VOTES, start,
};
use crate::ledger::{AnyLedger, Ledger};
use crate::schedule::Schedule;
use crate::settings::{MAILBOX_MESSAGES, SEND_AT_ONCE, Settings, quota};

/// How often a validator that is not connected is called.
const DIAL_INTERVAL: Duration = Duration::from_millis(100);
/// How long the engine may take to end.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// Where the engine runs.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// Address that other validators connect to.
    pub listen: SocketAddr,
    /// Address of each validator of the epoch, by its index in the set.
    pub addresses: Vec<SocketAddr>,
    /// Validators of the epoch before that are none any more: who of them is behind still gets blocks.
    pub former: Vec<(aurigraph_types::PublicKey, SocketAddr)>,
    /// Folder of votes and of blocks on their way.
    pub data_dir: PathBuf,
    /// Threads of the runtime.
    pub worker_threads: NonZeroUsize,
}

/// What runs.
#[derive(Debug)]
pub struct EngineThread {
    thread: JoinHandle<()>,
    stop: Option<oneshot::Sender<()>>,
}

impl EngineThread {
    /// Ends the engine and waits for it.
    pub fn stop(mut self) {
        drop(self.stop.take());
        if self.thread.join().is_err() {
            tracing::error!("the consensus engine ended by a panic");
        }
    }
}

/// Who takes part, and as whom.
pub struct Member {
    /// All committees that are known.
    pub schedule: Schedule,
    /// The epoch to run.
    pub epoch: u64,
    /// This validator's key.
    pub key: SigningKey,
    /// Whether it votes and proposes; else it only follows.
    pub votes: bool,
    /// Header of block 0.
    pub genesis: BlockHeader,
    /// Where to go on if what came before is known from elsewhere ([`EngineParts::floor`]).
    pub floor: Option<(BlockHeader, Certificate)>,
}

/// Starts the engine on a thread of its own. `started` gets it, once it has caught up with its own disk; `ended` is called when it ends by
/// itself.
pub fn spawn(
    network: NetworkSettings,
    settings: Settings,
    member: Member,
    ledger: impl Ledger,
    started: impl FnOnce(Engine) + Send + 'static,
    ended: impl FnOnce() + Send + 'static,
) -> std::io::Result<EngineThread> {
    let ledger = AnyLedger::new(ledger);
    spawn_any(
        network,
        settings,
        member,
        ledger,
        Box::new(started),
        Box::new(ended),
    )
}

type Started = Box<dyn FnOnce(Engine) + Send>;
type Ended = Box<dyn FnOnce() + Send>;

fn spawn_any(
    network: NetworkSettings,
    settings: Settings,
    member: Member,
    ledger: AnyLedger,
    started: Started,
    ended: Ended,
) -> std::io::Result<EngineThread> {
    let (stop, stopped) = oneshot::channel::<()>();
    let thread = std::thread::Builder::new()
        .name("consensus".into())
        .spawn(move || {
            let config = tokio::Config::new()
                .with_storage_directory(network.data_dir.clone())
                .with_worker_threads(network.worker_threads.get());
            tokio::Runner::new(config).start(|context| async move {
                let parts = connect(&context, &network, settings, member, ledger);
                let (mut engine, running) = start(context.child("engine"), parts).await;
                let figures = context.child("figures");
                engine.figures = Some(Box::new(move || figures.encode()));
                started(engine);
                let by_itself = futures_util::future::select(running, stopped).await;
                if matches!(by_itself, futures_util::future::Either::Left(_)) {
                    ended();
                }
                // What it wrote is complete at any moment: a timeout loses nothing.
                let _ = context.stop(0, Some(STOP_TIMEOUT)).await;
            });
        })?;
    Ok(EngineThread {
        thread,
        stop: Some(stop),
    })
}

type Sender = lookup::Sender<PublicKey, tokio::Context>;
type Receiver = lookup::Receiver<PublicKey>;
type Oracle = lookup::Oracle<PublicKey>;

fn connect(
    context: &tokio::Context,
    network: &NetworkSettings,
    settings: Settings,
    member: Member,
    ledger: AnyLedger,
) -> EngineParts<AnyLedger, Oracle, Oracle, Sender, Receiver> {
    let Member {
        schedule,
        epoch,
        key,
        votes,
        genesis,
        floor,
    } = member;
    let committee = schedule
        .committee(epoch)
        .expect("the committee of an epoch that begins is known");
    let validators = committee.validators().validators().len();
    // Certificates of other epochs may be of more validators.
    let count = VALIDATORS_OF_A_COMMITTEE_MAX as u32;
    let largest_message = max_message_size(&[
        prefixed(simplex::max_payload_size::<Scheme, Payload>(count)),
        marshal::max_payload_size::<Standard<CommitteeBlock>, Scheme>(count, &settings.limits),
    ]);
    let handshake = Cups::<_, ChaCha20Poly1305>::new(
        Sake {
            signer: private_key(&key),
            synchrony_bound: Duration::from_secs(5),
            max_handshake_age: Duration::from_secs(10),
            version: sake::Version::V1,
        },
        cups::Version::V1,
    );
    let namespace = [b"aurigraph/v1/network/".as_slice(), &committee.chain().0.0].concat();
    let mut config = lookup::Config::local(
        handshake,
        &namespace,
        network.listen,
        NonZeroUsize::new(validators + network.former.len()).expect("a committee has members"),
        largest_message,
        MAILBOX_MESSAGES,
    );
    config.tracked_peer_sets = NonZeroUsize::MIN;
    config.send_batch_size = SEND_AT_ONCE;
    // At an epoch all begin anew at about the same time, and every tenth of a second until they are connected is one in which nothing is decided.
    config.dial_frequency = DIAL_INTERVAL;
    config.peer_connection_cooldown = DIAL_INTERVAL;
    let (mut network_of_peers, mut oracle) = Network::new(context.child("network"), config);
    let addresses: Vec<(PublicKey, Address)> = committee
        .keys()
        .zip(&network.addresses)
        .map(|(key, address)| (key, Address::Symmetric(*address)))
        .collect();
    let addresses = Map::try_from(addresses).expect("validators have different keys");
    let former = network.former.iter().filter_map(|(key, address)| {
        let key = PublicKey::decode(Bytes::copy_from_slice(key.as_bytes())).ok()?;
        Some((key, Address::Symmetric(*address)))
    });
    let former = Map::from_iter_dedup(former);
    let _ = oracle.track(epoch, AddressableTrackedPeers::new(addresses, former));
    let mut channel = |number| network_of_peers.register(number, quota(number));
    let channels = Channels {
        votes: channel(VOTES),
        certificates: channel(CERTIFICATES),
        resolver: channel(RESOLVER),
        backfill: channel(BACKFILL),
        blocks: channel(BLOCKS),
        submissions: channel(SUBMISSIONS),
        status: channel(STATUS),
        transfer: channel(TRANSFER),
    };
    network_of_peers.start();
    EngineParts {
        ledger,
        schedule,
        epoch,
        key,
        votes,
        genesis,
        settings,
        peers: Peers {
            provider: oracle.clone(),
            blocker: oracle,
        },
        channels,
        partition: "consensus".into(),
        floor,
    }
}
