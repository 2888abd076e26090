//! The own passkeys.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::passkeys::Passkey;
use super::webauthn::{PasskeyAttestation, PasskeyCreationOptions};
use super::{Facts, Session};
use crate::identity::Identity;
use crate::ids::PasskeyId;
use crate::problem::Problem;
use crate::request::{Body, PathPart};

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(list_passkeys))
        .routes(routes!(begin_passkey))
        .routes(routes!(complete_passkey))
        .routes(routes!(rename_passkey))
        .routes(routes!(remove_passkey))
}

/// A passkey.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyListItem {
    /// Its id here; it opens nothing.
    passkey_id: String,
    /// How its user calls it.
    name: String,
    /// Since when.
    created_at: String,
    /// When somebody signed in or confirmed something with it last; null if never.
    last_used_at: Option<String>,
}

impl From<Passkey> for PasskeyListItem {
    fn from(passkey: Passkey) -> Self {
        Self {
            passkey_id: passkey.passkey_id.to_string(),
            name: passkey.name,
            created_at: passkey.created_at.to_string(),
            last_used_at: passkey.last_used_at.map(|at| at.to_string()),
        }
    }
}

/// Passkeys.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyList {
    /// At most 20, the oldest first.
    passkeys: Vec<PasskeyListItem>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// The own passkeys
#[utoipa::path(
    get,
    path = "/api/v11/profile/passkeys",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 200, description = "The passkeys", body = PasskeyList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_passkeys(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
) -> Result<Json<PasskeyList>, Problem> {
    let passkeys = identity.passkeys(&session).await?;
    Ok(Json(PasskeyList {
        passkeys: passkeys.into_iter().map(PasskeyListItem::from).collect(),
        next_cursor: None,
    }))
}

/// What the browser is to make.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyCreationBegun {
    /// Completes it, once.
    secret: String,
    /// Until when.
    expires_at: String,
    /// For `navigator.credentials.create`.
    public_key: PasskeyCreationOptions,
}

/// Begin to add a passkey
///
/// Nothing changes before it is completed.
#[utoipa::path(
    post,
    path = "/api/v11/profile/passkeys/begin",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 200, description = "What the browser is to make", body = PasskeyCreationBegun),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The portal's address has no name, and passkeys need one", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "There are 20 already", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many were begun", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn begin_passkey(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
) -> Result<Json<PasskeyCreationBegun>, Problem> {
    let begun = identity.begin_passkey(&session, &facts).await?;
    Ok(Json(PasskeyCreationBegun {
        secret: begun.secret.reveal().to_string(),
        expires_at: begun.expires_at.to_string(),
        public_key: begun.options.into(),
    }))
}

/// A new passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasskeyCompletion {
    /// That of the beginning.
    secret: String,
    /// How it is to be called, 1 to 60 characters.
    name: String,
    /// What the browser made.
    credential: PasskeyAttestation,
}

/// A passkey that was added.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PasskeyAdded {
    /// The passkey.
    passkey: PasskeyListItem,
    /// Recovery codes, shown once; null if there was a second factor before.
    recovery_codes: Option<Vec<String>>,
}

/// Complete a passkey
///
/// From now on it signs in, and the password alone does not. With the first second factor come recovery codes, and all other sessions end.
#[utoipa::path(
    post,
    path = "/api/v11/profile/passkeys/complete",
    tag = "identity",
    security(("session" = [])),
    request_body = PasskeyCompletion,
    responses(
        (status = 201, description = "Added", body = PasskeyAdded),
        (status = 400, description = "No name, or no credential", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in, or the passkey was not accepted", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The portal's address has no name, and passkeys need one", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "There are 20 already", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn complete_passkey(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    Body(body): Body<PasskeyCompletion>,
) -> Result<(StatusCode, Json<PasskeyAdded>), Problem> {
    let answer = body.credential.try_into()?;
    let what = (body.secret.as_str(), body.name.as_str());
    let added = identity
        .complete_passkey(&session, what, &answer, &facts)
        .await?;
    let answer = PasskeyAdded {
        passkey: added.passkey.into(),
        recovery_codes: added.recovery_codes,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Another name for a passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasskeyChange {
    /// The new name, 1 to 60 characters.
    name: String,
}

fn passkey_id(part: &str) -> Result<PasskeyId, Problem> {
    PasskeyId::parse(part).ok_or_else(|| Problem::not_found("there is no such passkey"))
}

/// Rename a passkey
#[utoipa::path(
    patch,
    path = "/api/v11/profile/passkeys/{passkeyId}",
    tag = "identity",
    security(("session" = [])),
    params(("passkeyId" = String, Path, description = "From the list of passkeys")),
    request_body = PasskeyChange,
    responses(
        (status = 200, description = "The passkey as it is now", body = PasskeyListItem),
        (status = 400, description = "No name", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such passkey of this user", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn rename_passkey(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    PathPart(part): PathPart,
    Body(body): Body<PasskeyChange>,
) -> Result<Json<PasskeyListItem>, Problem> {
    let id = passkey_id(&part)?;
    let renamed = identity
        .rename_passkey(&session, &id, &body.name, &facts)
        .await?;
    Ok(Json(renamed.into()))
}

/// Remove a passkey
///
/// With the last second factor the recovery codes go. Sessions that were begun with it go on.
#[utoipa::path(
    post,
    path = "/api/v11/profile/passkeys/{passkeyId}/remove",
    tag = "identity",
    security(("session" = [])),
    params(("passkeyId" = String, Path, description = "From the list of passkeys")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such passkey of this user", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn remove_passkey(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    PathPart(part): PathPart,
) -> Result<StatusCode, Problem> {
    let id = passkey_id(&part)?;
    identity.remove_passkey(&session, &id, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}
