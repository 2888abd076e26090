//! Step-up: dangerous acts need a session whose user has just shown once more who they are.
//!
//! ```text
//! dangerous act ─▶ 403 step_up_required ─▶ password and code, or a passkey ─▶ the session is confirmed for five minutes ─▶ the act again
//! ```
//! Who has no password has signed in with a provider within the last ten minutes instead. It stands in the session's row and is read there at each use, in the transaction of the act: no memory of another process counts.

use std::time::Duration;

use sqlx::{Any, Executor};

use super::facts::RequestFacts;
use super::limits::{self, Limit};
use super::password::Password;
use super::sessions::SignedIn;
use super::users::User;
use super::{Identity, IdentityError};
use crate::audit::AuditAction;
use crate::ids::SessionId;
use crate::store::Write;
use crate::time::UnixTime;

/// How long a session is confirmed.
pub const STEP_UP_LASTS: Duration = Duration::from_secs(5 * 60);

/// How long ago somebody without a password may have signed in.
const FRESH: Duration = Duration::from_secs(10 * 60);

async fn until(
    executor: impl Executor<'_, Database = Any>,
    session_id: &SessionId,
    now: UnixTime,
) -> Result<Option<UnixTime>, IdentityError> {
    let row: Option<(Option<i64>,)> =
        sqlx::query_as::<Any, _>("SELECT step_up_until_ms FROM sessions WHERE session_id = $1")
            .bind(session_id.as_str())
            .fetch_optional(executor)
            .await?;
    // Another process may have ended it.
    let (until_ms,) = row.ok_or(IdentityError::NotSignedIn)?;
    let until = until_ms.map(UnixTime::from_ms);
    Ok(until.filter(|until| now < *until))
}

impl Identity {
    /// Until when a session is confirmed; nothing if it is not.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] if it has ended.
    pub async fn step_up_until(
        &self,
        session: &SignedIn,
    ) -> Result<Option<UnixTime>, IdentityError> {
        let now = self.store.clock().now();
        until(self.store.pool(), &session.session_id, now).await
    }

    /// For dangerous acts: only in a confirmed session.
    ///
    /// # Errors
    /// [`IdentityError::StepUpRequired`] if the session is not confirmed.
    pub async fn require_step_up(&self, session: &SignedIn) -> Result<(), IdentityError> {
        let until = self.step_up_until(session).await?;
        until.map(|_| ()).ok_or(IdentityError::StepUpRequired)
    }

    /// For dangerous acts with an access token: only if the provider has just asked who it is.
    ///
    /// # Errors
    /// [`IdentityError::StepUpRequired`] if it has not.
    pub(crate) fn require_recent(
        &self,
        authenticated_at: Option<UnixTime>,
    ) -> Result<(), IdentityError> {
        let now = self.store.clock().now();
        let is_recent = authenticated_at.is_some_and(|at| now.since(at) < STEP_UP_LASTS);
        is_recent.then_some(()).ok_or(IdentityError::StepUpRequired)
    }

    /// The same in the transaction of the act.
    ///
    /// # Errors
    /// [`IdentityError::StepUpRequired`] if the session is not confirmed.
    pub(crate) async fn require_step_up_in(
        &self,
        write: &mut Write,
        session: &SignedIn,
    ) -> Result<(), IdentityError> {
        let now = self.store.clock().now();
        let until = until(&mut **write, &session.session_id, now).await?;
        until.map(|_| ()).ok_or(IdentityError::StepUpRequired)
    }

    /// Confirms a session with the password, or by its youth if the user has none, and a code if there is a second factor. Until when.
    ///
    /// # Errors
    /// If they are wrong, or too many were; [`IdentityError::SignInAgain`] if there is no password and the session is too old.
    pub async fn step_up(
        &self,
        session: &SignedIn,
        (password, code): (&str, Option<&str>),
        facts: &RequestFacts,
    ) -> Result<UnixTime, IdentityError> {
        let user = self.user(session).await?;
        let now = self.store.clock().now();
        let how = match user.password.clone() {
            Some(hashed) => {
                let given = (session, password);
                self.check_password(given, (&user, hashed), facts).await?;
                "password"
            }
            None if now.since(session.created_at) < FRESH => "fresh sign-in",
            None => return Err(IdentityError::SignInAgain),
        };
        if self.factors(&user.user_id).await?.is_any() {
            let code = code.ok_or(IdentityError::SecondFactorRequired)?;
            let browser = Some(session.session_id.as_str());
            self.check_code(&user, code, browser, facts).await?;
        }
        let write = self.store.write().await?;
        self.mark_stepped_up(write, (session, &user), (facts, Some(how)), now)
            .await
    }

    /// Ends the transaction in which somebody was confirmed.
    pub(super) async fn mark_stepped_up(
        &self,
        mut write: Write,
        (session, user): (&SignedIn, &User),
        (facts, detail): (&RequestFacts, Option<&str>),
        now: UnixTime,
    ) -> Result<UnixTime, IdentityError> {
        let until = now.after(STEP_UP_LASTS);
        let done = sqlx::query::<Any>(
            "UPDATE sessions SET step_up_until_ms = $1 WHERE session_id = $2 AND user_id = $3",
        )
        .bind(until.ms())
        .bind(session.session_id.as_str())
        .bind(user.user_id.as_str())
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Err(IdentityError::NotSignedIn);
        }
        self.tell(&mut write, user, AuditAction::SteppedUp, facts, detail)
            .await?;
        write.commit().await?;
        Ok(until)
    }

    /// Whether it is the password, once more. Attempts count as those of a sign-in do.
    async fn check_password(
        &self,
        (session, password): (&SignedIn, &str),
        (user, hashed): (&User, String),
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let now = self.store.clock().now();
        // The session counts as a known browser: nobody from elsewhere can use its attempts up.
        let browser = Some(session.session_id.as_str());
        let limits = Limit::of_password(user.user_id.as_str(), &facts.network(), browser);
        self.count_attempt(&limits, now).await?;
        let given = Password::given(password);
        if !self.passwords.is_same(given, Some(hashed)).await? {
            return Err(self.refuse(Some(user), facts, now).await?);
        }
        let mut write = self.store.write().await?;
        limits::take_back(&mut write, self.store.sealing(), &limits).await?;
        Ok(write.commit().await?)
    }
}
