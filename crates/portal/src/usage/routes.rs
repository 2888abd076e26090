//! What an organisation used, and what it costs.

use axum::Json;
use axum::extract::State;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::meter::{Metric, day_of};
use super::report::{self, Day, InvoiceLine as Line};
use crate::access::{Allowed, may};
use crate::organisations::{OrganisationError, Organisations};
use crate::problem::Problem;
use crate::request::Parameters;

/// Days of one answer.
const DAYS_MAX: i32 = 400;

pub(crate) fn routes() -> OpenApiRouter<Organisations> {
    OpenApiRouter::new()
        .routes(routes!(usage))
        .routes(routes!(usage_invoice))
}

/// Which days.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct UsageQuery {
    /// The first day, in UTC; 30 days before the last one if absent.
    #[param(example = "2026-11-01")]
    from: Option<String>,
    /// The last day, in UTC; today if absent. At most 400 days.
    #[param(example = "2026-11-30")]
    to: Option<String>,
}

/// What was counted on one day.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UsageDay {
    /// The day, in UTC.
    #[schema(example = "2026-11-27")]
    day: String,
    /// Requests that were let in.
    api_calls: u64,
    /// Files that were taken away.
    exports: u64,
    /// The most members at one time; null if nobody looked on that day.
    members: Option<u64>,
    /// Transfers from linked ledger accounts that took effect, and operations that they signed.
    transactions: u64,
    /// The most bytes at one time that are kept under the organisation's key; null if nobody looked on that day.
    stored_bytes: Option<u64>,
}

/// What was counted.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Usage {
    /// The first day.
    from: String,
    /// The last day.
    to: String,
    /// Every day of them, also those on which nothing was counted.
    days: Vec<UsageDay>,
}

fn day(name: &str, text: &str) -> Result<Date, Problem> {
    text.parse().map_err(|_| {
        let detail = format!("{name} is no day as 2026-11-27");
        Problem::invalid_parameter(detail, "Correct the value.")
    })
}

fn today(organisations: &Organisations) -> Date {
    let now = organisations.identity().store().clock().now();
    day_of(now).parse().expect("the day of a moment is one")
}

/// What an organisation used, day by day
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/usage",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("usage.read"))),
    params(("organisationId" = String, Path, description = "Which organisation"), UsageQuery),
    responses(
        (status = 200, description = "What was counted: requests and exports up to ten seconds ago, transactions up to a minute ago, stored bytes each hour", body = Usage),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn usage(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadUsage>,
    Parameters(query): Parameters<UsageQuery>,
) -> Result<Json<Usage>, Problem> {
    let to = match query.to.as_deref() {
        Some(text) => day("to", text)?,
        None => today(&organisations),
    };
    let from = match query.from.as_deref() {
        Some(text) => day("from", text)?,
        None => to.saturating_sub(29.days()),
    };
    let number = to.since(from).map_or(-1, |span| span.get_days()) + 1;
    if !(1..=DAYS_MAX).contains(&number) {
        let detail = format!("from is not after to, and they are at most {DAYS_MAX} days");
        return Err(Problem::invalid_parameter(detail, "Correct the value."));
    }
    let store = organisations.identity().store();
    let bounds = (from.to_string(), to.to_string());
    let found = report::days(store, &allowed.scope, (&bounds.0, &bounds.1)).await;
    let found = found.map_err(OrganisationError::from)?;
    let of_day = |date: Date| {
        let day = date.to_string();
        let counted = found.iter().find(|one| one.day == day);
        let amount = |metric| counted.and_then(|day: &Day| day.amounts.get(&metric).copied());
        UsageDay {
            api_calls: amount(Metric::ApiCalls).unwrap_or(0),
            exports: amount(Metric::Exports).unwrap_or(0),
            members: amount(Metric::Members),
            transactions: amount(Metric::Transactions).unwrap_or(0),
            stored_bytes: amount(Metric::StoredBytes),
            day,
        }
    };
    let dates = from.series(1.day()).take(number.unsigned_abs() as usize);
    Ok(Json(Usage {
        days: dates.map(of_day).collect(),
        from: bounds.0,
        to: bounds.1,
    }))
}

/// Which month.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct InvoiceQuery {
    /// The month, in UTC; the present one if absent.
    #[param(example = "2026-11")]
    month: Option<String>,
}

