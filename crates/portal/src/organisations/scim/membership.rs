//! Suspended, restored, ended: what becomes of a membership when the directory says so.

use sqlx::Any;

use super::error::ScimError;
use super::rows::Provisioned;
use super::{DETAIL, DIRECTORY, by};
use crate::access::roles::{Role, Roles};
use crate::access::{Action, OrganisationScope};
use crate::audit::{Change, OrganisationAction};
use crate::identity::RequestFacts;
use crate::organisations::members::{another_owner, own_roles};
use crate::organisations::{OrganisationError, Organisations, Told, roles_column};
use crate::plans::Quota;
use crate::store::Write;
use crate::store::sealing::Owner;

impl Organisations {
    /// Suspends a membership, with the keys that the user made; a managed user is switched off. The organisation is held.
    pub(super) async fn suspend(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        user: &Provisioned,
        facts: &RequestFacts,
    ) -> Result<(), ScimError> {
        let id = user.user_id.as_str();
        let organisation = scope.organisation_id().as_str();
        let roles = self.may_go(write, scope, user).await?;
        sqlx::query::<Any>(
            "INSERT INTO suspended_memberships (organisation_id, user_id, roles, directory_roles, joined_ms, suspended_ms) \
             SELECT m.organisation_id, m.user_id, m.roles, COALESCE((SELECT p.roles FROM provided_roles p \
             WHERE p.organisation_id = m.organisation_id AND p.user_id = m.user_id AND p.provider_id = $1), 0), m.joined_ms, $2 \
             FROM memberships m WHERE m.organisation_id = $3 AND m.user_id = $4",
        )
        .bind(DIRECTORY)
        .bind(self.now().ms())
        .bind(organisation)
        .bind(id)
        .execute(&mut **write)
        .await?;
        for statement in [
            "INSERT INTO suspended_team_members (team_id, organisation_id, user_id) \
             SELECT team_id, organisation_id, user_id FROM team_members WHERE organisation_id = $1 AND user_id = $2",
            // Teams and what providers gave go with it.
            "DELETE FROM memberships WHERE organisation_id = $1 AND user_id = $2",
        ] {
            sqlx::query::<Any>(statement)
                .bind(organisation)
                .bind(id)
                .execute(&mut **write)
                .await?;
        }
        if user.is_managed {
            let who = (&user.user_id, &*user.key);
            self.identity()
                .disable(write, who, by(scope, facts))
                .await?;
        }
        self.revoke_api_keys_of(write, scope, id, (facts, DETAIL))
            .await?;
        let change = Change::new().field("roles", Some(roles.to_string()), None);
        let told = Told::of(OrganisationAction::MemberSuspended, Some(id)).with(change);
        self.tell(write, scope, facts, &told.because(DETAIL))
            .await?;
        Ok(())
    }

    /// Refuses to let the last owner go, and to act in a session that is not confirmed. What the user is by itself.
    async fn may_go(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        user: &Provisioned,
    ) -> Result<Roles, ScimError> {
        let id = user.user_id.as_str();
        self.require_step_up_in(write, scope)
            .await
            .map_err(OrganisationError::from)?;
        let roles = own_roles(&mut **write, scope, id).await?;
        if roles.has(Role::Owner) {
            another_owner(write, scope, id).await?;
        }
        Ok(roles)
    }

