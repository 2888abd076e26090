//! An organisation as a whole.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::Organisations;
use super::super::own;
use crate::access::roles::Role;
use crate::access::{Action, Allowed, Person, PrincipalKind, may};
use crate::identity::{Facts, Session};
use crate::problem::Problem;
use crate::request::Body;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(list_organisations, create_organisation))
        .routes(routes!(organisation, rename_organisation))
        .routes(routes!(delete_organisation))
        .routes(routes!(leave_organisation))
}

/// An organisation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Organisation {
    /// Its id.
    organisation_id: String,
    /// Its name.
    name: String,
    /// Since when.
    created_at: String,
    /// How many belong to it.
    members: i64,
    /// What whoever asks is there.
    roles: Vec<Role>,
    /// What whoever asks may do there.
    #[schema(example = json!(["organisation.read", "members.read"]))]
    actions: Vec<String>,
}

impl Organisation {
    pub(super) fn of(
        organisations: &Organisations,
        found: own::Organisation,
        kind: PrincipalKind,
    ) -> Self {
        let may = |action: &&Action| organisations.policy().allows(kind, found.roles, **action);
        let actions = Action::ALL.iter().filter(may);
        Self {
            organisation_id: found.organisation_id.to_string(),
            name: found.name,
            created_at: found.created_at.to_string(),
            members: found.members,
            roles: found.roles.list(),
            actions: actions.map(|action| action.as_str().to_owned()).collect(),
        }
    }
}

/// Organisations.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OrganisationList {
    /// By name.
    organisations: Vec<Organisation>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// The own organisations
#[utoipa::path(
    get,
    path = "/api/v11/organisations",
    tag = "organisations",
    security(("session" = []), ("accessToken" = [])),
    responses(
        (status = 200, description = "The organisations to which the user belongs", body = OrganisationList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_organisations(
    State(organisations): State<Organisations>,
    person: Person,
) -> Result<Json<OrganisationList>, Problem> {
    let found = organisations.of_user(&person.user_id).await;
    let found = found.map_err(|error| Problem::internal(&error))?;
    let listed = found
        .into_iter()
        .map(|one| Organisation::of(&organisations, one, PrincipalKind::User));
    Ok(Json(OrganisationList {
        organisations: listed.collect(),
        next_cursor: None,
    }))
}

/// A name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct OrganisationName {
    /// 1 to 100 characters.
    name: String,
}

/// Make an organisation
///
/// Whoever makes it owns it.
#[utoipa::path(
    post,
    path = "/api/v11/organisations",
    tag = "organisations",
    security(("session" = [])),
    request_body = OrganisationName,
    responses(
        (status = 201, description = "It is there", body = Organisation),
        (status = 400, description = "No name", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The user belongs to as many as possible", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create_organisation(
    State(organisations): State<Organisations>,
    Session(session): Session,
    Facts(facts): Facts,
    Body(body): Body<OrganisationName>,
) -> Result<(StatusCode, Json<Organisation>), Problem> {
    let made = organisations.create(&session, &body.name, &facts).await?;
    let made = Organisation::of(&organisations, made, PrincipalKind::User);
    Ok((StatusCode::CREATED, Json(made)))
}

/// One organisation
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("organisation.read"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "The organisation", body = Organisation),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn organisation(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadOrganisation>,
) -> Result<Json<Organisation>, Problem> {
    let found = organisations.organisation(&allowed.scope).await?;
    let kind = allowed.scope.principal().kind();
    Ok(Json(Organisation::of(&organisations, found, kind)))
}

/// Give an organisation another name
#[utoipa::path(
    patch,
    path = "/api/v11/organisations/{organisationId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("organisation.change"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = OrganisationName,
    responses(
        (status = 200, description = "The organisation as it is now", body = Organisation),
        (status = 400, description = "No name", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn rename_organisation(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeOrganisation>,
    Body(body): Body<OrganisationName>,
) -> Result<Json<Organisation>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    organisations.rename(&scope, &body.name, &facts).await?;
    let found = organisations.organisation(&scope).await?;
    let kind = scope.principal().kind();
    Ok(Json(Organisation::of(&organisations, found, kind)))
}

/// End an organisation
///
/// It cannot be undone: members, teams, invitations and keys go with it. Lines of the audit log stay, and cannot be read any more. What the organisation has on the ledger is not touched.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/delete",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("organisation.delete"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body(content = OrganisationName, description = "Its name, typed once more"),
    responses(
        (status = 204, description = "It is gone"),
        (status = 400, description = "Not its name", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn delete_organisation(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::DeleteOrganisation>,
    Body(body): Body<OrganisationName>,
) -> Result<StatusCode, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    organisations.delete(&scope, &body.name, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leave an organisation
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/leave",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("organisation.leave"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 204, description = "The user is no member any more"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not for programs", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The last owner cannot go", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn leave_organisation(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::LeaveOrganisation>,
) -> Result<StatusCode, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    organisations.leave(&scope, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}
