//! Sessions: in the database, and those that were looked at within half a minute in memory.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use sqlx::Any;

use super::facts::RequestFacts;
use super::{IdentityError, SessionTimes};
use crate::ids::{SessionId, UserId};
use crate::secret::{Purpose, Secret, SecretHash};
use crate::store::sealing::{OwnersKey, Place};
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// A session that another process ended is found ended after so long.
pub const SESSION_CHECKED_AGAIN_AFTER: Duration = Duration::from_secs(30);
/// Sessions in memory; beyond it they are read again.
const IN_MEMORY_MAX: usize = 100_000;
/// Sessions that one user may have; the oldest ends when there is one more.
pub const SESSIONS_OF_A_USER_MAX: i64 = 50;

/// Somebody with a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub user_id: UserId,
    /// The session.
    pub session_id: SessionId,
    /// When it began.
    pub created_at: UnixTime,
    /// When it ends in any case.
    pub expires_at: UnixTime,
    /// When a request came with it last, to half a minute.
    pub last_seen_at: UnixTime,
    /// When this user signed in before it.
    pub previous_sign_in_at: Option<UnixTime>,
}

/// A session in a list.
#[derive(Clone, Debug)]
pub struct ListedSession {
    /// The session.
    pub session: SignedIn,
    /// From where it began.
    pub network_address: String,
    /// What the browser called itself.
    pub user_agent: String,
}

#[derive(Debug)]
struct Remembered {
    session: Arc<SignedIn>,
    checked_at: UnixTime,
}

/// All sessions.
#[derive(Debug)]
pub struct Sessions {
    store: Arc<Store>,
    times: SessionTimes,
    in_memory: RwLock<HashMap<SecretHash, Remembered>>,
}

const fn network_address(row: &str) -> Place<'_> {
    Place {
        column: "sessions.network_address",
        row,
    }
}

const fn user_agent(row: &str) -> Place<'_> {
    Place {
        column: "sessions.user_agent",
        row,
    }
}

type Row = (String, String, i64, i64, i64, Option<i64>);

/// A row with the sealed address and browser.
type ListedRow = (String, String, i64, i64, i64, Option<i64>, String, String);

fn session(row: Row) -> Result<SignedIn, StoreError> {
    let (session_id, user_id, created_ms, last_seen_ms, expires_ms, previous_ms) = row;
    let column = |column| StoreError::Column { column };
    Ok(SignedIn {
        user_id: UserId::parse(&user_id).ok_or_else(|| column("sessions.user_id"))?,
        session_id: SessionId::parse(&session_id).ok_or_else(|| column("sessions.session_id"))?,
        created_at: UnixTime::from_ms(created_ms),
        expires_at: UnixTime::from_ms(expires_ms),
        last_seen_at: UnixTime::from_ms(last_seen_ms),
        previous_sign_in_at: previous_ms.map(UnixTime::from_ms),
    })
}

impl Sessions {
    /// None in memory.
    pub fn new(store: Arc<Store>, times: SessionTimes) -> Self {
        Self {
            store,
            times,
            in_memory: RwLock::default(),
        }
    }

