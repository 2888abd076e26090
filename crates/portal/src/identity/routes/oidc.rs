//! Signing in with other providers, the identities of a user, and what a provider's server tells.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Form, Query, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::cookies::{
    self, BROWSER_COOKIE, PROVIDER_COOKIE, SESSION_COOKIE, WAITING_COOKIE,
};
use super::super::oidc::{
    Answer, Cookies, Failed, Finished, Going, LinkedIdentity, LogoutRefused, SIGN_IN_LASTS,
};
use super::super::sign_in::{BROWSER_KNOWN, WAITING_LASTS};
use super::{Facts, Session};
use crate::identity::{Identity, IdentityError};
use crate::ids::IdentityId;
use crate::problem::Problem;
use crate::request::{Body, PathPart};

const PROFILE: &str = "/profile";
const SIGN_IN: &str = "/sign-in";
/// Bytes of a logout token's form.
const LOGOUT_BYTES_MAX: usize = 16 * 1024;

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(list_providers))
        .routes(routes!(begin_provider_sign_in))
        .routes(routes!(complete_provider_sign_in))
        .routes(routes!(list_identities))
        .routes(routes!(begin_identity))
        .routes(routes!(remove_identity))
}

/// What servers of providers ask: without a cookie and without the header of this site.
pub(super) fn server_routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(back_channel_logout))
        .layer(DefaultBodyLimit::max(LOGOUT_BYTES_MAX))
}

/// An identity provider.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProviderListItem {
    /// Its name in addresses.
    #[schema(example = "keycloak")]
    provider_id: String,
    /// Its name on pages.
    name: String,
}

/// Identity providers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProviderList {
    /// In the order in which they are configured.
    providers: Vec<ProviderListItem>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// The identity providers
///
/// With which somebody can sign in here.
#[utoipa::path(
    get,
    path = "/api/v11/auth/providers",
    tag = "identity",
    security(()),
    responses((status = 200, description = "The providers; often none", body = ProviderList))
)]
async fn list_providers(State(identity): State<Arc<Identity>>) -> Json<ProviderList> {
    let providers = identity.providers().map(|(id, name)| ProviderListItem {
        provider_id: id.into(),
        name: name.into(),
    });
    Json(ProviderList {
        providers: providers.collect(),
        next_cursor: None,
    })
}

/// Where to go on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ProviderSignInRequest {
    /// A page of this portal; the overview if it is absent or something else.
    #[schema(example = "/profile")]
    return_to: Option<String>,
}

/// Where the browser goes now.
#[derive(Serialize, ToSchema)]
struct ProviderSignIn {
    /// The provider's page, to be opened in this window.
    url: String,
}

fn going(going: Going) -> impl IntoResponse {
    let cookies = AppendHeaders([(
        SET_COOKIE,
        cookies::set(PROVIDER_COOKIE, &going.secret, SIGN_IN_LASTS),
    )]);
    (cookies, Json(ProviderSignIn { url: going.url }))
}

/// Begin a sign-in with a provider
///
/// The answer sets a cookie for ten minutes and says where the browser goes. It comes back to the portal by itself.
#[utoipa::path(
    post,
    path = "/api/v11/auth/oidc/{providerId}/begin",
    tag = "identity",
    security(()),
    params(("providerId" = String, Path, description = "From the list of providers")),
    request_body = ProviderSignInRequest,
    responses(
        (status = 200, description = "Where to go", body = ProviderSignIn),
        (status = 400, description = "Not such a request", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such provider", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many were begun", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The provider gives no answer that can be used", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn begin_provider_sign_in(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    PathPart(provider_id): PathPart,
    Body(body): Body<ProviderSignInRequest>,
) -> Result<impl IntoResponse, Problem> {
    let wanted = (body.return_to.as_deref(), None);
    let gone = identity
        .go_to_provider(&provider_id, wanted, &facts)
        .await?;
    Ok(going(gone))
}

fn path_with(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    format!("{path}?{}", query.finish())
}

fn see_other(to: &str, cookies: Vec<HeaderValue>) -> Response {
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static(SIGN_IN));
    let cookies = AppendHeaders(cookies.into_iter().map(|cookie| (SET_COOKIE, cookie)));
    let fixed = [
        (LOCATION, location),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::SEE_OTHER, fixed, cookies).into_response()
}

