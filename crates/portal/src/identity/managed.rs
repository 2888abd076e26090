//! Users whom an organisation manages: its company's directory made them (SCIM), and switches them off or deletes them.
//!
//! Who it is stays what it is for everybody else: issuer and subject of a provider, never an address. The operator says which provider the directory of an
//! organisation stands for.
//!
//! Invariants
//! - A user who was there before is never managed: no organisation gets power over a sign-in that it did not make.
//! - Whoever is switched off has no session, no open sign-in and no link of a mail left, and begins none; that holds with the transaction.
//! - Whoever is deleted does not come back with an access token of before, not even as a program.

use sqlx::Any;

use super::email::Email;
use super::oidc::bearer::TOKEN_LASTS_MAX;
use super::oidc::identities;
use super::users::{self, NewUser};
use super::{Identity, IdentityError, RequestFacts};
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::ids::{OrganisationId, UserId};
use crate::organisations;
use crate::store::sealing::{Owner, OwnersKey};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// The provider whose subjects the directory of an organisation names.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    /// The provider's id.
    pub(crate) provider_id: String,
    issuer: String,
}

/// A user with the key of its data.
pub(crate) type Who<'a> = (&'a UserId, &'a OwnersKey);

/// Who does something to a managed user: a user, or a program; from where; for which organisation.
#[derive(Clone, Copy)]
pub(crate) struct By<'a> {
    /// Nothing for a program.
    pub(crate) user: Option<&'a UserId>,
    /// From where.
    pub(crate) facts: &'a RequestFacts,
    /// Which organisation manages the user.
    pub(crate) organisation: &'a OrganisationId,
}

/// A user that an organisation makes.
pub(crate) struct NewManaged<'a> {
    /// Who it is at the provider; without it nobody signs in as this user.
    pub(crate) lookup: Option<&'a str>,
    /// What the provider calls the user, for lists.
    pub(crate) label: &'a str,
    /// The address.
    pub(crate) email: &'a Email,
    /// The name.
    pub(crate) name: &'a str,
}

impl Identity {
    /// The provider of an organisation's directory, if the operator set one.
    pub(crate) fn directory_of(&self, organisation: &OrganisationId) -> Option<Directory> {
        let settings = self.oidc.provisioner(organisation.as_str())?;
        Some(Directory {
            provider_id: settings.id.clone(),
            issuer: settings.issuer.clone(),
        })
    }

    /// What somebody at a provider is found by. Nothing if it is no subject.
    pub(crate) fn subject_lookup(&self, directory: &Directory, subject: &str) -> Option<String> {
        let is_one = super::oidc::claims::is_subject(subject);
        is_one.then(|| identities::lookup(&self.store, &directory.issuer, subject))
    }

    /// Whose identity it is.
    pub(crate) async fn owner_of_subject(
        &self,
        write: &mut Write,
        lookup: &str,
    ) -> Result<Option<UserId>, StoreError> {
        let owner = identities::owner(&mut **write, lookup).await?;
        Ok(owner.map(|(_, user_id)| user_id))
    }

