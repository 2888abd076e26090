//! The thread of a node that follows: gets blocks, has them verified and executed, and sees to it that the node gets level with the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_client::HttpClient;
use aurigraph_consensus::{BlockLimits, CommitteeBlock, Delivered, Done, Observation};
use aurigraph_storage::Disk;
use aurigraph_types::BlockHeader;
use aurigraph_types::limits::BLOCK_BODY_BYTES_MAX;
use bytes::{Buf as _, Bytes};
use crossbeam_channel::Sender;
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch};

use super::ask::AskRemotes;
use super::known::KnownFollowers;
use super::remote::{Remote, is_gone};
use super::sequence::{Certified, Sequence};
use super::status::StatusExchange;
use super::submissions;
use crate::chain::Chain;
use crate::committee::peers::{CatchUp, NodeStatus};
use crate::committee::repair::repair;
use crate::committee::signatures::{Signatures, verify};
use crate::committee::start::Shared;
use crate::committee::transfer::stage::Stage;
use crate::committee::transfer::wire::BlockParts;
use crate::config::NodeConfig;
use crate::history::with_causes;
use crate::identity::NodeIdentity;
use crate::replica::{CommitteeEvent, CoreEvent};
use crate::status::{Hindrance, Status};
use crate::verify::Verifier;

/// How long a followed node may wait for a new block before it answers that there is none.
const BLOCK_PATIENCE: Duration = Duration::from_secs(2);
/// Without a block for so long, another node is asked if one says that it has more.
const SWITCH_AFTER: Duration = Duration::from_secs(3);
/// Without a block for so long although there are some, this node is stalled.
const STALLED_AFTER: Duration = Duration::from_secs(5);
/// Pause after no node gave anything.
const PAUSE: Duration = Duration::from_millis(250);
/// How often everything else is looked at.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// Without an answer of any node for so long, submissions are not taken.
const ALONE_AFTER: Duration = Duration::from_secs(5);
/// Pause after no node could give a snapshot.
const SNAPSHOT_PAUSE: Duration = Duration::from_secs(5);
/// A node that is so many blocks behind says that it catches up.
const BEHIND_BLOCKS: u64 = 16;
/// Blocks that may wait to be executed and written.
const UNWRITTEN_BLOCKS_MAX: u64 = 64;
/// Blocks that a node gives at once and that are looked at at most.
const BLOCKS_AT_ONCE_MAX: usize = 4_096;
/// Threads of the runtime that waits for the network.
const RUNTIME_THREADS: usize = 1;

