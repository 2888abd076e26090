//! Organisations: several users who act together, apart from everybody else.
//!
//! ```text
//! organisation ─┬─ members: users with roles ─┐
//!               ├─ teams: members with roles together ─▶ what somebody may do: access/policy.cedar
//!               ├─ invitations: for whoever has the verified address
//!               ├─ keys of programs: with roles, for a time
//!               ├─ ledger accounts ─▶ payments: proposed by one, approved by others, then released
//!               └─ nodes: asked for by one, approved by another, enrolled by themselves
//! ```
//!
//! Invariants
//! - Every function that reads or writes an organisation's data takes an [`OrganisationScope`], which only [`crate::access`] makes.
//! - There is always an owner, also when two owners step back at the same moment.
//! - What changes an organisation writes its line of the audit log in the same transaction, with what was there before and after.
//! - Names and addresses are sealed with the organisation's key, which is deleted with it.

mod api_keys;
mod invitations;
mod ledger_accounts;
mod members;
pub mod nodes;
mod own;
pub mod payments;
pub mod provided;
pub mod routes;
pub(crate) mod scim;
mod teams;

pub(crate) use api_keys::EndedApiKey;
pub use own::Organisation;
pub(crate) use own::{name_place, without_user};

use std::collections::HashMap;
use std::sync::Arc;

use aurigraph_client::HttpClient;
use axum::extract::FromRef;
use sqlx::Any;

use crate::access::policy::Policy;
use crate::access::roles::{Role, Roles};
use crate::access::{Action, OrganisationScope, Principal, Refusals};
use crate::audit::{self, Change, OrganisationAction, OrganisationEvent, Outcome};
use crate::identity::{Identity, IdentityError, RequestFacts};
use crate::ledger::Statements;
use crate::organisations::nodes::{Ledger, NodeRefused};
use crate::organisations::payments::PaymentRefused;
use crate::plans::{Plans, Quota, QuotaReached};
use crate::store::sealing::OwnersKey;
use crate::store::{Store, StoreError, Write};
use crate::time::UnixTime;
use crate::usage::{Meter, Metric, PriceList, QuotaUsedUp};

/// Members that an organisation has at most.
pub const MEMBERS_MAX: i64 = 10_000;
/// Organisations that a user belongs to at most.
pub const ORGANISATIONS_OF_A_USER_MAX: i64 = 50;
/// Teams of an organisation.
pub const TEAMS_MAX: i64 = 200;
/// Invitations that are open.
pub const INVITATIONS_MAX: i64 = 1_000;
/// Keys of programs of an organisation.
pub const API_KEYS_MAX: i64 = 100;
/// Characters of a name.
pub const NAME_CHARACTERS_MAX: usize = 100;

