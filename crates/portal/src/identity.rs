//! Who somebody is: users with a password, their sessions, and how both are made and ended.
//!
//! ```text
//! address ─▶ mail with a link ─▶ name, password ─▶ user      (nobody is a user before the mailbox answered)
//!                                                   │
//! address, password ─▶ limits ─▶ Argon2id, factor ───┼─▶ session ─▶ cookie __Host-aurigraph-session
//! passkey ─▶ WebAuthn ───────────────────────────────┘   │
//!                     cookie ─▶ hash ─▶ memory (30 s) ─▶ database ─▶ who it is, or 401
//! ```
//!
//! Invariants
//! - What a stranger is answered does not depend on whether an address is known: not in words, not in status, and as little as possible in time.
//! - A password is chosen by whoever reads the mailbox, so nobody can prepare a user for somebody else.
//! - Guessing is counted before a guess is looked at, on disk, by keys that do not shut out whoever owns the address ([`limits`]).
//! - Dangerous acts need a session that was confirmed within five minutes ([`step_up`]).
//! - A session's secret is never stored. Changing or resetting a password ends the others; ended means at once here and within a second in every other
//!   process of this portal that reads the audit log, in half a minute without it.
//! - A user who is switched off, by an administrator or by the organisation that manages it ([`managed`]), is nobody: no way to sign in knows one, and no session begins.

pub mod breached;
mod cookies;
mod disabled;
pub(crate) mod email;
mod email_change;
mod export;
mod facts;
pub(crate) mod guard;
mod janitor;
mod ledger_accounts;
pub mod limits;
pub(crate) mod managed;
pub mod oidc;
mod passkeys;
pub mod password;
mod profile;
mod renew;
mod reset;
pub mod routes;
mod second_factor;
mod sessions;
mod sign_in;
mod sign_up;
mod step_up;
pub(crate) mod users;

use std::sync::Arc;
use std::time::Duration;

use crate::ledger_accounts::LinkRefused;
use crate::store::{Store, StoreError};
use breached::{BreachList, BreachListError};
use oidc::Oidc;
use password::{PasswordRefused, Passwords};
use sessions::Sessions;
use webauthn_rs::Webauthn;

pub use cookies::SESSION_COOKIE;
pub use facts::RequestFacts;
pub(crate) use guard::guard;
pub use passkeys::PASSKEYS_OF_A_USER_MAX;
pub(crate) use routes::{Facts, Session};
pub use sessions::{SESSION_CHECKED_AGAIN_AFTER, SignedIn};
pub use step_up::STEP_UP_LASTS;

/// How long sessions last.
#[derive(Clone, Copy, Debug)]
pub struct SessionTimes {
    /// Without a request.
    pub idle: Duration,
    /// Altogether.
    pub absolute: Duration,
}

impl Default for SessionTimes {
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(12 * 60 * 60),
            absolute: Duration::from_secs(7 * 24 * 60 * 60),
        }
    }
}

/// How identity is set.
#[derive(Clone, Debug)]
pub struct IdentitySettings {
    /// Beginning of the links in mails, without a slash at the end.
    pub public_url: String,
    /// How long sessions last.
    pub sessions: SessionTimes,
}