fn failed(failed: &Failed) -> Response {
    let code = failed.problem.code();
    let to = match &failed.return_to {
        _ if failed.was_linking => path_with(PROFILE, &[("problem", code)]),
        Some(next) => path_with(SIGN_IN, &[("problem", code), ("next", next)]),
        None => path_with(SIGN_IN, &[("problem", code)]),
    };
    // The cookie stays: without its row it opens nothing, and a forged answer takes nobody's own away.
    see_other(&to, Vec::new())
}

/// Complete a sign-in with a provider
///
/// The provider sends the browser here. It goes on to the page where the person was, with a session; to the sign-in page with the code of a problem; or there for the second step.
#[utoipa::path(
    get,
    path = "/api/v11/auth/oidc/callback",
    tag = "identity",
    security(()),
    params(
        ("code" = Option<String>, Query, description = "From the provider"),
        ("state" = Option<String>, Query, description = "From the provider, as it was given there"),
        ("iss" = Option<String>, Query, description = "From whom it is (RFC 9207)"),
        ("error" = Option<String>, Query, description = "Instead of a code"),
    ),
    responses((status = 303, description = "To a page of the portal"))
)]
async fn complete_provider_sign_in(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let read = |name| cookies::read(&headers, name);
    let (provider, session, browser) = (
        read(PROVIDER_COOKIE),
        read(SESSION_COOKIE),
        read(BROWSER_COOKIE),
    );
    // A parameter that is there twice is none.
    let answer = Query::<Answer>::try_from_uri(&uri).ok();
    let cookies = Cookies {
        going: provider.as_ref(),
        session: session.as_ref(),
        browser: browser.as_ref(),
    };
    let answer = answer.map(|Query(answer)| answer);
    let finished = match identity.come_back(cookies, answer, &facts).await {
        Ok(finished) => finished,
        Err(problem) => return Ok(failed(&problem)),
    };
    let done = cookies::remove(PROVIDER_COOKIE);
    Ok(match finished {
        Finished::Linked => see_other(PROFILE, vec![done]),
        Finished::SecondFactor(waiting, factors, next) => {
            let names = factors.names();
            let mut query = vec![("step", "code"), ("next", &next)];
            query.extend(names.iter().map(|name| ("factor", *name)));
            let to = path_with(SIGN_IN, &query);
            let waiting = cookies::set(WAITING_COOKIE, &waiting, WAITING_LASTS);
            see_other(&to, vec![done, waiting])
        }
        Finished::Begun(begun, next) => {
            identity.end_replaced(session.as_ref(), &facts).await?;
            let opens = cookies::set(SESSION_COOKIE, &begun.secret, identity.absolute());
            let known = cookies::set(BROWSER_COOKIE, &begun.browser, BROWSER_KNOWN);
            see_other(&next, vec![done, opens, known])
        }
    })
}

/// An identity of the user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IdentityListItem {
    /// Its name here.
    identity_id: String,
    /// Of which provider.
    provider_id: String,
    /// What the provider calls the user.
    label: String,
    /// Since when it signs the user in.
    linked_at: String,
    /// When it did so last; null if it never did.
    last_used_at: Option<String>,
}

impl From<LinkedIdentity> for IdentityListItem {
    fn from(linked: LinkedIdentity) -> Self {
        Self {
            identity_id: linked.identity_id.to_string(),
            provider_id: linked.provider_id,
            label: linked.label,
            linked_at: linked.linked_at.to_string(),
            last_used_at: linked.last_used_at.map(|at| at.to_string()),
        }
    }
}

/// Identities of the user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IdentityList {
    /// In the order in which they came.
    identities: Vec<IdentityListItem>,
    /// Whether the user has a password as well.
    has_password: bool,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// The own identities at providers
