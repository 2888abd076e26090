//! The own second factor: an authenticator application and recovery codes.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Facts, Session};
use crate::identity::Identity;
use crate::problem::Problem;
use crate::request::Body;

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(second_factors))
        .routes(routes!(begin_totp))
        .routes(routes!(confirm_totp))
        .routes(routes!(remove_totp))
        .routes(routes!(new_recovery_codes))
}

/// What guards the own sign-in besides the password.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SecondFactorsAnswer {
    /// Since when codes of an authenticator application are asked for; null if they are not.
    totp_since: Option<String>,
    /// How many passkeys there are; each is a second factor as well.
    passkeys: i64,
    /// Recovery codes that are not used.
    recovery_codes_left: i64,
}

/// The own second factor
#[utoipa::path(
    get,
    path = "/api/v11/profile/second-factor",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 200, description = "What there is", body = SecondFactorsAnswer),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn second_factors(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
) -> Result<Json<SecondFactorsAnswer>, Problem> {
    let found = identity.second_factors(&session).await?;
    Ok(Json(SecondFactorsAnswer {
        totp_since: found.totp_since.map(|since| since.to_string()),
        passkeys: found.passkeys,
        recovery_codes_left: found.recovery_codes_left,
    }))
}

/// What an authenticator application needs. It is shown once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TotpSetUpAnswer {
    /// For typing in by hand: base32.
    secret: String,
    /// What the picture says.
    url: String,
    /// Width and height of the picture, without a margin.
    picture_side: i32,
    /// The picture: an SVG path with a square of one unit for each dark module of the QR code.
    picture_path: String,
}

/// Begin to add an authenticator application
///
/// Nothing changes before a first code confirms it.
#[utoipa::path(
    post,
    path = "/api/v11/profile/totp",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 201, description = "What the application needs", body = TotpSetUpAnswer),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "There is one already", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn begin_totp(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
) -> Result<(StatusCode, Json<TotpSetUpAnswer>), Problem> {
    let set_up = identity.begin_totp(&session).await?;
    let answer = TotpSetUpAnswer {
        secret: set_up.secret,
        url: set_up.url,
        picture_side: set_up.picture_side,
        picture_path: set_up.picture_path,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// A first code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct TotpConfirmRequest {
    /// Six digits.
    #[schema(example = "287082")]
    code: String,
}

/// A confirmed application.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TotpConfirmed {
    /// Recovery codes, shown once; null if there was a second factor before.
    recovery_codes: Option<Vec<String>>,
}

/// Recovery codes. They are shown once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RecoveryCodes {
    /// Each counts once.
    recovery_codes: Vec<String>,
}

/// Confirm the authenticator application
///
/// From now on codes are asked for. All other sessions end. With the first second factor come recovery codes.
#[utoipa::path(
    post,
    path = "/api/v11/profile/totp/confirm",
    tag = "identity",
    security(("session" = [])),
    request_body = TotpConfirmRequest,
    responses(
        (status = 200, description = "Confirmed", body = TotpConfirmed),
        (status = 401, description = "Nobody is signed in, or the code is wrong", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Nothing to confirm", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn confirm_totp(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    Body(body): Body<TotpConfirmRequest>,
) -> Result<Json<TotpConfirmed>, Problem> {
    let recovery_codes = identity.confirm_totp(&session, &body.code, &facts).await?;
    Ok(Json(TotpConfirmed { recovery_codes }))
}

/// Remove the authenticator application
///
/// With the last second factor the recovery codes go.
#[utoipa::path(
    post,
    path = "/api/v11/profile/totp/remove",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn remove_totp(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
) -> Result<StatusCode, Problem> {
    identity.remove_totp(&session, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make new recovery codes
///
/// The old ones count no more.
#[utoipa::path(
    post,
    path = "/api/v11/profile/recovery-codes",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 201, description = "New codes", body = RecoveryCodes),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no second factor", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn new_recovery_codes(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
) -> Result<(StatusCode, Json<RecoveryCodes>), Problem> {
    let recovery_codes = identity.new_recovery_codes(&session, &facts).await?;
    Ok((StatusCode::CREATED, Json(RecoveryCodes { recovery_codes })))
}
