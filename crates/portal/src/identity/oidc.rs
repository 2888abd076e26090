//! Signing in with other providers (OpenID Connect Core 1.0, authorization code with PKCE). The portal is a confidential client: no token reaches the browser.
//!
//! ```text
//! browser ─ begin ─▶ portal: cookie with a secret; state, nonce and verifier are derived from it; the database has its hash
//!    │  ◀── address of the provider ──┘
//!    └─▶ provider ─ signs in there ─▶ callback?code&state&iss ─▶ portal: cookie and state belong together, once
//!                                                                  │ code, verifier ─▶ token endpoint ─▶ ID token: signature, iss, aud, azp, exp, iat, nonce
//!                                                                  └─▶ (issuer, subject) ─▶ user ─▶ second factor, if there is one here ─▶ session
//! ```
//!
//! Invariants
//! - Who it is, is said by issuer and subject together. An address never makes two users one: whoever has a user already links a provider in the profile.
//! - An address that the provider does not vouch for occupies nothing: its owner can still sign up.
//! - What the provider says ends in a code of ours: no text of it reaches a page.
//! - A session that came from a provider ends when the provider says so: by a logout token at once, by refusing a refresh within five minutes.

mod arrive;
pub(super) mod bearer;
mod begin;
pub mod claims;
mod finish;
pub(super) mod grants;
pub(super) mod identities;
mod jwt;
mod linked;
mod logout;
pub mod mapping;
mod provider;
pub mod return_to;
pub mod settings;

use std::sync::Arc;

use crate::outbound::Outbound;
use mapping::Memberships;
use provider::Provider;
use settings::{OidcProviderSettings, ProviderSettingsError};

pub use bearer::Bearer;
pub use begin::{Going, SIGN_IN_LASTS};
pub use finish::{Answer, CallbackProblem, Cookies, Failed, Finished};
pub use identities::Identity as LinkedIdentity;
pub use logout::LogoutRefused;

/// All providers.
#[derive(Debug)]
pub struct Oidc {
    providers: Vec<Arc<Provider>>,
    outbound: Arc<Outbound>,
    memberships: Option<Arc<dyn Memberships>>,
}

impl Oidc {
    /// Reads the secrets. Nothing is asked of a provider before somebody wants to sign in with it.
    ///
    /// # Errors
    /// If the settings cannot be used.
    pub fn new(
        providers: &[OidcProviderSettings],
        outbound: Arc<Outbound>,
        memberships: Option<Arc<dyn Memberships>>,
    ) -> Result<Self, ProviderSettingsError> {
        settings::check(providers)?;
        let providers = providers
            .iter()
            .map(|settings| Provider::new(settings.clone()).map(Arc::new));
        Ok(Self {
            providers: providers.collect::<Result<_, _>>()?,
            outbound,
            memberships,
        })
    }

    /// The provider whose subjects the directory of an organisation names.
    pub(super) fn provisioner(&self, organisation: &str) -> Option<&OidcProviderSettings> {
        let all = self.providers.iter().map(|provider| provider.settings());
        let mut of_it = all.filter(|one| one.provisions.iter().any(|id| id == organisation));
        of_it.next()
    }

    fn provider(&self, id: &str) -> Option<&Arc<Provider>> {
        self.providers
            .iter()
            .find(|provider| provider.settings().id == id)
    }
}
