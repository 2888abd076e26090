//! What an approver signs: the decoded payment in words, with who decides how.

use std::fmt::Write as _;

use super::decide::Decision;
use super::decoded::Decoded;

/// Where, about what and by whom a decision is.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The portal's public address.
    pub public_url: &'a str,
    /// Whose payment.
    pub organisation_id: &'a str,
    /// Which one.
    pub payment_id: &'a str,
    /// Who decides.
    pub user_id: &'a str,
}

/// The words. The submission's hash covers every byte that the account signed; the transfers are those that these bytes hold. `packages/core` writes
/// the same words from the bytes, and `tests/vectors/payment-statement.json` keeps both alike.
pub fn statement(about: &About<'_>, decision: Decision, payment: &Decoded) -> String {
    let valid_until = match payment.valid_until_height {
        Some(height) => format!("block {height}"),
        None => "any block".into(),
    };
    let mut words = format!(
        "Aurigraph portal: decide about a payment\nPortal: {}\nOrganisation: {}\nPayment: {}\nDecision: {}\nBy: {}\nSubmission: {}\nNetwork: {}\n\
         From: account {}\nSequence: {}\nValid until: {valid_until}\nTransfers: {}\n",
        about.public_url,
        about.organisation_id,
        about.payment_id,
        decision.as_str(),
        about.user_id,
        payment.submission_id,
        payment.chain_id,
        payment.from,
        payment.sequence,
        payment.transfers.len(),
    );
    for transfer in &payment.transfers {
        let reference = match transfer.reference.as_slice() {
            [] => String::new(),
            bytes => format!(", reference {}", hex::encode(bytes)),
        };
        // Writing to a text cannot fail.
        let _ = writeln!(
            words,
            "To account {}: {} minor units of asset {}{reference}",
            transfer.to, transfer.amount, transfer.asset,
        );
    }
    words
}
