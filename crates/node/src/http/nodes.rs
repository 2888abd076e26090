//! `/api/v11/nodes`: the nodes of this ledger: this one, and what the others said of themselves a moment ago.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use crate::chain::NamedValidator;
use crate::committee::peers::{CatchUp, NodeRole, NodeStatus, Peer};
use crate::follow::known::Follower;
use crate::node::Node;
use crate::registrations::Registration;
use crate::status::Mode;

/// Another node's words are shown up to this length.
const TEXT_CHARACTERS_MAX: usize = 64;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A node of the ledger. Of another one this node knows what it said of itself, with a proof of its key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerNode {
    /// Its public key: a validator's is the one that it votes with.
    node_id: String,
    /// Index of its validator in the validator set; null for a node that is none.
    validator_id: Option<String>,
    /// Its name: its own word, or that of the genesis file before it was heard of.
    name: String,
    /// `VALIDATOR`, or `BUSINESS`: follows the validators, executes what is final, answers everything and sends submissions on; `LIGHT`: has
    /// headers, certificates and proofs alone.
    #[schema(example = "VALIDATOR")]
    node_type: &'static str,
    /// `healthy`, `read_only`, `stopping`, `catching_up`, `stalled`, `unreachable` if it was not heard of for five
    /// seconds, or `not_followed` if this node is no validator and does not ask that one.
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
    /// The last word of the registrar of nodes about its key: `registered` or `revoked`; null if it said nothing of it, or this node knows of no
    /// registrar.
    #[schema(example = "registered")]
    registration: Option<&'static str>,
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
    /// Index of the validator that gives the snapshot; null without one, and if another node gives it.
    from_validator_id: Option<String>,
    /// Bytes of the snapshot that came; null without one.
    received_bytes: Option<u64>,
    /// All its bytes; null without one.
    total_bytes: Option<u64>,
}

/// The nodes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeList {
    /// The nodes: validators by index, then the others.
    nodes: Vec<LedgerNode>,
    /// How many of them were heard of a moment ago, with this one.
    reachable_nodes: u64,
    /// Always null: there is one page.
    next_cursor: Option<String>,
}

/// The nodes of this ledger: validators by index, then the others.
#[utoipa::path(get, operation_id = "list_nodes", path = "/api/v11/nodes", tag = "network", security(()), responses((status = 200, description = "The nodes.", body = NodeList)))]
async fn list(State(node): State<Node>) -> Json<NodeList> {
    let own = match &node.participation {
        Some(seen) => seen.own().map(usize::from),
        None => Some(0),
    };
    let status = node.own_status.look();
    let serving = node.status.mode() == Mode::Serving;
    let this = LedgerNode::of_self(node.identity.node_id(), own, &status, serving);
    let peers = node.peers.as_ref().map(|peers| peers.report());
    Json(NodeList::new(
        &node.validators(),
        own,
        this,
        peers.as_deref(),
        &node.followers.report(),
        |node_id| node.registrations.of_node_id(node_id),
    ))
}

impl LedgerNode {
    /// The node that answers.
    pub fn of_self(
        node_id: String,
        validator: Option<usize>,
        status: &NodeStatus,
        serving: bool,
    ) -> Self {
        Self {
            is_self: true,
            serving,
            ..said(node_id, validator, status, Duration::ZERO, true)
        }
    }
}

impl NodeList {
    /// Validators by index, then the others. `own` is the index of this node's validator, `registration` what is known of a key.
    pub fn new(
        validators: &[NamedValidator],
        own: Option<usize>,
        this: LedgerNode,
        peers: Option<&[Peer]>,
        followers: &[Follower],
        registration: impl Fn(&str) -> Option<Registration>,
    ) -> Self {
        let follows = own.is_none();
        let mut nodes: Vec<_> = (0..validators.len())
            .filter(|index| own != Some(*index))
            .map(|index| {
                let peer = peers.and_then(|peers| peers.get(index));
                other(&validators[index], follows, index, peer)
            })
            .collect();
        // At the end of an epoch its index may be of the one before, for a moment.
        let place = own.unwrap_or(nodes.len()).min(nodes.len());
        nodes.insert(place, this);
        // One that followed until a moment ago and is a validator now is there already.
        let is_listed = |follower: &&Follower| {
            let mut keys = validators.iter().map(|listed| &listed.public_key);
            keys.any(|key| *key == follower.node_id)
        };
        let only_follow = followers.iter().filter(|follower| !is_listed(follower));
        nodes.extend(only_follow.map(self::follower));
        for node in &mut nodes {
            node.registration = registration(&node.node_id).map(Registration::name);
        }
        let unreachable = [UNREACHABLE, NOT_FOLLOWED];
        let reachable = nodes
            .iter()
            .filter(|node| !unreachable.contains(&node.status.as_str()));
        Self {
            reachable_nodes: reachable.count() as u64,
            nodes,
            next_cursor: None,
        }
    }
}

