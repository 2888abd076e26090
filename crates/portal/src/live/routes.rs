//! The ticket and the socket.

use std::sync::Arc;

use axum::Json;
use axum::extract::FromRequestParts as _;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{FromRef, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::feed::Feed;
use super::holder::{Holder, TICKET_HOLDS};
use super::socket::{PortalMessage, serve};
use crate::access::Principal;
use crate::identity::guard::is_own_origin;
use crate::identity::{Identity, IdentityError, RequestFacts};
use crate::problem::Problem;
use crate::request::Parameters;

/// The other side has little to say.
const MESSAGE_BYTES_MAX: usize = 4 * 1024;

/// What the routes stand on.
#[derive(Clone, Debug)]
pub struct Live {
    /// Users, their sessions, keys.
    pub identity: Arc<Identity>,
    /// What happens.
    pub feed: Feed,
}

impl FromRef<Live> for Arc<Identity> {
    fn from_ref(live: &Live) -> Self {
        Self::clone(&live.identity)
    }
}

/// The route for browsers' changes, to be guarded, and the one that a WebSocket opens.
pub fn routes() -> (OpenApiRouter<Live>, OpenApiRouter<Live>) {
    (
        OpenApiRouter::new().routes(routes!(create_socket_ticket)),
        OpenApiRouter::new().routes(routes!(portal_stream)),
    )
}

/// A ticket.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SocketTicket {
    /// For the address of the WebSocket.
    ticket: String,
    /// Until when it opens one.
    expires_at: String,
}

/// Make a ticket for a WebSocket
///
/// It opens one WebSocket of the portal (`GET /api/v11/portal/stream`), once, within 30 seconds: so that nothing that lasts stands in an address.
#[utoipa::path(
    post,
    path = "/api/v11/portal/stream-ticket",
    tag = "identity",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    responses(
        (status = 201, description = "The ticket", body = SocketTicket),
        (status = 401, description = "Nobody is signed in, or it is a program that has no key here", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create_socket_ticket(
    State(live): State<Live>,
    parts: Parts,
) -> Result<(StatusCode, Json<SocketTicket>), Problem> {
    let facts = RequestFacts::of(&parts);
    let principal = Principal::of(&live.identity, &parts.headers, &facts).await?;
    let holder = Holder::of(&principal).ok_or(IdentityError::NotSignedIn)?;
    let secret = holder.ticket(&live.identity).await;
    let secret = secret.map_err(IdentityError::from)?;
    let expires_at = live.identity.store().clock().now().after(TICKET_HOLDS);
    let answer = SocketTicket {
        ticket: secret.reveal().to_string(),
        expires_at: expires_at.to_string(),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// What opens it.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StreamQuery {
    /// The ticket.
    ticket: String,
}

/// What happens to the user and in the own organisations, a WebSocket
///
/// The server sends messages of the schema `PortalMessage` (`#/components/schemas/PortalMessage`) as JSON text: `welcome` first, then that something changed, which the
/// other routes tell. It closes with code 4401 when the session, token or key has ended, with 1011 when it cannot look whether it has, and with 1008 after a
/// thousand messages of the client, which has nothing to say. A browser's is taken from the portal's own origin alone.
#[utoipa::path(
    get,
    path = "/api/v11/portal/stream",
    tag = "identity",
    security(("ticket" = [])),
    params(StreamQuery),
    responses(
        (status = 101, description = "Messages follow", body = PortalMessage),
        (status = 401, description = "The ticket does not hold", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "From another origin", body = Problem, content_type = "application/problem+json"),
        (status = 426, description = "The request is not a WebSocket handshake", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn portal_stream(
    State(live): State<Live>,
    query: Result<Parameters<StreamQuery>, Problem>,
    request: Request,
) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    if !is_own_origin(&parts.headers) {
        return Err(Problem::cross_site());
    }
    let Ok(Parameters(StreamQuery { ticket })) = query else {
        return Err(IdentityError::NotSignedIn.into());
    };
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await;
    // Before it is looked at, so that nothing falls in between.
    let lines = live.feed.lines();
    let holder = Holder::of_ticket(&live.identity, &ticket).await?;
    let standing = holder.standing(&live.identity).await;
    let standing = standing.map_err(IdentityError::from)?;
    let standing = standing.ok_or(IdentityError::NotSignedIn)?;
    let upgrade = upgrade.map_err(|refused: WebSocketUpgradeRejection| {
        Problem::new(
            StatusCode::UPGRADE_REQUIRED,
            "upgrade_required",
            "Upgrade required",
            refused.body_text(),
            "Connect with a WebSocket client (ws:// or wss://).",
        )
    })?;
    // What counts connections counts a socket as long as it lives.
    let connection = parts.extensions;
    let identity = live.identity;
    Ok(upgrade
        .max_message_size(MESSAGE_BYTES_MAX)
        .max_frame_size(MESSAGE_BYTES_MAX)
        .on_upgrade(move |socket| async move {
            serve(identity, holder, standing, (lines, socket)).await;
            drop(connection);
        }))
}
