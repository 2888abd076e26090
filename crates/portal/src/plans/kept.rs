//! Which plan each organisation was given, and by whom.

use sqlx::{Any, Executor};

use super::{Plan, PlanList, Plans};
use crate::audit::{self, Change, OrganisationAction, OrganisationEvent, Outcome};
use crate::identity::RequestFacts;
use crate::ids::{OrganisationId, UserId};
use crate::organisations::{hold_by_id, name_of_organisation};
use crate::store::sealing::Owner;
use crate::store::{Store, StoreError};
use crate::time::UnixTime;

/// Who acts on the portal's own machine, in the log.
const OPERATOR: &str = "operator";

/// Why a plan was not set.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operator wrote none.
    #[error("this portal has no plans: write plans.toml in its data folder")]
    NoPlans,
    /// Another id.
    #[error("there is no plan {id:?}; there are {known}")]
    NoSuchPlan {
        /// What was asked for.
        id: String,
        /// All ids.
        known: String,
    },
    /// It was deleted, or never was.
    #[error("there is no organisation {0}")]
    NoSuchOrganisation(String),
}

impl From<sqlx::Error> for PlanError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Who sets a plan.
#[derive(Clone, Copy, Debug)]
pub enum SetBy<'a> {
    /// Somebody on the portal's machine.
    Operator,
    /// A user, by a request.
    User(&'a UserId, &'a RequestFacts),
}

/// What became of an organisation's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanChange {
    /// The id of the plan that counted until now; nothing if none did.
    pub before: Option<String>,
    /// The id of the plan that counts now.
    pub after: String,
    /// Whether it had been set already: then nothing was written.
    pub was_set: bool,
}

/// An organisation, and its plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationPlan {
    /// Which organisation.
    pub organisation_id: String,
    /// Its name.
    pub name: String,
    /// The plan that was set, also if the file has none of that id any more.
    pub set: Option<String>,
    /// When it was set.
    pub since: Option<UnixTime>,
    /// The id of the plan that counts; nothing if none does.
    pub in_force: Option<String>,
    /// Whether another one counts than the one that was set.
    pub is_fallback: bool,
}

/// What was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) plan_id: String,
    pub(super) since: UnixTime,
}

/// Which plan was set for an organisation.
pub(super) async fn plan_of(
    executor: impl Executor<'_, Database = Any>,
    organisation_id: &str,
) -> Result<Option<Set>, StoreError> {
    let row: Option<(String, i64)> = sqlx::query_as::<Any, _>(
        "SELECT plan_id, since_ms FROM organisation_plans WHERE organisation_id = $1",
    )
    .bind(organisation_id)
    .fetch_optional(executor)
    .await?;
    Ok(row.map(|(plan_id, since_ms)| Set {
        plan_id,
        since: UnixTime::from_ms(since_ms),
    }))
}

/// The id of the plan that was set for an organisation.
pub(crate) async fn set_for(
    store: &Store,
    organisation_id: &str,
) -> Result<Option<String>, StoreError> {
    let set = plan_of(store.pool(), organisation_id).await?;
    Ok(set.map(|set| set.plan_id))
}

