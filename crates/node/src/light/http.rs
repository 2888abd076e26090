//! What a light node answers: itself, the nodes, headers, and proofs that it got from others and checked against its headers.

use std::sync::Arc;
use std::time::Duration;

use aurigraph_types::proof::{Proof, Statement};
use aurigraph_types::{Digest, Genesis};
use axum::body::Bytes as BodyBytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::{BufMut, BytesMut};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::node::Shared;
use crate::committee::peers::NodeRole;
use crate::committee::transfer::wire::BlockParts;
use crate::http::between_nodes::nodes_alone;
use crate::http::dto::Block;
use crate::http::extract::Parameters;
use crate::http::network::STATUS_AGE_MS_MAX;
use crate::http::nodes::{LedgerNode, NodeList};
use crate::http::problem::Problem;
use crate::http::render;
use crate::identity::{STATUS_BYTES_MAX, SignedStatus};
use crate::time::{rfc3339, unix_ms};

/// Headers of one answer.
const HEADERS_MAX: u64 = 1_024;
/// Longest wait for a new header.
const WAIT_MS_MAX: u64 = 10_000;
/// How long a header that a proof needs may take to come.
const HEADER_PATIENCE: Duration = Duration::from_secs(5);
/// How long those who have a receipt may take until they can prove it: the next header commits to it, and one node has that before another.
const PROOF_PATIENCE: Duration = Duration::from_secs(5);
/// Pause before they are asked again.
const PROOF_PAUSE: Duration = Duration::from_millis(100);

type Node = State<Arc<Shared>>;

/// The routes of a light node.
pub fn router(shared: Arc<Shared>) -> Router {
    let alive = || async { Json(json!({ "status": "UP", "checks": [] })) };
    let between_nodes = Router::new()
        .route("/api/v11/network/blocks", get(headers))
        .route(
            "/api/v11/network/status",
            post(status).layer(DefaultBodyLimit::max(2 * STATUS_BYTES_MAX)),
        )
        .layer(from_fn(nodes_alone));
    Router::new()
        .merge(between_nodes)
        .route("/q/health", get(health))
        .route("/q/health/ready", get(health))
        .route("/q/health/live", get(alive))
        .route("/q/health/started", get(alive))
        .route("/api/v11/info", get(info))
        .route("/api/v11/genesis", get(genesis))
        .route("/api/v11/nodes", get(nodes))
        .route("/api/v11/blockchain/blocks/latest", get(latest))
        .route("/api/v11/blockchain/blocks/{height}", get(block))
        .route("/api/v11/receipts/{id}", get(receipt))
        .route("/api/v11/accounts/{address}/proof", get(balance))
        .fallback(elsewhere)
        .with_state(shared)
}

async fn elsewhere(State(node): Node) -> Problem {
    let followed: Vec<_> = node
        .remotes
        .iter()
        .map(|one| one.client.base_url())
        .collect();
    Problem::new(
        "not_found",
        "this is a light node: it has headers, certificates and proofs, and nothing of this route",
        format!(
            "Ask a node that has the ledger, such as {}.",
            followed.join(", ")
        ),
    )
}

async fn health(State(node): Node) -> impl IntoResponse {
    let heard = node
        .remotes
        .iter()
        .filter(|remote| remote.is_good())
        .count();
    let stuck = node.stuck();
    let up = heard > 0 && stuck.is_none();
    let named = |up| if up { "UP" } else { "DOWN" };
    let checks = json!([
        { "name": "headers", "status": named(stuck.is_none()), "data": { "blockHeight": node.tip().height().get(), "reason": stuck } },
        { "name": "consensus", "status": named(heard > 0), "data": { "nodesHeard": heard, "nodesFollowed": node.remotes.len() } },
    ]);
    let status = if up {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(json!({ "status": named(up), "checks": checks })),
    )
}

async fn info(State(node): Node) -> Json<Value> {
    Json(json!({
        "name": node.config.name,
        "nodeId": node.identity.node_id(),
        "nodeType": NodeRole::Light.name(),
        "version": env!("CARGO_PKG_VERSION"),
        "chainId": node.constants.chain_id.to_string(),
        "network": node.constants.genesis.network,
        "devnet": node.constants.genesis.devnet,
        "validatorsRoot": node.constants.validators.root().to_string(),
        "blockHeight": node.tip().height().get(),
        "uptimeSeconds": node.began.elapsed().as_secs(),
        "osName": std::env::consts::OS,
        "osArch": std::env::consts::ARCH,
    }))
}

