//! Starts what a member of a committee runs beside the core: threads that verify blocks, and the consensus engine.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use aurigraph_consensus::CommitteeError;
use aurigraph_storage::{Disk, StorageError};
use aurigraph_types::{BlockHeader, Height, SigningKey};
use crossbeam_channel::{Sender, bounded};

use super::forward::Forwarder;
use super::guard::{self, GuardParts, GuardThread};
use super::link::{Link, SignatureChecks};
use super::mempool::{Mempool, MempoolLimits};
use super::order::{Order, OrderSettings};
use super::participation::{Participation, places};
use super::peers::{EngineSlot, NodeStatus, Peers};
use super::signatures;
use super::transfer::fetch::{ANSWERS_WAITING_MAX, Fetcher};
use super::transfer::serve::{REQUESTS_WAITING_MAX, Server};
use super::waiting::Waiting;
use crate::block_builder::Executed;
use crate::chain::Chain;
use crate::config::{CommitteeNetwork, NodeConfig};
use crate::epochs::{EpochRecord, index_of};
use crate::ingest::Ingest;
use crate::replica::{Committee, CoreEvent};
use crate::status::Status;
use crate::verify::Verifier;

/// The most of all signers, and of one, that waits to be proposed.
const MEMPOOL_LIMITS: MempoolLimits = MempoolLimits {
    bytes_max: 96 * 1024 * 1024,
    signer_bytes_max: 32 * 1024 * 1024,
};
/// Bytes of the largest block: one submission of the largest size.
pub(super) const BLOCK_BYTES_MAX: usize = 24 * 1024 * 1024;
/// A snapshot that is given to others is at most so many blocks old.
pub const SNAPSHOT_AGE_MAX_BLOCKS: u64 = 8_192;
/// How long a leader waits for something to propose: less than the engine waits for a leader.
const HEARTBEAT_MS: u64 = 300;
/// How long it waits before an empty block that makes results provable.
const PROOF_DELAY_MS: u64 = 50;
/// How long it waits while others are likely to have something.
const BUSY_WAIT_MS: u64 = 2;
/// Threads of the engine's runtime.
pub(super) const ENGINE_THREADS: NonZeroUsize = NonZeroUsize::new(2).expect("not zero");

