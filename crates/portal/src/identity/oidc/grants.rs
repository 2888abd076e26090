//! What a provider gave with a session, and asking it whether it still knows the user.
//!
//! ```text
//! request ─▶ session (read from the database, so at most twice a minute) ─▶ five minutes since the last time? ─▶ refresh token ─▶ provider
//!     a new one  ─▶ kept sealed, the old one is gone; with an ID token: memberships by its claims, as with a sign-in
//!     refused    ─▶ the session ends
//!     no answer  ─▶ the session goes on, for an hour at most
//! ```

use std::time::Duration;

use sqlx::Any;
use zeroize::Zeroizing;

use super::finish::is_missing;
use super::identities;
use super::mapping::{ToldMemberships, mapped};
use super::provider::{Provider, ProviderProblem};
use crate::audit::{self, AuditAction, AuditEvent, Outcome};
use crate::identity::sessions::SignedIn;
use crate::identity::{Identity, IdentityError, RequestFacts};
use crate::ids::{GrantId, IdentityId, SessionId, UserId};
use crate::secret::SecretHash;
use crate::store::sealing::{Owner, OwnersKey, Place};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// How often the provider is asked.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(5 * 60);
/// How long it may give no answer.
const SILENCE_MAX: Duration = Duration::from_secs(60 * 60);

const fn token_place(row: &str) -> Place<'_> {
    Place {
        column: "provider_grants.refresh_token",
        row,
    }
}

/// What is kept with a session, or with a sign-in that waits for a code.
pub struct NewGrant<'a> {
    /// Whose.
    pub user_id: &'a UserId,
    /// The user's key.
    pub key: &'a OwnersKey,
    /// With which identity.
    pub identity_id: &'a IdentityId,
    /// Of which provider.
    pub provider_id: &'a str,
    /// With which session, if there is one already.
    pub session_id: Option<&'a SessionId>,
    /// Else what waits for a code.
    pub waiting_hash: Option<&'a SecretHash>,
    /// The session at the provider.
    pub sid_lookup: Option<String>,
    /// To ask with.
    pub refresh_token: Option<&'a Zeroizing<String>>,
}

