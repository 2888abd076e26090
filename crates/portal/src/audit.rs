//! Who did what, when, from where: lines that are only ever added, each with a hash over itself and the line before.
//!
//! ```text
//! line n ─ hash(n) = BLAKE3(hash(n - 1), every column of line n) ─▶ line n + 1
//! ```
//! A line that is changed, taken out or put elsewhere breaks the chain where it was. What is hashed is what the database holds: sealed columns in their sealed
//! form, so that a user who is deleted, and whose key is gone, leaves a chain that still holds.
//!
//! Invariant: a line is written in the transaction of what it tells. Either both are there or neither.

mod activity;
mod chain;
mod line;
mod search;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sqlx::Any;

use crate::identity::RequestFacts;
use crate::ids::{OrganisationId, UserId};
use crate::store::sealing::OwnersKey;
use crate::store::{Dialect, Store, StoreError, Write};
use crate::time::UnixTime;
use line::{BEFORE_THE_FIRST, Line};

pub use activity::{AuditLine, newest_of};
pub use chain::{ChainReport, verify};
pub use search::{AuditFilter, OrganisationLine, search};

/// What was done. The text is stable: people and programs filter by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditAction {
    /// A mailbox answered, and there is a new user.
    SignedUp,
    /// A session began, or was refused.
    SignedIn,
    /// A session was ended by its own browser.
    SignedOut,
    /// Sessions were ended from another one.
    SessionRevoked,
    /// A new password, by somebody who is signed in.
    PasswordChanged,
    /// A mail with a link to a new password was asked for.
    PasswordResetRequested,
    /// A new password, by that link.
    PasswordReset,
    /// From now on codes of an authenticator application are asked for.
    TotpAdded,
    /// They are not any more.
    TotpRemoved,
    /// A passkey more with which this user signs in.
    PasskeyAdded,
    /// One less.
    PasskeyRemoved,
    /// One has another name.
    PasskeyRenamed,
    /// New recovery codes; the old ones count no more.
    RecoveryCodesMade,
    /// A session was confirmed for dangerous acts, or not.
    SteppedUp,
    /// A mail with a link to a new address was asked for.
    EmailChangeRequested,
    /// Another address, whose mailbox answered.
    EmailChanged,
    /// A provider signs this user in from now on.
    IdentityLinked,
    /// It does not any more.
    IdentityRemoved,
    /// A session was ended by the provider with which it began.
    EndedByProvider,
    /// An administrator, or the organisation that manages this user, switched it off.
    Disabled,
    /// They switched it on again.
    Enabled,
    /// An administrator of the portal looked at what is known of this user.
    Viewed,
    /// The operator made this user an administrator of the portal.
    AdministratorAdded,
    /// It is none any more.
    AdministratorRemoved,
    /// An account of the ledger is this user's.
    LedgerAccountLinked,
    /// It has another label.
    LedgerAccountRenamed,
    /// It is not this user's any more.
    LedgerAccountRemoved,
    /// Another name.
    Renamed,
    /// Everything that is kept about a user was handed out.
    Exported,
    /// A user is gone.
    Deleted,
}

/// What was done in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganisationAction {
    /// It is there.
    Created,
    /// It has another name.
    Renamed,
    /// It is gone.
    Deleted,
    /// Somebody may become a member.
    Invited,
    /// Somebody may not any more.
    InvitationWithdrawn,
    /// The invited one does not want to.
    InvitationDeclined,
    /// Somebody is a member.
    MemberJoined,
    /// A member has other roles.
    MemberRolesChanged,
    /// A member was removed.
    MemberRemoved,
    /// A member went.
    MemberLeft,
    /// The company's directory says something else of a member.
    MemberProvisioned,
    /// A member is none until the company's directory says otherwise.
    MemberSuspended,
    /// It does.
    MemberRestored,
    /// A team is there.
    TeamCreated,
    /// A team has another name or other roles.
    TeamChanged,
    /// A team has other members.
    TeamMembersChanged,
    /// A team is gone.
    TeamDeleted,
    /// A program may act.
    ApiKeyCreated,
    /// It may not any more.
    ApiKeyRevoked,
    /// An account of the ledger is the organisation's.
    LedgerAccountLinked,
    /// It has another label.
    LedgerAccountRenamed,
    /// It is not the organisation's any more.
    LedgerAccountRemoved,
    /// Payments need other approvals.
    PaymentPolicyChanged,
    /// Somebody wants to pay.
    PaymentProposed,
    /// Somebody approved it with their key.
    PaymentApproved,
    /// Somebody ended it with their key.
    PaymentRejected,
    /// What was signed was handed out.
    PaymentReleased,
    /// Somebody asked for a node.
    NodeRequested,
    /// Somebody else approved it.
    NodeApproved,
    /// Somebody else refused it.
    NodeRejected,
    /// It is not wanted any more.
    NodeWithdrawn,
    /// A token with which it enrols was handed out.
    NodeTokenMade,
    /// It enrolled, and its key is on the ledger.
    NodeEnrolled,
    /// Its key counts no more.
    NodeRevoked,
    /// Somebody asked for what their roles do not allow.
    AccessRefused,
    /// Lines of this log were handed out.
    AuditExported,
    /// The portal's operator gave it another plan.
    PlanChanged,
}

