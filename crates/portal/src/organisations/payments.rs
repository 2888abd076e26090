//! Payments that need more than one person: signed by a treasurer, held here, approved by others with keys of their own, and only then given out.
//!
//! ```text
//! signed submission ─▶ decoded: transfers of one linked account ─▶ rules: approvals needed? ─ no ─▶ approved ─▶ released: the bytes
//!                                                                      └─ yes ─▶ waiting ─ m people, m keys ─▶ approved
//!                                                                                   └─ one rejection ─▶ rejected     seven days ─▶ expired
//! ```
//!
//! Invariants
//! - The signature of a payment leaves the portal when it is approved and not before. What was signed can be read without it, and is nothing that a ledger takes.
//! - What was decoded is what is signed is what is given out: one string of bytes, whose hash every statement names.
//! - Nobody decides about their own payment, nobody twice, no key twice, and not the key that pays.
//! - An approval counts only as long as whoever gave it may approve.
//!
//! It is a control of the portal: whoever holds an account's key can sign elsewhere and submit by themselves. `docs/decisions/0020-approvals.md` says what follows.

mod decide;
mod decoded;
mod find;
mod kept;
mod propose;
mod release;
mod rules;
mod statement;

use std::time::Duration;

use axum::http::StatusCode;

use crate::problem::Problem;

pub use decide::{Decided, Decision};
pub use decoded::{Decoded, Transfer, read_content as decoded_of};
pub use find::{Filter, Page};
pub use kept::{Payment, State, Summary};
pub use rules::Rule;
pub use statement::{About, statement};

/// How long a payment waits.
pub const PAYMENT_LASTS: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Payments of an organisation that wait or are approved.
pub const OPEN_MAX: i64 = 1_000;
/// Bytes of a signed submission.
pub const SUBMISSION_BYTES_MAX: usize = 64 * 1024;
/// Assets with a rule.
pub const RULES_MAX: usize = 100;
/// Approvals that a rule asks for at most.
pub const APPROVALS_MAX: u8 = 10;

/// Why a payment, or a word about it, was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentRefused {
    /// It cannot be read as transfers of one account.
    #[error("this is no signed payment: {0}")]
    NotAPayment(String),
    /// No linked account has signed it.
    #[error("no linked ledger account of this organisation has signed this")]
    NotOurs,
    /// The same one was here before.
    #[error("this payment was proposed before")]
    Exists,
    /// Rules that cannot be.
    #[error("{0}")]
    Rules(&'static str),
    /// It is over, or was decided.
    #[error("this payment is {0}")]
    NotWaiting(&'static str),
    /// Not yet, or never.
    #[error("this payment is {0}, and only what is approved is given out")]
    NotApproved(&'static str),
    /// Its account was removed.
    #[error("the ledger account that pays is not linked any more")]
    AccountGone,
    /// Nobody approves their own.
    #[error("you proposed this payment: others decide about it")]
    Own,
    /// A key decides once, and so does a person.
    #[error("you, or this key, decided about this payment already")]
    Decided,
    /// One key is no second pair of eyes.
    #[error("this is the key that pays: decide with another one")]
    PayingKey,
    /// The key is not that of whoever asks.
    #[error("this is no ledger account that is linked to you")]
    NotYourKey,
}

impl From<PaymentRefused> for Problem {
    fn from(refused: PaymentRefused) -> Self {
        let detail = refused.to_string();
        let of = |status, code, title, action| Self::new(status, code, title, &detail, action);
        match refused {
            PaymentRefused::NotAPayment(_) => of(
                StatusCode::BAD_REQUEST,
                "not_a_payment",
                "No payment",
                "Sign a transfer, or a batch of them, of one account, and send its canonical bytes in hexadecimal digits.",
            ),
            PaymentRefused::NotOurs => of(
                StatusCode::BAD_REQUEST,
                "not_a_linked_account",
                "Account not linked",
                "Link the account to the organisation, or sign with one that is.",
            ),
            PaymentRefused::Rules(_) => Self::invalid_parameter(detail, "Correct the value."),
            PaymentRefused::Exists => of(
                StatusCode::CONFLICT,
                "exists",
                "Exists already",
                "Look at the list of payments; to pay the same again, sign it with another sequence.",
            ),
            PaymentRefused::NotWaiting(_) => of(
                StatusCode::CONFLICT,
                "payment_not_waiting",
                "Payment decided",
                "Look at the payment again.",
            ),
            PaymentRefused::NotApproved(_) => of(
                StatusCode::CONFLICT,
                "payment_not_approved",
                "Payment not approved",
                "Wait until enough people have approved it, or propose a new one.",
            ),
            PaymentRefused::AccountGone => of(
                StatusCode::CONFLICT,
                "payment_account_gone",
                "Account not linked any more",
                "Link the account again, or propose a payment from another one.",
            ),
            PaymentRefused::Own => of(
                StatusCode::FORBIDDEN,
                "own_payment",
                "Your own payment",
                "Ask another treasurer or an owner.",
            ),
            PaymentRefused::Decided => of(
                StatusCode::CONFLICT,
                "decided_already",
                "Decided already",
                "Ask somebody else, with another key.",
            ),
            PaymentRefused::PayingKey => of(
                StatusCode::FORBIDDEN,
                "paying_key",
                "The key that pays",
                "Link a key of your own to your profile, and decide with that one.",
            ),
            PaymentRefused::NotYourKey => of(
                StatusCode::FORBIDDEN,
                "key_not_linked",
                "Key not linked",
                "Link the key to your profile first.",
            ),
        }
    }
}
