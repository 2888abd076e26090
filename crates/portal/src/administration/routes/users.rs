//! All users.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{
    AdministrationError, UserChange, UserDetail, UserEntry, UserFilter, UserSort, UserState,
    user_id,
};
use super::{SortOrder, cursor_of, read_cursor};
use crate::access::roles::Role;
use crate::access::{Administers, administer};
use crate::organisations::Organisations;
use crate::problem::Problem;
use crate::request::{self, Body, Parameters, PathPart};

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(list_users))
        .routes(routes!(user))
        .routes(routes!(change_users))
}

/// Whether, and through whom, a user gets in.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ListedUserState {
    /// By themselves.
    Active,
    /// Not at all.
    Disabled,
    /// As a company's directory says, which made the user.
    Managed,
}

/// Who switched a user off.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum DisabledBy {
    /// An administrator of the portal.
    Administrator,
    /// The company's directory, which alone takes it back.
    Directory,
}

/// By what a list of users is sorted.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum ListedUserSort {
    /// When the user came.
    #[default]
    CreatedAt,
    /// When a session began last.
    LastSignedInAt,
}

/// Which users.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct UsersQuery {
    /// A part of the name or the address, in any case; a whole address or an id is found at once. A page opens at most 2,000 users: one with fewer entries than
    /// asked for has a cursor to go on.
    search: Option<String>,
    /// Only those in this state.
    #[param(inline)]
    state: Option<ListedUserState>,
    /// Only those with a second factor, or without.
    second_factor: Option<bool>,
    /// `createdAt` if absent.
    #[param(inline)]
    sort: Option<ListedUserSort>,
    /// `desc` if absent.
    #[param(inline)]
    order: Option<SortOrder>,
    /// 1 to 200, 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// Where the page before ended.
    cursor: Option<String>,
}

/// A user, as an administrator of the portal sees it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListedUser {
    /// The user.
    user_id: String,
    /// E-mail address.
    email: String,
    /// The name.
    name: String,
    /// Since when.
    created_at: String,
    /// When this user signed in last; null if never.
    last_signed_in_at: Option<String>,
    /// Whether, and through whom, the user gets in.
    state: ListedUserState,
    /// Who switched the user off; none if it is not disabled.
    disabled_by: Vec<DisabledBy>,
    /// Whether there is a passkey or an authenticator application.
    has_second_factor: bool,
    /// To how many organisations the user belongs.
    organisations: i64,
    /// Whether the user administers the portal.
    is_administrator: bool,
    /// Whether it is whoever asks.
    is_self: bool,
}

/// Users.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserList {
    /// A page of them, in the order that was asked for.
    users: Vec<ListedUser>,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

/// Where a user belongs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserOrganisation {
    /// The organisation.
    organisation_id: String,
    /// Its name.
    name: String,
    /// What the user is there, by itself, through teams and by providers.
    roles: Vec<Role>,
}

/// A line of the audit log about a user's sign-in; from where is not shown.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserActivity {
    /// Its number in the log.
    sequence: i64,
    /// When.
    at: String,
    /// What was done.
    #[schema(example = "session.signed_in")]
    action: String,
    /// `succeeded` or `refused`.
    outcome: String,
    /// What else is worth knowing.
    detail: Option<String>,
}

/// A user with what is around it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AdministeredUser {
    /// The user.
    user: ListedUser,
    /// Where it belongs, by name.
    organisations: Vec<UserOrganisation>,
    /// Sessions that have not ended.
    sessions: u64,
    /// The newest 20 lines about its sign-in, newest first.
    activity: Vec<UserActivity>,
}

impl ListedUser {
    fn of(entry: UserEntry, asker: &crate::ids::UserId) -> Self {
        let by_administrator = entry.is_disabled_by_administrator;
        let disabled_by = by_administrator
            .then_some(DisabledBy::Administrator)
            .into_iter()
            .chain(
                entry
                    .is_disabled_by_directory
                    .then_some(DisabledBy::Directory),
            );
        Self {
            state: match entry.state() {
                UserState::Active => ListedUserState::Active,
                UserState::Disabled => ListedUserState::Disabled,
                UserState::Managed => ListedUserState::Managed,
            },
            is_self: entry.user_id == *asker,
            user_id: entry.user_id.to_string(),
            email: entry.email,
            name: entry.name,
            created_at: entry.created_at.to_string(),
            last_signed_in_at: entry.last_signed_in_at.map(|at| at.to_string()),
            disabled_by: disabled_by.collect(),
            has_second_factor: entry.has_second_factor,
            organisations: entry.organisations,
            is_administrator: entry.is_administrator,
        }
    }
}

