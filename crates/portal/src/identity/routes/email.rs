//! Another e-mail address.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::{Accepted, MailRequest};
use super::{Facts, Session};
use crate::identity::Identity;
use crate::problem::Problem;
use crate::request::Body;

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(ask_for_email_change))
        .routes(routes!(confirm_email))
}

/// Ask for another address
///
/// A mail goes to the new one, with a link that completes the change or saying that it has a sign-in already, and one to the present one. The answer is the same.
#[utoipa::path(
    post,
    path = "/api/v11/profile/email",
    tag = "identity",
    security(("session" = [])),
    request_body = MailRequest,
    responses(
        (status = 202, description = "Mails are on their way", body = Accepted),
        (status = 400, description = "No address, or the present one", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many mails", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn ask_for_email_change(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    Body(body): Body<MailRequest>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    identity
        .ask_for_email_change(&session, &body.email, &facts)
        .await?;
    Ok((StatusCode::ACCEPTED, Json(Accepted {})))
}

/// What completes a change of the address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ConfirmEmailRequest {
    /// What stands after `#` in the link of the mail.
    token: String,
}

/// Complete a change of the address
///
/// With the link from the mail, in any browser. Links with new passwords that went to the old address hold no more.
#[utoipa::path(
    post,
    path = "/api/v11/auth/confirm-email",
    tag = "identity",
    security(()),
    request_body = ConfirmEmailRequest,
    responses(
        (status = 204, description = "The address is changed"),
        (status = 410, description = "The link does not hold", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn confirm_email(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    Body(body): Body<ConfirmEmailRequest>,
) -> Result<StatusCode, Problem> {
    identity.confirm_email_change(&body.token, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}
