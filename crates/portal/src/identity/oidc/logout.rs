//! A provider says that a session there has ended (OpenID Connect Back-Channel Logout 1.0).

use std::time::Duration;

use serde_json::Value;
use sqlx::Any;

use super::claims::is_subject;
use super::identities;
use super::jwt::{self, JwtProblem};
use super::mapping::Claims;
use super::provider::{CLOCKS_APART_MS, Provider};
use crate::identity::{Identity, IdentityError};
use crate::ids::{SessionId, UserId};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const TYPES: [&str; 2] = ["logout+jwt", "jwt"];
/// How old a token may be.
const TOKEN_AGE_MAX_MS: i64 = 5 * 60 * 1_000;
/// Longer than a token can be used: then it need not be known any more that it was.
const REMEMBERED: Duration = Duration::from_secs(15 * 60);
const NAME_BYTES_MAX: usize = 255;

/// Why a logout token ends nothing.
#[derive(Debug, thiserror::Error)]
pub enum LogoutRefused {
    /// Not there.
    #[error("there is no such identity provider")]
    NoProvider,
    /// What is wrong with it.
    #[error("the logout token is not taken: {0}")]
    Token(&'static str),
    /// The provider's keys.
    #[error("the keys of the identity provider cannot be read")]
    ProviderSilent,
    /// A fault here.
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

impl From<StoreError> for LogoutRefused {
    fn from(error: StoreError) -> Self {
        Self::Identity(error.into())
    }
}

impl From<sqlx::Error> for LogoutRefused {
    fn from(error: sqlx::Error) -> Self {
        Self::Identity(error.into())
    }
}

/// Whose session has ended.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    subject: Option<String>,
    sid: Option<String>,
    name: String,
}

fn text(claims: &Claims, name: &str) -> Option<String> {
    claims.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn ended(
    claims: &Claims,
    (issuer, client_id, subject_claim): (&str, &str, &str),
    now: UnixTime,
) -> Result<Ended, &'static str> {
    let is_for_us = match claims.get("aud") {
        Some(Value::String(one)) => one == client_id,
        Some(Value::Array(several)) => several.iter().any(|one| one == client_id),
        _ => false,
    };
    let milliseconds = |name: &str| {
        let seconds = claims.get(name).and_then(Value::as_i64);
        seconds.and_then(|seconds| seconds.checked_mul(1_000))
    };
    let is_of_now =
        |issued: i64| issued > now.ms() - TOKEN_AGE_MAX_MS && issued < now.ms() + CLOCKS_APART_MS;
    let event = claims.get("events").and_then(|events| events.get(EVENT));
    if claims.get("iss").is_none_or(|iss| iss != issuer) {
        return Err("iss is not the issuer");
    }
    if !is_for_us {
        return Err("aud is not this client");
    }
    if !milliseconds("iat").is_some_and(is_of_now) {
        return Err("iat is not within the last five minutes");
    }
    if milliseconds("exp").is_none_or(|expires| expires <= now.ms()) {
        return Err("exp is missing or past");
    }
    if !event.is_some_and(Value::is_object) {
        return Err("events does not say that somebody signed out");
    }
    if claims.contains_key("nonce") {
        return Err("nonce is there: this is an ID token");
    }
    let name = text(claims, "jti").filter(|name| (1..=NAME_BYTES_MAX).contains(&name.len()));
    let ended = Ended {
        subject: text(claims, subject_claim).filter(|subject| is_subject(subject)),
        sid: text(claims, "sid").filter(|sid| (1..=NAME_BYTES_MAX).contains(&sid.len())),
        name: name.ok_or("jti is missing")?,
    };
    if ended.subject.is_none() && ended.sid.is_none() {
        return Err("neither sub nor sid is there");
    }
    Ok(ended)
}

impl Identity {
    /// Ends the sessions of which a provider says that they ended there. How many there were.
    ///
    /// # Errors
    /// If anything about the token is not right, or it was used before.
    pub async fn back_channel_logout(
        &self,
        provider_id: &str,
        token: &str,
    ) -> Result<usize, LogoutRefused> {
        let provider = self.oidc.provider(provider_id);
        let provider = provider.ok_or(LogoutRefused::NoProvider)?;
        let now = self.store.clock().now();
        let claims = self.logout_claims(provider, token, now).await?;
        let settings = provider.settings();
        let ours = (
            settings.issuer.as_str(),
            settings.client_id.as_str(),
            settings.subject_claim.as_str(),
        );
        let ended = ended(&claims, ours, now).map_err(LogoutRefused::Token)?;
        let mut write = self.store.write().await?;
        let name = identities::sid_lookup(&self.store, &settings.issuer, &ended.name);
        let is_new = sqlx::query::<Any>(
            "INSERT INTO logout_tokens (token_lookup, expires_ms) VALUES ($1, $2) ON CONFLICT (token_lookup) DO NOTHING",
        )
        .bind(name)
        .bind(now.after(REMEMBERED).ms())
        .execute(&mut *write)
        .await?;
        if is_new.rows_affected() == 0 {
            return Err(LogoutRefused::Token("it was used before"));
        }
        let sessions = self
            .sessions_of(&mut write, &settings.issuer, &ended)
            .await?;
        let detail = format!("provider {provider_id}");
        self.end_for_provider(&mut write, &sessions, &detail)
            .await?;
        write.commit().await?;
        for (user_id, _) in &sessions {
            self.sessions.forget(user_id);
        }
        Ok(sessions.len())
    }

