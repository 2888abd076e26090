//! `wallet send`: one transfer, signed and final.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use aurigraph_client::HttpClient;
use aurigraph_client::api::{Account, Asset};
use aurigraph_client::payments::{format_amount, parse_amount};
use aurigraph_types::transfer::REFERENCE_BYTES;
use aurigraph_types::{AccountIndex, Amount, AssetIndex, Height, TransferRecord};
use clap::Args;
use serde_json::json;

use super::connection::NodeOptions;
use super::delivery::{deliver, ended_by, receipt_json, receipt_text};
use super::files::{check_evidence_target, is_proof, write_evidence};
use super::key::KeyOptions;
use super::session::{Session, confirm, label};
use crate::failure::usage;
use crate::output::OutputOptions;

/// How long the block that carries the proof is waited for.
const PROOF_PATIENCE: Duration = Duration::from_secs(30);

/// Send one transfer and wait until it is final
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph wallet send --key treasury.key --to 9 --asset EUR --amount 12.50 --reference INV-7 --proof receipt.json

It says in a sentence what it is about to sign, and asks. With --proof the receipt's proof is fetched, verified and written to a \
file that `aurigraph verify-proof` reads. An earlier proof of that name is kept under a numbered one.")]
pub struct Options {
    #[command(flatten)]
    key: KeyOptions,

    #[command(flatten)]
    node: NodeOptions,

    /// Who is paid: account index or address
    #[arg(long, value_name = "ACCOUNT")]
    to: String,

    /// Account that pays, if the key is its custodian; the key's own account if absent
    #[arg(long, value_name = "ACCOUNT")]
    from: Option<String>,

    /// Asset code, such as EUR
    #[arg(long, value_name = "CODE")]
    asset: String,

    /// Amount, such as 12.50
    #[arg(long, value_name = "DECIMAL")]
    amount: String,

    /// Reference for the payee, at most 40 bytes
    #[arg(long, value_name = "TEXT", default_value = "")]
    reference: String,

    /// Last block in which it may be included
    #[arg(long, value_name = "HEIGHT")]
    valid_until: Option<u64>,

    /// Write the receipt's proof to this file
    #[arg(long, value_name = "FILE")]
    proof: Option<PathBuf>,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Options {
    /// Runs the command.
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        if let Some(path) = &self.proof {
            check_evidence_target(path, "proof", is_proof)?;
        }
        let session = Session::open(&self.key, &self.node).await?;
        let connection = &session.connection;
        let asset = asset_by_code(&connection.http.assets().await?, &self.asset)?;
        let amount = parse_amount(&self.amount, asset.decimals)
            .map_err(|reason| usage(format!("--amount {}: {reason}", self.amount)))?;
        let payee = connection.account(&self.to).await?;
        let payer = match &self.from {
            Some(from) => connection.account(from).await?,
            None => session.account.clone(),
        };
        let record = record(
            &payer,
            &payee,
            AssetIndex::new(asset.index),
            amount,
            &self.reference,
        )?;
        let sentence = format!(
            "Pay {} {} from {} to {}{} on {}.",
            format_amount(amount, asset.decimals),
            asset.code,
            label(&payer),
            label(&payee),
            if self.reference.is_empty() {
                String::new()
            } else {
                format!(" with reference {:?}", self.reference)
            },
            connection.info.network
        );
        session.name_waiting();
        confirm(&sentence, self.yes)?;
        let submission = session
            .signer
            .transfer(&record, self.valid_until.map(Height::new));
        let receipt = deliver(&session, submission).await?;
        let mut object = receipt_json(&receipt);
        if let Some(path) = &self.proof {
            write_receipt_proof(&connection.http, &receipt.id, path).await?;
            object["proofFile"] = json!(path);
        }
        output.print(&object, || receipt_text(&receipt))?;
        ended_by(&receipt)
    }
}

/// The asset of a code.
pub fn asset_by_code(assets: &[Asset], code: &str) -> anyhow::Result<Asset> {
    assets
        .iter()
        .find(|asset| asset.code == code)
        .cloned()
        .ok_or_else(|| {
            let known: Vec<&str> = assets.iter().map(|asset| asset.code.as_str()).collect();
            usage(format!(
                "there is no asset {code} on this ledger; there are {}",
                known.join(", ")
            ))
        })
}

fn record(
    payer: &Account,
    payee: &Account,
    asset: AssetIndex,
    amount: Amount,
    reference: &str,
) -> anyhow::Result<TransferRecord> {
    let (debit, credit) = (
        AccountIndex::new(payer.index),
        AccountIndex::new(payee.index),
    );
    TransferRecord::new(debit, credit, asset, amount)
        .with_reference(reference.as_bytes())
        .ok_or_else(|| {
            usage(format!(
                "the reference has {} bytes; {REFERENCE_BYTES} fit",
                reference.len()
            ))
        })
}

/// Fetches a receipt's proof, verifies it and writes it.
pub async fn write_receipt_proof(
    http: &HttpClient,
    receipt_id: &str,
    path: &Path,
) -> anyhow::Result<()> {
    let receipt = http.receipt_with_proof(receipt_id, PROOF_PATIENCE).await?;
    let proof = receipt
        .proof
        .context("the receipt came without its proof")?;
    proof
        .verify()
        .with_context(|| format!("the node's proof of receipt {receipt_id}"))?;
    let text = serde_json::to_string_pretty(&proof)? + "\n";
    write_evidence(path, text.as_bytes())
        .with_context(|| format!("cannot write {}", path.display()))
}
