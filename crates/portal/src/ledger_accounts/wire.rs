//! Ledger accounts as requests and answers have them: the same for people and organisations.

use std::collections::HashMap;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Challenge, LinkRefused, LinkedAccount};
use crate::problem::Problem;

/// A key that is to be linked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct LedgerChallengeRequest {
    /// `ed25519`, `ml-dsa-65` or `hybrid`.
    #[schema(example = "ed25519")]
    pub(crate) scheme: String,
    /// The public key in hexadecimal digits.
    pub(crate) public_key: String,
}

/// What is to be signed with the key.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LedgerChallenge {
    /// Completes it, once.
    secret: String,
    /// The address that the key has.
    address: String,
    /// The statement: its hash with the label `aurigraph/v1/portal-statement` is what is signed.
    statement: String,
    /// Until when.
    expires_at: String,
}

impl From<Challenge> for LedgerChallenge {
    fn from(challenge: Challenge) -> Self {
        Self {
            secret: challenge.secret.reveal().to_string(),
            address: challenge.address,
            statement: challenge.statement,
            expires_at: challenge.expires_at.to_string(),
        }
    }
}

/// The answer to a challenge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct NewLedgerAccount {
    /// That of the challenge.
    pub(crate) secret: String,
    /// The signature in hexadecimal digits.
    pub(crate) signature: String,
    /// How the account is to be called, 1 to 100 characters.
    pub(crate) label: String,
}

/// Another label.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct LedgerAccountChange {
    /// 1 to 100 characters.
    pub(crate) label: String,
}

/// An account of the ledger whose key was shown.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LedgerAccount {
    /// Its id here.
    account_id: String,
    /// Its address. The ledger says whether there is such an account and what it holds.
    address: String,
    /// `ed25519`, `ml-dsa-65` or `hybrid`.
    scheme: String,
    /// The public key in hexadecimal digits.
    public_key: String,
    /// How its owner calls it.
    label: String,
    /// The id of whoever linked it.
    linked_by: String,
    /// The name of whoever linked it; null if that is no member any more.
    linked_by_name: Option<String>,
    /// When.
    linked_at: String,
}

impl LedgerAccount {
    pub(crate) fn of(account: LinkedAccount, names: &HashMap<String, String>) -> Self {
        Self {
            account_id: account.account_id.to_string(),
            address: account.address().to_string(),
            scheme: account.key.scheme().name().into(),
            public_key: hex::encode(account.key.as_bytes()),
            label: account.label,
            linked_by_name: names.get(&account.linked_by).cloned(),
            linked_by: account.linked_by,
            linked_at: account.linked_at.to_string(),
        }
    }
}

/// Ledger accounts.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LedgerAccountList {
    /// The oldest first.
    pub(crate) ledger_accounts: Vec<LedgerAccount>,
    /// Always null: the list is whole.
    pub(crate) next_cursor: Option<String>,
}

impl From<LinkRefused> for Problem {
    fn from(refused: LinkRefused) -> Self {
        let detail = refused.to_string();
        let of = |status, code, title, action| Self::new(status, code, title, &detail, action);
        match refused {
            LinkRefused::Scheme | LinkRefused::Hexadecimal(_) | LinkRefused::Key(_) => {
                Self::invalid_parameter(detail, "Correct the value.")
            }
            LinkRefused::Challenge => of(
                StatusCode::GONE,
                "challenge_invalid",
                "Challenge does not hold",
                "Ask for a new challenge, and sign that one.",
            ),
            LinkRefused::Signature => of(
                StatusCode::BAD_REQUEST,
                "statement_signature_invalid",
                "Signature refused",
                "Ask for a new statement, and sign its hash with the label aurigraph/v1/portal-statement.",
            ),
            LinkRefused::Taken(_) => of(
                StatusCode::CONFLICT,
                "ledger_account_taken",
                "Linked already",
                "Remove it where it is linked first, or use another key.",
            ),
            LinkRefused::Full { .. } => of(
                StatusCode::CONFLICT,
                "full",
                "No more possible",
                "Remove what is not needed any more.",
            ),
        }
    }
}
