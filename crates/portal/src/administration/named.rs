//! Who administers the portal. The operator says so, on the portal's machine; a program that answers requests only reads it.

use sqlx::{Any, Executor};

use crate::access::AdministratorScope;
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::identity::RequestFacts;
use crate::identity::email::{Email, EmailError};
use crate::identity::users::{self, User, email_place, name_place};
use crate::ids::UserId;
use crate::organisations::Organisations;
use crate::store::sealing::{Owner, OwnersKey};
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// Who did it, in the audit log: nobody who is signed in.
const BY_THE_OPERATOR: &str = "operator, on the portal's machine";
/// From where, in the audit log.
const PROGRAM: &str = "aurigraph portal administrator";

/// An administrator, readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    /// Who.
    pub user_id: UserId,
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// Since when.
    pub granted_at: UnixTime,
    /// When a session began last.
    pub last_signed_in_at: Option<UnixTime>,
    /// Whether there is a passkey or an authenticator application: without one an administrator may nothing.
    pub has_second_factor: bool,
    /// Whether nothing lets the user in.
    pub is_disabled: bool,
}

/// Why nobody was named.
#[derive(Debug, thiserror::Error)]
pub enum NamingError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Not an address.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// Nobody has it.
    #[error(
        "no user of this portal who may sign in has this address: they sign up with it first, and are named then"
    )]
    NoSuchUser,
    /// The user is none.
    #[error("this user is no administrator: aurigraph portal administrator list shows who is")]
    NotNamed,
}

impl From<sqlx::Error> for NamingError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Whether a user administers the portal. One that is switched off does not.
///
/// # Errors
/// If the database cannot be used.
pub async fn is_administrator(
    executor: impl Executor<'_, Database = Any>,
    user_id: &UserId,
) -> Result<bool, StoreError> {
    let (count,): (i64,) = sqlx::query_as::<Any, _>(
        "SELECT COUNT(*) FROM portal_administrators a WHERE a.user_id = $1 \
         AND NOT EXISTS (SELECT 1 FROM managed_users m WHERE m.user_id = a.user_id AND m.disabled_ms IS NOT NULL) \
         AND NOT EXISTS (SELECT 1 FROM disabled_users d WHERE d.user_id = a.user_id)",
    )
    .bind(user_id.as_str())
    .fetch_one(executor)
    .await?;
    Ok(count > 0)
}

type Row = (
    String,
    String,
    String,
    i64,
    Option<i64>,
    i64,
    i64,
    String,
    String,
);

/// All administrators, the one who was named first at the beginning.
///
/// # Errors
/// If the database cannot be used.
pub async fn all(store: &Store) -> Result<Vec<Administrator>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as::<Any, _>(
        "SELECT u.user_id, u.email, u.name, a.granted_ms, u.last_sign_in_ms, \
         (SELECT COUNT(*) FROM totp t WHERE t.user_id = u.user_id AND t.confirmed_ms IS NOT NULL) + (SELECT COUNT(*) FROM passkeys p WHERE p.user_id = u.user_id), \
         (SELECT COUNT(*) FROM managed_users m WHERE m.user_id = u.user_id AND m.disabled_ms IS NOT NULL) \
         + (SELECT COUNT(*) FROM disabled_users d WHERE d.user_id = u.user_id), k.wrapped_by, k.wrapped \
         FROM portal_administrators a JOIN users u ON u.user_id = a.user_id JOIN data_keys k ON k.owner = u.user_id \
         ORDER BY a.granted_ms, a.user_id",
    )
    .fetch_all(store.pool())
    .await?;
    let readable = |row: Row| {
        let (id, email, name, granted_ms, last_ms, factors, disabled, wrapped_by, wrapped) = row;
        let user_id = UserId::parse(&id).ok_or(StoreError::Column {
            column: "portal_administrators.user_id",
        })?;
        let owner = Owner::User(user_id.clone());
        let key = store.sealing().unwrapped(&owner, &wrapped_by, &wrapped)?;
        Ok(Administrator {
            user_id,
            email: key.open(email_place(&id), &email)?.to_string(),
            name: key.open(name_place(&id), &name)?.to_string(),
            granted_at: UnixTime::from_ms(granted_ms),
            last_signed_in_at: last_ms.map(UnixTime::from_ms),
            has_second_factor: factors > 0,
            is_disabled: disabled > 0,
        })
    };
    rows.into_iter().map(readable).collect()
}

impl Organisations {
    /// All administrators, for one of them.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn administrators(
        &self,
        _scope: &AdministratorScope,
    ) -> Result<Vec<Administrator>, StoreError> {
        all(self.identity().store()).await
    }
}

/// Makes the user with an address an administrator. `false` if it is one already.
///
/// # Errors
/// If nobody has the address, or the database cannot be used.
pub async fn add(store: &Store, email: &str) -> Result<bool, NamingError> {
    let email = Email::parse(email)?;
    let lookup = users::email_lookup(store, &email);
    let user = User::of_email(store, &lookup).await?;
    let user = user.ok_or(NamingError::NoSuchUser)?;
    let mut write = store.write().await?;
    let done = sqlx::query::<Any>(
        "INSERT INTO portal_administrators (user_id, granted_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    )
    .bind(user.user_id.as_str())
    .bind(store.clock().now().ms())
    .execute(&mut *write)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let who = (&user.user_id, &*user.key);
    tell(store, &mut write, who, AuditAction::AdministratorAdded).await?;
    write.commit().await?;
    Ok(true)
}

/// Makes it none any more.
///
/// # Errors
/// If it is none, or the database cannot be used.
pub async fn remove(store: &Store, email: &str) -> Result<(), NamingError> {
    let email = Email::parse(email)?;
    // Also one that is switched off: so not by what signs users in.
    let administrators = all(store).await?;
    let found = administrators
        .into_iter()
        .find(|one| one.email == email.as_str());
    let found = found.ok_or(NamingError::NotNamed)?;
    let owner = Owner::User(found.user_id.clone());
    let mut write = store.write().await?;
    let key = store.sealing().key(&mut *write, &owner).await?;
    let done = sqlx::query::<Any>("DELETE FROM portal_administrators WHERE user_id = $1")
        .bind(found.user_id.as_str())
        .execute(&mut *write)
        .await?;
    let Some(key) = key.filter(|_| done.rows_affected() > 0) else {
        return Err(NamingError::NotNamed);
    };
    let who = (&found.user_id, &*key);
    tell(store, &mut write, who, AuditAction::AdministratorRemoved).await?;
    Ok(write.commit().await?)
}

async fn tell(
    store: &Store,
    write: &mut Write,
    (user_id, key): (&UserId, &OwnersKey),
    action: AuditAction,
) -> Result<(), StoreError> {
    let event = AuditEvent {
        action,
        outcome: Outcome::Succeeded,
        actor: None,
        target: Some(user_id),
        facts: &RequestFacts {
            network_address: None,
            user_agent: PROGRAM.into(),
        },
        detail: Some(BY_THE_OPERATOR),
    };
    audit::append(store, write, key, &event, store.clock().now()).await
}
