//! Teams: members who have roles together.

use std::collections::HashMap;

use sqlx::Any;

use super::{
    OrganisationError, Organisations, TEAMS_MAX, Told, count, hold, name, roles_column, some_roles,
};
use crate::access::OrganisationScope;
use crate::access::roles::Roles;
use crate::audit::{Change, OrganisationAction};
use crate::identity::RequestFacts;
use crate::ids::{TeamId, UserId};
use crate::plans::Quota;
use crate::store::sealing::Place;
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// A team, readable.
#[derive(Clone, Debug)]
pub struct Team {
    /// Which one.
    pub team_id: TeamId,
    /// Its name.
    pub name: String,
    /// What its members may do besides what they may do by themselves.
    pub roles: Roles,
    /// Who is in it.
    pub members: Vec<String>,
    /// Since when.
    pub created_at: UnixTime,
}

/// What is to be changed about a team.
#[derive(Clone, Debug, Default)]
pub struct TeamChange {
    /// Another name.
    pub name: Option<String>,
    /// Other roles.
    pub roles: Option<Roles>,
    /// Who comes.
    pub add_members: Vec<UserId>,
    /// Who goes.
    pub remove_members: Vec<UserId>,
}

const OWNER_IN_TEAM: &str = "a team cannot have the role owner: owners are named one by one";

pub(super) const fn name_place(row: &str) -> Place<'_> {
    Place {
        column: "teams.name",
        row,
    }
}

