//! What was approved is given out, to be submitted to the ledger.

use sqlx::Any;

use super::super::ledger_accounts::owner_of;
use super::super::{OrganisationError, Organisations, Told, hold};
use super::PaymentRefused;
use super::find::payment_in;
use super::kept::{self, Payment, State};
use super::propose::sums;
use crate::access::OrganisationScope;
use crate::audit::{Change, OrganisationAction};
use crate::identity::RequestFacts;
use crate::ids::{LedgerAccountId, PaymentId};
use crate::ledger_accounts;

impl Organisations {
    /// The canonical bytes of an approved payment. Until it expires it can be taken again: the ledger takes it once.
    ///
    /// # Errors
    /// If it is not approved, its account is not linked any more, or the database cannot be used.
    pub async fn release_payment(
        &self,
        scope: &OrganisationScope,
        payment_id: &PaymentId,
        facts: &RequestFacts,
    ) -> Result<(Payment, Vec<u8>), OrganisationError> {
        let (now, id) = (self.now(), payment_id.as_str());
        let mut write = self.store().write().await?;
        hold(&mut write, scope).await?;
        let (payment, content) = payment_in(&mut write, scope, payment_id, now).await?;
        let is_over = payment.expires_at <= now;
        match payment.state {
            State::Released if is_over => {
                return Err(PaymentRefused::NotApproved(State::Expired.as_str()).into());
            }
            State::Approved | State::Released => {}
            state => return Err(PaymentRefused::NotApproved(state.as_str()).into()),
        }
        let owner = owner_of(scope);
        let account_id = LedgerAccountId::parse(&payment.summary.account_id);
        let account_id = account_id.ok_or(kept::COLUMN)?;
        let own = (&owner, scope.key());
        let account = ledger_accounts::find(&mut *write, own, &account_id).await?;
        account.ok_or(PaymentRefused::AccountGone)?;
        let (signature,): (Option<String>,) =
            sqlx::query_as::<Any, _>("SELECT signature FROM payments WHERE payment_id = $1")
                .bind(id)
                .fetch_one(&mut *write)
                .await?;
        let signature = signature.ok_or(PaymentRefused::NotApproved(State::Expired.as_str()))?;
        let signature = kept::open_signature(scope.key(), id, &signature)?;
        let (content, decoded) = kept::open_content(scope.key(), id, &content)?;
        sqlx::query::<Any>(
            "UPDATE payments SET state = 'released', released_ms = COALESCE(released_ms, $1), released_by = COALESCE(released_by, $2) WHERE payment_id = $3",
        )
        .bind(now.ms())
        .bind(scope.principal().id())
        .bind(id)
        .execute(&mut *write)
        .await?;
        let change = Change::new()
            .field("submission", None, Some(decoded.submission_id.to_string()))
            .field("sum", None, Some(sums(&decoded.totals)));
        let told = Told::of(OrganisationAction::PaymentReleased, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        let (payment, _) = payment_in(&mut write, scope, payment_id, now).await?;
        write.commit().await?;
        Ok((payment, [content.as_slice(), signature.as_slice()].concat()))
    }
}
