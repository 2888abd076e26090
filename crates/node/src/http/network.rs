//! `/api/v11/network/…` and `/api/v11/genesis`: what nodes ask of each other over the public interface. Whoever follows the ledger, keeps a copy, or
//! audits it can use the same.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn;
use axum::response::IntoResponse;
use bytes::{BufMut, Bytes, BytesMut};
use serde::Deserialize;
use tokio::time::timeout;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::between_nodes::nodes_alone;
use super::extract::{Parameters, blocking};
use super::layer::reader_turn;
use super::problem::{NODE_REVOKED, Problem};
use super::submit_body::{Body, Canonical, Small};
use crate::committee::peers::NodeRole;
use crate::committee::transfer::wire::{Received, Request, decode};
use crate::identity::{STATUS_BYTES_MAX, SignedStatus};
use crate::ingest::Refusal;
use crate::node::Node;
use crate::time::unix_ms;

/// Blocks of one answer.
const BLOCKS_MAX: u64 = 1_024;
/// Bytes after which an answer has no more blocks.
const ANSWER_BYTES: usize = 8 * 1024 * 1024;
/// Longest wait for a new block.
const WAIT_MS_MAX: u64 = 10_000;
/// Bytes of a request for a part of a snapshot.
const REQUEST_BYTES_MAX: usize = 64;
/// A status that was signed at another time than this is not taken.
pub(crate) const STATUS_AGE_MS_MAX: u64 = 60_000;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(blocks))
        .routes(routes!(submissions))
        .routes(routes!(transfer))
        .routes(routes!(status))
        .layer(from_fn(nodes_alone))
        // Whoever verifies what the network says needs it.
        .routes(routes!(genesis))
}

/// The genesis file, byte for byte: its hash is the chain id.
#[utoipa::path(get, path = "/api/v11/genesis", tag = "network", security(()), responses((status = 200, description = "The genesis file.", body = String, content_type = "application/json")))]
async fn genesis(State(node): State<Node>) -> impl IntoResponse {
    let bytes = node.chain.constants.genesis_bytes.clone();
    ([(CONTENT_TYPE, "application/json")], bytes)
}

/// Query of [`blocks`].
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct BlocksOfNodeQuery {
    /// Height of the first block.
    from: u64,
    /// Longest time to wait for it, in milliseconds, 0 to 10,000; 0 if absent.
    wait_ms: Option<u64>,
    /// Whether the blocks come with what was submitted, or only with header and certificate; `true` if absent.
    bodies: Option<bool>,
}

/// Blocks with their certificates, byte for byte and in order, from a height on: what is needed to follow the ledger and to verify all of it.
///
/// As many as fit into 8 MB, one at least; none if there is no such block yet. Each is its length (u32) and then the encoding of docs/protocol.md,
/// "Blocks between nodes".
#[utoipa::path(get, operation_id = "blocks_of_node", path = "/api/v11/network/blocks", tag = "network", security(()), params(BlocksOfNodeQuery), responses(
    (status = 200, description = "The blocks.", body = inline(Canonical), content_type = "application/octet-stream"),
    (status = 400, description = "A parameter is not valid."),
    (status = 410, description = "The block was pruned; a snapshot is needed."),
    (status = 429, description = "Too many requests read blocks at the same time."),
))]
async fn blocks(
    State(state): State<ApiState>,
    Parameters(query): Parameters<BlocksOfNodeQuery>,
) -> Result<impl IntoResponse, Problem> {
    let wait_ms = query.wait_ms.unwrap_or(0);
    if wait_ms > WAIT_MS_MAX {
        let detail = format!("waitMs is 0 to {WAIT_MS_MAX}, not {wait_ms}");
        return Err(Problem::invalid_parameter(detail));
    }
    let node = state.node.clone();
    let mut tip = node.chain.watch_tip();
    let until_there = tip.wait_for(|tip| *tip >= query.from);
    // Nothing came: the answer says so.
    let _ = timeout(Duration::from_millis(wait_ms), until_there).await;
    let turn = reader_turn(&state.readers).await?;
    let bytes = blocking(move || {
        read_blocks(&node, query.from, query.bodies.unwrap_or(true)).map(BytesMut::freeze)
    })
    .await?;
    drop(turn);
    Ok(([(CONTENT_TYPE, "application/octet-stream")], bytes))
}

fn read_blocks(node: &Node, from: u64, bodies: bool) -> Result<BytesMut, Problem> {
    let mut bytes = BytesMut::new();
    let tip = node.chain.tip().height.get();
    for height in from..from.saturating_add(BLOCKS_MAX) {
        if height > tip {
            break;
        }
        // Which block is pruned, missing or damaged is told with its reason.
        node.chain.header(height)?;
        let read = if bodies {
            node.transfer.block_parts(height)
        } else {
            node.transfer.head_parts(height)
        };
        let Some(parts) = read.map_err(|error| Problem::internal(&error))? else {
            break;
        };
        if !bytes.is_empty() && bytes.len() + parts.length() > ANSWER_BYTES {
            break;
        }
        bytes.put_u32_le(parts.length() as u32);
        parts.write(&mut bytes);
    }
    Ok(bytes)
}

