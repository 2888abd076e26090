//! What was done with a user's own sign-in.

use sqlx::Any;

use super::line::{Line, Row, columns, network_address, user_agent};
use crate::ids::UserId;
use crate::store::sealing::{Owner, Place};
use crate::store::{Store, StoreError};
use crate::time::UnixTime;

/// A line that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number, from 1.
    pub sequence: i64,
    /// When.
    pub at: UnixTime,
    /// What was done.
    pub action: String,
    /// How it ended.
    pub outcome: String,
    /// From where; empty if it is not known, nothing if the target is deleted.
    pub network_address: Option<String>,
    /// What the browser called itself; nothing if the target is deleted.
    pub user_agent: Option<String>,
    /// What else is worth knowing.
    pub detail: Option<String>,
}

/// The newest lines about a user, those before a number.
///
/// # Errors
/// If the database cannot be used.
pub async fn newest_of(
    store: &Store,
    target: &UserId,
    before: i64,
    limit: u16,
) -> Result<Vec<AuditLine>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as::<Any, _>(concat!(
        columns!(),
        "WHERE target = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3"
    ))
    .bind(target.as_str())
    .bind(before)
    .bind(i64::from(limit))
    .fetch_all(store.pool())
    .await?;
    let owner = Owner::User(target.clone());
    let key = store.sealing().key(store.pool(), &owner).await?;
    let lines = rows.into_iter().map(|row| {
        let line = Line::from(row);
        let row = line.sequence.to_string();
        let opened = |place: Place<'_>, sealed: &str| {
            let key = key.as_ref()?;
            key.open(place, sealed).ok().map(|text| text.to_string())
        };
        AuditLine {
            sequence: line.sequence,
            at: UnixTime::from_ms(line.at_ms),
            network_address: opened(network_address(&row), &line.network_address),
            user_agent: opened(user_agent(&row), &line.user_agent),
            action: line.action,
            outcome: line.outcome,
            detail: line.detail,
        }
    });
    Ok(lines.collect())
}