impl Organisations {
    /// All teams, by name.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn teams(&self, scope: &OrganisationScope) -> Result<Vec<Team>, StoreError> {
        let organisation = scope.organisation_id().as_str();
        let rows: Vec<(String, String, i64, i64)> = sqlx::query_as::<Any, _>(
            "SELECT team_id, name, roles, created_ms FROM teams WHERE organisation_id = $1",
        )
        .bind(organisation)
        .fetch_all(self.store().pool())
        .await?;
        let pairs: Vec<(String, String)> = sqlx::query_as::<Any, _>(
            "SELECT team_id, user_id FROM team_members WHERE organisation_id = $1 ORDER BY user_id",
        )
        .bind(organisation)
        .fetch_all(self.store().pool())
        .await?;
        let mut members: HashMap<String, Vec<String>> = HashMap::new();
        for (team_id, user_id) in pairs {
            members.entry(team_id).or_default().push(user_id);
        }
        let mut teams = Vec::new();
        for (id, sealed, roles, created_ms) in rows {
            teams.push(Team {
                name: scope.key().open(name_place(&id), &sealed)?.to_string(),
                roles: roles_column(roles, "teams.roles")?,
                members: members.remove(&id).unwrap_or_default(),
                created_at: UnixTime::from_ms(created_ms),
                team_id: TeamId::parse(&id).ok_or(StoreError::Column {
                    column: "teams.team_id",
                })?,
            });
        }
        teams.sort_by_cached_key(|team| (team.name.to_lowercase(), team.team_id.clone()));
        Ok(teams)
    }

    /// One team.
    ///
    /// # Errors
    /// If there is none of that id, or the database cannot be used.
    pub async fn team(
        &self,
        scope: &OrganisationScope,
        team_id: &TeamId,
    ) -> Result<Team, OrganisationError> {
        let teams = self.teams(scope).await?;
        let found = teams.into_iter().find(|team| team.team_id == *team_id);
        found.ok_or(NO_SUCH)
    }

    /// Makes a team without members.
    ///
    /// # Errors
    /// If the name is none, the roles cannot be a team's, there are too many, or the database cannot be used.
    pub async fn create_team(
        &self,
        scope: &OrganisationScope,
        named: &str,
        roles: Roles,
        facts: &RequestFacts,
    ) -> Result<Team, OrganisationError> {
        let name = name(named)?;
        let roles = team_roles(roles)?;
        let team_id = TeamId::random();
        let id = team_id.as_str();
        let now = self.now();
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let statement = "SELECT COUNT(*) FROM teams WHERE organisation_id = $1";
        if count(&mut write, statement, scope).await? >= TEAMS_MAX {
            return Err(OrganisationError::Full {
                what: "teams",
                max: TEAMS_MAX,
            });
        }
        self.room_for_one_more(&mut write, scope, Quota::Teams)
            .await?;
        sqlx::query::<Any>(
            "INSERT INTO teams (team_id, organisation_id, name, roles, created_ms) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(scope.organisation_id().as_str())
        .bind(scope.key().seal(name_place(id), &name))
        .bind(roles.to_column())
        .bind(now.ms())
        .execute(&mut *write)
        .await?;
        let change = Change::new().field("name", None, Some(name.clone())).field(
            "roles",
            None,
            Some(roles.to_string()),
        );
        let told = Told::of(OrganisationAction::TeamCreated, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        write.commit().await?;
        Ok(Team {
            team_id,
            name,
            roles,
            members: Vec::new(),
            created_at: now,
        })
    }

    /// Changes a team, all of it or nothing.
    ///
    /// # Errors
    /// If a value is not taken, one to be added is no member, there is no such team, or the database cannot be used.
    pub async fn change_team(
        &self,
        scope: &OrganisationScope,
        team_id: &TeamId,
        wanted: &TeamChange,
        facts: &RequestFacts,
    ) -> Result<Team, OrganisationError> {
        let before = self.team(scope, team_id).await?;
        let name = wanted.name.as_deref().map(name).transpose()?;
        let roles = wanted.roles.map(team_roles).transpose()?;
        let id = team_id.as_str();
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let change = Change::new();
        let change = match &name {
            Some(name) if *name != before.name => {
                let sealed = scope.key().seal(name_place(id), name);
                set(
                    &mut write,
                    "UPDATE teams SET name = $1 WHERE team_id = $2 AND organisation_id = $3",
                    sealed,
                    (scope, id),
                )
                .await?;
                change.field("name", Some(before.name), Some(name.clone()))
            }
            _ => change,
        };
        let change = match roles {
            Some(roles) if roles != before.roles => {
                set(
                    &mut write,
                    "UPDATE teams SET roles = $1 WHERE team_id = $2 AND organisation_id = $3",
                    roles.to_column(),
                    (scope, id),
                )
                .await?;
                change.field(
                    "roles",
                    Some(before.roles.to_string()),
                    Some(roles.to_string()),
                )
            }
            _ => change,
        };
        if change != Change::new() {
            let told = Told::of(OrganisationAction::TeamChanged, Some(id)).with(change);
            self.tell(&mut write, scope, facts, &told).await?;
        }
        let change = change_members(&mut write, scope, id, wanted).await?;
        if change != Change::new() {
            let told = Told::of(OrganisationAction::TeamMembersChanged, Some(id)).with(change);
            self.tell(&mut write, scope, facts, &told).await?;
        }
        write.commit().await?;
        self.team(scope, team_id).await
    }

    /// Ends a team; its members stay members of the organisation.
    ///
    /// # Errors
    /// If there is none of that id, or the database cannot be used.
    pub async fn delete_team(
        &self,
        scope: &OrganisationScope,
        team_id: &TeamId,
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        let before = self.team(scope, team_id).await?;
        let id = team_id.as_str();
        let mut write = self.store().write().await?;
        sqlx::query::<Any>("DELETE FROM teams WHERE organisation_id = $1 AND team_id = $2")
            .bind(scope.organisation_id().as_str())
            .bind(id)
            .execute(&mut *write)
            .await?;
        let change = Change::new().field("name", Some(before.name), None).field(
            "roles",
            Some(before.roles.to_string()),
            None,
        );
        let told = Told::of(OrganisationAction::TeamDeleted, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        Ok(write.commit().await?)
    }
}

const NO_SUCH: OrganisationError = OrganisationError::NotFound { what: "team" };

/// A team without roles only groups its members.
fn team_roles(roles: Roles) -> Result<Roles, OrganisationError> {
    if roles.is_empty() {
        return Ok(roles);
    }
    some_roles(roles, Some(OWNER_IN_TEAM))
}

async fn set<'q, T>(
    write: &mut Write,
    statement: &'static str,
    value: T,
    (scope, team_id): (&OrganisationScope, &str),
) -> Result<(), OrganisationError>
where
    T: 'q + sqlx::Encode<'q, Any> + sqlx::Type<Any> + Send,
{
    let done = sqlx::query::<Any>(statement)
        .bind(value)
        .bind(team_id.to_owned())
        .bind(scope.organisation_id().to_string())
        .execute(&mut **write)
        .await?;
    if done.rows_affected() == 0 {
        return Err(NO_SUCH);
    }
    Ok(())
}

/// Who came and who went.
async fn change_members(
    write: &mut Write,
    scope: &OrganisationScope,
    team_id: &str,
    wanted: &TeamChange,
) -> Result<Change, OrganisationError> {
    let organisation = scope.organisation_id().as_str();
    let (mut came, mut went) = (Vec::new(), Vec::new());
    for user_id in &wanted.add_members {
        let (members,): (i64,) = sqlx::query_as::<Any, _>(
            "SELECT COUNT(*) FROM memberships WHERE organisation_id = $1 AND user_id = $2",
        )
        .bind(organisation)
        .bind(user_id.as_str())
        .fetch_one(&mut **write)
        .await?;
        if members == 0 {
            return Err(OrganisationError::NotFound { what: "member" });
        }
        let done = sqlx::query::<Any>(
            "INSERT INTO team_members (team_id, organisation_id, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        )
        .bind(team_id)
        .bind(organisation)
        .bind(user_id.as_str())
        .execute(&mut **write)
        .await?;
        came.extend((done.rows_affected() > 0).then(|| user_id.to_string()));
    }
    for user_id in &wanted.remove_members {
        let done = sqlx::query::<Any>(
            "DELETE FROM team_members WHERE team_id = $1 AND organisation_id = $2 AND user_id = $3",
        )
        .bind(team_id)
        .bind(organisation)
        .bind(user_id.as_str())
        .execute(&mut **write)
        .await?;
        went.extend((done.rows_affected() > 0).then(|| user_id.to_string()));
    }
    let listed = |ids: Vec<String>| (!ids.is_empty()).then(|| ids.join(", "));
    Ok(Change::new().field("members", listed(went), listed(came)))
}