const UNREACHABLE: &str = "unreachable";
/// A node that follows asks only those that its owner named.
const NOT_FOLLOWED: &str = "not_followed";

/// What a node said of itself.
fn said(
    node_id: String,
    validator: Option<usize>,
    said: &NodeStatus,
    heard_ago: Duration,
    is_fresh: bool,
) -> LedgerNode {
    LedgerNode {
        node_id,
        validator_id: validator.map(|index| index.to_string()),
        name: said.name.chars().take(TEXT_CHARACTERS_MAX).collect(),
        node_type: said.role.name(),
        status: if is_fresh {
            status(&said.mode, said.catch_up.as_ref())
        } else {
            UNREACHABLE.into()
        },
        is_self: false,
        votes: is_fresh && said.votes,
        version: Some(said.version.clone()),
        process_id: Some(said.process_id),
        serving: is_fresh && said.mode == Mode::Serving.name(),
        http_address: Some(said.http_address.clone()),
        grpc_address: Some(said.grpc_address.clone()),
        block_height: Some(said.height),
        earliest_block_height: Some(said.earliest_height),
        snapshot_height: Some(said.snapshot_height).filter(|height| *height > 0),
        uptime_seconds: Some(said.uptime_seconds),
        latency_ms: None,
        heard_seconds_ago: (!heard_ago.is_zero()).then_some(heard_ago.as_secs_f64()),
        catch_up: said
            .catch_up
            .clone()
            .filter(|_| is_fresh)
            .map(NodeCatchUp::from),
        registration: None,
    }
}

fn other(listed: &NamedValidator, follows: bool, index: usize, peer: Option<&Peer>) -> LedgerNode {
    let node_id = listed.public_key.clone();
    if let Some(peer) = peer
        && let Some(status) = &peer.status
    {
        let heard_ago = peer.heard_ago.unwrap_or_default();
        let latency = peer.latency.filter(|_| peer.is_fresh());
        return LedgerNode {
            node_type: NodeRole::Validator.name(),
            latency_ms: latency.map(|latency| latency.as_secs_f64() * 1e3),
            ..said(node_id, Some(index), status, heard_ago, peer.is_fresh())
        };
    }
    LedgerNode {
        node_id,
        validator_id: Some(index.to_string()),
        name: listed.name.clone(),
        node_type: NodeRole::Validator.name(),
        status: if follows { NOT_FOLLOWED } else { UNREACHABLE }.into(),
        is_self: false,
        votes: false,
        version: None,
        process_id: None,
        serving: false,
        http_address: None,
        grpc_address: None,
        block_height: None,
        earliest_block_height: None,
        snapshot_height: None,
        uptime_seconds: None,
        latency_ms: None,
        heard_seconds_ago: None,
        catch_up: None,
        registration: None,
    }
}

fn follower(follower: &Follower) -> LedgerNode {
    LedgerNode {
        votes: false,
        ..said(
            follower.node_id.clone(),
            None,
            &follower.status,
            follower.heard_ago,
            follower.is_fresh(),
        )
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
                from_validator_id: from.map(|from| from.to_string()),
                received_bytes: Some(received_bytes),
                total_bytes: Some(total_bytes),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(name: &str, role: NodeRole) -> NodeStatus {
        NodeStatus {
            name: name.into(),
            version: "1".into(),
            process_id: 1,
            mode: "healthy".into(),
            http_address: String::new(),
            grpc_address: String::new(),
            height: 9,
            earliest_height: 0,
            snapshot_height: 0,
            uptime_seconds: 1,
            epoch: 1,
            view: 1,
            votes: true,
            role,
            catch_up: None,
        }
    }

    #[test]
    fn who_followed_until_a_moment_ago_and_is_a_validator_now_is_listed_once() {
        let validators = ["aa", "bb"].map(|key| NamedValidator {
            name: key.into(),
            public_key: key.into(),
            voting_power: 1,
        });
        let followers = ["bb", "cc"].map(|key| Follower {
            node_id: key.into(),
            status: status(key, NodeRole::Business),
            heard_ago: Duration::from_secs(1),
        });
        let own = status("aa", NodeRole::Validator);
        let this = LedgerNode::of_self("aa".into(), Some(0), &own, true);
        let registration = |key: &str| (key == "cc").then_some(Registration::Registered);
        let list = NodeList::new(&validators, Some(0), this, None, &followers, registration);
        let ids: Vec<_> = list.nodes.iter().map(|node| &*node.node_id).collect();
        assert_eq!(ids, ["aa", "bb", "cc"]);
        assert_eq!(list.nodes[1].node_type, "VALIDATOR");
        let known: Vec<_> = list.nodes.iter().map(|node| node.registration).collect();
        assert_eq!(known, [None, None, Some("registered")]);
    }
}