impl OrganisationAction {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "organisation.created",
            Self::Renamed => "organisation.renamed",
            Self::Deleted => "organisation.deleted",
            Self::Invited => "invitation.sent",
            Self::InvitationWithdrawn => "invitation.withdrawn",
            Self::InvitationDeclined => "invitation.declined",
            Self::MemberJoined => "member.joined",
            Self::MemberRolesChanged => "member.roles_changed",
            Self::MemberRemoved => "member.removed",
            Self::MemberLeft => "member.left",
            Self::MemberProvisioned => "member.provisioned",
            Self::MemberSuspended => "member.suspended",
            Self::MemberRestored => "member.restored",
            Self::TeamCreated => "team.created",
            Self::TeamChanged => "team.changed",
            Self::TeamMembersChanged => "team.members_changed",
            Self::TeamDeleted => "team.deleted",
            Self::ApiKeyCreated => "api_key.created",
            Self::ApiKeyRevoked => "api_key.revoked",
            Self::LedgerAccountLinked => "ledger_account.linked",
            Self::LedgerAccountRenamed => "ledger_account.renamed",
            Self::LedgerAccountRemoved => "ledger_account.removed",
            Self::PaymentPolicyChanged => "payment_policy.changed",
            Self::PaymentProposed => "payment.proposed",
            Self::PaymentApproved => "payment.approved",
            Self::PaymentRejected => "payment.rejected",
            Self::PaymentReleased => "payment.released",
            Self::NodeRequested => "node.requested",
            Self::NodeApproved => "node.approved",
            Self::NodeRejected => "node.rejected",
            Self::NodeWithdrawn => "node.withdrawn",
            Self::NodeTokenMade => "node.token_made",
            Self::NodeEnrolled => "node.enrolled",
            Self::NodeRevoked => "node.revoked",
            Self::AccessRefused => "access.refused",
            Self::AuditExported => "audit.exported",
            Self::PlanChanged => "plan.changed",
        }
    }
}

impl AuditAction {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedUp => "user.signed_up",
            Self::SignedIn => "session.signed_in",
            Self::SignedOut => "session.signed_out",
            Self::SessionRevoked => "session.revoked",
            Self::PasswordChanged => "user.password_changed",
            Self::PasswordResetRequested => "user.password_reset_requested",
            Self::PasswordReset => "user.password_reset",
            Self::TotpAdded => "user.totp_added",
            Self::TotpRemoved => "user.totp_removed",
            Self::PasskeyAdded => "user.passkey_added",
            Self::PasskeyRemoved => "user.passkey_removed",
            Self::PasskeyRenamed => "user.passkey_renamed",
            Self::RecoveryCodesMade => "user.recovery_codes_made",
            Self::SteppedUp => "session.stepped_up",
            Self::EmailChangeRequested => "user.email_change_requested",
            Self::EmailChanged => "user.email_changed",
            Self::IdentityLinked => "user.identity_linked",
            Self::IdentityRemoved => "user.identity_removed",
            Self::EndedByProvider => "session.ended_by_provider",
            Self::Disabled => "user.disabled",
            Self::Enabled => "user.enabled",
            Self::Viewed => "user.viewed",
            Self::AdministratorAdded => "user.administrator_added",
            Self::AdministratorRemoved => "user.administrator_removed",
            Self::LedgerAccountLinked => "user.ledger_account_linked",
            Self::LedgerAccountRenamed => "user.ledger_account_renamed",
            Self::LedgerAccountRemoved => "user.ledger_account_removed",
            Self::Renamed => "user.renamed",
            Self::Exported => "user.exported",
            Self::Deleted => "user.deleted",
        }
    }
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Succeeded,
    /// Not allowed.
    Refused,
}

impl Outcome {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Refused => "refused",
        }
    }
}

/// A line that is to be written.
#[derive(Debug)]
pub struct AuditEvent<'a> {
    /// What was done.
    pub action: AuditAction,
    /// How it ended.
    pub outcome: Outcome,
    /// Who did it, if somebody was signed in.
    pub actor: Option<&'a UserId>,
    /// To whom.
    pub target: Option<&'a UserId>,
    /// From where.
    pub facts: &'a RequestFacts,
    /// What else is worth knowing; no personal data and no secrets.
    pub detail: Option<&'a str>,
}

