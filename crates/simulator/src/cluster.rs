//! Simulated validators: the node's own parts, each with a disk and a clock of its own, in one simulated network.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use aurigraph_consensus::{BlockLimits, Channels, EngineParts, Peers, Settings, start};
use aurigraph_node::NodeConfig;
use aurigraph_node::committee::floor::Floor;
use aurigraph_node::config::CommitteeNetwork;
use aurigraph_node::ingest::Ingest;
use aurigraph_node::node::NodeError;
use aurigraph_node::stepped::SteppedNode;
use aurigraph_node::time::Clock;
use aurigraph_storage::FaultyDisk;
use aurigraph_types::{Digest, SigningKey};
use bytes::Bytes;
use commonware_codec::DecodeExt as _;
use commonware_cryptography::ed25519::PublicKey;
use commonware_p2p::simulated::{Config, Network, Oracle};
use commonware_p2p::{Recipients, Sender as _};
use commonware_runtime::deterministic::Context;
use commonware_runtime::{Clock as _, Handle, IoBuf, Quota, Spawner as _, Supervisor as _};
use commonware_utils::{NZU32, NZUsize};
use parking_lot::Mutex;

use crate::byzantine::{Rule, SimulatedLedger};
use crate::disks::{BEGAN_AT_MS, Disks, data_dir, validator_key};
use crate::follow::Following;
use crate::network::Links;
use crate::plan::{Byzantine, Plan};
use crate::random::Random;
use crate::workload::now_ms;

/// How often a validator goes on.
const STEP: Duration = Duration::from_millis(2);
/// Bytes of submissions in a block, and the most that is accepted.
const BLOCK_BYTES: usize = 64 * 1024;
const BODY_BYTES_MAX: usize = 256 * 1024;
/// Largest message of the network.
const MESSAGE_BYTES_MAX: u32 = 512 * 1024;
const CHANNELS: u64 = 8;

/// A validator's own things.
pub struct Slot {
    /// Its node, while it is up.
    pub node: Mutex<Option<SteppedNode>>,
    clock_ms: Arc<AtomicU64>,
    /// How wrong its clock is.
    pub skew_ms: AtomicI64,
    /// How much longer its writes take.
    pub slow_ms: AtomicU64,
}

/// All validators, for those who ask them.
#[derive(Clone)]
pub struct Nodes(Arc<Vec<Slot>>);

impl Nodes {
    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One of them.
    pub fn slot(&self, validator: usize) -> &Slot {
        &self.0[validator]
    }

    /// Where submissions go, if it is up.
    pub fn ingest(&self, validator: usize) -> Option<Ingest> {
        let node = self.0[validator].node.lock();
        node.as_ref().map(|node| node.ingest.clone())
    }

    /// Looks at a node that is up.
    pub fn look<T>(&self, validator: usize, look: impl FnOnce(&mut SteppedNode) -> T) -> Option<T> {
        self.0[validator].node.lock().as_mut().map(look)
    }

    /// Height of a node's last block; 0 if it is down.
    pub fn height(&self, validator: usize) -> u64 {
        self.look(validator, |node| node.chain.tip().height.get())
            .unwrap_or(0)
    }
}

/// Block hash and state root by height.
pub type Agreed = Arc<Mutex<BTreeMap<u64, (Digest, Digest)>>>;

/// Validators in one simulated network.
pub struct Cluster {
    context: Context,
    oracle: Oracle<PublicKey, Context>,
    plan: Plan,
    /// Who hears whom.
    pub links: Links,
    /// The validators.
    pub nodes: Nodes,
    twin: Nodes,
    running: Vec<Vec<Handle<()>>>,
    /// What honest validators executed. Two different results are a failure.
    pub agreed: Agreed,
    /// What went wrong.
    pub failure: Arc<Mutex<Option<String>>>,
    starts: u64,
    /// The epoch in which each runs.
    epochs: Vec<u64>,
    /// Those that are no validators at present.
    pub following: BTreeMap<usize, Following>,
}

fn network_key(key: &SigningKey) -> PublicKey {
    PublicKey::decode(Bytes::copy_from_slice(key.public_key().as_bytes())).expect("a key")
}

/// A node's configuration.
pub fn config() -> NodeConfig {
    let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    NodeConfig {
        segment_bytes: 128 * 1024,
        disk_reserve_bytes: 128 * 1024,
        snapshot_interval_bytes: 48 * 1024,
        ..NodeConfig::new(data_dir(), nowhere, nowhere)
    }
}

