//! Hashes that were made with a former cost: each is made anew when its user signs in, because that is when the password is there.
//!
//! Invariants
//! - No answer waits for it, and a hash of today's cost costs a sign-in nothing more than the look at it.
//! - Only the hash that was compared is replaced: a password that was set meanwhile, in whichever process, stays.
//! - It is the same password afterwards: no session ends, nobody gets a mail, and the audit log has no line.

use std::sync::Arc;

use sqlx::Any;

use super::password::{Password, Passwords, is_of_former_cost};
use super::users::{self, User};
use super::{Identity, IdentityError};
use crate::store::{Store, StoreError, Write};

impl Identity {
    /// Makes the hash of a user anew, who has just shown to have the password, if its cost is a former one. It is done beside the request; what fails is tried again
    /// at the next sign-in.
    pub(super) fn renew_hash_later(&self, user: &User, password: &str) {
        if !user.password.as_deref().is_some_and(is_of_former_cost) {
            return;
        }
        let Some(password) = Password::given(password) else {
            return;
        };
        let (store, passwords) = (Arc::clone(&self.store), Arc::clone(&self.passwords));
        let user = user.clone();
        tokio::spawn(async move {
            if let Err(error) = renew(&store, &passwords, &user, password).await {
                tracing::debug!(%error, "a hash of a former cost stays until the next sign-in");
            }
        });
    }
}

async fn renew(
    store: &Store,
    passwords: &Passwords,
    user: &User,
    password: Password,
) -> Result<(), IdentityError> {
    let renewed = passwords.renewed(password).await?;
    let mut write = store.write().await?;
    // Nobody sets another password between the look and the change.
    users::lock(&mut *write, &user.user_id).await?;
    let stored = stored(&mut write, user).await?;
    if stored.is_none() || stored != user.password {
        return Ok(());
    }
    users::set_password(&mut *write, user, &renewed).await?;
    Ok(write.commit().await?)
}

/// The hash that the database has now; nothing if there is none, or no such user any more.
async fn stored(write: &mut Write, user: &User) -> Result<Option<String>, StoreError> {
    let id = user.user_id.as_str();
    let row: Option<(Option<String>,)> =
        sqlx::query_as::<Any, _>("SELECT password FROM users WHERE user_id = $1")
            .bind(id)
            .fetch_optional(&mut **write)
            .await?;
    let sealed = row.and_then(|(sealed,)| sealed);
    let opened = sealed.map(|sealed| user.key.open(users::password_place(id), &sealed));
    Ok(opened.transpose()?.map(|hashed| hashed.to_string()))
}
