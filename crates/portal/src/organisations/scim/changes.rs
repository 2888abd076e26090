//! PUT and PATCH of a user: the document before, the document after, and what follows from the difference.

use serde_json::{Map, Value};

use super::error::{Kind as Refused, ScimError};
use super::membership::set_directory_roles;
use super::rows::{self, Provisioned};
use super::schema::Resource;
use super::wish::Wish;
use super::{DETAIL, by, document, patch};
use crate::access::OrganisationScope;
use crate::access::roles::{Role, Roles};
use crate::audit::{Change, OrganisationAction};
use crate::identity::RequestFacts;
use crate::ids::UserId;
use crate::organisations::{Organisations, Told, hold};
use crate::store::Write;

/// Longest text of a field in the audit log.
const TOLD_CHARACTERS_MAX: usize = 300;

/// What a request says.
#[derive(Clone, Copy)]
pub(super) enum Sent<'a> {
    /// A whole resource.
    Put(&'a Value),
    /// Operations on it.
    Patch(&'a Value),
}

impl Sent<'_> {
    pub(super) fn after(
        self,
        kind: Resource,
        before: &Map<String, Value>,
    ) -> Result<Map<String, Value>, ScimError> {
        match self {
            Sent::Put(sent) => document::read(kind, sent),
            Sent::Patch(sent) => patch::apply(kind, before, sent),
        }
    }
}

impl Organisations {
    /// Changes a user as the directory says. The user as it is now.
    pub(super) async fn change_scim_user(
        &self,
        scope: &OrganisationScope,
        user_id: &UserId,
        sent: Sent<'_>,
        facts: &RequestFacts,
    ) -> Result<Value, ScimError> {
        self.directory(scope)?;
        let mut write = self.store().write().await?;
        if !hold(&mut write, scope).await? {
            return Err(ScimError::NotFound("User"));
        }
        let found = rows::read(&mut write, self.store(), scope, Some(user_id)).await?;
        let before = found.into_iter().next();
        let before = before.ok_or(ScimError::NotFound("User"))?;
        let whole = before.whole();
        let after = sent.after(Resource::User, &whole)?;
        let wish = Wish::of(after.clone())?;
        let said = Wish::of(whole)?;
        if wish.document != said.document || !before.is_named {
            self.change_document(&mut write, scope, (&before, &said, &wish), facts)
                .await?;
        }
        // Left out it stays as it is: nobody is switched on by what was not said.
        let active = wish.active.unwrap_or(!before.is_suspended);
        match (before.is_suspended, active) {
            (false, false) => self.suspend(&mut write, scope, &before, facts).await?,
            (true, true) => self.restore(&mut write, scope, &before, facts).await?,
            _ => {}
        }
        write.commit().await?;
        self.identity().forget_sessions(user_id);
        self.scim_user(scope, user_id).await
    }

    async fn change_document(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        (before, said, wish): (&Provisioned, &Wish, &Wish),
        facts: &RequestFacts,
    ) -> Result<(), ScimError> {
        let id = before.user_id.as_str();
        if wish.user_name_key() != said.user_name_key() || !before.is_named {
            self.is_user_name_free(write, scope, wish, Some(&before.user_id))
                .await?;
        }
        if wish.external_id != said.external_id {
            self.change_identity(write, scope, (before, said, wish), facts)
                .await?;
        }
        if before.is_managed {
            let email = wish.email.as_ref().ok_or_else(no_email)?;
            let name = (wish.name != said.name).then_some(wish.name.as_str());
            let email = (said.email.as_ref() != Some(email)).then_some(email);
            let who = (&before.user_id, &*before.key);
            let by = by(scope, facts);
            self.identity()
                .retell(write, who, (name, email), by)
                .await?;
        }
        self.keep_document(write, scope, &before.user_id, wish)
            .await?;
        let change = difference(&said.document, &wish.document);
        let told = Told::of(OrganisationAction::MemberProvisioned, Some(id)).with(change);
        self.tell(write, scope, facts, &told.because(DETAIL))
            .await?;
        if wish.roles != said.roles {
            let viewer = || Roles::from(Role::Viewer);
            let roles = wish.roles.unwrap_or_else(viewer);
            set_directory_roles(write, scope, (id, before.is_suspended), roles).await?;
            let names = |roles: Option<Roles>| roles.map(|roles| roles.to_string());
            let change =
                Change::new().field("providerRoles", names(said.roles), Some(roles.to_string()));
            let told = Told::of(OrganisationAction::MemberRolesChanged, Some(id)).with(change);
            self.tell(write, scope, facts, &told.because(DETAIL))
                .await?;
        }
        Ok(())
    }

    /// Another `externalId`: of a managed user it is the identity; of any other it can only be one that the user has.
    async fn change_identity(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        (before, said, wish): (&Provisioned, &Wish, &Wish),
        facts: &RequestFacts,
    ) -> Result<(), ScimError> {
        let directory = self.directory(scope)?;
        let identity = self.identity();
        let lookup = |external_id: &String| {
            let found = identity.subject_lookup(&directory, external_id);
            found.ok_or_else(no_subject)
        };
        let after = wish.external_id.as_ref().map(lookup).transpose()?;
        let owner = match &after {
            Some(after) => identity.owner_of_subject(write, after).await?,
            None => None,
        };
        match (&after, owner) {
            (_, Some(owner)) if owner == before.user_id => return Ok(()),
            (_, Some(_)) => return Err(taken()),
            (Some(_), None) if !before.is_managed => {
                return Err(ScimError::of(
                    Refused::Mutability,
                    "the organisation did not make this user: externalId can only be a subject with which the user signs in",
                ));
            }
            (None, None) if !before.is_managed => return Ok(()),
            _ => {}
        }
        let gone = said.external_id.as_ref().map(lookup).transpose()?;
        let who = (&before.user_id, &*before.key);
        let label = wish.user_name.as_str();
        let after = after.as_deref().map(|lookup| (lookup, label));
        let by = by(scope, facts);
        let identities = (gone.as_deref(), after);
        let replaced = identity.replace_identity(write, who, identities, (&directory, by));
        if !replaced.await? {
            return Err(taken());
        }
        Ok(())
    }
}

pub(super) fn no_email() -> ScimError {
    ScimError::value(
        "an address is missing: emails has none, and userName is none. Users of the portal have one",
    )
}

pub(super) fn no_subject() -> ScimError {
    ScimError::value(
        "externalId is the subject of the identity provider: 1 to 255 bytes, none of them a control character",
    )
}

pub(super) fn taken() -> ScimError {
    ScimError::Taken("another user has the identity that externalId names".into())
}

/// Which attributes are others, for the audit log.
pub(super) fn difference(before: &Map<String, Value>, after: &Map<String, Value>) -> Change {
    let told = |value: Option<&Value>| {
        value.map(|value| {
            let text = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            text.chars().take(TOLD_CHARACTERS_MAX).collect::<String>()
        })
    };
    let names = before.keys().chain(after.keys());
    let mut change = Change::new();
    for name in names {
        let (old, new) = (before.get(name), after.get(name));
        if old != new {
            change = change.field(name, told(old), told(new));
        }
    }
    change
}
