//! Starting and stopping: recovers the ledger, starts the threads, serves, drains.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread::JoinHandle;

use aurigraph_storage::DataFolderLock;
use aurigraph_types::{Epochs, Height, PublicKey, Scheme, SigningKey};
use crossbeam_channel::{Sender, bounded, unbounded};
use parking_lot::Mutex;

use crate::account_directory::AccountDirectory;
use crate::block_builder::Proposer;
use crate::chain::{Chain, NamedValidator};
use crate::committee;
use crate::committee::forward::Forwarder;
use crate::committee::guard::GuardThread;
use crate::committee::participation::Participation;
use crate::committee::peers::{NodeRole, NodeStatus, Peer, Peers};
use crate::committee::same_key::used_by;
use crate::committee::start::{
    CommitteeParts, CommitteeStartError, SNAPSHOT_AGE_MAX_BLOCKS, Shared, core_part,
};
use crate::committee::transfer::serve::{SNAPSHOT_INTERVAL, Server};
use crate::config::{CommitteeNetwork, ConfigError, NodeConfig};
use crate::epochs::is_validator;
use crate::follow::epochs::ask_followed;
use crate::follow::follower::{self, FollowStartError, FollowThread, FollowerParts};
use crate::follow::known::KnownFollowers;
use crate::follow::submissions::REQUESTS_WAITING_MAX;
use crate::history::History;
use crate::identity::NodeIdentity;
use crate::ingest::{FinalReceipt, Ingest};
use crate::key_directory::KeyDirectory;
use crate::live::LiveHub;
use crate::log_writer::LogWriter;
use crate::measure::Measurements;
use crate::own_status::OwnStatus;
use crate::proof_delay::ProofDelayBounds;
use crate::query::StateQueries;
use crate::recovery::{HISTORY_FOLDER, RecoveryError, recover};
use crate::refused_before::RefusedBefore;
use crate::registrations::{self, ReaderParts, RegistrationThread, Registrations};
use crate::replica::{ClosePolicy, CoreEvent, LOG_PIPELINE_BLOCKS, Replica};
use crate::scrub::{self, ScrubThread};
use crate::short_way::ShortWay;
use crate::snapshots::{Retention, SnapshotThread};
use crate::standing::Standings;
use crate::status::{Mode, Status};
use crate::time::Clock;
use crate::verified_before::VerifiedBefore;
use crate::verify::{Unit, Verifier};
use crate::{log_writer, replica, snapshots, verify};

/// Units that may wait for a verifier; the ingest budget bounds their bytes.
const UNITS_WAITING_MAX: usize = 65_536;

/// Why a node does not run.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data folder.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The history index.
    #[error("the history index cannot be opened")]
    History(#[from] aurigraph_storage::HistoryError),
    /// Consensus.
    #[error(transparent)]
    Committee(#[from] CommitteeStartError),
    /// Another node is the same validator.
    #[error(
        "another running node uses this validator's key, and serves at {address}: two with one key contradict each other, and the others hold it against the validator; stop that \
         one, or give this one a key of its own"
    )]
    KeyInUse {
        /// Where the other one serves.
        address: String,
    },
    /// Following.
    #[error(transparent)]
    Follow(#[from] FollowStartError),
    /// A thread or socket.
    #[error("cannot {what}")]
    Io {
        /// What was tried.
        what: String,
        /// The operating system's reason.
        source: std::io::Error,
    },
}

