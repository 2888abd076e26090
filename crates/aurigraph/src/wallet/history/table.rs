//! A history as text: one line for each entry, in words from the account's point of view.

use aurigraph_client::api::{Transaction, Transfer};
use aurigraph_client::history::{AccountTransaction, AccountTransfer, HistoryEntry};
use aurigraph_client::payments::format_amount;
use aurigraph_types::Amount;
use serde_json::Value;

use super::History;
use crate::table::{Align, Table, grouped};

const COLUMNS: [(&str, Align); 9] = [
    ("time", Align::Left),
    ("block", Align::Right),
    ("part", Align::Left),
    ("account or operation", Align::Left),
    ("amount", Align::Right),
    ("asset", Align::Left),
    ("result", Align::Left),
    ("reference", Align::Left),
    ("receipt", Align::Left),
];

/// The table, and how far it reaches.
pub fn as_text(history: &History, is_filtered: bool) -> String {
    let height = history.indexed_height;
    if history.entries.is_empty() {
        return if is_filtered {
            format!("No entries match up to block {height}.\n")
        } else {
            format!("No entries up to block {height}.\n")
        };
    }
    let mut table = Table::new(&COLUMNS);
    for entry in &history.entries {
        table.row(match entry {
            HistoryEntry::Transfer(entry) => transfer_row(entry),
            HistoryEntry::Transaction(entry) => transaction_row(entry),
        });
    }
    let more = if history.has_more {
        "; there are more entries: --limit lists more"
    } else {
        ""
    };
    format!("{}Up to block {height}{more}.\n", table.render())
}

fn transfer_row(entry: &AccountTransfer) -> [String; COLUMNS.len()] {
    let transfer = &entry.transfer;
    let other = if entry.direction == "in" {
        &transfer.from
    } else {
        &transfer.to
    };
    let [amount, asset, reference] = transfer_cells(transfer);
    [
        entry.timestamp.clone(),
        entry.block_height.to_string(),
        printable(&entry.direction),
        other.index.to_string(),
        amount,
        asset,
        printable(&transfer.result_code),
        reference,
        format!("{}-{}", entry.transaction_hash, transfer.index),
    ]
}

fn transaction_row(entry: &AccountTransaction) -> [String; COLUMNS.len()] {
    let transaction = &entry.transaction;
    let [amount, asset, reference] = transaction
        .transfer
        .as_ref()
        .map_or_else(Default::default, transfer_cells);
    let is_signer = entry.role == "signer";
    [
        transaction.timestamp.clone(),
        transaction.block_height.to_string(),
        (if is_signer { "signed" } else { "concerned" }).to_owned(),
        words(transaction, is_signer),
        amount,
        asset,
        result(transaction),
        reference,
        transaction.hash.to_string(),
    ]
}

/// Amount, asset and reference.
fn transfer_cells(transfer: &Transfer) -> [String; 3] {
    let amount = transfer
        .amount
        .parse()
        .map(|amount| format_amount(Amount::new(amount), transfer.decimals));
    [
        amount.unwrap_or_else(|_| printable(&transfer.amount)),
        printable(&transfer.asset),
        printable(&transfer.reference),
    ]
}

/// What a submission did, as the portal says it.
fn words(transaction: &Transaction, is_signer: bool) -> String {
    let Some(operation) = &transaction.operation else {
        return transaction.transfer.as_ref().map_or_else(
            || {
                format!(
                    "batch of {}, in part for others",
                    count_of(u64::from(transaction.transfer_count), "transfer")
                )
            },
            |transfer| format!("{} to {}", transfer.from.index, transfer.to.index),
        );
    };
    if is_signer {
        signed_words(operation)
    } else {
        format!(
            "{} by {}",
            concerned_words(operation),
            transaction.signer.index
        )
    }
}

/// Of an operation that the account signed.
fn signed_words(operation: &Value) -> String {
    let count = || operation["count"].as_u64().unwrap_or_default();
    match kind_of(operation) {
        "register_accounts" => format!("registration of {}", count_of(count(), "account")),
        "open_subaccounts" => format!("opening of {}", count_of(count(), "subaccount")),
        "grant_custody" => format!("grant of custody to {}", operation["custodian"]),
        "revoke_custody" => "revocation of custody".to_owned(),
        "set_frozen" => format!(
            "{} of {}",
            freeze_or_release(operation),
            operation["account"]
        ),
        "govern" => format!(
            "votes for proposal {:.8}",
            operation["proposalId"].as_str().unwrap_or_default()
        ),
        "attest" => format!(
            "statement {} of {}",
            operation["number"],
            printable(operation["topic"].as_str().unwrap_or_default())
        ),
        "register_asset" => format!("registration of {}", name_of(operation)),
        "update_asset" => format!("version {} of {}", operation["version"], name_of(operation)),
        "transfer_asset" => format!("transfer of an asset to {}", operation["account"]),
        "set_asset_state" => format!("asset {}", text_of(operation, "state")),
        "verify_asset" => format!("asset found {}", text_of(operation, "finding")),
        "withdraw_verification" => "withdrawal of a verification".to_owned(),
        "set_claim" => format!(
            "claim {} of {}",
            text_of(operation, "claim"),
            operation["account"]
        ),
        "revoke_claim" => format!(
            "revocation of claim {} of {}",
            text_of(operation, "claim"),
            operation["account"]
        ),
        "set_verifier" => format!("tier of verifier {}", operation["account"]),
        other => printable(other),
    }
}

