//! One provider: what it publishes about itself, and what is asked of it.
//!
//! What it publishes is read when it is needed and kept for an hour; while it cannot be read again, for a day. Keys are read again when a token names one that is
//! not known, once in a minute at most: whoever sends such tokens makes nobody else's server work.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::http::header::{ACCEPT, AUTHORIZATION};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
    CoreClientAuthMethod, CoreErrorResponseType, CoreGrantType, CoreIdToken, CoreIdTokenVerifier,
    CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    CoreTokenResponse,
};
use openidconnect::{
    AdditionalProviderMetadata, AsyncHttpClient, AuthorizationCode, ClaimsVerificationError,
    ClientId, ClientSecret, ConfigurationError, CsrfToken, DiscoveryError, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, JsonWebKeySet,
    JsonWebKeySetUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadata, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    SignatureVerificationError, StandardErrorResponse, TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::jwt;
use super::mapping::Claims;
use super::settings::{OidcProviderSettings, ProviderSettingsError};
use crate::outbound::target::{InternalHost, Target};
use crate::outbound::{Caller, Outbound, OutboundError, OutboundRequest};
use crate::time::UnixTime;

const PUBLISHED_HOLDS: Duration = Duration::from_secs(60 * 60);
/// When it cannot be read again.
const PUBLISHED_HOLDS_AT_MOST: Duration = Duration::from_secs(24 * 60 * 60);
const KEYS_AGAIN_AFTER: Duration = Duration::from_secs(60);
/// After a failure nobody asks for so long.
const FAILURE_HOLDS: Duration = Duration::from_secs(5);
/// How old an ID token may be: it comes straight from the provider.
const TOKEN_AGE_MAX_MS: i64 = 15 * 60 * 1_000;
/// How far clocks may be apart.
pub const CLOCKS_APART_MS: i64 = 60 * 1_000;

/// What is read beyond the library's own fields.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct More {
    end_session_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for More {}

type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

type TokenProblem = RequestTokenError<OutboundError, StandardErrorResponse<CoreErrorResponseType>>;

type Later<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// The library's client, over ours. It owns what it needs: what the library makes of it is sent between threads.
#[derive(Debug)]
struct Http {
    outbound: Arc<Outbound>,
    owner: String,
    internal_hosts: Vec<InternalHost>,
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = OutboundError;
    type Future = Later<'c, HttpResponse, OutboundError>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let url = parts.uri.to_string();
            let caller = Caller {
                owner: &self.owner,
                internal_hosts: &self.internal_hosts,
            };
            let request = OutboundRequest {
                method: parts.method,
                url: &url,
                headers: parts.headers,
                body,
            };
            self.outbound.send(caller, request).await
        })
    }
}

fn discovered(
    http: Http,
    issuer: IssuerUrl,
) -> Later<'static, Metadata, DiscoveryError<OutboundError>> {
    Box::pin(async move { Metadata::discover_async(issuer, &http).await })
}

fn fetched_keys(
    http: Http,
    address: JsonWebKeySetUrl,
) -> Later<'static, CoreJsonWebKeySet, DiscoveryError<OutboundError>> {
    Box::pin(async move { JsonWebKeySet::fetch_async(&address, &http).await })
}

