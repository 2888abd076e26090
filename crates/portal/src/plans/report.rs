//! An organisation's plan, and how much of it is used.

use super::{Plan, Quota, kept};
use crate::access::OrganisationScope;
use crate::organisations::Organisations;
use crate::store::StoreError;
use crate::time::UnixTime;

/// How much of one thing is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaUse {
    /// Of what.
    pub quota: Quota,
    /// How much there may be; nothing if the plan does not say.
    pub limit: Option<u64>,
    /// How much there is, or was used in this month, or was kept at most in it.
    pub used: u64,
    /// When it begins with nothing again; nothing if it does not.
    pub resets_at: Option<UnixTime>,
}

/// An organisation's plan.
#[derive(Clone, Debug)]
pub struct PlanReport<'a> {
    /// It; nothing if none counts.
    pub plan: Option<&'a Plan>,
    /// When it was set; nothing if it counts because it is the default.
    pub since: Option<UnixTime>,
    /// Whether another one was set, which is not offered any more.
    pub is_fallback: bool,
    /// What the plans of this portal limit; empty if it has none.
    pub quotas: Vec<QuotaUse>,
}

impl Organisations {
    /// The plan of an organisation, and how much of it is used.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn plan(&self, scope: &OrganisationScope) -> Result<PlanReport<'_>, StoreError> {
        let store = self.identity().store();
        let mut report = PlanReport {
            plan: None,
            since: None,
            is_fallback: false,
            quotas: Vec::new(),
        };
        if self.plans().list().is_none() {
            return Ok(report);
        }
        let id = scope.organisation_id();
        let set = kept::plan_of(store.pool(), id.as_str()).await?;
        let in_force = self
            .plans()
            .in_force(set.as_ref().map(|set| set.plan_id.as_str()));
        report.plan = in_force.plan;
        report.is_fallback = in_force.is_fallback;
        report.since = set.filter(|_| !in_force.is_fallback).map(|set| set.since);
        let now = store.clock().now();
        let month = self.meter().look(store, self.plans(), id, now).await?;
        for quota in Quota::ALL {
            let counted = quota.count(store.pool(), id.as_str()).await?;
            let of_month = quota.metric().map(|metric| month.used(metric));
            report.quotas.push(QuotaUse {
                quota,
                limit: in_force.plan.and_then(|plan| plan.limit(quota)),
                used: counted.or(of_month).unwrap_or_default(),
                resets_at: quota.is_of_month().then(|| month.until()),
            });
        }
        Ok(report)
    }
}
