//! Signing in with a passkey: by itself, or after the password.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::cookies::{self, WAITING_COOKIE};
use super::super::passkeys::{AssertionOptions, Begun};
use super::Facts;
use super::auth::{SessionAnswer, begun};
use super::webauthn::{PasskeyAssertion, PasskeyRequestOptions};
use crate::identity::Identity;
use crate::problem::Problem;
use crate::request::Body;

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(begin_passkey_sign_in))
        .routes(routes!(sign_in_with_passkey))
}

/// What the browser is to ask for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PasskeyRequestBegun {
    /// Completes it, once.
    secret: String,
    /// Until when.
    expires_at: String,
    /// For `navigator.credentials.get`.
    public_key: PasskeyRequestOptions,
}

impl From<Begun<AssertionOptions>> for PasskeyRequestBegun {
    fn from(begun: Begun<AssertionOptions>) -> Self {
        Self {
            secret: begun.secret.reveal().to_string(),
            expires_at: begun.expires_at.to_string(),
            public_key: begun.options.into(),
        }
    }
}

/// How somebody signs in with a passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasskeySignInStart {
    /// Whether it is the second step of a sign-in that was answered with 202; if absent, the passkey signs in by itself.
    #[serde(default)]
    is_second_step: bool,
}

/// Begin to sign in with a passkey
///
/// Nobody says who they are, and the answer is the same for everybody. As a second step it names the passkeys of the user whose password was given.
#[utoipa::path(
    post,
    path = "/api/v11/auth/passkey/begin",
    tag = "identity",
    security(()),
    request_body = PasskeySignInStart,
    responses(
        (status = 200, description = "What the browser is to ask for", body = PasskeyRequestBegun),
        (status = 401, description = "A second step whose first step is missing or too long ago", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The portal's address has no name, and passkeys need one", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many were begun", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn begin_passkey_sign_in(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    headers: HeaderMap,
    Body(body): Body<PasskeySignInStart>,
) -> Result<Json<PasskeyRequestBegun>, Problem> {
    let begun = if body.is_second_step {
        let waiting = cookies::read(&headers, WAITING_COOKIE);
        identity
            .begin_passkey_second_step(waiting.as_ref(), &facts)
            .await?
    } else {
        identity.begin_passkey_sign_in(&facts).await?
    };
    Ok(Json(begun.into()))
}

/// A passkey's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasskeySignIn {
    /// That of the beginning.
    secret: String,
    /// What the browser got.
    credential: PasskeyAssertion,
    /// As at the beginning.
    #[serde(default)]
    is_second_step: bool,
}

/// Sign in with a passkey
///
/// The device has recognised its owner, so that no code is asked for.
#[utoipa::path(
    post,
    path = "/api/v11/auth/passkey",
    tag = "identity",
    security(()),
    request_body = PasskeySignIn,
    responses(
        (status = 200, description = "Signed in", body = SessionAnswer),
        (status = 400, description = "No credential", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "The passkey was not accepted, or the first step is missing or too long ago", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The portal's address has no name, and passkeys need one", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn sign_in_with_passkey(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    headers: HeaderMap,
    Body(body): Body<PasskeySignIn>,
) -> Result<impl IntoResponse, Problem> {
    let answer = body.credential.try_into()?;
    let began = if body.is_second_step {
        let waiting = cookies::read(&headers, WAITING_COOKIE);
        identity
            .complete_sign_in_with_passkey(waiting.as_ref(), &body.secret, &answer, &facts)
            .await?
    } else {
        identity
            .sign_in_with_passkey(&body.secret, &answer, &facts)
            .await?
    };
    let cookies = AppendHeaders([(SET_COOKIE, cookies::remove(WAITING_COOKIE))]);
    Ok((cookies, begun(&identity, began, &headers, &facts).await?))
}