#[utoipa::path(
    get,
    path = "/api/v11/profile/identities",
    tag = "identity",
    security(("session" = [])),
    responses(
        (status = 200, description = "The identities", body = IdentityList),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list_identities(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
) -> Result<Json<IdentityList>, Problem> {
    let user = identity.user(&session).await?;
    let linked = identity.linked(&session).await?;
    Ok(Json(IdentityList {
        identities: linked.into_iter().map(IdentityListItem::from).collect(),
        has_password: user.password.is_some(),
        next_cursor: None,
    }))
}

/// Begin to link a provider
///
/// To the user of the session, who comes back to the profile. From then on signing in there signs in here.
#[utoipa::path(
    post,
    path = "/api/v11/profile/identities/{providerId}/begin",
    tag = "identity",
    security(("session" = [])),
    params(("providerId" = String, Path, description = "From the list of providers")),
    responses(
        (status = 200, description = "Where to go", body = ProviderSignIn),
        (status = 400, description = "Not such a request", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The session is not confirmed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such provider", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The provider gives no answer that can be used", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn begin_identity(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    PathPart(provider_id): PathPart,
) -> Result<impl IntoResponse, Problem> {
    identity.require_step_up(&session).await?;
    let wanted = (Some(PROFILE), Some(&*session));
    let gone = identity
        .go_to_provider(&provider_id, wanted, &facts)
        .await?;
    Ok(going(gone))
}

/// Remove an identity
///
/// Signing in there signs nobody in here any more. Not the last way to sign in.
#[utoipa::path(
    post,
    path = "/api/v11/profile/identities/{identityId}/remove",
    tag = "identity",
    security(("session" = [])),
    params(("identityId" = String, Path, description = "From the list of identities")),
    responses(
        (status = 204, description = "Removed; other sessions that began with it have ended"),
        (status = 400, description = "Not such a request", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The session is not confirmed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such identity of this user", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It is the last way to sign in", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn remove_identity(
    State(identity): State<Arc<Identity>>,
    Session(session): Session,
    Facts(facts): Facts,
    PathPart(identity_id): PathPart,
) -> Result<StatusCode, Problem> {
    let no_such = IdentityError::NotFound { what: "identity" };
    let identity_id = IdentityId::parse(&identity_id).ok_or(no_such)?;
    identity
        .remove_identity(&session, &identity_id, &facts)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a provider's server sends.
#[derive(Deserialize, ToSchema)]
struct LogoutForm {
    /// A signed token (OpenID Connect Back-Channel Logout 1.0).
    logout_token: String,
}

/// Back-channel logout
///
/// For the server of a provider: ends the sessions that its token names. A token counts once.
#[utoipa::path(
    post,
    path = "/api/v11/auth/oidc/{providerId}/back-channel-logout",
    tag = "identity",
    security(()),
    params(("providerId" = String, Path, description = "From the list of providers")),
    request_body(content = LogoutForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 204, description = "Ended, if there were any"),
        (status = 400, description = "The token is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such provider", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "The provider's keys cannot be read", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn back_channel_logout(
    State(identity): State<Arc<Identity>>,
    PathPart(provider_id): PathPart,
    form: Result<Form<LogoutForm>, FormRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Ok(Form(form)) = form else {
        return Err(Problem::invalid_parameter(
            "the body is no form with one logout_token",
            "Compare the request with OpenID Connect Back-Channel Logout 1.0.",
        ));
    };
    let ended = identity.back_channel_logout(&provider_id, &form.logout_token);
    match ended.await {
        Ok(_) => Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, "no-store")])),
        Err(refused) => {
            tracing::warn!(provider_id, %refused, "a logout token ended nothing");
            Err(refused.into())
        }
    }
}

impl From<LogoutRefused> for Problem {
    fn from(refused: LogoutRefused) -> Self {
        let detail = refused.to_string();
        match refused {
            LogoutRefused::NoProvider => Self::not_found(detail),
            LogoutRefused::ProviderSilent => Self::provider_silent(detail),
            LogoutRefused::Identity(error) => error.into(),
            LogoutRefused::Token(_) => Self::new(
                StatusCode::BAD_REQUEST,
                "logout_token_refused",
                "Logout token refused",
                detail,
                "Send a new token, signed with a key that the provider publishes.",
            ),
        }
    }
}
