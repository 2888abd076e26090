//! Passkeys as the database holds them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::Any;
use webauthn_rs::prelude::Passkey as Credential;

use super::Passkey;
use crate::identity::users::User;
use crate::ids::{PasskeyId, UserId};
use crate::store::sealing::{Place, SealingError};
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// Passkeys that one user may have.
pub const PASSKEYS_OF_A_USER_MAX: i64 = 20;

const fn credential_place(row: &str) -> Place<'_> {
    Place {
        column: "passkeys.credential",
        row,
    }
}

const fn name_place(row: &str) -> Place<'_> {
    Place {
        column: "passkeys.name",
        row,
    }
}

/// What a credential is found by.
pub fn credential_lookup(store: &Store, credential_id: &[u8]) -> String {
    let text = URL_SAFE_NO_PAD.encode(credential_id);
    store.sealing().lookup("passkey", &text)
}

fn passkey_id(text: &str) -> Result<PasskeyId, StoreError> {
    PasskeyId::parse(text).ok_or(StoreError::Column {
        column: "passkeys.passkey_id",
    })
}

fn open(user: &User, id: &str, sealed: &str) -> Result<Credential, StoreError> {
    let place = credential_place(id);
    let text = user.key.open(place, sealed)?;
    let unreadable = SealingError::Unreadable {
        place: place.column,
    };
    serde_json::from_str(&text).map_err(|_| unreadable.into())
}

fn sealed(user: &User, id: &str, credential: &Credential) -> String {
    let text = serde_json::to_string(credential).expect("it has no maps with odd keys");
    user.key.seal(credential_place(id), &text)
}

/// The user to whom a credential belongs, and its name.
pub async fn owner_of(
    store: &Store,
    credential_id: &[u8],
) -> Result<Option<(PasskeyId, UserId)>, StoreError> {
    let row: Option<(String, String)> = sqlx::query_as::<Any, _>(
        "SELECT passkey_id, user_id FROM passkeys WHERE credential_lookup = $1",
    )
    .bind(credential_lookup(store, credential_id))
    .fetch_optional(store.pool())
    .await?;
    let Some((id, user)) = row else {
        return Ok(None);
    };
    let column = StoreError::Column {
        column: "passkeys.user_id",
    };
    Ok(Some((
        passkey_id(&id)?,
        UserId::parse(&user).ok_or(column)?,
    )))
}

/// A user's credential, and what its authenticator counted last.
pub async fn credential(
    write: &mut Write,
    user: &User,
    passkey_id: &PasskeyId,
) -> Result<Option<(Credential, i64)>, StoreError> {
    let id = passkey_id.as_str();
    let row: Option<(String, i64)> = sqlx::query_as::<Any, _>(
        "SELECT credential, signature_count FROM passkeys WHERE passkey_id = $1 AND user_id = $2",
    )
    .bind(id)
    .bind(user.user_id.as_str())
    .fetch_optional(&mut **write)
    .await?;
    let found = row.map(|(text, count)| Ok((open(user, id, &text)?, count)));
    found.transpose()
}

/// Writes down that a passkey was used: what its authenticator counted, and when. `false` if it is gone, or another use was quicker.
pub async fn used(
    write: &mut Write,
    user: &User,
    (passkey_id, credential): (&PasskeyId, &Credential),
    (before, count): (i64, i64),
    now: UnixTime,
) -> Result<bool, StoreError> {
    let id = passkey_id.as_str();
    let done = sqlx::query::<Any>(
        "UPDATE passkeys SET credential = $1, signature_count = $2, last_used_ms = $3 WHERE passkey_id = $4 AND signature_count = $5",
    )
    .bind(sealed(user, id, credential))
    .bind(count)
    .bind(now.ms())
    .bind(id)
    .bind(before)
    .execute(&mut **write)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The ids of a user's credentials, as authenticators know them.
pub async fn credential_ids(store: &Store, user: &User) -> Result<Vec<Vec<u8>>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as::<Any, _>(
        "SELECT passkey_id, credential FROM passkeys WHERE user_id = $1 ORDER BY created_ms, passkey_id",
    )
    .bind(user.user_id.as_str())
    .fetch_all(store.pool())
    .await?;
    let ids = rows
        .into_iter()
        .map(|(id, text)| Ok(open(user, &id, &text)?.cred_id().clone()));
    ids.collect()
}

/// A user's passkeys, oldest first.
pub async fn list(store: &Store, user: &User) -> Result<Vec<Passkey>, StoreError> {
    let rows: Vec<(String, String, i64, Option<i64>)> = sqlx::query_as::<Any, _>(
        "SELECT passkey_id, name, created_ms, last_used_ms FROM passkeys WHERE user_id = $1 ORDER BY created_ms, passkey_id",
    )
    .bind(user.user_id.as_str())
    .fetch_all(store.pool())
    .await?;
    let listed = rows.into_iter().map(|(id, name, created_ms, used_ms)| {
        Ok(Passkey {
            name: user.key.open(name_place(&id), &name)?.to_string(),
            passkey_id: passkey_id(&id)?,
            created_at: UnixTime::from_ms(created_ms),
            last_used_at: used_ms.map(UnixTime::from_ms),
        })
    });
    listed.collect()
}

/// Adds a passkey. `false` if its credential is here already.
pub async fn insert(
    write: &mut Write,
    store: &Store,
    user: &User,
    (passkey, credential): (&Passkey, &Credential),
) -> Result<bool, StoreError> {
    let id = passkey.passkey_id.as_str();
    let done = sqlx::query::<Any>(
        "INSERT INTO passkeys (passkey_id, user_id, credential_lookup, credential, name, signature_count, created_ms) \
         VALUES ($1, $2, $3, $4, $5, 0, $6) ON CONFLICT (credential_lookup) DO NOTHING",
    )
    .bind(id)
    .bind(user.user_id.as_str())
    .bind(credential_lookup(store, credential.cred_id()))
    .bind(sealed(user, id, credential))
    .bind(user.key.seal(name_place(id), &passkey.name))
    .bind(passkey.created_at.ms())
    .execute(&mut **write)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a passkey another name. `false` if the user has none of that id.
pub async fn rename(
    write: &mut Write,
    user: &User,
    passkey_id: &PasskeyId,
    name: &str,
) -> Result<bool, StoreError> {
    let id = passkey_id.as_str();
    let done =
        sqlx::query::<Any>("UPDATE passkeys SET name = $1 WHERE passkey_id = $2 AND user_id = $3")
            .bind(user.key.seal(name_place(id), name))
            .bind(id)
            .bind(user.user_id.as_str())
            .execute(&mut **write)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes a passkey. `false` if the user has none of that id.
pub async fn delete(
    write: &mut Write,
    user_id: &UserId,
    passkey_id: &PasskeyId,
) -> Result<bool, StoreError> {
    let done = sqlx::query::<Any>("DELETE FROM passkeys WHERE passkey_id = $1 AND user_id = $2")
        .bind(passkey_id.as_str())
        .bind(user_id.as_str())
        .execute(&mut **write)
        .await?;
    Ok(done.rows_affected() == 1)
}
