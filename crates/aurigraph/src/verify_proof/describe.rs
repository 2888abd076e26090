//! A verdict as text and as JSON.

use std::path::Path;

use aurigraph_types::block::BlockFields;
use aurigraph_types::operation::OperationReceipt;
use aurigraph_types::proof::{Proof, Statement, Verified};
use aurigraph_types::{AccountIndex, Amount, ResultCode, SubmissionKind, TransferRecord};
use serde_json::{Value, json};
use zerocopy::FromBytes;

use super::Verdict;
use super::trust::TrustedGenesis;
use crate::table::fields;
use crate::time::from_unix_milliseconds;
use aurigraph_client::payments::format_amount;

/// A step that holds, in plain words.
pub fn passed_step(name: &str, proof: &Proof, verified: &Verified) -> String {
    let BlockFields {
        height,
        executed_height,
        ..
    } = verified.header;
    match name {
        "header" => format!(
            "block {height} of chain {} has hash {}",
            short(&proof.chain_id),
            verified.block_hash
        ),
        "validators" => {
            let listed = count(proof.validators.len(), "validator");
            match proof.epochs.len() {
                0 => format!("the chain begins with the {listed} listed here"),
                1 => format!(
                    "the chain begins with the {listed} listed here, and one change, which they certified, leads to those of this block"
                ),
                changes => format!(
                    "the chain begins with the {listed} listed here, and {changes} changes, each certified by those before, lead to those of this block"
                ),
            }
        }
        "certificate" => {
            "validators with more than two thirds of the voting power signed this block".to_owned()
        }
        "record" => "the record with its result is a leaf of the submission's receipts".to_owned(),
        "submission" => {
            "the submission with all its receipts is one entry of the block's receipts".to_owned()
        }
        "receipts root" => {
            format!(
                "the block commits to these receipts as executed up to height {executed_height}"
            )
        }
        "state root" => {
            format!("the block commits to this state as that after height {executed_height}")
        }
        "account" => "the account with this address and index is part of that state".to_owned(),
        "balance" => "the balance leaf is part of that state and holds this amount".to_owned(),
        _ => "holds".to_owned(),
    }
}

/// The verdict for a person.
pub fn as_text(verdict: &Verdict, genesis: Option<&TrustedGenesis>, file: &Path) -> String {
    let mut text = String::new();
    for step in &verdict.steps {
        let mark = if step.passed { "✓" } else { "✗" };
        text += &format!("{mark} {:<14} {}\n", step.name, step.explanation);
    }
    text.push('\n');
    if !verdict.holds() {
        let step = verdict
            .steps
            .iter()
            .find(|step| !step.passed)
            .map_or("document", |step| step.name);
        return text
            + &format!(
                "{} DOES NOT HOLD: it fails at the {step}.\n",
                file.display()
            );
    }
    if let (Some(verified), Some(proof)) = (&verdict.verified, &verdict.proof) {
        text += &format!("{} HOLDS. It shows:\n\n", file.display());
        text += &statement_text(verified, proof, genesis);
        text += &format!("\nFingerprints\n  chain id         {}\n", proof.chain_id);
        text += &format!("  validators root  {}\n", verified.first_validators_root);
        for validator in &proof.validators {
            let name = genesis
                .and_then(|genesis| genesis.validator_name(&validator.public_key))
                .unwrap_or("");
            let line = format!("  validator        {}  {name}", validator.public_key);
            text += line.trim_end();
            text.push('\n');
        }
    }
    if let Some(proof) = verdict
        .proof
        .as_ref()
        .filter(|proof| !proof.epochs.is_empty())
    {
        let times = proof.epochs.len();
        text += &format!(
            "\nThe validators changed {times} time(s), each time certified by those before.\n"
        );
    }
    if let Some(remaining) = &verdict.remaining_trust {
        text += &format!("\nWhat remains to be trusted\n  {remaining}\n");
    }
    text
}

fn statement_text(verified: &Verified, proof: &Proof, genesis: Option<&TrustedGenesis>) -> String {
    let header = &verified.header;
    let mut pairs = match &verified.statement {
        Statement::Receipt {
            record,
            code,
            kind: SubmissionKind::Operation,
            ..
        } => operation_fields(record, *code, genesis),
        Statement::Receipt { record, code, .. } => transfer_fields(record, *code, genesis),
        Statement::Balance {
            account,
            address,
            asset,
            amount,
        } => vec![
            (
                "account",
                account_label(AccountIndex::new(*account), genesis),
            ),
            ("address", address.to_string()),
            ("balance", amount_label(*amount, *asset, genesis)),
            (
                "asset label",
                proof
                    .balance
                    .as_ref()
                    .map_or_else(String::new, |balance| balance.asset_code.clone()),
            ),
        ],
    };
    if let Statement::Receipt {
        submission, index, ..
    } = &verified.statement
    {
        pairs.push(("submission", submission.to_string()));
        pairs.push(("position in it", index.to_string()));
    }
    pairs.push(("as of height", header.executed_height.to_string()));
    pairs.push((
        "certified in",
        format!(
            "block {} of {}",
            header.height,
            from_unix_milliseconds(header.time_ms)
        ),
    ));
    fields(&pairs)
        .lines()
        .map(|line| format!("  {line}\n"))
        .collect()
}

