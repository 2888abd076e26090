//! The members of an organisation as its directory sees them, read and written: those who are members, and those whose membership is suspended.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};
use sqlx::{Any, AnyConnection};

use super::error::ScimError;
use super::wish::{Wish, key_of};
use crate::access::OrganisationScope;
use crate::identity::users::{email_place, name_place};
use crate::ids::UserId;
use crate::organisations::{Organisations, teams};
use crate::store::sealing::{Owner, OwnersKey, Place};
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// A member, or one who would be.
#[derive(Clone)]
pub(super) struct Provisioned {
    pub(super) user_id: UserId,
    /// The key of the user's data.
    pub(super) key: Arc<OwnersKey>,
    /// The address of the account.
    pub(super) email: String,
    /// Whether the organisation made the user.
    pub(super) is_managed: bool,
    pub(super) is_suspended: bool,
    /// What the directory said last; of members whom it never named, what is known of them.
    pub(super) document: Map<String, Value>,
    /// Whether the directory named the member.
    pub(super) is_named: bool,
    pub(super) created_at: UnixTime,
    pub(super) changed_at: UnixTime,
}

impl Provisioned {
    pub(super) fn user_name(&self) -> &str {
        let name = self.document.get("userName").and_then(Value::as_str);
        name.unwrap_or_default()
    }

    /// The document with what stands elsewhere, as PATCH changes it.
    pub(super) fn whole(&self) -> Map<String, Value> {
        let mut whole = self.document.clone();
        whole.insert("active".into(), Value::Bool(!self.is_suspended));
        whole
    }
}

const fn document_place(row: &str) -> Place<'_> {
    Place {
        column: "provisioned_users.document",
        row,
    }
}

type Row = (
    String,
    String,
    String,
    String,
    String,
    i64,
    Option<String>,
    Option<i64>,
    Option<i64>,
    i64,
);

const MEMBERS: &str = "SELECT u.user_id, u.name, u.email, k.wrapped_by, k.wrapped, m.joined_ms, p.document, p.created_ms, p.changed_ms, \
     (SELECT COUNT(*) FROM managed_users g WHERE g.user_id = m.user_id AND g.organisation_id = m.organisation_id) \
     FROM memberships m JOIN users u ON u.user_id = m.user_id JOIN data_keys k ON k.owner = u.user_id \
     LEFT JOIN provisioned_users p ON p.organisation_id = m.organisation_id AND p.user_id = m.user_id \
     WHERE m.organisation_id = $1 AND ($2 = '' OR m.user_id = $3)";

const SUSPENDED: &str = "SELECT u.user_id, u.name, u.email, k.wrapped_by, k.wrapped, m.joined_ms, p.document, p.created_ms, p.changed_ms, \
     (SELECT COUNT(*) FROM managed_users g WHERE g.user_id = m.user_id AND g.organisation_id = m.organisation_id) \
     FROM suspended_memberships m JOIN users u ON u.user_id = m.user_id JOIN data_keys k ON k.owner = u.user_id \
     LEFT JOIN provisioned_users p ON p.organisation_id = m.organisation_id AND p.user_id = m.user_id \
     WHERE m.organisation_id = $1 AND ($2 = '' OR m.user_id = $3)";

/// All of an organisation, or one; in the order in which they came.
pub(super) async fn read(
    connection: &mut AnyConnection,
    store: &Store,
    scope: &OrganisationScope,
    one: Option<&UserId>,
) -> Result<Vec<Provisioned>, StoreError> {
    let one = one.map_or("", UserId::as_str);
    let mut found = Vec::new();
    for (statement, is_suspended) in [(MEMBERS, false), (SUSPENDED, true)] {
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(statement)
            .bind(scope.organisation_id().as_str())
            .bind(one)
            .bind(one)
            .fetch_all(&mut *connection)
            .await?;
        for row in rows {
            found.push(readable(store, scope, row, is_suspended)?);
        }
    }
    found.sort_by(|one, other| {
        (one.created_at, &one.user_id).cmp(&(other.created_at, &other.user_id))
    });
    Ok(found)
}

