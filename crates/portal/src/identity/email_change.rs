//! Another e-mail address: it counts when its mailbox has answered, and the old one learns of it before and after.
//!
//! Whoever asks is answered the same whether somebody else has the new address or not; only its mailbox learns which.

use std::time::Duration;

use sqlx::Any;

use super::email::Email;
use super::facts::RequestFacts;
use super::limits::{self, Limit};
use super::sessions::SignedIn;
use super::users::{self, User};
use super::{Identity, IdentityError};
use crate::audit::AuditAction;
use crate::ids::UserId;
use crate::mail;
use crate::secret::{Purpose, Secret, SecretHash};
use crate::store::sealing::Place;
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// How long the link in the mail holds.
pub const EMAIL_CHANGE_LASTS: Duration = Duration::from_secs(24 * 60 * 60);

const SUBJECT_NEW: &str = "Confirm your new address";
const SUBJECT_TAKEN: &str = "You have a sign-in already";
const SUBJECT_OLD: &str = "Your address is to be changed";
const SUBJECT_DONE: &str = "Your address was changed";

const fn email_place(row: &str) -> Place<'_> {
    Place {
        column: "email_changes.email",
        row,
    }
}

impl Identity {
    /// Sends a mail to a new address, with a link that makes it the user's, and one to the present address if it is known to be the user's.
    ///
    /// # Errors
    /// If the session is not confirmed, it is no address or the present one, or too many mails were asked for.
    pub async fn ask_for_email_change(
        &self,
        session: &SignedIn,
        email: &str,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let email = Email::parse(email)?;
        let user = self.user(session).await?;
        let present = user.verified_email();
        let lookup = users::email_lookup(&self.store, &email);
        let now = self.store.clock().now();
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        if present
            .as_ref()
            .is_some_and(|present| email.as_str() == present.as_str())
        {
            return Err(IdentityError::SameEmail);
        }
        let limits = Limit::of_email_change_mail(&lookup, &facts.network());
        let counted = limits::count(&mut write, self.store.sealing(), &limits, now).await?;
        if let Err(wait) = counted {
            return Err(IdentityError::TooOften { wait });
        }
        let secret = Secret::random();
        // Only the newest link holds.
        forget_changes(&mut write, &user.user_id).await?;
        let is_taken = users::is_taken(&mut *write, &lookup).await?;
        if !is_taken {
            let hash = secret.hash(Purpose::EmailChange);
            remember_change(&mut write, &user, (&hash, &email), now).await?;
        }
        let (subject, text) = if is_taken {
            (SUBJECT_TAKEN, self.text_taken())
        } else {
            (SUBJECT_NEW, self.text_confirm(&secret))
        };
        mail::write(&self.store, &mut write, &email, subject, &text, now).await?;
        // An address for which nobody vouches is perhaps somebody else's.
        if let Some(present) = &present {
            let text = self.text_notice();
            mail::write(&self.store, &mut write, present, SUBJECT_OLD, &text, now).await?;
        }
        let action = AuditAction::EmailChangeRequested;
        self.tell(&mut write, &user, action, facts, None).await?;
        write.commit().await?;
        Ok(())
    }

    /// Gives the user the address whose mailbox has answered. Links that went to the old one hold no more.
    ///
    /// # Errors
    /// [`IdentityError::TokenInvalid`] if the link does not hold, or somebody else got the address meanwhile.
    pub async fn confirm_email_change(
        &self,
        token: &str,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let now = self.store.clock().now();
        let hash = self
            .counted_token(token, Purpose::EmailChange, facts, now)
            .await?;
        let (user, email) = self.change_of(&hash, now).await?;
        let old = user.verified_email();
        let lookup = users::email_lookup(&self.store, &email);
        let mut write = self.store.write().await?;
        let used = sqlx::query::<Any>("DELETE FROM email_changes WHERE token_hash = $1")
            .bind(hash.as_str())
            .execute(&mut *write)
            .await?;
        if used.rows_affected() == 0 || users::is_taken(&mut *write, &lookup).await? {
            return Err(IdentityError::TokenInvalid);
        }
        // A link that held was no guess.
        let limits = Limit::of_token(&facts.network());
        limits::take_back(&mut write, self.store.sealing(), &limits).await?;
        if !users::set_email(&mut *write, &user, (&lookup, &email), now).await? {
            return Err(IdentityError::TokenInvalid);
        }
        for (statement, of) in [
            (
                "DELETE FROM password_resets WHERE user_id = $1",
                user.user_id.as_str(),
            ),
            ("DELETE FROM sign_ups WHERE email_lookup = $1", &lookup),
        ] {
            sqlx::query::<Any>(statement)
                .bind(of)
                .execute(&mut *write)
                .await?;
        }
        forget_changes(&mut write, &user.user_id).await?;
        self.tell(&mut write, &user, AuditAction::EmailChanged, facts, None)
            .await?;
        let text = self.text_done();
        for to in old.iter().chain([&email]) {
            mail::write(&self.store, &mut write, to, SUBJECT_DONE, &text, now).await?;
        }
        write.commit().await?;
        Ok(())
    }