/// What can go wrong on the way to tokens.
#[derive(Debug, thiserror::Error)]
enum Asking {
    #[error(transparent)]
    Settings(#[from] ConfigurationError),
    #[error(transparent)]
    Token(#[from] TokenProblem),
}

/// Why a provider could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderProblem {
    /// It gave no answer that can be used: later, perhaps.
    Silent,
    /// It said no, or something that is not true. The text is ours, for log and audit.
    Refused(&'static str),
}

/// What came for a code or a refresh token.
pub struct Tokens {
    /// Who it is.
    pub id_token: Option<CoreIdToken>,
    /// To ask for more claims, once; not kept.
    pub access_token: Zeroizing<String>,
    /// To ask later whether the user is still known.
    pub refresh_token: Option<Zeroizing<String>>,
}

impl From<CoreTokenResponse> for Tokens {
    fn from(response: CoreTokenResponse) -> Self {
        let refresh_token = response.refresh_token();
        Self {
            id_token: response.id_token().cloned(),
            access_token: Zeroizing::new(response.access_token().secret().clone()),
            refresh_token: refresh_token.map(|token| Zeroizing::new(token.secret().clone())),
        }
    }
}

#[derive(Debug, Default)]
struct Known {
    published: Option<Arc<Published>>,
    failed_at: Option<UnixTime>,
}

/// What a provider publishes.
#[derive(Debug)]
pub struct Published {
    metadata: Metadata,
    keys: CoreJsonWebKeySet,
    read_at: UnixTime,
    keys_read_at: UnixTime,
}

impl Published {
    /// Whether answers say from whom they are (RFC 9207).
    pub fn says_issuer(&self) -> bool {
        let more = self.metadata.additional_metadata();
        more.authorization_response_iss_parameter_supported
    }

    /// Its keys.
    pub const fn keys(&self) -> &CoreJsonWebKeySet {
        &self.keys
    }

    /// Where a browser signs out.
    pub fn end_session_endpoint(&self) -> Option<&str> {
        self.metadata
            .additional_metadata()
            .end_session_endpoint
            .as_deref()
    }
}

/// A provider.
#[derive(Debug)]
pub struct Provider {
    settings: OidcProviderSettings,
    owner: String,
    secret: ClientSecret,
    known: Mutex<Known>,
}

impl Provider {
    /// Reads its secret.
    pub fn new(settings: OidcProviderSettings) -> Result<Self, ProviderSettingsError> {
        Ok(Self {
            owner: format!("provider {}", settings.id),
            secret: ClientSecret::new(settings.client_secret()?.to_string()),
            settings,
            known: Mutex::default(),
        })
    }

    /// How it is set.
    pub const fn settings(&self) -> &OidcProviderSettings {
        &self.settings
    }

    fn http(&self, outbound: &Arc<Outbound>) -> Http {
        Http {
            outbound: Arc::clone(outbound),
            owner: self.owner.clone(),
            internal_hosts: self.settings.internal_hosts().to_vec(),
        }
    }

    fn silent(&self, error: &dyn std::error::Error) -> ProviderProblem {
        tracing::warn!(provider = self.settings.id, %error, "an identity provider gave no answer that can be used");
        ProviderProblem::Silent
    }

    /// What it publishes.
    pub async fn published(
        &self,
        outbound: &Arc<Outbound>,
        now: UnixTime,
    ) -> Result<Arc<Published>, ProviderProblem> {
        let mut known = self.known.lock().await;
        let age = |published: &Published| now.since(published.read_at);
        if let Some(published) = &known.published
            && age(published) < PUBLISHED_HOLDS
        {
            return Ok(Arc::clone(published));
        }
        let has_just_failed = known
            .failed_at
            .is_some_and(|failed_at| now.since(failed_at) < FAILURE_HOLDS);
        let read = if has_just_failed {
            Err(ProviderProblem::Silent)
        } else {
            self.read_published(outbound, now).await
        };
        match read {
            Ok(published) => {
                let published = Arc::new(published);
                *known = Known {
                    published: Some(Arc::clone(&published)),
                    failed_at: None,
                };
                Ok(published)
            }
            Err(problem) => {
                if !has_just_failed {
                    known.failed_at = Some(now);
                }
                let usable = known.published.as_ref();
                let usable = usable.filter(|published| age(published) < PUBLISHED_HOLDS_AT_MOST);
                usable.map(Arc::clone).ok_or(problem)
            }
        }
    }

    async fn read_published(
        &self,
        outbound: &Arc<Outbound>,
        now: UnixTime,
    ) -> Result<Published, ProviderProblem> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone());
        let issuer = issuer.map_err(|error| self.silent(&error))?;
        // It compares the issuer that is published with ours, character by character.
        let metadata = discovered(self.http(outbound), issuer).await;
        let metadata = metadata.map_err(|error| self.silent(&error))?;
        let more = metadata.additional_metadata();
        let for_browsers = [
            Some(metadata.authorization_endpoint().as_str()),
            more.end_session_endpoint.as_deref(),
        ];
        for address in for_browsers.into_iter().flatten() {
            let read = Target::parse(address, self.settings.internal_hosts());
            read.map_err(|error| self.silent(&error))?;
        }
        Ok(Published {
            keys: metadata.jwks().clone(),
            metadata,
            read_at: now,
            keys_read_at: now,
        })
    }

