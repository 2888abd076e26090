//! What a handler of an organisation's route takes: proof that whoever asks may do what the route does.

use std::marker::PhantomData;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::action::ActionMarker;
use super::principal::Principal;
use super::scope::{AccessError, OrganisationScope, access_to};
use crate::identity::RequestFacts;
use crate::ids::OrganisationId;
use crate::organisations::Organisations;
use crate::problem::Problem;
use crate::usage::Metric;

/// The part of a path that says which organisation.
const PATH_PART: &str = "organisationId";

/// Whoever asks may do `A` in the organisation that the path names.
pub(crate) struct Allowed<A> {
    /// The right to its data.
    pub(crate) scope: OrganisationScope,
    /// From where.
    pub(crate) facts: RequestFacts,
    action: PhantomData<A>,
}

impl<A: ActionMarker> FromRequestParts<Organisations> for Allowed<A> {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        organisations: &Organisations,
    ) -> Result<Self, Problem> {
        let facts = RequestFacts::of(parts);
        let identity = organisations.identity();
        let principal = Principal::of(identity, &parts.headers, &facts).await?;
        let who = principal.logged_as();
        let path = RawPathParams::from_request_parts(parts, organisations)
            .await
            .map_err(|_| Problem::from(AccessError::NoSuchOrganisation))?;
        let named = path.iter().find(|(name, _)| *name == PATH_PART);
        let organisation_id = named.and_then(|(_, text)| OrganisationId::parse(text));
        let store = identity.store();
        let policy = organisations.policy();
        match access_to(store, policy, principal, organisation_id, A::ACTION).await {
            Ok(scope) => {
                organisations.let_in(&scope, Metric::ApiCalls).await?;
                Ok(Self {
                    scope,
                    facts,
                    action: PhantomData,
                })
            }
            Err(AccessError::NotAllowed(action, scope)) => {
                let told = organisations.tell_refused(&scope, action, &facts).await;
                told.map_err(AccessError::from)?;
                Err(AccessError::NotAllowed(action, scope).into())
            }
            Err(error) => {
                if matches!(error, AccessError::NoSuchOrganisation) {
                    organisations.tell_hidden(&who, A::ACTION.as_str());
                }
                Err(error.into())
            }
        }
    }
}

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        let detail = error.to_string();
        match error {
            AccessError::Store(error) => Self::internal(&error),
            AccessError::NoSuchOrganisation => Self::not_found(detail),
            AccessError::NotAllowed(..) => Self::new(
                StatusCode::FORBIDDEN,
                "not_allowed",
                "Not allowed",
                detail,
                "Ask an owner or an admin of the organisation for a role that allows it.",
            ),
        }
    }
}
