//! Invitations, for those who invite and for those who are invited.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::invitations::{INVITED_AT_ONCE_MAX, Invitation as Found};
use super::super::{OrganisationError, Organisations};
use super::own::Organisation;
use crate::access::roles::Role;
use crate::access::{Allowed, PrincipalKind, may};
use crate::identity::{Facts, Session};
use crate::ids::InvitationId;
use crate::problem::Problem;
use crate::request::{Body, LastPathPart, PathPart};
use crate::time::UnixTime;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(list_invitations, invite))
        .routes(routes!(withdraw_invitation))
        .routes(routes!(list_own_invitations))
        .routes(routes!(accept_invitation))
        .routes(routes!(decline_invitation))
}

/// An invitation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Invitation {
    /// Its id; it opens nothing.
    invitation_id: String,
    /// Whom.
    email: String,
    /// As what.
    roles: Vec<Role>,
    /// The id of whoever invited: a user, or a key.
    invited_by: String,
    /// The name of whoever invited; null if that is no member any more.
    invited_by_name: Option<String>,
    /// When.
    created_at: String,
    /// Until when it may be accepted.
    expires_at: String,
    /// Whether that is over.
    is_expired: bool,
}

/// Invitations.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InvitationList {
    /// The newest first.
    invitations: Vec<Invitation>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

impl InvitationList {
    fn of(found: Vec<Found>, names: &HashMap<String, String>, now: UnixTime) -> Self {
        let item = |found: Found| Invitation {
            invitation_id: found.invitation_id.to_string(),
            email: found.email,
            roles: found.roles.list(),
            invited_by_name: names.get(&found.invited_by).cloned(),
            invited_by: found.invited_by,
            created_at: found.created_at.to_string(),
            expires_at: found.expires_at.to_string(),
            is_expired: found.expires_at <= now,
        };
        Self {
            invitations: found.into_iter().map(item).collect(),
            next_cursor: None,
        }
    }
}

/// Invitations into an organisation
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/invitations",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("invitations.read"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "Those that nobody has answered", body = InvitationList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_invitations(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadInvitations>,
) -> Result<Json<InvitationList>, Problem> {
    let scope = &allowed.scope;
    let found = organisations
        .invitations(scope)
        .await
        .map_err(OrganisationError::from)?;
    let names = organisations
        .actor_names(scope)
        .await
        .map_err(OrganisationError::from)?;
    let now = organisations.identity().store().clock().now();
    Ok(Json(InvitationList::of(found, &names, now)))
}

/// Whom to invite, as what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct InvitationRequest {
    /// E-mail addresses, 1 to 50.
    #[schema(max_items = 50)]
    emails: Vec<String>,
    /// At least one.
    roles: Vec<Role>,
}

