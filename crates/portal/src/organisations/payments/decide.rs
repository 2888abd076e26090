//! Somebody else decides about a payment, with a signature of their own.

use serde::{Deserialize, Serialize};
use sqlx::Any;
use utoipa::ToSchema;

use super::super::{OrganisationError, Organisations, Told, hold};
use super::PaymentRefused;
use super::find::payment_in;
use super::kept::{self, Payment, State};
use super::statement::{About, statement};
use crate::access::{Action, OrganisationScope, PrincipalKind, roles_of};
use crate::audit::{Change, OrganisationAction};
use crate::identity::{IdentityError, RequestFacts};
use crate::ids::{LedgerAccountId, PaymentId, UserId};
use crate::ledger_accounts::{self, LinkedAccount, address_lookup};
use crate::store::sealing::{Owner, Place};
use crate::store::{StoreError, Write};
use crate::time::UnixTime;

/// What somebody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = PaymentDecision)]
pub enum Decision {
    /// It may be paid.
    Approve,
    /// It may not.
    Reject,
}

impl Decision {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }

    const fn action(self) -> OrganisationAction {
        match self {
            Self::Approve => OrganisationAction::PaymentApproved,
            Self::Reject => OrganisationAction::PaymentRejected,
        }
    }
}

/// What was signed and by which key, so that anybody can verify it later.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signed {
    /// The words.
    pub statement: String,
    /// The scheme.
    pub scheme: String,
    /// The key, in hexadecimal digits.
    pub public_key: String,
    /// The signature, in hexadecimal digits.
    pub signature: String,
}

/// A decision as it is kept.
#[derive(Clone, Debug)]
pub struct Decided {
    /// Who.
    pub user_id: String,
    /// How.
    pub decision: Decision,
    /// When.
    pub decided_at: UnixTime,
    /// The proof.
    pub signed: Signed,
}

const fn signed_place(row: &str) -> Place<'_> {
    Place {
        column: "payment_decisions.signed",
        row,
    }
}

/// A row's key has two parts.
fn row_of(payment_id: &str, user_id: &str) -> String {
    format!("{payment_id} {user_id}")
}

