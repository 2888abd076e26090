//! New lines of the audit log, for all sockets of this process.

use std::sync::Arc;
use std::time::Duration;

use sqlx::Any;
use tokio::sync::broadcast;

use crate::identity::Identity;
use crate::ids::UserId;
use crate::store::StoreError;

/// How often the log is looked at.
const LOOKED_AT_EVERY: Duration = Duration::from_millis(500);
/// Lines that are read at once.
const LINES_AT_ONCE: i64 = 1_000;
/// Lines that a socket may lie behind; one that lies further behind looks at everything anew.
const LINES_HELD: usize = 4_096;

/// A line, as far as sockets care.
#[derive(Clone, Debug)]
pub(super) struct FeedLine {
    pub(super) sequence: i64,
    pub(super) action: String,
    /// By whom.
    pub(super) actor: Option<String>,
    /// About which user.
    pub(super) target: Option<String>,
    /// In which organisation.
    pub(super) organisation: Option<String>,
    /// To what or whom there.
    pub(super) subject: Option<String>,
}

type Row = (
    i64,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// The lines that come.
#[derive(Clone, Debug)]
pub struct Feed {
    sender: broadcast::Sender<Arc<FeedLine>>,
}

impl Default for Feed {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(LINES_HELD),
        }
    }
}

impl Feed {
    /// Lines from now on.
    pub(super) fn lines(&self) -> broadcast::Receiver<Arc<FeedLine>> {
        self.sender.subscribe()
    }

    /// Looks at the log, again and again, until the future is dropped. What it says of a user makes this process forget the sessions of that user that it holds
    /// in memory: what another process ended is over here as soon.
    pub async fn run(self, identity: Arc<Identity>) {
        let mut last = None;
        loop {
            match self.look(&identity, last).await {
                Ok(newest) => last = Some(newest),
                Err(error) => {
                    tracing::warn!(%error, "the audit log cannot be read: sockets look at their holders by themselves");
                }
            }
            tokio::time::sleep(LOOKED_AT_EVERY).await;
        }
    }

    async fn look(&self, identity: &Identity, last: Option<i64>) -> Result<i64, StoreError> {
        let store = identity.store();
        let Some(mut last) = last else {
            let (newest,): (i64,) =
                sqlx::query_as::<Any, _>("SELECT COALESCE(MAX(sequence), 0) FROM audit_events")
                    .fetch_one(store.pool())
                    .await?;
            return Ok(newest);
        };
        loop {
            let rows: Vec<Row> = sqlx::query_as::<Any, _>(
                "SELECT sequence, action, actor, target, organisation, subject FROM audit_events WHERE sequence > $1 ORDER BY sequence LIMIT $2",
            )
            .bind(last)
            .bind(LINES_AT_ONCE)
            .fetch_all(store.pool())
            .await?;
            let is_all = (rows.len() as i64) < LINES_AT_ONCE;
            for (sequence, action, actor, target, organisation, subject) in rows {
                last = sequence;
                if let Some(user_id) = target.as_deref().and_then(UserId::parse) {
                    identity.forget_sessions(&user_id);
                }
                // Nobody listens: nothing is lost.
                let _ = self.sender.send(Arc::new(FeedLine {
                    sequence,
                    action,
                    actor,
                    target,
                    organisation,
                    subject,
                }));
            }
            if is_all {
                return Ok(last);
            }
        }
    }
}
