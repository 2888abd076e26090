//! What somebody who is signed in does with their own data.

use super::email::Email;
use super::facts::RequestFacts;
use super::limits::Limit;
use super::sessions::{ListedSession, SignedIn};
use super::sign_in::remember_browser;
use super::users::{self, User};
use super::{Identity, IdentityError};
use crate::audit::{self, AuditAction, AuditEvent, AuditLine, Outcome};
use crate::ids::{SessionId, UserId};
use crate::mail;
use crate::organisations;
use crate::secret::Secret;
use crate::store::sealing::Owner;
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

const SUBJECT_CHANGED: &str = "Your password was changed";

impl Identity {
    /// The user of a session.
    ///
    /// # Errors
    /// If the user was deleted meanwhile, or the database cannot be used.
    pub async fn user(&self, session: &SignedIn) -> Result<User, IdentityError> {
        self.user_of(&session.user_id).await
    }

    /// The user of an id.
    ///
    /// # Errors
    /// If the user was deleted meanwhile, or the database cannot be used.
    pub async fn user_of(&self, user_id: &UserId) -> Result<User, IdentityError> {
        let user = User::of_id(&self.store, user_id).await?;
        user.ok_or(IdentityError::NotSignedIn)
    }

    /// Gives the user another name.
    ///
    /// # Errors
    /// If it is none, or the database cannot be used.
    pub async fn rename(
        &self,
        session: &SignedIn,
        name: &str,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let name = users::name(name)?;
        let user = self.user(session).await?;
        let mut write = self.store.write().await?;
        users::set_name(&mut *write, (&user.user_id, &user.key), &name).await?;
        self.tell(&mut write, &user, AuditAction::Renamed, facts, None)
            .await?;
        write.commit().await?;
        Ok(())
    }

    /// Sets another password; all other sessions end, and only this browser is known from now on.
    ///
    /// # Errors
    /// If the session is not confirmed, the new one is not taken, or the database cannot be used.
    pub async fn change_password(
        &self,
        session: &SignedIn,
        new: &str,
        facts: &RequestFacts,
    ) -> Result<Secret, IdentityError> {
        self.require_step_up(session).await?;
        let user = self.user(session).await?;
        let email = Email::parse(&user.email)?;
        let hashed = self.passwords.choose(new, &email).await?;
        let now = self.store.clock().now();
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        self.replace_password(&mut write, &user, &hashed).await?;
        let browser = remember_browser(&mut write, &user.user_id, now).await?;
        let kept = Some(&session.session_id);
        self.sessions
            .end_all(&mut write, &user.user_id, kept)
            .await?;
        self.tell(&mut write, &user, AuditAction::PasswordChanged, facts, None)
            .await?;
        let text = self.text_changed();
        if user.email_verified_at.is_some() {
            mail::write(&self.store, &mut write, &email, SUBJECT_CHANGED, &text, now).await?;
        }
        write.commit().await?;
        self.sessions.forget(&user.user_id);
        Ok(browser)
    }

    /// Counts a code that confirms a new application.
    pub(super) async fn count_code(
        &self,
        user: &User,
        session: &SignedIn,
        now: UnixTime,
    ) -> Result<(), IdentityError> {
        let id = session.session_id.as_str();
        let limits = [Limit::of_code(user.user_id.as_str(), Some(id))];
        self.count_attempt(&limits, now).await
    }

