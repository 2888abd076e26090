//! The policy, for people: what each role may do, and the file that says so.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::Organisations;
use crate::access::policy::POLICY;
use crate::access::roles::Role;
use crate::identity::Session;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new().routes(routes!(access_policy))
}

/// What one role may do.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RoleActions {
    /// The role.
    role: Role,
    /// What it may do in its organisation.
    actions: Vec<String>,
}

/// Who may do what in an organisation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AccessPolicy {
    /// Role by role, computed from the policy.
    roles: Vec<RoleActions>,
    /// The policy itself, in the language Cedar.
    policy: String,
}

/// Who may do what in an organisation
#[utoipa::path(
    get,
    path = "/api/v11/access/policy",
    tag = "organisations",
    security(("session" = [])),
    responses(
        (status = 200, description = "The policy", body = AccessPolicy),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn access_policy(
    State(organisations): State<Organisations>,
    Session(_session): Session,
) -> Json<AccessPolicy> {
    let of_role = |role| {
        let actions = organisations.policy().actions_of(role);
        RoleActions {
            role,
            actions: actions.map(|action| action.as_str().to_owned()).collect(),
        }
    };
    Json(AccessPolicy {
        roles: Role::ALL.into_iter().map(of_role).collect(),
        policy: POLICY.into(),
    })
}
