//! How this node is, for the other nodes and for those who ask it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::chain::Chain;
use crate::committee::participation::Participation;
use crate::committee::peers::{NodeRole, NodeStatus, Peers};
use crate::config::NodeConfig;
use crate::status::Status;

/// What it is made of.
#[derive(Debug)]
pub struct OwnStatus {
    /// The configuration.
    pub config: Arc<NodeConfig>,
    /// What it does for the network.
    pub role: NodeRole,
    /// The chain.
    pub chain: Arc<Chain>,
    /// The mode.
    pub status: Arc<Status>,
    /// Height of the newest snapshot.
    pub snapshot_height: Arc<AtomicU64>,
    /// What validators were seen to do, if there are several or this node is none.
    pub participation: Option<Arc<Participation>>,
    /// What this node does to be level with the others, likewise.
    pub peers: Option<Arc<Peers>>,
    /// When the process started.
    pub began: Instant,
}

impl OwnStatus {
    /// How it is now.
    pub fn look(&self) -> NodeStatus {
        let (config, chain) = (&self.config, &self.chain);
        let tip = chain.tip().height.get();
        let kept = config.committee.as_ref().map_or(tip, |one| one.kept_blocks);
        NodeStatus {
            name: config.name.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            process_id: std::process::id(),
            mode: self.status.mode().name().into(),
            http_address: config.http_address.to_string(),
            grpc_address: config.grpc_address.to_string(),
            height: tip,
            earliest_height: chain.earliest_height().max(tip.saturating_sub(kept)),
            snapshot_height: self.snapshot_height.load(Ordering::Acquire),
            uptime_seconds: self.began.elapsed().as_secs(),
            epoch: chain.epochs.of(tip + 1).number,
            view: self.participation.as_ref().map_or(0, |seen| seen.view()),
            votes: self.peers.as_ref().is_none_or(|peers| peers.votes()),
            role: self.role,
            catch_up: self.peers.as_ref().and_then(|peers| peers.catch_up()),
        }
    }

    /// What it does for the network.
    pub const fn role(&self) -> NodeRole {
        self.role
    }
}
