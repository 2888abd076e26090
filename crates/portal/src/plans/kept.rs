//! Which plan each organisation was given, and by whom.

use sqlx::{Any, Executor};

use super::{Plan, PlanList, Plans};
use crate::audit::{self, Change, OrganisationAction, OrganisationEvent, Outcome};
use crate::identity::RequestFacts;
use crate::ids::{OrganisationId, UserId};
use crate::organisations::{hold_by_id, name_of_organisation};
use crate::store::sealing::Owner;
use crate::store::{Store, StoreError, Write};
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
    /// The id of the plan that counts now; nothing if none does.
    pub after: Option<String>,
    /// Whether it had been set, or had been taken away, already: then nothing was written.
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

/// Writes down which plan an organisation is given from now on, and by whom; nothing if it is given none.
async fn keep(
    write: &mut Write,
    organisation_id: &str,
    plan_id: Option<&str>,
    (now, actor): (UnixTime, &str),
) -> Result<(), StoreError> {
    let Some(plan_id) = plan_id else {
        sqlx::query::<Any>("DELETE FROM organisation_plans WHERE organisation_id = $1")
            .bind(organisation_id)
            .execute(&mut **write)
            .await?;
        return Ok(());
    };
    sqlx::query::<Any>(
        "INSERT INTO organisation_plans (organisation_id, plan_id, since_ms, set_by) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (organisation_id) DO UPDATE SET plan_id = excluded.plan_id, since_ms = excluded.since_ms, set_by = excluded.set_by",
    )
    .bind(organisation_id)
    .bind(plan_id)
    .bind(now.ms())
    .bind(actor)
    .execute(&mut **write)
    .await?;
    Ok(())
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
        self.change(store, organisation_id, Some(plan), set_by)
            .await
    }

    /// Takes the plan away that an organisation was given, with a line of its audit log: the default one counts again, if there is one. The file may be gone, or
    /// have no plan of that id any more.
    ///
    /// # Errors
    /// If there is no such organisation, or the database cannot be used.
    pub async fn take_away(
        &self,
        store: &Store,
        organisation_id: &OrganisationId,
        set_by: SetBy<'_>,
    ) -> Result<PlanChange, PlanError> {
        self.change(store, organisation_id, None, set_by).await
    }

    /// Gives an organisation a plan, or takes away what it was given.
    async fn change(
        &self,
        store: &Store,
        organisation_id: &OrganisationId,
        plan: Option<&Plan>,
        set_by: SetBy<'_>,
    ) -> Result<PlanChange, PlanError> {
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
        let given = plan_of(&mut *write, id).await?.map(|set| set.plan_id);
        let wanted = plan.map(|plan| plan.id.as_str());
        let change = PlanChange {
            before: self.id_in_force(given.as_deref()),
            after: self.id_in_force(wanted),
            was_set: given.as_deref() == wanted,
        };
        if change.was_set {
            return Ok(change);
        }
        keep(&mut write, id, wanted, (now, actor)).await?;
        // Before and after are the plans that count: where they are the same, only this tells what was done.
        let detail = given
            .filter(|_| wanted.is_none())
            .map(|given| format!("{given} is not given any more"));
        let told = Change::new().field("plan", change.before.clone(), change.after.clone());
        let event = OrganisationEvent {
            action: OrganisationAction::PlanChanged,
            outcome: Outcome::Succeeded,
            actor,
            organisation: organisation_id,
            subject: None,
            facts,
            detail: detail.as_deref(),
            change: Some(&told),
        };
        audit::append_for_organisation(store, &mut write, &key, &event, now).await?;
        write.commit().await.map_err(StoreError::from)?;
        Ok(change)
    }

    /// The id of the plan that counts where this one was set, or none.
    fn id_in_force(&self, set: Option<&str>) -> Option<String> {
        self.in_force(set).plan.map(|plan| plan.id.clone())
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
