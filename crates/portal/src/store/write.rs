//! A transaction, and whose turn it is to write.
//!
//! SQLite lets one write at a time, and whoever comes meanwhile sleeps and tries again, longer and longer: of fifty at once the last one waits for sleep and
//! not for work. So those of one process stand in a queue before they take a connection. Between processes it is as before.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::{Any, AnyConnection, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

use super::{CONNECTION_WAIT, StoreError};

/// The queue of those who write.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turns(Arc<Mutex<()>>);

/// Held by who writes.
#[derive(Debug)]
pub(crate) struct Turn {
    _held: OwnedMutexGuard<()>,
}

impl Turns {
    /// Waits until it is one's turn; as long as for a connection.
    pub(crate) async fn take(&self) -> Result<Turn, StoreError> {
        let turn = timeout(CONNECTION_WAIT, Arc::clone(&self.0).lock_owned()).await;
        let held = turn.map_err(|_| sqlx::Error::PoolTimedOut)?;
        Ok(Turn { _held: held })
    }
}

/// A transaction. Without a commit nothing of it happened.
#[derive(Debug)]
pub struct Write {
    // Before the turn: the next one begins when this one has ended.
    transaction: Transaction<'static, Any>,
    _turn: Option<Turn>,
}

impl Write {
    /// One that has begun.
    pub(super) const fn new(transaction: Transaction<'static, Any>, turn: Option<Turn>) -> Self {
        Self {
            transaction,
            _turn: turn,
        }
    }

    /// Lets it hold.
    ///
    /// # Errors
    /// If the database cannot be used. Whether it holds is not known then.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        self.transaction.commit().await
    }
}

impl Deref for Write {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        &self.transaction
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}
