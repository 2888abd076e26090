//! An organisation as a whole: made, named, left, ended.

use std::collections::HashMap;

use sqlx::Any;

use super::{
    MEMBERS_MAX, ORGANISATIONS_OF_A_USER_MAX, OrganisationError, Organisations, Told, name,
    roles_column,
};
use crate::access::OrganisationScope;
use crate::access::roles::{Role, Roles};
use crate::audit::{self, Change, OrganisationAction, OrganisationEvent, Outcome};
use crate::identity::{RequestFacts, SignedIn};
use crate::ids::{OrganisationId, UserId};
use crate::plans::{Plans, Quota};
use crate::store::sealing::{Owner, Place};
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// An organisation, readable.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Which one.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub created_at: UnixTime,
    /// How many belong to it.
    pub members: i64,
    /// What whoever asks is there.
    pub roles: Roles,
}

pub(crate) const fn name_place(row: &str) -> Place<'_> {
    Place {
        column: "organisations.name",
        row,
    }
}

type Row = (String, String, i64, i64, i64, String, String);

impl Organisations {
    /// The organisations of a user, by name.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn of_user(&self, user_id: &UserId) -> Result<Vec<Organisation>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(
            "SELECT o.organisation_id, o.name, o.created_ms, m.roles, \
             (SELECT COUNT(*) FROM memberships others WHERE others.organisation_id = o.organisation_id), \
             k.wrapped_by, k.wrapped \
             FROM memberships m \
             JOIN organisations o ON o.organisation_id = m.organisation_id \
             JOIN data_keys k ON k.owner = o.organisation_id \
             WHERE m.user_id = $1",
        )
        .bind(user_id.as_str())
        .fetch_all(self.store().pool())
        .await?;
        let through_teams = self.roles_through_teams(user_id).await?;
        let provided = super::provided::of_user(self.store(), user_id.as_str()).await?;
        let mut found = Vec::new();
        for (id, sealed, created_ms, roles, members, wrapped_by, wrapped) in rows {
            let organisation_id = OrganisationId::parse(&id).ok_or(StoreError::Column {
                column: "organisations.organisation_id",
            })?;
            let owner = Owner::Organisation(organisation_id.clone());
            let sealing = self.store().sealing();
            let key = sealing.unwrapped(&owner, &wrapped_by, &wrapped)?;
            let of_teams = through_teams.get(&id).copied().unwrap_or_default();
            let by_providers = provided.get(&id).copied().unwrap_or_default();
            found.push(Organisation {
                name: key.open(name_place(&id), &sealed)?.to_string(),
                organisation_id,
                created_at: UnixTime::from_ms(created_ms),
                members,
                roles: roles_column(roles, "memberships.roles")?
                    .with(of_teams)
                    .with(by_providers),
            });
        }
        found.sort_by_cached_key(|one| (one.name.to_lowercase(), one.organisation_id.clone()));
        Ok(found)
    }

    /// What a user may do through teams, by organisation.
    async fn roles_through_teams(
        &self,
        user_id: &UserId,
    ) -> Result<HashMap<String, Roles>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as::<Any, _>(
            "SELECT t.organisation_id, t.roles FROM team_members tm JOIN teams t ON t.team_id = tm.team_id WHERE tm.user_id = $1",
        )
        .bind(user_id.as_str())
        .fetch_all(self.store().pool())
        .await?;
        let mut roles: HashMap<String, Roles> = HashMap::new();
        for (id, bits) in rows {
            let of_all = roles.entry(id).or_default();
            *of_all = of_all.with(roles_column(bits, "teams.roles")?);
        }
        Ok(roles)
    }

    /// The organisation of a scope.
    ///
    /// # Errors
    /// If it was deleted meanwhile, or the database cannot be used.
    pub async fn organisation(
        &self,
        scope: &OrganisationScope,
    ) -> Result<Organisation, OrganisationError> {
        let id = scope.organisation_id().as_str();
        let row: Option<(String, i64, i64)> = sqlx::query_as::<Any, _>(
            "SELECT name, created_ms, (SELECT COUNT(*) FROM memberships WHERE organisation_id = $1) FROM organisations WHERE organisation_id = $2",
        )
        .bind(id)
        .bind(id)
        .fetch_optional(self.store().pool())
        .await?;
        let (sealed, created_ms, members) = row.ok_or(NO_SUCH)?;
        let name = scope.key().open(name_place(id), &sealed);
        Ok(Organisation {
            organisation_id: scope.organisation_id().clone(),
            name: name.map_err(StoreError::from)?.to_string(),
            created_at: UnixTime::from_ms(created_ms),
            members,
            roles: scope.roles(),
        })
    }

    /// Makes an organisation; whoever asks owns it.
    ///
    /// # Errors
    /// If the name is none, the user belongs to too many, or the database cannot be used.
    pub async fn create(
        &self,
        session: &SignedIn,
        named: &str,
        facts: &RequestFacts,
    ) -> Result<Organisation, OrganisationError> {
        let name = name(named)?;
        let organisation_id = OrganisationId::random();
        let id = organisation_id.as_str();
        let owner = Owner::Organisation(organisation_id.clone());
        let now = self.now();
        let mut write = self.store().write().await?;
        let key = self
            .store()
            .sealing()
            .make_key(&mut *write, &owner, now)
            .await?;
        sqlx::query::<Any>(
            "INSERT INTO organisations (organisation_id, name, created_ms) VALUES ($1, $2, $3)",
        )
        .bind(id)
        .bind(key.seal(name_place(id), &name))
        .bind(now.ms())
        .execute(&mut *write)
        .await?;
        let user = session.user_id.as_str();
        let place = (self.plans(), id);
        join(&mut write, place, user, Role::Owner.into(), now).await?;
        let change = Change::new().field("name", None, Some(name.clone()));
        let event = OrganisationEvent {
            action: OrganisationAction::Created,
            outcome: Outcome::Succeeded,
            actor: user,
            organisation: &organisation_id,
            subject: None,
            facts,
            detail: None,
            change: Some(&change),
        };
        audit::append_for_organisation(self.store(), &mut write, &key, &event, now).await?;
        write.commit().await?;
        Ok(Organisation {
            organisation_id,
            name,
            created_at: now,
            members: 1,
            roles: Role::Owner.into(),
        })
    }

    /// Gives it another name.
    ///
    /// # Errors
    /// If it is none, or the database cannot be used.
    pub async fn rename(
        &self,
        scope: &OrganisationScope,
        named: &str,
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        let name = name(named)?;
        let before = self.organisation(scope).await?.name;
        let id = scope.organisation_id().as_str();
        let mut write = self.store().write().await?;
        sqlx::query::<Any>("UPDATE organisations SET name = $1 WHERE organisation_id = $2")
            .bind(scope.key().seal(name_place(id), &name))
            .bind(id)
            .execute(&mut *write)
            .await?;
        let change = Change::new().field("name", Some(before), Some(name));
        let told = Told::of(OrganisationAction::Renamed, None).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        Ok(write.commit().await?)
    }

    /// Ends it, with its members, teams, invitations and keys of programs, and deletes the key of what stays behind sealed.
    ///
    /// # Errors
    /// If the typed name is another one, or the database cannot be used.
    pub async fn delete(
        &self,
        scope: &OrganisationScope,
        typed_name: &str,
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        self.require_step_up(scope).await?;
        if self.organisation(scope).await?.name != typed_name.trim() {
            return Err(OrganisationError::NotConfirmed);
        }
        let owner = Owner::Organisation(scope.organisation_id().clone());
        let mut write = self.store().write().await?;
        let told = Told::of(OrganisationAction::Deleted, None);
        self.tell(&mut write, scope, facts, &told).await?;
        sqlx::query::<Any>("DELETE FROM organisations WHERE organisation_id = $1")
            .bind(scope.organisation_id().as_str())
            .execute(&mut *write)
            .await?;
        let sealing = self.store().sealing();
        sealing.forget(&mut *write, &owner).await?;
        write.commit().await?;
        sealing.forget_in_memory(&owner);
        Ok(())
    }

    /// Whoever asks goes.
    ///
    /// # Errors
    /// If it is the last owner, or the database cannot be used.
    pub async fn leave(
        &self,
        scope: &OrganisationScope,
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        let Some(user_id) = scope.principal().user_id() else {
            return Err(OrganisationError::NotFound { what: "member" });
        };
        let mut write = self.store().write().await?;
        let user = user_id.as_str();
        self.take_out(&mut write, scope, user).await?;
        let told = Told::of(OrganisationAction::MemberLeft, Some(user));
        self.tell(&mut write, scope, facts, &told).await?;
        Ok(write.commit().await?)
    }
}

