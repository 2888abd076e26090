//! Searches whose parameters stand in the body, so that names stand in no address (RFC 7644, 3.4.3).

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::super::error::ScimError;
use super::super::query::Wanted;
use super::super::schema::Resource;
use super::{ScimList, ScimRefusal, ScimResource, shown};
use crate::access::{Allowed, OrganisationScope, may};
use crate::organisations::Organisations;
use crate::request::Body;

/// What fits of these kinds. A filter that fits the attributes of no kind is refused.
async fn found(
    organisations: &Organisations,
    scope: &OrganisationScope,
    kinds: &[Resource],
    body: &Value,
) -> Result<Response, ScimError> {
    let wanted = Wanted::of_search(body)?;
    let mut fitting = Vec::new();
    let mut refusals = Vec::new();
    for kind in kinds {
        let filter = match wanted.filter_for(*kind) {
            Ok(filter) => filter,
            Err(refusal) => {
                refusals.push(refusal);
                continue;
            }
        };
        let all = match kind {
            Resource::User => organisations.scim_users(scope).await?,
            Resource::Group => organisations.scim_groups(scope).await?,
        };
        let all = all.into_iter();
        let those = all.filter(|one| filter.as_ref().is_none_or(|filter| filter.fits(one)));
        fitting.extend(those.map(|one| (*kind, one)));
    }
    if refusals.len() == kinds.len()
        && let Some(refusal) = refusals.pop()
    {
        return Err(refusal);
    }
    Ok(shown(&wanted.page(fitting)))
}

/// Search users of the directory
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/scim/v2/Users/.search",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body(content = ScimResource, content_type = "application/scim+json"),
    responses(
        (status = 200, description = "A page of what the filter finds", body = ScimList, content_type = "application/scim+json"),
        (status = 400, description = "The filter or a parameter is not taken", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it, or no provider provisions the organisation", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn search_scim_users(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    Body(body): Body<Value>,
) -> Result<Response, ScimError> {
    found(&organisations, &allowed.scope, &[Resource::User], &body).await
}

/// Search groups of the directory
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/scim/v2/Groups/.search",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body(content = ScimResource, content_type = "application/scim+json"),
    responses(
        (status = 200, description = "A page of what the filter finds", body = ScimList, content_type = "application/scim+json"),
        (status = 400, description = "The filter or a parameter is not taken", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it, or no provider provisions the organisation", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn search_scim_groups(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    Body(body): Body<Value>,
) -> Result<Response, ScimError> {
    found(&organisations, &allowed.scope, &[Resource::Group], &body).await
}

/// Search users and groups of the directory
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/scim/v2/.search",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body(content = ScimResource, content_type = "application/scim+json"),
    responses(
        (status = 200, description = "A page of what the filter finds", body = ScimList, content_type = "application/scim+json"),
        (status = 400, description = "The filter or a parameter is not taken", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it, or no provider provisions the organisation", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn search_scim(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    Body(body): Body<Value>,
) -> Result<Response, ScimError> {
    found(&organisations, &allowed.scope, &Resource::ALL, &body).await
}
