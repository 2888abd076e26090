//! The right to an organisation's data, as a value that only membership and policy make.

use std::sync::Arc;

use sqlx::{Any, Executor};

use super::action::Action;
use super::policy::Policy;
use super::principal::Principal;
use super::roles::Roles;
use crate::ids::OrganisationId;
use crate::store::sealing::{Owner, OwnersKey};
use crate::store::{Store, StoreError};

/// Why somebody may not.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It does not exist, or not for whoever asks.
    #[error("there is no such organisation")]
    NoSuchOrganisation,
    /// Whoever asks belongs to it, but their roles do not allow this.
    #[error("your roles in this organisation do not allow {}", .0.as_str())]
    NotAllowed(Action, Box<OrganisationScope>),
}

impl From<sqlx::Error> for AccessError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// The right of one principal to one organisation's data. It cannot be made but by [`access_to`].
#[derive(Clone, Debug)]
pub struct OrganisationScope {
    organisation_id: OrganisationId,
    principal: Principal,
    roles: Roles,
    key: Arc<OwnersKey>,
}

impl OrganisationScope {
    /// Whose data.
    pub const fn organisation_id(&self) -> &OrganisationId {
        &self.organisation_id
    }

    /// Who asks.
    pub const fn principal(&self) -> &Principal {
        &self.principal
    }

    /// What whoever asks is there.
    pub const fn roles(&self) -> Roles {
        self.roles
    }

    /// The organisation's key.
    pub(crate) fn key(&self) -> &OwnersKey {
        &self.key
    }
}

/// Whether a principal may do something in an organisation, and the right to it.
///
/// # Errors
/// If not: [`AccessError`] says whether as a stranger or as a member.
pub async fn access_to(
    store: &Store,
    policy: &Policy,
    principal: Principal,
    organisation_id: Option<OrganisationId>,
    action: Action,
) -> Result<OrganisationScope, AccessError> {
    let no_such = || AccessError::NoSuchOrganisation;
    let organisation_id = organisation_id.ok_or_else(no_such)?;
    let roles = match &principal {
        Principal::User(_) | Principal::Token(_) => {
            roles_of(store.pool(), &organisation_id, principal.id()).await?
        }
        Principal::Program(program) => program.roles.get(&organisation_id).copied(),
        Principal::ApiKey(key) if key.organisation_id == organisation_id => Some(key.roles),
        Principal::ApiKey(_) => None,
    };
    let roles = roles.ok_or_else(no_such)?;
    let owner = Owner::Organisation(organisation_id.clone());
    let key = store.sealing().key(store.pool(), &owner).await?;
    let kind = principal.kind();
    let scope = OrganisationScope {
        organisation_id,
        principal,
        roles,
        key: key.ok_or_else(no_such)?,
    };
    if policy.allows(kind, roles, action) {
        Ok(scope)
    } else {
        Err(AccessError::NotAllowed(action, Box::new(scope)))
    }
}

/// What a user is in an organisation, by themselves, through teams and by providers. Nothing if they do not belong to it.
pub(crate) async fn roles_of(
    executor: impl Executor<'_, Database = Any>,
    organisation_id: &OrganisationId,
    user_id: &str,
) -> Result<Option<Roles>, StoreError> {
    let rows: Vec<(i64,)> = sqlx::query_as::<Any, _>(
        "SELECT roles FROM memberships WHERE organisation_id = $1 AND user_id = $2 \
         UNION ALL \
         SELECT teams.roles FROM team_members JOIN teams ON teams.team_id = team_members.team_id \
         WHERE team_members.organisation_id = $3 AND team_members.user_id = $4 \
         UNION ALL \
         SELECT roles FROM provided_roles WHERE organisation_id = $5 AND user_id = $6",
    )
    .bind(organisation_id.as_str())
    .bind(user_id)
    .bind(organisation_id.as_str())
    .bind(user_id)
    .bind(organisation_id.as_str())
    .bind(user_id)
    .fetch_all(executor)
    .await?;
    let sets = rows.into_iter().map(|(bits,)| Roles::from_column(bits));
    let set: Option<Vec<_>> = sets.collect();
    let column = StoreError::Column {
        column: "memberships.roles",
    };
    let sets = set.ok_or(column)?;
    // Whoever is in a team or has roles from a provider is a member: the tables see to it.
    Ok((!sets.is_empty()).then(|| sets.into_iter().fold(Roles::NONE, Roles::with)))
}
