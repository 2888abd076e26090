//! Who asks: a user with a session or an access token of a provider, or a program with a key of an organisation or an access token.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use sqlx::Any;

use super::roles::Roles;
use crate::identity::oidc::Bearer;
use crate::identity::{Identity, IdentityError, RequestFacts, SignedIn, session_of};
use crate::ids::{ApiKeyId, IdentityId, OrganisationId, UserId};
use crate::secret::{Purpose, Secret};
use crate::store::sealing::{Owner, Place};
use crate::store::{Store, StoreError};
use crate::time::UnixTime;

/// What a key of a program begins with, so that it is recognised where it should not be.
pub const API_KEY_PREFIX: &str = "agk_";
/// How exactly it is kept when a key was used last.
const LAST_USED_KEPT_TO_MS: i64 = 30_000;

/// What kinds of principals the policy knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrincipalKind {
    /// A user.
    User,
    /// A program, with a key of an organisation or an access token of a provider.
    ApiKey,
}

impl PrincipalKind {
    /// All.
    pub const ALL: [Self; 2] = [Self::User, Self::ApiKey];
}

/// A program that shows a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKeyPrincipal {
    /// The key.
    pub key_id: ApiKeyId,
    /// The only organisation it is for.
    pub organisation_id: OrganisationId,
    /// What it may do there.
    pub roles: Roles,
}

/// A user who shows an access token of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPrincipal {
    /// Who.
    pub user_id: UserId,
    /// The identity that the provider vouches for.
    pub identity_id: IdentityId,
    /// When the provider asked for a password or more last.
    pub authenticated_at: Option<UnixTime>,
    /// When the token ends.
    pub expires_at: UnixTime,
}

/// A program that shows an access token of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramPrincipal {
    /// Provider and subject.
    pub name: String,
    /// What it may do, where.
    pub roles: BTreeMap<OrganisationId, Roles>,
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum Principal {
    /// A user.
    User(Arc<SignedIn>),
    /// A user without a session.
    Token(TokenPrincipal),
    /// A program of one organisation.
    ApiKey(ApiKeyPrincipal),
    /// A program that a provider knows.
    Program(ProgramPrincipal),
}

impl Principal {
    /// Who sent a request. A key counts before a cookie, so a program never acts as a user by mistake.
    ///
    /// # Errors
    /// [`IdentityError::NotSignedIn`] if nobody did.
    pub async fn of(
        identity: &Identity,
        headers: &HeaderMap,
        facts: &RequestFacts,
    ) -> Result<Self, IdentityError> {
        match headers.get(AUTHORIZATION) {
            None => Ok(Self::User(session_of(identity, headers).await?)),
            Some(value) => {
                let shown = value.to_str().unwrap_or_default();
                let token = shown.strip_prefix("Bearer ").unwrap_or_default();
                if token.starts_with(API_KEY_PREFIX) {
                    let key = api_key(identity.store(), token, facts).await?;
                    return key.map(Self::ApiKey).ok_or(IdentityError::NotSignedIn);
                }
                Ok(identity.bearer(token).await?.into())
            }
        }
    }

    /// Which kind.
    pub const fn kind(&self) -> PrincipalKind {
        match self {
            Self::User(_) | Self::Token(_) => PrincipalKind::User,
            Self::ApiKey(_) | Self::Program(_) => PrincipalKind::ApiKey,
        }
    }

    /// Which user; nothing for a program.
    pub fn user_id(&self) -> Option<&UserId> {
        match self {
            Self::User(session) => Some(&session.user_id),
            Self::Token(token) => Some(&token.user_id),
            Self::ApiKey(_) | Self::Program(_) => None,
        }
    }

    /// The id of whoever it is.
    pub fn id(&self) -> &str {
        match self {
            Self::User(session) => session.user_id.as_str(),
            Self::Token(token) => token.user_id.as_str(),
            Self::ApiKey(key) => key.key_id.as_str(),
            Self::Program(program) => &program.name,
        }
    }
}

impl Principal {
    /// Who it is for the process's log: an id, and of a program that a provider knows the provider, because the provider chose how it calls the program.
    pub(crate) fn logged_as(&self) -> String {
        match self {
            Self::User(_) | Self::Token(_) | Self::ApiKey(_) => self.id().to_owned(),
            Self::Program(program) => {
                let provider = program.name.split(':').next().unwrap_or_default();
                format!("a program of {provider}")
            }
        }
    }
}

impl From<Bearer> for Principal {
    fn from(bearer: Bearer) -> Self {
        match bearer {
            Bearer::User {
                user_id,
                identity_id,
                authenticated_at,
                expires_at,
            } => Self::Token(TokenPrincipal {
                user_id,
                identity_id,
                authenticated_at,
                expires_at,
            }),
            Bearer::Program { name, roles } => Self::Program(ProgramPrincipal { name, roles }),
        }
    }
}

/// The place of the address from which a key was used last.
pub const fn last_used_address(row: &str) -> Place<'_> {
    Place {
        column: "api_keys.last_used_address",
        row,
    }
}

type Row = (String, String, i64, i64, Option<i64>);

/// Whose key somebody shows. Nothing if it is none, or is over.
async fn api_key(
    store: &Store,
    shown: &str,
    facts: &RequestFacts,
) -> Result<Option<ApiKeyPrincipal>, StoreError> {
    let Some(secret) = shown.strip_prefix(API_KEY_PREFIX).and_then(Secret::parse) else {
        return Ok(None);
    };
    let hash = secret.hash(Purpose::ApiKey);
    let row: Option<Row> = sqlx::query_as::<Any, _>(
        "SELECT key_id, organisation_id, roles, expires_ms, last_used_ms FROM api_keys WHERE token_hash = $1",
    )
    .bind(hash.as_str())
    .fetch_optional(store.pool())
    .await?;
    let Some((key_id, organisation_id, roles, expires_ms, last_used_ms)) = row else {
        return Ok(None);
    };
    let now = store.clock().now();
    if UnixTime::from_ms(expires_ms) <= now {
        return Ok(None);
    }
    let column = |column| StoreError::Column { column };
    let principal = ApiKeyPrincipal {
        key_id: ApiKeyId::parse(&key_id).ok_or_else(|| column("api_keys.key_id"))?,
        organisation_id: OrganisationId::parse(&organisation_id)
            .ok_or_else(|| column("api_keys.organisation_id"))?,
        roles: Roles::from_column(roles).ok_or_else(|| column("api_keys.roles"))?,
    };
    if last_used_ms.is_none_or(|last| now.ms() - last >= LAST_USED_KEPT_TO_MS) {
        was_used(store, &principal, facts, now).await?;
    }
    Ok(Some(principal))
}

async fn was_used(
    store: &Store,
    key: &ApiKeyPrincipal,
    facts: &RequestFacts,
    now: UnixTime,
) -> Result<(), StoreError> {
    let owner = Owner::Organisation(key.organisation_id.clone());
    let Some(sealing_key) = store.sealing().key(store.pool(), &owner).await? else {
        return Ok(());
    };
    let row = key.key_id.as_str();
    let address = sealing_key.seal(last_used_address(row), &facts.address_text());
    sqlx::query::<Any>(
        "UPDATE api_keys SET last_used_ms = $1, last_used_address = $2 WHERE key_id = $3",
    )
    .bind(now.ms())
    .bind(address)
    .bind(row)
    .execute(store.pool())
    .await?;
    Ok(())
}
