//! The routes of provisioning. Whoever may not, or not here, is answered as by every route of an organisation, in the form of SCIM.

mod discovery;
mod groups;
mod search;
mod users;

use axum::extract::DefaultBodyLimit;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::{ScimError, answer};
use crate::organisations::Organisations;

/// Bytes of a request about a user.
const USER_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a request about a group, which may name many members.
const GROUP_BYTES_MAX: usize = 1024 * 1024;

/// All routes.
pub(in crate::organisations) fn routes() -> OpenApiRouter<Organisations> {
    let below = "/api/v11/organisations/{organisationId}/scim/v2/{*path}";
    let groups = OpenApiRouter::new()
        .routes(routes!(groups::list_scim_groups, groups::create_scim_group))
        .routes(routes!(
            groups::scim_group,
            groups::replace_scim_group,
            groups::patch_scim_group,
            groups::delete_scim_group
        ))
        .routes(routes!(search::search_scim_groups))
        .layer(DefaultBodyLimit::max(GROUP_BYTES_MAX));
    OpenApiRouter::new()
        .routes(routes!(discovery::scim_service_provider_config))
        .routes(routes!(discovery::list_scim_resource_types))
        .routes(routes!(discovery::scim_resource_type))
        .routes(routes!(discovery::list_scim_schemas))
        .routes(routes!(discovery::scim_schema))
        .routes(routes!(users::list_scim_users, users::create_scim_user))
        .routes(routes!(
            users::scim_user,
            users::replace_scim_user,
            users::patch_scim_user,
            users::delete_scim_user
        ))
        .routes(routes!(search::search_scim_users))
        .routes(routes!(search::search_scim))
        .route(below, any(nothing_there))
        .layer(DefaultBodyLimit::max(USER_BYTES_MAX))
        .merge(groups)
}

async fn nothing_there() -> ScimError {
    ScimError::NotFound(
        "address: there are Users, Groups, Schemas, ResourceTypes and ServiceProviderConfig",
    )
}

/// A resource in the form of SCIM (RFC 7643): the attributes that `Schemas` names.
#[derive(Serialize, ToSchema)]
#[schema(value_type = Object)]
struct ScimResource(Value);

/// A page of resources in the form of SCIM (RFC 7644, 3.4.2): `totalResults`, `startIndex`, `itemsPerPage` and `Resources`.
#[derive(Serialize, ToSchema)]
#[schema(value_type = Object)]
struct ScimList(Value);

/// A refusal in the form of SCIM (RFC 7644, 3.12).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ScimRefusal {
    /// `urn:ietf:params:scim:api:messages:2.0:Error`.
    schemas: Vec<String>,
    /// The status of the answer, as a text.
    status: String,
    /// What kind of request is refused; absent where the status says it.
    scim_type: Option<String>,
    /// What happened, and what to do.
    detail: String,
}

/// Something that was made, with its address.
fn made(shown: &Value, whole: &Value) -> Response {
    let mut response = answer(StatusCode::CREATED, shown);
    let location = whole["meta"]["location"].as_str();
    if let Some(location) = location.and_then(|text| HeaderValue::from_str(text).ok()) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

fn shown(resource: &Value) -> Response {
    answer(StatusCode::OK, resource)
}

fn gone() -> Response {
    StatusCode::NO_CONTENT.into_response()
}