/// Answers another node that needs a snapshot, a part of one, one block, or totals: request and answer as docs/protocol.md, "Between nodes", has them.
#[utoipa::path(post, path = "/api/v11/network/transfer", tag = "network", security(()),
    request_body(description = "A request, at most 64 bytes.", content((Canonical = "application/octet-stream"))),
    responses(
        (status = 200, description = "The answer, which may say that there is nothing.", body = inline(Canonical), content_type = "application/octet-stream"),
        (status = 400, description = "The request cannot be read."),
        (status = 429, description = "Too many requests read blocks at the same time."),
    )
)]
async fn transfer(
    State(state): State<ApiState>,
    Small(body): Small<REQUEST_BYTES_MAX>,
) -> Result<impl IntoResponse, Problem> {
    let Some(Received::Request(number, request)) = decode(&body) else {
        return Err(Problem::invalid_parameter(
            "the body is no request of a node",
        ));
    };
    let node = state.node.clone();
    let turn = reader_turn(&state.readers).await?;
    let answer: Bytes = blocking(move || Ok(answer(&node, number, &request))).await?;
    drop(turn);
    Ok(([(CONTENT_TYPE, "application/octet-stream")], answer))
}

fn answer(node: &Node, number: u64, request: &Request) -> Bytes {
    node.transfer.answer_always(request).encode(number)
}

/// Takes signed submissions that another node sends on, back to back, and does not wait until they are final.
///
/// Whoever wants to know what became of them submits them with `POST /api/v11/blockchain/transactions`, or reads the blocks.
#[utoipa::path(post, path = "/api/v11/network/submissions", tag = "network", security(()),
    request_body(description = "Canonical bytes of submissions, one after the other.", content((Canonical = "application/octet-stream"))),
    responses(
        (status = 202, description = "They were taken and are verified now."),
        (status = 415, description = "Not application/octet-stream."),
        (status = 429, description = "The node has as much work as it can hold: send the same bytes again."),
        (status = 503, description = "The node takes no submissions now."),
    )
)]
async fn submissions(State(node): State<Node>, body: Body<1>) -> Result<StatusCode, Problem> {
    let Body::Canonical(bytes) = body else {
        return Err(Problem::new(
            "unsupported_media_type",
            "submissions are sent on as canonical bytes",
            "Send them as application/octet-stream.",
        ));
    };
    let mode = node.status.mode();
    if mode != crate::status::Mode::Serving {
        return Err(Refusal::unavailable(&mode).into());
    }
    if node.ingest.take_forwarded(&bytes) {
        Ok(StatusCode::ACCEPTED)
    } else {
        Err(Refusal::too_busy().into())
    }
}

/// Takes what another node says of itself, signed with its key, and says the same of this one.
///
/// A node that is no validator stands in `GET /api/v11/nodes` for a minute then, at most 64 of them. One whose key the registrar of nodes revoked is
/// not heard.
#[utoipa::path(post, path = "/api/v11/network/status", tag = "network", security(()), request_body = SignedStatus, responses(
    (status = 200, description = "How this node is.", body = SignedStatus),
    (status = 400, description = "The body cannot be read."),
    (status = 403, description = "The registrar of nodes revoked the key."),
    (status = 422, description = "The signature does not verify, or is older than a minute."),
))]
async fn status(
    State(node): State<Node>,
    Small(body): Small<{ 2 * STATUS_BYTES_MAX }>,
) -> Result<Json<SignedStatus>, Problem> {
    let signed: SignedStatus = serde_json::from_slice(&body)
        .map_err(|error| Problem::invalid_parameter(format!("the body is no status: {error}")))?;
    let now_ms = unix_ms();
    let chain = node.chain.constants.chain_id;
    let said = signed
        .verify(&chain)
        .filter(|said| said.signed_at_ms.abs_diff(now_ms) <= STATUS_AGE_MS_MAX)
        .ok_or_else(|| {
            Problem::new(
                "signature_invalid",
                "the status was not signed by that key for this chain within the last minute",
                "Sign it again; compare the chain id and the clock.",
            )
        })?;
    if node.registrations.is_revoked(&said.public_key) {
        return Err(revoked(&signed.public_key));
    }
    // A validator says so over the validators' own network, and a node that calls itself one without being one is not shown.
    if said.status.role != NodeRole::Validator && said.public_key != *node.identity.public_key() {
        node.followers.said(said);
    }
    Ok(Json(node.identity.sign(&node.own_status.look(), now_ms)))
}

fn revoked(node_id: &str) -> Problem {
    Problem::new(
        NODE_REVOKED,
        format!("the registrar of nodes has revoked the key {node_id:.64}"),
        "Ask the organisation that the node belongs to; a new key can be enrolled in the portal.",
    )
}
