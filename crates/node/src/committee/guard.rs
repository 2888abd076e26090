//! Watches over consensus: starts the engine, tells the other nodes how this one is, and sees to it that it gets level with them.
//!
//! ```text
//!                   ┌── blocks come ──▶ level
//! behind ───────────┤
//!                   └── none for 5 s ─▶ stalled: said in health and metrics ── 15 s ──▶ the engine is started again
//!                                          └── nobody has the next block any more, or 30 s ──▶ snapshot of another node, and a new start
//!
//! engine's folder lost ─▶ follows, without votes ── past every view in which it may have voted ──▶ votes
//! ```
//!
//! What it decides is in [`super::judge`], which has no clock of its own.

mod epochs;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use aurigraph_consensus::{BlockLimits, EngineThread, Member, NetworkSettings, Settings};
use aurigraph_storage::Disk;
use aurigraph_types::{BlockHeader, Certificate, SigningKey};
use crossbeam_channel::{Receiver, Sender};

use epochs::knows_votes;

use super::floor::Floor;
use super::judge::{Position, Progress, VIEWS_BEFORE_VOTE, Verdict, highest_possible_view, judge};
use super::link::Link;
use super::peers::{CatchUp, NodeStatus, Peer};
use super::repair::repair;
use super::start::{BLOCK_BYTES_MAX, CommitteeStartError, ENGINE_THREADS, Shared};
use super::transfer::fetch::Fetcher;
use super::transfer::stage::Stage;
use crate::chain::Chain;
use crate::config::{CommitteeNetwork, NodeConfig};
use crate::node::same_key;
use crate::recovery::take_new_network_mark;
use crate::status::Status;

/// Name of the engine's folder in a data folder.
const CONSENSUS_FOLDER: &str = "consensus";
/// The same while it only follows.
const FOLLOW_FOLDER: &str = "consensus-follow";
/// How often everything is looked at.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// Pause after no node could give a snapshot.
const SNAPSHOT_PAUSE: Duration = Duration::from_secs(2);
/// Blocks after which a floor is not needed any more.
const FLOOR_KEPT_BLOCKS: u64 = 64;
/// Blocks that are looked through for one with a certificate.
const CERTIFICATE_SEARCH_BLOCKS: u64 = 64;

/// What is needed of the node.
pub struct GuardParts {
    /// The node's configuration.
    pub config: NodeConfig,
    /// The disk.
    pub disk: Arc<dyn Disk>,
    /// How the others are reached.
    pub network: CommitteeNetwork,
    /// The ledger as the engine sees it.
    pub link: Link,
    /// The chain.
    pub chain: Arc<Chain>,
    /// The node's mode.
    pub status: Arc<Status>,
    /// This validator's key.
    pub key: SigningKey,
    /// Header of block 0.
    pub genesis: BlockHeader,
    /// What core and interfaces share with it.
    pub shared: Shared,
    /// The lowest height of the other validators: nothing that they need is pruned.
    pub slowest_height: Arc<AtomicU64>,
    /// How this node is.
    pub own_status: Arc<dyn Fn() -> NodeStatus + Send + Sync>,
    /// Set when the node is ending.
    pub stopping: Arc<AtomicBool>,
}

/// What runs.
#[derive(Debug)]
pub struct GuardThread {
    thread: JoinHandle<()>,
    stop: Sender<()>,
    stopping: Arc<AtomicBool>,
}

impl GuardThread {
    /// Ends the engine and waits for it.
    pub fn stop(self) {
        self.stopping.store(true, Ordering::Release);
        drop(self.stop);
        if self.thread.join().is_err() {
            tracing::error!("the guard of consensus ended by a panic");
        }
    }
}

/// Starts the engine and the thread that watches over it.
pub fn start(parts: GuardParts, fetcher: Fetcher) -> Result<GuardThread, CommitteeStartError> {
    let (stop, stopped) = crossbeam_channel::bounded(0);
    let stopping = Arc::clone(&parts.stopping);
    let mut guard = Guard::new(parts, fetcher)?;
    guard.start_engine()?;
    let thread = std::thread::Builder::new()
        .name("guard".into())
        .spawn(move || guard.run(&stopped))?;
    Ok(GuardThread {
        thread,
        stop,
        stopping,
    })
}

