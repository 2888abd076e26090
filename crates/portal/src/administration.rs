//! What administrators of the portal do: they see all users and switch them off and on, and see which organisations there are.
//!
//! ```text
//! aurigraph portal administrator add ADDRESS ─▶ portal_administrators        (on the portal's machine; nobody becomes one over HTTP)
//!                                                   │
//! session of one, with a second factor ─▶ AdministratorScope ─▶ users, organisations, administrators
//! ```
//!
//! Invariants
//! - Every function here that a route calls takes an [`AdministratorScope`], which only [`crate::access`] makes.
//! - Nothing here opens what belongs to an organisation but its name: no payments, no ledger accounts, no lines of its audit log.
//! - Who looks at one user is told to the audit log, once in an hour, before anything of it is shown. Lists are not: they would fill it.
//! - Several users are changed together or not at all, each with a line of the audit log in the same transaction.
//! - Whoever changes users is an administrator in that transaction still, and never among them: so one always stays.
//! - Names and addresses are sealed: what is searched for is opened one by one, at most [`OPENED_AT_ONCE_MAX`] for a page.

mod change;
mod look;
mod named;
mod organisations;
mod page;
pub mod routes;
mod users;

use crate::access::AdministratorScope;
use crate::identity::IdentityError;
use crate::ids::UserId;
use crate::store::StoreError;

pub use change::UserChange;
pub use named::{Administrator, NamingError, add, all, is_administrator, remove};
pub use organisations::{OrganisationEntry, OrganisationFilter, OrganisationSort};
pub use page::{OPENED_AT_ONCE_MAX, Page, Place};
pub use users::{UserDetail, UserEntry, UserFilter, UserSort, UserState};

/// Users that are changed at once.
pub const CHANGED_AT_ONCE_MAX: usize = 200;

/// Why something about all users was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum AdministrationError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The administrator's own session.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// None, or too many.
    #[error("1 to {CHANGED_AT_ONCE_MAX} users are changed at once, not {0}")]
    Number(usize),
    /// The administrator is among them.
    #[error("you are among these users, and nobody does this to themselves")]
    Oneself,
    /// One of them is not there.
    #[error("there is no user {0}")]
    NoSuchUser(String),
}

impl From<sqlx::Error> for AdministrationError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Reads an id that a client gave.
fn user_id(text: &str) -> Result<UserId, AdministrationError> {
    let shown = || text.chars().take(50).collect();
    UserId::parse(text).ok_or_else(|| AdministrationError::NoSuchUser(shown()))
}
