//! Somebody's own sessions, and what was done with the sign-in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Facts, Session};
use crate::audit::AuditLine;
use crate::identity::Identity;
use crate::ids::SessionId;
use crate::problem::Problem;
use crate::request::{self, Parameters, PathPart};

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(list_sessions, end_other_sessions))
        .routes(routes!(end_session))
        .routes(routes!(list_activity))
}

/// A session in a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SessionListItem {
    /// Its name; it opens nothing.
    session_id: String,
    /// Whether the request came with it.
    is_current: bool,
    /// When it began.
    created_at: String,
    /// When a request came with it last, to half a minute.
    last_seen_at: String,
    /// When it ends in any case.
    expires_at: String,
    /// From where it began; empty if that was not seen.
    network_address: String,
    /// What the browser called itself.
    user_agent: String,
}

/// Sessions.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SessionList {
    /// At most 50, the one that was used last first.
    sessions: Vec<SessionListItem>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// The own sessions
#[utoipa::path(
    get,
    path = "/api/v11/profile/sessions",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 200, description = "The sessions", body = SessionList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_sessions(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
) -> Result<Json<SessionList>, Problem> {
    let listed = identity.sessions(&session).await?;
    let sessions = listed.into_iter().map(|listed| SessionListItem {
        is_current: listed.session.session_id == session.session_id,
        session_id: listed.session.session_id.to_string(),
        created_at: listed.session.created_at.to_string(),
        last_seen_at: listed.session.last_seen_at.to_string(),
        expires_at: listed.session.expires_at.to_string(),
        network_address: listed.network_address,
        user_agent: listed.user_agent,
    });
    Ok(Json(SessionList {
        sessions: sessions.collect(),
        next_cursor: None,
    }))
}

/// End all other sessions
#[utoipa::path(
    delete,
    path = "/api/v11/profile/sessions",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 204, description = "Only this session is left"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn end_other_sessions(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
) -> Result<StatusCode, Problem> {
    identity.end_other_sessions(&session, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End one session
///
/// The own one needs no step-up: that is a sign-out.
#[utoipa::path(
    delete,
    path = "/api/v11/profile/sessions/{sessionId}",
    tag = "identity",
    security(("session" = [])),
    params(("sessionId" = String, Path, description = "From the list of sessions")),
    responses(
        (status = 204, description = "Ended"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such session of this user", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn end_session(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    PathPart(session_id): PathPart,
) -> Result<StatusCode, Problem> {
    let no_such = || Problem::not_found("there is no such session");
    let session_id = SessionId::parse(&session_id).ok_or_else(no_such)?;
    identity.end_session(&session, &session_id, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct ActivityQuery {
    /// 1 to 200, 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// A line of the audit log about the user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ActivityEvent {
    /// Its number in the log.
    sequence: i64,
    /// When.
    at: String,
    /// What was done.
    #[schema(example = "session.signed_in")]
    action: String,
    /// `succeeded` or `refused`.
    #[schema(example = "succeeded")]
    outcome: String,
    /// From where; empty if that was not seen.
    network_address: Option<String>,
    /// What the browser called itself.
    user_agent: Option<String>,
    /// What else is worth knowing.
    detail: Option<String>,
}

/// Lines of the audit log about the user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ActivityList {
    /// Newest first.
    events: Vec<ActivityEvent>,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

impl From<AuditLine> for ActivityEvent {
    fn from(line: AuditLine) -> Self {
        Self {
            sequence: line.sequence,
            at: line.at.to_string(),
            action: line.action,
            outcome: line.outcome,
            network_address: line.network_address,
            user_agent: line.user_agent,
            detail: line.detail,
        }
    }
}

/// What was done with the own sign-in
#[utoipa::path(
    get,
    path = "/api/v11/profile/activity",
    tag = "identity",
    security(("session" = [])),
    params(ActivityQuery),
    responses(
        (status = 200, description = "A page of it", body = ActivityList),
        (status = 400, description = "No such page", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_activity(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Parameters(query): Parameters<ActivityQuery>,
) -> Result<Json<ActivityList>, Problem> {
    let limit = request::limit(query.limit)?;
    let before = match query.cursor {
        None => i64::MAX,
        Some(cursor) => cursor.parse().map_err(|_| request::not_a_cursor())?,
    };
    let mut lines = identity.activity(&session, before, limit + 1).await?;
    let has_more = lines.len() > usize::from(limit);
    lines.truncate(usize::from(limit));
    let last = lines.last().map(|line| line.sequence.to_string());
    Ok(Json(ActivityList {
        events: lines.into_iter().map(ActivityEvent::from).collect(),
        next_cursor: last.filter(|_| has_more),
    }))
}