impl Plans {
    /// Gives an organisation a plan, with a line of its audit log. Nothing is taken away that is beyond it.
    ///
    /// # Errors
    /// If there is no such plan or organisation, or the database cannot be used.
    pub async fn set(
        &self,
        store: &Store,
        organisation_id: &OrganisationId,
        plan_id: &str,
        set_by: SetBy<'_>,
    ) -> Result<PlanChange, PlanError> {
        let plan = self.find(plan_id)?;
        let id = organisation_id.as_str();
        let no_such = || PlanError::NoSuchOrganisation(id.into());
        let now = store.clock().now();
        let nowhere = RequestFacts::default();
        let (actor, facts) = match set_by {
            SetBy::Operator => (OPERATOR, &nowhere),
            SetBy::User(user_id, facts) => (user_id.as_str(), facts),
        };
        let mut write = store.write().await?;
        let is_there = hold_by_id(&mut write, id).await?;
        let owner = Owner::Organisation(organisation_id.clone());
        let key = store.sealing().key(&mut *write, &owner).await?;
        let key = key.filter(|_| is_there).ok_or_else(no_such)?;
        let set = plan_of(&mut *write, id).await?;
        let set = set.as_ref().map(|set| set.plan_id.as_str());
        let before = self.in_force(set).plan.map(|plan| plan.id.clone());
        let change = PlanChange {
            before: before.clone(),
            after: plan.id.clone(),
            was_set: set == Some(plan.id.as_str()),
        };
        if change.was_set {
            return Ok(change);
        }
        sqlx::query::<Any>(
            "INSERT INTO organisation_plans (organisation_id, plan_id, since_ms, set_by) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (organisation_id) DO UPDATE SET plan_id = excluded.plan_id, since_ms = excluded.since_ms, set_by = excluded.set_by",
        )
        .bind(id)
        .bind(&plan.id)
        .bind(now.ms())
        .bind(actor)
        .execute(&mut *write)
        .await?;
        let told = Change::new().field("plan", before, Some(plan.id.clone()));
        let event = OrganisationEvent {
            action: OrganisationAction::PlanChanged,
            outcome: Outcome::Succeeded,
            actor,
            organisation: organisation_id,
            subject: None,
            facts,
            detail: None,
            change: Some(&told),
        };
        audit::append_for_organisation(store, &mut write, &key, &event, now).await?;
        write.commit().await.map_err(StoreError::from)?;
        Ok(change)
    }

    fn find(&self, plan_id: &str) -> Result<&Plan, PlanError> {
        let list = self.list().ok_or(PlanError::NoPlans)?;
        let known = |list: &PlanList| {
            let ids = list.all().iter().map(|plan| plan.id.as_str());
            ids.collect::<Vec<_>>().join(", ")
        };
        list.find(plan_id).ok_or_else(|| PlanError::NoSuchPlan {
            id: plan_id.into(),
            known: known(list),
        })
    }

    /// All organisations with their plans, by name.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn of_all(&self, store: &Store) -> Result<Vec<OrganisationPlan>, StoreError> {
        type Row = (String, String, String, String, Option<String>, Option<i64>);
        let rows: Vec<Row> = sqlx::query_as::<Any, _>(
            "SELECT o.organisation_id, o.name, k.wrapped_by, k.wrapped, p.plan_id, p.since_ms FROM organisations o \
             JOIN data_keys k ON k.owner = o.organisation_id LEFT JOIN organisation_plans p ON p.organisation_id = o.organisation_id",
        )
        .fetch_all(store.pool())
        .await?;
        let mut found = Vec::new();
        for (id, sealed, wrapped_by, wrapped, set, since_ms) in rows {
            let parsed = OrganisationId::parse(&id).ok_or(StoreError::Column {
                column: "organisations.organisation_id",
            })?;
            let owner = Owner::Organisation(parsed);
            let key = store.sealing().unwrapped(&owner, &wrapped_by, &wrapped)?;
            let in_force = self.in_force(set.as_deref());
            found.push(OrganisationPlan {
                name: name_of_organisation(&key, &id, &sealed)?,
                organisation_id: id,
                in_force: in_force.plan.map(|plan| plan.id.clone()),
                is_fallback: in_force.is_fallback,
                set,
                since: since_ms.map(UnixTime::from_ms),
            });
        }
        found.sort_by_cached_key(|one| (one.name.to_lowercase(), one.organisation_id.clone()));
        Ok(found)
    }

    /// Says in the log which organisations were given a plan that the file has no more.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub(crate) async fn tell_of_missing(&self, store: &Store) -> Result<(), StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as::<Any, _>(
            "SELECT plan_id, COUNT(*) FROM organisation_plans GROUP BY plan_id ORDER BY plan_id",
        )
        .fetch_all(store.pool())
        .await?;
        let Some(list) = self.list() else {
            if !rows.is_empty() {
                tracing::warn!(
                    "organisations were given plans, and there is no plans.toml any more: no plan holds"
                );
            }
            return Ok(());
        };
        for (plan, organisations) in rows {
            if list.find(&plan).is_none() {
                let instead = list.default_plan().map(|plan| plan.id.as_str());
                tracing::warn!(
                    plan,
                    organisations,
                    instead = instead.unwrap_or("none"),
                    "organisations were given a plan that is not in plans.toml any more: the default one counts"
                );
            }
        }
        Ok(())
    }
}