/// Why a node does not begin to follow.
#[derive(Debug, thiserror::Error)]
pub enum FollowStartError {
    /// Nobody to follow.
    #[error("no node is named to follow: write the addresses of validators into [follow] nodes")]
    Nobody,
    /// An address.
    #[error("a node to follow cannot be used")]
    Address(#[from] aurigraph_client::HttpError),
    /// A thread.
    #[error("cannot start a thread")]
    Thread(#[from] std::io::Error),
}

/// What is needed of the node.
pub struct FollowerParts {
    /// The node's configuration; it names whom to follow.
    pub config: NodeConfig,
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// The chain.
    pub chain: Arc<Chain>,
    /// Header of the last block here.
    pub tip: BlockHeader,
    /// The node's mode.
    pub status: Arc<Status>,
    /// The core.
    pub core: Sender<CoreEvent>,
    /// Verifies signatures of a single validator's blocks, whose certificates do not cover them.
    pub verifier: Arc<Verifier>,
    /// Threads for that.
    pub verify_threads: usize,
    /// What core and interfaces share with it.
    pub shared: Shared,
    /// This node's key.
    pub identity: Arc<NodeIdentity>,
    /// Who follows this node, or the same ones.
    pub followers: Arc<KnownFollowers>,
    /// What the core sends on.
    pub submissions: mpsc::Receiver<Bytes>,
    /// How this node is.
    pub own_status: Arc<dyn Fn() -> NodeStatus + Send + Sync>,
}

/// What runs.
#[derive(Debug)]
pub struct FollowThread {
    thread: JoinHandle<()>,
    stopping: Arc<AtomicBool>,
    stop: watch::Sender<bool>,
}

impl FollowThread {
    /// Ends it and waits for it.
    pub fn stop(self) {
        self.stopping.store(true, Ordering::Release);
        self.stop.send_replace(true);
        if self.thread.join().is_err() {
            tracing::error!("the thread that follows the validators ended by a panic");
        }
    }
}

/// Starts to follow.
pub fn start(parts: FollowerParts) -> Result<FollowThread, FollowStartError> {
    let follow = parts
        .config
        .follow
        .as_ref()
        .ok_or(FollowStartError::Nobody)?;
    let remotes = follow
        .nodes
        .iter()
        .map(|node| HttpClient::trusting(node, &follow.trust).map(Remote::new))
        .collect::<Result<Arc<[_]>, _>>()?;
    if remotes.is_empty() {
        return Err(FollowStartError::Nobody);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(RUNTIME_THREADS)
        .thread_name("follow-network")
        .enable_all()
        .build()?;
    let stopping = Arc::new(AtomicBool::new(false));
    let (stop, stopped) = watch::channel(false);
    let mut follower = Follower::new(parts, remotes, runtime, Arc::clone(&stopping), stopped);
    let thread = std::thread::Builder::new()
        .name("follow".into())
        .spawn(move || follower.run())?;
    Ok(FollowThread {
        thread,
        stopping,
        stop,
    })
}

struct Follower {
    parts: FollowerParts,
    remotes: Arc<[Remote]>,
    runtime: Runtime,
    stopping: Arc<AtomicBool>,
    stopped: watch::Receiver<bool>,
    /// Index of the node that blocks come from.
    current: Arc<AtomicUsize>,
    sequence: Sequence,
    limits: BlockLimits,
    block_at: Instant,
    answer_at: Instant,
    looked_at: Instant,
    snapshot_failed_at: Option<Instant>,
    asks: AskRemotes,
}

/// What a request for blocks ended with.
enum Got {
    Blocks(Bytes),
    Gone,
    Nothing,
}

impl Follower {
    fn new(
        mut parts: FollowerParts,
        remotes: Arc<[Remote]>,
        runtime: Runtime,
        stopping: Arc<AtomicBool>,
        stopped: watch::Receiver<bool>,
    ) -> Self {
        let current = Arc::new(AtomicUsize::new(0));
        let (_, nobody) = mpsc::channel(1);
        let requests = std::mem::replace(&mut parts.submissions, nobody);
        runtime.spawn(submissions::run(
            requests,
            Arc::clone(&remotes),
            Arc::clone(&current),
        ));
        let exchange = Arc::new(StatusExchange {
            identity: Arc::clone(&parts.identity),
            validators: parts.shared.committee.validators().clone(),
            peers: Arc::clone(&parts.shared.peers),
            followers: Arc::clone(&parts.followers),
            remotes: Arc::clone(&remotes),
            own: Arc::clone(&parts.own_status),
        });
        for index in 0..remotes.len() {
            runtime.spawn(Arc::clone(&exchange).run(index));
        }
        let limits = BlockLimits {
            body_bytes_max: BLOCK_BODY_BYTES_MAX,
        };
        Self {
            sequence: Sequence::new(parts.shared.committee.clone(), limits, parts.tip),
            asks: AskRemotes {
                remotes: Arc::clone(&remotes),
                runtime: runtime.handle().clone(),
                stopping: Arc::clone(&stopping),
            },
            parts,
            remotes,
            runtime,
            stopping,
            stopped,
            current,
            limits,
            block_at: Instant::now(),
            answer_at: Instant::now(),
            looked_at: Instant::now(),
            snapshot_failed_at: None,
        }
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    fn run(&mut self) {
        while !self.is_stopping() {
            let index = self.current.load(Ordering::Relaxed);
            match self.request(index) {
                Got::Blocks(blocks) => {
                    self.answer_at = Instant::now();
                    self.take(index, blocks);
                }
                Got::Gone => {
                    self.answer_at = Instant::now();
                    self.take_snapshot();
                }
                Got::Nothing => {
                    self.next_remote();
                    self.pause(PAUSE);
                }
            }
            if self.looked_at.elapsed() >= LOOK_INTERVAL {
                self.looked_at = Instant::now();
                self.look();
            }
        }
    }

    /// Waits, but not while the node ends.
    fn pause(&self, pause: Duration) {
        let mut stopped = self.stopped.clone();
        self.runtime.block_on(async {
            let stop = stopped.wait_for(|stop| *stop);
            // It ends early if the node does.
            let _ = tokio::time::timeout(pause, stop).await;
        });
    }

    fn request(&self, index: usize) -> Got {
        let remote = &self.remotes[index];
        let asked = remote
            .client
            .blocks_of_node(self.sequence.next_height(), true, BLOCK_PATIENCE);
        let mut stopped = self.stopped.clone();
        let answer = self.runtime.block_on(async {
            tokio::select! {
                answer = asked => Some(answer),
                _ = stopped.wait_for(|stop| *stop) => None,
            }
        });
        match answer {
            Some(Ok(blocks)) => Got::Blocks(blocks.into()),
            Some(Err(error)) if is_gone(&error) => Got::Gone,
            Some(Err(error)) => {
                tracing::debug!(
                    node = remote.client.base_url(),
                    error = with_causes(&error),
                    "no blocks"
                );
                Got::Nothing
            }
            None => Got::Nothing,
        }
    }

    /// Goes on to the next node that may be asked, if there is one.
    fn next_remote(&self) {
        let current = self.current.load(Ordering::Relaxed);
        let count = self.remotes.len();
        let others = (1..=count).map(|turn| (current + turn) % count);
        if let Some(next) = others.clone().find(|index| self.remotes[*index].is_good()) {
            self.current.store(next, Ordering::Relaxed);
        } else if let Some(next) = others
            .clone()
            .find(|index| self.remotes[*index].is_usable())
        {
            self.current.store(next, Ordering::Relaxed);
        }
    }

    /// Verifies what a node gave and hands on what is final.
    fn take(&mut self, index: usize, mut blocks: Bytes) {
        for _ in 0..BLOCKS_AT_ONCE_MAX {
            if blocks.is_empty() || self.is_stopping() {
                return;
            }
            let Some(parts) = split_block(&mut blocks) else {
                self.distrust(index, "what it sent cannot be read");
                return;
            };
            match self.sequence.take(&parts) {
                Ok(certified) => {
                    for block in certified {
                        if let Err(reason) = self.deliver(block) {
                            self.distrust(index, &reason);
                            return;
                        }
                    }
                }
                Err(error) => {
                    self.distrust(index, &error.to_string());
                    return;
                }
            }
        }
    }

    /// A node sent what does not verify: everything that is not final yet is asked of another.
    fn distrust(&mut self, index: usize, reason: &str) {
        let remote = &self.remotes[index];
        tracing::error!(
            node = remote.client.base_url(),
            reason,
            "a followed node sent what does not verify; it is left for a minute"
        );
        remote.leave();
        self.begin_again();
        self.next_remote();
    }

    /// The sequence goes on after the last block that was handed on, which is being written.
    fn begin_again(&mut self) {
        let committee = self.parts.shared.committee.clone();
        self.sequence = Sequence::new(committee, self.limits, self.parts.tip);
    }

    fn deliver(&mut self, certified: Certified) -> Result<(), String> {
        let header = *certified.block.header();
        let height = header.height().get();
        if certified.views().is_none() && certified.certificate.is_some() {
            self.check_signatures(&certified.block)?;
        }
        self.until_written(height.saturating_sub(UNWRITTEN_BLOCKS_MAX));
        self.observe(&certified);
        self.parts.shared.participation.tip(height);
        self.parts.tip = header;
        self.block_at = Instant::now();
        let delivered = Delivered {
            block: certified.block,
            payload: certified.payload,
            certificate: certified.certificate,
            done: Done::not_awaited(),
        };
        self.tell(CommitteeEvent::Final(delivered));
        Ok(())
    }

    fn tell(&self, event: CommitteeEvent) {
        // The core ends with the node.
        let _ = self.parts.core.send(CoreEvent::Committee(Box::new(event)));
    }

    /// A single validator's certificate covers what was submitted, not the signatures under it.
    fn check_signatures(&self, block: &CommitteeBlock) -> Result<(), String> {
        let found = |threads| verify(&self.parts.verifier, block, threads);
        let height = block.header().height().get();
        let mut signatures = found(self.parts.verify_threads);
        if matches!(signatures, Signatures::SignerUnknown) {
            // It may be registered in a block before.
            self.until_written(height - 1);
            signatures = found(self.parts.verify_threads);
        }
        match signatures {
            Signatures::Valid(_) => Ok(()),
            Signatures::Invalid | Signatures::SignerUnknown if self.is_stopping() => Ok(()),
            Signatures::Invalid | Signatures::SignerUnknown => {
                Err(format!("a signature in block {height} does not verify"))
            }
        }
    }

    /// Waits until this node has written a height, or ends.
    fn until_written(&self, height: u64) {
        let mut tip = self.parts.chain.watch_tip();
        let mut stopped = self.stopped.clone();
        let mut fatal = self.parts.status.watch_fatal();
        self.runtime.block_on(async {
            // The chain is there as long as this thread is.
            tokio::select! {
                _ = tip.wait_for(|tip| *tip >= height) => {}
                _ = stopped.wait_for(|stop| *stop) => {}
                _ = fatal.wait_for(|fatal| *fatal) => {}
            }
        });
    }

    /// What a certificate says of rounds: who voted, and which views were skipped before it.
    fn observe(&self, certified: &Certified) {
        let shared = &self.parts.shared;
        let (Some(certificate), Some((view, parent_view))) =
            (&certified.certificate, certified.views())
        else {
            return;
        };
        let already = shared.participation.view();
        for skipped in (parent_view + 1).max(already)..view {
            shared.participation.observe(Observation::Skipped {
                view: skipped,
                leader: shared.committee.leader(skipped),
            });
        }
        shared.participation.observe(Observation::Finalised {
            view,
            leader: shared.committee.leader(view),
            payload: certified.payload,
            voters: certificate
                .votes
                .iter()
                .map(|vote| vote.validator)
                .collect(),
        });
    }

    /// Once a second: whether there is more than what comes, and somebody to take submissions.
    fn look(&mut self) {
        self.tell(CommitteeEvent::Look);
        let own = self.parts.tip.height().get();
        let said = |index: &usize| self.remotes[*index].height.load(Ordering::Relaxed);
        let good = || (0..self.remotes.len()).filter(|index| self.remotes[*index].is_good());
        let highest = good().max_by_key(said);
        let network_height = highest.as_ref().map_or(0, said).max(own);
        let behind = network_height.saturating_sub(self.parts.chain.tip().height.get());
        let still_for = self.block_at.elapsed();
        if own >= network_height {
            self.block_at = Instant::now();
        } else if still_for > SWITCH_AFTER
            && let Some(highest) = highest
        {
            self.current.store(highest, Ordering::Relaxed);
        }
        let catch_up = if own < network_height && still_for > STALLED_AFTER {
            Some(CatchUp::Stalled {
                target_height: network_height,
                seconds: still_for.as_secs(),
            })
        } else {
            (behind >= BEHIND_BLOCKS).then_some(CatchUp::Blocks {
                target_height: network_height,
            })
        };
        self.parts.shared.peers.set_catch_up(catch_up);
        if good().next().is_some() {
            self.answer_at = Instant::now();
        }
        let alone = (self.answer_at.elapsed() > ALONE_AFTER).then(|| {
            format!(
                "none of the {} nodes that this one follows answers: submissions could not be sent on",
                self.remotes.len()
            )
        });
        self.parts.status.hinder(Hindrance::Network, alone);
        self.repair_block();
    }

    /// Gets a block that is damaged here from one of the others.
    fn repair_block(&mut self) {
        let chain = &self.parts.chain;
        let Some(height) = chain.damaged.first() else {
            return;
        };
        if height < chain.earliest_height() {
            chain.damaged.mended(height, false);
            return;
        }
        for from in 0..self.remotes.len() as u16 {
            let committee = &self.parts.shared.committee;
            match repair(chain, committee, &self.limits, &mut self.asks, from, height) {
                Ok(()) => {
                    tracing::warn!(height, "a damaged block was replaced");
                    chain.damaged.mended(height, true);
                    return;
                }
                Err(error) => {
                    let error = with_causes(&error);
                    tracing::warn!(height, error, "a damaged block was not replaced");
                }
            }
        }
    }

    /// Nobody keeps the next block any more: fetches a snapshot and has the node started again with it.
    fn take_snapshot(&mut self) {
        let is_pause = |at: &Instant| at.elapsed() < SNAPSHOT_PAUSE;
        if self.snapshot_failed_at.as_ref().is_some_and(is_pause) {
            self.pause(PAUSE);
            return;
        }
        let own_height = self.parts.chain.tip().height.get();
        let mut givers: Vec<u16> = (0..self.remotes.len() as u16).collect();
        let height = |index: u16| {
            self.remotes[usize::from(index)]
                .height
                .load(Ordering::Relaxed)
        };
        givers.retain(|index| self.remotes[usize::from(*index)].is_usable());
        givers.sort_by_key(|index| std::cmp::Reverse(height(*index)));
        let stage = Stage {
            committee: self.parts.shared.committee.clone(),
            disk: Arc::clone(&self.parts.disk),
            data_dir: self.parts.config.data_dir.clone(),
            segment_bytes: self.parts.config.segment_bytes,
            disk_reserve_bytes: self.parts.config.disk_reserve_bytes,
            limits: self.limits,
            others: givers.clone(),
            own_height,
        };
        let (peers, remotes) = (
            Arc::clone(&self.parts.shared.peers),
            Arc::clone(&self.remotes),
        );
        for from in givers {
            let node = self.remotes[usize::from(from)].client.base_url();
            tracing::warn!(
                own_height,
                node,
                "this node is too far behind for blocks and fetches a snapshot"
            );
            let staged = stage.run(&mut self.asks, from, |catch_up| {
                let validator = *remotes[usize::from(from)].validator.lock();
                peers.set_catch_up(Some(catch_up.from_validator(validator)));
            });
            match staged {
                Ok(height) => {
                    self.parts.status.ask_restart(format!(
                        "a snapshot of height {height} was fetched and checked"
                    ));
                    self.pause(Duration::from_secs(3_600));
                    return;
                }
                Err(error) => {
                    let error = with_causes(&error);
                    tracing::warn!(node, error, "no snapshot");
                }
            }
            if self.is_stopping() {
                return;
            }
        }
        self.snapshot_failed_at = Some(Instant::now());
    }
}

/// Takes the next block from an answer.
fn split_block(blocks: &mut Bytes) -> Option<BlockParts> {
    if blocks.len() < 4 {
        return None;
    }
    let length = blocks.get_u32_le() as usize;
    if length > blocks.len() {
        return None;
    }
    BlockParts::read(&blocks.split_to(length))
}
