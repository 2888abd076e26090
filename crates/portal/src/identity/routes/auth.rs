//! Signing up, in and out.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::cookies::{self, BROWSER_COOKIE, SESSION_COOKIE, WAITING_COOKIE};
use super::super::sign_in::{BROWSER_KNOWN, Begun, SignInStep, WAITING_LASTS};
use super::{Facts, Session};
use crate::administration::is_administrator;
use crate::identity::{Identity, RequestFacts, SignedIn};
use crate::problem::Problem;
use crate::request::Body;

pub(super) fn routes() -> OpenApiRouter<Arc<Identity>> {
    OpenApiRouter::new()
        .routes(routes!(sign_up))
        .routes(routes!(complete_sign_up))
        .routes(routes!(sign_in))
        .routes(routes!(second_factor))
        .routes(routes!(sign_out))
        .routes(routes!(session))
}

/// An address to which a mail goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct MailRequest {
    /// E-mail address.
    #[schema(example = "ada@example.org")]
    pub(super) email: String,
}

/// What completes a sign-up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct CompleteSignUpRequest {
    /// What stands after `#` in the link of the mail.
    token: String,
    /// How others see this user.
    name: String,
    /// At least 12 characters.
    password: String,
}

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SignInRequest {
    /// E-mail address.
    email: String,
    /// The password.
    password: String,
}

/// The second step of signing in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct SecondFactorRequest {
    /// Six digits of the authenticator application, or a recovery code.
    #[schema(example = "287082")]
    code: String,
}

/// The password was right; a second factor is needed as well.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SecondFactorWanted {
    /// Which ones count: `totp`, `passkey`, `recovery_code`.
    second_factors: Vec<&'static str>,
    /// Until when the second step can be taken.
    expires_at: String,
}

/// Nothing more to say.
#[derive(Serialize, ToSchema)]
pub(super) struct Accepted {}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SessionUser {
    /// The user.
    user_id: String,
    /// E-mail address.
    email: String,
    /// Name.
    name: String,
    /// Whether the operator made this user an administrator of the portal.
    is_administrator: bool,
}

/// A session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionAnswer {
    /// Who is signed in.
    user: SessionUser,
    /// When the session began.
    signed_in_at: String,
    /// When it ends in any case.
    expires_at: String,
    /// When it ends if nothing is asked until then.
    idle_expires_at: String,
    /// Until when dangerous acts need no further confirmation; null if they need one.
    step_up_until: Option<String>,
}

async fn answer(identity: &Identity, session: &SignedIn) -> Result<SessionAnswer, Problem> {
    let user = identity.user(session).await?;
    let step_up_until = identity.step_up_until(session).await?;
    let read = is_administrator(identity.store().pool(), &session.user_id).await;
    let is_administrator = read.map_err(|error| Problem::internal(&error))?;
    let idle_expires_at = session.last_seen_at.after(identity.idle());
    Ok(SessionAnswer {
        user: SessionUser {
            user_id: user.user_id.to_string(),
            email: user.email,
            name: user.name,
            is_administrator,
        },
        signed_in_at: session.created_at.to_string(),
        expires_at: session.expires_at.to_string(),
        idle_expires_at: idle_expires_at.min(session.expires_at).to_string(),
        step_up_until: step_up_until.map(|until| until.to_string()),
    })
}

/// Answers with a new session. One that this browser had before ends: nobody keeps a way in that the browser has forgotten.
pub(super) async fn begun(
    identity: &Identity,
    begun: Begun,
    headers: &HeaderMap,
    facts: &RequestFacts,
) -> Result<impl IntoResponse + use<>, Problem> {
    let before = cookies::read(headers, SESSION_COOKIE);
    identity.end_replaced(before.as_ref(), facts).await?;
    let answer = answer(identity, &begun.session).await?;
    let cookies = AppendHeaders([
        (
            SET_COOKIE,
            cookies::set(SESSION_COOKIE, &begun.secret, identity.absolute()),
        ),
        (
            SET_COOKIE,
            cookies::set(BROWSER_COOKIE, &begun.browser, BROWSER_KNOWN),
        ),
    ]);
    Ok((cookies, Json(answer)))
}

