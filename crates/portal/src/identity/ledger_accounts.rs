//! The own ledger accounts: with their keys a person approves payments.

use std::sync::Arc;

use super::facts::RequestFacts;
use super::users::{self, User, name};
use super::{Identity, IdentityError, SignedIn};
use crate::audit::AuditAction;
use crate::ids::LedgerAccountId;
use crate::ledger_accounts::{self, Asker, Challenge, LinkedAccount};
use crate::store::sealing::{Owner, OwnersKey};

const NO_ACCOUNT: IdentityError = IdentityError::NotFound {
    what: "ledger account",
};

fn owner_of(user: &User) -> (Owner, Arc<OwnersKey>) {
    (Owner::User(user.user_id.clone()), Arc::clone(&user.key))
}

impl Identity {
    /// The accounts of a session's user, oldest first.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn ledger_accounts(
        &self,
        session: &SignedIn,
    ) -> Result<Vec<LinkedAccount>, IdentityError> {
        let (owner, key) = owner_of(&self.user(session).await?);
        Ok(ledger_accounts::list(self.store.pool(), (&owner, &key)).await?)
    }

    /// What is to be signed, so that an account is this user's.
    ///
    /// # Errors
    /// If the key is none, too many challenges are open, or the database cannot be used.
    pub(crate) async fn challenge_ledger_account(
        &self,
        session: &SignedIn,
        (scheme, public_key): (&str, &str),
    ) -> Result<Challenge, IdentityError> {
        let key = ledger_accounts::public_key(scheme, public_key)?;
        let owner = Owner::User(session.user_id.clone());
        let asker = Asker {
            owner: &owner,
            user_id: &session.user_id,
            session_id: Some(&session.session_id),
        };
        ledger_accounts::begin(&self.store, self.public_url(), &asker, &key).await
    }

    /// Links the account whose key signed. Only in a confirmed session: whoever has a stolen one is not to approve with a key of their own.
    ///
    /// # Errors
    /// If the session is not confirmed, the label is none, or the challenge or the signature does not hold.
    pub async fn link_ledger_account(
        &self,
        session: &SignedIn,
        (secret, signature, label): (&str, &str, &str),
        facts: &RequestFacts,
    ) -> Result<LinkedAccount, IdentityError> {
        let label = name(label)?;
        self.require_step_up(session).await?;
        let user = self.user(session).await?;
        let (owner, owners_key) = owner_of(&user);
        let asker = Asker {
            owner: &owner,
            user_id: &session.user_id,
            session_id: Some(&session.session_id),
        };
        let (key, statement) = ledger_accounts::use_up(&self.store, &asker, secret).await?;
        ledger_accounts::verify(&key, &statement, signature)?;
        let account = LinkedAccount {
            account_id: LedgerAccountId::random(),
            key,
            label,
            linked_by: session.user_id.to_string(),
            linked_at: self.store.clock().now(),
        };
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        users::lock(&mut *write, &user.user_id).await?;
        ledger_accounts::insert(&self.store, &mut write, (&owner, &owners_key), &account).await?;
        let (action, id) = (
            AuditAction::LedgerAccountLinked,
            account.account_id.as_str(),
        );
        self.tell(&mut write, &user, action, facts, Some(id))
            .await?;
        write.commit().await?;
        Ok(account)
    }

    /// Gives an account another label.
    ///
    /// # Errors
    /// If it is none, or the user has no such account.
    pub async fn rename_ledger_account(
        &self,
        session: &SignedIn,
        account_id: &LedgerAccountId,
        label: &str,
        facts: &RequestFacts,
    ) -> Result<LinkedAccount, IdentityError> {
        let label = name(label)?;
        let user = self.user(session).await?;
        let (owner, key) = owner_of(&user);
        let mut write = self.store.write().await?;
        let found = ledger_accounts::find(&mut *write, (&owner, &key), account_id).await?;
        let account = found.ok_or(NO_ACCOUNT)?;
        ledger_accounts::rename(&mut write, (&owner, &key), account_id, &label).await?;
        let (action, id) = (AuditAction::LedgerAccountRenamed, account_id.as_str());
        self.tell(&mut write, &user, action, facts, Some(id))
            .await?;
        write.commit().await?;
        Ok(LinkedAccount { label, ..account })
    }

    /// Unlinks an account. What its key signed before stays signed.
    ///
    /// # Errors
    /// If the session is not confirmed, or the user has no such account.
    pub async fn remove_ledger_account(
        &self,
        session: &SignedIn,
        account_id: &LedgerAccountId,
        facts: &RequestFacts,
    ) -> Result<(), IdentityError> {
        let user = self.user(session).await?;
        let (owner, key) = owner_of(&user);
        let mut write = self.store.write().await?;
        self.require_step_up_in(&mut write, session).await?;
        let found = ledger_accounts::find(&mut *write, (&owner, &key), account_id).await?;
        found.ok_or(NO_ACCOUNT)?;
        ledger_accounts::remove(&mut write, &owner, account_id).await?;
        let (action, id) = (AuditAction::LedgerAccountRemoved, account_id.as_str());
        self.tell(&mut write, &user, action, facts, Some(id))
            .await?;
        Ok(write.commit().await?)
    }
}
