//! What was begun and is still to be completed: kept here, so that nobody but the browser that has the secret completes it, and no answer counts twice.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Any;

use crate::identity::IdentityError;
use crate::identity::facts::RequestFacts;
use crate::identity::limits::Limit;
use crate::identity::{Identity, SignedIn};
use crate::ids::UserId;
use crate::secret::{Purpose, Secret, SecretHash};
use crate::store::sealing::{Place, SealingError};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// How long it may take.
pub const CEREMONY_LASTS: Duration = Duration::from_secs(5 * 60);

/// What is to come of it. One is never completed as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A new passkey.
    Add,
    /// A session, with the passkey alone.
    SignIn,
    /// A session, after the password.
    SecondStep,
    /// A confirmed session.
    StepUp,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::SignIn => "sign in",
            Self::SecondStep => "second step",
            Self::StepUp => "step up",
        }
    }
}

/// For whom it was begun.
#[derive(Clone, Copy, Debug)]
pub enum Bound<'a> {
    /// For whoever has a passkey.
    Anybody,
    /// For one user.
    User(&'a UserId),
    /// For one session.
    Session(&'a SignedIn),
}

impl Bound<'_> {
    fn user_id(&self) -> Option<&str> {
        match self {
            Self::Anybody => None,
            Self::User(user_id) => Some(user_id.as_str()),
            Self::Session(session) => Some(session.user_id.as_str()),
        }
    }

    fn session_id(&self) -> Option<&str> {
        match self {
            Self::Anybody | Self::User(_) => None,
            Self::Session(session) => Some(session.session_id.as_str()),
        }
    }
}

const fn state_place(row: &str) -> Place<'_> {
    Place {
        column: "passkey_ceremonies.state",
        row,
    }
}

/// A ceremony as it was found.
pub struct Found<T> {
    hash: SecretHash,
    /// What the portal remembered.
    pub state: T,
}

impl Identity {
    /// Counts that somebody begins a ceremony.
    pub(super) async fn count_ceremony(
        &self,
        facts: &RequestFacts,
        now: UnixTime,
    ) -> Result<(), IdentityError> {
        let limits = Limit::of_ceremony(&facts.network());
        self.count_attempt(&limits, now).await
    }

    /// Remembers a ceremony. The secret completes it.
    pub(super) async fn remember_ceremony(
        &self,
        kind: Kind,
        bound: Bound<'_>,
        state: &impl Serialize,
        now: UnixTime,
    ) -> Result<Secret, IdentityError> {
        let secret = Secret::random();
        let hash = secret.hash(Purpose::PasskeyCeremony);
        let state = serde_json::to_string(state).expect("it has no maps with odd keys");
        let key = self.store.sealing().portal_key(self.store.pool()).await?;
        sqlx::query::<Any>(
            "INSERT INTO passkey_ceremonies (token_hash, kind, user_id, session_id, state, expires_ms) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(hash.as_str())
        .bind(kind.as_str())
        .bind(bound.user_id())
        .bind(bound.session_id())
        .bind(key.seal(state_place(hash.as_str()), &state))
        .bind(now.after(CEREMONY_LASTS).ms())
        .execute(self.store.pool())
        .await?;
        Ok(secret)
    }

    /// The ceremony that a secret opens, if it was begun as this kind and for these. It is not used up yet.
    pub(super) async fn find_ceremony<T: DeserializeOwned>(
        &self,
        secret: &str,
        kind: Kind,
        bound: Bound<'_>,
        now: UnixTime,
    ) -> Result<Found<T>, IdentityError> {
        let secret = Secret::parse(secret).ok_or(IdentityError::PasskeyRefused)?;
        let hash = secret.hash(Purpose::PasskeyCeremony);
        let row: Option<(String, Option<String>, Option<String>)> = sqlx::query_as::<Any, _>(
            "SELECT state, user_id, session_id FROM passkey_ceremonies WHERE token_hash = $1 AND kind = $2 AND expires_ms > $3",
        )
        .bind(hash.as_str())
        .bind(kind.as_str())
        .bind(now.ms())
        .fetch_optional(self.store.pool())
        .await?;
        let (state, user_id, session_id) = row.ok_or(IdentityError::PasskeyRefused)?;
        if user_id.as_deref() != bound.user_id() || session_id.as_deref() != bound.session_id() {
            return Err(IdentityError::PasskeyRefused);
        }
        let key = self.store.sealing().portal_key(self.store.pool()).await?;
        let place = state_place(hash.as_str());
        let state = key.open(place, &state).map_err(StoreError::from)?;
        let unreadable = SealingError::Unreadable {
            place: place.column,
        };
        let state = serde_json::from_str(&state).map_err(|_| StoreError::from(unreadable))?;
        Ok(Found { hash, state })
    }
}

impl<T> Found<T> {
    /// Uses it up, before anybody looks at the answer: a second answer finds nothing.
    pub async fn use_up(self, write: &mut Write) -> Result<T, IdentityError> {
        let done = sqlx::query::<Any>("DELETE FROM passkey_ceremonies WHERE token_hash = $1")
            .bind(self.hash.as_str())
            .execute(&mut **write)
            .await?;
        if done.rows_affected() == 0 {
            return Err(IdentityError::PasskeyRefused);
        }
        Ok(self.state)
    }
}