fn transfer_fields(
    record: &[u8; 64],
    code: ResultCode,
    genesis: Option<&TrustedGenesis>,
) -> Vec<(&'static str, String)> {
    let record =
        TransferRecord::read_from_bytes(record).expect("a record is 64 bytes of any content");
    vec![
        ("result", result_label(code)),
        ("from", account_label(record.debit(), genesis)),
        ("to", account_label(record.credit(), genesis)),
        (
            "amount",
            amount_label(record.amount().get(), record.asset_index().get(), genesis),
        ),
        ("reference", reference_label(&record)),
    ]
}

fn operation_fields(
    record: &[u8; 64],
    code: ResultCode,
    genesis: Option<&TrustedGenesis>,
) -> Vec<(&'static str, String)> {
    let receipt = OperationReceipt::from_bytes(*record);
    let mut pairs = vec![
        ("result", result_label(code)),
        ("operation", operation_name(receipt.kind.get()).to_owned()),
        (
            "signer",
            account_label(AccountIndex::new(receipt.signer.get()), genesis),
        ),
    ];
    if let Some(account) = AccountIndex::new(receipt.account.get()).some() {
        pairs.push(("account", account_label(account, genesis)));
    }
    if receipt.count.get() > 0 {
        pairs.push(("indexes assigned", receipt.count.get().to_string()));
    }
    pairs
}

fn result_label(code: ResultCode) -> String {
    if code.is_applied() {
        "applied".to_owned()
    } else {
        format!("NOT applied: {code}")
    }
}

/// References are UTF-8 by convention only; anything else is shown as bytes. Control characters never reach a terminal.
fn reference_label(record: &TransferRecord) -> String {
    let bytes = record.reference_trimmed();
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => text.to_owned(),
        _ => format!("0x{}", hex::encode(bytes)),
    }
}

fn operation_name(kind: u16) -> &'static str {
    match kind {
        1 => "register_accounts",
        2 => "open_subaccounts",
        3 => "grant_custody",
        4 => "revoke_custody",
        5 => "set_frozen",
        6 => "govern",
        7 => "attest",
        8 => "register_asset",
        9 => "update_asset",
        10 => "transfer_asset",
        11 => "set_asset_state",
        12 => "verify_asset",
        13 => "withdraw_verification",
        14 => "set_claim",
        15 => "revoke_claim",
        16 => "set_verifier",
        _ => "unknown",
    }
}

fn account_label(account: AccountIndex, genesis: Option<&TrustedGenesis>) -> String {
    match genesis.and_then(|genesis| genesis.account_name(account)) {
        Some(name) => format!("account {account} ({name})"),
        None => format!("account {account}"),
    }
}

fn amount_label(amount: u64, asset: u32, genesis: Option<&TrustedGenesis>) -> String {
    match genesis.and_then(|genesis| genesis.asset(asset)) {
        Some(found) => format!(
            "{} {}",
            format_amount(Amount::new(amount), found.decimals),
            found.code
        ),
        None => format!("{amount} minor units of asset {asset}"),
    }
}

/// The verdict for a script.
pub fn as_json(verdict: &Verdict, genesis: Option<&TrustedGenesis>) -> Value {
    let steps: Vec<Value> = verdict
        .steps
        .iter()
        .map(|step| json!({ "name": step.name, "passed": step.passed, "explanation": step.explanation }))
        .collect();
    let failed = verdict
        .steps
        .iter()
        .find(|step| !step.passed)
        .map(|step| step.name);
    let mut object = json!({
        "verified": verdict.holds(), "failedStep": failed, "genesisChecked": genesis.is_some(), "steps": steps,
        "remainingTrust": verdict.remaining_trust,
    });
    if let (Some(verified), Some(proof)) = (&verdict.verified, &verdict.proof) {
        let header = &verified.header;
        object["kind"] = json!(proof.kind);
        object["chainId"] = json!(proof.chain_id);
        object["validatorsRoot"] = json!(verified.first_validators_root);
        object["epoch"] = json!(header.epoch);
        object["blockHash"] = json!(verified.block_hash);
        object["height"] = json!(header.height);
        object["executedHeight"] = json!(header.executed_height);
        object["blockTime"] = json!(from_unix_milliseconds(header.time_ms));
        object["statement"] = statement_json(verified);
    }
    object
}

fn statement_json(verified: &Verified) -> Value {
    match &verified.statement {
        Statement::Receipt {
            record,
            code,
            submission,
            kind,
            index,
        } => {
            let mut object = json!({
                "resultCode": code.name(), "submissionId": submission, "submissionKind": kind.name(), "index": index,
                "record": hex::encode(record),
            });
            if *kind != SubmissionKind::Operation {
                let record = TransferRecord::read_from_bytes(record)
                    .expect("a record is 64 bytes of any content");
                object["from"] = json!(record.debit());
                object["to"] = json!(record.credit());
                object["assetIndex"] = json!(record.asset_index());
                object["amount"] = json!(record.amount().to_string());
                object["reference"] = json!(reference_label(&record));
            }
            object
        }
        Statement::Balance {
            account,
            address,
            asset,
            amount,
        } => {
            json!({ "account": account, "address": address, "assetIndex": asset, "amount": amount.to_string() })
        }
    }
}

fn short(digest: &aurigraph_types::Digest) -> String {
    format!("{}…", &digest.to_string()[..12])
}

fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("one {what}")
    } else {
        format!("{number} {what}s")
    }
}