/// What one thing costs in a month.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UsageInvoiceLine {
    /// `api_calls`, `exports`, `members`, `transactions` or `stored_bytes`.
    metric: String,
    /// How much: the sum of all days, for members and stored bytes the most at one time.
    quantity: u64,
    /// Units that are not paid for; null without a price.
    included: Option<u64>,
    /// Units that are paid for at once; a begun pack counts.
    pack: Option<u64>,
    /// What a pack costs, as a decimal string.
    price_minor_units: Option<String>,
    /// What it costs together, as a decimal string; null without a price.
    amount_minor_units: Option<String>,
}

/// What a month costs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UsageInvoice {
    /// The month, in UTC.
    month: String,
    /// Whether the month is over, so that nothing is added any more.
    is_over: bool,
    /// Of the operator's price list; null if there is none.
    currency: Option<String>,
    /// One for each thing that is counted.
    lines: Vec<UsageInvoiceLine>,
    /// Together, as a decimal string; null without a price list.
    total_minor_units: Option<String>,
}

impl From<&Line> for UsageInvoiceLine {
    fn from(line: &Line) -> Self {
        Self {
            metric: line.metric.as_str().into(),
            quantity: line.quantity,
            included: line.included,
            pack: line.pack,
            price_minor_units: line.price_minor_units.map(|price| price.to_string()),
            amount_minor_units: line.amount_minor_units.map(|amount| amount.to_string()),
        }
    }
}

/// What a month costs
#[utoipa::path(
    get,
    path = "/api/v11/organisations/{organisationId}/usage/invoice",
    tag = "organisations",
    security(("session" = []), ("apiKey" = []), ("accessToken" = [])),
    extensions(("x-action" = json!("usage.read"))),
    params(("organisationId" = String, Path, description = "Which organisation"), InvoiceQuery),
    responses(
        (status = 200, description = "The lines of an invoice, by the operator's price list", body = UsageInvoice),
        (status = 400, description = "A value is not taken", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Nobody is signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The roles do not allow it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation, or not for whoever asks", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn usage_invoice(
    State(organisations): State<Organisations>,
    allowed: Allowed<may::ReadUsage>,
    Parameters(query): Parameters<InvoiceQuery>,
) -> Result<Json<UsageInvoice>, Problem> {
    let today = today(&organisations);
    let first = match query.month.as_deref() {
        None => today.first_of_month(),
        Some(month) if month.len() == 7 => {
            day("month", &format!("{month}-01")).map_err(|_| not_a_month())?
        }
        Some(_) => return Err(not_a_month()),
    };
    let last = first.last_of_month();
    let store = organisations.identity().store();
    let bounds = (first.to_string(), last.to_string());
    let days = report::days(store, &allowed.scope, (&bounds.0, &bounds.1)).await;
    let days = days.map_err(OrganisationError::from)?;
    let prices = organisations.prices();
    let lines = report::invoice(&days, prices);
    let total: u128 = lines
        .iter()
        .filter_map(|line| line.amount_minor_units)
        .sum();
    Ok(Json(UsageInvoice {
        month: bounds.0[..7].to_owned(),
        is_over: last < today,
        currency: prices.map(|prices| prices.currency.clone()),
        lines: lines.iter().map(UsageInvoiceLine::from).collect(),
        total_minor_units: prices.map(|_| total.to_string()),
    }))
}

fn not_a_month() -> Problem {
    Problem::invalid_parameter("month is no month as 2026-11", "Correct the value.")
}