/// What the interfaces of a node share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Node {
    /// The configuration.
    pub config: Arc<NodeConfig>,
    /// The chain.
    pub chain: Arc<Chain>,
    /// Which account has which address.
    pub accounts: AccountDirectory,
    /// Questions about the state.
    pub queries: StateQueries,
    /// Takes submissions.
    pub ingest: Ingest,
    /// What was measured.
    pub measurements: Arc<Measurements>,
    /// What the node can do now.
    pub status: Arc<Status>,
    /// History.
    pub history: Arc<History>,
    /// Public keys.
    pub keys: Arc<KeyDirectory>,
    /// The live stream.
    pub live: Arc<LiveHub>,
    /// What was answered before and needs no work.
    pub refused_before: Arc<RefusedBefore>,
    /// What connections' requests were worth.
    pub standings: Arc<Standings>,
    /// What validators were seen to do; a single validator is not watched.
    pub participation: Option<Arc<Participation>>,
    /// What the nodes of other validators say of themselves; a single validator has none.
    pub peers: Option<Arc<Peers>>,
    /// Nodes that are no validators.
    pub followers: Arc<KnownFollowers>,
    /// Which nodes' keys are registered, and which are revoked.
    pub registrations: Arc<Registrations>,
    /// This node's key, for what it says of itself.
    pub identity: Arc<NodeIdentity>,
    /// How this node is.
    pub own_status: Arc<OwnStatus>,
    /// Gives other nodes blocks and parts of snapshots.
    pub transfer: Arc<Server>,
    /// When the process started, Unix milliseconds.
    pub started_at_ms: u64,
    /// The demo load this process runs beside the node, in transfers a second; 0 without.
    pub demo_load_per_second: f64,
}

