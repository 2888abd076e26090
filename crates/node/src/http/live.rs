//! `/api/v11/live/stream`: the WebSocket handshake.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ApiState;
use super::extract::Parameters;
use super::problem::Problem;
use super::server::ConnectionPermit;
use crate::node::Node;

/// What RFC 6455 appends to the client's key.
const ACCEPT_SUFFIX: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

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
#[utoipa::path(get, path = "/api/v11/live/stream", tag = "live", security(()), params(StreamQuery), responses(
    (status = 101, description = "Messages of the schema `LiveMessage` follow."),
    (status = 426, description = "The request is not a WebSocket handshake."),
))]
async fn stream(
    State(node): State<Node>,
    Parameters(query): Parameters<StreamQuery>,
    mut request: Request,
) -> Result<Response, Problem> {
    let accept = accept_key(request.headers()).map_err(|reason| {
        let action = "Connect with a WebSocket client (ws:// or wss://).";
        Problem::new("upgrade_required", reason, action)
    })?;
    let upgrading = hyper::upgrade::on(&mut request);
    // A WebSocket counts as a connection as long as it lives.
    let permit = request.extensions().get::<Arc<ConnectionPermit>>().cloned();
    tokio::spawn(async move {
        // A client that left before it had its answer needs nothing.
        if let Ok(upgraded) = upgrading.await {
            let height = node.chain.tip().height.get();
            crate::live::stream(node.live, upgraded, height, query.resume).await;
        }
        drop(permit);
    });
    Ok(Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(CONNECTION, "upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_ACCEPT, accept)
        .body(Body::empty())
        .expect("these are valid headers"))
}

/// The answer to a handshake's key, or why the request is none.
fn accept_key(headers: &HeaderMap) -> Result<String, &'static str> {
    if !has_token(headers, &CONNECTION, "upgrade") {
        return Err("the request does not ask for an upgrade: header Connection");
    }
    if !has_token(headers, &UPGRADE, "websocket") {
        return Err("the request does not ask for a WebSocket: header Upgrade");
    }
    if headers
        .get(SEC_WEBSOCKET_VERSION)
        .is_none_or(|version| version != "13")
    {
        return Err("the WebSocket must be of version 13: header Sec-WebSocket-Version");
    }
    let key = headers
        .get(SEC_WEBSOCKET_KEY)
        .ok_or("the handshake has no key: header Sec-WebSocket-Key")?;
    let digest = digest(
        &SHA1_FOR_LEGACY_USE_ONLY,
        &[key.as_bytes(), ACCEPT_SUFFIX].concat(),
    );
    Ok(STANDARD.encode(digest))
}

/// Whether a header, a list of names, has one of them.
fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|found| found.trim().eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_rfc_is_answered_as_the_rfc_says() {
        let mut headers = HeaderMap::new();
        let mut put = |name: &'static str, value: &str| {
            let name = HeaderName::from_static(name);
            headers.insert(name, value.parse().expect("a value"));
            accept_key(&headers)
        };
        assert!(put("connection", "keep-alive, Upgrade").is_err());
        assert!(put("upgrade", "websocket").is_err());
        assert!(put("sec-websocket-version", "13").is_err());
        let accept = put("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        assert_eq!(accept, Ok("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".to_owned()));
        assert!(put("sec-websocket-version", "8").is_err());
    }
}