impl Organisations {
    /// Decides about a payment. The signature is that of an account which is linked to whoever decides, over [`statement`].
    ///
    /// # Errors
    /// If the payment does not wait, is one's own, was decided by the same person or key, or the signature does not hold.
    pub async fn decide_payment(
        &self,
        scope: &OrganisationScope,
        payment_id: &PaymentId,
        (decision, account_id, signature): (Decision, &LedgerAccountId, &str),
        facts: &RequestFacts,
    ) -> Result<Payment, OrganisationError> {
        let user_id = scope.principal().user_id().cloned();
        let user_id = user_id.ok_or(IdentityError::NotSignedIn)?;
        let (now, id) = (self.now(), payment_id.as_str());
        let mut write = self.store().write().await?;
        // Two who decide at the same moment do so one after the other.
        hold(&mut write, scope).await?;
        let (payment, content) = payment_in(&mut write, scope, payment_id, now).await?;
        if payment.state != State::Waiting {
            return Err(PaymentRefused::NotWaiting(payment.state.as_str()).into());
        }
        if payment.proposed_by == user_id.as_str() {
            return Err(PaymentRefused::Own.into());
        }
        let account = self.key_of(&mut write, &user_id, account_id).await?;
        if account.address().to_string() == payment.summary.address {
            return Err(PaymentRefused::PayingKey.into());
        }
        let (_, decoded) = kept::open_content(scope.key(), id, &content)?;
        let about = About {
            public_url: self.identity().public_url(),
            organisation_id: scope.organisation_id().as_str(),
            payment_id: id,
            user_id: user_id.as_str(),
        };
        let words = statement(&about, decision, &decoded);
        ledger_accounts::verify(&account.key, &words, signature).map_err(IdentityError::from)?;
        let signed = Signed {
            statement: words,
            scheme: account.key.scheme().name().into(),
            public_key: hex::encode(account.key.as_bytes()),
            signature: signature.to_lowercase(),
        };
        let signed = serde_json::to_string(&signed).expect("texts are JSON");
        let row = row_of(id, user_id.as_str());
        let done = sqlx::query::<Any>(
            "INSERT INTO payment_decisions (payment_id, user_id, address_lookup, decision, signed, decided_ms) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT DO NOTHING",
        )
        .bind(id)
        .bind(user_id.as_str())
        .bind(address_lookup(self.store(), &account.address()))
        .bind(decision.as_str())
        .bind(scope.key().seal(signed_place(&row), &signed))
        .bind(now.ms())
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Err(PaymentRefused::Decided.into());
        }
        let valid = self.valid_approvals(&mut write, scope, id).await?;
        match decision {
            Decision::Reject => {
                // What was rejected is not to lie here ready to be paid.
                sqlx::query::<Any>("UPDATE payments SET state = 'rejected', decided_ms = $1, signature = NULL WHERE payment_id = $2")
                    .bind(now.ms())
                    .bind(id)
                    .execute(&mut *write)
                    .await?;
            }
            Decision::Approve if valid >= payment.approvals_needed => {
                sqlx::query::<Any>(
                    "UPDATE payments SET state = 'approved', decided_ms = $1 WHERE payment_id = $2",
                )
                .bind(now.ms())
                .bind(id)
                .execute(&mut *write)
                .await?;
            }
            Decision::Approve => {}
        }
        let of = format!("{valid} of {}", payment.approvals_needed);
        let change = Change::new()
            .field("submission", None, Some(payment.summary.submission_id))
            .field("address", None, Some(account.address().to_string()))
            .field("approvals", None, Some(of));
        let told = Told::of(decision.action(), Some(id)).with(change);
        self.tell(&mut write, scope, facts, &told).await?;
        let (payment, _) = payment_in(&mut write, scope, payment_id, now).await?;
        write.commit().await?;
        Ok(payment)
    }

    /// An account that is linked to a user.
    async fn key_of(
        &self,
        write: &mut Write,
        user_id: &UserId,
        account_id: &LedgerAccountId,
    ) -> Result<LinkedAccount, OrganisationError> {
        let owner = Owner::User(user_id.clone());
        let key = self.store().sealing().key(&mut **write, &owner).await?;
        let key = key.ok_or(IdentityError::NotSignedIn)?;
        let found = ledger_accounts::find(&mut **write, (&owner, &key), account_id).await?;
        Ok(found.ok_or(PaymentRefused::NotYourKey)?)
    }

    /// Approvals of those who may still approve: whoever was removed, or lost the role, is not counted.
    async fn valid_approvals(
        &self,
        write: &mut Write,
        scope: &OrganisationScope,
        payment_id: &str,
    ) -> Result<i64, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as::<Any, _>(
            "SELECT user_id FROM payment_decisions WHERE payment_id = $1 AND decision = 'approve'",
        )
        .bind(payment_id)
        .fetch_all(&mut **write)
        .await?;
        let mut valid = 0;
        for (user_id,) in rows {
            let roles = roles_of(&mut **write, scope.organisation_id(), &user_id).await?;
            let may = |roles| {
                let action = Action::ApprovePayments;
                self.policy().allows(PrincipalKind::User, roles, action)
            };
            valid += i64::from(roles.is_some_and(may));
        }
        Ok(valid)
    }

    /// Who decided about a payment, and how, the first one first.
    ///
    /// # Errors
    /// If the database cannot be used.
    pub async fn decisions(
        &self,
        scope: &OrganisationScope,
        payment_id: &PaymentId,
    ) -> Result<Vec<Decided>, StoreError> {
        let rows: Vec<(String, String, String, i64)> = sqlx::query_as::<Any, _>(
            "SELECT d.user_id, d.decision, d.signed, d.decided_ms FROM payment_decisions d \
             JOIN payments p ON p.payment_id = d.payment_id WHERE p.organisation_id = $1 AND d.payment_id = $2 ORDER BY d.decided_ms, d.user_id",
        )
        .bind(scope.organisation_id().as_str())
        .bind(payment_id.as_str())
        .fetch_all(self.store().pool())
        .await?;
        let readable = |(user_id, decision, signed, decided_ms): (String, String, String, i64)| {
            let row = row_of(payment_id.as_str(), &user_id);
            let signed = scope.key().open(signed_place(&row), &signed)?;
            Ok(Decided {
                decision: match decision.as_str() {
                    "approve" => Decision::Approve,
                    "reject" => Decision::Reject,
                    _ => return Err(kept::COLUMN),
                },
                decided_at: UnixTime::from_ms(decided_ms),
                signed: serde_json::from_str(&signed).map_err(|_| kept::COLUMN)?,
                user_id,
            })
        };
        rows.into_iter().map(readable).collect()
    }
}
