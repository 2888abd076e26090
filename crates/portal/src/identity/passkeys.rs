//! Passkeys (WebAuthn): a key pair in somebody's device, which it uses only for this portal's address and only after it recognised its owner.
//!
//! ```text
//! begin ─▶ challenge, secret ─▶ browser, authenticator ─▶ complete: the secret opens what was begun, once, within five minutes
//!               └─ sealed in the database: another process may complete it
//! ```
//!
//! Invariants
//! - The user was verified by the device (a finger, a face, a PIN), or nothing is accepted. So a passkey is first and second factor at once, and signs in by
//!   itself; after a password it is one of the second factors.
//! - A challenge counts once. What an authenticator counted last is kept, and an answer that does not go beyond it is refused: the key was copied.
//! - A passkey belongs to one user; the names of the portal (relying party, origin) come from its public address and from nothing that a request says.
//! - Everything that is wrong with an answer is refused in the same words.

mod ceremonies;
mod manage;
mod rows;
mod sign_in;

use webauthn_rs::prelude::{Url, Uuid};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::IdentityError;
use crate::ids::{PasskeyId, UserId};
use crate::secret::Secret;
use crate::time::UnixTime;
use ceremonies::CEREMONY_LASTS;

pub use rows::PASSKEYS_OF_A_USER_MAX;
pub use sign_in::AssertionOptions;

/// How the portal is called in the dialogs of browsers.
const PORTAL_NAME: &str = "Aurigraph";
/// Characters of a passkey's name.
const NAME_CHARACTERS_MAX: usize = 60;

/// A passkey in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Which.
    pub passkey_id: PasskeyId,
    /// How its user calls it.
    pub name: String,
    /// Since when.
    pub created_at: UnixTime,
    /// When somebody signed in or confirmed something with it last.
    pub last_used_at: Option<UnixTime>,
}

/// What a browser needs to go on, and what completes it.
pub struct Begun<T> {
    /// Completes it, once.
    pub secret: Secret,
    /// Until when.
    pub expires_at: UnixTime,
    /// For the browser.
    pub options: T,
}

/// What verifies passkeys for the portal's public address. Nothing if that has no name: browsers know no passkeys for bare network addresses.
pub(super) fn webauthn(public_url: &str) -> Option<Webauthn> {
    let origin = Url::parse(public_url).ok()?;
    let name = origin.domain()?.to_owned();
    let builder = WebauthnBuilder::new(&name, &origin).ok()?;
    let builder = builder.rp_name(PORTAL_NAME).timeout(CEREMONY_LASTS);
    builder.build().ok()
}

/// A passkey's name as it is kept.
fn name(text: &str) -> Result<String, IdentityError> {
    let text = text.trim();
    let is_sound = !text.is_empty()
        && text.chars().count() <= NAME_CHARACTERS_MAX
        && !text.chars().any(char::is_control);
    is_sound
        .then(|| text.to_owned())
        .ok_or(IdentityError::PasskeyName {
            max: NAME_CHARACTERS_MAX,
        })
}

/// What the authenticator keeps as the user's name for machines: the random bytes of the user's id.
fn user_handle(user_id: &UserId) -> Result<Uuid, IdentityError> {
    let digits = user_id.as_str().rsplit('_').next().unwrap_or_default();
    Uuid::try_parse(digits).map_err(|_| IdentityError::PasskeyRefused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_a_name_in_the_public_address() {
        for known in ["http://localhost:9003", "https://ledger.example"] {
            assert!(webauthn(known).is_some(), "{known}");
        }
        for unknown in ["http://127.0.0.1:9003", "https://[::1]:9003", "", "ledger"] {
            assert!(webauthn(unknown).is_none(), "{unknown}");
        }
    }

    #[test]
    fn a_handle_is_the_users_own_and_says_nothing_else() {
        let user_id = UserId::random();
        let handle = user_handle(&user_id).unwrap();
        assert_eq!(format!("usr_{}", handle.simple()), user_id.as_str());
        assert_ne!(handle, user_handle(&UserId::random()).unwrap());
    }
}