/// A running node.
pub struct NodeHandle {
    /// What its interfaces share.
    pub node: Node,
    /// How long recovery took.
    pub recovery: RecoverySummary,
    core: Sender<CoreEvent>,
    threads: Vec<(&'static str, JoinHandle<()>)>,
    committee: Option<GuardThread>,
    follow: Option<FollowThread>,
    scrub: ScrubThread,
    registrations: Option<RegistrationThread>,
    _lock: Option<DataFolderLock>,
}

/// What starting found.
#[derive(Clone, Copy, Debug)]
pub struct RecoverySummary {
    /// Height of the snapshot used.
    pub snapshot_height: u64,
    /// Blocks replayed on top.
    pub replayed_blocks: u64,
    /// Height reached.
    pub height: u64,
    /// Accounts.
    pub account_count: usize,
    /// Time it took.
    pub elapsed_ms: u64,
}

impl NodeHandle {
    /// Recovers the ledger and starts every thread except those that serve. `demo_load_per_second` is only shown.
    pub fn start(config: NodeConfig, demo_load_per_second: f64) -> Result<Self, NodeError> {
        config.check()?;
        let began = std::time::Instant::now();
        let recovered = recover(&config)?;
        let config = Arc::new(config);
        let recovery = RecoverySummary {
            snapshot_height: recovered.snapshot_height,
            replayed_blocks: recovered.replayed_blocks,
            height: recovered.tip.height.get(),
            account_count: recovered.state.account_count(),
            elapsed_ms: began.elapsed().as_millis() as u64,
        };

        let status = Arc::new(Status::default());
        let measurements = Arc::new(Measurements::default());
        if let (Some(follow), Some(_)) = (&config.follow, &config.committee) {
            ask_followed(follow, &recovered.epochs);
        }
        let next_height = recovered.tip.height.get() + 1;
        let order = order(
            &config,
            &recovered.epochs.now(),
            next_height,
            recovered.validator_key.public_key(),
        )?;
        let node_id = hex::encode(recovered.validator_key.public_key().as_bytes());
        if matches!(order, OrderOf::Others) && config.committee.is_some() {
            // Whoever brings another network's key finds it here.
            tracing::warn!(
                key = node_id,
                "this key is no validator's of this network now: the node follows the validators until they make it one of them"
            );
        }
        if let (false, Some(follow)) = (matches!(order, OrderOf::Others), &config.follow)
            && let Some(address) = used_by(follow, &node_id)
        {
            return Err(NodeError::KeyInUse { address });
        }
        let proposer = Proposer {
            chain_id: recovered.constants.chain_id,
            key: same_key(&recovered.validator_key),
        };
        let epochs = Arc::new(recovered.epochs);
        let chain = Arc::new(Chain::new(
            recovered.constants,
            Arc::clone(&epochs),
            recovered.log.reader(),
            recovered.tip,
            Arc::clone(&recovered.executed.outcome),
        ));
        let addresses = Arc::clone(recovered.state.addresses());
        let accounts = AccountDirectory::new(addresses, Arc::clone(&chain));
        let keys = Arc::new(recovered.keys);
        let (core, core_events) = unbounded();
        let (asked, questions) = unbounded();
        let (units, unit_queue) = bounded::<Unit>(UNITS_WAITING_MAX);
        let (log_requests, log_queue) = bounded(LOG_PIPELINE_BLOCKS - 1);
        let snapshot_height = Arc::new(AtomicU64::new(recovered.snapshot_height));
        let history_next = Arc::new(AtomicU64::new(0));
        let history = Arc::new(History::open(
            config.data_dir.join(HISTORY_FOLDER),
            recovered.history,
            Arc::clone(&chain),
            Arc::clone(&history_next),
            Arc::clone(&status),
        )?);

        let mut threads = Vec::new();
        let io = |what: &str| {
            let what = what.to_owned();
            move |source| NodeError::Io { what, source }
        };
        let recovered_disk = Arc::clone(&recovered.disk);
        let transfer = Arc::new(Server {
            chain: Arc::clone(&chain),
            disk: Arc::clone(&recovered.disk),
            data_dir: config.data_dir.clone(),
            snapshots: recovered.snapshots.clone(),
            snapshot_height: Arc::clone(&snapshot_height),
            snapshot_age_max_blocks: order.snapshot_age_max_blocks(),
            core: core.clone(),
            snapshot_interval: SNAPSHOT_INTERVAL,
            snapshot_asked_at: Mutex::default(),
        });
        let own_snapshot_height = Arc::clone(&snapshot_height);
        let slowest_height = Arc::new(AtomicU64::new(u64::MAX));
        let (snapshots, thread) = snapshots::start(
            SnapshotThread {
                store: recovered.snapshots,
                keys: Arc::clone(&keys),
                chain: Arc::clone(&chain),
                status: Arc::clone(&status),
                measurements: Arc::clone(&measurements),
                snapshot_height: Arc::clone(&snapshot_height),
            },
            config.snapshot_interval_bytes,
            recovered.replayed_bytes,
        )
        .map_err(io("start the snapshot thread"))?;
        let snapshot_thread = thread;
        let writer = LogWriter {
            log: recovered.log,
            chain: Arc::clone(&chain),
            measurements: Arc::clone(&measurements),
            status: Arc::clone(&status),
            core: core.clone(),
            retention: Retention {
                disk: recovered.disk,
                data_dir: config.data_dir.clone(),
                log_bytes_max: config.log_bytes_max,
                disk_reserve_bytes: config.disk_reserve_bytes,
                snapshot_height,
                history_next_height: history_next,
                slowest_height: Arc::clone(&slowest_height),
            },
        };
        let log_writer = Arc::new(Mutex::new(writer));
        let log_thread = log_writer::start(Arc::clone(&log_writer), log_queue)
            .map_err(io("start the log thread"))?;
        let shared = match &order {
            OrderOf::Itself => None,
            OrderOf::Committee(_) | OrderOf::Others => Some(
                Shared::new(Arc::clone(&epochs), next_height, &recovered.validator_key)
                    .map_err(CommitteeStartError::from)?,
            ),
        };
        let (send_on, sent_on) = tokio::sync::mpsc::channel(REQUESTS_WAITING_MAX);
        let committee = shared.as_ref().map(|shared| {
            let participation = Arc::clone(&shared.participation);
            let (block_bytes, forwarder) = match &order {
                OrderOf::Committee(network) => (
                    network.block_bytes,
                    Forwarder::new(Arc::clone(&shared.engine), participation),
                ),
                OrderOf::Itself | OrderOf::Others => {
                    (0, Forwarder::to_followed(send_on, participation))
                }
            };
            core_part(
                &chain,
                block_bytes,
                forwarder,
                &recovered.executed,
                recovered.tip_header,
            )
        });
        let replica = Replica {
            committee,
            state: recovered.state,
            keys: Arc::clone(&keys),
            proposer,
            executed: recovered.executed,
            policy: ClosePolicy {
                records_target: config.block_records_target,
                age_max: config.block_age_max,
                proof_delay: ProofDelayBounds {
                    least: config.proof_delay,
                    most: config.proof_delay_max,
                },
            },
            clock: Clock::default(),
            log: log_requests,
            log_writer,
            snapshots,
            status: Arc::clone(&status),
            questions,
            epochs,
        };
        threads.push((
            "core",
            replica::start(replica, core_events).map_err(io("start the core thread"))?,
        ));
        threads.push(("log", log_thread));
        threads.push(("snapshot", snapshot_thread));
        threads.push((
            "history",
            history.start().map_err(io("start the history thread"))?,
        ));
        let refused_before = Arc::new(RefusedBefore::default());
        let verifier = Arc::new(Verifier {
            chain_id: chain.constants.chain_id,
            keys: Arc::clone(&keys),
            refused_before: Arc::clone(&refused_before),
            measurements: Arc::clone(&measurements),
            verified_before: shared.is_some().then(VerifiedBefore::default),
        });
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let verify_threads = if config.verify_threads == 0 {
            cores
        } else {
            config.verify_threads
        };
        // The verifiers end with the last sender of units, which the interfaces hold: they are not joined.
        verify::start(&verifier, verify_threads, &unit_queue, &core)
            .map_err(io("start a verify thread"))?;

        let ingest = Ingest::new(
            config.ingest_budget_bytes,
            units,
            shared.is_none().then(|| ShortWay {
                verifier: Arc::clone(&verifier),
                core: core.clone(),
            }),
            Arc::clone(&status),
            Arc::clone(&measurements),
            Arc::clone(&refused_before),
        );
        let participation = shared
            .as_ref()
            .map(|shared| Arc::clone(&shared.participation));
        let peers = shared.as_ref().map(|shared| Arc::clone(&shared.peers));
        let own_status = Arc::new(OwnStatus {
            config: Arc::clone(&config),
            role: match order {
                OrderOf::Itself | OrderOf::Committee(_) => NodeRole::Validator,
                OrderOf::Others => NodeRole::Business,
            },
            chain: Arc::clone(&chain),
            status: Arc::clone(&status),
            snapshot_height: own_snapshot_height,
            participation: participation.clone(),
            peers: peers.clone(),
            began,
        });
        let look: Arc<dyn Fn() -> NodeStatus + Send + Sync> = Arc::new({
            let own_status = Arc::clone(&own_status);
            move || own_status.look()
        });
        let identity = Arc::new(NodeIdentity::new(
            chain.constants.chain_id,
            same_key(&recovered.validator_key),
        ));
        let reading = config.node_registrar.map(|registrar| {
            registrations::start(ReaderParts {
                registrar,
                chain: Arc::clone(&chain),
                accounts: accounts.clone(),
                history: Arc::clone(&history),
                status: Arc::clone(&status),
                disk: Arc::clone(&recovered_disk),
                data_dir: config.data_dir.clone(),
                own: (own_status.role() != NodeRole::Validator)
                    .then(|| identity.public_key().clone()),
            })
        });
        let (registrations, registration_thread) = reading
            .transpose()
            .map_err(io("start the thread that reads which nodes are registered"))?
            .unzip();
        let registrations = registrations.unwrap_or_default();
        let followers = Arc::new(KnownFollowers::new(Arc::clone(&registrations)));
        let (mut committee, mut follow) = (None, None);
        match (order, shared) {
            (OrderOf::Committee(network), Some(shared)) => {
                committee = Some(committee::start::start(CommitteeParts {
                    network,
                    chain: Arc::clone(&chain),
                    verifier,
                    verify_threads,
                    status: Arc::clone(&status),
                    core: core.clone(),
                    key: recovered.validator_key,
                    genesis: recovered.genesis_header,
                    config: NodeConfig::clone(&config),
                    disk: recovered_disk,
                    transfer: Arc::clone(&transfer),
                    own_status: look,
                    slowest_height: Arc::clone(&slowest_height),
                    ingest: ingest.clone(),
                    shared,
                })?);
            }
            (OrderOf::Others, Some(shared)) => {
                follow = Some(follower::start(FollowerParts {
                    config: NodeConfig::clone(&config),
                    disk: recovered_disk,
                    chain: Arc::clone(&chain),
                    tip: recovered.tip_header,
                    status: Arc::clone(&status),
                    core: core.clone(),
                    verifier,
                    verify_threads,
                    shared,
                    identity: Arc::clone(&identity),
                    followers: Arc::clone(&followers),
                    submissions: sent_on,
                    own_status: look,
                })?);
            }
            _ => {}
        }
        let scrub =
            scrub::start(Arc::clone(&chain)).map_err(io("start the thread that reads the log"))?;
        let node = Node {
            config,
            accounts,
            queries: StateQueries::new(asked, core.clone(), Arc::clone(&status)),
            live: Arc::new(LiveHub::new(chain.constants.chain_id)),
            chain,
            ingest,
            measurements,
            status,
            history,
            keys,
            refused_before,
            standings: Arc::default(),
            participation,
            peers,
            followers,
            registrations,
            identity,
            own_status,
            transfer,
            started_at_ms: jiff::Timestamp::now().as_millisecond().unsigned_abs(),
            demo_load_per_second,
        };
        node.status.set_started();
        Ok(Self {
            node,
            recovery,
            core,
            threads,
            committee,
            follow,
            scrub,
            registrations: registration_thread,
            _lock: recovered.lock,
        })
    }

