//! Who holds a socket, and whether that is still so.

use std::collections::HashSet;
use std::time::Duration;

use sqlx::Any;

use crate::access::Principal;
use crate::identity::{Identity, IdentityError};
use crate::secret::{Purpose, Secret};
use crate::store::StoreError;
use crate::time::UnixTime;

/// How long a ticket holds.
pub(super) const TICKET_HOLDS: Duration = Duration::from_secs(30);
/// Tickets of one holder that are open; the oldest goes when there is one more.
const TICKETS_MAX: i64 = 20;

/// What kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Session,
    Token,
    ApiKey,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Session, Self::Token, Self::ApiKey];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Token => "token",
            Self::ApiKey => "api_key",
        }
    }

    /// Finds whose it is, while it is good.
    const fn statement(self) -> &'static str {
        match self {
            Self::Session => {
                "SELECT user_id, last_seen_ms FROM sessions WHERE session_id = $1 AND expires_ms > $2"
            }
            Self::Token => {
                "SELECT user_id, linked_ms FROM identities WHERE identity_id = $1 AND linked_ms <= $2"
            }
            Self::ApiKey => {
                "SELECT organisation_id, created_ms FROM api_keys WHERE key_id = $1 AND expires_ms > $2"
            }
        }
    }
}

/// Who holds a socket.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    kind: Kind,
    id: String,
    until: UnixTime,
}

/// What a holder is now.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// The user; nothing for a program.
    pub(super) user: Option<String>,
    /// Whose changes are told.
    pub(super) organisations: HashSet<String>,
}

impl Holder {
    /// Whoever shows who they are. A program that only a provider knows has nothing here that could be looked at again, and gets none.
    pub(super) fn of(principal: &Principal) -> Option<Self> {
        let (kind, id, until) = match principal {
            Principal::User(session) => (
                Kind::Session,
                session.session_id.to_string(),
                session.expires_at,
            ),
            Principal::Token(token) => {
                (Kind::Token, token.identity_id.to_string(), token.expires_at)
            }
            Principal::ApiKey(key) => (
                Kind::ApiKey,
                key.key_id.to_string(),
                UnixTime::from_ms(i64::MAX),
            ),
            Principal::Program(_) => return None,
        };
        Some(Self { kind, id, until })
    }

    /// Whether a line is about it: its user, or its key.
    pub(super) fn is_meant(&self, standing: &Standing, id: Option<&str>) -> bool {
        id.is_some_and(|id| id == self.id || standing.user.as_deref() == Some(id))
    }

    /// Makes a ticket that opens one socket.
    pub(super) async fn ticket(&self, identity: &Identity) -> Result<Secret, StoreError> {
        let store = identity.store();
        let now = store.clock().now();
        let secret = Secret::random();
        let mut write = store.write().await?;
        sqlx::query::<Any>("DELETE FROM socket_tickets WHERE expires_ms <= $1")
            .bind(now.ms())
            .execute(&mut *write)
            .await?;
        sqlx::query::<Any>(
            "INSERT INTO socket_tickets (token_hash, holder_kind, holder_id, holder_until_ms, expires_ms) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(secret.hash(Purpose::SocketTicket).as_str())
        .bind(self.kind.as_str())
        .bind(&self.id)
        .bind(self.until.ms())
        .bind(now.after(TICKET_HOLDS).ms())
        .execute(&mut *write)
        .await?;
        sqlx::query::<Any>(
            "DELETE FROM socket_tickets WHERE holder_id = $1 AND token_hash NOT IN \
             (SELECT token_hash FROM socket_tickets WHERE holder_id = $2 ORDER BY expires_ms DESC, token_hash LIMIT $3)",
        )
        .bind(&self.id)
        .bind(&self.id)
        .bind(TICKETS_MAX)
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(secret)
    }

    /// Whose ticket it is; it is used up by that.
    pub(super) async fn of_ticket(
        identity: &Identity,
        ticket: &str,
    ) -> Result<Self, IdentityError> {
        let refused = || IdentityError::NotSignedIn;
        let secret = Secret::parse(ticket).ok_or_else(refused)?;
        let hash = secret.hash(Purpose::SocketTicket);
        let store = identity.store();
        let now = store.clock().now();
        let mut write = store.write().await?;
        let row: Option<(String, String, i64)> = sqlx::query_as::<Any, _>(
            "SELECT holder_kind, holder_id, holder_until_ms FROM socket_tickets WHERE token_hash = $1 AND expires_ms > $2",
        )
        .bind(hash.as_str())
        .bind(now.ms())
        .fetch_optional(&mut *write)
        .await?;
        let (kind, id, until_ms) = row.ok_or_else(refused)?;
        let used = sqlx::query::<Any>("DELETE FROM socket_tickets WHERE token_hash = $1")
            .bind(hash.as_str())
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        // Of two at once, one took it.
        if used.rows_affected() == 0 {
            return Err(refused());
        }
        let kind = Kind::ALL.into_iter().find(|one| one.as_str() == kind);
        Ok(Self {
            kind: kind.ok_or_else(refused)?,
            id,
            until: UnixTime::from_ms(until_ms),
        })
    }

    /// What it is now; nothing if it is over.
    pub(super) async fn standing(
        &self,
        identity: &Identity,
    ) -> Result<Option<Standing>, StoreError> {
        let store = identity.store();
        let now = store.clock().now();
        if self.until <= now {
            return Ok(None);
        }
        let row: Option<(String, i64)> = sqlx::query_as::<Any, _>(self.kind.statement())
            .bind(&self.id)
            .bind(now.ms())
            .fetch_optional(store.pool())
            .await?;
        let Some((owner, last_seen_ms)) = row else {
            return Ok(None);
        };
        if self.kind == Kind::ApiKey {
            return Ok(Some(Standing {
                user: None,
                organisations: HashSet::from([owner]),
            }));
        }
        if identity.is_disabled(&owner).await? {
            return Ok(None);
        }
        let last_seen_at = UnixTime::from_ms(last_seen_ms);
        if self.kind == Kind::Session && now.since(last_seen_at) >= identity.idle() {
            return Ok(None);
        }
        let rows: Vec<(String,)> =
            sqlx::query_as::<Any, _>("SELECT organisation_id FROM memberships WHERE user_id = $1")
                .bind(&owner)
                .fetch_all(store.pool())
                .await?;
        Ok(Some(Standing {
            user: Some(owner),
            organisations: rows.into_iter().map(|(id,)| id).collect(),
        }))
    }
}