    /// Its keys, read again. The same ones as before if that was not long ago.
    pub async fn with_newer_keys(
        &self,
        outbound: &Arc<Outbound>,
        now: UnixTime,
    ) -> Result<Arc<Published>, ProviderProblem> {
        let before = self.published(outbound, now).await?;
        let mut known = self.known.lock().await;
        let before = known.published.clone().unwrap_or(before);
        if now.since(before.keys_read_at) < KEYS_AGAIN_AFTER {
            return Ok(before);
        }
        let address = before.metadata.jwks_uri().clone();
        let read = fetched_keys(self.http(outbound), address).await;
        let keys = match read {
            Ok(keys) => keys,
            Err(error) => {
                self.silent(&error);
                before.keys.clone()
            }
        };
        let published = Arc::new(Published {
            metadata: before.metadata.clone(),
            keys,
            read_at: before.read_at,
            keys_read_at: now,
        });
        known.published = Some(Arc::clone(&published));
        Ok(published)
    }

    fn client(&self, published: &Published, redirect: RedirectUrl) -> Client {
        let id = ClientId::new(self.settings.client_id.clone());
        let metadata = published.metadata.clone();
        CoreClient::from_provider_metadata(metadata, id, Some(self.secret.clone()))
            .set_redirect_uri(redirect)
    }

    /// Where the browser goes.
    pub fn sign_in_address(
        &self,
        published: &Published,
        redirect: RedirectUrl,
        (state, nonce, verifier): (CsrfToken, Nonce, &PkceCodeVerifier),
    ) -> String {
        let client = self.client(published, redirect);
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(verifier);
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let request = client
            .authorize_url(flow, move || state, move || nonce)
            .add_scopes(scopes)
            .set_pkce_challenge(challenge);
        let (address, _, _) = request.url();
        address.into()
    }

