//! Configuration of a node: one struct, every field with its meaning and default.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use aurigraph_client::Trust;
use aurigraph_types::Address;

use crate::committee::peers::NodeRole;
use crate::http::metrics_access::MetricsKey;
use crate::tls::TlsFiles;

/// Bytes of a log segment. The least that may be kept free: with less, a full disk would be noticed after the log has no room.
pub const SEGMENT_BYTES: u64 = 64 * 1024 * 1024;

/// How a node runs.
#[derive(Clone, Debug)]
pub struct NodeConfig {
    /// Folder of everything that the node keeps.
    pub data_dir: PathBuf,
    /// Address of HTTP, WebSocket and metrics.
    pub http_address: SocketAddr,
    /// Address of gRPC ingest.
    pub grpc_address: SocketAddr,
    /// Name of this node, for people.
    pub name: String,
    /// Transfers after which a block is closed at the latest; the controller ([`crate::block_size`]) may close it before.
    pub block_records_target: usize,
    /// Age after which a block is closed at the latest even while more submissions wait. It bounds latency under load; an idle node closes
    /// at once.
    pub block_age_max: Duration,
    /// Quiet time after which one empty block follows, to make the last results provable.
    pub proof_delay: Duration,
    /// The same while submissions come steadily: the next one's block may make them provable ([`crate::proof_delay`]).
    pub proof_delay_max: Duration,
    /// Bytes of submissions that may wait between admission and durability.
    pub ingest_budget_bytes: usize,
    /// Threads that verify signatures; 0 means one for each core.
    pub verify_threads: usize,
    /// Bytes of a log segment.
    pub segment_bytes: u64,
    /// Bytes of log that are kept; older segments go once a snapshot covers them.
    pub log_bytes_max: u64,
    /// Bytes of log after which a snapshot is taken.
    pub snapshot_interval_bytes: u64,
    /// Free bytes below which the node stops to take submissions. Enough to finish what was taken: at least a segment.
    pub disk_reserve_bytes: u64,
    /// HTTP connections that are served at once; more are refused.
    pub connections_max: usize,
    /// Certificate and key of both listeners; without, they are served in the clear.
    pub tls: Option<TlsFiles>,
    /// gRPC connections that are served at once; more are refused. Fewer, because each may hold an unfinished frame.
    pub grpc_connections_max: usize,
    /// How the other validators are reached; needed if the genesis file names several.
    pub committee: Option<CommitteeNetwork>,
    /// Whom a node follows that is no validator, or none any more.
    pub follow: Option<FollowNetwork>,
    /// With what metrics are read from other machines; without it only this one reads them.
    pub metrics_key: Option<MetricsKey>,
    /// The account whose word counts on which nodes' keys are registered and which are revoked ([`crate::registrations`]); without it nobody's does.
    pub node_registrar: Option<Address>,
}

/// Whom a node follows that is no validator.
#[derive(Clone, Debug)]
pub struct FollowNetwork {
    /// Addresses of their REST interfaces, `http://HOST:PORT` or `https://HOST:PORT`.
    pub nodes: Vec<String>,
    /// Whose certificates are believed with `https://`.
    pub trust: Trust,
    /// What the node does: [`NodeRole::Business`] or [`NodeRole::Light`].
    pub role: NodeRole,
    /// Whether a node without any block begins with a snapshot of another one instead of the first block: it is level soon, and has nothing of what was
    /// before.
    pub begins_with_snapshot: bool,
}

/// How validators of a committee reach each other.
#[derive(Clone, Debug)]
pub struct CommitteeNetwork {
    /// Where this one listens for the others.
    pub listen: SocketAddr,
    /// Address of each of the first epoch, in the order of the genesis file; this one's own is not used. Those of later epochs stand in the ledger.
    pub addresses: Vec<SocketAddr>,
    /// Bytes of submissions in a block, unless one alone has more.
    pub block_bytes: usize,
    /// Final blocks that are kept for validators that were away; one that missed more takes a snapshot.
    pub kept_blocks: u64,
}

impl CommitteeNetwork {
    /// With blocks of the size that carried most in trials.
    pub const fn new(listen: SocketAddr, addresses: Vec<SocketAddr>) -> Self {
        Self {
            listen,
            addresses,
            block_bytes: 4 * 1024 * 1024,
            kept_blocks: 65_536,
        }
    }
}

/// A configuration with which a node must not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The others cannot be reached.
    #[error(
        "the genesis file names {validators} validators, and {addresses} addresses are configured: name one for each, in the order of the genesis file"
    )]
    Addresses {
        /// Validators of the genesis file.
        validators: usize,
        /// Addresses that were configured.
        addresses: usize,
    },
    /// It is none of the validators, and knows nobody to follow.
    #[error(
        "this node's key is none of the validators' of epoch {epoch}, which decide now: name addresses of nodes in [follow] nodes, then it follows them"
    )]
    NoValidator {
        /// The epoch.
        epoch: u64,
    },
    /// The reserve protects nothing.
    #[error(
        "{reserve_bytes} bytes are to be kept free, but one segment of the block log needs {segment_bytes}: keep at least that many"
    )]
    ReserveTooSmall {
        /// What was configured.
        reserve_bytes: u64,
        /// The least.
        segment_bytes: u64,
    },
}

impl NodeConfig {
    /// Refuses values that contradict each other.
    pub const fn check(&self) -> Result<(), ConfigError> {
        if self.disk_reserve_bytes < self.segment_bytes {
            return Err(ConfigError::ReserveTooSmall {
                reserve_bytes: self.disk_reserve_bytes,
                segment_bytes: self.segment_bytes,
            });
        }
        Ok(())
    }

    /// What the node does for the network, if that follows from the configuration alone: one that knows both how validators reach it and whom to follow is a
    /// validator as long as its key is one's.
    pub const fn role(&self) -> Option<NodeRole> {
        match (&self.follow, &self.committee) {
            (Some(follow), None) => Some(follow.role),
            (None, _) => Some(NodeRole::Validator),
            (Some(_), Some(_)) => None,
        }
    }

    /// The defaults for a data folder and two addresses.
    pub fn new(data_dir: PathBuf, http_address: SocketAddr, grpc_address: SocketAddr) -> Self {
        Self {
            data_dir,
            http_address,
            grpc_address,
            name: "validator-0".into(),
            block_records_target: 200_000,
            block_age_max: Duration::from_millis(30),
            proof_delay: Duration::from_millis(50),
            proof_delay_max: Duration::from_millis(250),
            ingest_budget_bytes: 64 * 1024 * 1024,
            verify_threads: 0,
            segment_bytes: SEGMENT_BYTES,
            log_bytes_max: 4 * 1024 * 1024 * 1024,
            snapshot_interval_bytes: 1024 * 1024 * 1024,
            disk_reserve_bytes: 256 * 1024 * 1024,
            connections_max: 12_000,
            tls: None,
            grpc_connections_max: 4_000,
            committee: None,
            follow: None,
            metrics_key: None,
            node_registrar: None,
        }
    }
}