    async fn change_of(
        &self,
        hash: &SecretHash,
        now: UnixTime,
    ) -> Result<(User, Email), IdentityError> {
        let row: Option<(String, String)> = sqlx::query_as::<Any, _>(
            "SELECT user_id, email FROM email_changes WHERE token_hash = $1 AND expires_ms > $2",
        )
        .bind(hash.as_str())
        .bind(now.ms())
        .fetch_optional(self.store.pool())
        .await?;
        let (user_id, sealed) = row.ok_or(IdentityError::TokenInvalid)?;
        let user_id = UserId::parse(&user_id).ok_or(IdentityError::TokenInvalid)?;
        let user = User::of_id(&self.store, &user_id).await?;
        let user = user.ok_or(IdentityError::TokenInvalid)?;
        let email = user.key.open(email_place(hash.as_str()), &sealed);
        let email = Email::parse(&email.map_err(StoreError::from)?)?;
        Ok((user, email))
    }

    fn text_confirm(&self, secret: &Secret) -> String {
        let url = &self.settings.public_url;
        let token = secret.reveal();
        format!(
            "Somebody, probably you, wants to sign in to the Aurigraph portal with this address from now on.\n\n\
             To make it so, open this link within 24 hours:\n\n\
             {url}/confirm-email#{}\n\n\
             If it was not you, do nothing: without the link nothing changes.\n",
            token.as_str()
        )
    }

    fn text_taken(&self) -> String {
        let url = &self.settings.public_url;
        format!(
            "Somebody, probably you, wants to give this address to another sign-in to the Aurigraph portal. It has one already, so nothing changes.\n\n\
             Sign in: {url}/sign-in\n\
             To use the address elsewhere, delete its sign-in first.\n\n\
             If it was not you, do nothing.\n"
        )
    }

    fn text_notice(&self) -> String {
        let url = &self.settings.public_url;
        format!(
            "Somebody who is signed in to the Aurigraph portal as you wants to sign in with another address from now on. It counts when that mailbox has answered.\n\n\
             If it was not you: set a new password at once at {url}/reset-password. That ends all sessions, and the change with them.\n"
        )
    }

    fn text_done(&self) -> String {
        let url = &self.settings.public_url;
        format!(
            "The address of your sign-in to the Aurigraph portal was changed. Mails go to the new one from now on, and you sign in with it.\n\n\
             If it was not you: tell whoever runs {url} at once. They can see in the audit log when it was asked for and confirmed.\n"
        )
    }
}

async fn remember_change(
    write: &mut Write,
    user: &User,
    (hash, email): (&SecretHash, &Email),
    now: UnixTime,
) -> Result<(), StoreError> {
    sqlx::query::<Any>(
        "INSERT INTO email_changes (token_hash, user_id, email, expires_ms) VALUES ($1, $2, $3, $4)",
    )
    .bind(hash.as_str())
    .bind(user.user_id.as_str())
    .bind(user.key.seal(email_place(hash.as_str()), email.as_str()))
    .bind(now.after(EMAIL_CHANGE_LASTS).ms())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Lets no link to a new address hold any more.
pub(super) async fn forget_changes(write: &mut Write, user_id: &UserId) -> Result<(), StoreError> {
    sqlx::query::<Any>("DELETE FROM email_changes WHERE user_id = $1")
        .bind(user_id.as_str())
        .execute(&mut **write)
        .await?;
    Ok(())
}