/// Why consensus does not start.
#[derive(Debug, thiserror::Error)]
pub enum CommitteeStartError {
    /// The validators are no committee.
    #[error("the genesis file's validators are no committee")]
    Committee(#[from] CommitteeError),
    /// Where the others are is not known.
    #[error(
        "where the validators of epoch {epoch} listen is not known: name an address for each in [committee] addresses, in their order"
    )]
    Addresses {
        /// The epoch.
        epoch: u64,
    },
    /// The data folder.
    #[error("the data folder cannot be used")]
    Storage(#[from] StorageError),
    /// A thread.
    #[error("cannot start a thread of consensus")]
    Thread(#[from] std::io::Error),
}

/// What is needed of the node.
pub struct CommitteeParts {
    /// How the others are reached.
    pub network: CommitteeNetwork,
    /// The chain.
    pub chain: Arc<Chain>,
    /// Verifies signatures.
    pub verifier: Arc<Verifier>,
    /// Threads that verify one block.
    pub verify_threads: usize,
    /// The node's mode.
    pub status: Arc<Status>,
    /// The core.
    pub core: Sender<CoreEvent>,
    /// This validator's key.
    pub key: SigningKey,
    /// Header of block 0.
    pub genesis: BlockHeader,
    /// The node's configuration.
    pub config: NodeConfig,
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// Gives others parts of snapshots, and blocks.
    pub transfer: Arc<Server>,
    /// How this node is.
    pub own_status: Arc<dyn Fn() -> NodeStatus + Send + Sync>,
    /// The lowest height of the other validators.
    pub slowest_height: Arc<AtomicU64>,
    /// Takes what other validators forward.
    pub ingest: Ingest,
    /// What the core shares with it.
    pub shared: Shared,
}

/// What core, engine and interfaces share.
#[derive(Clone)]
pub struct Shared {
    /// Who decided which blocks.
    pub epochs: Arc<EpochRecord>,
    /// What validators were seen to do.
    pub participation: Arc<Participation>,
    /// The engine, while it runs.
    pub engine: EngineSlot,
    /// What the other nodes say of themselves.
    pub peers: Arc<Peers>,
}

impl Shared {
    /// Of the validators that decide the block of a height, of which this is the one with that key, if it is one.
    pub fn new(
        epochs: Arc<EpochRecord>,
        height: u64,
        key: &SigningKey,
    ) -> Result<Self, CommitteeError> {
        let epoch = epochs.of(height);
        let own = index_of(&epoch.validators, key.public_key());
        let committee = epochs.committee(epoch.number)?;
        let engine = EngineSlot::default();
        let count = committee.validators().validators().len();
        Ok(Self {
            epochs,
            participation: Arc::new(Participation::new(committee, own)),
            peers: Arc::new(Peers::new(Arc::clone(&engine), own, count)),
            engine,
        })
    }
}

impl Shared {
    /// Another epoch begins.
    pub fn begin_epoch(&self, committee: aurigraph_consensus::Committee, own: Option<u16>) {
        let before = self.participation.committee();
        self.peers.begin_epoch(own, &places(&committee, &before));
        self.participation.begin_epoch(committee, own);
    }
}

/// What the core has beside the ledger.
pub fn core_part(
    chain: &Chain,
    block_bytes: usize,
    forwarder: Forwarder,
    executed: &Executed,
    tip: BlockHeader,
) -> Committee {
    let settings = OrderSettings {
        chain_id: chain.constants.chain_id,
        block_bytes,
        heartbeat_ms: HEARTBEAT_MS,
        proof_delay_ms: PROOF_DELAY_MS,
        busy_blocks: chain.validators(tip.height().get() + 1).len() as u64,
        busy_wait_ms: BUSY_WAIT_MS,
    };
    let mut order = Order::new(settings, executed);
    let committed = tip.fields().executed_height.get();
    for height in committed + 1..executed.height.get() {
        // What cannot be read here others know: this validator then proposes nothing until a later block commits to more.
        let block = chain.block_once(height).ok().flatten();
        if let Some(outcome) = block.and_then(|block| block.outcome.clone()) {
            order.learn_receipts(Height::new(height), outcome.receipts_root());
        }
    }
    Committee {
        order,
        mempool: Mempool::new(MEMPOOL_LIMITS),
        waiting: Waiting::default(),
        undone: std::collections::VecDeque::new(),
        forwarder,
        tip,
        sent_again: (0, 0),
    }
}

/// Starts it. It catches up and votes from then on.
pub fn start(parts: CommitteeParts) -> Result<GuardThread, CommitteeStartError> {
    let shared = parts.shared;
    let (jobs, _) = signatures::start(&parts.verifier, parts.verify_threads)?;
    let (asked, requests) = bounded(REQUESTS_WAITING_MAX);
    let (answered, answers) = bounded(ANSWERS_WAITING_MAX);
    // It ends with the link, which ends with the engine.
    parts.transfer.start(requests, Arc::clone(&shared.engine))?;
    let link = Link {
        core: parts.core,
        signatures: SignatureChecks::Threads(jobs),
        chain: Arc::clone(&parts.chain),
        participation: Arc::clone(&shared.participation),
        peers: Arc::clone(&shared.peers),
        ingest: parts.ingest,
        asked,
        answered,
    };
    let stopping = Arc::new(AtomicBool::new(false));
    let fetcher = Fetcher {
        engine: Arc::clone(&shared.engine),
        answers,
        stopping: Arc::clone(&stopping),
        next_number: 0,
    };
    let guard = GuardParts {
        config: parts.config,
        disk: parts.disk,
        network: parts.network,
        link,
        chain: parts.chain,
        status: parts.status,
        key: parts.key,
        genesis: parts.genesis,
        shared,
        own_status: parts.own_status,
        slowest_height: parts.slowest_height,
        stopping,
    };
    guard::start(guard, fetcher)
}
