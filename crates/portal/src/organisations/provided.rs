//! Memberships that come from identity providers: what a provider says of somebody at a sign-in, by the rules of the portal's configuration.
//!
//! Such roles stand beside those that the organisation gave and those of teams, and count as much. The organisation's own are never touched. A provider that
//! says nothing of an organisation any more takes back what it gave; who then has nothing left is no member.

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::sync::Arc;

use sqlx::Any;

use super::{OrganisationError, roles_column};
use crate::access::OrganisationScope;
use crate::access::roles::{Role, Roles};
use crate::audit::{self, Change, OrganisationAction, OrganisationEvent, Outcome};
use crate::identity::RequestFacts;
use crate::identity::oidc::mapping::{Memberships, ToldMemberships};
use crate::ids::OrganisationId;
use crate::plans::Plans;
use crate::store::sealing::{Owner, OwnersKey};
use crate::store::{Store, StoreError, Write};

/// Keeps what providers say.
#[derive(Debug)]
pub struct ProvidedMemberships {
    store: Arc<Store>,
    plans: Arc<Plans>,
}

/// What a line of the log tells.
struct Line<'a> {
    action: OrganisationAction,
    outcome: Outcome,
    detail: &'a str,
    change: Option<&'a Change>,
}

impl ProvidedMemberships {
    /// In the portal's data.
    pub const fn new(store: Arc<Store>, plans: Arc<Plans>) -> Self {
        Self { store, plans }
    }

    async fn replace_all(
        &self,
        write: &mut Write,
        told: &ToldMemberships,
        facts: &RequestFacts,
    ) -> Result<(), StoreError> {
        let before = provided(write, told).await?;
        let mut wanted: BTreeMap<OrganisationId, Roles> = BTreeMap::new();
        for (organisation, role) in &told.memberships {
            // The configuration was checked when the portal opened.
            let (Some(id), Some(role)) = (OrganisationId::parse(organisation), Role::parse(role))
            else {
                continue;
            };
            let roles = wanted.entry(id).or_default();
            *roles = roles.with(Roles::from(role));
        }
        for id in before.keys() {
            wanted.entry(id.clone()).or_default();
        }
        // In the order of ids, so that two sign-ins never wait for each other.
        for (id, roles) in wanted {
            let had = before.get(&id).copied().unwrap_or_default();
            if roles != had {
                self.replace(write, told, (&id, had, roles), facts).await?;
            }
        }
        Ok(())
    }

    async fn replace(
        &self,
        write: &mut Write,
        told: &ToldMemberships,
        (id, had, roles): (&OrganisationId, Roles, Roles),
        facts: &RequestFacts,
    ) -> Result<(), StoreError> {
        let organisation = id.as_str();
        let user = told.user_id.as_str();
        let held = sqlx::query::<Any>(
            "UPDATE organisations SET created_ms = created_ms WHERE organisation_id = $1",
        )
        .bind(organisation)
        .execute(&mut **write)
        .await?;
        let owner = Owner::Organisation(id.clone());
        let key = self.store.sealing().key(&mut **write, &owner).await?;
        let (1, Some(key)) = (held.rows_affected(), key) else {
            tracing::warn!(
                organisation,
                provider = told.provider_id,
                "a rule of memberships names an organisation that does not exist"
            );
            return Ok(());
        };
        let now = self.store.clock().now();
        let was_member = is_member(write, organisation, user).await?;
        if !was_member {
            let place = (&*self.plans, organisation);
            match super::own::join(write, place, user, Roles::NONE, now).await {
                Ok(()) => {}
                Err(OrganisationError::Store(error)) => return Err(error),
                Err(OrganisationError::QuotaReached(refused)) => {
                    tracing::warn!(organisation, provider = told.provider_id, %refused, "a provider makes no member");
                    // The sign-in goes on; the organisation is told that somebody was left out.
                    let detail = format!("provider {}: quota_reached", told.provider_id);
                    let line = Line {
                        action: OrganisationAction::MemberJoined,
                        outcome: Outcome::Refused,
                        detail: &detail,
                        change: None,
                    };
                    return self.tell(write, told, (id, &key), facts, &line).await;
                }
                Err(refused) => {
                    tracing::warn!(organisation, provider = told.provider_id, %refused, "a provider makes no member");
                    return Ok(());
                }
            }
        }
        set_provided(write, told, organisation, roles).await?;
        let is_left = roles.is_empty() && remove_if_nothing(write, organisation, user).await?;
        let change = Change::new().field(
            "providerRoles",
            (!had.is_empty()).then(|| had.to_string()),
            (!roles.is_empty()).then(|| roles.to_string()),
        );
        let detail = format!("provider {}", told.provider_id);
        let line = Line {
            action: match (was_member, is_left) {
                (_, true) => OrganisationAction::MemberRemoved,
                (false, false) => OrganisationAction::MemberJoined,
                (true, false) => OrganisationAction::MemberRolesChanged,
            },
            outcome: Outcome::Succeeded,
            detail: &detail,
            change: Some(&change),
        };
        self.tell(write, told, (id, &key), facts, &line).await
    }