struct Guard {
    parts: GuardParts,
    /// The epoch of the engine.
    epoch: u64,
    engine: Option<EngineThread>,
    votes: bool,
    progress: Progress,
    was_restarted: bool,
    snapshot_failed_at: Option<Instant>,
    told_at: Instant,
    /// The network's view when enough of it was heard of for the first time.
    first_view: Option<u64>,
    floor_height: Option<u64>,
    fetcher: Option<Fetcher>,
}

impl Guard {
    fn new(parts: GuardParts, fetcher: Fetcher) -> Result<Self, CommitteeStartError> {
        let data_dir = &parts.config.data_dir;
        take_new_network_mark(data_dir, CONSENSUS_FOLDER)?;
        let tip = parts.chain.tip().height.get();
        let epoch = parts.chain.epochs.of(tip + 1);
        let floor = Floor::read(&*parts.disk, data_dir)?;
        let may_vote = floor.is_some_and(|floor| floor.may_vote && floor.is_of(epoch.number));
        // Whoever has no block of an epoch has not voted in it.
        let is_at_beginning = epoch.number > 0 && tip + 1 == epoch.first.get();
        let votes = knows_votes(data_dir, epoch.number) || may_vote || is_at_beginning;
        if !votes {
            tracing::warn!(
                "what this validator voted before is not known: it follows without votes until the network is past every view in which it may have voted"
            );
        }
        Ok(Self {
            progress: Progress::new(parts.chain.tip().height.get(), Instant::now()),
            parts,
            epoch: epoch.number,
            fetcher: Some(fetcher),
            engine: None,
            votes,
            was_restarted: false,
            snapshot_failed_at: None,
            told_at: Instant::now(),
            first_view: None,
            floor_height: None,
        })
    }

    fn folder(&self) -> PathBuf {
        self.parts.config.data_dir.join(if self.votes {
            CONSENSUS_FOLDER
        } else {
            FOLLOW_FOLDER
        })
    }

    /// The floor, if the ledger here has its block.
    fn floor(&self) -> Result<Option<Floor>, CommitteeStartError> {
        let floor = Floor::read(&*self.parts.disk, &self.parts.config.data_dir)?;
        Ok(floor.filter(|floor| {
            let height = floor.header.height().get();
            let here = self.parts.chain.header(height).ok().flatten();
            here.is_some_and(|block| block.hash == floor.header.hash())
        }))
    }

    fn start_engine(&mut self) -> Result<(), CommitteeStartError> {
        self.parts.shared.peers.set_votes(self.votes);
        let folder = self.folder();
        if !self.votes {
            // What it followed before is of no use: it begins again where the ledger is.
            let _ = std::fs::remove_dir_all(&folder);
        }
        let floor = match self.floor()? {
            Some(floor) => Some(floor),
            // Its folder is new: it goes on where the ledger is, and asks nobody for what is here.
            None if !self.votes => self.last_certificate().map(|(header, certificate)| Floor {
                header,
                certificate,
                may_vote: false,
            }),
            None => self.beginning_of_epoch(),
        };
        self.floor_height = floor.as_ref().map(|floor| floor.header.height().get());
        let parts = &self.parts;
        let network = NetworkSettings {
            listen: parts.network.listen,
            addresses: self.addresses(self.epoch)?,
            former: self.former_validators(),
            data_dir: folder,
            worker_threads: ENGINE_THREADS,
        };
        let settings = Settings {
            limits: BlockLimits {
                body_bytes_max: BLOCK_BYTES_MAX,
            },
            kept_blocks: parts.network.kept_blocks,
            ..Settings::default()
        };
        let schedule = parts.chain.epochs.schedule();
        let member = Member {
            schedule: schedule.expect("a committee has a schedule").clone(),
            epoch: self.epoch,
            key: same_key(&parts.key),
            votes: self.votes,
            genesis: parts.genesis,
            floor: floor.map(|floor| (floor.header, floor.certificate)),
        };
        let slot = Arc::clone(&parts.shared.engine);
        let status = Arc::clone(&parts.status);
        let thread = aurigraph_consensus::spawn(
            network,
            settings,
            member,
            parts.link.clone(),
            move |engine| slot.store(Some(Arc::new(engine))),
            move || status.fail("the consensus engine ended; the log says why".into()),
        )?;
        self.engine = Some(thread);
        Ok(())
    }

    fn stop_engine(&mut self) {
        self.parts.shared.engine.store(None);
        if let Some(engine) = self.engine.take() {
            engine.stop();
        }
    }