/// Invite into an organisation
///
/// Either all or nobody. An invitation to the same address is replaced. Whoever has the address accepts or declines after signing in; only owners invite owners.
#[utoipa::path(
    post,
    path = "/api/v11/organisations/{organisationId}/invitations",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("invitations.change"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = InvitationRequest,
    responses(
        (status = 201, description = "They are invited, each by a mail", body = InvitationList),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "One is a member already, or there are too many", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many invitations", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn invite(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeInvitations>,
    Body(body): Body<InvitationRequest>,
) -> Result<(StatusCode, Json<InvitationList>), Problem> {
    let Allowed { scope, facts, .. } = allowed;
    if body.emails.is_empty() || body.emails.len() > INVITED_AT_ONCE_MAX {
        let detail = format!("emails are 1 to {INVITED_AT_ONCE_MAX}");
        return Err(Problem::invalid_parameter(
            detail,
            "Send less in one request.",
        ));
    }
    let roles = body.roles.into_iter().collect();
    let invited = organisations
        .invite(&scope, &body.emails, roles, &facts)
        .await?;
    let names = organisations
        .actor_names(&scope)
        .await
        .map_err(OrganisationError::from)?;
    let now = organisations.identity().store().clock().now();
    let list = InvitationList::of(invited, &names, now);
    Ok((StatusCode::CREATED, Json(list)))
}

fn invitation_id(text: &str) -> Result<InvitationId, Problem> {
    let no_such = OrganisationError::NotFound { what: "invitation" };
    InvitationId::parse(text).ok_or_else(|| no_such.into())
}

/// Take an invitation back
#[utoipa::path(
    delete,
    path = "/api/v11/organisations/{organisationId}/invitations/{invitationId}",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("invitations.change"))),
    params(("organisationId" = String, Path, description = "Which organisation"), ("invitationId" = String, Path, description = "Which invitation")),
    responses(
        (status = 204, description = "It cannot be accepted any more"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation or invitation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn withdraw_invitation(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangeInvitations>,
    LastPathPart(id): LastPathPart,
) -> Result<StatusCode, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let id = invitation_id(&id)?;
    organisations.withdraw(&scope, &id, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An invitation to the own address.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OwnInvitation {
    /// Its id; it opens nothing for anybody else.
    invitation_id: String,
    /// Where.
    organisation_id: String,
    /// Its name.
    organisation_name: String,
    /// As what.
    roles: Vec<Role>,
    /// Who invited; null if that user is gone, or it was a program.
    invited_by_name: Option<String>,
    /// Until when it may be accepted.
    expires_at: String,
}

/// Invitations to the own address.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OwnInvitationList {
    /// The newest first.
    invitations: Vec<OwnInvitation>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// Invitations to the own address
#[utoipa::path(
    get,
    path = "/api/v11/profile/invitations",
    tag = "organisations",
    security(("session" = [])),
    responses(
        (status = 200, description = "Those that may be accepted", body = OwnInvitationList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_own_invitations(
    State(organisations): State<Organisations>,
    Session(session): Session,
) -> Result<Json<OwnInvitationList>, Problem> {
    let found = organisations.invitations_to(&session).await?;
    let listed = found.into_iter().map(|found| OwnInvitation {
        invitation_id: found.invitation_id.to_string(),
        organisation_id: found.organisation_id.to_string(),
        organisation_name: found.organisation_name,
        roles: found.roles.list(),
        invited_by_name: found.invited_by_name,
        expires_at: found.expires_at.to_string(),
    });
    Ok(Json(OwnInvitationList {
        invitations: listed.collect(),
        next_cursor: None,
    }))
}

/// Accept an invitation
#[utoipa::path(
    post,
    path = "/api/v11/profile/invitations/{invitationId}/accept",
    tag = "organisations",
    security(("session" = [])),
    params(("invitationId" = String, Path, description = "Which invitation")),
    responses(
        (status = 200, description = "The user is a member of it now", body = Organisation),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such invitation to this user's address", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A member already, or as many as possible", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn accept_invitation(
    State(organisations): State<Organisations>,
    Session(session): Session,
    Facts(facts): Facts,
    PathPart(id): PathPart,
) -> Result<Json<Organisation>, Problem> {
    let id = invitation_id(&id)?;
    let joined = organisations.accept(&session, &id, &facts).await?;
    let own = organisations
        .of_user(&session.user_id)
        .await
        .map_err(OrganisationError::from)?;
    let found = own.into_iter().find(|one| one.organisation_id == joined);
    let no_such = OrganisationError::NotFound {
        what: "organisation",
    };
    let found = found.ok_or(no_such)?;
    Ok(Json(Organisation::of(
        &organisations,
        found,
        PrincipalKind::User,
    )))
}

/// Decline an invitation
#[utoipa::path(
    post,
    path = "/api/v11/profile/invitations/{invitationId}/decline",
    tag = "organisations",
    security(("session" = [])),
    params(("invitationId" = String, Path, description = "Which invitation")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such invitation to this user's address", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn decline_invitation(
    State(organisations): State<Organisations>,
    Session(session): Session,
    Facts(facts): Facts,
    PathPart(id): PathPart,
) -> Result<StatusCode, Problem> {
    let id = invitation_id(&id)?;
    organisations.decline(&session, &id, &facts).await?;
    Ok(StatusCode::NO_CONTENT)
}
