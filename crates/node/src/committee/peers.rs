//! What the nodes of the other validators say of themselves, and how far away they are.
//!
//! Every second each tells the others how it is, over their encrypted connections, and gets an echo back: that is the latency. What one says
//! of itself is shown as its word; nothing is decided by the word of fewer than f + 1.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use aurigraph_consensus::{Defence, Engine, Message};
use bytes::Bytes;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

/// The engine, while it runs.
pub type EngineSlot = Arc<ArcSwapOption<Engine>>;

/// Longer messages are no status.
const MESSAGE_BYTES_MAX: usize = 8 * 1024;
/// Who said nothing for so long is not counted on.
const FRESH_FOR: Duration = Duration::from_secs(5);

/// How a node is, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeStatus {
    /// Its name.
    pub name: String,
    /// Version of its software.
    pub version: String,
    /// Its process id.
    pub process_id: u32,
    /// `healthy`, `read_only` or `stopping`.
    pub mode: String,
    /// Where HTTP listens.
    pub http_address: String,
    /// Where gRPC ingest listens.
    pub grpc_address: String,
    /// Height of its last block.
    pub height: u64,
    /// First block that it can give to others.
    pub earliest_height: u64,
    /// Height of its newest snapshot.
    pub snapshot_height: u64,
    /// Seconds since it started.
    pub uptime_seconds: u64,
    /// The epoch of the next block.
    #[serde(default)]
    pub epoch: u64,
    /// The view of that epoch that it is in.
    #[serde(default)]
    pub view: u64,
    /// Whether it votes.
    #[serde(default)]
    pub votes: bool,
    /// What it does for the network.
    #[serde(default)]
    pub role: NodeRole,
    /// What it does to be level with the others; nothing if it is.
    #[serde(default)]
    pub catch_up: Option<CatchUp>,
}

/// What a node does for the network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeRole {
    /// Proposes, verifies and votes.
    #[default]
    Validator,
    /// Follows the validators: executes what is final, answers everything, and sends submissions on to them.
    Business,
    /// Follows them by headers and certificates alone, and checks proofs.
    Light,
    /// Something that this software does not know.
    #[serde(other)]
    Unknown,
}

impl NodeRole {
    /// The name in APIs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Validator => "VALIDATOR",
            Self::Business => "BUSINESS",
            Self::Light => "LIGHT",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// How a node that is behind gets level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum CatchUp {
    /// Block by block.
    #[serde(rename_all = "camelCase")]
    Blocks {
        /// Height that the network has.
        target_height: u64,
    },
    /// It got no block for a while, although there are some.
    #[serde(rename_all = "camelCase")]
    Stalled {
        /// Height that the network has.
        target_height: u64,
        /// For how long.
        seconds: u64,
    },
    /// By a snapshot.
    #[serde(rename_all = "camelCase")]
    Snapshot {
        /// Height of the snapshot.
        height: u64,
        /// Validator that gives it; nothing if another node does.
        #[serde(default)]
        from: Option<u16>,
        /// Bytes that came.
        received_bytes: u64,
        /// All its bytes.
        total_bytes: u64,
    },
}

impl CatchUp {
    /// The same with the validator that gives the snapshot.
    #[must_use]
    pub const fn from_validator(mut self, validator: Option<u16>) -> Self {
        if let Self::Snapshot { from, .. } = &mut self {
            *from = validator;
        }
        self
    }
}

/// What travels.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Telling {
    /// How the sender is; to be echoed.
    Status {
        /// The sender's clock, microseconds.
        sent_at_us: u64,
        /// How it is.
        status: Box<NodeStatus>,
    },
    /// The answer.
    Echo {
        /// The time that came with the status.
        sent_at_us: u64,
    },
}

/// What is known of another node.
#[derive(Clone, Debug)]
pub struct Peer {
    /// What it said last; nothing if it said nothing since this process started.
    pub status: Option<NodeStatus>,
    /// How long ago it was heard of.
    pub heard_ago: Option<Duration>,
    /// The last round trip.
    pub latency: Option<Duration>,
}

