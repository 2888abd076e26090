//! Groups of a directory: the teams of the organisation. Their roles are given in the portal; a team that a directory makes has the role viewer.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};
use sqlx::{Any, AnyConnection};

use super::changes::Sent;
use super::error::ScimError;
use super::schema::{GROUP, Resource};
use super::{DETAIL, document};
use crate::access::OrganisationScope;
use crate::access::roles::Role;
use crate::audit::{Change, OrganisationAction};
use crate::identity::RequestFacts;
use crate::ids::TeamId;
use crate::organisations::teams::name_place;
use crate::organisations::{OrganisationError, Organisations, TEAMS_MAX, Told, count, hold, name};
use crate::plans::Quota;
use crate::store::sealing::Place;
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// Members that a line of the audit log names.
const TOLD_MEMBERS_MAX: usize = 200;

struct Group {
    team_id: String,
    name: String,
    external_id: Option<String>,
    /// Suspended ones as well.
    members: Vec<String>,
    created_at: UnixTime,
    changed_at: UnixTime,
}

/// What a directory wants of a group.
struct Wish {
    name: String,
    external_id: Option<String>,
    members: HashSet<String>,
}

const fn external_place(row: &str) -> Place<'_> {
    Place {
        column: "provisioned_teams.external_id",
        row,
    }
}

type Row = (String, String, i64, Option<String>, Option<i64>);

impl Group {
    /// As PATCH changes it.
    fn document(&self) -> Map<String, Value> {
        let mut document = Map::from_iter([("displayName".to_owned(), json!(self.name))]);
        if let Some(external_id) = &self.external_id {
            document.insert("externalId".into(), json!(external_id));
        }
        if !self.members.is_empty() {
            let members = self.members.iter().map(|id| json!({ "value": id }));
            document.insert("members".into(), members.collect());
        }
        document
    }

    fn shown(&self, base: &str) -> Value {
        let id = &self.team_id;
        let mut shown = self.document();
        if !self.members.is_empty() {
            let members = self.members.iter().map(
                |id| json!({ "value": id, "$ref": format!("{base}/Users/{id}"), "type": "User" }),
            );
            shown.insert("members".into(), members.collect());
        }
        shown.insert("schemas".into(), json!([GROUP]));
        shown.insert("id".into(), json!(id));
        let meta = json!({
            "resourceType": "Group", "created": self.created_at, "lastModified": self.changed_at,
            "location": format!("{base}/Groups/{id}"),
        });
        shown.insert("meta".into(), meta);
        Value::Object(shown)
    }
}

impl Wish {
    fn of(document: &Map<String, Value>) -> Result<Self, ScimError> {
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let members = document.get("members").and_then(Value::as_array);
        let members = members.into_iter().flatten().map(|member| {
            let id = member.get("value").and_then(Value::as_str);
            id.map(str::to_owned)
                .ok_or_else(|| ScimError::value("a member has no value"))
        });
        Ok(Self {
            name: name(text("displayName").unwrap_or_default())?,
            external_id: text("externalId").map(str::to_owned),
            members: members.collect::<Result<_, _>>()?,
        })
    }
}

impl Organisations {
    async fn groups(
        &self,
        connection: &mut AnyConnection,
        scope: &OrganisationScope,
        one: Option<&TeamId>,
    ) -> Result<Vec<Group>, StoreError> {
        let organisation = scope.organisation_id().as_str();
        let one = one.map_or("", TeamId::as_str);
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(
            "SELECT t.team_id, t.name, t.created_ms, p.external_id, p.changed_ms FROM teams t \
             LEFT JOIN provisioned_teams p ON p.team_id = t.team_id WHERE t.organisation_id = $1 AND ($2 = '' OR t.team_id = $3) \
             ORDER BY t.created_ms, t.team_id",
        )
        .bind(organisation)
        .bind(one)
        .bind(one)
        .fetch_all(&mut *connection)
        .await?;
        let pairs: Vec<(String, String)> = sqlx::query_as::<Any, _>(
            "SELECT team_id, user_id FROM team_members WHERE organisation_id = $1 AND ($2 = '' OR team_id = $3) \
             UNION ALL \
             SELECT team_id, user_id FROM suspended_team_members WHERE organisation_id = $4 AND ($5 = '' OR team_id = $6)",
        )
        .bind(organisation)
        .bind(one)
        .bind(one)
        .bind(organisation)
        .bind(one)
        .bind(one)
        .fetch_all(&mut *connection)
        .await?;
        let mut members: HashMap<String, Vec<String>> = HashMap::new();
        for (team_id, user_id) in pairs {
            members.entry(team_id).or_default().push(user_id);
        }
        let readable = |(id, sealed, created_ms, external_id, changed_ms): Row| {
            let opened = |sealed: String| scope.key().open(external_place(&id), &sealed);
            let external_id = external_id.map(opened).transpose()?;
            let mut members = members.remove(&id).unwrap_or_default();
            members.sort_unstable();
            Ok(Group {
                name: scope.key().open(name_place(&id), &sealed)?.to_string(),
                external_id: external_id.map(|text| text.to_string()),
                members,
                created_at: UnixTime::from_ms(created_ms),
                changed_at: UnixTime::from_ms(changed_ms.unwrap_or(created_ms)),
                team_id: id,
            })
        };
        rows.into_iter().map(readable).collect()
    }