async fn genesis(State(node): Node) -> impl IntoResponse {
    let bytes = node.constants.genesis_bytes.clone();
    debug_assert_eq!(Genesis::chain_id(&bytes), node.constants.chain_id);
    ([(CONTENT_TYPE, "application/json")], bytes)
}

async fn nodes(State(node): Node) -> Json<NodeList> {
    let this = LedgerNode::of_self(node.identity.node_id(), None, &node.status(), false);
    let peers = node.peers.report();
    Json(NodeList::new(
        &node.validators(node.tip().height().get() + 1),
        None,
        this,
        Some(&peers),
        &node.followers.report(),
        // It has no history of the registrar's.
        |_| None,
    ))
}

async fn status(State(node): Node, body: BodyBytes) -> Result<Json<SignedStatus>, Problem> {
    let signed: SignedStatus = serde_json::from_slice(&body)
        .map_err(|error| Problem::invalid_parameter(format!("the body is no status: {error}")))?;
    let now_ms = unix_ms();
    let said = signed
        .verify(&node.constants.chain_id)
        .filter(|said| said.signed_at_ms.abs_diff(now_ms) <= STATUS_AGE_MS_MAX);
    if let Some(said) = said {
        node.followers.said(said);
    }
    Ok(Json(node.identity.sign(&node.status(), now_ms)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct HeadersQuery {
    from: u64,
    wait_ms: Option<u64>,
    bodies: Option<bool>,
}

async fn headers(
    State(node): Node,
    Parameters(query): Parameters<HeadersQuery>,
) -> Result<impl IntoResponse, Problem> {
    if query.bodies.unwrap_or(true) {
        return Err(Problem::invalid_parameter(
            "this is a light node: it has no bodies, ask with bodies=false",
        ));
    }
    let wait_ms = query.wait_ms.unwrap_or(0).min(WAIT_MS_MAX);
    let mut tip = node.watch_tip();
    let there = tip.wait_for(|tip| tip.height().get() >= query.from);
    // Nothing came: the answer says so.
    let _ = timeout(Duration::from_millis(wait_ms), there).await;
    let mut bytes = BytesMut::new();
    for height in query.from..query.from.saturating_add(HEADERS_MAX) {
        let Some(block) = read(&node, height)? else {
            break;
        };
        let parts = BlockParts {
            block: block.header.to_bytes().to_vec().into(),
            certificate: block.certificate,
            annex: bytes::Bytes::new(),
        };
        bytes.put_u32_le(parts.length() as u32);
        parts.write(&mut bytes);
    }
    Ok(([(CONTENT_TYPE, "application/octet-stream")], bytes.freeze()))
}

fn read(node: &Shared, height: u64) -> Result<Option<crate::chain::FinalBlock>, Problem> {
    node.block(height)
        .map_err(|error| Problem::internal(&error))
}

async fn latest(State(node): Node) -> Result<Json<Block>, Problem> {
    let height = node.tip().height().get();
    shown(&node, height)
}

async fn block(State(node): Node, Path(height): Path<String>) -> Result<Json<Block>, Problem> {
    let height = height
        .parse()
        .map_err(|_| Problem::invalid_parameter("a light node finds blocks by height alone"))?;
    shown(&node, height)
}

fn shown(node: &Shared, height: u64) -> Result<Json<Block>, Problem> {
    let block = read(node, height)?
        .ok_or_else(|| Problem::not_found(format!("there is no block {height} here")))?;
    let validators = node.validators(height);
    Ok(Json(render::block(&validators, &block, true)?))
}

/// What a receipt proves, and nothing that it does not.
async fn receipt(State(node): Node, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let path = format!("/api/v11/receipts/{}", checked(&id)?);
    let document = timeout(PROOF_PATIENCE, proof_of_receipt(&node, &path)).await;
    let document = document.map_err(|_| {
        let detail = "the nodes that this light node follows cannot prove this receipt yet";
        Problem::new("not_ready", detail, "Ask again in a moment.")
    })??;
    let (proof, statement) = proved(&node, &document).await?;
    let Statement::Receipt { record, code, .. } = statement else {
        return Err(false_proof("it proves something else"));
    };
    let receipt = proof
        .receipt
        .as_ref()
        .ok_or_else(|| false_proof("it has no receipt"))?;
    let asked = format!("{}-{}", receipt.submission_id, receipt.index);
    if id != asked && (id != receipt.submission_id.to_string() || receipt.index != 0) {
        return Err(false_proof("it proves another receipt"));
    }
    Ok(Json(json!({
        "id": id,
        "transactionHash": receipt.submission_id.to_string(),
        "index": receipt.index,
        "record": hex::encode(record),
        "resultCode": code.name(),
        "proof": document,
    })))
}

/// Asks until the proof is there.
async fn proof_of_receipt(node: &Shared, path: &str) -> Result<Value, Problem> {
    loop {
        let mut answer = ask(node, path).await?;
        let proof = answer.get_mut("proof").map(Value::take);
        if let Some(proof) = proof.filter(|proof| !proof.is_null()) {
            return Ok(proof);
        }
        tokio::time::sleep(PROOF_PAUSE).await;
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BalanceQuery {
    asset: String,
}

async fn balance(
    State(node): Node,
    Path(address): Path<String>,
    Parameters(query): Parameters<BalanceQuery>,
) -> Result<Json<Value>, Problem> {
    let (address, asset) = (checked(&address)?, checked(&query.asset)?);
    let path = format!("/api/v11/accounts/{address}/proof?asset={asset}");
    let document = ask(&node, &path).await?;
    let (proof, _) = proved(&node, &document).await?;
    let balance = proof
        .balance
        .ok_or_else(|| false_proof("it proves something else"))?;
    let is_asked = balance.address.to_string() == address || balance.account.to_string() == address;
    let listed = node.constants.genesis.assets.get(balance.asset as usize);
    let is_asset = listed.is_some_and(|listed| listed.code == asset);
    if !is_asked || !is_asset {
        return Err(false_proof("it proves another balance"));
    }
    Ok(Json(document))
}

/// What may stand in a path: it is sent on.
fn checked(text: &str) -> Result<&str, Problem> {
    let is_plain = |one: char| one.is_ascii_alphanumeric() || one == '-';
    if text.is_empty() || text.len() > 80 || !text.chars().all(is_plain) {
        return Err(Problem::invalid_parameter("letters, digits and - alone"));
    }
    Ok(text)
}

/// Asks the nodes that it follows, one after the other.
async fn ask(node: &Shared, path: &str) -> Result<Value, Problem> {
    let mut refused = None;
    for remote in node.remotes.iter().filter(|remote| remote.is_usable()) {
        match remote.client.get(path).await {
            Ok(answer) => return Ok(answer),
            Err(error) if error.is_not_found() => {
                refused = Some(Problem::not_found(error.to_string()));
            }
            Err(error) => tracing::debug!(%error, "no answer"),
        }
    }
    Err(refused.unwrap_or_else(|| {
        Problem::new(
            "not_ready",
            "none of the nodes that this light node follows answers",
            "Try again later.",
        )
    }))
}

/// Verifies a proof down to a header that is kept here.
async fn proved(node: &Shared, document: &Value) -> Result<(Proof, Statement), Problem> {
    let text = serde_json::to_vec(document).unwrap_or_default();
    let proof = Proof::parse(&text).map_err(|error| false_proof(&error.to_string()))?;
    let verified = proof
        .verify()
        .map_err(|error| false_proof(&error.to_string()))?;
    let height = verified.header.height.get();
    let mut tip = node.watch_tip();
    let there = tip.wait_for(|tip| tip.height().get() >= height);
    if timeout(HEADER_PATIENCE, there).await.is_err() {
        return Err(not_ready());
    }
    let own: Option<Digest> = node.hash_at(height);
    if own != Some(verified.block_hash) {
        return Err(false_proof(&format!(
            "its header is not the one that a quorum signed for block {height} ({})",
            rfc3339(verified.header.time_ms)
        )));
    }
    Ok((proof, verified.statement))
}

fn not_ready() -> Problem {
    Problem::new(
        "not_ready",
        "the header that proves this is not there yet",
        "Ask again in a moment.",
    )
}

fn false_proof(reason: &str) -> Problem {
    tracing::error!(reason, "a followed node sent a proof that does not hold");
    Problem::new(
        "bad_gateway",
        format!("the node that was asked sent a proof that does not hold: {reason}"),
        "Follow other nodes: this one is damaged, or lies.",
    )
}
