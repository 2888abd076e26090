//! Mails that are to be sent, in the database: who takes one has it until a lease ends.
//!
//! ```text
//! written ─▶ waiting ─▶ taken, with a lease ─▶ sent       (deleted a day later)
//!              ▲            │             └──▶ given up   (refused for good, or too old)
//!              └────────────┴ not now: later; or nobody said anything until the lease ended
//! ```
//! Invariants
//! - A mail is taken by one process at a time: the one statement that takes it names the time until which it was free.
//! - Only whoever holds the lease says what became of it.

use std::time::Duration;

use sqlx::Any;

use super::{Mail, Row, opened};
use crate::store::{Store, StoreError};
use crate::time::UnixTime;

/// How long whoever took a mail may send it; longer than sending may take.
pub const LEASE: Duration = Duration::from_secs(6 * 60);
/// Mails that are looked at at once.
const LOOKED_AT: i64 = 20;

/// A mail that is ours until the lease ends.
#[derive(Debug)]
pub struct Taken {
    /// The mail.
    pub mail: Mail,
    /// How often somebody began to send it, this time included.
    pub attempts: u32,
    lease_ms: i64,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A server took it.
    Sent,
    /// Nobody tries again.
    GivenUp,
    /// Somebody tries again, not before this time.
    Later(UnixTime),
}

const TAKE: &str = "UPDATE mails SET next_attempt_ms = $1, attempts = attempts + 1 \
    WHERE mail_id = $2 AND next_attempt_ms = $3 AND sent_ms IS NULL AND given_up_ms IS NULL";

/// Takes the mail that waits longest, if there is one.
///
/// # Errors
/// If the database cannot be used.
pub async fn take(store: &Store) -> Result<Option<Taken>, StoreError> {
    let now = store.clock().now();
    let lease_ms = now.after(LEASE).ms();
    let waiting: Vec<(String, i64)> = sqlx::query_as::<Any, _>(
        "SELECT mail_id, next_attempt_ms FROM mails WHERE sent_ms IS NULL AND given_up_ms IS NULL AND next_attempt_ms <= $1 \
         ORDER BY next_attempt_ms, created_ms, mail_id LIMIT $2",
    )
    .bind(now.ms())
    .bind(LOOKED_AT)
    .fetch_all(store.pool())
    .await?;
    for (mail_id, free_since_ms) in waiting {
        let taken = sqlx::query::<Any>(TAKE)
            .bind(lease_ms)
            .bind(&mail_id)
            .bind(free_since_ms)
            .execute(store.pool())
            .await?;
        // Otherwise another process was quicker.
        if taken.rows_affected() == 1
            && let Some(taken) = read(store, &mail_id, lease_ms).await?
        {
            return Ok(Some(taken));
        }
    }
    Ok(None)
}

/// A mail that was taken; nothing if it was deleted with its user meanwhile.
async fn read(store: &Store, mail_id: &str, lease_ms: i64) -> Result<Option<Taken>, StoreError> {
    let row: Option<Row> = sqlx::query_as::<Any, _>(
        "SELECT mail_id, recipient, subject, body, created_ms FROM mails WHERE mail_id = $1",
    )
    .bind(mail_id)
    .fetch_optional(store.pool())
    .await?;
    let attempts: Option<(i64,)> =
        sqlx::query_as::<Any, _>("SELECT attempts FROM mails WHERE mail_id = $1")
            .bind(mail_id)
            .fetch_optional(store.pool())
            .await?;
    let (Some(row), Some((attempts,))) = (row, attempts) else {
        return Ok(None);
    };
    let key = store.sealing().portal_key(store.pool()).await?;
    Ok(Some(Taken {
        mail: opened(&key, row)?,
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        lease_ms,
    }))
}

/// Says what became of a mail. False if the lease was over and somebody else has it.
///
/// # Errors
/// If the database cannot be used.
pub async fn settle(store: &Store, taken: &Taken, fate: Fate) -> Result<bool, StoreError> {
    let now = store.clock().now();
    let (statement, at) = match fate {
        Fate::Sent => (
            "UPDATE mails SET sent_ms = $1 WHERE mail_id = $2 AND next_attempt_ms = $3",
            now,
        ),
        Fate::GivenUp => (
            "UPDATE mails SET given_up_ms = $1 WHERE mail_id = $2 AND next_attempt_ms = $3",
            now,
        ),
        Fate::Later(at) => (
            "UPDATE mails SET next_attempt_ms = $1 WHERE mail_id = $2 AND next_attempt_ms = $3",
            at,
        ),
    };
    let done = sqlx::query::<Any>(statement)
        .bind(at.ms())
        .bind(taken.mail.mail_id.as_str())
        .bind(taken.lease_ms)
        .execute(store.pool())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// How many mails are still to be sent.
///
/// # Errors
/// If the database cannot be used.
pub async fn waiting(store: &Store) -> Result<u64, StoreError> {
    let (count,): (i64,) = sqlx::query_as::<Any, _>(
        "SELECT count(*) FROM mails WHERE sent_ms IS NULL AND given_up_ms IS NULL",
    )
    .fetch_one(store.pool())
    .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}
