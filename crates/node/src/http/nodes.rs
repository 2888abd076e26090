//! `/api/v11/nodes`: the nodes of this ledger: this one, and what those of the other validators said of themselves a moment ago.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use crate::committee::peers::{CatchUp, Peer};
use crate::node::Node;
use crate::status::Mode;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A node of the ledger. Of another one this node knows what it said of itself, over an encrypted connection that proves its key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LedgerNode {
    /// Public key of its validator.
    node_id: String,
    /// Index of its validator in the validator set.
    validator_id: String,
    /// Its name: its own word, or that of the genesis file before it was heard of.
    name: String,
    /// `VALIDATOR`.
    #[schema(example = "VALIDATOR")]
    node_type: &'static str,
    /// `healthy`, `read_only`, `stopping`, `catching_up`, `stalled`, or `unreachable` if it was not heard of for five seconds.
    #[schema(example = "healthy")]
    status: String,
    /// Whether this is the node that answers.
    is_self: bool,
    /// Whether it votes. A validator that lost its votes follows for a while before it does.
    votes: bool,
    /// Version of its software; null before it was heard of.
    version: Option<String>,
    /// Its process id; null before it was heard of.
    process_id: Option<u32>,
    /// Whether it takes submissions.
    serving: bool,
    /// Where HTTP listens; null before it was heard of.
    http_address: Option<String>,
    /// Where gRPC ingest listens; null before it was heard of.
    grpc_address: Option<String>,
    /// Height of its last block; null before it was heard of.
    block_height: Option<u64>,
    /// First block that it can give to others; null before it was heard of.
    earliest_block_height: Option<u64>,
    /// Height of its newest snapshot; null if it has none, and before it was heard of.
    snapshot_height: Option<u64>,
    /// Seconds since it started; null before it was heard of.
    uptime_seconds: Option<u64>,
    /// Milliseconds that a message to it and back took last; null for this node, and while it is not measured.
    latency_ms: Option<f64>,
    /// Seconds since it was heard of; null for this node, and before that.
    heard_seconds_ago: Option<f64>,
    /// What it does to be level with the others; null if it is level.
    catch_up: Option<NodeCatchUp>,
}

/// How a node that is behind gets level.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NodeCatchUp {
    /// `blocks`, `stalled` (it got none for a while although there are some) or `snapshot`.
    #[schema(example = "snapshot")]
    kind: &'static str,
    /// Height that it is to reach: that of the network, or of the snapshot.
    target_height: u64,
    /// Index of the validator that gives the snapshot; null without one.
    from_validator_id: Option<String>,
    /// Bytes of the snapshot that came; null without one.
    received_bytes: Option<u64>,
    /// All its bytes; null without one.
    total_bytes: Option<u64>,
}

/// The nodes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NodeList {
    /// The nodes, by validator.
    nodes: Vec<LedgerNode>,
    /// How many of them were heard of a moment ago, with this one.
    reachable_nodes: u64,
    /// Always null: there is one page.
    next_cursor: Option<String>,
}

/// The nodes of this ledger.
#[utoipa::path(get, operation_id = "list_nodes", path = "/api/v11/nodes", tag = "network", responses((status = 200, description = "The nodes.", body = NodeList)))]
async fn list(State(node): State<Node>) -> Json<NodeList> {
    let own = node.participation.as_ref().map_or(0, |seen| seen.own());
    let peers = node.peers.as_ref().map(|peers| peers.report());
    let nodes: Vec<_> = (0..node.chain.constants.genesis.validators.len())
        .map(|index| match &peers {
            Some(peers) if index != usize::from(own) => other(&node, index, &peers[index]),
            _ => this(&node, index),
        })
        .collect();
    let reachable = nodes.iter().filter(|node| node.status != UNREACHABLE);
    Json(NodeList {
        reachable_nodes: reachable.count() as u64,
        nodes,
        next_cursor: None,
    })
}

const UNREACHABLE: &str = "unreachable";

fn node_id(node: &Node, index: usize) -> String {
    let validators = node.chain.constants.validators.validators();
    let validator = validators.get(index);
    validator.map_or_else(String::new, |validator| {
        hex::encode(validator.public_key.as_bytes())
    })
}

