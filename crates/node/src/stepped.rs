//! A member of a committee, or a node that follows one, without threads, sockets and clock: its parts as a node has them, and somebody else says when each goes on.
//!
//! Simulations run whole networks of it on disks that fail. What is not here: HTTP, gRPC, the history index, and the guard of consensus, which
//! all run by the real time.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use aurigraph_ledger::State;
use aurigraph_storage::{Disk, StorageError};
use aurigraph_types::{BlockHeader, SigningKey};
use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender, unbounded};
use parking_lot::Mutex;
use tokio::sync::mpsc;

use crate::block_builder::{Executed, Proposer};
use crate::chain::Chain;
use crate::committee::forward::Forwarder;
use crate::committee::link::{Link, SignatureChecks};
use crate::committee::start::{CommitteeStartError, Shared, core_part};
use crate::committee::transfer::serve::{Asked, Server};
use crate::config::{CommitteeNetwork, NodeConfig};
use crate::epochs::is_validator;
use crate::follow::submissions::REQUESTS_WAITING_MAX;
use crate::ingest::Ingest;
use crate::key_directory::KeyDirectory;
use crate::log_writer::{LogRequest, LogWriter, SharedLogWriter};
use crate::measure::Measurements;
use crate::node::{NodeError, same_key};
use crate::proof_delay::ProofDelayBounds;
use crate::recovery::{RecoveryError, recover_on};
use crate::refused_before::RefusedBefore;
use crate::replica::{ClosePolicy, CoreEvent, Replica, SteppedCore};
use crate::snapshots::{Retention, SnapshotRequest, SnapshotThread, Snapshots};
use crate::status::Status;
use crate::time::Clock;
use crate::verified_before::VerifiedBefore;
use crate::verify::{Unit, Verifier};

/// A member of a committee that does something only when it is told to.
pub struct SteppedNode {
    /// What is final.
    pub chain: Arc<Chain>,
    /// Takes submissions.
    pub ingest: Ingest,
    /// What the node can do.
    pub status: Arc<Status>,
    /// The ledger as the engine sees it.
    pub link: Link,
    /// What core and interfaces share with consensus.
    pub shared: Shared,
    /// Its key.
    pub key: SigningKey,
    /// Header of block 0.
    pub genesis: BlockHeader,
    /// Gives snapshots to others.
    pub server: Server,
    core: SteppedCore,
    verifier: Arc<Verifier>,
    core_events: Sender<CoreEvent>,
    units: Receiver<Unit>,
    log_requests: Receiver<LogRequest>,
    log_writer: SharedLogWriter,
    log_ended: bool,
    snapshots: SnapshotThread,
    snapshot_requests: Receiver<SnapshotRequest>,
    snapshot_waits: Option<SnapshotRequest>,
    asked: Receiver<Asked>,
    sent_on: Option<mpsc::Receiver<Bytes>>,
}

