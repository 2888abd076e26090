//! Keys of programs.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::api_keys::ApiKey as Found;
use super::super::{OrganisationError, Organisations};
use crate::access::roles::Role;
use crate::access::{Allowed, may};
use crate::ids::ApiKeyId;
use crate::problem::Problem;
use crate::request::{Body, LastPathPart};
use crate::time::UnixTime;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(list_api_keys, create_api_key))
        .routes(routes!(revoke_api_key))
}

/// A key of a program, without what opens.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ApiKey {
    /// Its id; it opens nothing.
    key_id: String,
    /// Its name.
    name: String,
    /// What it may do.
    roles: Vec<Role>,
    /// The id of whoever made it.
    created_by: String,
    /// The name of whoever made it; null if that is no member any more.
    created_by_name: Option<String>,
    /// When.
    created_at: String,
    /// Until when it is valid.
    expires_at: String,
    /// Whether that is over.
    is_expired: bool,
    /// When it was used last, to half a minute; null if never.
    last_used_at: Option<String>,
    /// From where; null if never.
    last_used_address: Option<String>,
}

impl ApiKey {
    fn of(found: Found, names: &HashMap<String, String>, now: UnixTime) -> Self {
        Self {
            key_id: found.key_id.to_string(),
            name: found.name,
            roles: found.roles.list(),
            created_by_name: names.get(&found.created_by).cloned(),
            created_by: found.created_by,
            created_at: found.created_at.to_string(),
            expires_at: found.expires_at.to_string(),
            is_expired: found.expires_at <= now,
            last_used_at: found.last_used_at.map(|at| at.to_string()),
            last_used_address: found.last_used_address,
        }
    }
}

/// Keys of programs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ApiKeyList {
    /// The newest first.
    api_keys: Vec<ApiKey>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// Keys of programs
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/api-keys",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("api_keys.read"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "The keys, without what opens", body = ApiKeyList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_api_keys(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadApiKeys>,
) -> Result<Json<ApiKeyList>, Problem> {
    let scope = &allowed.scope;
    let found = organisations
        .api_keys(scope)
        .await
        .map_err(OrganisationError::from)?;
    let names = organisations
        .names(scope)
        .await
        .map_err(OrganisationError::from)?;
    let now = organisations.identity().store().clock().now();
    let listed = found.into_iter().map(|key| ApiKey::of(key, &names, now));
    Ok(Json(ApiKeyList {
        api_keys: listed.collect(),
        next_cursor: None,
    }))
}

/// A new key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewApiKey {
    /// 1 to 100 characters.
    name: String,
    /// Anything but owner; at least one.
    roles: Vec<Role>,
    /// 1 to 365.
    #[schema(minimum = 1, maximum = 365)]
    expires_in_days: u16,
}

/// A key that was just made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CreatedApiKey {
    /// The key.
    api_key: ApiKey,
    /// What opens: for the header `Authorization: Bearer …`. It is shown now and never again.
    secret: String,
}

/// Make a key of a program
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/api-keys",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("api_keys.change"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = NewApiKey,
    responses(
        (status = 201, description = "It is there, with what opens", body = CreatedApiKey),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "As many as possible", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create_api_key(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeApiKeys>,
    Body(body): Body<NewApiKey>,
) -> Result<(StatusCode, Json<CreatedApiKey>), Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let roles = body.roles.into_iter().collect();
    let wanted = (body.name.as_str(), roles, body.expires_in_days);
    let (made, secret) = organisations.create_api_key(&scope, wanted, &facts).await?;
    let names = organisations
        .names(&scope)
        .await
        .map_err(OrganisationError::from)?;
    let now = organisations.identity().store().clock().now();
    let created = CreatedApiKey {
        api_key: ApiKey::of(made, &names, now),
        secret: secret.to_string(),
    };
    Ok((StatusCode::CREATED, Json(created)))
}

/// Revoke a key of a program
#[utoipa::path(
    delete,
    path = "/api/v11/organisations/{organisationId}/api-keys/{keyId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("api_keys.change"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("keyId" = String, Path, description = "Which key")),
    responses(
        (status = 204, description = "It opens nothing any more"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or key, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn revoke_api_key(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeApiKeys>,
    LastPathPart(id): LastPathPart,
) -> Result<StatusCode, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let no_such = || OrganisationError::NotFound { what: "key" };
    let id = ApiKeyId::parse(&id).ok_or_else(no_such)?;
    organisations.revoke_api_key(&scope, &id, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}