    /// Refuses new submissions and waits until everything taken is answered.
    pub async fn drain(&self) {
        self.node.status.stop();
        self.node.ingest.drain().await;
        self.node.live.close();
    }

    /// Ends the threads: closes the last block, makes it durable, takes a snapshot. Call [`Self::drain`] first. Blocks for which the disk
    /// has no room are given up: nobody was told that they are final.
    pub fn stop(self) {
        self.node.status.stop_waiting_for_room();
        self.node.history.stop();
        self.scrub.stop();
        if let Some(registrations) = self.registrations {
            registrations.stop();
        }
        // Nothing more is decided here; what was decided and not executed comes again after the next start.
        if let Some(committee) = self.committee {
            committee.stop();
        }
        if let Some(follow) = self.follow {
            follow.stop();
        }
        // After a fatal error the core may have ended by itself.
        let _ = self.core.send(CoreEvent::Stop);
        for (name, thread) in self.threads {
            if thread.join().is_err() {
                tracing::error!(thread = name, "a thread ended by a panic");
            }
        }
    }
}

/// The validator's key for whoever signs beside the core. Secrets have no `clone`, so that each copy is seen.
pub(crate) fn same_key(key: &SigningKey) -> SigningKey {
    SigningKey::from_seed(Scheme::Ed25519, key.seed())
        .expect("a validator's key has a seed of Ed25519")
}

/// Who decides what comes in which order.
enum OrderOf {
    /// This node: it is the only validator.
    Itself,
    /// A committee of which it is a member.
    Committee(CommitteeNetwork),
    /// Others, whom it follows.
    Others,
}

impl OrderOf {
    /// Older snapshots are not given to others.
    fn snapshot_age_max_blocks(&self) -> u64 {
        match self {
            Self::Committee(network) => SNAPSHOT_AGE_MAX_BLOCKS.min(network.kept_blocks / 2),
            Self::Itself | Self::Others => SNAPSHOT_AGE_MAX_BLOCKS,
        }
    }
}

/// What a node is: a validator if its key is one's in the epoch of the next block, and still in the latest one, and it can be reached as one; or else one that
/// follows.
fn order(
    config: &NodeConfig,
    epochs: &Epochs,
    next_height: u64,
    key: &PublicKey,
) -> Result<OrderOf, ConfigError> {
    let epoch = epochs.of(Height::new(next_height));
    let validators = epoch.validators.validators().len();
    let is_validator = is_validator(epochs, next_height, key);
    let only_follows = config.follow.is_some() && config.committee.is_none();
    if !is_validator || only_follows {
        let epoch = epoch.number;
        let follows = config.follow.is_some().then_some(OrderOf::Others);
        return follows.ok_or(ConfigError::NoValidator { epoch });
    }
    if validators == 1 {
        return Ok(OrderOf::Itself);
    }
    // Addresses of later epochs stand in the ledger.
    let listed =
        |network: &&CommitteeNetwork| epoch.number > 0 || network.addresses.len() == validators;
    let network = config.committee.as_ref();
    match network.filter(listed) {
        Some(network) => Ok(OrderOf::Committee(network.clone())),
        None => Err(ConfigError::Addresses {
            validators,
            addresses: network.map_or(0, |network| network.addresses.len()),
        }),
    }
}

/// A socket bound early, so that a taken port is told before anything is started.
pub fn bind(address: SocketAddr) -> Result<std::net::TcpListener, NodeError> {
    let io = |source| NodeError::Io {
        what: format!("listen on {address}"),
        source,
    };
    let listener = std::net::TcpListener::bind(address).map_err(io)?;
    listener.set_nonblocking(true).map_err(io)?;
    Ok(listener)
}

impl Node {
    /// What validators of a committee were seen to do; nothing if one decides alone.
    pub fn rounds(&self) -> Option<&Participation> {
        let is_committee = self.validators().len() > 1;
        self.participation.as_deref().filter(|_| is_committee)
    }