impl SteppedNode {
    /// Recovers the ledger of a folder and puts the node together.
    pub fn open(
        config: &NodeConfig,
        network: &CommitteeNetwork,
        disk: Arc<dyn Disk>,
        clock: Clock,
    ) -> Result<Self, NodeError> {
        let recovered = recover_on(config, disk, None)?;
        let status = Arc::new(Status::default());
        let measurements = Arc::new(Measurements::default());
        let epochs = Arc::new(recovered.epochs);
        let next_height = recovered.tip.height.get() + 1;
        let key = recovered.validator_key.public_key();
        let decides = is_validator(&epochs.now(), next_height, key);
        let shared = Shared::new(Arc::clone(&epochs), next_height, &recovered.validator_key)
            .map_err(CommitteeStartError::from)?;
        let proposer = Proposer {
            chain_id: recovered.constants.chain_id,
            key: same_key(&recovered.validator_key),
        };
        let chain = Arc::new(Chain::new(
            recovered.constants,
            Arc::clone(&epochs),
            recovered.log.reader(),
            recovered.tip,
            Arc::clone(&recovered.executed.outcome),
        ));
        let keys: Arc<KeyDirectory> = Arc::new(recovered.keys);
        let (core_events, events) = unbounded();
        let (_, questions) = unbounded();
        let (units_sender, units) = unbounded();
        let (log, log_requests) = unbounded();
        let (snapshot_sender, snapshot_requests) = unbounded();
        let (asked_sender, asked) = unbounded();
        let (answered, _) = unbounded();
        let snapshot_height = Arc::new(AtomicU64::new(recovered.snapshot_height));
        let log_writer = Arc::new(Mutex::new(LogWriter {
            log: recovered.log,
            chain: Arc::clone(&chain),
            measurements: Arc::clone(&measurements),
            status: Arc::clone(&status),
            core: core_events.clone(),
            retention: Retention {
                disk: Arc::clone(&recovered.disk),
                data_dir: config.data_dir.clone(),
                log_bytes_max: config.log_bytes_max,
                disk_reserve_bytes: config.disk_reserve_bytes,
                snapshot_height: Arc::clone(&snapshot_height),
                history_next_height: Arc::new(AtomicU64::new(u64::MAX)),
                slowest_height: Arc::new(AtomicU64::new(u64::MAX)),
            },
        }));
        let refused_before = Arc::new(RefusedBefore::default());
        let verifier = Arc::new(Verifier {
            chain_id: chain.constants.chain_id,
            keys: Arc::clone(&keys),
            refused_before: Arc::clone(&refused_before),
            measurements: Arc::clone(&measurements),
            verified_before: Some(VerifiedBefore::default()),
        });
        let ingest = Ingest::new(
            config.ingest_budget_bytes,
            units_sender,
            None,
            Arc::clone(&status),
            Arc::clone(&measurements),
            refused_before,
        );
        let link = Link {
            core: core_events.clone(),
            signatures: SignatureChecks::Here(Arc::clone(&verifier)),
            chain: Arc::clone(&chain),
            participation: Arc::clone(&shared.participation),
            peers: Arc::clone(&shared.peers),
            ingest: ingest.clone(),
            asked: asked_sender,
            answered,
        };
        let server = Server {
            chain: Arc::clone(&chain),
            disk: Arc::clone(&recovered.disk),
            data_dir: config.data_dir.clone(),
            snapshots: recovered.snapshots.clone(),
            snapshot_height: Arc::clone(&snapshot_height),
            snapshot_age_max_blocks: network.kept_blocks / 2,
            core: core_events.clone(),
            // Simulated time is not that of this clock.
            snapshot_interval: Duration::ZERO,
            snapshot_asked_at: Mutex::default(),
        };
        let participation = Arc::clone(&shared.participation);
        let (forwarder, sent_on) = if decides {
            let engine = Arc::clone(&shared.engine);
            (Forwarder::new(engine, participation), None)
        } else {
            let (send_on, sent_on) = mpsc::channel(REQUESTS_WAITING_MAX);
            (
                Forwarder::to_followed(send_on, participation),
                Some(sent_on),
            )
        };
        let committee = core_part(
            &chain,
            network.block_bytes,
            forwarder,
            &recovered.executed,
            recovered.tip_header,
        );
        let replica = Replica {
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
            clock,
            log,
            log_writer: Arc::clone(&log_writer),
            snapshots: Snapshots::new(
                snapshot_sender,
                config.snapshot_interval_bytes,
                recovered.replayed_bytes,
            ),
            status: Arc::clone(&status),
            questions,
            epochs,
            committee: Some(committee),
        };
        status.set_started();
        Ok(Self {
            snapshots: SnapshotThread {
                store: recovered.snapshots,
                keys,
                chain: Arc::clone(&chain),
                status: Arc::clone(&status),
                measurements,
                snapshot_height,
            },
            chain,
            ingest,
            status,
            link,
            shared,
            key: recovered.validator_key,
            genesis: recovered.genesis_header,
            server,
            core: SteppedCore::new(replica, events),
            verifier,
            core_events,
            units,
            log_requests,
            log_writer,
            log_ended: false,
            snapshot_requests,
            snapshot_waits: None,
            asked,
            sent_on,
        })
    }