    /// The sessions of whoever has this one.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn sessions(&self, session: &SignedIn) -> Result<Vec<ListedSession>, IdentityError> {
        let user = self.user(session).await?;
        Ok(self.sessions.of_user(&user.user_id, &user.key).await?)
    }

    /// Ends one session of the same user; the own one is a sign-out, which is always possible.
    ///
    /// # Errors
    /// If the session is not confirmed, there is none of that name, or the database cannot be used.
    pub async fn end_session(
        &self,
        session: &SignedIn,
        ended: &SessionId,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let user = self.user(session).await?;
        let mut write = self.store.write().await?;
        if *ended != session.session_id {
            self.require_step_up_in(&mut write, session).await?;
        }
        if !self.sessions.end(&mut write, &user.user_id, ended).await? {
            return Err(IdentityError::NotFound { what: "session" });
        }
        let (action, detail) = if *ended == session.session_id {
            (AuditAction::SignedOut, None)
        } else {
            (AuditAction::SessionRevoked, Some(ended.as_str()))
        };
        self.tell(&mut write, &user, action, facts, detail).await?;
        write.commit().await?;
        self.sessions.forget(&user.user_id);
        Ok(())
    }

    /// Ends the session that a browser had before it signed in anew, if it had one.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn end_replaced(
        &self,
        before: Option<&Secret>,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let session = match self.check_session(before).await {
            Ok(session) => session,
            Err(IdentityError::NotSignedIn) => return Ok(()),
            Err(error) => return Err(error),
        };
        match self.end_session(&session, &session.session_id, facts).await {
            Err(IdentityError::NotFound { .. } | IdentityError::NotSignedIn) => Ok(()),
            ended => ended,
        }
    }

    /// Ends all sessions of the user but this one.
    ///
    /// # Errors
    /// If the session is not confirmed, or the database cannot be used.
    pub async fn end_other_sessions(
        &self,
        session: &SignedIn,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let user = self.user(session).await?;
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        let kept = Some(&session.session_id);
        let ended = self
            .sessions
            .end_all(&mut write, &user.user_id, kept)
            .await?;
        if ended > 0 {
            let detail = format!("{ended} other sessions");
            let action = AuditAction::SessionRevoked;
            self.tell(&mut write, &user, action, facts, Some(&detail))
                .await?;
        }
        write.commit().await?;
        self.sessions.forget(&user.user_id);
        Ok(())
    }

    /// What was done with this user's sign-in: the newest lines before a number.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn activity(
        &self,
        session: &SignedIn,
        before: i64,
        limit: u16,
    ) -> Result<Vec<AuditLine>, IdentityError> {
        Ok(audit::newest_of(&self.store, &session.user_id, before, limit).await?)
    }

    /// Deletes the user: the row, the sessions, the mails, and the key of everything that stays behind sealed.
    ///
    /// # Errors
    /// If the session is not confirmed, or the database cannot be used.
    pub async fn delete_user(
        &self,
        session: &SignedIn,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let user = self.user(session).await?;
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        let ended = organisations::without_user(&self.store, &mut write, &user.user_id).await?;
        let ended = ended.ok_or(IdentityError::LastOwner)?;
        self.tell(&mut write, &user, AuditAction::Deleted, facts, None)
            .await?;
        let email = user.verified_email();
        self.delete_rows(&mut write, &user.user_id, email.as_ref())
            .await?;
        write.commit().await?;
        self.forget_deleted(&user.user_id, &ended);
        Ok(())
    }

    /// The row with everything that refers to it, the mails, and the key of everything that stays behind sealed.
    pub(super) async fn delete_rows(
        &self,
        write: &mut Write,
        user_id: &UserId,
        email: Option<&Email>,
    ) -> Result<(), StoreError> {
        if let Some(email) = email {
            mail::delete_to(&self.store, write, email).await?;
        }
        users::delete(&mut **write, user_id).await?;
        let owner = Owner::User(user_id.clone());
        self.store.sealing().forget(&mut **write, &owner).await
    }

    /// To be called when the transaction holds in which a user was deleted, with the organisations that ended by it.
    pub(crate) fn forget_deleted(&self, user_id: &UserId, ended: &[Owner]) {
        let owner = Owner::User(user_id.clone());
        for owner in ended.iter().chain([&owner]) {
            self.store.sealing().forget_in_memory(owner);
        }
        self.sessions.forget(user_id);
    }

    /// Writes down what a user did with themselves.
    pub(super) async fn tell(
        &self,
        write: &mut Write,
        user: &User,
        action: AuditAction,
        facts: &RequestFacts,
        detail: Option<&str>,
    ) -> Result<(), IdentityError> {
        let event = AuditEvent {
            action,
            outcome: Outcome::Succeeded,
            actor: Some(&user.user_id),
            target: Some(&user.user_id),
            facts,
            detail,
        };
        let now = self.store.clock().now();
        Ok(audit::append(&self.store, write, &user.key, &event, now).await?)
    }
}
