//! Counts in memory, and writes what it counted.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use sqlx::Any;
use tokio::sync::RwLock;

use super::month::{Month, QuotaUsedUp};
use crate::ids::OrganisationId;
use crate::organisations::OrganisationError;
use crate::plans::Plans;
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;

/// How often what was counted is written.
pub const WRITTEN_EVERY: Duration = Duration::from_secs(10);

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Requests that were let in.
    ApiCalls,
    /// Files that were taken away.
    Exports,
    /// The most members at one time.
    Members,
    /// Transfers from ledger accounts that took effect, and operations that they signed.
    Transactions,
    /// The most bytes at one time that are kept under the organisation's key.
    StoredBytes,
}

impl Metric {
    /// All.
    pub const ALL: [Self; 5] = [
        Self::ApiCalls,
        Self::Exports,
        Self::Members,
        Self::Transactions,
        Self::StoredBytes,
    ];

    /// Its name in the database, the price list and the interface.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApiCalls => "api_calls",
            Self::Exports => "exports",
            Self::Members => "members",
            Self::Transactions => "transactions",
            Self::StoredBytes => "stored_bytes",
        }
    }

    /// The metric of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == text)
    }

    /// The quantity of several days: their sum, or the most of one.
    pub fn together(self, days: impl Iterator<Item = u64>) -> u64 {
        match self {
            Self::ApiCalls | Self::Exports | Self::Transactions => {
                days.fold(0, u64::saturating_add)
            }
            Self::Members | Self::StoredBytes => days.max().unwrap_or(0),
        }
    }
}

/// The day of a moment, in UTC.
pub fn day_of(at: UnixTime) -> String {
    at.to_string().chars().take(10).collect()
}

/// By day and metric.
pub(super) type Days = HashMap<(String, Metric), u64>;

/// What was counted and is not written yet, and what this process knows of the month for whoever has a limit.
#[derive(Debug, Default)]
pub struct Meter {
    counted: Mutex<Counted>,
    /// Held while something is written: whoever read what is written then would miss some, or have it twice.
    written: RwLock<()>,
}

#[derive(Debug, Default)]
struct Counted {
    days: HashMap<OrganisationId, Days>,
    months: HashMap<OrganisationId, Month>,
}

impl Counted {
    fn add(&mut self, organisation_id: &OrganisationId, metric: Metric, at: UnixTime) {
        if let Some(month) = self.months.get_mut(organisation_id) {
            month.add(metric, at);
        }
        let place = (day_of(at), metric);
        let days = match self.days.get_mut(organisation_id) {
            Some(days) => days,
            None => self.days.entry(organisation_id.clone()).or_default(),
        };
        *days.entry(place).or_default() += 1;
    }
}

impl Meter {
    /// Counts one.
    pub fn count(&self, organisation_id: &OrganisationId, metric: Metric, at: UnixTime) {
        self.counted.lock().add(organisation_id, metric, at);
    }

    /// Counts one, if the plan of the organisation has one left in this month. What other processes counted in the last twenty seconds may be missing.
    ///
    /// # Errors
    /// If none is left, or the database cannot be used.
    pub(crate) async fn count_within(
        &self,
        store: &Store,
        plans: &Plans,
        (organisation_id, metric): (&OrganisationId, Metric),
        at: UnixTime,
    ) -> Result<(), OrganisationError> {
        if let Some(counted) = self.count_if_known(organisation_id, metric, at) {
            return Ok(counted?);
        }
        self.look(store, plans, organisation_id, at).await?;
        match self.count_if_known(organisation_id, metric, at) {
            Some(counted) => Ok(counted?),
            // It was forgotten already: nobody is refused for what is not known.
            None => {
                self.count(organisation_id, metric, at);
                Ok(())
            }
        }
    }

    /// The same by what is in memory; nothing if that is too old.
    fn count_if_known(
        &self,
        organisation_id: &OrganisationId,
        metric: Metric,
        at: UnixTime,
    ) -> Option<Result<(), QuotaUsedUp>> {
        let mut counted = self.counted.lock();
        let month = counted.months.get(organisation_id)?;
        if !month.is_good(at) {
            return None;
        }
        let left = month.has_left(metric, at);
        if left.is_ok() {
            counted.add(organisation_id, metric, at);
        }
        Some(left)
    }

