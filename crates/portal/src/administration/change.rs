//! Users are switched off and on, and their sessions ended, by an administrator: several together, or none.

use std::collections::BTreeSet;

use sqlx::Any;

use super::{
    AdministrationError, AdministratorScope, CHANGED_AT_ONCE_MAX, is_administrator, user_id,
};
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::identity::{IdentityError, RequestFacts, users};
use crate::ids::UserId;
use crate::organisations::{EndedApiKey, Organisations};
use crate::store::Write;
use crate::store::sealing::Owner;

/// In the audit log, beside who it was.
pub(super) const BY_AN_ADMINISTRATOR: &str = "by an administrator of the portal";

/// What is done with users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserChange {
    /// Nothing lets them in any more, and keys of programs that they made end for good.
    Disable,
    /// They may sign in again.
    Enable,
    /// They have to.
    EndSessions,
}

impl Organisations {
    /// Changes several users. How many were not so already.
    ///
    /// # Errors
    /// Nothing was done then: one of them is not there, or is whoever asks; the session is not confirmed; or the database cannot be used.
    pub async fn change_users(
        &self,
        scope: &AdministratorScope,
        asked: &[String],
        change: UserChange,
        facts: &RequestFacts,
    ) -> Result<usize, AdministrationError> {
        if asked.is_empty() || asked.len() > CHANGED_AT_ONCE_MAX {
            return Err(AdministrationError::Number(asked.len()));
        }
        // In one order, so that two changes never wait for each other.
        let ids: Result<BTreeSet<UserId>, _> = asked.iter().map(|text| user_id(text)).collect();
        let ids = ids?;
        if ids.contains(scope.user_id()) {
            return Err(AdministrationError::Oneself);
        }
        let identity = self.identity();
        let mut write = identity.store().write().await?;
        hold(&mut write, scope).await?;
        identity
            .require_step_up_in(&mut write, scope.session())
            .await?;
        for id in &ids {
            hold_user(&mut write, id).await?;
        }
        // First everything, then the lines: whoever has the log waits for nothing else.
        let mut all_done = Vec::new();
        for id in &ids {
            all_done.extend(self.change_user(&mut write, (id, change)).await?);
        }
        for done in &all_done {
            self.tell_done(&mut write, scope, done, facts).await?;
        }
        write.commit().await?;
        for id in &ids {
            identity.forget_sessions(id);
        }
        Ok(all_done.len())
    }

    /// Changes one that is held. Nothing if it was so already.
    async fn change_user<'a>(
        &self,
        write: &mut Write,
        (id, change): (&'a UserId, UserChange),
    ) -> Result<Option<Done<'a>>, AdministrationError> {
        let identity = self.identity();
        let now = identity.store().clock().now();
        let mut done = Done {
            id,
            action: AuditAction::Disabled,
            detail: BY_AN_ADMINISTRATOR.to_owned(),
            ended_keys: Vec::new(),
        };
        let is_changed = match change {
            UserChange::Disable => {
                let is_changed = identity.switch_off(write, id, now).await?;
                if is_changed {
                    done.ended_keys = self.end_api_keys_of(write, id).await?;
                }
                is_changed
            }
            UserChange::Enable => {
                done.action = AuditAction::Enabled;
                identity.switch_on(write, id).await?
            }
            UserChange::EndSessions => {
                let ended = identity.end_sessions_of(write, id).await?;
                done.action = AuditAction::SessionRevoked;
                done.detail = format!("{ended} sessions, {BY_AN_ADMINISTRATOR}");
                ended > 0
            }
        };
        Ok(is_changed.then_some(done))
    }

    /// Says in the log what was done.
    async fn tell_done(
        &self,
        write: &mut Write,
        scope: &AdministratorScope,
        done: &Done<'_>,
        facts: &RequestFacts,
    ) -> Result<(), AdministrationError> {
        let store = self.identity().store();
        let owner = Owner::User(done.id.clone());
        let key = store.sealing().key(&mut **write, &owner).await?;
        let key = key.ok_or_else(|| AdministrationError::NoSuchUser(done.id.to_string()))?;
        let event = AuditEvent {
            action: done.action,
            outcome: Outcome::Succeeded,
            actor: Some(scope.user_id()),
            target: Some(done.id),
            facts,
            detail: Some(&done.detail),
        };
        audit::append(store, write, &key, &event, store.clock().now()).await?;
        for ended in &done.ended_keys {
            self.tell_ended_api_key(write, ended, scope.user_id())
                .await?;
        }
        Ok(())
    }
}

/// What was done with one user.
struct Done<'a> {
    id: &'a UserId,
    action: AuditAction,
    detail: String,
    ended_keys: Vec<EndedApiKey>,
}

/// No other administrator changes users until the transaction ends, and whoever asks still is one: of two who switch each other off, one is refused.
async fn hold(write: &mut Write, scope: &AdministratorScope) -> Result<(), AdministrationError> {
    sqlx::query::<Any>("UPDATE portal_administrators SET granted_ms = granted_ms")
        .execute(&mut **write)
        .await?;
    if is_administrator(&mut **write, scope.user_id()).await? {
        Ok(())
    } else {
        Err(IdentityError::NotSignedIn.into())
    }
}

/// No sign-in of the user that is under way begins a session until the transaction ends.
async fn hold_user(write: &mut Write, id: &UserId) -> Result<(), AdministrationError> {
    users::lock(&mut **write, id).await?;
    let (there,): (i64,) =
        sqlx::query_as::<Any, _>("SELECT COUNT(*) FROM users WHERE user_id = $1")
            .bind(id.as_str())
            .fetch_one(&mut **write)
            .await?;
    if there == 0 {
        return Err(AdministrationError::NoSuchUser(id.to_string()));
    }
    Ok(())
}
