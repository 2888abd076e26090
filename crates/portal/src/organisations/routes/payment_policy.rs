//! Which payments of an organisation need approvals.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::payments::Rule;
use super::super::{OrganisationError, Organisations};
use crate::access::{Allowed, may};
use crate::problem::Problem;
use crate::request::Body;

pub(super) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new().routes(routes!(payment_policy, set_payment_policy))
}

/// From which amount on payments of an asset need approvals.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PaymentRule {
    /// Index of the asset.
    asset_index: u32,
    /// Up to this amount, in minor units as a decimal string, no approval is needed; the sum of a batch counts.
    #[schema(example = "100000")]
    limit: String,
    /// How many are needed above it: 1 to 10, each by another person with another key, none of them whoever proposed.
    #[schema(minimum = 1, maximum = 10)]
    approvals: u8,
}

impl From<Rule> for PaymentRule {
    fn from(rule: Rule) -> Self {
        Self {
            asset_index: rule.asset,
            limit: rule.limit.to_string(),
            approvals: rule.approvals,
        }
    }
}

impl TryFrom<PaymentRule> for Rule {
    type Error = Problem;

    fn try_from(rule: PaymentRule) -> Result<Self, Problem> {
        let is_plain = rule.limit.bytes().all(|byte| byte.is_ascii_digit());
        let limit = rule.limit.parse().ok().filter(|_| is_plain);
        let limit = limit.ok_or_else(|| {
            let detail = "limit is a number of minor units, as a decimal string";
            Problem::invalid_parameter(detail, "Correct the value.")
        })?;
        Ok(Self {
            asset: rule.asset_index,
            limit,
            approvals: rule.approvals,
        })
    }
}

/// Which payments need approvals.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PaymentPolicy {
    /// At most 100, one for each asset. Payments of other assets need none.
    rules: Vec<PaymentRule>,
}

impl From<Vec<Rule>> for PaymentPolicy {
    fn from(rules: Vec<Rule>) -> Self {
        Self {
            rules: rules.into_iter().map(PaymentRule::from).collect(),
        }
    }
}

/// Which payments need approvals
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/payment-policy",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("payment_policy.read"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    responses(
        (status = 200, description = "The rules, by asset", body = PaymentPolicy),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn payment_policy(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadPaymentPolicy>,
) -> Result<Json<PaymentPolicy>, Problem> {
    let rules = organisations.payment_rules(&allowed.scope).await;
    Ok(Json(rules.map_err(OrganisationError::from)?.into()))
}

/// Set which payments need approvals
///
/// The whole list. Payments that were proposed before need what they needed.
#[utoipa::path(
    put,
    path = "/api/v11/organisations/{organisationId}/payment-policy",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("payment_policy.change"))),
    params(("organisationId" = String, Path, description = "Which organisation")),
    request_body = PaymentPolicy,
    responses(
        (status = 200, description = "The rules as they are now", body = PaymentPolicy),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it, or step-up required", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn set_payment_policy(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ChangePaymentPolicy>,
    Body(body): Body<PaymentPolicy>,
) -> Result<Json<PaymentPolicy>, Problem> {
    let Allowed { scope, facts, .. } = allowed;
    let rules = body.rules.into_iter().map(Rule::try_from);
    let rules: Vec<Rule> = rules.collect::<Result<_, _>>()?;
    organisations
        .set_payment_rules(&scope, &rules, &facts)
        .await?;
    let rules = organisations.payment_rules(&scope).await;
    Ok(Json(rules.map_err(OrganisationError::from)?.into()))
}