    /// Whoever signs in is whom the line is about.
    async fn tell(
        &self,
        write: &mut Write,
        told: &ToldMemberships,
        (organisation, key): (&OrganisationId, &OwnersKey),
        facts: &RequestFacts,
        line: &Line<'_>,
    ) -> Result<(), StoreError> {
        let user = told.user_id.as_str();
        let event = OrganisationEvent {
            action: line.action,
            outcome: line.outcome,
            actor: user,
            organisation,
            subject: Some(user),
            facts,
            detail: Some(line.detail),
            change: line.change,
        };
        let now = self.store.clock().now();
        audit::append_for_organisation(&self.store, write, key, &event, now).await
    }
}

impl Memberships for ProvidedMemberships {
    fn replace<'a>(
        &'a self,
        write: &'a mut Write,
        told: &'a ToldMemberships,
        facts: &'a RequestFacts,
    ) -> Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>> {
        Box::pin(self.replace_all(write, told, facts))
    }
}

/// What this provider gave this user.
async fn provided(
    write: &mut Write,
    told: &ToldMemberships,
) -> Result<BTreeMap<OrganisationId, Roles>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as::<Any, _>(
        "SELECT organisation_id, roles FROM provided_roles WHERE user_id = $1 AND provider_id = $2",
    )
    .bind(told.user_id.as_str())
    .bind(&told.provider_id)
    .fetch_all(&mut **write)
    .await?;
    let readable = |(id, bits): (String, i64)| {
        let column = "provided_roles.organisation_id";
        let id = OrganisationId::parse(&id).ok_or(StoreError::Column { column })?;
        Ok((id, roles_column(bits, "provided_roles.roles")?))
    };
    rows.into_iter().map(readable).collect()
}

async fn is_member(write: &mut Write, organisation: &str, user: &str) -> Result<bool, StoreError> {
    let (count,): (i64,) = sqlx::query_as::<Any, _>(
        "SELECT COUNT(*) FROM memberships WHERE organisation_id = $1 AND user_id = $2",
    )
    .bind(organisation)
    .bind(user)
    .fetch_one(&mut **write)
    .await?;
    Ok(count > 0)
}

async fn set_provided(
    write: &mut Write,
    told: &ToldMemberships,
    organisation: &str,
    roles: Roles,
) -> Result<(), StoreError> {
    let user = told.user_id.as_str();
    if roles.is_empty() {
        sqlx::query::<Any>(
            "DELETE FROM provided_roles WHERE organisation_id = $1 AND user_id = $2 AND provider_id = $3",
        )
        .bind(organisation)
        .bind(user)
        .bind(&told.provider_id)
        .execute(&mut **write)
        .await?;
        return Ok(());
    }
    sqlx::query::<Any>(
        "INSERT INTO provided_roles (organisation_id, user_id, provider_id, roles) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (organisation_id, user_id, provider_id) DO UPDATE SET roles = excluded.roles",
    )
    .bind(organisation)
    .bind(user)
    .bind(&told.provider_id)
    .bind(roles.to_column())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Ends a membership that nothing is left of: the organisation gave no role by itself, and no provider does. Teams go with it.
async fn remove_if_nothing(
    write: &mut Write,
    organisation: &str,
    user: &str,
) -> Result<bool, StoreError> {
    let done = sqlx::query::<Any>(
        "DELETE FROM memberships WHERE organisation_id = $1 AND user_id = $2 AND roles = 0 \
         AND NOT EXISTS (SELECT 1 FROM provided_roles WHERE organisation_id = $3 AND user_id = $4)",
    )
    .bind(organisation)
    .bind(user)
    .bind(organisation)
    .bind(user)
    .execute(&mut **write)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What providers gave the members of an organisation.
pub(super) async fn of_members(
    store: &Store,
    scope: &OrganisationScope,
) -> Result<HashMap<String, Roles>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as::<Any, _>(
        "SELECT user_id, roles FROM provided_roles WHERE organisation_id = $1",
    )
    .bind(scope.organisation_id().as_str())
    .fetch_all(store.pool())
    .await?;
    joined(rows)
}

/// What providers gave a user, by organisation.
pub(super) async fn of_user(
    store: &Store,
    user_id: &str,
) -> Result<HashMap<String, Roles>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as::<Any, _>(
        "SELECT organisation_id, roles FROM provided_roles WHERE user_id = $1",
    )
    .bind(user_id)
    .fetch_all(store.pool())
    .await?;
    joined(rows)
}

/// Roles of several providers together.
fn joined(rows: Vec<(String, i64)>) -> Result<HashMap<String, Roles>, StoreError> {
    let mut joined: HashMap<String, Roles> = HashMap::new();
    for (id, bits) in rows {
        let roles = joined.entry(id).or_default();
        *roles = roles.with(roles_column(bits, "provided_roles.roles")?);
    }
    Ok(joined)
}
