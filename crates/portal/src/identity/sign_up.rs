//! From an address to a user: a mail with a link, and then name and password.
//!
//! Whoever asks is answered the same whether the address is known or not; only its mailbox learns which.

use std::time::Duration;

use sqlx::Any;

use super::email::Email;
use super::facts::RequestFacts;
use super::limits::{self, Limit};
use super::sign_in::Begun;
use super::users::{self, NewUser};
use super::{Identity, IdentityError};
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::ids::UserId;
use crate::mail;
use crate::secret::{Purpose, Secret, SecretHash};
use crate::store::StoreError;
use crate::store::sealing::{Owner, OwnersKey, Place};
use crate::time::UnixTime;

/// How long the link in the mail holds.
pub const SIGN_UP_LASTS: Duration = Duration::from_secs(24 * 60 * 60);

const SUBJECT: &str = "Complete your sign-up";
const SUBJECT_KNOWN: &str = "You have a sign-in already";

const fn email_place(row: &str) -> Place<'_> {
    Place {
        column: "sign_ups.email",
        row,
    }
}

impl Identity {
    /// Sends a mail to an address: with a link that completes the sign-up, or that there is a user already.
    ///
    /// # Errors
    /// If it is no address, too many mails were asked for, or the database cannot be used.
    pub async fn sign_up(&self, email: &str, facts: &RequestFacts) -> Result<(), IdentityError> {
        let email = Email::parse(email)?;
        let now = self.store.clock().now();
        let sealing = self.store.sealing();
        let lookup = users::email_lookup(&self.store, &email);
        let portal_key = sealing.portal_key(self.store.pool()).await?;
        let mut write = self.store.write().await?;
        let limits = Limit::of_sign_up_mail(&lookup, &facts.network());
        if let Err(wait) = limits::count(&mut write, sealing, &limits, now).await? {
            return Err(IdentityError::TooOften { wait });
        }
        let known: Option<(String,)> =
            sqlx::query_as::<Any, _>("SELECT user_id FROM users WHERE email_lookup = $1")
                .bind(&lookup)
                .fetch_optional(&mut *write)
                .await?;
        let (subject, text) = if known.is_some() {
            (SUBJECT_KNOWN, self.text_known())
        } else {
            let secret = Secret::random();
            let hash = secret.hash(Purpose::SignUp);
            sqlx::query::<Any>(
                "INSERT INTO sign_ups (token_hash, email_lookup, email, created_ms, expires_ms) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(hash.as_str())
            .bind(&lookup)
            .bind(portal_key.seal(email_place(hash.as_str()), email.as_str()))
            .bind(now.ms())
            .bind(now.after(SIGN_UP_LASTS).ms())
            .execute(&mut *write)
            .await?;
            (SUBJECT, self.text_new(&secret))
        };
        mail::write(&self.store, &mut write, &email, subject, &text, now).await?;
        write.commit().await?;
        Ok(())
    }

    fn text_new(&self, secret: &Secret) -> String {
        let url = &self.settings.public_url;
        let token = secret.reveal();
        format!(
            "Somebody, probably you, asked for a sign-in to the Aurigraph portal with this address.\n\n\
             To complete it, open this link within 24 hours and choose a password:\n\n\
             {url}/complete-sign-up#{}\n\n\
             If it was not you, do nothing: without the link there is no sign-in.\n",
            token.as_str()
        )
    }

    fn text_known(&self) -> String {
        let url = &self.settings.public_url;
        format!(
            "Somebody, probably you, asked for a sign-in to the Aurigraph portal with this address. There is one already.\n\n\
             Sign in: {url}/sign-in\n\
             If you forgot the password: {url}/reset-password\n\n\
             If it was not you, do nothing: nothing has changed.\n"
        )
    }

    /// Makes a user of somebody who has the link from the mail, and begins a session.
    ///
    /// # Errors
    /// If the link does not hold, or name or password are not taken: then the link still holds.
    pub async fn complete_sign_up(
        &self,
        token: &str,
        name: &str,
        password: &str,
        facts: &RequestFacts,
    ) -> Result<Begun, IdentityError> {
        let now = self.store.clock().now();
        let hash = self
            .counted_token(token, Purpose::SignUp, facts, now)
            .await?;
        let (email, _) = self.email_of_sign_up(&hash, now).await?;
        let name = users::name(name)?;
        let password = self.passwords.choose(password, &email).await?;
        let user_id = UserId::random();
        let mut write = self.store.write().await?;
        let lookup = users::email_lookup(&self.store, &email);
        let used = sqlx::query::<Any>("DELETE FROM sign_ups WHERE token_hash = $1")
            .bind(hash.as_str())
            .execute(&mut *write)
            .await?;
        if used.rows_affected() == 0 {
            // Somebody was quicker with the same link.
            return Err(IdentityError::TokenInvalid);
        }
        sqlx::query::<Any>("DELETE FROM sign_ups WHERE email_lookup = $1")
            .bind(&lookup)
            .execute(&mut *write)
            .await?;
        // A link that held was no guess.
        let limits = Limit::of_token(&facts.network());
        limits::take_back(&mut write, self.store.sealing(), &limits).await?;
        let owner = Owner::User(user_id.clone());
        let key = self
            .store
            .sealing()
            .make_key(&mut *write, &owner, now)
            .await?;
        let user = NewUser {
            user_id: &user_id,
            email: &email,
            is_email_verified: true,
            name: &name,
            password: Some(&password),
        };
        if !users::insert(&mut *write, &self.store, &key, &user, now).await? {
            return Err(IdentityError::TokenInvalid);
        }
        self.tell_of_sign_up(&mut write, &key, &user_id, facts, now)
            .await?;
        let begun = self
            .begin(&mut write, (&user_id, &key), None, (facts, None), now)
            .await?;
        write.commit().await?;
        Ok(begun)
    }

    async fn tell_of_sign_up(
        &self,
        write: &mut crate::store::Write,
        key: &OwnersKey,
        user_id: &UserId,
        facts: &RequestFacts,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        let event = AuditEvent {
            action: AuditAction::SignedUp,
            outcome: Outcome::Succeeded,
            actor: Some(user_id),
            target: Some(user_id),
            facts,
            detail: None,
        };
        audit::append(&self.store, write, key, &event, now).await
    }

    /// The address of a sign-up whose link somebody has, and until when it holds.
    async fn email_of_sign_up(
        &self,
        hash: &SecretHash,
        now: UnixTime,
    ) -> Result<(Email, UnixTime), IdentityError> {
        let row: Option<(String, i64)> = sqlx::query_as::<Any, _>(
            "SELECT email, expires_ms FROM sign_ups WHERE token_hash = $1 AND expires_ms > $2",
        )
        .bind(hash.as_str())
        .bind(now.ms())
        .fetch_optional(self.store.pool())
        .await?;
        let (sealed, expires_ms) = row.ok_or(IdentityError::TokenInvalid)?;
        let key = self.store.sealing().portal_key(self.store.pool()).await?;
        let email = key.open(email_place(hash.as_str()), &sealed);
        let email = Email::parse(&email.map_err(StoreError::from)?)?;
        Ok((email, UnixTime::from_ms(expires_ms)))
    }

    /// Reads a token from a mail, after the attempt was counted.
    pub(super) async fn counted_token(
        &self,
        token: &str,
        purpose: Purpose,
        facts: &RequestFacts,
        now: UnixTime,
    ) -> Result<SecretHash, IdentityError> {
        let limits = Limit::of_token(&facts.network());
        let mut write = self.store.write().await?;
        let counted = limits::count(&mut write, self.store.sealing(), &limits, now).await?;
        if let Err(wait) = counted {
            return Err(IdentityError::TooOften { wait });
        }
        write.commit().await?;
        let secret = Secret::parse(token).ok_or(IdentityError::TokenInvalid)?;
        Ok(secret.hash(purpose))
    }
}