    /// Those who decide the next block, by index.
    pub fn validators(&self) -> Vec<NamedValidator> {
        let height = self.chain.tip().height.get() + 1;
        self.chain.validators(height)
    }

    /// Whether the one that decides alone does so now: this node, or the one that it follows.
    pub fn single_validator_is_active(&self) -> bool {
        match (&self.peers, self.own_status.role()) {
            (Some(peers), NodeRole::Business | NodeRole::Light) => {
                peers.report().iter().any(Peer::is_fresh)
            }
            _ => self.status.mode() == Mode::Serving,
        }
    }

    /// Bytes that can still be written on the disk of the data folder, if the operating system says how many.
    pub fn disk_free_bytes(&self) -> Option<u64> {
        let found = rustix::fs::statvfs(&self.config.data_dir).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }

    /// The receipt of a submission that was final before, while its block is kept; the history index is waited for.
    pub async fn original_receipt_when_indexed(
        &self,
        id: &aurigraph_types::Digest,
    ) -> Option<FinalReceipt> {
        if let Some(receipt) = self.refused_before.receipt(id) {
            return Some(receipt);
        }
        let receipt = match self.read_original_receipt(id).await {
            Some(receipt) => receipt,
            None => {
                self.history.catch_up().await;
                self.read_original_receipt(id).await?
            }
        };
        self.refused_before.learn_final(id, &receipt);
        Some(receipt)
    }

    /// Looks for it where it holds up nobody: a whole block may have to be read.
    async fn read_original_receipt(&self, id: &aurigraph_types::Digest) -> Option<FinalReceipt> {
        let (node, id) = (self.clone(), *id);
        tokio::task::spawn_blocking(move || node.original_receipt(&id))
            .await
            .ok()?
    }

    /// The receipt of a submission that was final before, as far as the history index has come.
    pub fn original_receipt(&self, id: &aurigraph_types::Digest) -> Option<FinalReceipt> {
        let (height, position) = self.history.find_submission(id).ok()??;
        let block = self.chain.header(height).ok()??;
        let block = if block.outcome.is_some() {
            block
        } else {
            self.chain.block(height).ok()??
        };
        let outcome = block.outcome.as_ref()?.submissions.get(position as usize)?;
        Some(FinalReceipt {
            height,
            position,
            receipt_count: outcome.receipt_count,
            rejected: outcome.rejected.clone(),
            operation: outcome.operation.clone(),
        })
    }
}
