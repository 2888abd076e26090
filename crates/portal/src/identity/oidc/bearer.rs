//! Access tokens of providers (RFC 9068): how a phone or a program shows who it is without a cookie.
//!
//! A token counts if the provider is set with an audience, signed it for exactly that, and it holds now and for an hour at most. Whose it is, is said by issuer and
//! subject, as with a sign-in: a user who linked that identity, or else a program, which has the roles that the rules of memberships give by its claims.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::claims::is_subject;
use super::identities;
use super::jwt::{self, JwtProblem};
use super::mapping::{Claims, mapped};
use super::provider::{CLOCKS_APART_MS, Provider};
use super::settings::OidcProviderSettings;
use crate::access::roles::{Role, Roles};
use crate::identity::{Identity, IdentityError, users};
use crate::ids::{IdentityId, OrganisationId, UserId};
use crate::time::UnixTime;

/// Longest time for which a token may be made out: so long it is good for after somebody was switched off at the provider.
pub const TOKEN_LASTS_MAX: Duration = Duration::from_secs(60 * 60);
/// What the header of an access token may call itself; Keycloak says JWT.
const TYPES: [&str; 2] = ["at+jwt", "jwt"];

/// Whose token it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A user, who linked the identity.
    User {
        /// Who.
        user_id: UserId,
        /// By which identity.
        identity_id: IdentityId,
        /// When the provider asked for a password or more last.
        authenticated_at: Option<UnixTime>,
        /// When the token ends.
        expires_at: UnixTime,
    },
    /// A program that the provider knows.
    Program {
        /// Provider and subject, for lists and the audit log.
        name: String,
        /// What it may do, where.
        roles: BTreeMap<OrganisationId, Roles>,
    },
}

/// Claims of an access token that hold.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    subject: String,
    expires_at: UnixTime,
    authenticated_at: Option<UnixTime>,
}

fn seconds(claims: &Claims, name: &str) -> Option<UnixTime> {
    let seconds = claims.get(name)?.as_i64()?;
    Some(UnixTime::from_ms(seconds.checked_mul(1_000)?))
}

/// What a token says, if it is for this portal and holds now.
fn held(
    claims: &Claims,
    (issuer, audience, subject_claim): (&str, &str, &str),
    now: UnixTime,
) -> Option<Held> {
    let text = |name| claims.get(name).and_then(Value::as_str);
    let is_for_us = match claims.get("aud")? {
        Value::String(one) => one == audience,
        Value::Array(all) => all.iter().any(|one| one == audience),
        _ => false,
    };
    // An ID token says a nonce, a logout token events; neither shows that somebody may act.
    let is_another_kind = claims.contains_key("nonce")
        || claims.contains_key("events")
        || text("typ").is_some_and(|typ| typ != "Bearer");
    let subject = text(subject_claim).filter(|subject| is_subject(subject))?;
    let (issued_at, expires_at) = (seconds(claims, "iat")?, seconds(claims, "exp")?);
    let begins_at = seconds(claims, "nbf").unwrap_or(issued_at).max(issued_at);
    let latest = issued_at.after(TOKEN_LASTS_MAX);
    let holds =
        begins_at.ms() <= now.ms() + CLOCKS_APART_MS && now < expires_at && expires_at <= latest;
    let is_ours = text("iss") == Some(issuer) && is_for_us && !is_another_kind;
    (is_ours && holds).then(|| Held {
        subject: subject.to_owned(),
        expires_at,
        authenticated_at: seconds(claims, "auth_time"),
    })
}

fn roles(claims: &Claims, settings: &OidcProviderSettings) -> BTreeMap<OrganisationId, Roles> {
    let mut found: BTreeMap<OrganisationId, Roles> = BTreeMap::new();
    for (organisation, role) in mapped(claims, settings) {
        if let (Some(id), Some(role)) = (OrganisationId::parse(&organisation), Role::parse(&role)) {
            let of_all = found.entry(id).or_default();
            *of_all = of_all.with(Roles::from(role));
        }
    }
    found
}

