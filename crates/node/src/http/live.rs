//! `/api/v11/live/stream`: the WebSocket.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::extract::Parameters;
use super::problem::Problem;
use crate::node::Node;

/// The longest message a client may send.
const CLIENT_MESSAGE_BYTES_MAX: usize = 4 * 1024;
/// Buffers of one connection. Small: ten thousand may be open.
const BUFFER_BYTES: usize = 4 * 1024;
/// What may wait for a client that does not read.
const UNSENT_BYTES_MAX: usize = 256 * 1024;

pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(stream))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StreamQuery {
    /// Sequence of the last message that was received: what is still held after it is sent again.
    resume: Option<u64>,
}

/// The live stream, a WebSocket: `connection_established` first, then rates, blocks, network and validators as they change.
///
/// The server sends messages of the schema `LiveMessage` (`#/components/schemas/LiveMessage`), the client those of `LiveRequest`, both as JSON
/// text. Without a subscription a client gets all four channels; after the first `subscribe` only those it named; a first
/// `unsubscribe` leaves the other three.
///
/// Messages of the channels have ascending sequences, also over restarts. `resume` sends again what came after a sequence and is still
/// held (1,024 messages of all channels); if some of it is not, `resume_gap` says so, and what is shown is to be loaded anew.
///
/// The server closes with code 1001 when the node stops, with 1009 after a message of more than 4,096 bytes, and with 4008 a client that
/// cannot keep up: connect again and resume.
#[utoipa::path(get, path = "/api/v11/live/stream", tag = "live", params(StreamQuery), responses(
    (status = 101, description = "Messages of the schema `LiveMessage` follow."),
    (status = 426, description = "The request is not a WebSocket handshake."),
))]
async fn stream(
    State(node): State<Node>,
    Parameters(query): Parameters<StreamQuery>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(|error| {
        let action = "Connect with a WebSocket client (ws:// or wss://).";
        Problem::new("upgrade_required", error.body_text(), action)
    })?;
    let upgrade = upgrade
        .max_message_size(CLIENT_MESSAGE_BYTES_MAX)
        .max_frame_size(CLIENT_MESSAGE_BYTES_MAX)
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .max_write_buffer_size(UNSENT_BYTES_MAX);
    Ok(upgrade.on_upgrade(move |socket| async move {
        let height = node.chain.tip().height.get();
        crate::live::stream(node.live, socket, height, query.resume).await;
    }))
}
