//! Secrets that are given out once: the cookie of a session, the link in a mail. Only a hash of one is kept, so whoever reads the database can use none.
//!
//! A secret has 256 random bits, so a fast hash is enough: there is nothing to guess.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

const SECRET_BYTES: usize = 32;

/// What a secret is for. Hashes of different purposes have nothing in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Opens a session.
    Session,
    /// Says that a user has signed in with this browser before.
    KnownBrowser,
    /// Opens the second step of signing in.
    WaitingSignIn,
    /// Completes a sign-up.
    SignUp,
    /// Sets a new password.
    PasswordReset,
    /// Opens an organisation to a program.
    ApiKey,
    /// Completes what was begun with a passkey.
    PasskeyCeremony,
    /// Confirms a new address.
    EmailChange,
    /// Opens one WebSocket.
    SocketTicket,
    /// Completes a sign-in at a provider.
    ProviderSignIn,
    /// What the provider sends back with the browser.
    ProviderState,
    /// What the provider writes into the ID token.
    ProviderNonce,
    /// What only the portal can give with the code.
    ProviderVerifier,
    /// Completes the linking of a ledger account.
    LedgerChallenge,
    /// Lets a node enrol.
    NodeEnrolment,
}

impl Purpose {
    const fn context(self) -> &'static str {
        match self {
            Self::Session => "aurigraph portal 2026-11-26 session",
            Self::KnownBrowser => "aurigraph portal 2026-11-26 known browser",
            Self::WaitingSignIn => "aurigraph portal 2026-11-26 waiting sign-in",
            Self::SignUp => "aurigraph portal 2026-11-26 sign-up",
            Self::PasswordReset => "aurigraph portal 2026-11-26 password reset",
            Self::ApiKey => "aurigraph portal 2026-11-27 API key",
            Self::PasskeyCeremony => "aurigraph portal 2026-11-27 passkey ceremony",
            Self::EmailChange => "aurigraph portal 2026-11-27 e-mail change",
            Self::SocketTicket => "aurigraph portal 2026-11-27 socket ticket",
            Self::ProviderSignIn => "aurigraph portal 2026-11-27 provider sign-in",
            Self::ProviderState => "aurigraph portal 2026-11-27 provider state",
            Self::ProviderNonce => "aurigraph portal 2026-11-27 provider nonce",
            Self::ProviderVerifier => "aurigraph portal 2026-11-27 provider verifier",
            Self::LedgerChallenge => "aurigraph portal 2026-11-27 ledger challenge",
            Self::NodeEnrolment => "aurigraph portal 2026-11-27 node enrolment",
        }
    }
}

/// What is kept of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretHash(String);

impl SecretHash {
    /// Lower-case hexadecimal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<[u8; SECRET_BYTES]>);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl Secret {
    /// A new one.
    pub fn random() -> Self {
        let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
        getrandom::fill(bytes.as_mut_slice()).expect("the operating system gives random bytes");
        Self(bytes)
    }

    /// For whoever is to have it: 43 characters of base64 for addresses.
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.as_slice()))
    }

    /// One that somebody shows; nothing if it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
        let length = URL_SAFE_NO_PAD
            .decode_slice(text, bytes.as_mut_slice())
            .ok()?;
        (length == SECRET_BYTES).then_some(Self(bytes))
    }

    /// What is kept of it.
    pub fn hash(&self, purpose: Purpose) -> SecretHash {
        let hash = blake3::derive_key(purpose.context(), self.0.as_slice());
        SecretHash(hex::encode(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_back_and_its_hashes_differ_by_purpose() {
        let secret = Secret::random();
        let shown = secret.reveal();
        assert_eq!(shown.len(), 43);
        assert_eq!(Secret::parse(&shown), Some(secret.clone()));
        assert_ne!(
            secret.hash(Purpose::Session),
            secret.hash(Purpose::PasswordReset)
        );
        assert!(!format!("{secret:?}").contains(shown.as_str()));
        for wrong in [
            "",
            "AAAA",
            &format!("{}A", shown.as_str()),
            "=".repeat(43).as_str(),
        ] {
            assert_eq!(Secret::parse(wrong), None, "{wrong}");
        }
    }
}