impl Identity {
    /// Whose access token somebody shows.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] if it does not count; [`IdentityError::ProviderSilent`] if the provider's keys cannot be read.
    pub async fn bearer(&self, token: &str) -> Result<Bearer, IdentityError> {
        let refused = || IdentityError::NotSignedIn;
        // Only which provider is to be asked; what the token says is looked at when its signature is.
        let issuer = jwt::claims_of_verified(token);
        let issuer = issuer
            .as_ref()
            .and_then(|claims| claims.get("iss")?.as_str());
        let providers = self.oidc.providers.iter();
        let provider = providers
            .filter(|one| Some(one.settings().issuer.as_str()) == issuer)
            .find_map(|one| Some((one, one.settings().audience.as_deref()?)));
        let (provider, audience) = provider.ok_or_else(refused)?;
        let now = self.store.clock().now();
        let claims = self.signed_claims(provider, token, now).await?;
        let settings = provider.settings();
        let ours = (
            settings.issuer.as_str(),
            audience,
            settings.subject_claim.as_str(),
        );
        let held = held(&claims, ours, now).ok_or_else(refused)?;
        let lookup = identities::lookup(&self.store, &settings.issuer, &held.subject);
        if let Some((identity_id, user_id)) = identities::owner(self.store.pool(), &lookup).await? {
            if users::is_disabled(self.store.pool(), &user_id).await? {
                return Err(refused());
            }
            return Ok(Bearer::User {
                user_id,
                identity_id,
                authenticated_at: held.authenticated_at,
                expires_at: held.expires_at,
            });
        }
        // Whoever was deleted does not go on as a program.
        if self.has_departed(&lookup, now).await? {
            return Err(refused());
        }
        let roles = roles(&claims, settings);
        if roles.is_empty() {
            return Err(refused());
        }
        Ok(Bearer::Program {
            name: format!("{}:{}", settings.id, held.subject),
            roles,
        })
    }

    async fn signed_claims(
        &self,
        provider: &Provider,
        token: &str,
        now: UnixTime,
    ) -> Result<Claims, IdentityError> {
        let outbound = &self.oidc.outbound;
        let silent = |_| IdentityError::ProviderSilent;
        let published = provider.published(outbound, now).await.map_err(silent)?;
        let verified = match jwt::verified(token, published.keys(), &TYPES) {
            Err(JwtProblem::UnknownKey) => {
                let newer = provider.with_newer_keys(outbound, now).await;
                jwt::verified(token, newer.map_err(silent)?.keys(), &TYPES)
            }
            verified => verified,
        };
        verified.map_err(|_| IdentityError::NotSignedIn)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW_S: i64 = 1_800_000_000;

    fn sound() -> Value {
        json!({
            "iss": "https://id.example", "aud": ["account", "aurigraph-api"], "sub": "7", "typ": "Bearer",
            "iat": NOW_S - 60, "exp": NOW_S + 240, "auth_time": NOW_S - 90,
        })
    }

    fn read(claims: &Value) -> Option<Held> {
        let now = UnixTime::from_ms(NOW_S * 1_000);
        held(
            claims.as_object().unwrap(),
            ("https://id.example", "aurigraph-api", "sub"),
            now,
        )
    }

    #[test]
    fn only_a_token_for_this_portal_that_holds_now_counts() {
        let found = read(&sound()).unwrap();
        assert_eq!(found.subject, "7");
        assert_eq!(found.expires_at.ms(), (NOW_S + 240) * 1_000);
        for (name, value) in [
            ("aud", json!("aurigraph-api")),
            ("typ", Value::Null),
            ("nbf", json!(NOW_S)),
            // Clocks that are not quite level.
            ("iat", json!(NOW_S + 30)),
            ("exp", json!(NOW_S + 1)),
        ] {
            let mut claims = sound();
            claims[name] = value.clone();
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            }
            assert!(read(&claims).is_some(), "{name}: {value}");
        }
        for (name, value) in [
            ("iss", json!("https://id.example/")),
            ("aud", json!("aurigraph")),
            ("aud", json!(["aurigraph-api/", "account"])),
            ("aud", json!({ "aurigraph-api": true })),
            ("sub", json!("")),
            ("sub", json!(7)),
            ("typ", json!("ID")),
            ("typ", json!("Refresh")),
            ("nonce", json!("x")),
            ("events", json!({})),
            ("exp", json!(NOW_S)),
            ("exp", json!(NOW_S - 60 + 3_601)),
            ("exp", json!("later")),
            ("exp", json!(i64::MAX)),
            ("iat", json!(NOW_S + 61)),
            ("iat", Value::Null),
            ("nbf", json!(NOW_S + 61)),
        ] {
            let mut claims = sound();
            claims[name] = value.clone();
            assert_eq!(read(&claims), None, "{name}: {value}");
        }
    }
}
