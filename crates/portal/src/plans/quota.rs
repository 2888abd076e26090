//! What a plan limits, and whether there is room for one more.

use sqlx::{Any, Executor};

use super::{InForce, Plans, kept};
use crate::organisations::OrganisationError;
use crate::store::{StoreError, Write};
use crate::usage::Metric;

/// What a plan limits. A name is that of the file and of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quota {
    /// Members; who is switched off by a company's directory is none.
    Members,
    /// Teams.
    Teams,
    /// Keys of programs.
    ApiKeys,
    /// Nodes that are asked for, approved or registered.
    Nodes,
    /// Ledger accounts that are linked.
    LedgerAccounts,
    /// Requests that were let in, in a month of UTC.
    ApiCallsPerMonth,
    /// Files that were taken away, in a month of UTC.
    ExportsPerMonth,
    /// Transfers from linked ledger accounts that took effect, and operations that they signed, in a month of UTC.
    TransactionsPerMonth,
    /// The most bytes that were kept under the organisation's key, in a month of UTC.
    StoredBytes,
}

impl Quota {
    /// All.
    pub const ALL: [Self; 9] = [
        Self::Members,
        Self::Teams,
        Self::ApiKeys,
        Self::Nodes,
        Self::LedgerAccounts,
        Self::ApiCallsPerMonth,
        Self::ExportsPerMonth,
        Self::TransactionsPerMonth,
        Self::StoredBytes,
    ];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Teams => "teams",
            Self::ApiKeys => "api_keys",
            Self::Nodes => "nodes",
            Self::LedgerAccounts => "ledger_accounts",
            Self::ApiCallsPerMonth => "api_calls_per_month",
            Self::ExportsPerMonth => "exports_per_month",
            Self::TransactionsPerMonth => "transactions_per_month",
            Self::StoredBytes => "stored_bytes",
        }
    }

    /// In words, several of them.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Teams => "teams",
            Self::ApiKeys => "keys of programs",
            Self::Nodes => "nodes",
            Self::LedgerAccounts => "ledger accounts",
            Self::ApiCallsPerMonth => "API calls",
            Self::ExportsPerMonth => "exports",
            Self::TransactionsPerMonth => "transactions",
            Self::StoredBytes => "stored bytes",
        }
    }

    /// Of what the meter counts in a month, what limits it.
    pub const fn of_month(metric: Metric) -> Option<Self> {
        match metric {
            Metric::ApiCalls => Some(Self::ApiCallsPerMonth),
            Metric::Exports => Some(Self::ExportsPerMonth),
            Metric::Transactions => Some(Self::TransactionsPerMonth),
            Metric::StoredBytes => Some(Self::StoredBytes),
            Metric::Members => None,
        }
    }

    /// What the meter counts of it; nothing if it is counted where it is made.
    pub const fn metric(self) -> Option<Metric> {
        match self {
            Self::ApiCallsPerMonth => Some(Metric::ApiCalls),
            Self::ExportsPerMonth => Some(Metric::Exports),
            Self::TransactionsPerMonth => Some(Metric::Transactions),
            Self::StoredBytes => Some(Metric::StoredBytes),
            _ => None,
        }
    }

    /// Whether more than the limit is refused. Otherwise it is only told: the ledger takes what is signed from anybody, and what is kept grows by the audit
    /// log, which nobody may stop.
    pub const fn is_enforced(self) -> bool {
        !matches!(self, Self::TransactionsPerMonth | Self::StoredBytes)
    }

    /// Whether it begins with nothing again when a month does.
    pub const fn is_of_month(self) -> bool {
        matches!(
            self,
            Self::ApiCallsPerMonth | Self::ExportsPerMonth | Self::TransactionsPerMonth
        )
    }

    /// Counts what there is; nothing if the meter counts it.
    const fn statement(self) -> Option<&'static str> {
        match self {
            Self::Members => Some("SELECT COUNT(*) FROM memberships WHERE organisation_id = $1"),
            Self::Teams => Some("SELECT COUNT(*) FROM teams WHERE organisation_id = $1"),
            Self::ApiKeys => Some("SELECT COUNT(*) FROM api_keys WHERE organisation_id = $1"),
            Self::Nodes => Some(
                "SELECT COUNT(*) FROM node_requests WHERE organisation_id = $1 AND state IN ('requested', 'approved', 'registered')",
            ),
            Self::LedgerAccounts => {
                Some("SELECT COUNT(*) FROM ledger_accounts WHERE organisation_id = $1")
            }
            Self::ApiCallsPerMonth
            | Self::ExportsPerMonth
            | Self::TransactionsPerMonth
            | Self::StoredBytes => None,
        }
    }

    /// How many there are; nothing if the meter counts it.
    pub(super) async fn count(
        self,
        executor: impl Executor<'_, Database = Any>,
        organisation_id: &str,
    ) -> Result<Option<u64>, StoreError> {
        let Some(statement) = self.statement() else {
            return Ok(None);
        };
        let (number,): (i64,) = sqlx::query_as::<Any, _>(statement)
            .bind(organisation_id)
            .fetch_one(executor)
            .await?;
        Ok(Some(number.unsigned_abs()))
    }
}

/// There is no room for one more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the plan {plan:?} has room for {limit} {}, and there are {used}", .quota.words())]
pub struct QuotaReached {
    /// Of what.
    pub quota: Quota,
    /// How many there may be.
    pub limit: u64,
    /// How many there are.
    pub used: u64,
    /// The plan's name.
    pub plan: String,
}

impl Plans {
    /// Refuses one more where the plan has no room for it. The caller holds the organisation, so that nobody else counts meanwhile.
    ///
    /// # Errors
    /// [`QuotaReached`], or if the database cannot be used.
    pub(crate) async fn room_for_one_more(
        &self,
        write: &mut Write,
        organisation_id: &str,
        quota: Quota,
    ) -> Result<(), OrganisationError> {
        if self.list().is_none() {
            return Ok(());
        }
        let set = kept::plan_of(&mut **write, organisation_id).await?;
        let InForce { plan, .. } = self.in_force(set.as_ref().map(|set| set.plan_id.as_str()));
        let Some((plan, limit)) = plan.and_then(|plan| Some((plan, plan.limit(quota)?))) else {
            return Ok(());
        };
        let used = quota.count(&mut **write, organisation_id).await?;
        match used {
            Some(used) if used >= limit => Err(QuotaReached {
                quota,
                limit,
                used,
                plan: plan.name.clone(),
            }
            .into()),
            _ => Ok(()),
        }
    }
}
