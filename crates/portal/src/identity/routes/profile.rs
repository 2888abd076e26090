//! Somebody's own data.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::cookies::{self, BROWSER_COOKIE, SESSION_COOKIE};
use super::super::export::Export;
use super::super::sign_in::BROWSER_KNOWN;
use super::{Facts, Session};
use crate::access::Person;
use crate::identity::{Identity, SignedIn};
use crate::ids::UserId;
use crate::problem::Problem;
use crate::request::Body;

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(profile, rename_user))
        .routes(routes!(change_password))
        .routes(routes!(export_profile))
        .routes(routes!(delete_user))
}

/// A user's own data.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Profile {
    /// The user.
    user_id: String,
    /// E-mail address.
    email: String,
    /// Name.
    name: String,
    /// Since when.
    created_at: String,
    /// When the mailbox answered; null if it did not, and the address is only what a provider tells.
    email_verified_at: Option<String>,
    /// When this user signed in before this session, or last if there is none; null the first time.
    last_sign_in_at: Option<String>,
}

async fn profile_of(
    identity: &Identity,
    user_id: &UserId,
    session: Option<&SignedIn>,
) -> Result<Json<Profile>, Problem> {
    let user = identity.user_of(user_id).await?;
    let last_sign_in_at = match session {
        Some(session) => session.previous_sign_in_at,
        None => user.last_sign_in_at,
    };
    Ok(Json(Profile {
        user_id: user.user_id.to_string(),
        email: user.email,
        name: user.name,
        created_at: user.created_at.to_string(),
        email_verified_at: user.email_verified_at.map(|at| at.to_string()),
        last_sign_in_at: last_sign_in_at.map(|at| at.to_string()),
    }))
}

/// The own profile
#[utoipa::path(
    get,
    path = "/api/v11/profile",
    tag = "identity",
    security(("session" = []), ("accessToken" = [])),
    responses(
        (status = 200, description = "The profile", body = Profile),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn profile(
    State(identity): State<Arc<Identity>>,
    person: Person,
) -> Result<Json<Profile>, Problem> {
    profile_of(&identity, &person.user_id, person.session.as_deref()).await
}

/// What is to be changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ProfileChange {
    /// The new name, 1 to 100 characters.
    name: String,
}

/// Change the own name
#[utoipa::path(
    patch,
    path = "/api/v11/profile",
    tag = "identity",
    security(("session" = [])),
    request_body = ProfileChange,
    responses(
        (status = 200, description = "The profile as it is now", body = Profile),
        (status = 400, description = "No name", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn rename_user(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    Body(body): Body<ProfileChange>,
) -> Result<Json<Profile>, Problem> {
    identity.rename(&session, &body.name, &facts).await?;
    profile_of(&identity, &session.user_id, Some(&session)).await
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasswordChange {
    /// The new one, at least 12 characters.
    new_password: String,
}

/// Change the own password
///
/// All other sessions end.
#[utoipa::path(
    post,
    path = "/api/v11/profile/password",
    tag = "identity",
    security(("session" = [])),
    request_body = PasswordChange,
    responses(
        (status = 204, description = "Changed"),
        (status = 400, description = "Password not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_password(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    Body(body): Body<PasswordChange>,
) -> Result<impl IntoResponse, Problem> {
    let browser = identity
        .change_password(&session, &body.new_password, &facts)
        .await?;
    let cookies = AppendHeaders([(
        SET_COOKIE,
        cookies::set(BROWSER_COOKIE, &browser, BROWSER_KNOWN),
    )]);
    Ok((StatusCode::NO_CONTENT, cookies))
}

/// Everything that is kept about the user
///
/// That it was handed out is a line of the audit log.
#[utoipa::path(
    post,
    path = "/api/v11/profile/export",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 200, description = "A file to download", body = Export),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn export_profile(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
) -> Result<impl IntoResponse, Problem> {
    let export: Export = identity.export(&session, &facts).await?;
    let name = "attachment; filename=\"aurigraph-profile.json\"";
    Ok(([(CONTENT_DISPOSITION, name)], Json(export)))
}

/// Delete the own user
///
/// It cannot be undone: sessions end, personal data is deleted. Lines of the audit log stay, without a name. Copies of the database that the operator made before still hold everything.
#[utoipa::path(
    post,
    path = "/api/v11/profile/delete",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 204, description = "Deleted"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn delete_user(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
) -> Result<impl IntoResponse, Problem> {
    identity.delete_user(&session, &facts).await?;
    let cookies = AppendHeaders([
        (SET_COOKIE, cookies::remove(SESSION_COOKIE)),
        (SET_COOKIE, cookies::remove(BROWSER_COOKIE)),
    ]);
    Ok((StatusCode::NO_CONTENT, cookies))
}
