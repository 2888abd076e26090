//! The ledger accounts of an organisation: what they sign is the organisation's.

use super::{OrganisationError, Organisations, Told, hold, name};
use crate::access::{OrganisationScope, Principal};
use crate::audit::{Change, OrganisationAction};
use crate::identity::{IdentityError, RequestFacts};
use crate::ids::LedgerAccountId;
use crate::ledger_accounts::{self, Asker, Challenge, LinkedAccount};
use crate::plans::Quota;
use crate::store::StoreError;
use crate::store::sealing::Owner;
use crate::usage::transactions;

const NO_ACCOUNT: OrganisationError = OrganisationError::NotFound {
    what: "ledger account",
};

pub(super) fn owner_of(scope: &OrganisationScope) -> Owner {
    Owner::Organisation(scope.organisation_id().clone())
}

/// Who asks in whose name. The policy lets no program come so far.
fn asker<'a>(
    scope: &'a OrganisationScope,
    owner: &'a Owner,
) -> Result<Asker<'a>, OrganisationError> {
    let user_id = scope.principal().user_id();
    Ok(Asker {
        owner,
        user_id: user_id.ok_or(IdentityError::NotSignedIn)?,
        session_id: match scope.principal() {
            Principal::User(session) => Some(&session.session_id),
            _ => None,
        },
    })
}

impl Organisations {
    /// All accounts, oldest first.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn ledger_accounts(
        &self,
        scope: &OrganisationScope,
    ) -> Result<Vec<LinkedAccount>, StoreError> {
        let owner = owner_of(scope);
        ledger_accounts::list(self.store().pool(), (&owner, scope.key())).await
    }

    /// What is to be signed, so that an account is the organisation's.
    ///
    /// # Errors
    /// If the key is none, too many challenges are open, or the database cannot be used.
    pub(crate) async fn challenge_ledger_account(
        &self,
        scope: &OrganisationScope,
        (scheme, public_key): (&str, &str),
    ) -> Result<Challenge, OrganisationError> {
        let key = ledger_accounts::public_key(scheme, public_key).map_err(IdentityError::from)?;
        let owner = owner_of(scope);
        let asker = asker(scope, &owner)?;
        let public_url = self.identity().public_url();
        Ok(ledger_accounts::begin(self.store(), public_url, &asker, &key).await?)
    }

    /// Links the account whose key signed. What takes effect on the ledger from now on is counted for the organisation.
    ///
    /// # Errors
    /// If the label is none, the challenge or the signature does not hold, or the address is another organisation's.
    pub async fn link_ledger_account(
        &self,
        scope: &OrganisationScope,
        (secret, signature, label): (&str, &str, &str),
        facts: &RequestFacts,
    ) -> Result<LinkedAccount, OrganisationError> {
        let label = name(label)?;
        let owner = owner_of(scope);
        let asker = asker(scope, &owner)?;
        let (key, statement) = ledger_accounts::use_up(self.store(), &asker, secret).await?;
        ledger_accounts::verify(&key, &statement, signature).map_err(IdentityError::from)?;
        let account = LinkedAccount {
            account_id: LedgerAccountId::random(),
            key,
            label,
            linked_by: asker.user_id.to_string(),
            linked_at: self.now(),
        };
        let id = account.account_id.as_str();
        // Asked while no transaction is open.
        let counted_behind = transactions::height_now(self.ledger_client().as_ref()).await;
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        self.room_for_one_more(&mut write, scope, Quota::LedgerAccounts)
            .await?;
        let own = (&owner, scope.key());
        ledger_accounts::insert(self.store(), &mut write, own, &account).await?;
        if let Some(height) = counted_behind {
            transactions::begin_in(&mut write, id, height).await?;
        }
        let change = Change::new()
            .field("label", None, Some(account.label.clone()))
            .field("address", None, Some(account.address().to_string()));
        let told = Told::of(OrganisationAction::LedgerAccountLinked, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        write.commit().await?;
        Ok(account)
    }

    /// Gives an account another label.
    ///
    /// # Errors
    /// If it is none, or there is no such account.
    pub async fn rename_ledger_account(
        &self,
        scope: &OrganisationScope,
        account_id: &LedgerAccountId,
        label: &str,
        facts: &RequestFacts,
    ) -> Result<LinkedAccount, OrganisationError> {
        let label = name(label)?;
        let (owner, id) = (owner_of(scope), account_id.as_str());
        let own = (&owner, scope.key());
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let found = ledger_accounts::find(&mut *write, own, account_id).await?;
        let account = found.ok_or(NO_ACCOUNT)?;
        ledger_accounts::rename(&mut write, own, account_id, &label).await?;
        let change = Change::new().field("label", Some(account.label.clone()), Some(label.clone()));
        let told = Told::of(OrganisationAction::LedgerAccountRenamed, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        write.commit().await?;
        Ok(LinkedAccount { label, ..account })
    }

    /// Unlinks an account: its payments that wait are not released any more.
    ///
    /// # Errors
    /// If the session is not confirmed, or there is no such account.
    pub async fn remove_ledger_account(
        &self,
        scope: &OrganisationScope,
        account_id: &LedgerAccountId,
        facts: &RequestFacts,
    ) -> Result<(), OrganisationError> {
        let (owner, id) = (owner_of(scope), account_id.as_str());
        let mut write = self.store().write().await?;
        self.require_step_up_in(&mut write, scope).await?;
        hold(&mut write, scope).await?;
        let own = (&owner, scope.key());
        let found = ledger_accounts::find(&mut *write, own, account_id).await?;
        let account = found.ok_or(NO_ACCOUNT)?;
        ledger_accounts::remove(&mut write, &owner, account_id).await?;
        let change = Change::new()
            .field("label", Some(account.label.clone()), None)
            .field("address", Some(account.address().to_string()), None);
        let told = Told::of(OrganisationAction::LedgerAccountRemoved, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        Ok(write.commit().await?)
    }
}
