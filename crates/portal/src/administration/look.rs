//! An administrator looks at one user: the audit log says so, and with it that user's own page.
//!
//! Invariants
//! - The line is there before the answer is: where it cannot be written, nothing is shown.
//! - One line of an administrator about a user in [`TOLD_AGAIN_AFTER`], whichever processes are asked: who looks again and again fills no log.

use std::time::Duration;

use sqlx::{Any, Executor};

use super::change::BY_AN_ADMINISTRATOR;
use super::{AdministrationError, AdministratorScope};
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::identity::{RequestFacts, users};
use crate::ids::UserId;
use crate::organisations::Organisations;
use crate::store::StoreError;
use crate::store::sealing::Owner;
use crate::time::UnixTime;

/// So long after it was told that somebody looked, it is told once more.
const TOLD_AGAIN_AFTER: Duration = Duration::from_secs(60 * 60);

impl Organisations {
    /// Writes down that an administrator looks at a user, unless it is themselves, or the log says so already.
    pub(super) async fn tell_look(
        &self,
        scope: &AdministratorScope,
        user_id: &UserId,
        facts: &RequestFacts,
    ) -> Result<(), AdministrationError> {
        let actor = scope.user_id();
        if actor == user_id {
            return Ok(());
        }
        let store = self.identity().store();
        let now = store.clock().now();
        if is_told(store.pool(), (actor, user_id), now).await? {
            return Ok(());
        }
        let mut write = store.write().await?;
        // Of two looks at the same moment one waits here, and finds the other's line.
        users::lock(&mut *write, user_id).await?;
        if is_told(&mut *write, (actor, user_id), now).await? {
            return Ok(());
        }
        let owner = Owner::User(user_id.clone());
        let key = store.sealing().key(&mut *write, &owner).await?;
        let key = key.ok_or_else(|| AdministrationError::NoSuchUser(user_id.to_string()))?;
        let event = AuditEvent {
            action: AuditAction::Viewed,
            outcome: Outcome::Succeeded,
            actor: Some(actor),
            target: Some(user_id),
            facts,
            detail: Some(BY_AN_ADMINISTRATOR),
        };
        audit::append(store, &mut write, &key, &event, now).await?;
        Ok(write.commit().await?)
    }
}

/// Whether the log says that somebody looked at a user a short while ago.
async fn is_told(
    executor: impl Executor<'_, Database = Any>,
    (actor, user_id): (&UserId, &UserId),
    now: UnixTime,
) -> Result<bool, StoreError> {
    let last: Option<(i64,)> = sqlx::query_as::<Any, _>(
        "SELECT at_ms FROM audit_events WHERE target = $1 AND actor = $2 AND action = $3 ORDER BY sequence DESC LIMIT 1",
    )
    .bind(user_id.as_str())
    .bind(actor.as_str())
    .bind(AuditAction::Viewed.as_str())
    .fetch_optional(executor)
    .await?;
    let last = last.map(|(at_ms,)| UnixTime::from_ms(at_ms));
    Ok(last.is_some_and(|last| now.since(last) < TOLD_AGAIN_AFTER))
}
