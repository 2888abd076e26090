//! What an organisation used in a month, and what its plan leaves: in memory, because it is asked on every request of a program.

use std::time::Duration;

use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::Date;
use sqlx::Any;

use super::meter::{Days, Metric, day_of};
use crate::ids::OrganisationId;
use crate::plans::{Plans, Quota};
use crate::store::{Store, StoreError};
use crate::time::UnixTime;

/// How long what was read counts: what other processes wrote, and another plan, are seen after this at the latest.
const GOOD_FOR: Duration = Duration::from_secs(10);
/// What a plan can limit, of what is counted by day.
const METRICS: [Metric; 4] = [
    Metric::ApiCalls,
    Metric::Exports,
    Metric::Transactions,
    Metric::StoredBytes,
];

/// The month has none left.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the plan {plan:?} has {limit} {} a month, and this month they are used up; the next one begins at {resets_at}", .quota.words())]
pub struct QuotaUsedUp {
    /// Of what.
    pub quota: Quota,
    /// How many there are in a month.
    pub limit: u64,
    /// The plan's name.
    pub plan: String,
    /// When the next month begins.
    pub resets_at: UnixTime,
    /// How long that is.
    pub resets_in: Duration,
}

/// A month of an organisation, as far as this process knows.
#[derive(Clone, Debug)]
pub(crate) struct Month {
    first: Date,
    from: UnixTime,
    until: UnixTime,
    read_at: UnixTime,
    plan: Option<String>,
    /// By [`METRICS`].
    limits: [Option<u64>; METRICS.len()],
    used: [u64; METRICS.len()],
}

fn place_of(metric: Metric) -> Option<usize> {
    METRICS.iter().position(|one| *one == metric)
}

fn begin(day: Date) -> UnixTime {
    let at = format!("{day}T00:00:00Z").parse::<Timestamp>();
    UnixTime::from_ms(at.map_or(i64::MAX, Timestamp::as_millisecond))
}

impl Month {
    /// What is written of the month of a moment, and the plan that holds.
    pub(super) async fn read(
        store: &Store,
        plans: &Plans,
        organisation_id: &OrganisationId,
        at: UnixTime,
    ) -> Result<Self, StoreError> {
        let id = organisation_id.as_str();
        let set = crate::plans::set_for(store, id).await?;
        let plan = plans.in_force(set.as_deref()).plan;
        let limit = |metric| plan?.limit(Quota::of_month(metric)?);
        let today: Date = day_of(at).parse().expect("the day of a moment is one");
        let first = today.first_of_month();
        let last = first.last_of_month();
        let mut month = Self {
            first,
            from: begin(first),
            until: begin(last.saturating_add(1.day())),
            read_at: at,
            plan: plan.map(|plan| plan.name.clone()),
            limits: METRICS.map(limit),
            used: [0; METRICS.len()],
        };
        let rows: Vec<(String, i64)> = sqlx::query_as::<Any, _>(
            "SELECT metric, amount FROM usage_days WHERE organisation_id = $1 AND day >= $2 AND day <= $3",
        )
        .bind(id)
        .bind(first.to_string())
        .bind(last.to_string())
        .fetch_all(store.pool())
        .await?;
        for (metric, amount) in rows {
            let metric = Metric::parse(&metric).ok_or(StoreError::Column {
                column: "usage_days.metric",
            })?;
            month.add_amount(metric, amount.unsigned_abs());
        }
        Ok(month)
    }

    fn add_amount(&mut self, metric: Metric, amount: u64) {
        if let Some(place) = place_of(metric) {
            self.used[place] = metric.together([self.used[place], amount].into_iter());
        }
    }

    /// Adds what is not written yet.
    pub(super) fn add_days(&mut self, days: &Days) {
        let (first, last) = (
            self.first.to_string(),
            self.first.last_of_month().to_string(),
        );
        for ((day, metric), amount) in days {
            if (first.as_str()..=last.as_str()).contains(&day.as_str()) {
                self.add_amount(*metric, *amount);
            }
        }
    }

    /// Adds one, if it is of this month.
    pub(super) fn add(&mut self, metric: Metric, at: UnixTime) {
        if self.has(at) {
            self.add_amount(metric, 1);
        }
    }

    fn has(&self, at: UnixTime) -> bool {
        (self.from..self.until).contains(&at)
    }

    /// Whether it can still be gone by.
    pub(super) fn is_good(&self, at: UnixTime) -> bool {
        self.has(at) && at.since(self.read_at) < GOOD_FOR
    }

    /// Refuses one more if none is left.
    pub(super) fn has_left(&self, metric: Metric, at: UnixTime) -> Result<(), QuotaUsedUp> {
        let limit =
            place_of(metric).and_then(|place| Some((self.limits[place]?, self.used[place])));
        let (Some((limit, used)), Some(quota)) = (limit, Quota::of_month(metric)) else {
            return Ok(());
        };
        if used < limit {
            return Ok(());
        }
        Err(QuotaUsedUp {
            quota,
            limit,
            plan: self.plan.clone().unwrap_or_default(),
            resets_at: self.until,
            resets_in: self.until.since(at),
        })
    }

    /// How much was used in it.
    pub(crate) fn used(&self, metric: Metric) -> u64 {
        place_of(metric).map_or(0, |place| self.used[place])
    }

    /// When the next one begins.
    pub(crate) const fn until(&self) -> UnixTime {
        self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_when_the_next_one_begins() {
        for (day, next) in [
            ("2026-02-01", "2026-03-01T00:00:00.000Z"),
            ("2026-12-01", "2027-01-01T00:00:00.000Z"),
        ] {
            let first: Date = day.parse().unwrap();
            let until = begin(first.last_of_month().saturating_add(1.day()));
            assert_eq!(until.to_string(), next);
        }
    }
}