/// Of an operation that another account signed.
fn concerned_words(operation: &Value) -> String {
    match kind_of(operation) {
        "register_accounts" => "registration of this account".to_owned(),
        "open_subaccounts" => "opening of this subaccount".to_owned(),
        "grant_custody" => "grant of custody to this account".to_owned(),
        "set_frozen" => format!("{} of this account", freeze_or_release(operation)),
        "transfer_asset" => "transfer of an asset to this account".to_owned(),
        "verify_asset" => format!("own asset found {}", text_of(operation, "finding")),
        "withdraw_verification" => "withdrawal of the verification of an own asset".to_owned(),
        "set_claim" => format!("claim {} of this account", text_of(operation, "claim")),
        "revoke_claim" => format!(
            "revocation of claim {} of this account",
            text_of(operation, "claim")
        ),
        "set_verifier" => "tier of this verifier".to_owned(),
        other => printable(other),
    }
}

fn text_of(operation: &Value, field: &str) -> String {
    printable(operation[field].as_str().unwrap_or_default())
}

fn name_of(operation: &Value) -> String {
    text_of(operation, "name")
}

fn kind_of(operation: &Value) -> &str {
    operation["kind"].as_str().unwrap_or("operation")
}

fn freeze_or_release(operation: &Value) -> &'static str {
    if operation["frozen"] == true {
        "freeze"
    } else {
        "release"
    }
}

/// The result code of what has one; a batch as a whole has as many as transfers.
fn result(transaction: &Transaction) -> String {
    let of_operation = transaction
        .operation
        .as_ref()
        .and_then(|operation| operation["resultCode"].as_str());
    let of_transfer = transaction
        .transfer
        .as_ref()
        .map(|transfer| transfer.result_code.as_str());
    match (of_operation.or(of_transfer), transaction.status.as_str()) {
        (Some(code), _) => printable(code),
        (None, "APPLIED") => "applied".to_owned(),
        (None, "PARTIAL") => {
            let all = transaction.applied + transaction.rejected;
            format!(
                "{} of {} applied",
                grouped(u64::from(transaction.applied)),
                grouped(u64::from(all))
            )
        }
        (None, _) => "rejected".to_owned(),
    }
}

/// A text of somebody else: it must not command the terminal.
fn printable(text: &str) -> String {
    let visible = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(visible).collect()
}

fn count_of(count: u64, noun: &str) -> String {
    format!(
        "{} {noun}{}",
        grouped(count),
        if count == 1 { "" } else { "s" }
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn transaction(operation: &Value, applied: u32, rejected: u32) -> Transaction {
        let status = match (applied, rejected) {
            (_, 0) => "APPLIED",
            (0, _) => "REJECTED",
            _ => "PARTIAL",
        };
        let shape = json!({
            "hash": "cd".repeat(32), "kind": "batch", "signer": { "index": 4, "address": "ef".repeat(32) },
            "signatureScheme": "ed25519", "sequence": "1", "blockHeight": 8, "position": 0, "timestamp": "2026-01-31T00:00:00.000Z",
            "transferCount": applied + rejected, "applied": applied, "rejected": rejected, "status": status, "transfer": null,
            "operation": operation, "finality": { "state": "final", "height": 8 },
        });
        serde_json::from_value(shape).expect("the documented shape")
    }

    #[test]
    fn every_operation_has_words_from_both_points_of_view() {
        for (operation, signed, concerned) in [
            (
                json!({ "kind": "register_accounts", "count": 1 }),
                "registration of 1 account",
                "registration of this account by 4",
            ),
            (
                json!({ "kind": "open_subaccounts", "count": 1200 }),
                "opening of 1 200 subaccounts",
                "opening of this subaccount by 4",
            ),
            (
                json!({ "kind": "grant_custody", "custodian": 7 }),
                "grant of custody to 7",
                "grant of custody to this account by 4",
            ),
            (
                json!({ "kind": "set_frozen", "account": 7, "frozen": true }),
                "freeze of 7",
                "freeze of this account by 4",
            ),
            (
                json!({ "kind": "set_frozen", "account": 7, "frozen": false }),
                "release of 7",
                "release of this account by 4",
            ),
            (
                json!({ "kind": "a_new\u{1b}one" }),
                "a_new\u{fffd}one",
                "a_new\u{fffd}one by 4",
            ),
        ] {
            let transaction = transaction(&operation, 1, 0);
            assert_eq!(words(&transaction, true), signed);
            assert_eq!(words(&transaction, false), concerned);
        }
        let revocation = transaction(&json!({ "kind": "revoke_custody" }), 1, 0);
        assert_eq!(words(&revocation, true), "revocation of custody");
    }

    #[test]
    fn a_batch_for_others_says_how_much_of_it_was_applied() {
        for (applied, rejected, expected) in [
            (3, 0, "applied"),
            (0, 3, "rejected"),
            (1, 2, "1 of 3 applied"),
        ] {
            let batch = transaction(&Value::Null, applied, rejected);
            assert_eq!(
                words(&batch, true),
                "batch of 3 transfers, in part for others"
            );
            assert_eq!(result(&batch), expected);
        }
        let rejected = json!({ "kind": "set_frozen", "account": 7, "frozen": true, "resultCode": "not_authorised" });
        assert_eq!(result(&transaction(&rejected, 0, 1)), "not_authorised");
    }
}
