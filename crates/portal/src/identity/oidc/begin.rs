//! Sending somebody to a provider.

use std::time::Duration;

use openidconnect::{CsrfToken, Nonce, PkceCodeVerifier, RedirectUrl};
use sqlx::Any;

use super::provider::ProviderProblem;
use super::return_to;
use crate::identity::limits::{self, Limit};
use crate::identity::sessions::SignedIn;
use crate::identity::{Identity, IdentityError, RequestFacts};
use crate::secret::{Purpose, Secret};

/// How long signing in there may take.
pub const SIGN_IN_LASTS: Duration = Duration::from_secs(10 * 60);

/// Where the browser goes, and what it brings back.
pub struct Going {
    /// The provider's page.
    pub url: String,
    /// For the cookie.
    pub secret: Secret,
}

/// What goes to the provider; each is derived from the cookie's secret and says nothing of it.
pub(super) fn state(secret: &Secret) -> String {
    secret.hash(Purpose::ProviderState).as_str().to_owned()
}

pub(super) fn nonce(secret: &Secret) -> Nonce {
    Nonce::new(secret.hash(Purpose::ProviderNonce).as_str().to_owned())
}

pub(super) fn verifier(secret: &Secret) -> PkceCodeVerifier {
    PkceCodeVerifier::new(secret.hash(Purpose::ProviderVerifier).as_str().to_owned())
}

impl Identity {
    /// Ids and names of all providers.
    pub fn providers(&self) -> impl Iterator<Item = (&str, &str)> {
        let settings = self.oidc.providers.iter().map(|one| one.settings());
        settings.map(|settings| (settings.id.as_str(), settings.name.as_str()))
    }

    /// Where a provider sends browsers back to.
    pub(super) fn redirect_url(&self) -> RedirectUrl {
        let url = format!("{}/api/v11/auth/oidc/callback", self.settings.public_url);
        RedirectUrl::new(url).expect("the portal's own address was looked at when it opened")
    }

    /// Sends a browser to a provider: to sign in, or to link the provider to whoever is signed in.
    ///
    /// # Errors
    /// If there is no such provider, it is silent, or too many were sent from this network.
    pub async fn go_to_provider(
        &self,
        provider_id: &str,
        (asked, linking): (Option<&str>, Option<&SignedIn>),
        facts: &RequestFacts,
    ) -> Result<Going, IdentityError> {
        let provider = self.oidc.provider(provider_id);
        let provider = provider.ok_or(IdentityError::NotFound {
            what: "identity provider",
        })?;
        let now = self.store.clock().now();
        self.count_attempt(&Limit::of_provider(&facts.network()), now)
            .await?;
        let published = provider.published(&self.oidc.outbound, now).await;
        let published = published.map_err(|_: ProviderProblem| IdentityError::ProviderSilent)?;
        let secret = Secret::random();
        let going = (
            CsrfToken::new(state(&secret)),
            nonce(&secret),
            &verifier(&secret),
        );
        let url = provider.sign_in_address(&published, self.redirect_url(), going);
        sqlx::query::<Any>(
            "INSERT INTO provider_sign_ins (token_hash, provider_id, return_to, session_id, expires_ms) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(secret.hash(Purpose::ProviderSignIn).as_str())
        .bind(provider_id)
        .bind(return_to::page(asked))
        .bind(linking.map(|session| session.session_id.as_str().to_owned()))
        .bind(now.after(SIGN_IN_LASTS).ms())
        .execute(self.store.pool())
        .await?;
        Ok(Going { url, secret })
    }

    /// Takes back what was counted for somebody who came back signed in.
    pub(super) async fn came_back(
        &self,
        write: &mut crate::store::Write,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let limits = Limit::of_provider(&facts.network());
        Ok(limits::take_back(write, self.store.sealing(), &limits).await?)
    }
}
