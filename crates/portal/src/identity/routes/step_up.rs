//! Step-up: who is signed in shows once more who they are.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::passkey_sign_in::PasskeyRequestBegun;
use super::webauthn::PasskeyAssertion;
use super::{Facts, Session};
use crate::identity::Identity;
use crate::problem::Problem;
use crate::request::Body;

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(step_up))
        .routes(routes!(begin_passkey_step_up))
        .routes(routes!(step_up_with_passkey))
}

/// Who it is, once more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct StepUpRequest {
    /// The present password, for a user who has one. Others have signed in within the last ten minutes.
    current_password: Option<String>,
    /// Six digits of the authenticator application or a recovery code, if there is a second factor.
    #[schema(example = "287082")]
    code: Option<String>,
}

/// A confirmed session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StepUpAnswer {
    /// Until when dangerous acts need no further confirmation.
    step_up_until: String,
}

/// Confirm the session with the password
///
/// For five minutes dangerous acts are possible in it: those that answer 403 with `step_up_required` otherwise.
#[utoipa::path(
    post,
    path = "/api/v11/auth/step-up",
    tag = "identity",
    security(("session" = [])),
    request_body = StepUpRequest,
    responses(
        (status = 200, description = "Confirmed", body = StepUpAnswer),
        (status = 401, description = "Nobody is signed in, or the password or the code is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "A code is needed as well, or a new sign-in by a user without a password", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn step_up(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    Body(body): Body<StepUpRequest>,
) -> Result<Json<StepUpAnswer>, Problem> {
    let password = body.current_password.unwrap_or_default();
    let given = (password.as_str(), body.code.as_deref());
    let until = identity.step_up(&session, given, &facts).await?;
    Ok(Json(StepUpAnswer {
        step_up_until: until.to_string(),
    }))
}

/// Begin to confirm the session with a passkey
#[utoipa::path(
    post,
    path = "/api/v11/auth/step-up/passkey/begin",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 200, description = "What the browser is to ask for", body = PasskeyRequestBegun),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The portal's address has no name, and passkeys need one", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many were begun", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn begin_passkey_step_up(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
) -> Result<Json<PasskeyRequestBegun>, Problem> {
    let begun = identity.begin_passkey_step_up(&session, &facts).await?;
    Ok(Json(begun.into()))
}

/// A passkey's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasskeyStepUp {
    /// That of the beginning.
    secret: String,
    /// What the browser got.
    credential: PasskeyAssertion,
}

/// Confirm the session with a passkey
#[utoipa::path(
    post,
    path = "/api/v11/auth/step-up/passkey",
    tag = "identity",
    security(("session" = [])),
    request_body = PasskeyStepUp,
    responses(
        (status = 200, description = "Confirmed", body = StepUpAnswer),
        (status = 400, description = "No credential", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in, or the passkey was not accepted", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The portal's address has no name, and passkeys need one", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn step_up_with_passkey(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    Body(body): Body<PasskeyStepUp>,
) -> Result<Json<StepUpAnswer>, Problem> {
    let answer = body.credential.try_into()?;
    let until = identity
        .step_up_with_passkey(&session, &body.secret, &answer, &facts)
        .await?;
    Ok(Json(StepUpAnswer {
        step_up_until: until.to_string(),
    }))
}