    /// Which committees decide which heights, for the engine.
    ///
    /// # Panics
    /// If the genesis file's validators are no committee.
    pub fn schedule(&self) -> aurigraph_consensus::Schedule {
        let schedule = self.shared.epochs.schedule();
        schedule.expect("a committee has a schedule").clone()
    }

    /// The block that the present epoch begins after, with its certificate; nothing in the first epoch.
    pub fn beginning_of_epoch(&self) -> Option<(BlockHeader, aurigraph_types::Certificate)> {
        let epochs = self.shared.epochs.now();
        let change = epochs
            .changes()
            .get(self.epoch().checked_sub(1)? as usize)?;
        Some((change.header, change.certificate.clone()))
    }

    /// The epoch of the next block.
    pub fn epoch(&self) -> u64 {
        let tip = self.chain.tip().height.get();
        self.shared.epochs.of(tip + 1).number
    }

    /// Whether it decides with others; else it follows them.
    pub const fn decides(&self) -> bool {
        self.sent_on.is_none()
    }

    /// Whether it should be what it is, as far as is known now; if not, it is to be opened again.
    pub fn is_what_it_should_be(&self) -> bool {
        let next_height = self.chain.tip().height.get() + 1;
        let epochs = self.shared.epochs.now();
        is_validator(&epochs, next_height, self.key.public_key()) == self.decides()
    }

    /// The next submissions that a node which follows sends on, in one piece.
    pub fn send_on(&mut self) -> Option<Bytes> {
        self.sent_on.as_mut()?.try_recv().ok()
    }

    /// Goes on with everything but the disk, until there is nothing to do.
    pub fn step(&mut self) {
        loop {
            let mut units: Vec<_> = self.units.try_iter().collect();
            let mut did_something = !units.is_empty();
            self.verifier.verify(&mut units);
            for unit in units.into_iter().filter_map(Unit::answer_if_refused) {
                // The core is here.
                let _ = self.core_events.send(CoreEvent::Unit(unit));
            }
            did_something |= self.core.step();
            // Simulations ask the server directly.
            self.asked.try_iter().for_each(drop);
            if !did_something {
                return;
            }
        }
    }

    /// Whether blocks wait to be written, or a snapshot whose turn it is: a chain that stands still gives one as well.
    pub fn wants_to_write(&self) -> bool {
        let tip = self.chain.tip().height;
        let mut waits = self.snapshot_waits.iter();
        let is_turn = waits.any(|request| request.height() <= tip);
        let has_blocks = !self.log_requests.is_empty() && !self.log_ended;
        has_blocks || !self.snapshot_requests.is_empty() || is_turn
    }

    /// Writes the blocks that wait, in one append, and then a snapshot whose turn it is.
    pub fn write(&mut self) {
        let requests: Vec<_> = self.log_requests.try_iter().collect();
        let group: Vec<_> = requests
            .into_iter()
            .filter_map(|request| match request {
                LogRequest::Write(block) => Some(*block),
                LogRequest::WriteAhead => None,
            })
            .collect();
        if !group.is_empty() && !self.log_ended {
            self.log_ended = !self.log_writer.lock().write(group);
        }
        self.snapshot_waits = self
            .snapshot_requests
            .try_iter()
            .last()
            .or(self.snapshot_waits.take());
        let tip = self.chain.tip().height;
        if let Some(request) = self
            .snapshot_waits
            .take_if(|request| request.height() <= tip)
        {
            self.snapshots.process(request);
        }
    }

    /// Takes a snapshot of what was executed; it is written with what comes before.
    pub fn snapshot(&mut self) {
        self.core.snapshot();
    }

    /// What was executed last, and the state after it.
    pub const fn ledger(&self) -> (&Executed, &State) {
        (self.core.executed(), self.core.state())
    }
}

/// Whether a node that does not start needs another ledger: its own is damaged.
pub const fn is_damaged(error: &NodeError) -> bool {
    matches!(
        error,
        NodeError::Recovery(
            RecoveryError::Storage(StorageError::Corrupt { .. })
                | RecoveryError::BlocksLost { .. }
                | RecoveryError::Diverged { .. }
                | RecoveryError::Chain(_)
        )
    )
}