impl Peer {
    /// Whether it was heard of a moment ago.
    pub fn is_fresh(&self) -> bool {
        self.heard_ago.is_some_and(|ago| ago < FRESH_FOR)
    }
}

#[derive(Clone, Debug, Default)]
struct Heard {
    status: Option<NodeStatus>,
    heard_at: Option<Instant>,
    latency: Option<Duration>,
}

#[derive(Debug)]
struct HeardOf {
    /// This validator's index, if it is one.
    own: Option<u16>,
    /// By index in the validator set.
    validators: Vec<Heard>,
}

/// The other nodes.
pub struct Peers {
    engine: EngineSlot,
    began: Instant,
    heard: Mutex<HeardOf>,
    /// What this node says of itself.
    catch_up: Mutex<Option<CatchUp>>,
    votes: AtomicBool,
}

impl std::fmt::Debug for Peers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Peers")
            .field("own", &self.heard.lock().own)
            .finish_non_exhaustive()
    }
}

impl Peers {
    /// Of a committee of so many, in which this validator has the index `own`, if it is one.
    pub fn new(engine: EngineSlot, own: Option<u16>, validators: usize) -> Self {
        Self {
            engine,
            began: Instant::now(),
            heard: Mutex::new(HeardOf {
                own,
                validators: vec![Heard::default(); validators],
            }),
            catch_up: Mutex::default(),
            votes: AtomicBool::new(own.is_some()),
        }
    }

    /// Another epoch begins, in which this validator has the index `own`, and each validator the index before that `places` says, if it was one.
    pub fn begin_epoch(&self, own: Option<u16>, places: &[Option<usize>]) {
        let mut heard = self.heard.lock();
        let before = |place: &Option<usize>| {
            let before = place.and_then(|place| heard.validators.get(place));
            before.cloned().unwrap_or_default()
        };
        let validators = places.iter().map(before).collect();
        *heard = HeardOf { own, validators };
    }

    /// Whether this node votes.
    pub fn votes(&self) -> bool {
        self.votes.load(Ordering::Relaxed)
    }

    /// Says whether this node votes.
    pub fn set_votes(&self, votes: bool) {
        self.votes.store(votes, Ordering::Relaxed);
    }

    /// Takes what another validator sent.
    pub fn received(&self, from: u16, bytes: &Bytes) {
        if bytes.len() > MESSAGE_BYTES_MAX {
            return;
        }
        let Ok(telling) = serde_json::from_slice(bytes) else {
            tracing::debug!(from, "a status that cannot be read");
            return;
        };
        match telling {
            Telling::Status { sent_at_us, status } => {
                self.said(from, *status, None);
                self.send(from, &Telling::Echo { sent_at_us });
            }
            Telling::Echo { sent_at_us } => {
                let latency = self.clock_us().checked_sub(sent_at_us);
                if let Some(heard) = self.heard.lock().validators.get_mut(usize::from(from)) {
                    heard.latency = latency.map(Duration::from_micros);
                }
            }
        }
    }

    /// Takes what another validator said of itself, and how long a message to it and back took if that is known.
    pub fn said(&self, from: u16, status: NodeStatus, latency: Option<Duration>) {
        if let Some(heard) = self.heard.lock().validators.get_mut(usize::from(from)) {
            heard.status = Some(status);
            heard.heard_at = Some(Instant::now());
            heard.latency = latency.or(heard.latency);
        }
    }

    /// Tells all others how this node is.
    pub fn tell(&self, status: &NodeStatus) {
        let telling = Telling::Status {
            sent_at_us: self.clock_us(),
            status: Box::new(status.clone()),
        };
        for validator in self.others() {
            self.send(validator, &telling);
        }
    }

    /// Indexes of the other validators.
    pub fn others(&self) -> impl Iterator<Item = u16> {
        let heard = self.heard.lock();
        let (own, count) = (heard.own, heard.validators.len() as u16);
        drop(heard);
        (0..count).filter(move |validator| Some(*validator) != own)
    }

