//! Users as the database holds them.

use std::sync::Arc;

use sqlx::{Any, Executor};

use super::IdentityError;
use super::email::Email;
use crate::ids::UserId;
use crate::store::sealing::{Owner, OwnersKey, Place};
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// Characters of a name.
pub const NAME_CHARACTERS_MAX: usize = 100;

/// A name as it is kept: without blanks around it.
///
/// # Errors
/// If there is none, it is too long, or has characters that cannot be seen.
pub fn name(text: &str) -> Result<String, IdentityError> {
    let text = text.trim();
    let is_sound = !text.is_empty()
        && text.chars().count() <= NAME_CHARACTERS_MAX
        && !text.chars().any(char::is_control);
    is_sound.then(|| text.to_owned()).ok_or(IdentityError::Name)
}

/// What an address is looked up by.
pub fn email_lookup(store: &Store, email: &Email) -> String {
    store.sealing().lookup("user e-mail", email.as_str())
}

/// A user, readable.
#[derive(Clone)]
pub struct User {
    /// Who.
    pub user_id: UserId,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The password's hash. A user of a provider may have none.
    pub password: Option<String>,
    /// Since when.
    pub created_at: UnixTime,
    /// When the mailbox answered, or a provider said that it did. Else the address is shown, and nothing follows from it.
    pub email_verified_at: Option<UnixTime>,
    /// When a session began last.
    pub last_sign_in_at: Option<UnixTime>,
    /// The key of this user's data.
    pub key: Arc<OwnersKey>,
}

/// The place of an address.
pub const fn email_place(row: &str) -> Place<'_> {
    Place {
        column: "users.email",
        row,
    }
}

/// The place of a name.
pub const fn name_place(row: &str) -> Place<'_> {
    Place {
        column: "users.name",
        row,
    }
}

/// The place of a password's hash.
pub const fn password_place(row: &str) -> Place<'_> {
    Place {
        column: "users.password",
        row,
    }
}

type Row = (
    String,
    String,
    String,
    Option<String>,
    i64,
    Option<i64>,
    Option<i64>,
);

impl User {
    /// The user with an address. One that is switched off is nobody.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn of_email(store: &Store, lookup: &str) -> Result<Option<Self>, StoreError> {
        let row: Option<Row> = sqlx::query_as::<Any, _>(
            "SELECT user_id, email, name, password, created_ms, email_verified_ms, last_sign_in_ms FROM users WHERE email_lookup = $1 \
             AND NOT EXISTS (SELECT 1 FROM managed_users m WHERE m.user_id = users.user_id AND m.disabled_ms IS NOT NULL) \
             AND NOT EXISTS (SELECT 1 FROM disabled_users d WHERE d.user_id = users.user_id)",
        )
        .bind(lookup)
        .fetch_optional(store.pool())
        .await?;
        Self::readable(store, row).await
    }

    /// The user with an id. One that is switched off is nobody.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn of_id(store: &Store, user_id: &UserId) -> Result<Option<Self>, StoreError> {
        let row: Option<Row> = sqlx::query_as::<Any, _>(
            "SELECT user_id, email, name, password, created_ms, email_verified_ms, last_sign_in_ms FROM users WHERE user_id = $1 \
             AND NOT EXISTS (SELECT 1 FROM managed_users m WHERE m.user_id = users.user_id AND m.disabled_ms IS NOT NULL) \
             AND NOT EXISTS (SELECT 1 FROM disabled_users d WHERE d.user_id = users.user_id)",
        )
        .bind(user_id.as_str())
        .fetch_optional(store.pool())
        .await?;
        Self::readable(store, row).await
    }

    /// The address, if mails to it reach this user.
    pub fn verified_email(&self) -> Option<Email> {
        let email = Email::parse(&self.email).ok();
        email.filter(|_| self.email_verified_at.is_some())
    }

    async fn readable(store: &Store, row: Option<Row>) -> Result<Option<Self>, StoreError> {
        let Some((id, email, name, password, created_ms, verified_ms, last_ms)) = row else {
            return Ok(None);
        };
        let column = StoreError::Column {
            column: "users.user_id",
        };
        let user_id = UserId::parse(&id).ok_or(column)?;
        let owner = Owner::User(user_id.clone());
        let Some(key) = store.sealing().key(store.pool(), &owner).await? else {
            // Deleted in between.
            return Ok(None);
        };
        let password = password.map(|sealed| key.open(password_place(&id), &sealed));
        Ok(Some(Self {
            email: key.open(email_place(&id), &email)?.to_string(),
            name: key.open(name_place(&id), &name)?.to_string(),
            password: password.transpose()?.map(|password| password.to_string()),
            user_id,
            created_at: UnixTime::from_ms(created_ms),
            email_verified_at: verified_ms.map(UnixTime::from_ms),
            last_sign_in_at: last_ms.map(UnixTime::from_ms),
            key,
        }))
    }
}

