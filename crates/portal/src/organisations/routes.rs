//! The routes of organisations. Each one's action is in its handler's type and, as `x-action`, in the OpenAPI document: a test compares what the document says
//! with what is answered.

mod api_keys;
mod audit;
mod invitations;
mod ledger_accounts;
mod members;
mod nodes;
mod own;
mod payment_policy;
mod payments;
mod policy;
mod teams;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn;
use utoipa_axum::router::OpenApiRouter;

use super::{OrganisationError, Organisations};
use crate::identity::guard;
use crate::problem::Problem;
use crate::request::BODY_BYTES_MAX;

/// All routes, to be given their state with `with_state(organisations)`.
pub fn routes() -> OpenApiRouter<Organisations> {
    own::routes()
        .merge(members::routes())
        .merge(invitations::routes())
        .merge(teams::routes())
        .merge(api_keys::routes())
        .merge(audit::routes())
        .merge(ledger_accounts::routes())
        .merge(payment_policy::routes())
        .merge(payments::routes())
        .merge(nodes::routes())
        .merge(policy::routes())
        .merge(crate::usage::routes::routes())
        .merge(crate::plans::routes::routes())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        // Their bodies are longer.
        .merge(super::scim::routes::routes())
        .layer(from_fn(guard))
        // No browser asks this: nothing that a browser has would let it in.
        .merge(nodes::enrolment_routes().layer(DefaultBodyLimit::max(BODY_BYTES_MAX)))
}

impl From<OrganisationError> for Problem {
    fn from(error: OrganisationError) -> Self {
        let detail = error.to_string();
        let conflict =
            |code, title, action| Self::new(StatusCode::CONFLICT, code, title, &detail, action);
        match error {
            OrganisationError::Store(error) => Self::internal(&error),
            OrganisationError::Identity(error) => error.into(),
            OrganisationError::Payment(refused) => refused.into(),
            OrganisationError::Node(refused) => refused.into(),
            OrganisationError::Name
            | OrganisationError::Roles(_)
            | OrganisationError::Time(_)
            | OrganisationError::NotConfirmed => {
                Self::invalid_parameter(detail, "Correct the value.")
            }
            OrganisationError::OwnersOnly => Self::new(
                StatusCode::FORBIDDEN,
                "not_allowed",
                "Not allowed",
                detail,
                "Ask an owner of the organisation to do it.",
            ),
            OrganisationError::LastOwner => conflict(
                "last_owner",
                "Last owner",
                "Make somebody else an owner first, or delete the organisation.",
            ),
            OrganisationError::Suspended => conflict(
                "suspended",
                "Switched off",
                "Ask whoever runs the company's directory.",
            ),
            OrganisationError::Exists(_) => conflict(
                "exists",
                "Exists already",
                "Look at the list of members and invitations.",
            ),
            OrganisationError::Full { .. } => conflict(
                "full",
                "No more possible",
                "Remove what is not needed any more.",
            ),
            OrganisationError::QuotaReached(_) => conflict(
                "quota_reached",
                "Quota reached",
                "Remove some that are not needed any more, or ask the portal's operator for another plan.",
            ),
            OrganisationError::QuotaUsedUp(used_up) => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "quota_used_up",
                "Quota used up",
                detail,
                "Wait until the next month, which Retry-After says in seconds, or ask the portal's operator for another plan.",
            )
            .retry_after(used_up.resets_in),
            OrganisationError::NotFound { .. } => Self::not_found(detail),
        }
    }
}
