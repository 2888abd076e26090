//! The thread of a node that follows: gets blocks, has them verified and executed, and sees to it that the node gets level with the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_client::HttpClient;
use aurigraph_consensus::BlockLimits;
use aurigraph_storage::Disk;
use aurigraph_types::BlockHeader;
use aurigraph_types::limits::BLOCK_BODY_BYTES_MAX;
use bytes::Bytes;
use crossbeam_channel::Sender;
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch};

use super::ask::AskRemotes;
use super::known::KnownFollowers;
use super::remote::{Remote, is_gone};
use super::sequence::Sequence;
use super::status::StatusExchange;
use super::submissions;
use crate::chain::Chain;
use crate::committee::peers::{CatchUp, NodeStatus};
use crate::committee::start::Shared;
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
pub(super) const PAUSE: Duration = Duration::from_millis(250);
/// How often everything else is looked at.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// Without an answer of any node for so long, submissions are not taken.
const ALONE_AFTER: Duration = Duration::from_secs(5);
/// A node that is so many blocks behind says that it catches up.
const BEHIND_BLOCKS: u64 = 16;
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

pub(super) struct Follower {
    pub(super) parts: FollowerParts,
    pub(super) remotes: Arc<[Remote]>,
    pub(super) runtime: Runtime,
    pub(super) stopping: Arc<AtomicBool>,
    pub(super) stopped: watch::Receiver<bool>,
    /// Index of the node that blocks come from.
    pub(super) current: Arc<AtomicUsize>,
    pub(super) sequence: Sequence,
    pub(super) limits: BlockLimits,
    pub(super) block_at: Instant,
    pub(super) answer_at: Instant,
    pub(super) looked_at: Instant,
    pub(super) snapshot_failed_at: Option<Instant>,
    pub(super) asks: AskRemotes,
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
            epochs: Arc::clone(&parts.shared.epochs),
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
            sequence: Sequence::new(parts.shared.epochs.now(), limits, parts.tip),
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

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    fn run(&mut self) {
        while !self.is_stopping() && self.wants_snapshot() {
            // One that is being made for us is there in a moment.
            self.take_snapshot();
            self.look();
            self.pause(PAUSE);
        }
        while !self.is_stopping() {
            let index = self.current.load(Ordering::Relaxed);
            let got = if self.remotes[index].is_usable() {
                self.request(index)
            } else {
                Got::Nothing
            };
            match got {
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

    /// Whether this node is to begin with a snapshot and the network has something to take one of.
    fn wants_snapshot(&self) -> bool {
        let follow = self.parts.config.follow.as_ref();
        let is_wanted = follow.is_some_and(|follow| follow.begins_with_snapshot);
        is_wanted && self.parts.tip.height().get() == 0
    }

    /// Waits, but not while the node ends.
    pub(super) fn pause(&self, pause: Duration) {
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
    pub(super) fn next_remote(&self) {
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
            let nodes: Vec<_> = self
                .remotes
                .iter()
                .map(|remote| remote.client.base_url())
                .collect();
            format!(
                "no node that this one follows answers ({}): submissions could not be sent on",
                nodes.join(", ")
            )
        });
        self.parts.status.hinder(Hindrance::Network, alone);
        self.look_at_epoch();
        self.repair_block();
    }
}
