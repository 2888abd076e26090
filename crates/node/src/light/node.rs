//! The thread of a light node, and what its interface shares with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_client::{HttpClient, HttpError};
use aurigraph_storage::{DataFolderLock, LogReader, RealDisk, StorageError};
use aurigraph_types::{BlockHeader, Digest};
use bytes::Bytes;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::heads::{Head, Heads};
use super::store::{Headers, Opened, open};
use crate::chain::{ChainConstants, FinalBlock, NamedValidator};
use crate::committee::peers::{CatchUp, EngineSlot, NodeRole, NodeStatus, Peers};
use crate::committee::transfer::wire::{Answer, Received, Request, decode};
use crate::config::NodeConfig;
use crate::epochs::{EpochRecord, LearnError};
use crate::follow::deliver::split_block;
use crate::follow::follower::FollowStartError;
use crate::follow::known::KnownFollowers;
use crate::follow::remote::{Remote, is_gone};
use crate::follow::sequence::SequenceError;
use crate::follow::status::StatusExchange;
use crate::history::with_causes;
use crate::identity::NodeIdentity;
use crate::recovery::RecoveryError;
use crate::status::Mode;

/// How long a followed node may wait for a new header before it answers that there is none.
const PATIENCE: Duration = Duration::from_secs(2);
/// Pause after nothing came.
const PAUSE: Duration = Duration::from_millis(250);
/// A node that is so many blocks behind says that it catches up.
const BEHIND_BLOCKS: u64 = 16;
/// Without a new header for so long, another node is asked if one says that it has more.
const SWITCH_AFTER: Duration = Duration::from_secs(3);

/// Why a light node does not start.
#[derive(Debug, thiserror::Error)]
pub enum LightStartError {
    /// The data folder.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// Whom to follow.
    #[error(transparent)]
    Follow(#[from] FollowStartError),
    /// Who decided.
    #[error(
        "the file epochs.dat of the data folder cannot be used: remove it, and it is fetched again"
    )]
    Epochs(#[from] LearnError),
}

/// What the thread and the interface share.
#[derive(Debug)]
pub struct Shared {
    /// The configuration.
    pub config: NodeConfig,
    /// Constants of the chain.
    pub constants: ChainConstants,
    /// Who decided which blocks.
    pub epochs: Arc<EpochRecord>,
    /// This node's key.
    pub identity: NodeIdentity,
    /// The nodes that it follows.
    pub remotes: Arc<[Remote]>,
    /// What validators say of themselves.
    pub peers: Arc<Peers>,
    /// What other nodes say of themselves.
    pub followers: Arc<KnownFollowers>,
    /// When the process started.
    pub began: Instant,
    headers: LogReader,
    tip: watch::Sender<BlockHeader>,
    /// Why nothing can be written.
    stuck: parking_lot::Mutex<Option<String>>,
}

/// A light node that runs.
pub struct LightNode {
    /// What its interface needs.
    pub shared: Arc<Shared>,
    thread: JoinHandle<()>,
    stop: watch::Sender<bool>,
    _lock: DataFolderLock,
}

