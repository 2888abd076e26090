//! Who administers the portal.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{AdministrationError, Administrator as Found};
use crate::access::{Administers, administer};
use crate::organisations::Organisations;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new().routes(routes!(list_administrators))
}

/// An administrator of the portal.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Administrator {
    /// The user.
    user_id: String,
    /// E-mail address.
    email: String,
    /// The name.
    name: String,
    /// Since when.
    granted_at: String,
    /// When this user signed in last; null if never.
    last_signed_in_at: Option<String>,
    /// Whether there is a passkey or an authenticator application; without one an administrator may nothing.
    has_second_factor: bool,
    /// Whether nothing lets the user in.
    is_disabled: bool,
    /// Whether it is whoever asks.
    is_self: bool,
}

/// Administrators of the portal.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AdministratorList {
    /// All, the one who was named first at the beginning.
    administrators: Vec<Administrator>,
}

/// Administrators of the portal
///
/// The operator names them on the portal's machine: `aurigraph portal administrator add`.
#[utoipa::path(
    get,
    path = "/api/v11/portal/administrators",
    tag = "administration",
    security(("session" = [])),
    extensions(("x-action" = json!("portal.administrators.read"))),
    responses(
        (status = 200, description = "All of them", body = AdministratorList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The administrator has no second factor", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Whoever asks is no administrator", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_administrators(
    State(organisations): State<Organisations>,
    asks: Administers<administer::ReadAdministrators>,
) -> Result<Json<AdministratorList>, Problem> {
    let found = organisations.administrators(&asks.scope).await;
    let found = found.map_err(AdministrationError::from)?;
    let of = |found: Found| Administrator {
        is_self: found.user_id == *asks.scope.user_id(),
        user_id: found.user_id.to_string(),
        email: found.email,
        name: found.name,
        granted_at: found.granted_at.to_string(),
        last_signed_in_at: found.last_signed_in_at.map(|at| at.to_string()),
        has_second_factor: found.has_second_factor,
        is_disabled: found.is_disabled,
    };
    Ok(Json(AdministratorList {
        administrators: found.into_iter().map(of).collect(),
    }))
}