/// Ask for a sign-in
///
/// A mail goes to the address: with a link that completes the sign-up, or saying that there is a user already. The answer is the same.
#[utoipa::path(
    post,
    path = "/api/v11/auth/sign-up",
    tag = "identity",
    security(()),
    request_body = MailRequest,
    responses(
        (status = 202, description = "A mail is on its way", body = Accepted),
        (status = 400, description = "No address", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many mails", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn sign_up(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    Body(body): Body<MailRequest>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    identity.sign_up(&body.email, &facts).await?;
    Ok((StatusCode::ACCEPTED, Json(Accepted {})))
}

/// Complete a sign-up
///
/// With the link from the mail. The user is made, and a session begins: the answer sets its cookie.
#[utoipa::path(
    post,
    path = "/api/v11/auth/complete-sign-up",
    tag = "identity",
    security(()),
    request_body = CompleteSignUpRequest,
    responses(
        (status = 200, description = "Signed in", body = SessionAnswer),
        (status = 400, description = "Name or password not taken; the link still holds", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "The link does not hold", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn complete_sign_up(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    headers: HeaderMap,
    Body(body): Body<CompleteSignUpRequest>,
) -> Result<impl IntoResponse, Problem> {
    let CompleteSignUpRequest {
        token,
        name,
        password,
    } = body;
    let began = identity
        .complete_sign_up(&token, &name, &password, &facts)
        .await?;
    begun(&identity, began, &headers, &facts).await
}

/// Sign in
///
/// The answer sets the session's cookie, which no script can read. For a user with a second factor it is 202 and sets a cookie that opens the second step alone.
#[utoipa::path(
    post,
    path = "/api/v11/auth/sign-in",
    tag = "identity",
    security(()),
    request_body = SignInRequest,
    responses(
        (status = 200, description = "Signed in", body = SessionAnswer),
        (status = 202, description = "A second factor is needed as well: a code, or a passkey", body = SecondFactorWanted),
        (status = 401, description = "Address or password are wrong", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn sign_in(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    headers: HeaderMap,
    Body(body): Body<SignInRequest>,
) -> Result<Response, Problem> {
    let browser = cookies::read(&headers, BROWSER_COOKIE);
    let step = identity
        .sign_in(&body.email, &body.password, browser.as_ref(), &facts)
        .await?;
    let (waiting, factors) = match step {
        SignInStep::Begun(began) => {
            return Ok(begun(&identity, *began, &headers, &facts)
                .await?
                .into_response());
        }
        SignInStep::SecondFactor(waiting, factors) => (waiting, factors),
    };
    let cookies = AppendHeaders([(
        SET_COOKIE,
        cookies::set(WAITING_COOKIE, &waiting, WAITING_LASTS),
    )]);
    let expires_at = identity.store().clock().now().after(WAITING_LASTS);
    let answer = SecondFactorWanted {
        second_factors: factors.names(),
        expires_at: expires_at.to_string(),
    };
    Ok((StatusCode::ACCEPTED, cookies, Json(answer)).into_response())
}

/// Sign in, second step
///
/// After a sign-in that was answered with 202, in the same browser within ten minutes.
#[utoipa::path(
    post,
    path = "/api/v11/auth/second-factor",
    tag = "identity",
    security(()),
    request_body = SecondFactorRequest,
    responses(
        (status = 200, description = "Signed in", body = SessionAnswer),
        (status = 401, description = "The code is wrong or was used, or the first step is missing or too long ago", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many attempts", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn second_factor(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    headers: HeaderMap,
    Body(body): Body<SecondFactorRequest>,
) -> Result<impl IntoResponse, Problem> {
    let waiting = cookies::read(&headers, WAITING_COOKIE);
    let began = identity
        .complete_sign_in(waiting.as_ref(), &body.code, &facts)
        .await?;
    let cookies = AppendHeaders([(SET_COOKIE, cookies::remove(WAITING_COOKIE))]);
    Ok((cookies, begun(&identity, began, &headers, &facts).await?))
}

/// Signed out here, and perhaps not at the provider.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SignedOut {
    /// The page of the provider on which one signs out there.
    end_session_url: String,
}

/// Sign out
///
/// Ends the session. Without one, nothing happens. If it began with a provider that has a page for it, the answer says where one signs out there.
#[utoipa::path(
    post,
    path = "/api/v11/auth/sign-out",
    tag = "identity",
    security(()),
    responses(
        (status = 200, description = "Signed out here; the provider has a page for it as well", body = SignedOut),
        (status = 204, description = "Signed out"),
    )
)]
async fn sign_out(
    State(identity): State<Arc<Identity>>,
    Facts(facts): Facts,
    session: Result<Session, Problem>,
) -> Result<Response, Problem> {
    let mut end_session_url = None;
    match session {
        Ok(Session(session)) => {
            end_session_url = identity.end_session_url(&session).await?;
            let ended = &session.session_id;
            identity.end_session(&session, ended, &facts).await?;
        }
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => {}
        Err(problem) => return Err(problem),
    }
    let cookies = AppendHeaders([(SET_COOKIE, cookies::remove(SESSION_COOKIE))]);
    Ok(match end_session_url {
        Some(end_session_url) => (cookies, Json(SignedOut { end_session_url })).into_response(),
        None => (StatusCode::NO_CONTENT, cookies).into_response(),
    })
}

/// Whether somebody is signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SessionState {
    /// The session of the cookie; null if nobody is signed in.
    session: Option<SessionAnswer>,
}

/// Who is signed in
///
/// That nobody is, is an answer as well.
#[utoipa::path(
    get,
    path = "/api/v11/auth/session",
    tag = "identity",
    security(()),
    responses((status = 200, description = "The session of the cookie, or none", body = SessionState))
)]
async fn session(
    State(identity): State<Arc<Identity>>,
    session: Result<Session, Problem>,
) -> Result<Json<SessionState>, Problem> {
    let session = match session {
        Ok(Session(session)) => Some(answer(&identity, &session).await?),
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED => None,
        Err(problem) => return Err(problem),
    };
    Ok(Json(SessionState { session }))
}
