//! Payments as answers have them.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::super::super::payments::{Decided, Decision, Payment as Found, Transfer};

/// A sum of one asset.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PaymentSum {
    /// Index of the asset.
    asset_index: u32,
    /// In minor units, as a decimal string.
    #[schema(example = "1250")]
    amount: String,
}

/// A payment that was proposed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payment {
    /// Its id.
    payment_id: String,
    /// `waiting`, `approved`, `rejected`, `released` or `expired`.
    #[schema(example = "waiting")]
    state: String,
    /// The id of whoever proposed it.
    proposed_by: String,
    /// The name; null if that is no member any more.
    proposed_by_name: Option<String>,
    /// When.
    proposed_at: String,
    /// Until when it may be decided and taken.
    expires_at: String,
    /// How many approvals it needs; 0 if none.
    approvals_needed: i64,
    /// How many were given. Those of people who may not approve any more do not count.
    approvals: i64,
    /// When it was approved or rejected; null if it was not.
    decided_at: Option<String>,
    /// When its bytes were taken first; null if they were not.
    released_at: Option<String>,
    /// The id of whoever took them.
    released_by: Option<String>,
    /// The linked ledger account that pays.
    account_id: String,
    /// Its address.
    address: String,
    /// Its index on the ledger.
    from: u32,
    /// `transfer` or `batch`.
    kind: String,
    /// What was signed: by this hash the ledger finds it once it was submitted.
    submission_id: String,
    /// Of which ledger.
    chain_id: String,
    /// The account's number for it, as a decimal string.
    sequence: String,
    /// The last height at which the ledger takes it; null if any.
    valid_until_height: Option<u64>,
    /// How many transfers.
    transfer_count: usize,
    /// Index of the account to which the first one goes.
    first_to: u32,
    /// What is paid, by asset.
    totals: Vec<PaymentSum>,
}

impl Payment {
    pub(super) fn of(found: Found, names: &HashMap<String, String>) -> Self {
        let summary = found.summary;
        Self {
            payment_id: found.payment_id.to_string(),
            state: found.state.as_str().into(),
            proposed_by_name: names.get(&found.proposed_by).cloned(),
            proposed_by: found.proposed_by,
            proposed_at: found.proposed_at.to_string(),
            expires_at: found.expires_at.to_string(),
            approvals_needed: found.approvals_needed,
            approvals: found.approvals,
            decided_at: found.decided_at.map(|at| at.to_string()),
            released_at: found.released_at.map(|at| at.to_string()),
            released_by: found.released_by,
            account_id: summary.account_id,
            address: summary.address,
            from: summary.from,
            kind: summary.kind,
            submission_id: summary.submission_id,
            chain_id: summary.chain_id,
            sequence: summary.sequence.to_string(),
            valid_until_height: summary.valid_until_height,
            transfer_count: summary.transfers,
            first_to: summary.first_to,
            totals: summary
                .totals
                .into_iter()
                .map(|(asset_index, sum)| PaymentSum {
                    asset_index,
                    amount: sum.to_string(),
                })
                .collect(),
        }
    }
}

/// Payments.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PaymentList {
    /// A page of them, in the order that was asked for.
    pub(super) payments: Vec<Payment>,
    /// Where the next page begins; null at the end.
    pub(super) next_cursor: Option<String>,
}

/// One transfer of a payment.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PaymentTransfer {
    /// Index of the account that receives.
    to: u32,
    /// Index of the asset.
    asset_index: u32,
    /// In minor units, as a decimal string.
    amount: String,
    /// The sender's own bytes, in hexadecimal digits.
    reference: String,
}

impl From<Transfer> for PaymentTransfer {
    fn from(transfer: Transfer) -> Self {
        Self {
            to: transfer.to,
            asset_index: transfer.asset,
            amount: transfer.amount.to_string(),
            reference: hex::encode(transfer.reference),
        }
    }
}

/// What somebody decided, and the proof.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PaymentDecisionItem {
    /// The id of whoever decided.
    user_id: String,
    /// The name; null if that is no member any more.
    user_name: Option<String>,
    /// How.
    decision: Decision,
    /// When.
    decided_at: String,
    /// The statement that was signed.
    statement: String,
    /// Scheme of the key.
    scheme: String,
    /// The key, in hexadecimal digits.
    public_key: String,
    /// The signature over the statement's hash with the label `aurigraph/v1/portal-statement`, in hexadecimal digits.
    signature: String,
}

impl PaymentDecisionItem {
    pub(super) fn of(decided: Decided, names: &HashMap<String, String>) -> Self {
        Self {
            user_name: names.get(&decided.user_id).cloned(),
            user_id: decided.user_id,
            decision: decided.decision,
            decided_at: decided.decided_at.to_string(),
            statement: decided.signed.statement,
            scheme: decided.signed.scheme,
            public_key: decided.signed.public_key,
            signature: decided.signed.signature,
        }
    }
}

/// A payment with all that it says.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PaymentDetail {
    /// The payment.
    pub(super) payment: Payment,
    /// Every transfer of it.
    pub(super) transfers: Vec<PaymentTransfer>,
    /// Header and body of the submission, in hexadecimal digits: what the account signed, without its signature. Decode it and compare before you decide.
    pub(super) content: String,
    /// Who decided how, the first one first.
    pub(super) decisions: Vec<PaymentDecisionItem>,
    /// What whoever asks signs to approve; null where nothing waits for them, and for a program.
    pub(super) approve_statement: Option<String>,
    /// What whoever asks signs to reject; null where nothing waits for them, and for a program.
    pub(super) reject_statement: Option<String>,
}

/// An approved payment's bytes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReleasedPayment {
    /// The payment.
    pub(super) payment: Payment,
    /// Canonical bytes of the signed submission, in hexadecimal digits; as bytes they are for `POST /api/v11/blockchain/transactions`, or `/batch`.
    pub(super) signed_submission: String,
}