    async fn logout_claims(
        &self,
        provider: &Provider,
        token: &str,
        now: UnixTime,
    ) -> Result<Claims, LogoutRefused> {
        let outbound = &self.oidc.outbound;
        let silent = |_| LogoutRefused::ProviderSilent;
        let published = provider.published(outbound, now).await.map_err(silent)?;
        let verified = match jwt::verified(token, published.keys(), &TYPES) {
            Err(JwtProblem::UnknownKey) => {
                let newer = provider.with_newer_keys(outbound, now).await;
                jwt::verified(token, newer.map_err(silent)?.keys(), &TYPES)
            }
            verified => verified,
        };
        verified.map_err(|problem| {
            LogoutRefused::Token(match problem {
                JwtProblem::Form => "it is no signed token of an allowed kind",
                JwtProblem::UnknownKey => "its key is not known",
                JwtProblem::Signature => "its signature is wrong",
            })
        })
    }

    /// The sessions that are meant; what waits for a code ends here as well.
    async fn sessions_of(
        &self,
        write: &mut Write,
        issuer: &str,
        ended: &Ended,
    ) -> Result<Vec<(UserId, SessionId)>, LogoutRefused> {
        let lookup = |subject: &String| identities::lookup(&self.store, issuer, subject);
        let subject = ended.subject.as_ref().map(lookup).unwrap_or_default();
        let lookup = |sid: &String| identities::sid_lookup(&self.store, issuer, sid);
        let sid = ended.sid.as_ref().map(lookup).unwrap_or_default();
        // Without a session's name all of the identity are meant, and those that came without a name are meant in any case.
        let rows: Vec<(String, String, Option<String>, Option<String>)> = sqlx::query_as::<Any, _>(
            "SELECT grants.grant_id, grants.user_id, grants.session_id, grants.waiting_hash FROM provider_grants grants \
             JOIN identities ON identities.identity_id = grants.identity_id \
             WHERE (identities.subject_lookup = $1 AND ($2 = '' OR grants.sid_lookup IS NULL OR grants.sid_lookup = $3)) \
             OR ($4 = '' AND grants.sid_lookup = $5)",
        )
        .bind(&subject)
        .bind(&sid)
        .bind(&sid)
        .bind(&subject)
        .bind(&sid)
        .fetch_all(&mut **write)
        .await?;
        let mut sessions = Vec::new();
        for (grant_id, user_id, session_id, waiting_hash) in rows {
            if let Some(waiting_hash) = waiting_hash {
                for statement in [
                    "DELETE FROM waiting_sign_ins WHERE token_hash = $1",
                    "DELETE FROM provider_grants WHERE waiting_hash = $1",
                ] {
                    sqlx::query::<Any>(statement)
                        .bind(&waiting_hash)
                        .execute(&mut **write)
                        .await?;
                }
            }
            let session_id = session_id.and_then(|id| SessionId::parse(&id));
            match (UserId::parse(&user_id), session_id) {
                (Some(user_id), Some(session_id)) => sessions.push((user_id, session_id)),
                _ => tracing::debug!(grant_id, "a grant without a session"),
            }
        }
        Ok(sessions)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: UnixTime = UnixTime::from_ms(1_790_000_000_000);

    fn of(change: impl FnOnce(&mut Value)) -> Result<Ended, &'static str> {
        let mut claims = json!({
            "iss": "https://a.example.org", "aud": "portal", "iat": 1_789_999_990, "exp": 1_790_000_060,
            "jti": "1", "sub": "7", "sid": "s", "events": { EVENT: {} },
        });
        change(&mut claims);
        ended(
            claims.as_object().unwrap(),
            ("https://a.example.org", "portal", "sub"),
            NOW,
        )
    }

    #[test]
    fn a_logout_token_has_what_it_must_and_nothing_it_must_not() {
        assert!(of(|_| ()).is_ok());
        assert!(of(|claims| claims["aud"] = json!(["other", "portal"])).is_ok());
        assert!(of(|claims| claims["sid"] = Value::Null).is_ok());
        for (field, value) in [
            ("iss", json!("https://a.example.org/")),
            ("iss", Value::Null),
            ("aud", json!("other")),
            ("aud", json!([])),
            ("aud", json!({ "portal": 1 })),
            ("iat", json!(1_789_999_000)),
            ("iat", json!(1_790_001_000)),
            ("iat", json!("1789999990")),
            ("iat", json!(i64::MAX)),
            ("exp", json!(1_790_000_000)),
            ("exp", Value::Null),
            ("jti", json!("")),
            ("jti", json!(1)),
            ("events", json!({})),
            ("events", json!([EVENT])),
            ("events", json!({ EVENT: true })),
            (
                "events",
                json!({ "http://schemas.openid.net/event/other": {} }),
            ),
            ("nonce", json!("n")),
            ("nonce", Value::Null),
        ] {
            assert!(
                of(|claims| claims[field] = value.clone()).is_err(),
                "{field} {value}"
            );
        }
        let nobody = of(|claims| {
            claims["sub"] = Value::Null;
            claims["sid"] = Value::Null;
        });
        assert_eq!(nobody, Err("neither sub nor sid is there"));
    }
}