/// A new user.
pub struct NewUser<'a> {
    /// Who.
    pub user_id: &'a UserId,
    /// The address.
    pub email: &'a Email,
    /// Whether its mailbox answered. If not, the address occupies nothing: its owner may still sign up.
    pub is_email_verified: bool,
    /// The name.
    pub name: &'a str,
    /// The password's hash.
    pub password: Option<&'a str>,
}

/// What an address is found by that nobody vouches for: by nobody, and in nobody's way.
fn unverified_lookup(store: &Store, user_id: &str) -> String {
    store.sealing().lookup("unverified user e-mail", user_id)
}

/// Adds a user. `false` if the address has one already.
///
/// # Errors
/// If the database cannot be used.
pub async fn insert(
    executor: impl Executor<'_, Database = Any>,
    store: &Store,
    key: &OwnersKey,
    user: &NewUser<'_>,
    now: UnixTime,
) -> Result<bool, StoreError> {
    let id = user.user_id.as_str();
    let lookup = if user.is_email_verified {
        email_lookup(store, user.email)
    } else {
        unverified_lookup(store, id)
    };
    let done = sqlx::query::<Any>(
        "INSERT INTO users (user_id, email_lookup, email, name, password, created_ms, email_verified_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email_lookup) DO NOTHING",
    )
    .bind(id)
    .bind(lookup)
    .bind(key.seal(email_place(id), user.email.as_str()))
    .bind(key.seal(name_place(id), user.name))
    .bind(user.password.map(|password| key.seal(password_place(id), password)))
    .bind(now.ms())
    .bind(user.is_email_verified.then(|| now.ms()))
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a user another name.
///
/// # Errors
/// If the database cannot be used.
pub async fn set_name(
    executor: impl Executor<'_, Database = Any>,
    (user_id, key): (&UserId, &OwnersKey),
    name: &str,
) -> Result<(), StoreError> {
    let id = user_id.as_str();
    sqlx::query::<Any>("UPDATE users SET name = $1 WHERE user_id = $2")
        .bind(key.seal(name_place(id), name))
        .bind(id)
        .execute(executor)
        .await?;
    Ok(())
}

/// Gives a user another password.
///
/// # Errors
/// If the database cannot be used.
pub async fn set_password(
    executor: impl Executor<'_, Database = Any>,
    user: &User,
    password: &str,
) -> Result<(), StoreError> {
    let id = user.user_id.as_str();
    sqlx::query::<Any>("UPDATE users SET password = $1 WHERE user_id = $2")
        .bind(user.key.seal(password_place(id), password))
        .bind(id)
        .execute(executor)
        .await?;
    Ok(())
}

/// Whether an address has a user.
///
/// # Errors
/// If the database cannot be used.
pub async fn is_taken(
    executor: impl Executor<'_, Database = Any>,
    lookup: &str,
) -> Result<bool, StoreError> {
    let found: Option<(String,)> =
        sqlx::query_as::<Any, _>("SELECT user_id FROM users WHERE email_lookup = $1")
            .bind(lookup)
            .fetch_optional(executor)
            .await?;
    Ok(found.is_some())
}

/// Gives a user another address, whose mailbox has just answered. `false` if somebody else got it at the same moment.
///
/// # Errors
/// If the database cannot be used.
pub async fn set_email(
    executor: impl Executor<'_, Database = Any>,
    user: &User,
    (lookup, email): (&str, &Email),
    now: UnixTime,
) -> Result<bool, StoreError> {
    let id = user.user_id.as_str();
    let done = sqlx::query::<Any>(
        "UPDATE users SET email_lookup = $1, email = $2, email_verified_ms = $3 WHERE user_id = $4",
    )
    .bind(lookup)
    .bind(user.key.seal(email_place(id), email.as_str()))
    .bind(now.ms())
    .bind(id)
    .execute(executor)
    .await;
    match done {
        Ok(done) => Ok(done.rows_affected() == 1),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Gives a user an address that others vouch for, or nobody if another user has it.
///
/// # Errors
/// If the database cannot be used.
pub async fn set_told_email(
    write: &mut Write,
    store: &Store,
    (user_id, key): (&UserId, &OwnersKey),
    email: &Email,
    now: UnixTime,
) -> Result<(), StoreError> {
    let id = user_id.as_str();
    let lookup = email_lookup(store, email);
    let other: Option<(String,)> = sqlx::query_as::<Any, _>(
        "SELECT user_id FROM users WHERE email_lookup = $1 AND user_id <> $2",
    )
    .bind(&lookup)
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    let is_free = other.is_none();
    sqlx::query::<Any>(
        "UPDATE users SET email_lookup = $1, email = $2, email_verified_ms = $3 WHERE user_id = $4",
    )
    .bind(if is_free {
        lookup
    } else {
        unverified_lookup(store, id)
    })
    .bind(key.seal(email_place(id), email.as_str()))
    .bind(is_free.then(|| now.ms()))
    .bind(id)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Whether an administrator, or the organisation that manages a user, switched it off.
///
/// # Errors
/// If the database cannot be used.
pub async fn is_disabled(
    executor: impl Executor<'_, Database = Any>,
    user_id: &UserId,
) -> Result<bool, StoreError> {
    let (count,): (i64,) = sqlx::query_as::<Any, _>(
        "SELECT (SELECT COUNT(*) FROM managed_users WHERE user_id = $1 AND disabled_ms IS NOT NULL) \
         + (SELECT COUNT(*) FROM disabled_users WHERE user_id = $2)",
    )
    .bind(user_id.as_str())
    .bind(user_id.as_str())
    .fetch_one(executor)
    .await?;
    Ok(count > 0)
}

/// Keeps others from changing a user's factors until the transaction ends. With SQLite nobody else writes anyway.
///
/// # Errors
/// If the database cannot be used.
pub async fn lock(
    executor: impl Executor<'_, Database = Any>,
    user_id: &UserId,
) -> Result<(), StoreError> {
    sqlx::query::<Any>("UPDATE users SET last_sign_in_ms = last_sign_in_ms WHERE user_id = $1")
        .bind(user_id.as_str())
        .execute(executor)
        .await?;
    Ok(())
}

/// Says that a session begins. It holds the row as [`lock`] does.
///
/// # Errors
/// If the database cannot be used.
pub async fn signed_in(
    executor: impl Executor<'_, Database = Any>,
    user_id: &UserId,
    now: UnixTime,
) -> Result<(), StoreError> {
    sqlx::query::<Any>("UPDATE users SET last_sign_in_ms = $1 WHERE user_id = $2")
        .bind(now.ms())
        .bind(user_id.as_str())
        .execute(executor)
        .await?;
    Ok(())
}

/// Deletes a user, with everything that refers to the row.
///
/// # Errors
/// If the database cannot be used.
pub async fn delete(
    executor: impl Executor<'_, Database = Any>,
    user_id: &UserId,
) -> Result<(), StoreError> {
    sqlx::query::<Any>("DELETE FROM users WHERE user_id = $1")
        .bind(user_id.as_str())
        .execute(executor)
        .await?;
    Ok(())
}
