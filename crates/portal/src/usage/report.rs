//! What was used: by day, and as lines of an invoice.

use std::collections::BTreeMap;

use sqlx::Any;

use super::meter::Metric;
use super::prices::PriceList;
use crate::access::OrganisationScope;
use crate::store::{Store, StoreError};

/// One day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// `2026-11-27`, in UTC.
    pub day: String,
    /// What was counted; what is absent was not.
    pub amounts: BTreeMap<Metric, u64>,
}

/// What one metric costs in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLine {
    /// Of what.
    pub metric: Metric,
    /// How much.
    pub quantity: u64,
    /// Units that are not paid for; nothing without a price.
    pub included: Option<u64>,
    /// Units that are paid for at once.
    pub pack: Option<u64>,
    /// What a pack costs.
    pub price_minor_units: Option<u64>,
    /// What it costs together.
    pub amount_minor_units: Option<u128>,
}

/// The days from one to another, both included, on which something was counted.
///
/// # Errors
/// If the database cannot be used.
pub async fn days(
    store: &Store,
    scope: &OrganisationScope,
    (from, to): (&str, &str),
) -> Result<Vec<Day>, StoreError> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as::<Any, _>(
        "SELECT day, metric, amount FROM usage_days WHERE organisation_id = $1 AND day >= $2 AND day <= $3 ORDER BY day, metric",
    )
    .bind(scope.organisation_id().as_str())
    .bind(from)
    .bind(to)
    .fetch_all(store.pool())
    .await?;
    let mut days: Vec<Day> = Vec::new();
    for (day, metric, amount) in rows {
        let column = |column| StoreError::Column { column };
        let metric = Metric::parse(&metric).ok_or_else(|| column("usage_days.metric"))?;
        let amount = u64::try_from(amount).map_err(|_| column("usage_days.amount"))?;
        match days.last_mut() {
            Some(last) if last.day == day => {
                last.amounts.insert(metric, amount);
            }
            _ => days.push(Day {
                day,
                amounts: [(metric, amount)].into(),
            }),
        }
    }
    Ok(days)
}

/// The lines of some days: one for each metric, also of those that were not used.
pub fn invoice(days: &[Day], prices: Option<&PriceList>) -> Vec<InvoiceLine> {
    let line = |metric: Metric| {
        let amounts = days.iter().filter_map(|day| day.amounts.get(&metric));
        let quantity = metric.together(amounts.copied());
        let price = prices.and_then(|prices| prices.price(metric));
        InvoiceLine {
            metric,
            quantity,
            included: price.map(|price| price.included),
            pack: price.map(|price| price.pack),
            price_minor_units: price.map(|price| price.price_minor_units),
            amount_minor_units: price.map(|price| price.amount_minor_units(quantity)),
        }
    };
    Metric::ALL.into_iter().map(line).collect()
}