    /// What is known of each validator's node, by index; nothing of this one.
    pub fn report(&self) -> Vec<Peer> {
        let heard = self.heard.lock();
        let peer = |heard: &Heard| Peer {
            status: heard.status.clone(),
            heard_ago: heard.heard_at.map(|at| at.elapsed()),
            latency: heard.latency,
        };
        heard.validators.iter().map(peer).collect()
    }

    /// What this node does to be level with the others.
    pub fn catch_up(&self) -> Option<CatchUp> {
        self.catch_up.lock().clone()
    }

    /// Says what this node does to be level with the others.
    pub fn set_catch_up(&self, catch_up: Option<CatchUp>) {
        *self.catch_up.lock() = catch_up;
    }

    /// The height that at least f + 1 validators say they have, so that one of them tells the truth.
    pub fn credible_height(&self) -> u64 {
        let peers = self.report();
        let fault_max = (peers.len() - 1) / 3;
        let mut heights: Vec<_> = peers
            .iter()
            .filter(|peer| peer.is_fresh())
            .filter_map(|peer| Some(peer.status.as_ref()?.height))
            .collect();
        heights.sort_unstable_by(|a, b| b.cmp(a));
        heights.get(fault_max).copied().unwrap_or(0)
    }

    /// The lowest height of those that were heard of a moment ago.
    pub fn slowest_height(&self) -> Option<u64> {
        let peers = self.report();
        peers
            .iter()
            .filter(|peer| peer.is_fresh())
            .filter_map(|peer| Some(peer.status.as_ref()?.height))
            .min()
    }

    /// What the network did against strangers and misbehaving validators by this time; nothing before it runs.
    pub fn defence(&self, now_ms: u64) -> Option<Defence> {
        self.engine.load().as_ref()?.defence(now_ms)
    }

    fn send(&self, validator: u16, telling: &Telling) {
        if let Some(engine) = self.engine.load().as_ref() {
            let bytes = serde_json::to_vec(telling).expect("a status can be written");
            engine.send(validator, Message::Status, bytes.into());
        }
    }

    fn clock_us(&self) -> u64 {
        self.began.elapsed().as_micros() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(height: u64) -> NodeStatus {
        NodeStatus {
            name: "validator-1".into(),
            version: "1".into(),
            process_id: 1,
            mode: "healthy".into(),
            http_address: String::new(),
            grpc_address: String::new(),
            height,
            earliest_height: 0,
            snapshot_height: 0,
            uptime_seconds: 0,
            epoch: 0,
            view: 0,
            votes: true,
            role: NodeRole::Validator,
            catch_up: None,
        }
    }

    fn told(height: u64) -> Bytes {
        let telling = Telling::Status {
            sent_at_us: 1,
            status: Box::new(status(height)),
        };
        serde_json::to_vec(&telling).expect("JSON").into()
    }

    #[test]
    fn nothing_is_believed_that_only_f_validators_say() {
        let peers = Peers::new(EngineSlot::default(), Some(0), 4);
        assert_eq!(peers.credible_height(), 0);
        peers.received(1, &told(1_000_000));
        assert_eq!(peers.credible_height(), 0, "one may lie");
        peers.received(2, &told(70));
        peers.received(3, &told(80));
        assert_eq!(peers.credible_height(), 80);
        assert_eq!(peers.slowest_height(), Some(70));
    }

    #[test]
    fn what_cannot_be_read_changes_nothing() {
        let peers = Peers::new(EngineSlot::default(), Some(0), 4);
        let long = vec![b' '; MESSAGE_BYTES_MAX + 1];
        for bytes in [&b""[..], b"{}", b"[1]", &[0xff; 100], &long] {
            peers.received(1, &Bytes::copy_from_slice(bytes));
        }
        peers.received(99, &told(5));
        assert!(peers.report().iter().all(|peer| peer.status.is_none()));
    }

    #[test]
    fn a_newer_version_may_say_more() {
        let mut told: serde_json::Value = serde_json::from_slice(&told(7)).expect("JSON");
        told["status"]["status"]["colour"] = "blue".into();
        let peers = Peers::new(EngineSlot::default(), Some(0), 4);
        peers.received(1, &serde_json::to_vec(&told).expect("JSON").into());
        assert_eq!(peers.slowest_height(), Some(7));
    }
}
