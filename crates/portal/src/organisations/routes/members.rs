//! Who belongs to an organisation.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::members::Member as Found;
use super::super::{OrganisationError, Organisations};
use crate::access::roles::{Role, Roles};
use crate::access::{Allowed, OrganisationScope, may};
use crate::identity::RequestFacts;
use crate::ids::{TeamId, UserId};
use crate::problem::Problem;
use crate::request::{self, Body, LastPathPart, Parameters};

/// Members that are changed at once.
const CHANGED_AT_ONCE_MAX: usize = 200;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(list_members))
        .routes(routes!(change_member, remove_member))
        .routes(routes!(change_members))
}

/// A team of which somebody is a member.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MemberTeam {
    /// Its id.
    team_id: String,
    /// Its name.
    name: String,
}

/// A member.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Member {
    /// The user.
    user_id: String,
    /// The name.
    name: String,
    /// E-mail address.
    email: String,
    /// What the member is by itself.
    roles: Vec<Role>,
    /// What the member is through teams.
    team_roles: Vec<Role>,
    /// What identity providers say that the member is; who signs in again with one gets them anew.
    provider_roles: Vec<Role>,
    /// Which teams.
    teams: Vec<MemberTeam>,
    /// Since when.
    joined_at: String,
    /// When this user signed in last; null if never.
    last_sign_in_at: Option<String>,
    /// Whether it is whoever asks.
    is_self: bool,
}

/// Members.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MemberList {
    /// A page of them, in the order that was asked for.
    members: Vec<Member>,
    /// How many there are that match, on all pages.
    total: u64,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

/// By what a list of members is sorted.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum MemberSort {
    /// The name.
    #[default]
    Name,
    /// The address.
    Email,
    /// When the member came.
    JoinedAt,
    /// When a session began last.
    LastSignInAt,
}

/// In which direction.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SortOrder {
    /// The smallest first.
    #[default]
    Asc,
    /// The greatest first.
    Desc,
}

/// Which members.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct MembersQuery {
    /// A part of the name or the address, in any case.
    search: Option<String>,
    /// Only those who have this role, by themselves or through a team.
    #[param(inline)]
    role: Option<Role>,
    /// Only those of this team.
    team_id: Option<String>,
    /// `name` if absent.
    #[param(inline)]
    sort: Option<MemberSort>,
    /// `asc` if absent.
    #[param(inline)]
    order: Option<SortOrder>,
    /// 1 to 200, 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// Where the page before ended.
    cursor: Option<String>,
}

impl MembersQuery {
    fn takes(&self, member: &Found) -> bool {
        let has_role = |role| member.all_roles().has(role);
        let is_in = |team: &str| member.teams.iter().any(|one| one.as_str() == team);
        let search = self
            .search
            .as_deref()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        let is_found = member.name.to_lowercase().contains(&search)
            || member.email.to_lowercase().contains(&search);
        is_found && self.role.is_none_or(has_role) && self.team_id.as_deref().is_none_or(is_in)
    }

    /// By what two members are compared; the id at the end, so that no two are equal.
    fn sort_key(&self, member: &Found) -> (String, String) {
        let time = |ms: i64| format!("{ms:020}");
        let key = match self.sort.unwrap_or_default() {
            MemberSort::Name => member.name.to_lowercase(),
            MemberSort::Email => member.email.to_lowercase(),
            MemberSort::JoinedAt => time(member.joined_at.ms()),
            MemberSort::LastSignInAt => time(member.last_sign_in_at.map_or(0, |at| at.ms())),
        };
        (key, member.user_id.to_string())
    }
}

fn cursor_of(key: &(String, String)) -> String {
    let text = serde_json::to_string(key).expect("two texts are plain data");
    URL_SAFE_NO_PAD.encode(text)
}

fn read_cursor(text: &str) -> Option<(String, String)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&bytes).ok()
}