    /// All groups, as they are shown.
    pub(super) async fn scim_groups(
        &self,
        scope: &OrganisationScope,
    ) -> Result<Vec<Value>, ScimError> {
        self.directory(scope)?;
        let mut connection = self.store().pool().acquire().await?;
        let groups = self.groups(&mut connection, scope, None).await?;
        let base = self.scim_base(scope);
        Ok(groups.iter().map(|group| group.shown(&base)).collect())
    }

    /// One group.
    pub(super) async fn scim_group(
        &self,
        scope: &OrganisationScope,
        team_id: &TeamId,
    ) -> Result<Value, ScimError> {
        self.directory(scope)?;
        let mut connection = self.store().pool().acquire().await?;
        let groups = self.groups(&mut connection, scope, Some(team_id)).await?;
        let group = groups.first().ok_or(ScimError::NotFound("Group"))?;
        Ok(group.shown(&self.scim_base(scope)))
    }

    /// Makes a team.
    pub(super) async fn create_scim_group(
        &self,
        scope: &OrganisationScope,
        sent: &Value,
        facts: &RequestFacts,
    ) -> Result<Value, ScimError> {
        self.directory(scope)?;
        let wish = Wish::of(&document::read(Resource::Group, sent)?)?;
        let team_id = TeamId::random();
        let id = team_id.as_str();
        let roles = crate::access::roles::Roles::from(Role::Viewer);
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let statement = "SELECT COUNT(*) FROM teams WHERE organisation_id = $1";
        if count(&mut write, statement, scope).await? >= TEAMS_MAX {
            let (what, max) = ("teams", TEAMS_MAX);
            return Err(OrganisationError::Full { what, max }.into());
        }
        self.room_for_one_more(&mut write, scope, Quota::Teams)
            .await?;
        sqlx::query::<Any>(
            "INSERT INTO teams (team_id, organisation_id, name, roles, created_ms) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(scope.organisation_id().as_str())
        .bind(scope.key().seal(name_place(id), &wish.name))
        .bind(roles.to_column())
        .bind(self.now().ms())
        .execute(&mut *write)
        .await?;
        self.keep_group(&mut write, scope, id, &wish).await?;
        let change = Change::new()
            .field("name", None, Some(wish.name.clone()))
            .field("roles", None, Some(roles.to_string()));
        let told = Told::of(OrganisationAction::TeamCreated, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told.because(DETAIL))
            .await?;
        self.set_members(&mut write, scope, (id, &[], &wish.members), facts)
            .await?;
        write.commit().await?;
        self.scim_group(scope, &team_id).await
    }

    /// Changes a team as the directory says. The group as it is now.
    pub(super) async fn change_scim_group(
        &self,
        scope: &OrganisationScope,
        team_id: &TeamId,
        sent: Sent<'_>,
        facts: &RequestFacts,
    ) -> Result<Value, ScimError> {
        self.directory(scope)?;
        let id = team_id.as_str();
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let groups = self.groups(&mut write, scope, Some(team_id)).await?;
        let before = groups.into_iter().next();
        let before = before.ok_or(ScimError::NotFound("Group"))?;
        let wish = Wish::of(&sent.after(Resource::Group, &before.document())?)?;
        self.keep_group(&mut write, scope, id, &wish).await?;
        if wish.name != before.name {
            sqlx::query::<Any>(
                "UPDATE teams SET name = $1 WHERE team_id = $2 AND organisation_id = $3",
            )
            .bind(scope.key().seal(name_place(id), &wish.name))
            .bind(id)
            .bind(scope.organisation_id().as_str())
            .execute(&mut *write)
            .await?;
            let change = Change::new().field("name", Some(before.name), Some(wish.name.clone()));
            let told = Told::of(OrganisationAction::TeamChanged, Some(id)).with(change);
            self.tell(&mut write, scope, facts, &told.because(DETAIL))
                .await?;
        }
        let members = (id, before.members.as_slice(), &wish.members);
        self.set_members(&mut write, scope, members, facts).await?;
        write.commit().await?;
        self.scim_group(scope, team_id).await
    }

    /// Ends a team.
    pub(super) async fn delete_scim_group(
        &self,
        scope: &OrganisationScope,
        team_id: &TeamId,
        facts: &RequestFacts,
    ) -> Result<(), ScimError> {
        self.directory(scope)?;
        Ok(self.delete_team(scope, team_id, facts).await?)
    }

    async fn keep_group(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        id: &str,
        wish: &Wish,
    ) -> Result<(), ScimError> {
        let sealed = wish.external_id.as_deref();
        let sealed = sealed.map(|text| scope.key().seal(external_place(id), text));
        sqlx::query::<Any>(
            "INSERT INTO provisioned_teams (team_id, external_id, changed_ms) VALUES ($1, $2, $3) \
             ON CONFLICT (team_id) DO UPDATE SET external_id = excluded.external_id, changed_ms = excluded.changed_ms",
        )
        .bind(id)
        .bind(sealed)
        .bind(self.now().ms())
        .execute(&mut **write)
        .await?;
        Ok(())
    }

    /// Makes these the members of a team and no others. Only members of the organisation are taken.
    async fn set_members(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        (id, before, wanted): (&str, &[String], &HashSet<String>),
        facts: &RequestFacts,
    ) -> Result<(), ScimError> {
        let organisation = scope.organisation_id().as_str();
        let there: HashSet<&String> = before.iter().collect();
        let mut came: Vec<_> = wanted.iter().filter(|id| !there.contains(id)).collect();
        let went: Vec<_> = before.iter().filter(|id| !wanted.contains(*id)).collect();
        if came.is_empty() && went.is_empty() {
            return Ok(());
        }
        came.sort_unstable();
        let all = self.member_ids(write, scope).await?;
        for user_id in &came {
            let statement = match all.get(user_id.as_str()) {
                Some(false) => {
                    "INSERT INTO team_members (team_id, organisation_id, user_id) VALUES ($1, $2, $3)"
                }
                Some(true) => {
                    "INSERT INTO suspended_team_members (team_id, organisation_id, user_id) VALUES ($1, $2, $3)"
                }
                None => {
                    let shown: String = user_id.chars().take(100).collect();
                    return Err(ScimError::value(format!(
                        "members: {shown:?} is no user of the organisation"
                    )));
                }
            };
            sqlx::query::<Any>(statement)
                .bind(id)
                .bind(organisation)
                .bind(user_id.as_str())
                .execute(&mut **write)
                .await?;
        }
        for user_id in &went {
            for statement in [
                "DELETE FROM team_members WHERE team_id = $1 AND organisation_id = $2 AND user_id = $3",
                "DELETE FROM suspended_team_members WHERE team_id = $1 AND organisation_id = $2 AND user_id = $3",
            ] {
                sqlx::query::<Any>(statement)
                    .bind(id)
                    .bind(organisation)
                    .bind(user_id.as_str())
                    .execute(&mut **write)
                    .await?;
            }
        }
        let change = Change::new().field("members", listed(&went), listed(&came));
        let told = Told::of(OrganisationAction::TeamMembersChanged, Some(id)).with(change);
        self.tell(write, scope, facts, &told.because(DETAIL))
            .await?;
        Ok(())
    }
}

fn listed(ids: &[&String]) -> Option<String> {
    let named: Vec<&str> = ids
        .iter()
        .take(TOLD_MEMBERS_MAX)
        .map(|id| id.as_str())
        .collect();
    let more = ids.len() - named.len();
    let named = named.join(", ");
    match (ids.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(named),
        (false, more) => Some(format!("{named} and {more} more")),
    }
}