    /// Makes a user without a password. The address is the user's if no other user has it; else it is one that nobody vouches for. Nothing if somebody got the
    /// identity at the same moment.
    pub(crate) async fn make_managed(
        &self,
        write: &mut Write,
        new: &NewManaged<'_>,
        (directory, by): (&Directory, By<'_>),
        now: UnixTime,
    ) -> Result<Option<UserId>, IdentityError> {
        let user_id = UserId::random();
        let owner = Owner::User(user_id.clone());
        let key = self.store.sealing().make_key(&mut **write, &owner, now);
        let key = key.await?;
        let mut user = NewUser {
            user_id: &user_id,
            email: new.email,
            is_email_verified: true,
            name: new.name,
            password: None,
        };
        if !users::insert(&mut **write, &self.store, &key, &user, now).await? {
            user.is_email_verified = false;
            users::insert(&mut **write, &self.store, &key, &user, now).await?;
        }
        sqlx::query::<Any>("INSERT INTO managed_users (user_id, organisation_id) VALUES ($1, $2)")
            .bind(user_id.as_str())
            .bind(by.organisation.as_str())
            .execute(&mut **write)
            .await?;
        let who = (&user_id, &key);
        if let Some(lookup) = new.lookup {
            let names = (lookup, new.label);
            if !self.identify(write, who, names, (directory, now)).await? {
                return Ok(None);
            }
        }
        self.tell_managed(write, who, AuditAction::SignedUp, by)
            .await?;
        Ok(Some(user_id))
    }

    /// Gives a managed user an identity. Whether nobody else had it.
    async fn identify(
        &self,
        write: &mut Write,
        who: Who<'_>,
        (lookup, label): (&str, &str),
        (directory, now): (&Directory, UnixTime),
    ) -> Result<bool, StoreError> {
        sqlx::query::<Any>("DELETE FROM departed_identities WHERE subject_lookup = $1")
            .bind(lookup)
            .execute(&mut **write)
            .await?;
        let names = (directory.provider_id.as_str(), label);
        let made = identities::insert(write, who, lookup, names, now).await?;
        Ok(made.is_some())
    }

    /// Gives a managed user another identity at the directory's provider in place of the one that it had, or none. Sessions end. `false` if somebody has it.
    pub(crate) async fn replace_identity(
        &self,
        write: &mut Write,
        who: Who<'_>,
        (before, after): (Option<&str>, Option<(&str, &str)>),
        (directory, by): (&Directory, By<'_>),
    ) -> Result<bool, StoreError> {
        let now = self.store.clock().now();
        users::lock(&mut **write, who.0).await?;
        if let Some(lookup) = before {
            sqlx::query::<Any>("DELETE FROM identities WHERE subject_lookup = $1 AND user_id = $2")
                .bind(lookup)
                .bind(who.0.as_str())
                .execute(&mut **write)
                .await?;
        }
        if let Some(after) = after
            && !self.identify(write, who, after, (directory, now)).await?
        {
            return Ok(false);
        }
        self.end_everything(write, who.0).await?;
        let action = match after {
            Some(_) => AuditAction::IdentityLinked,
            None => AuditAction::IdentityRemoved,
        };
        self.tell_managed(write, who, action, by).await?;
        Ok(true)
    }

    /// Gives a managed user another name or address, as the directory says.
    pub(crate) async fn retell(
        &self,
        write: &mut Write,
        who: Who<'_>,
        (name, email): (Option<&str>, Option<&Email>),
        by: By<'_>,
    ) -> Result<(), StoreError> {
        let now = self.store.clock().now();
        if let Some(name) = name {
            users::set_name(&mut **write, who, name).await?;
            self.tell_managed(write, who, AuditAction::Renamed, by)
                .await?;
        }
        if let Some(email) = email {
            users::set_told_email(write, &self.store, who, email, now).await?;
            for statement in [
                "DELETE FROM password_resets WHERE user_id = $1",
                "DELETE FROM email_changes WHERE user_id = $1",
            ] {
                sqlx::query::<Any>(statement)
                    .bind(who.0.as_str())
                    .execute(&mut **write)
                    .await?;
            }
            self.tell_managed(write, who, AuditAction::EmailChanged, by)
                .await?;
        }
        Ok(())
    }

    /// Switches a managed user off, everywhere.
    pub(crate) async fn disable(
        &self,
        write: &mut Write,
        who: Who<'_>,
        by: By<'_>,
    ) -> Result<(), StoreError> {
        let now = self.store.clock().now();
        // Held, so that no sign-in that is under way begins a session after it.
        users::lock(&mut **write, who.0).await?;
        sqlx::query::<Any>(
            "UPDATE managed_users SET disabled_ms = $1 WHERE user_id = $2 AND organisation_id = $3",
        )
        .bind(now.ms())
        .bind(who.0.as_str())
        .bind(by.organisation.as_str())
        .execute(&mut **write)
        .await?;
        self.end_everything(write, who.0).await?;
        self.tell_managed(write, who, AuditAction::Disabled, by)
            .await
    }

    /// Switches a managed user on again: it may sign in anew.
    pub(crate) async fn enable(
        &self,
        write: &mut Write,
        who: Who<'_>,
        by: By<'_>,
    ) -> Result<(), StoreError> {
        sqlx::query::<Any>(
            "UPDATE managed_users SET disabled_ms = NULL WHERE user_id = $1 AND organisation_id = $2",
        )
        .bind(who.0.as_str())
        .bind(by.organisation.as_str())
        .execute(&mut **write)
        .await?;
        self.tell_managed(write, who, AuditAction::Enabled, by)
            .await
    }

    /// Deletes a managed user as the user could. The organisations that end by it; nothing if another organisation would have no owner.
    pub(crate) async fn delete_managed(
        &self,
        write: &mut Write,
        who: Who<'_>,
        email: &str,
        by: By<'_>,
    ) -> Result<Option<Vec<Owner>>, StoreError> {
        let now = self.store.clock().now();
        let ended = organisations::without_user(&self.store, write, who.0).await?;
        let Some(ended) = ended else {
            return Ok(None);
        };
        // Access tokens that were made out before hold for so long.
        sqlx::query::<Any>(
            "INSERT INTO departed_identities (subject_lookup, until_ms) SELECT subject_lookup, $1 FROM identities WHERE user_id = $2 \
             ON CONFLICT (subject_lookup) DO UPDATE SET until_ms = excluded.until_ms",
        )
        .bind(now.after(TOKEN_LASTS_MAX).ms())
        .bind(who.0.as_str())
        .execute(&mut **write)
        .await?;
        self.tell_managed(write, who, AuditAction::Deleted, by)
            .await?;
        let verified: Option<(Option<i64>,)> =
            sqlx::query_as::<Any, _>("SELECT email_verified_ms FROM users WHERE user_id = $1")
                .bind(who.0.as_str())
                .fetch_optional(&mut **write)
                .await?;
        let is_verified = matches!(verified, Some((Some(_),)));
        let email = Email::parse(email).ok().filter(|_| is_verified);
        self.delete_rows(write, who.0, email.as_ref()).await?;
        Ok(Some(ended))
    }

    /// Whether the user of an identity was deleted so lately that an access token may still hold.
    pub(super) async fn has_departed(
        &self,
        lookup: &str,
        now: UnixTime,
    ) -> Result<bool, StoreError> {
        let (count,): (i64,) = sqlx::query_as::<Any, _>(
            "SELECT COUNT(*) FROM departed_identities WHERE subject_lookup = $1 AND until_ms > $2",
        )
        .bind(lookup)
        .bind(now.ms())
        .fetch_one(self.store.pool())
        .await?;
        Ok(count > 0)
    }

    async fn tell_managed(
        &self,
        write: &mut Write,
        (user_id, key): Who<'_>,
        action: AuditAction,
        by: By<'_>,
    ) -> Result<(), StoreError> {
        let detail = format!("directory of {}", by.organisation);
        let event = AuditEvent {
            action,
            outcome: Outcome::Succeeded,
            actor: by.user,
            target: Some(user_id),
            facts: by.facts,
            detail: Some(&detail),
        };
        let now = self.store.clock().now();
        audit::append(&self.store, write, key, &event, now).await
    }
}