impl Member {
    fn of(found: Found, scope: &OrganisationScope, teams: &[(TeamId, String)]) -> Self {
        let named = |id: &TeamId| {
            let team = teams.iter().find(|(team_id, _)| team_id == id)?;
            Some(MemberTeam {
                team_id: team.0.to_string(),
                name: team.1.clone(),
            })
        };
        Self {
            is_self: found.user_id.as_str() == scope.principal().id(),
            user_id: found.user_id.to_string(),
            name: found.name,
            email: found.email,
            roles: found.roles.list(),
            team_roles: found.team_roles.list(),
            provider_roles: found.provider_roles.list(),
            teams: found.teams.iter().filter_map(named).collect(),
            joined_at: found.joined_at.to_string(),
            last_sign_in_at: found.last_sign_in_at.map(|at| at.to_string()),
        }
    }
}

async fn team_names(
    organisations: &Organisations,
    scope: &OrganisationScope,
) -> Result<Vec<(TeamId, String)>, Problem> {
    let teams = organisations
        .teams(scope)
        .await
        .map_err(OrganisationError::from)?;
    Ok(teams
        .into_iter()
        .map(|team| (team.team_id, team.name))
        .collect())
}

/// Members of an organisation
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/members",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.read"))),
    params(("organisationId" = String, Path, description = "Which organisation"), MembersQuery),
    responses(
        (status = 200, description = "A page of them", body = MemberList),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_members(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadMembers>,
    Parameters(query): Parameters<MembersQuery>,
) -> Result<Json<MemberList>, Problem> {
    let limit = usize::from(request::limit(query.limit)?);
    let read = |text: &str| read_cursor(text).ok_or_else(request::not_a_cursor);
    let after = query.cursor.as_deref().map(read).transpose()?;
    let scope = &allowed.scope;
    let found = organisations
        .members(scope)
        .await
        .map_err(OrganisationError::from)?;
    let is_descending = query.order == Some(SortOrder::Desc);
    let mut matching: Vec<_> = found
        .into_iter()
        .filter(|member| query.takes(member))
        .map(|member| (query.sort_key(&member), member))
        .collect();
    matching.sort_by(|one, other| {
        let order = one.0.cmp(&other.0);
        if is_descending {
            order.reverse()
        } else {
            order
        }
    });
    let total = matching.len() as u64;
    let is_later = |key: &(String, String)| match &after {
        None => true,
        Some(after) if is_descending => key < after,
        Some(after) => key > after,
    };
    matching.retain(|(key, _)| is_later(key));
    let has_more = matching.len() > limit;
    matching.truncate(limit);
    let last = matching.last().map(|(key, _)| cursor_of(key));
    let teams = team_names(&organisations, scope).await?;
    let members = matching
        .into_iter()
        .map(|(_, member)| Member::of(member, scope, &teams));
    Ok(Json(MemberList {
        members: members.collect(),
        total,
        next_cursor: last.filter(|_| has_more),
    }))
}

/// Roles.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct MemberChange {
    /// What the member is from now on; at least one.
    roles: Vec<Role>,
}

/// Make a member something else
///
/// Only owners make owners, or make them something else.
#[utoipa::path(
    patch,
    path = "/api/v11/organisations/{organisationId}/members/{userId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.change"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("userId" = String, Path, description = "Which member")),
    request_body = MemberChange,
    responses(
        (status = 200, description = "The member as it is now", body = Member),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or member, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The last owner stays one", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_member(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeMembers>,
    LastPathPart(user_id): LastPathPart,
    Body(body): Body<MemberChange>,
) -> Result<Json<Member>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let user_id = member_id(&user_id)?;
    let roles: Roles = body.roles.into_iter().collect();
    organisations
        .change_roles(&scope, &user_id, roles, &facts)
        .await?;
    let member = organisations.member(&scope, &user_id).await?;
    let teams = team_names(&organisations, &scope).await?;
    Ok(Json(Member::of(member, &scope, &teams)))
}

fn member_id(text: &str) -> Result<UserId, Problem> {
    let no_such = OrganisationError::NotFound { what: "member" };
    UserId::parse(text).ok_or_else(|| no_such.into())
}