/// How the validators of a plan reach each other.
pub fn committee_network(plan: &Plan) -> CommitteeNetwork {
    let nowhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    CommitteeNetwork {
        block_bytes: BLOCK_BYTES,
        kept_blocks: plan.kept_blocks,
        ..CommitteeNetwork::new(nowhere, vec![nowhere; plan.validators])
    }
}

/// What is accepted of blocks.
pub const LIMITS: BlockLimits = BlockLimits {
    body_bytes_max: BODY_BYTES_MAX,
};

impl Cluster {
    /// A network without validators.
    pub async fn new(context: Context, plan: &Plan, disks: &Disks) -> Self {
        let keys: Vec<_> = disks.keys.iter().map(network_key).collect();
        let (network, oracle) = Network::new_with_peers(
            context.child("network"),
            Config {
                max_size: MESSAGE_BYTES_MAX,
                max_peers_per_set: NZUsize!(plan.validators),
                disconnect_on_block: true,
                tracked_peer_sets: NZUsize!(1),
            },
            keys.iter().cloned(),
        )
        .await;
        network.start();
        let latency = Duration::from_millis(plan.latency_ms);
        let links = Links::new(oracle.clone(), keys, latency).await;
        let slots = |count| {
            let slot = || Slot {
                node: Mutex::new(None),
                clock_ms: Arc::default(),
                skew_ms: AtomicI64::new(0),
                slow_ms: AtomicU64::new(0),
            };
            Nodes(Arc::new((0..count).map(|_| slot()).collect()))
        };
        Self {
            context,
            oracle,
            links,
            nodes: slots(plan.validators),
            twin: slots(1),
            running: (0..plan.validators).map(|_| Vec::new()).collect(),
            agreed: Arc::default(),
            failure: Arc::default(),
            starts: 0,
            epochs: vec![0; plan.validators],
            following: BTreeMap::new(),
            plan: plan.clone(),
        }
    }

    /// The epoch in which a validator was started.
    pub fn epoch_of(&self, validator: usize) -> u64 {
        self.epochs[validator]
    }

    /// Whether a validator is up.
    pub fn is_up(&self, validator: usize) -> bool {
        !self.running[validator].is_empty()
    }

    /// Whether one is up and a validator at present; else it follows the others, or is down.
    pub fn decides(&self, validator: usize) -> bool {
        let decides = self.nodes.look(validator, |node| node.decides());
        decides.unwrap_or(false)
    }

    /// Starts a validator with what is on its disk; one that is none at present follows the others.
    pub async fn run(&mut self, validator: usize, disks: &mut Disks) -> Result<(), NodeError> {
        let byzantine = self
            .plan
            .byzantine
            .filter(|(bad, _)| *bad == validator)
            .map(|(_, kind)| kind);
        let disk = disks.disks[validator].clone();
        let partition = disks.partitions[validator].clone();
        let node = self.open(&self.nodes, validator, &disk)?;
        self.starts += 1;
        self.epochs[validator] = node.epoch();
        disks.start(validator, node.decides());
        if !node.decides() {
            self.following.insert(validator, Following::after(&node));
            *self.nodes.slot(validator).node.lock() = Some(node);
            let context = self.context.child("follower");
            let context = context.with_attribute("start", self.starts);
            let is_honest = byzantine.is_none();
            self.running[validator] =
                vec![self.pump(context, self.nodes.clone(), validator, is_honest)];
            return Ok(());
        }
        let twin = match byzantine {
            // One that is behind may not be a validator where it is.
            Some(Byzantine::Equivocates) => {
                Some(self.open(&self.twin, 0, &disks.twin)?).filter(SteppedNode::decides)
            }
            _ => None,
        };
        let is_first = disks.began[validator].insert(node.epoch());
        let (first, second) = self.channels(validator, byzantine).await;
        let votes = disks.votes[validator];
        let mut running = Vec::new();
        if let Some(twin) = twin {
            let nodes = self.twin.clone();
            let partition = format!("{partition}-twin");
            running.extend(self.start_node(
                (&nodes, 0, validator),
                (twin, &disks.twin),
                partition,
                (votes, byzantine, is_first),
                second,
            ));
        }
        let nodes = self.nodes.clone();
        running.extend(self.start_node(
            (&nodes, validator, validator),
            (node, &disk),
            partition,
            (votes, byzantine, is_first),
            first,
        ));
        self.running[validator] = running;
        Ok(())
    }