    /// Begins a session, always with a new secret.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn begin(
        &self,
        write: &mut Write,
        (user_id, key): (&UserId, &OwnersKey),
        previous_sign_in_at: Option<UnixTime>,
        facts: &RequestFacts,
        now: UnixTime,
    ) -> Result<(Secret, SignedIn), StoreError> {
        let secret = Secret::random();
        let session = SignedIn {
            user_id: user_id.clone(),
            session_id: SessionId::random(),
            created_at: now,
            expires_at: now.after(self.times.absolute),
            last_seen_at: now,
            previous_sign_in_at,
        };
        let row = session.session_id.as_str();
        sqlx::query::<Any>(
            "INSERT INTO sessions (session_id, token_hash, user_id, created_ms, last_seen_ms, expires_ms, previous_sign_in_ms, network_address, user_agent) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(row)
        .bind(secret.hash(Purpose::Session).as_str())
        .bind(user_id.as_str())
        .bind(now.ms())
        .bind(now.ms())
        .bind(session.expires_at.ms())
        .bind(previous_sign_in_at.map(UnixTime::ms))
        .bind(key.seal(network_address(row), &facts.address_text()))
        .bind(key.seal(user_agent(row), &facts.user_agent))
        .execute(&mut **write)
        .await?;
        Ok((secret, session))
    }

    /// Ends the oldest sessions of a user who has more than [`SESSIONS_OF_A_USER_MAX`].
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn end_oldest(&self, write: &mut Write, user_id: &UserId) -> Result<(), StoreError> {
        sqlx::query::<Any>(
            "DELETE FROM sessions WHERE user_id = $1 AND session_id NOT IN \
             (SELECT session_id FROM sessions WHERE user_id = $2 ORDER BY created_ms DESC, session_id DESC LIMIT $3)",
        )
        .bind(user_id.as_str())
        .bind(user_id.as_str())
        .bind(SESSIONS_OF_A_USER_MAX)
        .execute(&mut **write)
        .await?;
        Ok(())
    }

    fn is_alive(&self, session: &SignedIn, now: UnixTime) -> bool {
        now < session.expires_at && now.since(session.last_seen_at) < self.times.idle
    }

    /// Whose session a secret opens, and whether it was read from the database now.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] if it opens none.
    pub async fn check(&self, secret: &Secret) -> Result<(Arc<SignedIn>, bool), IdentityError> {
        let hash = secret.hash(Purpose::Session);
        let now = self.store.clock().now();
        if let Some(remembered) = self.in_memory.read().get(&hash)
            && now.since(remembered.checked_at) < SESSION_CHECKED_AGAIN_AFTER
            && self.is_alive(&remembered.session, now)
        {
            return Ok((Arc::clone(&remembered.session), false));
        }
        let found = self.read(&hash, now).await;
        if found.is_err() {
            self.in_memory.write().remove(&hash);
        }
        let session = Arc::new(found?);
        let mut in_memory = self.in_memory.write();
        if in_memory.len() >= IN_MEMORY_MAX {
            in_memory.clear();
        }
        let remembered = Remembered {
            session: Arc::clone(&session),
            checked_at: now,
        };
        in_memory.insert(hash, remembered);
        Ok((session, true))
    }

    async fn read(&self, hash: &SecretHash, now: UnixTime) -> Result<SignedIn, IdentityError> {
        let row: Option<Row> = sqlx::query_as::<Any, _>(
            "SELECT session_id, user_id, created_ms, last_seen_ms, expires_ms, previous_sign_in_ms FROM sessions WHERE token_hash = $1",
        )
        .bind(hash.as_str())
        .fetch_optional(self.store.pool())
        .await?;
        let found = row.map(session).transpose()?;
        let mut found = found
            .filter(|session| self.is_alive(session, now))
            .ok_or(IdentityError::NotSignedIn)?;
        if now.since(found.last_seen_at) >= SESSION_CHECKED_AGAIN_AFTER {
            sqlx::query::<Any>(
                "UPDATE sessions SET last_seen_ms = $1 WHERE token_hash = $2 AND last_seen_ms < $3",
            )
            .bind(now.ms())
            .bind(hash.as_str())
            .bind(now.ms())
            .execute(self.store.pool())
            .await?;
            found.last_seen_at = now;
        }
        Ok(found)
    }

    /// The sessions of a user that are alive, newest first.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn of_user(
        &self,
        user_id: &UserId,
        key: &OwnersKey,
    ) -> Result<Vec<ListedSession>, StoreError> {
        let now = self.store.clock().now();
        let rows: Vec<ListedRow> =
            sqlx::query_as::<Any, _>(
                "SELECT session_id, user_id, created_ms, last_seen_ms, expires_ms, previous_sign_in_ms, network_address, user_agent \
                 FROM sessions WHERE user_id = $1 ORDER BY last_seen_ms DESC, session_id",
            )
            .bind(user_id.as_str())
            .fetch_all(self.store.pool())
            .await?;
        let mut listed = Vec::new();
        for (id, user, created, seen, expires, previous, address, agent) in rows {
            let network_address = key.open(network_address(&id), &address)?.to_string();
            let user_agent = key.open(user_agent(&id), &agent)?.to_string();
            let session = session((id, user, created, seen, expires, previous))?;
            if self.is_alive(&session, now) {
                listed.push(ListedSession {
                    session,
                    network_address,
                    user_agent,
                });
            }
        }
        Ok(listed)
    }

    /// Ends one session of a user. Whether there was one.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn end(
        &self,
        write: &mut Write,
        user_id: &UserId,
        session_id: &SessionId,
    ) -> Result<bool, StoreError> {
        let done =
            sqlx::query::<Any>("DELETE FROM sessions WHERE user_id = $1 AND session_id = $2")
                .bind(user_id.as_str())
                .bind(session_id.as_str())
                .execute(&mut **write)
                .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Ends all sessions of a user but one, or all. How many there were.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn end_all(
        &self,
        write: &mut Write,
        user_id: &UserId,
        but: Option<&SessionId>,
    ) -> Result<u64, StoreError> {
        let kept = but.map_or("", SessionId::as_str);
        let done =
            sqlx::query::<Any>("DELETE FROM sessions WHERE user_id = $1 AND session_id <> $2")
                .bind(user_id.as_str())
                .bind(kept)
                .execute(&mut **write)
                .await?;
        Ok(done.rows_affected())
    }

    /// Forgets what is in memory of a user: to be called when the transaction holds that ended sessions.
    pub fn forget(&self, user_id: &UserId) {
        let mut in_memory = self.in_memory.write();
        in_memory.retain(|_, remembered| remembered.session.user_id != *user_id);
    }
}