/// Keeps a grant.
pub async fn insert(
    write: &mut Write,
    grant: &NewGrant<'_>,
    now: UnixTime,
) -> Result<(), StoreError> {
    let grant_id = GrantId::random();
    let row = grant_id.as_str();
    let sealed = grant
        .refresh_token
        .map(|token| grant.key.seal(token_place(row), token));
    sqlx::query::<Any>(
        "INSERT INTO provider_grants (grant_id, user_id, identity_id, provider_id, session_id, waiting_hash, sid_lookup, refresh_token, created_ms, checked_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row)
    .bind(grant.user_id.as_str())
    .bind(grant.identity_id.as_str())
    .bind(grant.provider_id)
    .bind(grant.session_id.map(|id| id.as_str().to_owned()))
    .bind(grant.waiting_hash.map(|hash| hash.as_str().to_owned()))
    .bind(grant.sid_lookup.clone())
    .bind(sealed)
    .bind(now.ms())
    .bind(now.ms())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Gives what waited for a code to the session that the code began.
pub async fn attach(
    write: &mut Write,
    waiting_hash: &SecretHash,
    session_id: &SessionId,
) -> Result<(), StoreError> {
    sqlx::query::<Any>(
        "UPDATE provider_grants SET session_id = $1, waiting_hash = NULL WHERE waiting_hash = $2",
    )
    .bind(session_id.as_str())
    .bind(waiting_hash.as_str())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// A grant that is due.
struct Due {
    grant_id: String,
    provider_id: String,
    identity_id: String,
    refresh_token: Zeroizing<String>,
    key: std::sync::Arc<OwnersKey>,
    silent_since: Option<UnixTime>,
}

/// What the provider says of a user.
enum Verdict {
    /// With a new refresh token and, if the provider told of the user's claims again, the memberships that follow from them.
    Known(Option<Zeroizing<String>>, Option<Vec<(String, String)>>),
    Unknown,
    /// With a new refresh token, if that much was said: the old one may count no more.
    NoAnswer(Option<Zeroizing<String>>),
}

impl Identity {
    /// Asks the provider of a session, if there is one and it is time to.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] if the session has ended by it.
    pub(in crate::identity) async fn check_with_provider(
        &self,
        session: &SignedIn,
    ) -> Result<(), IdentityError> {
        let now = self.store.clock().now();
        let Some(due) = self.due(session, now).await? else {
            return Ok(());
        };
        let verdict = match self.oidc.provider(&due.provider_id) {
            Some(provider) => self.verdict(provider, &due, now).await?,
            // The operator took it out of the configuration.
            None => Verdict::Unknown,
        };
        let grant = due.grant_id.as_str();
        match verdict {
            Verdict::Known(token, memberships) => {
                let token = token.as_ref().unwrap_or(&due.refresh_token);
                let mut write = self.store.write().await?;
                sqlx::query::<Any>(
                    "UPDATE provider_grants SET refresh_token = $1, silent_since_ms = NULL WHERE grant_id = $2",
                )
                .bind(due.key.seal(token_place(grant), token))
                .bind(grant)
                .execute(&mut *write)
                .await?;
                if let (Some(memberships), Some(keeper)) = (memberships, &self.oidc.memberships) {
                    let told = ToldMemberships {
                        user_id: session.user_id.clone(),
                        provider_id: due.provider_id,
                        memberships,
                    };
                    // No browser asked for it.
                    let facts = RequestFacts::default();
                    keeper.replace(&mut write, &told, &facts).await?;
                }
                write.commit().await?;
                return Ok(());
            }
            Verdict::NoAnswer(token) => {
                let since = due.silent_since.unwrap_or(now);
                if now.since(since) < SILENCE_MAX {
                    let token = token.as_ref().unwrap_or(&due.refresh_token);
                    sqlx::query::<Any>(
                        "UPDATE provider_grants SET silent_since_ms = $1, refresh_token = $2 WHERE grant_id = $3",
                    )
                    .bind(since.ms())
                    .bind(due.key.seal(token_place(grant), token))
                    .bind(grant)
                    .execute(self.store.pool())
                    .await?;
                    return Ok(());
                }
            }
            Verdict::Unknown => {}
        }
        let detail = format!("provider {}", due.provider_id);
        let ended = [(session.user_id.clone(), session.session_id.clone())];
        let mut write = self.store.write().await?;
        self.end_for_provider(&mut write, &ended, &detail).await?;
        write.commit().await?;
        self.sessions.forget(&session.user_id);
        Err(IdentityError::NotSignedIn)
    }

    /// The grant of a session, if it is time; nobody else asks at the same time.
    async fn due(&self, session: &SignedIn, now: UnixTime) -> Result<Option<Due>, IdentityError> {
        type Row = (String, String, String, Option<String>, i64, Option<i64>);
        let row: Option<Row> = sqlx::query_as::<Any, _>(
            "SELECT grant_id, provider_id, identity_id, refresh_token, checked_ms, silent_since_ms FROM provider_grants WHERE session_id = $1",
        )
        .bind(session.session_id.as_str())
        .fetch_optional(self.store.pool())
        .await?;
        let Some((grant_id, provider_id, identity_id, Some(sealed), checked_ms, silent_ms)) = row
        else {
            return Ok(None);
        };
        if now.since(UnixTime::from_ms(checked_ms)) < ASKED_AGAIN_AFTER {
            return Ok(None);
        }
        let claimed = sqlx::query::<Any>(
            "UPDATE provider_grants SET checked_ms = $1 WHERE grant_id = $2 AND checked_ms = $3",
        )
        .bind(now.ms())
        .bind(&grant_id)
        .bind(checked_ms)
        .execute(self.store.pool())
        .await?;
        if claimed.rows_affected() == 0 {
            return Ok(None);
        }
        let owner = Owner::User(session.user_id.clone());
        let key = self.store.sealing().key(self.store.pool(), &owner).await?;
        let key = key.ok_or(IdentityError::NotSignedIn)?;
        let opened = key.open(token_place(&grant_id), &sealed);
        Ok(Some(Due {
            refresh_token: opened.map_err(StoreError::from)?,
            grant_id,
            provider_id,
            identity_id,
            key,
            silent_since: silent_ms.map(UnixTime::from_ms),
        }))
    }

    async fn verdict(
        &self,
        provider: &Provider,
        due: &Due,
        now: UnixTime,
    ) -> Result<Verdict, IdentityError> {
        let outbound = &self.oidc.outbound;
        let mut renewed = None;
        let asked = async {
            let published = provider.published(outbound, now).await?;
            let token = due.refresh_token.to_string();
            let tokens = provider
                .refreshed(outbound, &published, self.redirect_url(), token)
                .await?;
            renewed = tokens.refresh_token;
            let Some(id_token) = &tokens.id_token else {
                return Ok(None);
            };
            let told = provider.claims(outbound, &published, (id_token, None), now);
            let mut claims = told.await?;
            if is_missing(&claims, provider.settings(), &[]) {
                let token = &tokens.access_token;
                provider
                    .add_user_info(outbound, &published, &mut claims, token)
                    .await?;
            }
            Ok(Some(claims))
        };
        let claims = match asked.await {
            Ok(claims) => claims,
            Err(ProviderProblem::Silent) => return Ok(Verdict::NoAnswer(renewed)),
            Err(ProviderProblem::Refused(_)) => return Ok(Verdict::Unknown),
        };
        let mut memberships = None;
        if let Some(claims) = claims {
            let settings = provider.settings();
            let subject = claims.get(&settings.subject_claim);
            let subject = subject.and_then(serde_json::Value::as_str);
            let issuer = &settings.issuer;
            let lookup = identities::lookup(&self.store, issuer, subject.unwrap_or_default());
            let owner = identities::owner(self.store.pool(), &lookup).await?;
            if owner.is_none_or(|(identity_id, _)| identity_id.as_str() != due.identity_id) {
                return Ok(Verdict::Unknown);
            }
            memberships = Some(mapped(&claims, settings));
        }
        Ok(Verdict::Known(renewed, memberships))
    }

    /// Ends sessions because a provider said so, with a line for each.
    pub(super) async fn end_for_provider(
        &self,
        write: &mut Write,
        ended: &[(UserId, SessionId)],
        detail: &str,
    ) -> Result<(), IdentityError> {
        let now = self.store.clock().now();
        for (user_id, session_id) in ended {
            if !self.sessions.end(write, user_id, session_id).await? {
                continue;
            }
            let owner = Owner::User(user_id.clone());
            let Some(key) = self.store.sealing().key(&mut **write, &owner).await? else {
                continue;
            };
            let event = AuditEvent {
                action: AuditAction::EndedByProvider,
                outcome: Outcome::Succeeded,
                actor: None,
                target: Some(user_id),
                facts: &RequestFacts::default(),
                detail: Some(detail),
            };
            audit::append(&self.store, write, &key, &event, now).await?;
        }
        Ok(())
    }

    /// Where a browser signs out of the provider of a session, if it came from one that has such a place.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn end_session_url(
        &self,
        session: &SignedIn,
    ) -> Result<Option<String>, IdentityError> {
        let row: Option<(String,)> = sqlx::query_as::<Any, _>(
            "SELECT provider_id FROM provider_grants WHERE session_id = $1",
        )
        .bind(session.session_id.as_str())
        .fetch_optional(self.store.pool())
        .await?;
        let provider = row.and_then(|(id,)| self.oidc.provider(&id));
        let Some(provider) = provider else {
            return Ok(None);
        };
        let now = self.store.clock().now();
        let Ok(published) = provider.published(&self.oidc.outbound, now).await else {
            return Ok(None);
        };
        let url = published
            .end_session_endpoint()
            .and_then(|endpoint| url::Url::parse(endpoint).ok());
        // Without the ID token, which would go through the browser: the provider asks the person instead.
        Ok(url.map(|mut url| {
            url.query_pairs_mut()
                .append_pair("client_id", &provider.settings().client_id)
                .append_pair(
                    "post_logout_redirect_uri",
                    &format!("{}/", self.settings.public_url),
                );
            url.into()
        }))
    }
}