impl LightNode {
    /// Opens the headers and begins to follow.
    pub fn start(config: NodeConfig) -> Result<Self, LightStartError> {
        let follow = config.follow.clone().ok_or(FollowStartError::Nobody)?;
        if follow.nodes.is_empty() {
            return Err(FollowStartError::Nobody.into());
        }
        let remotes = follow
            .nodes
            .iter()
            .map(|node| HttpClient::trusting(node, &follow.trust).map(Remote::new))
            .collect::<Result<Arc<[_]>, HttpError>>()
            .map_err(FollowStartError::from)?;
        let Opened {
            lock,
            constants,
            key,
            last,
            headers,
        } = open(&config)?;
        let epochs = EpochRecord::open(
            RealDisk::shared(),
            &config.data_dir,
            constants.chain_id,
            &constants.validators,
        )?;
        let deciding = epochs.of(last.height().get() + 1).validators;
        let count = deciding.validators().len();
        let shared = Arc::new(Shared {
            identity: NodeIdentity::new(constants.chain_id, key),
            peers: Arc::new(Peers::new(EngineSlot::default(), None, count)),
            followers: Arc::default(),
            began: Instant::now(),
            headers: headers.reader(),
            tip: watch::channel(last).0,
            stuck: parking_lot::Mutex::default(),
            epochs: Arc::new(epochs),
            config,
            constants,
            remotes,
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("follow-network")
            .enable_all()
            .build()
            .map_err(FollowStartError::from)?;
        let (stop, stopped) = watch::channel(false);
        let follower = Follower::new(Arc::clone(&shared), headers, runtime, stopped);
        let thread = std::thread::Builder::new()
            .name("follow".into())
            .spawn(move || follower.run())
            .map_err(FollowStartError::from)?;
        Ok(Self {
            shared,
            thread,
            stop,
            _lock: lock,
        })
    }

    /// Ends it and waits for it.
    pub fn stop(self) {
        self.stop.send_replace(true);
        if self.thread.join().is_err() {
            tracing::error!("the thread that follows the validators ended by a panic");
        }
    }
}

impl Shared {
    /// The last header.
    pub fn tip(&self) -> BlockHeader {
        *self.tip.borrow()
    }

    /// Those who decide the block of a height, as far as it is known.
    pub fn validators(&self, height: u64) -> Vec<NamedValidator> {
        self.constants.named(&self.epochs.of(height).validators)
    }

    /// Sees every new header.
    pub fn watch_tip(&self) -> watch::Receiver<BlockHeader> {
        self.tip.subscribe()
    }

    /// A header with its certificate, as the interface shows blocks.
    pub fn block(&self, height: u64) -> Result<Option<FinalBlock>, StorageError> {
        let Some(stored) = self.headers.read_header(height)? else {
            return Ok(None);
        };
        let header = BlockHeader::decode(stored.header()).ok();
        Ok(header.map(|header| FinalBlock {
            header,
            hash: header.hash(),
            certificate: Bytes::copy_from_slice(stored.certificate()),
            submissions: None,
            finality_ms: None,
            outcome: None,
        }))
    }

    /// The hash of the block at a height.
    pub fn hash_at(&self, height: u64) -> Option<Digest> {
        Some(self.block(height).ok()??.hash)
    }

    /// Why nothing new can be kept.
    pub fn stuck(&self) -> Option<String> {
        self.stuck.lock().clone()
    }

    /// How it is, for others.
    pub fn status(&self) -> NodeStatus {
        let height = self.tip().height().get();
        let heights = self.remotes.iter().filter(|remote| remote.is_good());
        let heights = heights.map(|remote| remote.height.load(Ordering::Relaxed));
        let target_height = heights.max().unwrap_or(height);
        let is_behind = target_height >= height + BEHIND_BLOCKS;
        let mode = match self.stuck() {
            None => Mode::Serving,
            Some(reason) => Mode::ReadOnly { reason },
        };
        NodeStatus {
            name: self.config.name.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            process_id: std::process::id(),
            mode: mode.name().into(),
            http_address: self.config.http_address.to_string(),
            grpc_address: String::new(),
            height,
            earliest_height: self.headers.earliest_height().unwrap_or(0),
            snapshot_height: 0,
            uptime_seconds: self.began.elapsed().as_secs(),
            epoch: self.epochs.of(height + 1).number,
            view: 0,
            votes: false,
            role: NodeRole::Light,
            catch_up: is_behind.then_some(CatchUp::Blocks { target_height }),
        }
    }
}

struct Follower {
    shared: Arc<Shared>,
    heads: Heads,
    headers: Headers,
    runtime: Runtime,
    stopped: watch::Receiver<bool>,
    current: AtomicUsize,
    header_at: Instant,
}

impl Follower {
    fn new(
        shared: Arc<Shared>,
        headers: Headers,
        runtime: Runtime,
        stopped: watch::Receiver<bool>,
    ) -> Self {
        let told = Arc::clone(&shared);
        let exchange = Arc::new(StatusExchange {
            identity: Arc::new(shared.identity.same()),
            epochs: Arc::clone(&shared.epochs),
            peers: Arc::clone(&shared.peers),
            followers: Arc::clone(&shared.followers),
            remotes: Arc::clone(&shared.remotes),
            own: Arc::new(move || told.status()),
        });
        for index in 0..shared.remotes.len() {
            runtime.spawn(Arc::clone(&exchange).run(index));
        }
        Self {
            heads: Heads::new(shared.epochs.now(), shared.tip()),
            shared,
            headers,
            runtime,
            stopped,
            current: AtomicUsize::new(0),
            header_at: Instant::now(),
        }
    }

    fn run(mut self) {
        while !*self.stopped.borrow() {
            let index = self.current.load(Ordering::Relaxed);
            let remote = &self.shared.remotes[index];
            let answer = remote.is_usable().then(|| self.request(remote)).flatten();
            match answer {
                Some(blocks) => self.take(index, blocks),
                None => {
                    self.go_to_next(index);
                    self.pause();
                }
            }
            self.look(index);
        }
    }

    fn request(&self, remote: &Remote) -> Option<Bytes> {
        let next = self.heads.next_height();
        let asked = remote.client.blocks_of_node(next, false, PATIENCE);
        let mut stopped = self.stopped.clone();
        let answer = self.runtime.block_on(async {
            tokio::select! {
                answer = asked => Some(answer),
                _ = stopped.wait_for(|stop| *stop) => None,
            }
        });
        match answer? {
            Ok(blocks) => Some(blocks.into()),
            Err(error) if is_gone(&error) => {
                let node = remote.client.base_url();
                tracing::warn!(node, next, "the node does not keep this header any more");
                None
            }
            Err(error) => {
                tracing::debug!(error = with_causes(&error), "no headers");
                None
            }
        }
    }

    fn take(&mut self, index: usize, mut blocks: Bytes) {
        let mut heads = Vec::new();
        while !blocks.is_empty() {
            let Some(parts) = split_block(&mut blocks) else {
                return self.distrust(index, "what it sent cannot be read");
            };
            match self.heads.take(&parts) {
                Ok(certified) => heads.extend(certified),
                Err(SequenceError::UnknownEpoch { .. }) if self.learn_epochs(index) => break,
                Err(error) => return self.distrust(index, &error.to_string()),
            }
        }
        if !heads.is_empty() {
            self.keep(&heads);
        }
    }

    /// Asks a node who decided in later epochs. Whether that is known now.
    fn learn_epochs(&mut self, index: usize) -> bool {
        let remote = &self.shared.remotes[index];
        let asked = remote.client.transfer(Request::Epochs.encode(0).to_vec());
        let answer = self.runtime.block_on(asked).map(Bytes::from);
        let Ok(Some(Received::Answer(_, Answer::Epochs(bytes)))) =
            answer.map(|bytes| decode(&bytes))
        else {
            return false;
        };
        let epochs = &self.shared.epochs;
        let knew = epochs.now();
        if let Err(error) = epochs.learn_encoded(&bytes) {
            let error = with_causes(&error);
            tracing::error!(error, "changes of validators were not taken");
        }
        let now = epochs.now();
        self.heads.learn(Arc::clone(&now));
        let count = now.latest().validators.validators().len();
        // Who was heard of before has another place now, or none.
        self.shared.peers.begin_epoch(None, &vec![None; count]);
        now.latest().number > knew.latest().number
    }

    fn keep(&mut self, heads: &[Head]) {
        while let Err(error) = self.headers.append(heads) {
            let error = with_causes(&error);
            if self.shared.stuck.lock().replace(error.clone()).is_none() {
                tracing::error!(error, "headers cannot be written");
            }
            if *self.stopped.borrow() {
                return;
            }
            self.pause();
        }
        *self.shared.stuck.lock() = None;
        if let Some(last) = heads.last() {
            self.header_at = Instant::now();
            self.shared.tip.send_replace(last.header);
        }
    }

    fn distrust(&mut self, index: usize, reason: &str) {
        let remote = &self.shared.remotes[index];
        tracing::error!(
            node = remote.client.base_url(),
            reason,
            "a followed node sent what does not verify; it is left for a minute"
        );
        remote.leave();
        self.heads = Heads::new(self.shared.epochs.now(), self.shared.tip());
        self.go_to_next(index);
    }

    fn go_to_next(&self, index: usize) {
        let remotes = &self.shared.remotes;
        let others = (1..=remotes.len()).map(|turn| (index + turn) % remotes.len());
        if let Some(next) = others.into_iter().find(|next| remotes[*next].is_usable()) {
            self.current.store(next, Ordering::Relaxed);
        }
    }

    /// While another node has more than comes, that one is asked.
    fn look(&mut self, index: usize) {
        let own = self.shared.tip().height().get();
        let remotes = &self.shared.remotes;
        let height = |at: &usize| remotes[*at].height.load(Ordering::Relaxed);
        let good = (0..remotes.len()).filter(|at| remotes[*at].is_good());
        let highest = good.max_by_key(height).unwrap_or(index);
        if height(&highest) <= own {
            self.header_at = Instant::now();
        } else if self.header_at.elapsed() > SWITCH_AFTER {
            self.current.store(highest, Ordering::Relaxed);
        }
    }

    fn pause(&self) {
        let mut stopped = self.stopped.clone();
        self.runtime.block_on(async {
            // It ends early if the node does.
            let _ = tokio::time::timeout(PAUSE, stopped.wait_for(|stop| *stop)).await;
        });
    }
}
