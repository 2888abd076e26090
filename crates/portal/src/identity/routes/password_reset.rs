//! A new password by mail.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::cookies::{self, BROWSER_COOKIE};
use super::super::sign_in::BROWSER_KNOWN;
use super::Facts;
use super::auth::{Accepted, MailRequest};
use crate::identity::Identity;
use crate::problem::Problem;
use crate::request::Body;

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(ask_for_password_reset))
        .routes(routes!(reset_password))
}

/// A new password by mail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasswordResetRequest {
    /// What stands after `#` in the link of the mail.
    token: String,
    /// The new password, at least 12 characters.
    password: String,
}

/// Ask for a new password
///
/// A mail goes to the address: with a link, or saying that there is no user. The answer is the same.
#[utoipa::path(
    post,
    path = "/api/v11/auth/password-reset/request",
    tag = "identity",
    security(()),
    request_body = MailRequest,
    responses(
        (status = 202, description = "A mail is on its way", body = Accepted),
        (status = 400, description = "No address", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many mails", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn ask_for_password_reset(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    Body(body): Body<MailRequest>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    identity.ask_for_reset(&body.email, &facts).await?;
    Ok((StatusCode::ACCEPTED, Json(Accepted {})))
}

/// Set a new password
///
/// With the link from the mail. All sessions of the user end.
#[utoipa::path(
    post,
    path = "/api/v11/auth/password-reset",
    tag = "identity",
    security(()),
    request_body = PasswordResetRequest,
    responses(
        (status = 204, description = "The password is set"),
        (status = 400, description = "Password not taken; the link still holds", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The link does not hold", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn reset_password(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    Body(body): Body<PasswordResetRequest>,
) -> Result<impl IntoResponse, Problem> {
    let browser = identity
        .reset_password(&body.token, &body.password, &facts)
        .await?;
    let cookies = AppendHeaders([(
        SET_COOKIE,
        cookies::set(BROWSER_COOKIE, &browser, BROWSER_KNOWN),
    )]);
    Ok((StatusCode::NO_CONTENT, cookies))
}
