//! Users as a directory sees them: shown, made, deleted.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use sqlx::Any;

use super::changes::{difference, no_email, no_subject, taken};
use super::error::ScimError;
use super::membership::set_directory_roles;
use super::rows::{self, Provisioned};
use super::schema::{ENTERPRISE, Resource, USER};
use super::wish::Wish;
use super::{DETAIL, by, document};
use crate::access::OrganisationScope;
use crate::access::roles::{Role, Roles};
use crate::audit::OrganisationAction;
use crate::identity::RequestFacts;
use crate::identity::managed::NewManaged;
use crate::ids::UserId;
use crate::organisations::own::join;
use crate::organisations::{OrganisationError, Organisations, Told, hold};
use crate::store::{StoreError, Write};

impl Organisations {
    /// All users, as they are shown.
    pub(super) async fn scim_users(
        &self,
        scope: &OrganisationScope,
    ) -> Result<Vec<Value>, ScimError> {
        self.directory(scope)?;
        self.shown_users(scope, None).await
    }

    /// One user.
    pub(super) async fn scim_user(
        &self,
        scope: &OrganisationScope,
        user_id: &UserId,
    ) -> Result<Value, ScimError> {
        self.directory(scope)?;
        let found = self.shown_users(scope, Some(user_id)).await?;
        let found = found.into_iter().next();
        found.ok_or(ScimError::NotFound("User"))
    }

    async fn shown_users(
        &self,
        scope: &OrganisationScope,
        one: Option<&UserId>,
    ) -> Result<Vec<Value>, ScimError> {
        let mut connection = self.store().pool().acquire().await?;
        let found = rows::read(&mut connection, self.store(), scope, one).await?;
        let teams = self.teams_by_user(&mut connection, scope).await?;
        let base = self.scim_base(scope);
        let shown = found.into_iter().map(|user| shown(&base, &user, &teams));
        Ok(shown.collect())
    }

    /// Makes somebody a member: who has the identity, or a new user.
    pub(super) async fn create_scim_user(
        &self,
        scope: &OrganisationScope,
        sent: &Value,
        facts: &RequestFacts,
    ) -> Result<Value, ScimError> {
        self.directory(scope)?;
        let wish = Wish::of(document::read(Resource::User, sent)?)?;
        let mut write = self.store().write().await?;
        if !hold(&mut write, scope).await? {
            return Err(ScimError::NotFound("organisation"));
        }
        self.is_user_name_free(&mut write, scope, &wish, None)
            .await?;
        let user_id = self.user_of(&mut write, scope, &wish, facts).await?;
        let id = user_id.as_str();
        let organisation = scope.organisation_id().as_str();
        let place = (self.plans(), organisation);
        let joined = join(&mut write, place, id, Roles::NONE, self.now()).await;
        match joined {
            Err(OrganisationError::Exists(_) | OrganisationError::Suspended) => {
                return Err(ScimError::Taken(
                    "the user with this externalId is one of the organisation".into(),
                ));
            }
            joined => joined?,
        }
        let roles = wish.roles.unwrap_or_else(|| Role::Viewer.into());
        set_directory_roles(&mut write, scope, (id, false), roles).await?;
        self.keep_document(&mut write, scope, &user_id, &wish)
            .await?;
        let change = difference(&Map::new(), &wish.document).field(
            "providerRoles",
            None,
            Some(roles.to_string()),
        );
        let told = Told::of(OrganisationAction::MemberJoined, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told.because(DETAIL))
            .await?;
        if wish.active == Some(false) {
            let made = rows::read(&mut write, self.store(), scope, Some(&user_id)).await?;
            let made = made.into_iter().next();
            let made = made.ok_or(ScimError::NotFound("User"))?;
            self.suspend(&mut write, scope, &made, facts).await?;
        }
        write.commit().await?;
        self.scim_user(scope, &user_id).await
    }

    /// The user who has the identity, or a new one, whom the organisation manages.
    async fn user_of(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        wish: &Wish,
        facts: &RequestFacts,
    ) -> Result<UserId, ScimError> {
        let directory = self.directory(scope)?;
        let identity = self.identity();
        let lookup = match &wish.external_id {
            Some(subject) => {
                let lookup = identity.subject_lookup(&directory, subject);
                Some(lookup.ok_or_else(no_subject)?)
            }
            None => None,
        };
        if let Some(lookup) = &lookup
            && let Some(user_id) = identity.owner_of_subject(write, lookup).await?
        {
            return Ok(user_id);
        }
        let new = NewManaged {
            lookup: lookup.as_deref(),
            label: &wish.user_name,
            email: wish.email.as_ref().ok_or_else(no_email)?,
            name: &wish.name,
        };
        let how = (&directory, by(scope, facts));
        let made = identity.make_managed(write, &new, how, self.now()).await;
        let made = made.map_err(OrganisationError::from)?;
        made.ok_or_else(taken)
    }

    /// Ends a membership; a user whom the organisation manages is gone.
    pub(super) async fn delete_scim_user(
        &self,
        scope: &OrganisationScope,
        user_id: &UserId,
        facts: &RequestFacts,
    ) -> Result<(), ScimError> {
        self.directory(scope)?;
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let found = rows::read(&mut write, self.store(), scope, Some(user_id)).await?;
        let user = found.into_iter().next();
        let user = user.ok_or(ScimError::NotFound("User"))?;
        let ended = self.end_membership(&mut write, scope, &user, facts).await?;
        write.commit().await?;
        if user.is_managed {
            self.identity().forget_deleted(user_id, &ended);
        }
        Ok(())
    }

    /// Ids of members, and whether each is suspended.
    pub(super) async fn member_ids(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
    ) -> Result<HashMap<String, bool>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as::<Any, _>(
            "SELECT user_id, 0 FROM memberships WHERE organisation_id = $1 \
             UNION ALL SELECT user_id, 1 FROM suspended_memberships WHERE organisation_id = $2",
        )
        .bind(scope.organisation_id().as_str())
        .bind(scope.organisation_id().as_str())
        .fetch_all(&mut **write)
        .await?;
        let pairs = rows.into_iter();
        Ok(pairs.map(|(id, suspended)| (id, suspended == 1)).collect())
    }
}

/// A user in the form of SCIM.
fn shown(base: &str, user: &Provisioned, teams: &HashMap<String, Vec<(String, String)>>) -> Value {
    let id = user.user_id.as_str();
    let mut shown = user.whole();
    let mut schemas = vec![USER];
    if shown.contains_key(ENTERPRISE) {
        schemas.push(ENTERPRISE);
    }
    let groups = teams.get(id).map(Vec::as_slice).unwrap_or_default();
    let groups: Vec<Value> = groups
        .iter()
        .map(|(team_id, name)| {
            json!({
                "value": team_id, "$ref": format!("{base}/Groups/{team_id}"), "display": name, "type": "direct",
            })
        })
        .collect();
    shown.insert("schemas".into(), json!(schemas));
    shown.insert("id".into(), json!(id));
    if !groups.is_empty() {
        shown.insert("groups".into(), json!(groups));
    }
    let meta = json!({
        "resourceType": "User", "created": user.created_at, "lastModified": user.changed_at,
        "location": format!("{base}/Users/{id}"),
    });
    shown.insert("meta".into(), meta);
    Value::Object(shown)
}
