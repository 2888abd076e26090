//! What a handler takes that answers a user about themselves, whichever way they show who they are.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;

use super::principal::Principal;
use crate::identity::{Identity, IdentityError, RequestFacts, SignedIn};
use crate::ids::UserId;
use crate::problem::Problem;

/// A user, with a session or an access token. Programs are none.
pub(crate) struct Person {
    /// Who.
    pub(crate) user_id: UserId,
    /// The session, if it is one.
    pub(crate) session: Option<Arc<SignedIn>>,
}

impl<S> FromRequestParts<S> for Person
where
    Arc<Identity>: FromRef<S>,
    S: Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let identity = Arc::<Identity>::from_ref(state);
        let facts = RequestFacts::of(parts);
        let principal = Principal::of(&identity, &parts.headers, &facts).await?;
        match principal {
            Principal::User(session) => Ok(Self {
                user_id: session.user_id.clone(),
                session: Some(session),
            }),
            Principal::Token(token) => Ok(Self {
                user_id: token.user_id,
                session: None,
            }),
            Principal::ApiKey(_) | Principal::Program(_) => Err(IdentityError::NotSignedIn.into()),
        }
    }
}