/// Why something about an organisation was refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum OrganisationError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The user.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// A name that is not taken.
    #[error(
        "a name has 1 to {NAME_CHARACTERS_MAX} characters, none of them a control character, and no address of a site"
    )]
    Name,
    /// Roles that cannot be given so.
    #[error("{0}")]
    Roles(&'static str),
    /// Only owners may.
    #[error("only an owner makes owners, or makes them something else")]
    OwnersOnly,
    /// There would be no owner.
    #[error("an organisation has at least one owner, and this is the last one")]
    LastOwner,
    /// There already.
    #[error("{0}")]
    Exists(&'static str),
    /// The company's directory says that the user is none of the organisation at present.
    #[error("you were switched off in this organisation by its company's directory")]
    Suspended,
    /// No more of these.
    #[error("there are {max} {what}, and no more are possible")]
    Full {
        /// Of what.
        what: &'static str,
        /// How many.
        max: i64,
    },
    /// No more of these in the organisation's plan.
    #[error(transparent)]
    QuotaReached(#[from] QuotaReached),
    /// No more of these in this month.
    #[error(transparent)]
    QuotaUsedUp(#[from] QuotaUsedUp),
    /// Not there, or elsewhere.
    #[error("there is no such {what}")]
    NotFound {
        /// What was asked for.
        what: &'static str,
    },
    /// The name that confirms it is another one.
    #[error("the name that you typed is not that of the organisation")]
    NotConfirmed,
    /// A payment.
    #[error(transparent)]
    Payment(#[from] PaymentRefused),
    /// A node.
    #[error(transparent)]
    Node(#[from] NodeRefused),
    /// A time that cannot be.
    #[error("{0}")]
    Time(&'static str),
}

impl From<sqlx::Error> for OrganisationError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// All organisations.
#[derive(Clone, Debug)]
pub struct Organisations {
    identity: Arc<Identity>,
    policy: Arc<Policy>,
    meter: Arc<Meter>,
    prices: Option<Arc<PriceList>>,
    plans: Arc<Plans>,
    refusals: Arc<Refusals>,
    ledger: Arc<Ledger>,
}

impl FromRef<Organisations> for Arc<Identity> {
    fn from_ref(organisations: &Organisations) -> Self {
        Self::clone(&organisations.identity)
    }
}

impl Organisations {
    /// Over the portal's data.
    pub fn new(identity: Arc<Identity>, prices: Option<PriceList>, plans: Arc<Plans>) -> Self {
        Self {
            identity,
            plans,
            meter: Arc::default(),
            prices: prices.map(Arc::new),
            policy: Arc::new(Policy::built_in()),
            refusals: Arc::default(),
            ledger: Arc::default(),
        }
    }

    /// Users and their sessions.
    pub const fn identity(&self) -> &Arc<Identity> {
        &self.identity
    }

    /// Who may do what.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What is counted.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// What it costs, if the operator said so.
    pub fn prices(&self) -> Option<&PriceList> {
        self.prices.as_deref()
    }

    /// How much of everything there may be.
    pub fn plans(&self) -> &Plans {
        &self.plans
    }

    /// Counts one for an organisation, if its plan has one left in this month. Whoever sits at a browser is counted and never refused.
    ///
    /// # Errors
    /// If none is left, or the database cannot be used.
    pub(crate) async fn let_in(
        &self,
        scope: &OrganisationScope,
        metric: Metric,
    ) -> Result<(), OrganisationError> {
        let (id, now) = (scope.organisation_id(), self.now());
        let is_person = matches!(scope.principal(), Principal::User(_));
        if is_person || self.plans.list().is_none() {
            self.meter.count(id, metric, now);
            return Ok(());
        }
        let left = self
            .meter
            .count_within(self.store(), &self.plans, (id, metric), now);
        left.await
    }

    /// Refuses one more where the plan has no room for it. The caller holds the organisation.
    async fn room_for_one_more(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        quota: Quota,
    ) -> Result<(), OrganisationError> {
        let id = scope.organisation_id().as_str();
        self.plans.room_for_one_more(write, id, quota).await
    }

    /// From now on nodes can be registered on the ledger.
    pub fn connect_ledger(&self, statements: Arc<Statements>) {
        self.ledger.connect(statements);
    }

    /// A node's public interface; nothing where the portal has no way to its ledger.
    pub(crate) fn ledger_client(&self) -> Option<HttpClient> {
        self.ledger.http()
    }

    fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn store(&self) -> &Store {
        self.identity.store()
    }

    fn now(&self) -> UnixTime {
        self.store().clock().now()
    }

    /// Whether the holder of a scope may do something else as well.
    pub(crate) fn may(&self, scope: &OrganisationScope, action: Action) -> bool {
        let kind = scope.principal().kind();
        self.policy.allows(kind, scope.roles(), action)
    }

    /// Refuses a dangerous act in a session that was not confirmed lately. A program has nothing to confirm with: the policy keeps it from what is dangerous.
    async fn require_step_up(&self, scope: &OrganisationScope) -> Result<(), IdentityError> {
        match scope.principal() {
            Principal::User(session) => self.identity.require_step_up(session).await,
            Principal::Token(token) => self.identity.require_recent(token.authenticated_at),
            Principal::ApiKey(_) | Principal::Program(_) => Ok(()),
        }
    }

    /// The same in the transaction of the act.
    async fn require_step_up_in(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
    ) -> Result<(), IdentityError> {
        match scope.principal() {
            Principal::User(session) => self.identity.require_step_up_in(write, session).await,
            Principal::Token(token) => self.identity.require_recent(token.authenticated_at),
            Principal::ApiKey(_) | Principal::Program(_) => Ok(()),
        }
    }

    /// Writes a line about what the holder of a scope did.
    async fn tell(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        facts: &RequestFacts,
        told: &Told<'_>,
    ) -> Result<(), StoreError> {
        let event = OrganisationEvent {
            action: told.action,
            outcome: Outcome::Succeeded,
            actor: scope.principal().id(),
            organisation: scope.organisation_id(),
            subject: told.subject,
            facts,
            detail: told.detail,
            change: told.change.as_ref(),
        };
        let now = self.now();
        audit::append_for_organisation(self.store(), write, scope.key(), &event, now).await
    }

    /// Writes a line about what a member wanted and may not; the same one once in a minute.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub(crate) async fn tell_refused(
        &self,
        scope: &OrganisationScope,
        action: Action,
        facts: &RequestFacts,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let who = format!("{} {}", scope.organisation_id(), scope.principal().id());
        if !self.refusals.is_to_be_told(who, action.as_str(), now) {
            return Ok(());
        }
        let event = OrganisationEvent {
            action: OrganisationAction::AccessRefused,
            outcome: Outcome::Refused,
            actor: scope.principal().id(),
            organisation: scope.organisation_id(),
            subject: None,
            facts,
            detail: Some(action.as_str()),
            change: None,
        };
        let mut write = self.store().write().await?;
        audit::append_for_organisation(self.store(), &mut write, scope.key(), &event, now).await?;
        Ok(write.commit().await?)
    }

    /// Writes a line about lines that were handed out.
    async fn tell_exported(
        &self,
        scope: &OrganisationScope,
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        self.let_in(scope, Metric::Exports).await?;
        let mut write = self.store().write().await?;
        let told = Told::of(OrganisationAction::AuditExported, None);
        self.tell(&mut write, scope, facts, &told).await?;
        Ok(write.commit().await?)
    }

    /// Names of members, of keys and of nodes by id: of whoever may act.
    async fn actor_names(
        &self,
        scope: &OrganisationScope,
    ) -> Result<HashMap<String, String>, StoreError> {
        let mut names = self.names(scope).await?;
        let keys = self.api_keys(scope).await?;
        names.extend(
            keys.into_iter()
                .map(|key| (key.key_id.to_string(), key.name)),
        );
        let nodes = self.nodes(scope).await?;
        names.extend(
            nodes
                .into_iter()
                .map(|node| (node.request_id.to_string(), node.name)),
        );
        Ok(names)
    }

    /// Names of everything in the organisation by id.
    async fn all_names(
        &self,
        scope: &OrganisationScope,
    ) -> Result<HashMap<String, String>, StoreError> {
        let mut names = self.actor_names(scope).await?;
        let accounts = self.ledger_accounts(scope).await?;
        names.extend(
            accounts
                .into_iter()
                .map(|account| (account.account_id.to_string(), account.label)),
        );
        let teams = self.teams(scope).await?;
        names.extend(
            teams
                .into_iter()
                .map(|team| (team.team_id.to_string(), team.name)),
        );
        Ok(names)
    }

    /// Tells the process's log what was answered as if there were nothing: no organisation has a log that it belongs to. The same once in a minute.
    pub(crate) fn tell_hidden(&self, who: &str, action: &'static str) {
        // An id of an organisation is before the space where a member is refused.
        let key = format!("- {who}");
        if self.refusals.is_to_be_told(key, action, self.now()) {
            tracing::info!(
                who,
                action,
                "refused, and answered as if there were nothing"
            );
        }
    }
}

/// What a line of the log tells.
struct Told<'a> {
    action: OrganisationAction,
    subject: Option<&'a str>,
    change: Option<Change>,
    detail: Option<&'static str>,
}

impl<'a> Told<'a> {
    const fn of(action: OrganisationAction, subject: Option<&'a str>) -> Self {
        Self {
            action,
            subject,
            change: None,
            detail: None,
        }
    }

    /// What else is worth knowing.
    const fn because(mut self, detail: &'static str) -> Self {
        self.detail = Some(detail);
        self
    }

    fn with(mut self, change: Change) -> Self {
        self.change = Some(change);
        self
    }
}

/// A name as it is kept: without blanks around it.
fn name(text: &str) -> Result<String, OrganisationError> {
    let text = text.trim();
    // Names stand in mails: nobody is to be led elsewhere by one.
    let leads_elsewhere = text.contains("://") || text.to_ascii_lowercase().contains("www.");
    let is_sound = !text.is_empty()
        && text.chars().count() <= NAME_CHARACTERS_MAX
        && !text.chars().any(char::is_control)
        && !leads_elsewhere;
    is_sound
        .then(|| text.to_owned())
        .ok_or(OrganisationError::Name)
}

/// Roles that a member, a team or a key may have by itself.
fn some_roles(roles: Roles, owner: Option<&'static str>) -> Result<Roles, OrganisationError> {
    if roles.is_empty() {
        return Err(OrganisationError::Roles("at least one role is needed"));
    }
    match owner {
        Some(refusal) if roles.has(Role::Owner) => Err(OrganisationError::Roles(refusal)),
        _ => Ok(roles),
    }
}

/// Nobody else changes this organisation until the transaction ends. Whether it is there.
async fn hold(write: &mut Write, scope: &OrganisationScope) -> Result<bool, StoreError> {
    hold_by_id(write, scope.organisation_id().as_str()).await
}

/// The same without a scope: for what the portal itself does, and whoever becomes a member.
pub(crate) async fn hold_by_id(
    write: &mut Write,
    organisation_id: &str,
) -> Result<bool, StoreError> {
    let held = sqlx::query::<Any>(
        "UPDATE organisations SET created_ms = created_ms WHERE organisation_id = $1",
    )
    .bind(organisation_id)
    .execute(&mut **write)
    .await?;
    Ok(held.rows_affected() == 1)
}

/// The name of an organisation, of which a statement has read the row.
pub(crate) fn name_of_organisation(
    key: &OwnersKey,
    organisation_id: &str,
    sealed: &str,
) -> Result<String, StoreError> {
    Ok(key
        .open(own::name_place(organisation_id), sealed)?
        .to_string())
}

/// How many rows of a table an organisation has.
async fn count(
    write: &mut Write,
    statement: &'static str,
    scope: &OrganisationScope,
) -> Result<i64, StoreError> {
    let (number,): (i64,) = sqlx::query_as::<Any, _>(statement)
        .bind(scope.organisation_id().as_str())
        .fetch_one(&mut **write)
        .await?;
    Ok(number)
}

fn roles_column(bits: i64, column: &'static str) -> Result<Roles, StoreError> {
    Roles::from_column(bits).ok_or(StoreError::Column { column })
}