    fn open(
        &self,
        nodes: &Nodes,
        slot: usize,
        disk: &FaultyDisk,
    ) -> Result<SteppedNode, NodeError> {
        let clock = Arc::clone(&nodes.slot(slot).clock_ms);
        set_clock(nodes.slot(slot), now_ms(&self.context));
        let network = committee_network(&self.plan);
        SteppedNode::open(&config(), &network, disk.shared(), Clock::set_by(clock))
    }

    async fn channels(
        &mut self,
        validator: usize,
        byzantine: Option<Byzantine>,
    ) -> (
        Channels<
            impl commonware_p2p::Sender<PublicKey = PublicKey> + use<>,
            impl commonware_p2p::Receiver<PublicKey = PublicKey> + use<>,
        >,
        Channels<
            impl commonware_p2p::Sender<PublicKey = PublicKey> + use<>,
            impl commonware_p2p::Receiver<PublicKey = PublicKey> + use<>,
        >,
    ) {
        let me = network_key(&validator_key(validator));
        let others: Vec<_> = (0..self.plan.validators)
            .filter(|other| *other != validator)
            .map(|other| network_key(&validator_key(other)))
            .collect();
        let control = self.oracle.control(me);
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for channel in 0..CHANNELS {
            let quota = Quota::per_second(NZU32!(1_024));
            let (sender, receiver) = control.register(channel, quota).await.expect("a channel");
            let rule = Rule::new(channel, byzantine, others.clone());
            let noise = sender.clone();
            let (sender_a, sender_b) = sender.split_with(rule.forwarder());
            let context = self
                .context
                .child("split")
                .with_attribute("start", self.starts);
            let context = context.with_attribute("channel", channel);
            let (receiver_a, receiver_b) = receiver.split_with(context, rule.router());
            self.make_noise(validator, byzantine, &rule, channel, noise);
            first.push((sender_a, receiver_a));
            second.push((sender_b, receiver_b));
        }
        (in_order(first), in_order(second))
    }

    /// Messages that nobody asked for.
    fn make_noise(
        &mut self,
        validator: usize,
        byzantine: Option<Byzantine>,
        rule: &Rule,
        channel: u64,
        mut sender: commonware_p2p::simulated::Sender<PublicKey, Context>,
    ) {
        let Some(kind @ (Byzantine::Garbage | Byzantine::Replays | Byzantine::Oversized)) =
            byzantine
        else {
            return;
        };
        let kept = Arc::clone(&rule.kept);
        let mut random = Random::new(self.plan.seed ^ (channel << 8) ^ self.starts, "noise");
        let context = self
            .context
            .child("noise")
            .with_attribute("start", self.starts)
            .with_attribute("channel", channel);
        let noise = context.spawn(move |context| async move {
            loop {
                let pause_ms = if kind == Byzantine::Oversized {
                    900
                } else {
                    60
                };
                context.sleep(Duration::from_millis(pause_ms)).await;
                let bytes = match kind {
                    Byzantine::Garbage => {
                        let length = random.between(0, 400);
                        (0..length).map(|_| random.number() as u8).collect()
                    }
                    Byzantine::Oversized => vec![random.number() as u8; MESSAGE_BYTES_MAX as usize],
                    _ => {
                        let kept = kept.lock();
                        if kept.is_empty() {
                            continue;
                        }
                        let choice = random.between(0, kept.len() as u64) as usize;
                        kept[choice].to_vec()
                    }
                };
                let _ = sender.send(Recipients::All, IoBuf::from(bytes), false);
            }
        });
        self.running[validator].push(noise);
    }

