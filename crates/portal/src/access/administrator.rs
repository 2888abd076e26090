//! What a handler of an administrator's route takes: proof that whoever asks administers the portal, and may do what the route does.
//!
//! ```text
//! session cookie ─▶ named by the operator?  no: 404, as where there is no route, and a line of the process's log
//!                      └─ policy.cedar, with or without a second factor ─▶ 403 second_factor_needed │ AdministratorScope
//! ```
//! A key of a program or an access token never gets here: what a machine holds cannot be asked for a second factor.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::action::PortalActionMarker;
use crate::administration::is_administrator;
use crate::identity::{RequestFacts, SignedIn, session_of};
use crate::ids::UserId;
use crate::organisations::Organisations;
use crate::problem::Problem;

/// Characters of a path that are repeated.
const PATH_CHARACTERS_MAX: usize = 200;

/// The right of an administrator. It is made in this file and nowhere else.
#[derive(Clone, Debug)]
pub struct AdministratorScope {
    session: Arc<SignedIn>,
}

impl AdministratorScope {
    /// The session.
    pub fn session(&self) -> &SignedIn {
        &self.session
    }

    /// Who it is.
    pub fn user_id(&self) -> &UserId {
        &self.session.user_id
    }
}

/// Whoever asks administers the portal, and may do `A`.
pub(crate) struct Administers<A> {
    /// The right to it.
    pub(crate) scope: AdministratorScope,
    /// From where.
    pub(crate) facts: RequestFacts,
    action: PhantomData<A>,
}

impl<A: PortalActionMarker> FromRequestParts<Organisations> for Administers<A> {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        organisations: &Organisations,
    ) -> Result<Self, Problem> {
        let path: String = parts.uri.path().chars().take(PATH_CHARACTERS_MAX).collect();
        // The words of a node about an address where there is no route.
        let nothing = |who: &str| {
            organisations.tell_hidden(who, A::ACTION.as_str());
            Problem::not_found(format!("there is no route {path}"))
        };
        if parts.headers.contains_key(AUTHORIZATION) {
            return Err(nothing("a program, or a token"));
        }
        let identity = organisations.identity();
        let session = session_of(identity, &parts.headers).await?;
        let read = is_administrator(identity.store().pool(), &session.user_id).await;
        if !read.map_err(|error| Problem::internal(&error))? {
            return Err(nothing(session.user_id.as_str()));
        }
        let read = identity.has_second_factor(&session.user_id).await;
        let has_second_factor = read.map_err(|error| Problem::internal(&error))?;
        let policy = organisations.policy();
        if policy.allows_administrator(has_second_factor, A::ACTION) {
            return Ok(Self {
                scope: AdministratorScope { session },
                facts: RequestFacts::of(parts),
                action: PhantomData,
            });
        }
        if policy.allows_administrator(true, A::ACTION) {
            return Err(second_factor_needed());
        }
        Err(nothing(session.user_id.as_str()))
    }
}

fn second_factor_needed() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "second_factor_needed",
        "Second factor needed",
        "an administrator needs a second factor, and you have none",
        "Add a passkey or an authenticator application in your profile, under /profile, and try again.",
    )
}
