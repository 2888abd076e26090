//! Which identity of which provider belongs to which user.

use sqlx::{Any, Executor};

use super::super::users::User;
use crate::ids::{IdentityId, UserId};
use crate::store::sealing::{OwnersKey, Place};
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// An identity of a user, readable.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Its name here.
    pub identity_id: IdentityId,
    /// Of which provider.
    pub provider_id: String,
    /// What the provider calls the user.
    pub label: String,
    /// Since when it belongs to the user.
    pub linked_at: UnixTime,
    /// When somebody signed in with it last.
    pub last_used_at: Option<UnixTime>,
}

const fn label_place(row: &str) -> Place<'_> {
    Place {
        column: "identities.label",
        row,
    }
}

/// What an identity is found by.
pub fn lookup(store: &Store, issuer: &str, subject: &str) -> String {
    // The length keeps apart where the one ends and the other begins.
    let text = format!("{} {issuer} {subject}", issuer.len());
    store.sealing().lookup("identity", &text)
}

/// What a session at a provider is found by.
pub fn sid_lookup(store: &Store, issuer: &str, sid: &str) -> String {
    let text = format!("{} {issuer} {sid}", issuer.len());
    store.sealing().lookup("provider session", &text)
}

/// Identity and user that belong to a lookup.
pub async fn owner(
    executor: impl Executor<'_, Database = Any>,
    lookup: &str,
) -> Result<Option<(IdentityId, UserId)>, StoreError> {
    let row: Option<(String, String)> = sqlx::query_as::<Any, _>(
        "SELECT identity_id, user_id FROM identities WHERE subject_lookup = $1",
    )
    .bind(lookup)
    .fetch_optional(executor)
    .await?;
    let Some((identity_id, user_id)) = row else {
        return Ok(None);
    };
    let column = |column| StoreError::Column { column };
    Ok(Some((
        IdentityId::parse(&identity_id).ok_or_else(|| column("identities.identity_id"))?,
        UserId::parse(&user_id).ok_or_else(|| column("identities.user_id"))?,
    )))
}

/// Gives a user an identity. `None` if somebody has it already.
pub async fn insert(
    write: &mut Write,
    (user_id, key): (&UserId, &OwnersKey),
    lookup: &str,
    (provider_id, label): (&str, &str),
    now: UnixTime,
) -> Result<Option<IdentityId>, StoreError> {
    let identity_id = IdentityId::random();
    let row = identity_id.as_str();
    let done = sqlx::query::<Any>(
        "INSERT INTO identities (identity_id, user_id, subject_lookup, provider_id, label, linked_ms) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (subject_lookup) DO NOTHING",
    )
    .bind(row)
    .bind(user_id.as_str())
    .bind(lookup)
    .bind(provider_id)
    .bind(key.seal(label_place(row), label))
    .bind(now.ms())
    .execute(&mut **write)
    .await?;
    Ok((done.rows_affected() == 1).then_some(identity_id))
}

/// Says that somebody signed in with an identity, and what it is called now.
pub async fn used(
    write: &mut Write,
    key: &OwnersKey,
    (identity_id, label): (&IdentityId, &str),
    now: UnixTime,
) -> Result<bool, StoreError> {
    let row = identity_id.as_str();
    let done = sqlx::query::<Any>(
        "UPDATE identities SET last_used_ms = $1, label = $2 WHERE identity_id = $3",
    )
    .bind(now.ms())
    .bind(key.seal(label_place(row), label))
    .bind(row)
    .execute(&mut **write)
    .await?;
    Ok(done.rows_affected() == 1)
}

type Row = (String, String, String, i64, Option<i64>);

/// The identities of a user, in the order in which they came.
pub async fn of_user(store: &Store, user: &User) -> Result<Vec<Identity>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as::<Any, _>(
        "SELECT identity_id, provider_id, label, linked_ms, last_used_ms FROM identities \
         WHERE user_id = $1 ORDER BY linked_ms, identity_id",
    )
    .bind(user.user_id.as_str())
    .fetch_all(store.pool())
    .await?;
    let readable = |(id, provider_id, label, linked_ms, used_ms): Row| {
        let column = StoreError::Column {
            column: "identities.identity_id",
        };
        Ok(Identity {
            label: user.key.open(label_place(&id), &label)?.to_string(),
            identity_id: IdentityId::parse(&id).ok_or(column)?,
            provider_id,
            linked_at: UnixTime::from_ms(linked_ms),
            last_used_at: used_ms.map(UnixTime::from_ms),
        })
    };
    rows.into_iter().map(readable).collect()
}

/// Whether an identity may be taken from a user, whose row is locked: only if another way to sign in is left.
pub async fn removal(
    write: &mut Write,
    user: &User,
    identity_id: &IdentityId,
) -> Result<Removal, StoreError> {
    let id = user.user_id.as_str();
    let ways = ways_to_sign_in(&mut **write, &user.user_id).await?;
    let row: Option<(String,)> = sqlx::query_as::<Any, _>(
        "SELECT provider_id FROM identities WHERE identity_id = $1 AND user_id = $2",
    )
    .bind(identity_id.as_str())
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    let Some((provider_id,)) = row else {
        return Ok(Removal::NotThere);
    };
    if ways <= 1 {
        return Ok(Removal::LastWay);
    }
    Ok(Removal::Done { provider_id })
}

/// What came of removing an identity.
#[derive(Debug, PartialEq, Eq)]
pub enum Removal {
    /// It may go.
    Done {
        /// Of which provider it was.
        provider_id: String,
    },
    /// It is the only way to sign in.
    LastWay,
    /// Not the user's.
    NotThere,
}

/// In how many ways a user can sign in: each identity, each passkey, and the password where the address that goes with it is the user's.
pub(in crate::identity) async fn ways_to_sign_in(
    executor: impl Executor<'_, Database = Any>,
    user_id: &UserId,
) -> Result<i64, StoreError> {
    let (ways,): (i64,) = sqlx::query_as::<Any, _>(
        "SELECT (SELECT count(*) FROM users WHERE user_id = $1 AND password IS NOT NULL AND email_verified_ms IS NOT NULL) \
         + (SELECT count(*) FROM identities WHERE user_id = $2) + (SELECT count(*) FROM passkeys WHERE user_id = $3)",
    )
    .bind(user_id.as_str())
    .bind(user_id.as_str())
    .bind(user_id.as_str())
    .fetch_one(executor)
    .await?;
    Ok(ways)
}