    fn start_node(
        &self,
        (nodes, slot, validator): (&Nodes, usize, usize),
        (node, disk): (SteppedNode, &FaultyDisk),
        partition: String,
        (votes, byzantine, is_first): (bool, Option<Byzantine>, bool),
        channels: Channels<
            impl commonware_p2p::Sender<PublicKey = PublicKey>,
            impl commonware_p2p::Receiver<PublicKey = PublicKey>,
        >,
    ) -> Vec<Handle<()>> {
        let me = network_key(&validator_key(validator));
        let floor = Floor::read(&*disk.shared(), &data_dir()).ok().flatten();
        let floor = floor.filter(|floor| {
            let height = floor.header.height().get();
            let here = node.chain.header(height).ok().flatten();
            here.is_some_and(|block| block.hash == floor.header.hash())
        });
        let floor = floor
            .map(|floor| (floor.header, floor.certificate))
            .or_else(|| node.beginning_of_epoch().filter(|_| is_first));
        let shared = node.shared.clone();
        let parts = EngineParts {
            ledger: SimulatedLedger {
                link: node.link.clone(),
                byzantine,
            },
            schedule: node.schedule(),
            epoch: node.epoch(),
            key: validator_key(validator),
            votes,
            genesis: node.genesis,
            settings: Settings {
                limits: LIMITS,
                kept_blocks: self.plan.kept_blocks,
                waiting_bytes_max: 64 * 1024,
                ..Settings::default()
            },
            peers: Peers {
                provider: self.oracle.manager(),
                blocker: self.oracle.control(me),
            },
            channels,
            partition,
            floor,
        };
        *nodes.slot(slot).node.lock() = Some(node);
        let context = self
            .context
            .child("validator")
            .with_attribute("start", self.starts)
            .with_attribute("twin", !std::ptr::eq(nodes, &raw const self.nodes));
        let engine = context.child("consensus").spawn(move |context| async move {
            let (engine, running) = start(context.child("engine"), parts).await;
            shared.engine.store(Some(Arc::new(engine)));
            let _ = running.await;
        });
        let pump = self.pump(context, nodes.clone(), slot, byzantine.is_none());
        vec![engine, pump]
    }

    /// Lets a node go on, again and again.
    fn pump(&self, context: Context, nodes: Nodes, slot: usize, is_honest: bool) -> Handle<()> {
        let (agreed, failure) = (Arc::clone(&self.agreed), Arc::clone(&self.failure));
        let mut random = Random::new(self.plan.seed ^ (self.starts << 8) ^ slot as u64, "disk");
        let write_ms = self.plan.write_ms;
        context.child("pump").spawn(move |context| async move {
            let mut write_at = None;
            loop {
                let now = now_ms(&context);
                let own = nodes.slot(slot);
                set_clock(own, now);
                if let Some(node) = own.node.lock().as_mut() {
                    node.step();
                    if node.wants_to_write() && write_at.is_none() {
                        let slow_ms = own.slow_ms.load(Ordering::Relaxed);
                        write_at = Some(now + random.between(0, write_ms) + slow_ms);
                    }
                    if write_at.is_some_and(|at| at <= now) {
                        write_at = None;
                        node.write();
                        node.step();
                    }
                    if is_honest {
                        compare(node, &agreed, &failure);
                    }
                }
                context.sleep(STEP).await;
            }
        })
    }

    /// Ends a validator wherever it is. What its disk remembers is the caller's.
    pub async fn kill(&mut self, validator: usize) {
        for handle in std::mem::take(&mut self.running[validator]) {
            handle.abort();
            let _ = handle.await;
        }
        *self.nodes.slot(validator).node.lock() = None;
        self.following.remove(&validator);
        if self.plan.byzantine == Some((validator, Byzantine::Equivocates)) {
            *self.twin.slot(0).node.lock() = None;
        }
    }
}

fn in_order<S, R>(channels: Vec<(S, R)>) -> Channels<S, R> {
    let mut channels = channels.into_iter();
    let mut next = || channels.next().expect("eight channels");
    Channels {
        votes: next(),
        certificates: next(),
        resolver: next(),
        backfill: next(),
        blocks: next(),
        submissions: next(),
        status: next(),
        transfer: next(),
    }
}

fn set_clock(slot: &Slot, now_ms: u64) {
    let skew_ms = slot.skew_ms.load(Ordering::Relaxed);
    let at_ms = (BEGAN_AT_MS + now_ms).saturating_add_signed(skew_ms);
    slot.clock_ms.store(at_ms, Ordering::Relaxed);
}

/// Two honest validators execute the same, or the run has failed.
fn compare(node: &SteppedNode, agreed: &Agreed, failure: &Mutex<Option<String>>) {
    let (executed, _) = node.ledger();
    let found = (executed.block_hash, executed.state_root);
    let height = executed.height.get();
    let before = *agreed.lock().entry(height).or_insert(found);
    if before != found {
        let what = if before.0 == found.0 {
            "two states"
        } else {
            "two blocks"
        };
        failure
            .lock()
            .get_or_insert_with(|| format!("{what} are final at height {height}"));
    }
}

/// Names a file of a validator's data.
pub fn segments_folder() -> PathBuf {
    Path::new("/simulated").join("segments")
}