    fn restart_engine(&mut self) {
        self.stop_engine();
        if let Err(error) = self.start_engine() {
            let reason = format!("consensus cannot be started again: {error}");
            self.parts.status.fail(reason);
        }
    }

    fn run(mut self, stopped: &Receiver<()>) {
        let bell = self.parts.chain.epochs.bell().clone();
        let mut looked_at = Instant::now();
        loop {
            crossbeam_channel::select! {
                recv(stopped) -> _ => break,
                recv(bell) -> _ => {}
                default(LOOK_INTERVAL.saturating_sub(looked_at.elapsed())) => {}
            }
            self.follow_epochs();
            if looked_at.elapsed() >= LOOK_INTERVAL {
                looked_at = Instant::now();
                self.look();
            }
        }
        self.stop_engine();
    }

    fn look(&mut self) {
        let peers = self.parts.shared.peers.report();
        let position = self.position(&peers);
        let verdict = judge(&position);
        let target_height = position.network_height;
        let catch_up = match verdict {
            Verdict::Level => None,
            Verdict::CatchingUp => Some(CatchUp::Blocks { target_height }),
            Verdict::Stalled | Verdict::RestartEngine | Verdict::Snapshot => {
                Some(CatchUp::Stalled {
                    target_height,
                    seconds: position.still_for.as_secs(),
                })
            }
        };
        self.parts.shared.peers.set_catch_up(catch_up);
        self.tell();
        self.learn_epochs(&peers);
        match verdict {
            Verdict::RestartEngine => {
                tracing::warn!(
                    own_height = position.own_height,
                    target_height,
                    "no block comes although there are some: consensus is started again"
                );
                self.was_restarted = true;
                if self.is_removed() {
                    return;
                }
                self.restart_engine();
            }
            Verdict::Snapshot => self.take_snapshot(&peers, &position),
            Verdict::Level if !self.votes => self.vote_if_safe(&peers),
            Verdict::Level => self.repair_block(&peers),
            _ => {}
        }
    }

    /// Gets a block that is damaged here from one of the others.
    fn repair_block(&mut self, peers: &[Peer]) {
        let chain = &self.parts.chain;
        let (Some(height), Some(fetcher)) = (chain.damaged.first(), &mut self.fetcher) else {
            return;
        };
        if height < chain.earliest_height() {
            chain.damaged.mended(height, false);
            return;
        }
        let limits = BlockLimits {
            body_bytes_max: BLOCK_BYTES_MAX,
        };
        let givers = (0..)
            .zip(peers)
            .filter(|(_, peer)| peer.is_fresh())
            .map(|(from, _)| from);
        for from in givers {
            let epochs = chain.epochs.now();
            match repair(chain, &epochs, &limits, fetcher, from, height) {
                Ok(()) => {
                    tracing::warn!(height, from, "a damaged block was replaced");
                    chain.damaged.mended(height, true);
                    return;
                }
                Err(error) => {
                    let error = crate::history::with_causes(&error);
                    tracing::warn!(height, from, error, "a damaged block was not replaced");
                }
            }
        }
    }

    fn position(&mut self, peers: &[Peer]) -> Position {
        let own_height = self.parts.chain.tip().height.get();
        let network_height = self
            .parts
            .shared
            .participation
            .network_tip()
            .max(self.parts.shared.peers.credible_height());
        let now = Instant::now();
        if self.progress.look(own_height, network_height, now) {
            self.was_restarted = false;
        }
        let is_past = |floor: &u64| self.votes && own_height > floor + FLOOR_KEPT_BLOCKS;
        if self.floor_height.as_ref().is_some_and(is_past) {
            // The engine knows better by now.
            Floor::remove(&*self.parts.disk, &self.parts.config.data_dir);
            self.floor_height = None;
        }
        let shared = &self.parts.shared;
        let fault_max = (peers.len() - 1) / 3;
        let fresh: Vec<_> = peers
            .iter()
            .filter(|peer| peer.is_fresh())
            .filter_map(|peer| peer.status.as_ref())
            .collect();
        let slowest = shared.peers.slowest_height().unwrap_or(u64::MAX);
        self.parts.slowest_height.store(slowest, Ordering::Release);
        let earliest = fresh.iter().map(|status| status.earliest_height).min();
        Position {
            own_height,
            network_height,
            earliest_given: earliest.filter(|_| fresh.len() > fault_max),
            still_for: self.progress.still_for(now),
            was_restarted: self.was_restarted,
        }
    }

