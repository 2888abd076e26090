//! Teams of an organisation.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::teams::{Team as Found, TeamChange as Wanted};
use super::super::{OrganisationError, Organisations};
use crate::access::roles::Role;
use crate::access::{Allowed, may};
use crate::ids::{TeamId, UserId};
use crate::problem::Problem;
use crate::request::{Body, LastPathPart};

/// Members that come to a team or leave it at once.
const CHANGED_AT_ONCE_MAX: usize = 200;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(list_teams, create_team))
        .routes(routes!(change_team, delete_team))
}

/// A team.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Team {
    /// Its id.
    team_id: String,
    /// Its name.
    name: String,
    /// What its members may do besides what they may do by themselves.
    roles: Vec<Role>,
    /// The ids of its members.
    members: Vec<String>,
    /// Since when.
    created_at: String,
}

impl From<Found> for Team {
    fn from(found: Found) -> Self {
        Self {
            team_id: found.team_id.to_string(),
            name: found.name,
            roles: found.roles.list(),
            members: found.members,
            created_at: found.created_at.to_string(),
        }
    }
}

/// Teams.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TeamList {
    /// By name.
    teams: Vec<Team>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// Teams of an organisation
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/teams",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("teams.read"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "The teams", body = TeamList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_teams(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadTeams>,
) -> Result<Json<TeamList>, Problem> {
    let found = organisations
        .teams(&allowed.scope)
        .await
        .map_err(OrganisationError::from)?;
    Ok(Json(TeamList {
        teams: found.into_iter().map(Team::from).collect(),
        next_cursor: None,
    }))
}

/// A new team.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewTeam {
    /// 1 to 100 characters.
    name: String,
    /// Anything but owner; may be empty.
    #[serde(default)]
    roles: Vec<Role>,
}

/// Make a team
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/teams",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("teams.change"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = NewTeam,
    responses(
        (status = 201, description = "It is there, without members", body = Team),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "As many as possible", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create_team(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeTeams>,
    Body(body): Body<NewTeam>,
) -> Result<(StatusCode, Json<Team>), Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let roles = body.roles.into_iter().collect();
    let made = organisations
        .create_team(&scope, &body.name, roles, &facts)
        .await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// What is to be changed about a team; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct TeamChange {
    /// Another name.
    name: Option<String>,
    /// Other roles; may be empty.
    roles: Option<Vec<Role>>,
    /// Members who come; at most 200.
    #[serde(default)]
    #[schema(max_items = 200)]
    add_members: Vec<String>,
    /// Members who go; at most 200.
    #[serde(default)]
    #[schema(max_items = 200)]
    remove_members: Vec<String>,
}

fn team_id(text: &str) -> Result<TeamId, Problem> {
    let no_such = OrganisationError::NotFound { what: "team" };
    TeamId::parse(text).ok_or_else(|| no_such.into())
}

fn member_ids(texts: &[String]) -> Result<Vec<UserId>, Problem> {
    if texts.len() > CHANGED_AT_ONCE_MAX {
        let detail = format!("at most {CHANGED_AT_ONCE_MAX} members come or go at once");
        return Err(Problem::invalid_parameter(
            detail,
            "Send less in one request.",
        ));
    }
    let ids: Option<Vec<_>> = texts.iter().map(|text| UserId::parse(text)).collect();
    let no_such = OrganisationError::NotFound { what: "member" };
    ids.ok_or_else(|| no_such.into())
}

/// Change a team
///
/// All of it or nothing.
#[utoipa::path(
    patch,
    path = "/api/v11/organisations/{organisationId}/teams/{teamId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("teams.change"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("teamId" = String, Path, description = "Which team")),
    request_body = TeamChange,
    responses(
        (status = 200, description = "The team as it is now", body = Team),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, team or member, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_team(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeTeams>,
    LastPathPart(id): LastPathPart,
    Body(body): Body<TeamChange>,
) -> Result<Json<Team>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = team_id(&id)?;
    let wanted = Wanted {
        name: body.name,
        roles: body.roles.map(|roles| roles.into_iter().collect()),
        add_members: member_ids(&body.add_members)?,
        remove_members: member_ids(&body.remove_members)?,
    };
    let changed = organisations
        .change_team(&scope, &id, &wanted, &facts)
        .await?;
    Ok(Json(changed.into()))
}

/// End a team
#[utoipa::path(
    delete,
    path = "/api/v11/organisations/{organisationId}/teams/{teamId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("teams.change"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("teamId" = String, Path, description = "Which team")),
    responses(
        (status = 204, description = "It is gone; its members stay in the organisation"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or team, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn delete_team(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeTeams>,
    LastPathPart(id): LastPathPart,
) -> Result<StatusCode, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = team_id(&id)?;
    organisations.delete_team(&scope, &id, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}