    /// Gives a code for tokens.
    pub async fn tokens_for_code(
        &self,
        outbound: &Arc<Outbound>,
        published: &Published,
        redirect: RedirectUrl,
        (code, verifier): (String, PkceCodeVerifier),
    ) -> Result<Tokens, ProviderProblem> {
        let client = self.client(published, redirect);
        let http = self.http(outbound);
        let answer: Later<'static, _, Asking> = Box::pin(async move {
            let request = client.exchange_code(AuthorizationCode::new(code))?;
            let request = request.set_pkce_verifier(verifier);
            Ok(request.request_async(&http).await?)
        });
        let answer = answer.await.map(Tokens::from);
        answer.map_err(|error| self.token_problem(&error, "the code"))
    }

    /// Asks with a refresh token whether the user is still known.
    pub async fn refreshed(
        &self,
        outbound: &Arc<Outbound>,
        published: &Published,
        redirect: RedirectUrl,
        refresh_token: String,
    ) -> Result<Tokens, ProviderProblem> {
        let client = self.client(published, redirect);
        let http = self.http(outbound);
        let answer: Later<'static, _, Asking> = Box::pin(async move {
            let token = RefreshToken::new(refresh_token);
            let request = client.exchange_refresh_token(&token)?;
            Ok(request.request_async(&http).await?)
        });
        let answer = answer.await.map(Tokens::from);
        answer.map_err(|error| self.token_problem(&error, "the refresh token"))
    }

    /// Only this answer says something about the user; others are faults of the settings or the provider.
    fn token_problem(&self, error: &Asking, what: &'static str) -> ProviderProblem {
        match error {
            Asking::Token(RequestTokenError::ServerResponse(answer))
                if *answer.error() == CoreErrorResponseType::InvalidGrant =>
            {
                ProviderProblem::Refused(what)
            }
            error => self.silent(error),
        }
    }

    /// The claims of an ID token, if everything about it is right. Without a nonce, for a refresh, none is looked at.
    pub async fn claims(
        &self,
        outbound: &Arc<Outbound>,
        published: &Published,
        (token, nonce): (&CoreIdToken, Option<&Nonce>),
        now: UnixTime,
    ) -> Result<Claims, ProviderProblem> {
        let verified = match self.verify(&published.keys, token, nonce, now) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let newer = self.with_newer_keys(outbound, now).await?;
                self.verify(&newer.keys, token, nonce, now)
            }
            verified => verified,
        };
        verified.map_err(|error| {
            tracing::warn!(provider = self.settings.id, %error, "an ID token was refused");
            ProviderProblem::Refused("the ID token")
        })?;
        let claims = jwt::claims_of_verified(&token.to_string());
        let claims = claims.ok_or(ProviderProblem::Refused("the ID token"))?;
        let is_ours = claims
            .get("azp")
            .is_none_or(|azp| azp == self.settings.client_id.as_str());
        if is_ours {
            Ok(claims)
        } else {
            Err(ProviderProblem::Refused(
                "the ID token is for another client",
            ))
        }
    }

    fn verify(
        &self,
        keys: &CoreJsonWebKeySet,
        token: &CoreIdToken,
        nonce: Option<&Nonce>,
        now: UnixTime,
    ) -> Result<(), ClaimsVerificationError> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone())
            .map_err(|error| ClaimsVerificationError::InvalidIssuer(error.to_string()))?;
        let id = ClientId::new(self.settings.client_id.clone());
        let is_of_now = move |issued_ms: i64| {
            issued_ms > now.ms() - TOKEN_AGE_MAX_MS && issued_ms < now.ms() + CLOCKS_APART_MS
        };
        let milliseconds = u64::try_from(now.ms()).unwrap_or_default();
        // As for a client without a secret: so that no signature counts that is made with one.
        let verifier = CoreIdTokenVerifier::new_public_client(id, issuer, keys.clone())
            .set_allowed_algs(jwt::ALGORITHMS)
            .set_time_fn(move || (UNIX_EPOCH + Duration::from_millis(milliseconds)).into())
            .set_issue_time_verifier_fn(move |issued| {
                is_of_now(issued.timestamp_millis())
                    .then_some(())
                    .ok_or_else(|| "it was not issued just now".into())
            });
        let verified = match nonce {
            Some(nonce) => token.claims(&verifier, nonce),
            None => token.claims(&verifier, |_: Option<&Nonce>| Ok(())),
        };
        verified.map(|_| ())
    }

    /// Adds what the provider tells of the same user elsewhere. What the ID token says counts more.
    pub async fn add_user_info(
        &self,
        outbound: &Arc<Outbound>,
        published: &Published,
        claims: &mut Claims,
        access_token: &str,
    ) -> Result<(), ProviderProblem> {
        let Some(endpoint) = published.metadata.userinfo_endpoint() else {
            return Ok(());
        };
        let authorization = HeaderValue::from_str(&format!("Bearer {access_token}"));
        let authorization = authorization.map_err(|error| self.silent(&error))?;
        let json = HeaderValue::from_static("application/json");
        let caller = Caller {
            owner: &self.owner,
            internal_hosts: self.settings.internal_hosts(),
        };
        let request = OutboundRequest {
            method: Method::GET,
            url: endpoint.as_str(),
            headers: HeaderMap::from_iter([(AUTHORIZATION, authorization), (ACCEPT, json)]),
            body: Vec::new(),
        };
        let answer = outbound.send(caller, request).await;
        let answer = answer.map_err(|error| self.silent(&error))?;
        let read: Option<Claims> = serde_json::from_slice(answer.body()).ok();
        let more = match read {
            Some(more) if answer.status() == StatusCode::OK => more,
            _ => return Err(ProviderProblem::Silent),
        };
        if more.get("sub") != claims.get("sub") {
            return Err(ProviderProblem::Refused("claims of another user"));
        }
        for (name, value) in more {
            claims.entry(name).or_insert(value);
        }
        Ok(())
    }
}