/// A line about an organisation that is to be written.
#[derive(Debug)]
pub struct OrganisationEvent<'a> {
    /// What was done.
    pub action: OrganisationAction,
    /// How it ended.
    pub outcome: Outcome,
    /// The id of whoever did it: a user, or a key.
    pub actor: &'a str,
    /// Where.
    pub organisation: &'a OrganisationId,
    /// The id of what it was done to, if that is not the organisation itself.
    pub subject: Option<&'a str>,
    /// From where.
    pub facts: &'a RequestFacts,
    /// What else is worth knowing; no personal data and no secrets.
    pub detail: Option<&'a str>,
    /// What was there before and after; sealed, so personal data may be in it, secrets may not.
    pub change: Option<&'a Change>,
}

/// What was there before, and after. Nothing on one side: it was added, or removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// By field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub before: BTreeMap<String, String>,
    /// By field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub after: BTreeMap<String, String>,
}

impl Change {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A field that had a value and has another one, or none.
    #[must_use]
    pub fn field(mut self, name: &str, before: Option<String>, after: Option<String>) -> Self {
        self.before
            .extend(before.map(|value| (name.to_owned(), value)));
        self.after
            .extend(after.map(|value| (name.to_owned(), value)));
        self
    }
}

/// Adds a line. `key` is the target's, or the portal's if there is no target.
///
/// # Errors
/// If the database cannot be used.
pub(crate) async fn append(
    store: &Store,
    write: &mut Write,
    key: &OwnersKey,
    event: &AuditEvent<'_>,
    now: UnixTime,
) -> Result<(), StoreError> {
    add(store, write, |sequence| {
        let row = sequence.to_string();
        Line {
            sequence,
            at_ms: now.ms(),
            action: event.action.as_str().into(),
            outcome: event.outcome.as_str().into(),
            actor: event.actor.map(ToString::to_string),
            target: event.target.map(ToString::to_string),
            organisation: None,
            subject: None,
            network_address: key.seal(line::network_address(&row), &event.facts.address_text()),
            user_agent: key.seal(line::user_agent(&row), &event.facts.user_agent),
            detail: event.detail.map(ToOwned::to_owned),
            change: None,
        }
    })
    .await
}

/// Adds a line about an organisation. `key` is the organisation's.
///
/// # Errors
/// If the database cannot be used.
pub(crate) async fn append_for_organisation(
    store: &Store,
    write: &mut Write,
    key: &OwnersKey,
    event: &OrganisationEvent<'_>,
    now: UnixTime,
) -> Result<(), StoreError> {
    add(store, write, |sequence| {
        let row = sequence.to_string();
        let change = event.change.map(|change| {
            let text = serde_json::to_string(change).expect("texts by name are plain data");
            key.seal(line::change(&row), &text)
        });
        Line {
            sequence,
            at_ms: now.ms(),
            action: event.action.as_str().into(),
            outcome: event.outcome.as_str().into(),
            actor: Some(event.actor.to_owned()),
            target: None,
            organisation: Some(event.organisation.to_string()),
            subject: event.subject.map(ToOwned::to_owned),
            network_address: key.seal(line::network_address(&row), &event.facts.address_text()),
            user_agent: key.seal(line::user_agent(&row), &event.facts.user_agent),
            detail: event.detail.map(ToOwned::to_owned),
            change,
        }
    })
    .await
}

/// Adds the line that `line` makes for the next number.
async fn add(
    store: &Store,
    write: &mut Write,
    line: impl FnOnce(i64) -> Line,
) -> Result<(), StoreError> {
    if store.dialect() == Dialect::Postgres {
        // Two lines with one number would be none. With SQLite nobody else writes.
        sqlx::query::<Any>("LOCK TABLE audit_events IN EXCLUSIVE MODE")
            .execute(&mut **write)
            .await?;
    }
    let last: Option<(i64, String)> = sqlx::query_as::<Any, _>(
        "SELECT sequence, hash FROM audit_events ORDER BY sequence DESC LIMIT 1",
    )
    .fetch_optional(&mut **write)
    .await?;
    let (last, before) = last.unwrap_or((0, BEFORE_THE_FIRST.into()));
    let line = line(last + 1);
    sqlx::query::<Any>(
        "INSERT INTO audit_events (sequence, at_ms, action, outcome, actor, target, organisation, subject, network_address, user_agent, detail, change, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(line.sequence)
    .bind(line.at_ms)
    .bind(&line.action)
    .bind(&line.outcome)
    .bind(&line.actor)
    .bind(&line.target)
    .bind(&line.organisation)
    .bind(&line.subject)
    .bind(&line.network_address)
    .bind(&line.user_agent)
    .bind(&line.detail)
    .bind(&line.change)
    .bind(line.hash(&before))
    .execute(&mut **write)
    .await?;
    Ok(())
}