const NO_SUCH: OrganisationError = OrganisationError::NotFound {
    what: "organisation",
};

/// Makes a user a member. The caller holds the organisation, so that nobody else takes the last place meanwhile.
///
/// # Errors
/// If the user is one, or is suspended, the user belongs to too many, the organisation is full, its plan has no room, or the database cannot be used.
pub(super) async fn join(
    write: &mut Write,
    (plans, organisation_id): (&Plans, &str),
    user_id: &str,
    roles: Roles,
    now: UnixTime,
) -> Result<(), OrganisationError> {
    let (of_user, of_organisation, suspended): (i64, i64, i64) = sqlx::query_as::<Any, _>(
        "SELECT (SELECT COUNT(*) FROM memberships WHERE user_id = $1), \
         (SELECT COUNT(*) FROM memberships WHERE organisation_id = $2) + (SELECT COUNT(*) FROM suspended_memberships WHERE organisation_id = $3), \
         (SELECT COUNT(*) FROM suspended_memberships WHERE organisation_id = $4 AND user_id = $5)",
    )
    .bind(user_id)
    .bind(organisation_id)
    .bind(organisation_id)
    .bind(organisation_id)
    .bind(user_id)
    .fetch_one(&mut **write)
    .await?;
    if suspended > 0 {
        return Err(OrganisationError::Suspended);
    }
    for (there, max, what) in [
        (
            of_user,
            ORGANISATIONS_OF_A_USER_MAX,
            "organisations of one user",
        ),
        (of_organisation, MEMBERS_MAX, "members"),
    ] {
        if there >= max {
            return Err(OrganisationError::Full { what, max });
        }
    }
    plans
        .room_for_one_more(write, organisation_id, Quota::Members)
        .await?;
    let done = sqlx::query::<Any>(
        "INSERT INTO memberships (organisation_id, user_id, roles, joined_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    )
    .bind(organisation_id)
    .bind(user_id)
    .bind(roles.to_column())
    .bind(now.ms())
    .execute(&mut **write)
    .await?;
    if done.rows_affected() == 0 {
        return Err(OrganisationError::Exists("you are a member already"));
    }
    Ok(())
}

/// Ends the organisations of which a user who is deleted is the only member. Nothing if the user is the last owner of one that has others; else the owners of the keys
/// that are to be forgotten in memory when the transaction holds.
///
/// # Errors
/// If the database cannot be used.
pub(crate) async fn without_user(
    store: &Store,
    write: &mut Write,
    user_id: &UserId,
) -> Result<Option<Vec<Owner>>, StoreError> {
    // Held, as by everything that makes or unmakes an owner.
    sqlx::query::<Any>(
        "UPDATE organisations SET created_ms = created_ms WHERE organisation_id IN (SELECT organisation_id FROM memberships WHERE user_id = $1)",
    )
    .bind(user_id.as_str())
    .execute(&mut **write)
    .await?;
    let rows: Vec<(String, i64, i64)> = sqlx::query_as::<Any, _>(
        "SELECT m.organisation_id, \
         (SELECT COUNT(*) FROM memberships o WHERE o.organisation_id = m.organisation_id AND o.user_id <> m.user_id), \
         (SELECT COUNT(*) FROM memberships o WHERE o.organisation_id = m.organisation_id AND o.user_id <> m.user_id AND (o.roles & $1) <> 0) \
         FROM memberships m WHERE m.user_id = $2 AND (m.roles & $3) <> 0",
    )
    .bind(Roles::from(Role::Owner).to_column())
    .bind(user_id.as_str())
    .bind(Roles::from(Role::Owner).to_column())
    .fetch_all(&mut **write)
    .await?;
    let mut ended = Vec::new();
    for (id, others, other_owners) in rows {
        if other_owners > 0 {
            continue;
        }
        if others > 0 {
            return Ok(None);
        }
        sqlx::query::<Any>("DELETE FROM organisations WHERE organisation_id = $1")
            .bind(&id)
            .execute(&mut **write)
            .await?;
        let organisation_id = OrganisationId::parse(&id).ok_or(StoreError::Column {
            column: "memberships.organisation_id",
        })?;
        let owner = Owner::Organisation(organisation_id);
        store.sealing().forget(&mut **write, &owner).await?;
        ended.push(owner);
    }
    Ok(Some(ended))
}