fn readable(
    store: &Store,
    scope: &OrganisationScope,
    row: Row,
    is_suspended: bool,
) -> Result<Provisioned, StoreError> {
    let (
        id,
        name,
        email,
        wrapped_by,
        wrapped,
        joined_ms,
        document,
        created_ms,
        changed_ms,
        managed,
    ) = row;
    let column = |column| StoreError::Column { column };
    let user_id = UserId::parse(&id).ok_or_else(|| column("users.user_id"))?;
    let owner = Owner::User(user_id.clone());
    let key = store.sealing().unwrapped(&owner, &wrapped_by, &wrapped)?;
    let email = key.open(email_place(&id), &email)?.to_string();
    let is_named = document.is_some();
    let document = match document {
        Some(sealed) => {
            let text = scope.key().open(document_place(&id), &sealed)?;
            let found: Option<Map<String, Value>> = serde_json::from_str(&text).ok();
            found.ok_or_else(|| column("provisioned_users.document"))?
        }
        None => {
            let name = key.open(name_place(&id), &name)?.to_string();
            let known = json!({
                "userName": email, "displayName": name, "emails": [{ "value": email, "primary": true }],
            });
            known.as_object().cloned().unwrap_or_default()
        }
    };
    Ok(Provisioned {
        user_id,
        key,
        email,
        is_managed: managed > 0,
        is_suspended,
        document,
        is_named,
        created_at: UnixTime::from_ms(created_ms.unwrap_or(joined_ms)),
        changed_at: UnixTime::from_ms(changed_ms.unwrap_or(joined_ms)),
    })
}

impl Organisations {
    /// Keeps what the directory says of a user.
    pub(super) async fn keep_document(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        user_id: &UserId,
        wish: &Wish,
    ) -> Result<(), ScimError> {
        let id = user_id.as_str();
        let now = self.now().ms();
        let text = Value::Object(wish.document.clone()).to_string();
        sqlx::query::<Any>(
            "INSERT INTO provisioned_users (organisation_id, user_id, user_name_lookup, document, created_ms, changed_ms) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, user_id) DO UPDATE SET \
             user_name_lookup = excluded.user_name_lookup, document = excluded.document, changed_ms = excluded.changed_ms",
        )
        .bind(scope.organisation_id().as_str())
        .bind(id)
        .bind(self.user_name_lookup(scope, &wish.user_name_key()))
        .bind(scope.key().seal(document_place(id), &text))
        .bind(now)
        .bind(now)
        .execute(&mut **write)
        .await?;
        Ok(())
    }

    fn user_name_lookup(&self, scope: &OrganisationScope, key: &str) -> String {
        let text = format!("{} {key}", scope.organisation_id());
        self.store().sealing().lookup("scim userName", &text)
    }

    /// Refuses a userName that another one has. The organisation is held.
    pub(super) async fn is_user_name_free(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        wish: &Wish,
        own: Option<&UserId>,
    ) -> Result<(), ScimError> {
        let key = wish.user_name_key();
        let all = read(&mut *write, self.store(), scope, None).await?;
        let is_of_another =
            |one: &Provisioned| key_of(one.user_name()) == key && Some(&one.user_id) != own;
        if all.iter().any(is_of_another) {
            return Err(ScimError::Taken(
                "a user of the organisation has this userName".into(),
            ));
        }
        // What is left of somebody who is no member any more is in nobody's way.
        sqlx::query::<Any>(
            "DELETE FROM provisioned_users WHERE organisation_id = $1 AND user_name_lookup = $2 AND user_id <> $3",
        )
        .bind(scope.organisation_id().as_str())
        .bind(self.user_name_lookup(scope, &key))
        .bind(own.map_or("", UserId::as_str))
        .execute(&mut **write)
        .await?;
        Ok(())
    }

    /// The teams of users, suspended ones as well: id and name, by user.
    pub(super) async fn teams_by_user(
        &self,
        connection: &mut AnyConnection,
        scope: &OrganisationScope,
    ) -> Result<HashMap<String, Vec<(String, String)>>, StoreError> {
        let rows: Vec<(String, String, String)> = sqlx::query_as::<Any, _>(
            "SELECT tm.user_id, t.team_id, t.name FROM team_members tm JOIN teams t ON t.team_id = tm.team_id WHERE tm.organisation_id = $1 \
             UNION ALL \
             SELECT sm.user_id, s.team_id, s.name FROM suspended_team_members sm JOIN teams s ON s.team_id = sm.team_id WHERE sm.organisation_id = $2",
        )
        .bind(scope.organisation_id().as_str())
        .bind(scope.organisation_id().as_str())
        .fetch_all(connection)
        .await?;
        let mut by_user: HashMap<String, Vec<(String, String)>> = HashMap::new();
        let mut names: HashMap<String, String> = HashMap::new();
        for (user_id, team_id, sealed) in rows {
            let name = match names.get(&team_id) {
                Some(name) => name.clone(),
                None => {
                    let place = teams::name_place(&team_id);
                    let name = scope.key().open(place, &sealed)?.to_string();
                    names.insert(team_id.clone(), name.clone());
                    name
                }
            };
            by_user.entry(user_id).or_default().push((team_id, name));
        }
        Ok(by_user)
    }
}
