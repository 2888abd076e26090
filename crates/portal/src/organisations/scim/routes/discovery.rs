//! What the service says of itself.

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::discovery::{resource_types, schemas, service_provider_config};
use super::super::error::ScimError;
use super::{ScimList, ScimRefusal, ScimResource, shown};
use crate::access::{Allowed, may};
use crate::organisations::Organisations;
use crate::request::LastPathPart;

const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

fn list(all: &[Value]) -> Value {
    json!({
        "schemas": [LIST], "totalResults": all.len(), "startIndex": 1, "itemsPerPage": all.len(), "Resources": all,
    })
}

fn one(all: &[Value], id: &str) -> Result<Response, ScimError> {
    let found = all.iter().find(|one| one["id"] == id);
    found
        .map(shown)
        .ok_or(ScimError::NotFound("schema or resource type"))
}

/// What provisioning offers
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/scim/v2/ServiceProviderConfig",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "What is supported", body = ScimResource, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn scim_service_provider_config(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
) -> Result<Response, ScimError> {
    let base = organisations.scim_base(&allowed.scope);
    Ok(shown(&service_provider_config(&base)))
}

/// Kinds of resources
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/scim/v2/ResourceTypes",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "User and Group", body = ScimList, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn list_scim_resource_types(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
) -> Result<Response, ScimError> {
    let base = organisations.scim_base(&allowed.scope);
    Ok(shown(&list(&resource_types(&base))))
}

/// One kind of resources
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/scim/v2/ResourceTypes/{resourceTypeId}",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("resourceTypeId" = String, Path, description = "User or Group")),
    responses(
        (status = 200, description = "It", body = ScimResource, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks; or no such resource", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn scim_resource_type(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    LastPathPart(id): LastPathPart,
) -> Result<Response, ScimError> {
    let base = organisations.scim_base(&allowed.scope);
    one(&resource_types(&base), &id)
}

/// Schemas of resources
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/scim/v2/Schemas",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "All schemas", body = ScimList, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn list_scim_schemas(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
) -> Result<Response, ScimError> {
    let base = organisations.scim_base(&allowed.scope);
    Ok(shown(&list(&schemas(&base))))
}

/// One schema
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/scim/v2/Schemas/{schemaId}",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("schemaId" = String, Path, description = "Its name, as urn:ietf:params:scim:schemas:core:2.0:User")),
    responses(
        (status = 200, description = "It", body = ScimResource, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks; or no such resource", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn scim_schema(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    LastPathPart(id): LastPathPart,
) -> Result<Response, ScimError> {
    let base = organisations.scim_base(&allowed.scope);
    one(&schemas(&base), &id)
}
