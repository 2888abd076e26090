//! What is to be signed, kept until it is: for one session, one owner, once.

use aurigraph_types::PublicKey;
use serde::{Deserialize, Serialize};
use sqlx::Any;

use super::{CHALLENGE_LASTS, CHALLENGES_MAX, LinkRefused, public_key};
use crate::identity::IdentityError;
use crate::ids::{SessionId, UserId};
use crate::secret::{Purpose, Secret};
use crate::store::sealing::{Owner, Place, SealingError};
use crate::store::{Store, StoreError};
use crate::time::UnixTime;

/// Whoever wants to link an account, and for whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asker<'a> {
    /// An organisation, or the user.
    pub(crate) owner: &'a Owner,
    /// Who asks.
    pub(crate) user_id: &'a UserId,
    /// With which session, if it is not an access token.
    pub(crate) session_id: Option<&'a SessionId>,
}

/// A challenge as it is given out.
pub(crate) struct Challenge {
    /// Completes it, once.
    pub(crate) secret: Secret,
    /// What is to be signed.
    pub(crate) statement: String,
    /// The address that the key has.
    pub(crate) address: String,
    /// Until when.
    pub(crate) expires_at: UnixTime,
}

/// What the portal remembers of it.
#[derive(Serialize, Deserialize)]
struct State {
    scheme: String,
    public_key: String,
    statement: String,
}

const fn state_place(row: &str) -> Place<'_> {
    Place {
        column: "ledger_challenges.state",
        row,
    }
}

/// The words that are signed. Whoever reads them knows what they are for, where, for whom and until when.
fn statement(
    public_url: &str,
    owner: &Owner,
    (key, random): (&PublicKey, &Secret),
    expires_at: UnixTime,
) -> String {
    let whose = match owner {
        Owner::Organisation(_) => "Organisation",
        Owner::User(_) | Owner::Portal => "Person",
    };
    let (address, random) = (key.address(), random.reveal());
    format!(
        "Aurigraph portal: link a ledger account\nPortal: {public_url}\n{whose}: {owner}\nAddress: {address}\nRandom value: {}\nValid until: {expires_at}\n",
        random.as_str()
    )
}

/// Makes a challenge.
///
/// # Errors
/// If too many are open, or the database cannot be used.
pub(crate) async fn begin(
    store: &Store,
    public_url: &str,
    asker: &Asker<'_>,
    key: &PublicKey,
) -> Result<Challenge, IdentityError> {
    let now = store.clock().now();
    let expires_at = now.after(CHALLENGE_LASTS);
    let secret = Secret::random();
    let hash = secret.hash(Purpose::LedgerChallenge);
    let portal_key = store.sealing().portal_key(store.pool()).await?;
    let statement = statement(
        public_url,
        asker.owner,
        (key, &Secret::random()),
        expires_at,
    );
    let state = State {
        scheme: key.scheme().name().into(),
        public_key: hex::encode(key.as_bytes()),
        statement: statement.clone(),
    };
    let state = serde_json::to_string(&state).expect("three texts are JSON");
    let organisation_id = match asker.owner {
        Owner::Organisation(id) => Some(id.as_str()),
        Owner::User(_) | Owner::Portal => None,
    };
    let (open,): (i64,) = sqlx::query_as::<Any, _>(
        "SELECT COUNT(*) FROM ledger_challenges WHERE user_id = $1 AND expires_ms > $2",
    )
    .bind(asker.user_id.as_str())
    .bind(now.ms())
    .fetch_one(store.pool())
    .await?;
    if open >= CHALLENGES_MAX {
        return Err(IdentityError::TooOften {
            wait: CHALLENGE_LASTS,
        });
    }
    sqlx::query::<Any>(
        "INSERT INTO ledger_challenges (token_hash, owner_id, organisation_id, user_id, session_id, state, expires_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(hash.as_str())
    .bind(asker.owner.to_string())
    .bind(organisation_id)
    .bind(asker.user_id.as_str())
    .bind(asker.session_id.map(SessionId::as_str))
    .bind(portal_key.seal(state_place(hash.as_str()), &state))
    .bind(expires_at.ms())
    .execute(store.pool())
    .await?;
    Ok(Challenge {
        secret,
        statement,
        address: key.address().to_string(),
        expires_at,
    })
}

/// Uses a challenge up, before anybody looks at the signature: the key and the statement that it has to sign.
///
/// # Errors
/// [`LinkRefused::Challenge`] if there is none for whoever asks.
pub(crate) async fn use_up(
    store: &Store,
    asker: &Asker<'_>,
    secret: &str,
) -> Result<(PublicKey, String), IdentityError> {
    let secret = Secret::parse(secret).ok_or(LinkRefused::Challenge)?;
    let hash = secret.hash(Purpose::LedgerChallenge);
    let row: Option<(String,)> = sqlx::query_as::<Any, _>(
        "DELETE FROM ledger_challenges WHERE token_hash = $1 AND owner_id = $2 AND user_id = $3 AND COALESCE(session_id, '') = $4 \
         AND expires_ms > $5 RETURNING state",
    )
    .bind(hash.as_str())
    .bind(asker.owner.to_string())
    .bind(asker.user_id.as_str())
    .bind(asker.session_id.map_or("", SessionId::as_str))
    .bind(store.clock().now().ms())
    .fetch_optional(store.pool())
    .await?;
    let (sealed,) = row.ok_or(LinkRefused::Challenge)?;
    let place = state_place(hash.as_str());
    let portal_key = store.sealing().portal_key(store.pool()).await?;
    let opened = portal_key.open(place, &sealed).map_err(StoreError::from)?;
    let unreadable = || {
        StoreError::from(SealingError::Unreadable {
            place: place.column,
        })
    };
    let state: State = serde_json::from_str(&opened).map_err(|_| unreadable())?;
    let key = public_key(&state.scheme, &state.public_key).map_err(|_| unreadable())?;
    Ok((key, state.statement))
}
