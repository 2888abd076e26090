//! Plans: how much of everything an organisation may have, as the operator says in `plans.toml`.
//!
//! ```text
//! plans.toml ─▶ PlanList ──┐                          ┌─ members, teams, keys, nodes, accounts: counted where one is made ─▶ 409 quota_reached
//!                          ├─▶ plan of organisation ──┤
//! organisation_plans ──────┘    none set: the default └─ API calls, exports of a month: counted by the meter ──────────────▶ 429 quota_used_up
//! ```
//!
//! Invariants
//! - A plan takes nothing away: what is beyond it stays, and no more of it is made.
//! - What is made is counted in the transaction that makes it, with the organisation held: of two for the last place one is refused.
//! - A person in a browser is never refused because a month is used up: they must be able to see why programs are.
//! - Without the file there are no plans, and nothing but the portal's own limits holds.

mod file;
mod kept;
mod quota;
mod report;
pub(crate) mod routes;

use std::path::Path;

pub use file::{PLANS_FILE, Plan, PlanList, PlansFileError};
pub(crate) use kept::set_for;
pub use kept::{OrganisationPlan, PlanChange, PlanError, SetBy};
pub use quota::{Quota, QuotaReached};
pub use report::{PlanReport, QuotaUse};

/// The plans of a portal.
#[derive(Debug, Default)]
pub struct Plans(Option<PlanList>);

/// Which plan counts for an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce<'a> {
    /// It; nothing if none was set and none is the default.
    pub plan: Option<&'a Plan>,
    /// Whether another one was set, which is not in the file any more.
    pub is_fallback: bool,
}

impl Plans {
    /// Reads the file in the portal's folder, if there is one.
    ///
    /// # Errors
    /// If it cannot be read, or is not understood.
    pub fn read(folder: &Path) -> Result<Self, PlansFileError> {
        PlanList::read(folder).map(Self)
    }

    /// All plans; nothing if the operator set none.
    pub const fn list(&self) -> Option<&PlanList> {
        self.0.as_ref()
    }

    /// The plan that counts where this one was set, or none.
    pub fn in_force(&self, set: Option<&str>) -> InForce<'_> {
        let Some(list) = &self.0 else {
            return InForce {
                plan: None,
                is_fallback: false,
            };
        };
        let found = set.and_then(|id| list.find(id));
        InForce {
            plan: found.or_else(|| list.default_plan()),
            is_fallback: set.is_some() && found.is_none(),
        }
    }
}
