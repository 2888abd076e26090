//! Users who are switched off: by an administrator of the portal, or by the organisation that manages them. Either is enough, and each takes back only its own.
//!
//! Invariant: whoever is switched off has no session, no open sign-in and no link of a mail left, and begins none; that holds with the transaction.

use sqlx::Any;

use super::{Identity, users};
use crate::ids::UserId;
use crate::store::sealing::Owner;
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

impl Identity {
    /// Whether an administrator, or the organisation that manages a user, switched it off.
    pub(crate) async fn is_disabled(&self, user_id: &str) -> Result<bool, StoreError> {
        match UserId::parse(user_id) {
            Some(user_id) => users::is_disabled(self.store.pool(), &user_id).await,
            None => Ok(false),
        }
    }

    /// Forgets what is in memory of a user's sessions, which ended or may have.
    pub(crate) fn forget_sessions(&self, user_id: &UserId) {
        self.sessions.forget(user_id);
    }

    /// Switches a user off for an administrator. `false` if it was so already. The user is held ([`users::lock`]), so that no sign-in that is under way begins a
    /// session after it.
    pub(crate) async fn switch_off(
        &self,
        write: &mut Write,
        user_id: &UserId,
        now: UnixTime,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query::<Any>(
            "INSERT INTO disabled_users (user_id, disabled_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(user_id.as_str())
        .bind(now.ms())
        .execute(&mut **write)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        self.end_everything(write, user_id).await?;
        Ok(true)
    }

    /// Takes that back: the user may sign in anew, unless the organisation that manages it says otherwise. `false` if no administrator had switched it off.
    pub(crate) async fn switch_on(
        &self,
        write: &mut Write,
        user_id: &UserId,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query::<Any>("DELETE FROM disabled_users WHERE user_id = $1")
            .bind(user_id.as_str())
            .execute(&mut **write)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// How many sessions a user has that have not ended.
    pub(crate) async fn session_count_of(&self, user_id: &UserId) -> Result<usize, StoreError> {
        let owner = Owner::User(user_id.clone());
        let key = self.store.sealing().key(self.store.pool(), &owner).await?;
        match key {
            Some(key) => Ok(self.sessions.of_user(user_id, &key).await?.len()),
            None => Ok(0),
        }
    }

    /// Ends the sessions of a user. How many there were.
    pub(crate) async fn end_sessions_of(
        &self,
        write: &mut Write,
        user_id: &UserId,
    ) -> Result<u64, StoreError> {
        self.sessions.end_all(write, user_id, None).await
    }

    /// Sessions with what providers gave for them, sign-ins that wait for a code, and links of mails.
    pub(super) async fn end_everything(
        &self,
        write: &mut Write,
        user_id: &UserId,
    ) -> Result<(), StoreError> {
        for statement in [
            "DELETE FROM sessions WHERE user_id = $1",
            "DELETE FROM waiting_sign_ins WHERE user_id = $1",
            "DELETE FROM provider_grants WHERE user_id = $1",
            "DELETE FROM password_resets WHERE user_id = $1",
            "DELETE FROM email_changes WHERE user_id = $1",
        ] {
            sqlx::query::<Any>(statement)
                .bind(user_id.as_str())
                .execute(&mut **write)
                .await?;
        }
        Ok(())
    }
}
