//! The routes of identity, and what they have in common: who is asking, and how a refusal is told.

mod auth;
mod email;
mod ledger_accounts;
mod oidc;
mod passkey_sign_in;
mod passkeys;
mod password_reset;
mod profile;
mod second_factor;
mod sessions;
mod step_up;
mod webauthn;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, FromRef, FromRequestParts};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::from_fn;
use utoipa_axum::router::OpenApiRouter;

use super::facts::RequestFacts;
use super::guard::guard;
use super::{Identity, IdentityError, SignedIn, session_of};
use crate::mail;
use crate::problem::Problem;
use crate::request::BODY_BYTES_MAX;

/// All routes of identity, to be given their state with `with_state(identity)`.
pub fn routes() -> OpenApiRouter<Arc<Identity>> {
    guarded(every_route().merge(mail::routes::routes()))
}

/// The same where mails leave the machine.
pub fn routes_without_inbox() -> OpenApiRouter<Arc<Identity>> {
    guarded(every_route())
}

fn every_route() -> OpenApiRouter<Arc<Identity>> {
    auth::routes()
        .merge(password_reset::routes())
        .merge(passkey_sign_in::routes())
        .merge(step_up::routes())
        .merge(profile::routes())
        .merge(email::routes())
        .merge(passkeys::routes())
        .merge(ledger_accounts::routes())
        .merge(second_factor::routes())
        .merge(sessions::routes())
        .merge(oidc::routes())
}

fn guarded(routes: OpenApiRouter<Arc<Identity>>) -> OpenApiRouter<Arc<Identity>> {
    routes
        .layer(from_fn(guard))
        // What providers' servers ask has no cookie, and shows what a provider signed: there is nothing that a browser could be made to do.
        .merge(oidc::server_routes())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
}

/// Whoever asks, if the cookie opens a session. A handler that takes it answers nobody else.
pub(crate) struct Session(pub(crate) Arc<SignedIn>);

impl<S> FromRequestParts<S> for Session
where
    Arc<Identity>: FromRef<S>,
    S: Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let identity = Arc::<Identity>::from_ref(state);
        Ok(Self(session_of(&identity, &parts.headers).await?))
    }
}

/// From where a request came.
pub(crate) struct Facts(pub(crate) RequestFacts);

impl<S: Sync> FromRequestParts<S> for Facts {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Ok(Self(RequestFacts::of(parts)))
    }
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        let detail = error.to_string();
        let of = |status, code, title, action| Self::new(status, code, title, &detail, action);
        match error {
            IdentityError::Store(error) => Self::internal(&error),
            IdentityError::BreachList(error) => Self::internal(&error),
            IdentityError::Email(_)
            | IdentityError::Name
            | IdentityError::PasskeyName { .. }
            | IdentityError::SameEmail => Self::invalid_parameter(detail, "Correct the value."),
            IdentityError::Password(_) => of(
                StatusCode::BAD_REQUEST,
                "password_refused",
                "Password not taken",
                "Choose another one; four unrelated words are easy to remember and hard to guess.",
            ),
            IdentityError::TooOften { wait } => {
                Self::too_busy("too many attempts", wait.max(Duration::from_secs(1)))
            }
            IdentityError::SignInRefused => of(
                StatusCode::UNAUTHORIZED,
                "sign_in_refused",
                "Sign-in refused",
                "Check both. If you forgot the password, ask for a new one by mail.",
            ),
            IdentityError::SecondFactorRefused => of(
                StatusCode::UNAUTHORIZED,
                "second_factor_refused",
                "Code refused",
                "Wait for the next code of the application, or use a recovery code. Check that the clock of the phone is right.",
            ),
            IdentityError::SecondFactorRequired => of(
                StatusCode::FORBIDDEN,
                "second_factor_required",
                "Code needed",
                "Give a code of the authenticator application, or a recovery code.",
            ),
            IdentityError::SecondFactorExists => of(
                StatusCode::CONFLICT,
                "second_factor_exists",
                "Second factor exists",
                "Remove the present one first.",
            ),
            IdentityError::PasskeyRefused => of(
                StatusCode::UNAUTHORIZED,
                "passkey_refused",
                "Passkey refused",
                "Try again, with another passkey or another way to sign in.",
            ),
            IdentityError::PasskeysFull => of(
                StatusCode::CONFLICT,
                "too_many_passkeys",
                "Too many passkeys",
                "Remove one that you do not use any more.",
            ),
            IdentityError::StepUpRequired => of(
                StatusCode::FORBIDDEN,
                "step_up_required",
                "Confirmation needed",
                "Confirm who you are with POST /api/v11/auth/step-up or a passkey, and send the same request again.",
            ),
            IdentityError::TokenInvalid => of(
                StatusCode::GONE,
                "token_invalid",
                "Link does not hold",
                "Ask for a new mail.",
            ),
            IdentityError::ProviderSilent => Self::provider_silent(detail),
            IdentityError::LastWay => of(
                StatusCode::CONFLICT,
                "last_way_to_sign_in",
                "The last way to sign in",
                "Set a password or link another provider first.",
            ),
            IdentityError::SignInAgain => of(
                StatusCode::FORBIDDEN,
                "sign_in_again",
                "Sign in again",
                "Sign out, sign in again, and do it within ten minutes.",
            ),
            IdentityError::NotSignedIn => of(
                StatusCode::UNAUTHORIZED,
                "not_signed_in",
                "Not signed in",
                "Sign in, and try again.",
            ),
            IdentityError::LastOwner => of(
                StatusCode::CONFLICT,
                "last_owner",
                "Last owner",
                "Make somebody else an owner first, or delete the organisation.",
            ),
            IdentityError::LedgerAccount(refused) => refused.into(),
            IdentityError::NotFound { .. } | IdentityError::NoPasskeysHere => {
                Self::not_found(detail)
            }
        }
    }
}