    /// Tells the others how this node is.
    fn tell(&mut self) {
        self.told_at = Instant::now();
        let own = (self.parts.own_status)();
        self.parts.shared.peers.tell(&own);
    }

    /// Fetches a snapshot of one of the others, the highest first, and has the node started again with it.
    fn take_snapshot(&mut self, peers: &[Peer], position: &Position) {
        let is_pause = |at: &Instant| at.elapsed() < SNAPSHOT_PAUSE;
        if self.snapshot_failed_at.as_ref().is_some_and(is_pause) {
            return;
        }
        let mut givers: Vec<(u16, u64)> = (0..)
            .zip(peers)
            .filter(|(_, peer)| peer.is_fresh())
            .filter_map(|(index, peer)| Some((index, peer.status.as_ref()?.height)))
            .filter(|(_, height)| *height > position.own_height)
            .collect();
        givers.sort_unstable_by_key(|(_, height)| std::cmp::Reverse(*height));
        let stage = Stage {
            epochs: self.parts.chain.epochs.now(),
            disk: Arc::clone(&self.parts.disk),
            data_dir: self.parts.config.data_dir.clone(),
            segment_bytes: self.parts.config.segment_bytes,
            disk_reserve_bytes: self.parts.config.disk_reserve_bytes,
            limits: BlockLimits {
                body_bytes_max: BLOCK_BYTES_MAX,
            },
            others: givers.iter().map(|(index, _)| *index).collect(),
            own_height: position.own_height,
        };
        let Some(mut fetcher) = self.fetcher.take() else {
            return;
        };
        for (from, _) in givers {
            tracing::warn!(
                own_height = position.own_height,
                network_height = position.network_height,
                from,
                "this node is too far behind for blocks and fetches a snapshot"
            );
            let staged = stage.run(&mut fetcher, from, |catch_up| {
                self.parts.shared.peers.set_catch_up(Some(catch_up));
                if self.told_at.elapsed() >= LOOK_INTERVAL {
                    self.tell();
                }
            });
            match staged {
                Ok(height) => {
                    self.parts.status.ask_restart(format!(
                        "a snapshot of height {height} was fetched and checked"
                    ));
                    // Nothing more is fetched before that.
                    return;
                }
                Err(error) => {
                    let error = crate::history::with_causes(&error);
                    tracing::warn!(from, error, "no snapshot");
                }
            }
            if self.parts.stopping.load(Ordering::Acquire) {
                break;
            }
        }
        self.fetcher = Some(fetcher);
        self.snapshot_failed_at = Some(Instant::now());
    }

    /// Begins to vote once the network is past every view in which this validator may have voted before.
    fn vote_if_safe(&mut self, peers: &[Peer]) {
        let epoch = self.epoch;
        let views: Vec<_> = peers
            .iter()
            .filter(|peer| peer.is_fresh())
            .filter_map(|peer| peer.status.as_ref())
            .filter(|status| status.epoch == epoch)
            .map(|status| status.view)
            .collect();
        self.first_view = self
            .first_view
            .or_else(|| highest_possible_view(&views, peers.len()));
        let Some(first_view) = self.first_view else {
            return;
        };
        let Some((header, certificate)) = self.last_certificate() else {
            return;
        };
        if certificate.epoch != epoch || certificate.view < first_view + VIEWS_BEFORE_VOTE {
            return;
        }
        let view = certificate.view;
        let floor = Floor {
            header,
            certificate,
            may_vote: true,
        };
        if let Err(error) = floor.write(&*self.parts.disk, &self.parts.config.data_dir) {
            tracing::error!(%error, "where to vote from cannot be written");
            return;
        }
        tracing::info!(after_view = view, "this validator votes from now on");
        self.stop_engine();
        self.votes = true;
        self.restart_engine();
    }

    fn last_certificate(&self) -> Option<(BlockHeader, Certificate)> {
        let tip = self.parts.chain.tip().height.get();
        (tip.saturating_sub(CERTIFICATE_SEARCH_BLOCKS)..=tip)
            .rev()
            .find_map(|height| {
                let block = self.parts.chain.header(height).ok().flatten()?;
                let certificate = Certificate::decode(&block.certificate).ok()?;
                Some((block.header, certificate))
            })
    }
}