fn this(node: &Node, index: usize) -> LedgerNode {
    let mode = node.status.mode();
    let catch_up = node.peers.as_ref().and_then(|peers| peers.catch_up());
    let votes = node.peers.as_ref().is_none_or(|peers| peers.votes());
    LedgerNode {
        node_id: node_id(node, index),
        validator_id: index.to_string(),
        name: node.config.name.clone(),
        node_type: "VALIDATOR",
        status: status(mode.name(), catch_up.as_ref()),
        is_self: true,
        votes,
        version: Some(env!("CARGO_PKG_VERSION").into()),
        process_id: Some(std::process::id()),
        serving: mode == Mode::Serving,
        http_address: Some(node.config.http_address.to_string()),
        grpc_address: Some(node.config.grpc_address.to_string()),
        block_height: Some(node.chain.tip().height.get()),
        earliest_block_height: Some(node.chain.earliest_height()),
        snapshot_height: Some(
            node.measurements
                .last_snapshot()
                .map_or(0, |last| last.height),
        ),
        uptime_seconds: Some(node.measurements.uptime().as_secs()),
        latency_ms: None,
        heard_seconds_ago: None,
        catch_up: catch_up.map(NodeCatchUp::from),
    }
}

fn other(node: &Node, index: usize, peer: &Peer) -> LedgerNode {
    let said = peer.status.as_ref();
    let fresh = said.filter(|_| peer.is_fresh());
    LedgerNode {
        node_id: node_id(node, index),
        validator_id: index.to_string(),
        name: said.map_or_else(
            || node.chain.constants.genesis.validators[index].name.clone(),
            |said| said.name.clone(),
        ),
        node_type: "VALIDATOR",
        status: fresh.map_or_else(
            || UNREACHABLE.into(),
            |said| status(&said.mode, said.catch_up.as_ref()),
        ),
        is_self: false,
        votes: fresh.is_some_and(|said| said.votes),
        version: said.map(|said| said.version.clone()),
        process_id: said.map(|said| said.process_id),
        serving: fresh.is_some_and(|said| said.mode == Mode::Serving.name()),
        http_address: said.map(|said| said.http_address.clone()),
        grpc_address: said.map(|said| said.grpc_address.clone()),
        block_height: said.map(|said| said.height),
        earliest_block_height: said.map(|said| said.earliest_height),
        snapshot_height: said
            .map(|said| said.snapshot_height)
            .filter(|height| *height > 0),
        uptime_seconds: said.map(|said| said.uptime_seconds),
        latency_ms: fresh
            .and(peer.latency)
            .map(|latency| latency.as_secs_f64() * 1e3),
        heard_seconds_ago: peer.heard_ago.map(|ago| ago.as_secs_f64()),
        catch_up: fresh
            .and_then(|said| said.catch_up.clone())
            .map(NodeCatchUp::from),
    }
}

fn status(mode: &str, catch_up: Option<&CatchUp>) -> String {
    match (mode, catch_up) {
        ("healthy", Some(CatchUp::Stalled { .. })) => "stalled".into(),
        ("healthy", Some(_)) => "catching_up".into(),
        (mode, _) => mode.chars().take(32).collect(),
    }
}

impl From<CatchUp> for NodeCatchUp {
    fn from(catch_up: CatchUp) -> Self {
        let without_snapshot = |kind, target_height| Self {
            kind,
            target_height,
            from_validator_id: None,
            received_bytes: None,
            total_bytes: None,
        };
        match catch_up {
            CatchUp::Blocks { target_height } => without_snapshot("blocks", target_height),
            CatchUp::Stalled { target_height, .. } => without_snapshot("stalled", target_height),
            CatchUp::Snapshot {
                height,
                from,
                received_bytes,
                total_bytes,
            } => Self {
                kind: "snapshot",
                target_height: height,
                from_validator_id: Some(from.to_string()),
                received_bytes: Some(received_bytes),
                total_bytes: Some(total_bytes),
            },
        }
    }
}