impl AdministeredUser {
    fn of(detail: UserDetail, asker: &crate::ids::UserId) -> Self {
        let organisations = detail.organisations.into_iter();
        let activity = detail.activity.into_iter();
        Self {
            user: ListedUser::of(detail.entry, asker),
            organisations: organisations
                .map(|one| UserOrganisation {
                    organisation_id: one.organisation_id.to_string(),
                    name: one.name,
                    roles: one.roles.list(),
                })
                .collect(),
            sessions: detail.sessions as u64,
            activity: activity
                .map(|line| UserActivity {
                    sequence: line.sequence,
                    at: line.at.to_string(),
                    action: line.action,
                    outcome: line.outcome,
                    detail: line.detail,
                })
                .collect(),
        }
    }
}

/// All users
#[utoipa::path(
    get,
    path = "/api/v11/portal/users",
    tag = "administration",
    security(("session" = [])),
    extensions(("x-action" = json!("portal.users.read"))),
    params(UsersQuery),
    responses(
        (status = 200, description = "A page of them", body = UserList),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The administrator has no second factor", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "Whoever asks is no administrator", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_users(
    State(organisations): State<Organisations>,
    asks: Administers<administer::ReadUsers>,
    Parameters(query): Parameters<UsersQuery>,
) -> Result<Json<UserList>, Problem> {
    let limit = usize::from(request::limit(query.limit)?);
    let after = read_cursor(query.cursor.as_deref())?;
    let filter = UserFilter {
        search: query.search,
        state: query.state.map(|state| match state {
            ListedUserState::Active => UserState::Active,
            ListedUserState::Disabled => UserState::Disabled,
            ListedUserState::Managed => UserState::Managed,
        }),
        second_factor: query.second_factor,
        sort: match query.sort.unwrap_or_default() {
            ListedUserSort::CreatedAt => UserSort::CreatedAt,
            ListedUserSort::LastSignedInAt => UserSort::LastSignedInAt,
        },
        is_descending: query.order.unwrap_or_default() == SortOrder::Desc,
    };
    let page = organisations.all_users(&asks.scope, &filter, after, limit);
    let page = page.await.map_err(AdministrationError::from)?;
    let listed = |entry| ListedUser::of(entry, asks.scope.user_id());
    Ok(Json(UserList {
        users: page.entries.into_iter().map(listed).collect(),
        next_cursor: page.next.as_ref().map(cursor_of),
    }))
}

/// One user
///
/// The look is a line of the audit log about the user (`user.viewed`), once in an hour for each administrator; the user sees it in the own activity.
#[utoipa::path(
    get,
    path = "/api/v11/portal/users/{userId}",
    tag = "administration",
    security(("session" = [])),
    extensions(("x-action" = json!("portal.users.read"))),
    params(("userId" = String, Path, description = "Which user")),
    responses(
        (status = 200, description = "The user, where it belongs, and what was done with its sign-in lately", body = AdministeredUser),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The administrator has no second factor", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such user, or whoever asks is no administrator", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn user(
    State(organisations): State<Organisations>,
    asks: Administers<administer::ReadUsers>,
    PathPart(part): PathPart,
) -> Result<Json<AdministeredUser>, Problem> {
    let id = user_id(&part)?;
    let detail = organisations
        .user_detail(&asks.scope, &id, &asks.facts)
        .await?;
    Ok(Json(AdministeredUser::of(detail, asks.scope.user_id())))
}

/// What is done with users.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum UserChangeKind {
    /// Nothing lets them in any more; what they had open ends, and keys of programs that they made end for good.
    Disable,
    /// They may sign in again, unless their company's directory says otherwise.
    Enable,
    /// They have to sign in again.
    EndSessions,
}

/// A change of several users.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct UsersChange {
    /// Whom; 1 to 200, and not whoever asks.
    #[schema(min_items = 1, max_items = 200)]
    user_ids: Vec<String>,
    /// What is done with them.
    change: UserChangeKind,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UsersChanged {
    /// How many are different now; the others were so already.
    changed: u64,
}

/// Change several users
///
/// All of them, or none. Sessions, sockets and access tokens of a user who is disabled end within a second, with the keys of programs that the user made.
#[utoipa::path(
    post,
    path = "/api/v11/portal/users/bulk-change",
    tag = "administration",
    security(("session" = [])),
    extensions(("x-action" = json!("portal.users.change"))),
    request_body = UsersChange,
    responses(
        (status = 200, description = "Done", body = UsersChanged),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The administrator has no second factor, or the session is not confirmed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "One of them is no user, or whoever asks is no administrator; nothing was done", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Whoever asks is among them; nothing was done", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_users(
    State(organisations): State<Organisations>,
    asks: Administers<administer::ChangeUsers>,
    Body(body): Body<UsersChange>,
) -> Result<Json<UsersChanged>, Problem> {
    let change = match body.change {
        UserChangeKind::Disable => UserChange::Disable,
        UserChangeKind::Enable => UserChange::Enable,
        UserChangeKind::EndSessions => UserChange::EndSessions,
    };
    let changed = organisations
        .change_users(&asks.scope, &body.user_ids, change, &asks.facts)
        .await?;
    Ok(Json(UsersChanged {
        changed: changed as u64,
    }))
}
