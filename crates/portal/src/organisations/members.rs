//! Who belongs to an organisation, and as what.
//!
//! Names and addresses are sealed, so a search goes over the whole list in memory: at most [`super::MEMBERS_MAX`] rows, read by one statement.

use std::collections::HashMap;

use sqlx::{Any, Executor};

use super::{OrganisationError, Organisations, Told, hold, roles_column, some_roles};
use crate::access::roles::{Role, Roles};
use crate::access::{Action, OrganisationScope};
use crate::audit::{Change, OrganisationAction};
use crate::identity::RequestFacts;
use crate::identity::users::{email_place, name_place};
use crate::ids::{TeamId, UserId};
use crate::store::sealing::Owner;
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// A member, readable.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// What the member is by itself.
    pub roles: Roles,
    /// What the member is through teams.
    pub team_roles: Roles,
    /// What identity providers say that the member is.
    pub provider_roles: Roles,
    /// Which teams.
    pub teams: Vec<TeamId>,
    /// Since when.
    pub joined_at: UnixTime,
    /// When a session of this user began last.
    pub last_sign_in_at: Option<UnixTime>,
}

impl Member {
    /// By themselves, through teams and by providers.
    pub const fn all_roles(&self) -> Roles {
        self.roles.with(self.team_roles).with(self.provider_roles)
    }
}

type Row = (
    String,
    String,
    String,
    Option<i64>,
    i64,
    i64,
    String,
    String,
);