/// Why something about identity was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An address that cannot be one.
    #[error(transparent)]
    Email(#[from] email::EmailError),
    /// A password that is not taken.
    #[error(transparent)]
    Password(#[from] PasswordRefused),
    /// A name that is not taken.
    #[error("a name has 1 to {max} characters, none of them a control character", max = users::NAME_CHARACTERS_MAX)]
    Name,
    /// The list of breached passwords.
    #[error(transparent)]
    BreachList(#[from] BreachListError),
    /// A passkey's name that is not taken.
    #[error("a passkey's name has 1 to {max} characters, none of them a control character")]
    PasskeyName {
        /// The most characters.
        max: usize,
    },
    /// The answer of a browser and its authenticator is not taken; why is not said.
    #[error(
        "the passkey was not accepted: it is not known here, or it took longer than five minutes"
    )]
    PasskeyRefused,
    /// There are as many as there may be.
    #[error("there are {PASSKEYS_OF_A_USER_MAX} passkeys already")]
    PasskeysFull,
    /// The portal's public address has no name.
    #[error("passkeys need a portal whose address is a name, and this one's is not")]
    NoPasskeysHere,
    /// A dangerous act in a session that is not confirmed.
    #[error("this needs a session that was confirmed within the last five minutes")]
    StepUpRequired,
    /// The address is the present one.
    #[error("this is the present address already")]
    SameEmail,
    /// Too often.
    #[error("too many attempts")]
    TooOften {
        /// When to try again.
        wait: Duration,
    },
    /// Address or password are wrong; which one is not said.
    #[error("the e-mail address or the password is wrong")]
    SignInRefused,
    /// A code of the second factor that is wrong, or was used.
    #[error("the code is wrong, or was used before")]
    SecondFactorRefused,
    /// A code is missing.
    #[error("a code of the second factor is needed as well")]
    SecondFactorRequired,
    /// There is one already.
    #[error("there is a second factor already")]
    SecondFactorExists,
    /// A link that was used, is too old, or was never given.
    #[error("this link was used before, is too old, or is not complete")]
    TokenInvalid,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// Somebody else's organisation would have no owner.
    #[error("you are the last owner of an organisation that has other members")]
    LastOwner,
    /// An identity provider that cannot be asked now.
    #[error("the identity provider gave no answer that can be used")]
    ProviderSilent,
    /// Nothing would be left.
    #[error("this is the only way in which you can sign in")]
    LastWay,
    /// Too long ago, for somebody who has no password to give.
    #[error("you signed in too long ago for this")]
    SignInAgain,
    /// A ledger account that is not linked.
    #[error(transparent)]
    LedgerAccount(#[from] LinkRefused),
    /// Not there, or somebody else's.
    #[error("there is no such {what}")]
    NotFound {
        /// What was asked for.
        what: &'static str,
    },
}

impl From<sqlx::Error> for IdentityError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Users and their sessions.
#[derive(Debug)]
pub struct Identity {
    store: Arc<Store>,
    settings: IdentitySettings,
    passwords: Arc<Passwords>,
    sessions: Sessions,
    oidc: Oidc,
    /// Absent where the public address has no name.
    webauthn: Option<Webauthn>,
}

impl Identity {
    /// Over the portal's data, the providers, and a list of breached passwords if there is one.
    pub fn new(
        store: Arc<Store>,
        settings: IdentitySettings,
        breached: Option<BreachList>,
        oidc: Oidc,
    ) -> Self {
        Self {
            sessions: Sessions::new(Arc::clone(&store), settings.sessions),
            passwords: Arc::new(Passwords::new(breached)),
            webauthn: passkeys::webauthn(&settings.public_url),
            store,
            settings,
            oidc,
        }
    }

    /// The portal's data.
    pub const fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Beginning of the links in mails.
    pub fn public_url(&self) -> &str {
        &self.settings.public_url
    }

    /// What verifies passkeys.
    fn webauthn(&self) -> Result<&Webauthn, IdentityError> {
        self.webauthn.as_ref().ok_or(IdentityError::NoPasskeysHere)
    }

    /// How long a session lasts without a request.
    pub const fn idle(&self) -> Duration {
        self.settings.sessions.idle
    }

    /// How long a session lasts altogether.
    pub const fn absolute(&self) -> Duration {
        self.settings.sessions.absolute
    }
}

/// Whose session a request's cookie opens.
///
/// # Errors
/// [`IdentityError::NotSignedIn`] if it opens none.
pub(crate) async fn session_of(
    identity: &Identity,
    headers: &axum::http::HeaderMap,
) -> Result<Arc<SignedIn>, IdentityError> {
    let secret = cookies::read(headers, SESSION_COOKIE);
    identity.check_session(secret.as_ref()).await
}