/// Remove a member
///
/// Only owners remove owners. The user stays a user.
#[utoipa::path(
    delete,
    path = "/api/v11/organisations/{organisationId}/members/{userId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.change"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("userId" = String, Path, description = "Which member")),
    responses(
        (status = 204, description = "No member any more"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or member, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The last owner cannot be removed", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn remove_member(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeMembers>,
    LastPathPart(user_id): LastPathPart,
) -> Result<StatusCode, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let user_id = member_id(&user_id)?;
    organisations
        .remove_member(&scope, &user_id, &facts)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A change of several members.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct BulkChange {
    /// Whom; at most 200.
    #[schema(max_items = 200)]
    user_ids: Vec<String>,
    /// What they are from now on as well.
    #[serde(default)]
    add_roles: Vec<Role>,
    /// What they are not any more.
    #[serde(default)]
    remove_roles: Vec<Role>,
    /// Whether they are removed; then no roles are given.
    #[serde(default)]
    remove: bool,
}

/// What became of one of them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BulkResult {
    /// Whom.
    user_id: String,
    /// What became of it.
    outcome: BulkOutcome,
    /// Code of the refusal.
    code: Option<String>,
    /// Words of the refusal.
    detail: Option<String>,
}

/// What became of one of several.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum BulkOutcome {
    /// Other roles.
    Changed,
    /// No member any more.
    Removed,
    /// It was so already.
    Unchanged,
    /// Not done.
    Refused,
}

/// What became of all of them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BulkChangeResult {
    /// In the order of the request.
    results: Vec<BulkResult>,
}

/// Change several members
///
/// Each by itself: what is refused for one does not keep the others.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/members/bulk-change",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("members.change"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = BulkChange,
    responses(
        (status = 200, description = "What became of each", body = BulkChangeResult),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_members(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeMembers>,
    Body(body): Body<BulkChange>,
) -> Result<Json<BulkChangeResult>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let has_roles = !body.add_roles.is_empty() || !body.remove_roles.is_empty();
    if body.remove == has_roles {
        let detail = "either members are removed, or they are given other roles";
        return Err(Problem::invalid_parameter(detail, "Correct the value."));
    }
    if body.user_ids.is_empty() || body.user_ids.len() > CHANGED_AT_ONCE_MAX {
        let detail = format!("userIds are 1 to {CHANGED_AT_ONCE_MAX}");
        return Err(Problem::invalid_parameter(
            detail,
            "Send less in one request.",
        ));
    }
    let mut results = Vec::new();
    for id in &body.user_ids {
        let done = change_one(&organisations, &scope, id, &body, &facts).await;
        results.push(result_of(id, done)?);
    }
    Ok(Json(BulkChangeResult { results }))
}

async fn change_one(
    organisations: &Organisations,
    scope: &OrganisationScope,
    id: &str,
    body: &BulkChange,
    facts: &RequestFacts,
) -> Result<BulkOutcome, OrganisationError> {
    let user_id = UserId::parse(id).ok_or(OrganisationError::NotFound { what: "member" })?;
    if body.remove {
        organisations.remove_member(scope, &user_id, facts).await?;
        return Ok(BulkOutcome::Removed);
    }
    let added: Roles = body.add_roles.iter().copied().collect();
    let removed: Roles = body.remove_roles.iter().copied().collect();
    let to = move |before: Roles| before.with(added).without(removed);
    let is_changed = organisations
        .change_roles_by(scope, &user_id, to, facts)
        .await?;
    Ok(if is_changed {
        BulkOutcome::Changed
    } else {
        BulkOutcome::Unchanged
    })
}

fn result_of(
    id: &str,
    done: Result<BulkOutcome, OrganisationError>,
) -> Result<BulkResult, Problem> {
    let user_id = id.to_owned();
    match done {
        Ok(outcome) => Ok(BulkResult {
            user_id,
            outcome,
            code: None,
            detail: None,
        }),
        Err(error @ (OrganisationError::Store(_) | OrganisationError::Identity(_))) => {
            Err(error.into())
        }
        Err(error) => {
            let problem = Problem::from(error);
            Ok(BulkResult {
                user_id,
                outcome: BulkOutcome::Refused,
                code: Some(problem.code.to_owned()),
                detail: Some(problem.detail),
            })
        }
    }
}
