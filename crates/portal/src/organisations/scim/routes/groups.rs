//! Groups of a directory.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::super::changes::Sent;
use super::super::error::ScimError;
use super::super::query::{ListQuery, ShownQuery};
use super::super::schema::Resource;
use super::{ScimList, ScimRefusal, ScimResource, gone, made, shown};
use crate::access::{Allowed, may};
use crate::ids::TeamId;
use crate::organisations::Organisations;
use crate::request::{Body, LastPathPart, Parameters};

fn id_of(text: &str) -> Result<TeamId, ScimError> {
    TeamId::parse(text).ok_or(ScimError::NotFound("Group"))
}

/// Groups of the directory
///
/// All teams that the organisation has, those that were made otherwise as well, in the order in which they were made.
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/scim/v2/Groups",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ListQuery),
    responses(
        (status = 200, description = "A page of what the filter finds", body = ScimList, content_type = "application/scim+json"),
        (status = 400, description = "The filter or a parameter is not taken", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it, or no provider provisions the organisation", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn list_scim_groups(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    Parameters(query): Parameters<ListQuery>,
) -> Result<Response, ScimError> {
    let wanted = query.read()?;
    let filter = wanted.filter_for(Resource::Group)?;
    let all = organisations.scim_groups(&allowed.scope).await?;
    let fitting = all
        .into_iter()
        .filter(|one| filter.as_ref().is_none_or(|filter| filter.fits(one)));
    let fitting = fitting.map(|one| (Resource::Group, one)).collect();
    Ok(shown(&wanted.page(fitting)))
}

/// Make a team of the directory
///
/// With the role viewer; other roles are given in the portal.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/scim/v2/Groups",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ShownQuery),
    request_body(content = ScimResource, content_type = "application/scim+json"),
    responses(
        (status = 201, description = "It is there", body = ScimResource, content_type = "application/scim+json"),
        (status = 400, description = "A value or an operation is not taken", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it, or no provider provisions the organisation", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 409, description = "Taken by another one, the last owner, or as many as possible", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 413, description = "Too long", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn create_scim_group(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    Parameters(query): Parameters<ShownQuery>,
    Body(body): Body<Value>,
) -> Result<Response, ScimError> {
    let only = query.read()?;
    let Allowed { scope, facts, .. } = allowed;
    let resource = organisations
        .create_scim_group(&scope, &body, &facts)
        .await?;
    let response = made(
        &only.of_resource(Resource::Group, resource.clone()),
        &resource,
    );
    Ok(response)
}

/// A group of the directory
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/scim/v2/Groups/{teamId}",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("teamId" = String, Path, description = "Which team"), ShownQuery),
    responses(
        (status = 200, description = "It", body = ScimResource, content_type = "application/scim+json"),
        (status = 400, description = "The filter or a parameter is not taken", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it, or no provider provisions the organisation", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks; or no such resource", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn scim_group(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    LastPathPart(id): LastPathPart,
    Parameters(query): Parameters<ShownQuery>,
) -> Result<Response, ScimError> {
    let only = query.read()?;
    let resource = organisations
        .scim_group(&allowed.scope, &id_of(&id)?)
        .await?;
    Ok(shown(&only.of_resource(Resource::Group, resource)))
}

/// Replace what the directory says of a group
#[utoipa::path(
    put,
    path = "/api/v11/organisations/{organisationId}/scim/v2/Groups/{teamId}",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("teamId" = String, Path, description = "Which team"), ShownQuery),
    request_body(content = ScimResource, content_type = "application/scim+json"),
    responses(
        (status = 200, description = "As it is now", body = ScimResource, content_type = "application/scim+json"),
        (status = 400, description = "A value or an operation is not taken", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it, or no provider provisions the organisation", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks; or no such resource", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 409, description = "Taken by another one, the last owner, or as many as possible", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 413, description = "Too long", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn replace_scim_group(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    LastPathPart(id): LastPathPart,
    Parameters(query): Parameters<ShownQuery>,
    Body(body): Body<Value>,
) -> Result<Response, ScimError> {
    let only = query.read()?;
    let Allowed { scope, facts, .. } = allowed;
    let sent = Sent::Put(&body);
    let resource = organisations
        .change_scim_group(&scope, &id_of(&id)?, sent, &facts)
        .await?;
    Ok(shown(&only.of_resource(Resource::Group, resource)))
}

/// Change what the directory says of a group
///
/// All operations or none.
#[utoipa::path(
    patch,
    path = "/api/v11/organisations/{organisationId}/scim/v2/Groups/{teamId}",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("teamId" = String, Path, description = "Which team"), ShownQuery),
    request_body(content = ScimResource, content_type = "application/scim+json"),
    responses(
        (status = 200, description = "As it is now", body = ScimResource, content_type = "application/scim+json"),
        (status = 400, description = "A value or an operation is not taken", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it, or no provider provisions the organisation", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks; or no such resource", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 409, description = "Taken by another one, the last owner, or as many as possible", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 413, description = "Too long", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn patch_scim_group(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    LastPathPart(id): LastPathPart,
    Parameters(query): Parameters<ShownQuery>,
    Body(body): Body<Value>,
) -> Result<Response, ScimError> {
    let only = query.read()?;
    let Allowed { scope, facts, .. } = allowed;
    let sent = Sent::Patch(&body);
    let resource = organisations
        .change_scim_group(&scope, &id_of(&id)?, sent, &facts)
        .await?;
    Ok(shown(&only.of_resource(Resource::Group, resource)))
}

/// End a team by the directory
///
/// Its members stay in the organisation.
#[utoipa::path(
    delete,
    path = "/api/v11/organisations/{organisationId}/scim/v2/Groups/{teamId}",
    tag = "provisioning",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.provision"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("teamId" = String, Path, description = "Which team")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 401, description = "Nobody is signed in, or the key does not count", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 403, description = "The roles do not allow it, or no provider provisions the organisation", body = ScimRefusal, content_type = "application/scim+json"),
        (status = 404, description = "No such organisation, or not for whoever asks; or no such resource", body = ScimRefusal, content_type = "application/scim+json"),
    )
)]
pub(super) async fn delete_scim_group(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ProvisionMembers>,
    LastPathPart(id): LastPathPart,
) -> Result<Response, ScimError> {
    let Allowed { scope, facts, .. } = allowed;
    organisations
        .delete_scim_group(&scope, &id_of(&id)?, &facts)
        .await?;
    Ok(gone())
}
