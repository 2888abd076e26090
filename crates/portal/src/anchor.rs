//! The head of the audit log on the ledger: whoever can change the portal's database cannot change what stands there.
//!
//! ```text
//! audit log ─ every five minutes, if there are new lines ─▶ number and hash of the last one ─ attest "portal.audit-head", signed ─▶ ledger
//!                                                                                                  │ final
//! aurigraph audit verify ◀── chain, line by line ──── database        what stands on the ledger ◀──┘
//! ```
//! A line's hash covers all lines before it, so one statement says what all of them were.
//!
//! Invariants
//! - What is read back is the ledger, not the database: the statements of the anchoring account are the list, and the rows that the portal keeps of them only a memory.
//! - What speaks is the portal's account ([`crate::ledger`]), whose key signs statements alone.
//! - The portal works as well without a ledger: what could not be anchored is anchored later, with everything before it.

mod key;
mod verify;

pub use key::{anchor_key, known_anchor_address};
pub use verify::{AnchorReport, Mismatch, verify_anchors};

use std::sync::Arc;
use std::time::Duration;

use aurigraph_client::HttpError;
use sqlx::Any;

use crate::ledger::{StatementError, Statements};
use crate::store::{Store, StoreError};
use crate::time::UnixTime;

/// What the statements are about.
pub const TOPIC: &str = "portal.audit-head";
/// How often the head goes to the ledger, if it is another one.
pub const ANCHORED_EVERY: Duration = Duration::from_secs(5 * 60);
/// How often it is looked whether it is time.
const LOOKED_AT_EVERY: Duration = Duration::from_secs(10);

/// Why the head is not on the ledger.
#[derive(Debug, thiserror::Error)]
pub enum AnchorError {
    /// The portal's database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] HttpError),
    /// It is not there.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// A hash that is none.
    #[error("line {0} of the audit log has no hash")]
    Hash(i64),
}

impl From<sqlx::Error> for AnchorError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The last line, as it goes to the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    sequence: i64,
    hash: [u8; 32],
}

/// Puts the head on the ledger.
#[derive(Debug)]
pub struct Anchoring {
    store: Arc<Store>,
    statements: Arc<Statements>,
}

impl Anchoring {
    /// By the portal's account.
    pub const fn new(store: Arc<Store>, statements: Arc<Statements>) -> Self {
        Self { store, statements }
    }

    /// Anchors again and again, until the future is dropped.
    pub async fn run(self) {
        let mut is_told = false;
        loop {
            match self.anchor_if_due().await {
                Ok(Some(sequence)) => {
                    is_told = false;
                    tracing::debug!(sequence, "the audit log's head is on the ledger");
                }
                Ok(None) => {}
                // Once, until it works again.
                Err(error) if !is_told => {
                    is_told = true;
                    tracing::warn!(%error, "the audit log's head is not on the ledger; it goes there when that works again");
                }
                Err(error) => {
                    tracing::debug!(%error, "the audit log's head is not on the ledger yet")
                }
            }
            tokio::time::sleep(LOOKED_AT_EVERY).await;
        }
    }

    async fn anchor_if_due(&self) -> Result<Option<i64>, AnchorError> {
        let Some(head) = self.head().await? else {
            return Ok(None);
        };
        let now = self.store.clock().now();
        let last: Option<(i64, i64)> = sqlx::query_as::<Any, _>(
            "SELECT sequence, anchored_ms FROM audit_anchors ORDER BY sequence DESC LIMIT 1",
        )
        .fetch_optional(self.store.pool())
        .await?;
        let is_due = last.is_none_or(|(sequence, at_ms)| {
            sequence < head.sequence && now.since(UnixTime::from_ms(at_ms)) >= ANCHORED_EVERY
        });
        if !is_due {
            return Ok(None);
        }
        self.anchor(head).await.map(Some)
    }

    /// Puts the head on the ledger now. Its number.
    ///
    /// # Errors
    /// If the ledger does not take it, or the account is not registered.
    pub async fn anchor_now(&self) -> Result<Option<i64>, AnchorError> {
        match self.head().await? {
            Some(head) => self.anchor(head).await.map(Some),
            None => Ok(None),
        }
    }

    async fn anchor(&self, head: Head) -> Result<i64, AnchorError> {
        let number = head.sequence.unsigned_abs();
        let stated = self.statements.say(TOPIC, number, head.hash).await?;
        let address = self.statements.address().to_string();
        sqlx::query::<Any>(
            "INSERT INTO audit_anchors (sequence, hash, address, transaction_hash, height, anchored_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(head.sequence)
        .bind(hex::encode(head.hash))
        .bind(address)
        .bind(stated.transaction_hash)
        .bind(stated.height)
        .bind(self.store.clock().now().ms())
        .execute(self.store.pool())
        .await?;
        Ok(head.sequence)
    }

    async fn head(&self) -> Result<Option<Head>, AnchorError> {
        let row: Option<(i64, String)> = sqlx::query_as::<Any, _>(
            "SELECT sequence, hash FROM audit_events ORDER BY sequence DESC LIMIT 1",
        )
        .fetch_optional(self.store.pool())
        .await?;
        let readable = |(sequence, text): (i64, String)| {
            let mut hash = [0; 32];
            hex::decode_to_slice(&text, &mut hash).map_err(|_| AnchorError::Hash(sequence))?;
            Ok(Head { sequence, hash })
        };
        row.map(readable).transpose()
    }
}