    /// Gives a membership back, but for keys, for what providers say at the next sign-in, and for the role owner, which owners give.
    pub(super) async fn restore(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        user: &Provisioned,
        facts: &RequestFacts,
    ) -> Result<(), ScimError> {
        let id = user.user_id.as_str();
        let organisation = scope.organisation_id().as_str();
        let row: Option<(i64, i64)> = sqlx::query_as::<Any, _>(
            "SELECT roles, directory_roles FROM suspended_memberships WHERE organisation_id = $1 AND user_id = $2",
        )
        .bind(organisation)
        .bind(id)
        .fetch_optional(&mut **write)
        .await?;
        let (roles, of_directory) = row.ok_or(ScimError::NotFound("User"))?;
        self.room_for_one_more(write, scope, Quota::Members).await?;
        let mut roles = roles_column(roles, "suspended_memberships.roles")?;
        let mut of_directory = roles_column(of_directory, "suspended_memberships.directory_roles")?;
        if !self.may(scope, Action::ChangeOwners) {
            roles = roles.without(Role::Owner.into());
        }
        if roles.is_empty() && of_directory.is_empty() {
            of_directory = Role::Viewer.into();
        }
        sqlx::query::<Any>(
            "INSERT INTO memberships (organisation_id, user_id, roles, joined_ms) \
             SELECT organisation_id, user_id, $1, joined_ms FROM suspended_memberships WHERE organisation_id = $2 AND user_id = $3",
        )
        .bind(roles.to_column())
        .bind(organisation)
        .bind(id)
        .execute(&mut **write)
        .await?;
        for statement in [
            "INSERT INTO team_members (team_id, organisation_id, user_id) \
             SELECT team_id, organisation_id, user_id FROM suspended_team_members WHERE organisation_id = $1 AND user_id = $2",
            "DELETE FROM suspended_memberships WHERE organisation_id = $1 AND user_id = $2",
        ] {
            sqlx::query::<Any>(statement)
                .bind(organisation)
                .bind(id)
                .execute(&mut **write)
                .await?;
        }
        if !of_directory.is_empty() {
            set_directory_roles(write, scope, (id, false), of_directory).await?;
        }
        if user.is_managed {
            let who = (&user.user_id, &*user.key);
            self.identity().enable(write, who, by(scope, facts)).await?;
        }
        let all = roles.with(of_directory);
        let change = Change::new().field("roles", None, Some(all.to_string()));
        let told = Told::of(OrganisationAction::MemberRestored, Some(id)).with(change);
        self.tell(write, scope, facts, &told.because(DETAIL))
            .await?;
        Ok(())
    }

    /// Ends a membership, suspended or not; a managed user is deleted. The organisations that end with that user.
    pub(super) async fn end_membership(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        user: &Provisioned,
        facts: &RequestFacts,
    ) -> Result<Vec<Owner>, ScimError> {
        let id = user.user_id.as_str();
        if user.is_suspended {
            self.require_step_up_in(write, scope)
                .await
                .map_err(OrganisationError::from)?;
        } else {
            self.may_go(write, scope, user).await?;
        }
        for statement in [
            "DELETE FROM memberships WHERE organisation_id = $1 AND user_id = $2",
            "DELETE FROM suspended_memberships WHERE organisation_id = $1 AND user_id = $2",
            "DELETE FROM provisioned_users WHERE organisation_id = $1 AND user_id = $2",
        ] {
            sqlx::query::<Any>(statement)
                .bind(scope.organisation_id().as_str())
                .bind(id)
                .execute(&mut **write)
                .await?;
        }
        let mut ended = Vec::new();
        if user.is_managed {
            let who = (&user.user_id, &*user.key);
            let email = user.email.as_str();
            let by = by(scope, facts);
            let deleted = self
                .identity()
                .delete_managed(write, who, email, by)
                .await?;
            ended = deleted.ok_or(OrganisationError::LastOwner)?;
        }
        self.revoke_api_keys_of(write, scope, id, (facts, DETAIL))
            .await?;
        let told = Told::of(OrganisationAction::MemberRemoved, Some(id));
        self.tell(write, scope, facts, &told.because(DETAIL))
            .await?;
        Ok(ended)
    }
}

/// What the directory says that a user is, in place of what it said before.
pub(super) async fn set_directory_roles(
    write: &mut Write,
    scope: &OrganisationScope,
    (user_id, is_suspended): (&str, bool),
    roles: Roles,
) -> Result<(), ScimError> {
    let organisation = scope.organisation_id().as_str();
    if is_suspended {
        sqlx::query::<Any>(
            "UPDATE suspended_memberships SET directory_roles = $1 WHERE organisation_id = $2 AND user_id = $3",
        )
        .bind(roles.to_column())
        .bind(organisation)
        .bind(user_id)
        .execute(&mut **write)
        .await?;
        return Ok(());
    }
    sqlx::query::<Any>(
        "INSERT INTO provided_roles (organisation_id, user_id, provider_id, roles) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (organisation_id, user_id, provider_id) DO UPDATE SET roles = excluded.roles",
    )
    .bind(organisation)
    .bind(user_id)
    .bind(DIRECTORY)
    .bind(roles.to_column())
    .execute(&mut **write)
    .await?;
    Ok(())
}
