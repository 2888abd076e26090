//! Starts what a member of a committee runs beside the core: threads that verify blocks, and the consensus engine.

use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};

use aurigraph_consensus::{
    BlockLimits, CommitteeError, Engine, EngineThread, Member, NetworkSettings, Settings,
};
use aurigraph_types::{BlockHeader, Height, SigningKey, ValidatorInfo};
use crossbeam_channel::Sender;

use super::forward::Forwarder;
use super::link::Link;
use super::mempool::{Mempool, MempoolLimits};
use super::order::{Order, OrderSettings};
use super::participation::Participation;
use super::signatures;
use super::waiting::Waiting;
use crate::block_builder::Executed;
use crate::chain::{Chain, ChainConstants};
use crate::config::CommitteeNetwork;
use crate::ingest::Ingest;
use crate::replica::{Committee, CoreEvent};
use crate::status::Status;
use crate::verify::Verifier;

/// Name of the engine's folder in a data folder.
const CONSENSUS_FOLDER: &str = "consensus";
/// The most of all signers, and of one, that waits to be proposed.
const MEMPOOL_LIMITS: MempoolLimits = MempoolLimits {
    bytes_max: 96 * 1024 * 1024,
    signer_bytes_max: 32 * 1024 * 1024,
};
/// Bytes of the largest block: one submission of the largest size.
const BLOCK_BYTES_MAX: usize = 24 * 1024 * 1024;
/// How long a leader waits for something to propose: less than the engine waits for a leader.
const HEARTBEAT_MS: u64 = 500;
/// How long it waits before an empty block that makes results provable.
const PROOF_DELAY_MS: u64 = 50;
/// How long it waits while others are likely to have something.
const BUSY_WAIT_MS: u64 = 2;
/// Threads of the engine's runtime.
const ENGINE_THREADS: NonZeroUsize = NonZeroUsize::new(2).expect("not zero");

/// Why consensus does not start.
#[derive(Debug, thiserror::Error)]
pub enum CommitteeStartError {
    /// The validators are no committee.
    #[error("the genesis file's validators are no committee")]
    Committee(#[from] CommitteeError),
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
    /// The node's data folder.
    pub data_dir: std::path::PathBuf,
    /// Takes what other validators forward.
    pub ingest: Ingest,
    /// What the core shares with it.
    pub shared: Shared,
}

/// What core, engine and interfaces share.
#[derive(Clone)]
pub struct Shared {
    /// The committee.
    pub committee: aurigraph_consensus::Committee,
    /// What validators were seen to do.
    pub participation: Arc<Participation>,
    /// The engine, once it has started.
    pub engine: Arc<OnceLock<Engine>>,
}

impl Shared {
    /// Of the validators of a genesis file, of which this is the one with that key.
    pub fn new(constants: &ChainConstants, key: &SigningKey) -> Result<Self, CommitteeError> {
        let validators = constants.validators.clone();
        let is_own = |validator: &ValidatorInfo| validator.public_key == *key.public_key();
        let own = validators.validators().iter().position(is_own);
        let committee = aurigraph_consensus::Committee::new(constants.chain_id, 0, validators)?;
        let own = own.expect("recovery refuses a key that is not listed") as u16;
        Ok(Self {
            participation: Arc::new(Participation::new(committee.clone(), own)),
            committee,
            engine: Arc::default(),
        })
    }
}

/// What the core has beside the ledger.
pub fn core_part(
    chain: &Chain,
    network: &CommitteeNetwork,
    shared: &Shared,
    executed: &Executed,
    tip: BlockHeader,
) -> Committee {
    let settings = OrderSettings {
        chain_id: chain.constants.chain_id,
        validators_root: chain.constants.validators.root(),
        block_bytes: network.block_bytes,
        heartbeat_ms: HEARTBEAT_MS,
        proof_delay_ms: PROOF_DELAY_MS,
        busy_blocks: chain.constants.validators.validators().len() as u64,
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
        forwarder: Forwarder::new(
            Arc::clone(&shared.engine),
            Arc::clone(&shared.participation),
        ),
        tip,
    }
}

/// Starts it. It catches up and votes from then on.
pub fn start(parts: CommitteeParts) -> Result<EngineThread, CommitteeStartError> {
    let shared = parts.shared;
    let (jobs, _) = signatures::start(&parts.verifier, parts.verify_threads)?;
    let link = Link {
        core: parts.core,
        signatures: jobs,
        chain: parts.chain,
        participation: shared.participation,
        ingest: parts.ingest,
    };
    let network = NetworkSettings {
        listen: parts.network.listen,
        addresses: parts.network.addresses,
        data_dir: parts.data_dir.join(CONSENSUS_FOLDER),
        worker_threads: ENGINE_THREADS,
    };
    let settings = Settings {
        limits: BlockLimits {
            body_bytes_max: BLOCK_BYTES_MAX,
        },
        ..Settings::default()
    };
    let (slot, status) = (shared.engine, parts.status);
    let thread = aurigraph_consensus::spawn(
        network,
        settings,
        Member {
            committee: shared.committee,
            key: parts.key,
            genesis: parts.genesis,
        },
        link,
        move |engine| {
            // It is started once.
            let _ = slot.set(engine);
        },
        move || status.fail("the consensus engine ended; the log says why".into()),
    )?;
    Ok(thread)
}