    /// Reads what an organisation used in the month of a moment, and keeps it for the next ten seconds.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub(crate) async fn look(
        &self,
        store: &Store,
        plans: &Plans,
        organisation_id: &OrganisationId,
        at: UnixTime,
    ) -> Result<Month, StoreError> {
        let _nobody_writes = self.written.read().await;
        let mut month = Month::read(store, plans, organisation_id, at).await?;
        let mut counted = self.counted.lock();
        if let Some(days) = counted.days.get(organisation_id) {
            month.add_days(days);
        }
        counted
            .months
            .insert(organisation_id.clone(), month.clone());
        Ok(month)
    }

    /// Writes what was counted. If it cannot be written, it is kept for the next time.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn write(&self, store: &Store) -> Result<(), StoreError> {
        let _nobody_reads = self.written.write().await;
        let days = {
            let now = store.clock().now();
            let mut counted = self.counted.lock();
            counted.months.retain(|_, month| month.is_good(now));
            std::mem::take(&mut counted.days)
        };
        if days.is_empty() {
            return Ok(());
        }
        let written = write_all(store, &days).await;
        if written.is_err() {
            let mut counted = self.counted.lock();
            for (organisation_id, days) in days {
                let later = counted.days.entry(organisation_id).or_default();
                for (place, amount) in days {
                    *later.entry(place).or_default() += amount;
                }
            }
        }
        written
    }
}

async fn write_all(
    store: &Store,
    counted: &HashMap<OrganisationId, Days>,
) -> Result<(), StoreError> {
    let mut write = store.write().await?;
    for (organisation_id, days) in counted {
        for ((day, metric), amount) in days {
            let place = (day.as_str(), *metric);
            add(&mut write, organisation_id, place, *amount).await?;
        }
    }
    Ok(write.commit().await?)
}

/// Adds to a day. An organisation that was deleted meanwhile has no line.
pub(super) async fn add(
    write: &mut Write,
    organisation_id: &OrganisationId,
    (day, metric): (&str, Metric),
    amount: u64,
) -> Result<(), StoreError> {
    sqlx::query::<Any>(
        "INSERT INTO usage_days (organisation_id, day, metric, amount) \
         SELECT organisation_id, $1, $2, $3 FROM organisations WHERE organisation_id = $4 \
         ON CONFLICT (organisation_id, day, metric) DO UPDATE SET amount = usage_days.amount + excluded.amount",
    )
    .bind(day)
    .bind(metric.as_str())
    .bind(i64::try_from(amount).unwrap_or(i64::MAX))
    .bind(organisation_id.as_str())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Looks how many members each organisation has: the most of a day count.
///
/// # Errors
/// If the database cannot be used.
pub async fn look_at_members(store: &Store) -> Result<(), StoreError> {
    let mut write = store.write().await?;
    sqlx::query::<Any>(
        "INSERT INTO usage_days (organisation_id, day, metric, amount) \
         SELECT organisation_id, $1, $2, COUNT(*) FROM memberships WHERE 1 = 1 GROUP BY organisation_id \
         ON CONFLICT (organisation_id, day, metric) DO UPDATE SET amount = \
         CASE WHEN excluded.amount > usage_days.amount THEN excluded.amount ELSE usage_days.amount END",
    )
    .bind(day_of(store.clock().now()))
    .bind(Metric::Members.as_str())
    .execute(&mut *write)
    .await?;
    Ok(write.commit().await?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicI64;
    use std::time::Instant;

    use super::*;
    use crate::store::StoreSettings;
    use crate::time::Clock;

    const AT: UnixTime = UnixTime::from_ms(1_790_000_000_000);

    /// Prints what asking costs on every request of a program; nothing is asserted of the time, which is the machine's.
    #[tokio::test]
    async fn asking_whether_one_is_left_is_done_in_memory() {
        let folder = tempfile::TempDir::new().unwrap();
        let text = "[[plans]]\nid = \"a\"\nname = \"A\"\ndescription = \"A\"\nis_default = true\napi_calls_per_month = 1_000_000\n";
        std::fs::write(folder.path().join("plans.toml"), text).unwrap();
        let plans = Plans::read(folder.path()).unwrap();
        let settings = StoreSettings {
            folder: folder.path().to_path_buf(),
            postgres_url: None,
        };
        let clock = Clock::set_by(Arc::new(AtomicI64::new(AT.ms())));
        let store = Store::open(&settings, clock).await.unwrap();
        let (meter, id) = (Meter::default(), OrganisationId::random());
        let began = Instant::now();
        for _ in 0..1_000_000 {
            let place = (&id, Metric::ApiCalls);
            meter.count_within(&store, &plans, place, AT).await.unwrap();
        }
        let with = began.elapsed();
        let began = Instant::now();
        for _ in 0..1_000_000 {
            meter.count(&id, Metric::Members, AT);
        }
        let without = began.elapsed();
        println!("a million requests: {with:?} asked and counted, {without:?} counted alone");
        let place = (&id, Metric::ApiCalls);
        let refused = meter.count_within(&store, &plans, place, AT).await;
        assert!(matches!(refused, Err(OrganisationError::QuotaUsedUp(_))));
        meter.write(&store).await.unwrap();
        let month = meter.look(&store, &plans, &id, AT).await.unwrap();
        // The organisation is in no table: nothing was written, and nothing is made up.
        assert_eq!(month.used(Metric::ApiCalls), 0);
    }
}
