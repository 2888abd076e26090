//! A new password by mail, for somebody who forgot the old one.

use std::time::Duration;

use sqlx::Any;

use super::email::Email;
use super::email_change::forget_changes;
use super::facts::RequestFacts;
use super::limits::{self, Limit};
use super::sign_in::remember_browser;
use super::users::{self, User};
use super::{Identity, IdentityError};
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::ids::UserId;
use crate::mail;
use crate::secret::{Purpose, Secret};
use crate::store::StoreError;

/// How long the link in the mail holds.
pub const RESET_LASTS: Duration = Duration::from_secs(60 * 60);

const SUBJECT: &str = "Set a new password";
const SUBJECT_UNKNOWN: &str = "There is no sign-in with this address";
const SUBJECT_DONE: &str = "Your password was changed";

impl Identity {
    /// Sends a mail to an address: with a link to a new password, or that there is no user.
    ///
    /// # Errors
    /// If it is no address, too many mails were asked for, or the database cannot be used.
    pub async fn ask_for_reset(
        &self,
        email: &str,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let email = Email::parse(email)?;
        let now = self.store.clock().now();
        let sealing = self.store.sealing();
        let lookup = users::email_lookup(&self.store, &email);
        let user = User::of_email(&self.store, &lookup).await?;
        let portal_key = sealing.portal_key(self.store.pool()).await?;
        let mut write = self.store.write().await?;
        let limits = Limit::of_reset_mail(&lookup, &facts.network());
        if let Err(wait) = limits::count(&mut write, sealing, &limits, now).await? {
            return Err(IdentityError::TooOften { wait });
        }
        let secret = Secret::random();
        if let Some(user) = &user {
            sqlx::query::<Any>(
                "INSERT INTO password_resets (token_hash, user_id, expires_ms) VALUES ($1, $2, $3)",
            )
            .bind(secret.hash(Purpose::PasswordReset).as_str())
            .bind(user.user_id.as_str())
            .bind(now.after(RESET_LASTS).ms())
            .execute(&mut *write)
            .await?;
        }
        let event = AuditEvent {
            action: AuditAction::PasswordResetRequested,
            outcome: match user {
                Some(_) => Outcome::Succeeded,
                None => Outcome::Refused,
            },
            actor: None,
            target: user.as_ref().map(|user| &user.user_id),
            facts,
            detail: None,
        };
        let key = user.as_ref().map_or(&portal_key, |user| &user.key);
        audit::append(&self.store, &mut write, key, &event, now).await?;
        let (subject, text) = if user.is_some() {
            (SUBJECT, self.text_reset(&secret))
        } else {
            (SUBJECT_UNKNOWN, self.text_unknown())
        };
        mail::write(&self.store, &mut write, &email, subject, &text, now).await?;
        write.commit().await?;
        Ok(())
    }

    fn text_reset(&self, secret: &Secret) -> String {
        let url = &self.settings.public_url;
        let token = secret.reveal();
        format!(
            "Somebody, probably you, asked for a new password for the Aurigraph portal.\n\n\
             To set one, open this link within an hour:\n\n\
             {url}/reset-password#{}\n\n\
             All sessions end then. If it was not you, do nothing: the password stays as it is.\n",
            token.as_str()
        )
    }

    fn text_unknown(&self) -> String {
        let url = &self.settings.public_url;
        format!(
            "Somebody, probably you, asked for a new password for the Aurigraph portal. There is no sign-in with this address.\n\n\
             To sign up: {url}/sign-up\n\n\
             If it was not you, do nothing.\n"
        )
    }

    /// Sets a new password for somebody who has the link from the mail. All sessions end. The browser is known from now on: who guesses from elsewhere does not
    /// keep the owner out.
    ///
    /// # Errors
    /// If the link does not hold, or the password is not taken: then the link still holds.
    pub async fn reset_password(
        &self,
        token: &str,
        password: &str,
        facts: &RequestFacts,
    ) -> Result<Secret, IdentityError> {
        let now = self.store.clock().now();
        let hash = self
            .counted_token(token, Purpose::PasswordReset, facts, now)
            .await?;
        let row: Option<(String,)> = sqlx::query_as::<Any, _>(
            "SELECT user_id FROM password_resets WHERE token_hash = $1 AND expires_ms > $2",
        )
        .bind(hash.as_str())
        .bind(now.ms())
        .fetch_optional(self.store.pool())
        .await?;
        let user_id = row.and_then(|(id,)| UserId::parse(&id));
        let user_id = user_id.ok_or(IdentityError::TokenInvalid)?;
        let user = User::of_id(&self.store, &user_id).await?;
        let user = user.ok_or(IdentityError::TokenInvalid)?;
        let email = Email::parse(&user.email)?;
        let hashed = self.passwords.choose(password, &email).await?;
        let mut write = self.store.write().await?;
        let used = sqlx::query::<Any>("DELETE FROM password_resets WHERE token_hash = $1")
            .bind(hash.as_str())
            .execute(&mut *write)
            .await?;
        if used.rows_affected() == 0 {
            return Err(IdentityError::TokenInvalid);
        }
        // A link that held was no guess.
        let limits = Limit::of_token(&facts.network());
        limits::take_back(&mut write, self.store.sealing(), &limits).await?;
        self.replace_password(&mut write, &user, &hashed).await?;
        self.sessions.end_all(&mut write, &user_id, None).await?;
        let browser = remember_browser(&mut write, &user_id, now).await?;
        let event = AuditEvent {
            action: AuditAction::PasswordReset,
            outcome: Outcome::Succeeded,
            actor: None,
            target: Some(&user_id),
            facts,
            detail: None,
        };
        audit::append(&self.store, &mut write, &user.key, &event, now).await?;
        let text = self.text_changed();
        mail::write(&self.store, &mut write, &email, SUBJECT_DONE, &text, now).await?;
        write.commit().await?;
        self.sessions.forget(&user_id);
        Ok(browser)
    }

    /// Sets a password, and lets no older link, browser or change of the address count any more.
    pub(super) async fn replace_password(
        &self,
        write: &mut crate::store::Write,
        user: &User,
        hashed: &str,
    ) -> Result<(), StoreError> {
        users::set_password(&mut **write, user, hashed).await?;
        for statement in [
            "DELETE FROM password_resets WHERE user_id = $1",
            "DELETE FROM known_browsers WHERE user_id = $1",
        ] {
            sqlx::query::<Any>(statement)
                .bind(user.user_id.as_str())
                .execute(&mut **write)
                .await?;
        }
        forget_changes(write, &user.user_id).await
    }

    pub(super) fn text_changed(&self) -> String {
        let url = &self.settings.public_url;
        format!(
            "The password of your sign-in to the Aurigraph portal was changed, and other sessions have ended.\n\n\
             If it was not you: set a new one at once at {url}/reset-password, and look at the activity in your profile.\n"
        )
    }
}
