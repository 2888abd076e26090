//! A payment is proposed: signed already, and kept.

use std::collections::BTreeMap;

use sqlx::Any;

use super::super::ledger_accounts::owner_of;
use super::super::{OrganisationError, Organisations, Told, hold};
use super::decoded::{self, Decoded};
use super::kept::{self, Payment, State, Summary};
use super::rules::{approvals_needed, rules_in};
use super::{OPEN_MAX, PAYMENT_LASTS, PaymentRefused};
use crate::access::OrganisationScope;
use crate::audit::{Change, OrganisationAction};
use crate::identity::{IdentityError, RequestFacts};
use crate::ids::PaymentId;
use crate::ledger_accounts::{self, LinkedAccount};
use crate::store::{StoreError, Write};

/// Sums as a line of the log has them.
pub(super) fn sums(totals: &BTreeMap<u32, u64>) -> String {
    let words = totals.iter();
    let words = words.map(|(asset, sum)| format!("{sum} minor units of asset {asset}"));
    words.collect::<Vec<_>>().join(", ")
}

/// The linked account whose key signed.
fn payer<'a>(
    accounts: &'a [LinkedAccount],
    decoded: &Decoded,
    signature: &[u8],
) -> Result<&'a LinkedAccount, PaymentRefused> {
    let signed = |account: &&LinkedAccount| {
        let key = &account.key;
        key.scheme() == decoded.scheme && key.verify(&decoded.submission_id, signature).is_ok()
    };
    accounts.iter().find(signed).ok_or(PaymentRefused::NotOurs)
}

async fn open_payments(
    write: &mut Write,
    scope: &OrganisationScope,
    now_ms: i64,
) -> Result<i64, StoreError> {
    let (open,): (i64,) = sqlx::query_as::<Any, _>(
        "SELECT COUNT(*) FROM payments WHERE organisation_id = $1 AND state IN ('waiting', 'approved') AND expires_ms > $2",
    )
    .bind(scope.organisation_id().as_str())
    .bind(now_ms)
    .fetch_one(&mut **write)
    .await?;
    Ok(open)
}

impl Organisations {
    /// Keeps a signed payment. If it needs no approvals it is approved at once.
    ///
    /// # Errors
    /// If it is no payment of a linked account, was here before, there are too many, or the database cannot be used.
    pub async fn propose_payment(
        &self,
        scope: &OrganisationScope,
        submission: &[u8],
        facts: &RequestFacts,
    ) -> Result<Payment, OrganisationError> {
        let signed = decoded::read(submission)?;
        let decoded = &signed.decoded;
        let user_id = scope.principal().user_id();
        let user_id = user_id.ok_or(IdentityError::NotSignedIn)?;
        let (now, payment_id, owner) = (self.now(), PaymentId::random(), owner_of(scope));
        let (id, key) = (payment_id.as_str(), scope.key());
        let mut write = self.store().write().await?;
        // Nobody removes the account, changes the rules or proposes another one meanwhile.
        hold(&mut write, scope).await?;
        let accounts = ledger_accounts::list(&mut *write, (&owner, key)).await?;
        let account = payer(&accounts, decoded, signed.signature)?;
        if open_payments(&mut write, scope, now.ms()).await? >= OPEN_MAX {
            return Err(OrganisationError::Full {
                what: "open payments",
                max: OPEN_MAX,
            });
        }
        let rules = rules_in(&mut write, scope).await?;
        let needed = approvals_needed(&rules, &decoded.totals);
        let state = match needed {
            0 => State::Approved,
            _ => State::Waiting,
        };
        let payment = Payment {
            state,
            summary: Summary::of(decoded, &account.account_id, account.address().to_string()),
            proposed_by: user_id.to_string(),
            proposed_at: now,
            expires_at: now.after(PAYMENT_LASTS),
            approvals_needed: needed.into(),
            approvals: 0,
            decided_at: (needed == 0).then_some(now),
            released_at: None,
            released_by: None,
            payment_id: payment_id.clone(),
        };
        let summary = serde_json::to_string(&payment.summary).expect("texts and numbers are JSON");
        let done = sqlx::query::<Any>(
            "INSERT INTO payments (payment_id, organisation_id, submission_lookup, proposed_by, state, approvals_needed, summary, content, signature, \
             proposed_ms, expires_ms, decided_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(scope.organisation_id().as_str())
        .bind(kept::submission_lookup(self.store(), &decoded.submission_id))
        .bind(user_id.as_str())
        .bind(state.as_str())
        .bind(payment.approvals_needed)
        .bind(key.seal(kept::summary_place(id), &summary))
        .bind(kept::seal_content(key, id, signed.content))
        .bind(kept::seal_signature(key, id, signed.signature))
        .bind(now.ms())
        .bind(payment.expires_at.ms())
        .bind(payment.decided_at.map(crate::time::UnixTime::ms))
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Err(PaymentRefused::Exists.into());
        }
        for asset in decoded.totals.keys() {
            sqlx::query::<Any>("INSERT INTO payment_assets (payment_id, asset) VALUES ($1, $2)")
                .bind(id)
                .bind(i64::from(*asset))
                .execute(&mut *write)
                .await?;
        }
        let change = Change::new()
            .field("submission", None, Some(decoded.submission_id.to_string()))
            .field("from", None, Some(account.label.clone()))
            .field("sum", None, Some(sums(&decoded.totals)))
            .field("approvalsNeeded", None, Some(needed.to_string()));
        let told = Told::of(OrganisationAction::PaymentProposed, Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        write.commit().await?;
        Ok(payment)
    }
}
