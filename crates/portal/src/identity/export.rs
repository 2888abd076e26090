//! Everything that is kept about a user, for that user.

use serde::Serialize;
use utoipa::ToSchema;

use super::facts::RequestFacts;
use super::oidc::LinkedIdentity;
use super::passkeys::Passkey;
use super::sessions::{ListedSession, SignedIn};
use super::{Identity, IdentityError};
use crate::audit::{AuditAction, AuditLine};
use crate::ledger_accounts::LinkedAccount;
use crate::time::UnixTime;

/// Lines of the audit log in an export.
const EXPORTED_LINES_MAX: u16 = 10_000;

/// Everything that is kept about a user.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProfileExport)]
pub struct Export {
    /// When it was made.
    #[schema(value_type = String)]
    exported_at: UnixTime,
    /// The user.
    user_id: String,
    /// E-mail address.
    email: String,
    /// Name.
    name: String,
    /// Since when.
    #[schema(value_type = String)]
    created_at: UnixTime,
    /// When the mailbox answered, or a provider vouched for it; nothing if neither did.
    #[schema(value_type = Option<String>)]
    email_verified_at: Option<UnixTime>,
    /// When a session began last.
    #[schema(value_type = Option<String>)]
    last_sign_in_at: Option<UnixTime>,
    /// Sessions that have not ended.
    sessions: Vec<ExportedSession>,
    /// Passkeys, oldest first.
    passkeys: Vec<ExportedPasskey>,
    /// Identities at providers that sign this user in.
    identities: Vec<ExportedIdentity>,
    /// Linked accounts of the ledger, oldest first.
    ledger_accounts: Vec<ExportedLedgerAccount>,
    /// Lines of the audit log, newest first.
    activity: Vec<ExportedLine>,
}

/// An identity at a provider.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ExportedIdentity {
    /// Its name here.
    identity_id: String,
    /// Of which provider.
    provider_id: String,
    /// What the provider calls the user.
    label: String,
    /// Since when.
    #[schema(value_type = String)]
    linked_at: UnixTime,
    /// When somebody signed in with it last.
    #[schema(value_type = Option<String>)]
    last_used_at: Option<UnixTime>,
}

/// A session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ExportedSession {
    /// Its name.
    session_id: String,
    /// When it began.
    #[schema(value_type = String)]
    created_at: UnixTime,
    /// When a request came with it last.
    #[schema(value_type = String)]
    last_seen_at: UnixTime,
    /// When it ends in any case.
    #[schema(value_type = String)]
    expires_at: UnixTime,
    /// From where it began.
    network_address: String,
    /// What the browser called itself.
    user_agent: String,
}

/// A passkey.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ExportedPasskey {
    /// Its id here.
    passkey_id: String,
    /// How the user calls it.
    name: String,
    /// Since when.
    #[schema(value_type = String)]
    created_at: UnixTime,
    /// When it was used last.
    #[schema(value_type = Option<String>)]
    last_used_at: Option<UnixTime>,
}

/// An account of the ledger.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ExportedLedgerAccount {
    /// Its id here.
    account_id: String,
    /// Its address.
    address: String,
    /// How the user calls it.
    label: String,
    /// Since when.
    #[schema(value_type = String)]
    linked_at: UnixTime,
}

/// A line of the audit log.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ExportedLine {
    /// Its number.
    sequence: i64,
    /// When.
    #[schema(value_type = String)]
    at: UnixTime,
    /// What was done.
    action: String,
    /// How it ended.
    outcome: String,
    /// From where.
    network_address: Option<String>,
    /// What the browser called itself.
    user_agent: Option<String>,
    /// What else is worth knowing.
    detail: Option<String>,
}

impl Identity {
    /// Everything that is kept about the user.
    ///
    /// # Errors
    /// If the session is not confirmed, or the database cannot be used.
    pub async fn export(
        &self,
        session: &SignedIn,
        facts: &RequestFacts,
    ) -> Result<Export, IdentityError> {
        let user = self.user(session).await?;
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        self.tell(&mut write, &user, AuditAction::Exported, facts, None)
            .await?;
        write.commit().await?;
        let sessions = self.sessions.of_user(&user.user_id, &user.key).await?;
        let passkeys = self.passkeys(session).await?;
        let identities = self.linked(session).await?;
        let ledger_accounts = self.ledger_accounts(session).await?;
        let lines = self.activity(session, i64::MAX, EXPORTED_LINES_MAX).await?;
        Ok(Export {
            exported_at: self.store.clock().now(),
            user_id: user.user_id.to_string(),
            email: user.email,
            name: user.name,
            created_at: user.created_at,
            email_verified_at: user.email_verified_at,
            last_sign_in_at: user.last_sign_in_at,
            sessions: sessions.into_iter().map(ExportedSession::from).collect(),
            passkeys: passkeys.into_iter().map(ExportedPasskey::from).collect(),
            identities: identities.into_iter().map(ExportedIdentity::from).collect(),
            ledger_accounts: ledger_accounts.into_iter().map(Into::into).collect(),
            activity: lines.into_iter().map(ExportedLine::from).collect(),
        })
    }
}

impl From<LinkedIdentity> for ExportedIdentity {
    fn from(linked: LinkedIdentity) -> Self {
        Self {
            identity_id: linked.identity_id.to_string(),
            provider_id: linked.provider_id,
            label: linked.label,
            linked_at: linked.linked_at,
            last_used_at: linked.last_used_at,
        }
    }
}

impl From<ListedSession> for ExportedSession {
    fn from(listed: ListedSession) -> Self {
        Self {
            session_id: listed.session.session_id.to_string(),
            created_at: listed.session.created_at,
            last_seen_at: listed.session.last_seen_at,
            expires_at: listed.session.expires_at,
            network_address: listed.network_address,
            user_agent: listed.user_agent,
        }
    }
}

impl From<Passkey> for ExportedPasskey {
    fn from(passkey: Passkey) -> Self {
        Self {
            passkey_id: passkey.passkey_id.to_string(),
            name: passkey.name,
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
        }
    }
}

impl From<LinkedAccount> for ExportedLedgerAccount {
    fn from(account: LinkedAccount) -> Self {
        Self {
            account_id: account.account_id.to_string(),
            address: account.address().to_string(),
            label: account.label,
            linked_at: account.linked_at,
        }
    }
}

impl From<AuditLine> for ExportedLine {
    fn from(line: AuditLine) -> Self {
        Self {
            sequence: line.sequence,
            at: line.at,
            action: line.action,
            outcome: line.outcome,
            network_address: line.network_address,
            user_agent: line.user_agent,
            detail: line.detail,
        }
    }
}
