//! The route that says which plan an organisation has.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{PlanReport, QuotaUse};
use crate::access::{Allowed, may};
use crate::organisations::{OrganisationError, Organisations};
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new().routes(routes!(plan))
}

/// A plan.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PlanInForce {
    /// What the operator calls it.
    #[schema(example = "basic")]
    id: String,
    /// What people call it.
    name: String,
    /// What the operator says about it.
    description: String,
    /// Since when the organisation has it; null if it is the one that every organisation has that was given none.
    since: Option<String>,
}

/// How much of one thing is used.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PlanQuota {
    /// `members`, `teams`, `api_keys`, `nodes`, `ledger_accounts`, `api_calls_per_month`, `exports_per_month`, `transactions_per_month` or `stored_bytes`.
    metric: String,
    /// How much there may be; null if the plan does not say.
    limit: Option<u64>,
    /// How much there is, or was used in this month of UTC, or (`stored_bytes`) was kept at most in it.
    used: u64,
    /// When it begins with nothing again; null if it does not.
    resets_at: Option<String>,
    /// Whether more than the limit is refused. If not, it is only told.
    is_enforced: bool,
}

/// The plan of an organisation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OrganisationPlan {
    /// The plan that counts; null if none does.
    plan: Option<PlanInForce>,
    /// Whether the organisation was given another one, which the operator does not offer any more: the default one counts instead.
    is_fallback: bool,
    /// What plans limit; empty if the operator of this portal has set no plans.
    quotas: Vec<PlanQuota>,
}

impl From<QuotaUse> for PlanQuota {
    fn from(quota: QuotaUse) -> Self {
        Self {
            metric: quota.quota.as_str().into(),
            limit: quota.limit,
            used: quota.used,
            resets_at: quota.resets_at.map(|at| at.to_string()),
            is_enforced: quota.quota.is_enforced(),
        }
    }
}

impl From<PlanReport<'_>> for OrganisationPlan {
    fn from(report: PlanReport<'_>) -> Self {
        let since = report.since.map(|at| at.to_string());
        Self {
            plan: report.plan.map(|plan| PlanInForce {
                id: plan.id.clone(),
                name: plan.name.clone(),
                description: plan.description.clone(),
                since,
            }),
            is_fallback: report.is_fallback,
            quotas: report.quotas.into_iter().map(PlanQuota::from).collect(),
        }
    }
}

/// The plan of an organisation, and how much of it is used
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/plan",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("usage.read"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "The plan, and how much of it is used", body = OrganisationPlan),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "A program used up the plan's API calls of this month", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn plan(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadUsage>,
) -> Result<Json<OrganisationPlan>, Problem> {
    let report = organisations.plan(&allowed.scope).await;
    let report = report.map_err(OrganisationError::from)?;
    Ok(Json(report.into()))
}