impl Organisations {
    /// All members.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn members(&self, scope: &OrganisationScope) -> Result<Vec<Member>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(
            "SELECT u.user_id, u.name, u.email, u.last_sign_in_ms, m.roles, m.joined_ms, k.wrapped_by, k.wrapped \
             FROM memberships m JOIN users u ON u.user_id = m.user_id JOIN data_keys k ON k.owner = u.user_id \
             WHERE m.organisation_id = $1",
        )
        .bind(scope.organisation_id().as_str())
        .fetch_all(self.store().pool())
        .await?;
        let teams = self.teams_of_members(scope).await?;
        let provided = super::provided::of_members(self.store(), scope).await?;
        let readable = |row: Row| {
            let (id, name, email, last_ms, roles, joined_ms, wrapped_by, wrapped) = row;
            let user_id = UserId::parse(&id).ok_or(StoreError::Column {
                column: "memberships.user_id",
            })?;
            let owner = Owner::User(user_id.clone());
            let sealing = self.store().sealing();
            let key = sealing.unwrapped(&owner, &wrapped_by, &wrapped)?;
            let (teams, team_roles) = teams.get(&id).cloned().unwrap_or_default();
            Ok(Member {
                name: key.open(name_place(&id), &name)?.to_string(),
                email: key.open(email_place(&id), &email)?.to_string(),
                user_id,
                roles: roles_column(roles, "memberships.roles")?,
                team_roles,
                provider_roles: provided.get(&id).copied().unwrap_or_default(),
                teams,
                joined_at: UnixTime::from_ms(joined_ms),
                last_sign_in_at: last_ms.map(UnixTime::from_ms),
            })
        };
        rows.into_iter().map(readable).collect()
    }

    async fn teams_of_members(
        &self,
        scope: &OrganisationScope,
    ) -> Result<HashMap<String, (Vec<TeamId>, Roles)>, StoreError> {
        let rows: Vec<(String, String, i64)> = sqlx::query_as::<Any, _>(
            "SELECT tm.user_id, t.team_id, t.roles FROM team_members tm JOIN teams t ON t.team_id = tm.team_id \
             WHERE tm.organisation_id = $1",
        )
        .bind(scope.organisation_id().as_str())
        .fetch_all(self.store().pool())
        .await?;
        let mut of_members: HashMap<String, (Vec<TeamId>, Roles)> = HashMap::new();
        for (user_id, team_id, bits) in rows {
            let (teams, roles) = of_members.entry(user_id).or_default();
            teams.extend(TeamId::parse(&team_id));
            *roles = roles.with(roles_column(bits, "teams.roles")?);
        }
        Ok(of_members)
    }

    /// Names of members by id, for lists in which members occur.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn names(
        &self,
        scope: &OrganisationScope,
    ) -> Result<HashMap<String, String>, StoreError> {
        let members = self.members(scope).await?;
        let pairs = members
            .into_iter()
            .map(|member| (member.user_id.to_string(), member.name));
        Ok(pairs.collect())
    }

    /// One member.
    ///
    /// # Errors
    /// If there is none of that id, or the database cannot be used.
    pub async fn member(
        &self,
        scope: &OrganisationScope,
        user_id: &UserId,
    ) -> Result<Member, OrganisationError> {
        let members = self.members(scope).await?;
        let found = members.into_iter().find(|one| one.user_id == *user_id);
        found.ok_or(NO_SUCH)
    }

    /// Makes a member something else. Whether it was something else before.
    ///
    /// # Errors
    /// If whoever asks may not, it is the last owner, there is no such member, or the database cannot be used.
    pub async fn change_roles(
        &self,
        scope: &OrganisationScope,
        user_id: &UserId,
        roles: Roles,
        facts: &RequestFacts,
    ) -> Result<bool, OrganisationError> {
        let set = |_: Roles| roles;
        self.change_roles_by(scope, user_id, set, facts).await
    }

    /// As [`Self::change_roles`], with roles that depend on those that the member has.
    pub(super) async fn change_roles_by(
        &self,
        scope: &OrganisationScope,
        user_id: &UserId,
        to: impl FnOnce(Roles) -> Roles + Send,
        facts: &RequestFacts,
    ) -> Result<bool, OrganisationError> {
        let id = user_id.as_str();
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let before = own_roles(&mut *write, scope, id).await?;
        let roles = to(before);
        if roles == before {
            return Ok(false);
        }
        if before.has(Role::Owner) != roles.has(Role::Owner) {
            self.only_owners(scope)?;
            if before.has(Role::Owner) {
                another_owner(&mut write, scope, id).await?;
            }
            self.require_step_up_in(&mut write, scope).await?;
        }
        let roles = some_roles(roles, None)?;
        sqlx::query::<Any>(
            "UPDATE memberships SET roles = $1 WHERE organisation_id = $2 AND user_id = $3",
        )
        .bind(roles.to_column())
        .bind(scope.organisation_id().as_str())
        .bind(id)
        .execute(&mut *write)
        .await?;
        let change =
            Change::new().field("roles", Some(before.to_string()), Some(roles.to_string()));
        let told = Told::of(OrganisationAction::MemberRolesChanged, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        write.commit().await?;
        Ok(true)
    }

    /// Removes a member.
    ///
    /// # Errors
    /// If whoever asks may not, it is the last owner, there is no such member, or the database cannot be used.
    pub async fn remove_member(
        &self,
        scope: &OrganisationScope,
        user_id: &UserId,
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        let id = user_id.as_str();
        let mut write = self.store().write().await?;
        let before = own_roles(&mut *write, scope, id).await?;
        if before.has(Role::Owner) {
            self.only_owners(scope)?;
            hold(&mut write, scope).await?;
            another_owner(&mut write, scope, id).await?;
            self.require_step_up_in(&mut write, scope).await?;
        }
        self.take_out(&mut write, scope, id).await?;
        let change = Change::new().field("roles", Some(before.to_string()), None);
        let told = Told::of(OrganisationAction::MemberRemoved, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        Ok(write.commit().await?)
    }

    fn only_owners(&self, scope: &OrganisationScope) -> Result<(), OrganisationError> {
        if self.may(scope, Action::ChangeOwners) {
            Ok(())
        } else {
            Err(OrganisationError::OwnersOnly)
        }
    }

    /// Ends a membership, unless it is that of the last owner.
    pub(super) async fn take_out(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        user_id: &str,
    ) -> Result<(), OrganisationError> {
        hold(write, scope).await?;
        if own_roles(&mut **write, scope, user_id)
            .await?
            .has(Role::Owner)
        {
            another_owner(write, scope, user_id).await?;
        }
        sqlx::query::<Any>("DELETE FROM memberships WHERE organisation_id = $1 AND user_id = $2")
            .bind(scope.organisation_id().as_str())
            .bind(user_id)
            .execute(&mut **write)
            .await?;
        Ok(())
    }
}

const NO_SUCH: OrganisationError = OrganisationError::NotFound { what: "member" };

/// What a member is by itself.
pub(super) async fn own_roles(
    executor: impl Executor<'_, Database = Any>,
    scope: &OrganisationScope,
    user_id: &str,
) -> Result<Roles, OrganisationError> {
    let row: Option<(i64,)> = sqlx::query_as::<Any, _>(
        "SELECT roles FROM memberships WHERE organisation_id = $1 AND user_id = $2",
    )
    .bind(scope.organisation_id().as_str())
    .bind(user_id)
    .fetch_optional(executor)
    .await?;
    let (bits,) = row.ok_or(NO_SUCH)?;
    Ok(roles_column(bits, "memberships.roles")?)
}

/// Refuses if nobody else is an owner. The organisation is held.
pub(super) async fn another_owner(
    write: &mut Write,
    scope: &OrganisationScope,
    user_id: &str,
) -> Result<(), OrganisationError> {
    let (others,): (i64,) = sqlx::query_as::<Any, _>(
        "SELECT COUNT(*) FROM memberships WHERE organisation_id = $1 AND user_id <> $2 AND (roles & $3) <> 0",
    )
    .bind(scope.organisation_id().as_str())
    .bind(user_id)
    .bind(Roles::from(Role::Owner).to_column())
    .fetch_one(&mut **write)
    .await?;
    if others == 0 {
        return Err(OrganisationError::LastOwner);
    }
    Ok(())
}
