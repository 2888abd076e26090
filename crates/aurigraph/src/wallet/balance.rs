//! `wallet balance`: what an account holds, with a proof if one is wanted.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use aurigraph_client::api::Account;
use aurigraph_client::payments::format_amount;
use aurigraph_types::Amount;
use aurigraph_types::proof::{Proof, Statement};
use clap::Args;
use serde_json::json;

use super::connection::{Connection, NodeOptions};
use super::files::{check_evidence_target, is_proof, write_evidence};
use super::key::read_key_file;
use super::session::label;
use crate::failure::usage;
use crate::output::OutputOptions;
use crate::table::{Align, Table};

/// Show what an account holds; needs no passphrase
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aurigraph wallet balance --key treasury.key
  aurigraph wallet balance --account 9 --asset EUR --proof balance.json

With --proof the balance's proof is fetched, verified and written to a file that `aurigraph verify-proof` reads.")]
pub struct Options {
    /// Key file of the account
    #[arg(long, value_name = "FILE", required_unless_present = "account")]
    key: Option<PathBuf>,

    /// Any account, by index or address
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "key")]
    account: Option<String>,

    #[command(flatten)]
    node: NodeOptions,

    /// Only this asset
    #[arg(long, value_name = "CODE")]
    asset: Option<String>,

    /// Write the balance's proof to this file
    #[arg(long, value_name = "FILE", requires = "asset")]
    proof: Option<PathBuf>,
}

impl Options {
    /// Runs the command.
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        if let Some(path) = &self.proof {
            check_evidence_target(path, "proof", is_proof)?;
        }
        let connection = self.node.connect().await?;
        let mut account = match (&self.key, &self.account) {
            (Some(key), _) => {
                connection
                    .account(&read_key_file(key)?.address().to_string())
                    .await?
            }
            (None, Some(account)) => connection.account(account).await?,
            (None, None) => return Err(usage("pass --key or --account")),
        };
        if let Some(asset) = &self.asset {
            account.balances.retain(|balance| balance.asset == *asset);
        }
        let mut object = json!({
            "account": { "index": account.index, "address": account.address }, "height": account.height,
            "balances": account.balances,
        });
        if let (Some(path), Some(asset)) = (&self.proof, &self.asset) {
            write_balance_proof(&connection, &account, asset, path).await?;
            object["proofFile"] = json!(path);
        }
        output.print(&object, || as_text(&account))?;
        Ok(())
    }
}

fn as_text(account: &Account) -> String {
    let mut table = Table::new(&[("asset", Align::Left), ("balance", Align::Right)]);
    for balance in &account.balances {
        let amount = balance
            .amount
            .parse()
            .map(|amount| format_amount(Amount::new(amount), balance.decimals));
        table.row([
            balance.asset.clone(),
            amount.unwrap_or_else(|_| balance.amount.clone()),
        ]);
    }
    format!(
        "{} as of block {}\n{}",
        label(account),
        account.height,
        table.render()
    )
}

async fn write_balance_proof(
    connection: &Connection,
    account: &Account,
    asset: &str,
    path: &Path,
) -> anyhow::Result<()> {
    // Codes are letters, digits and hyphens, so they need no escaping; anything else is no asset.
    ensure!(
        asset
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
        usage(format!("{asset} is no asset code"))
    );
    let proof: Proof = connection
        .http
        .get(&format!(
            "/api/v11/accounts/{}/proof?asset={asset}",
            account.address
        ))
        .await?;
    let verified = proof.verify().context("the node's proof of the balance")?;
    let Statement::Balance {
        account: proved, ..
    } = verified.statement
    else {
        anyhow::bail!("the node sent a proof of something else");
    };
    ensure!(
        proved == account.index,
        "the node sent a proof of another account"
    );
    let text = serde_json::to_string_pretty(&proof)? + "\n";
    write_evidence(path, text.as_bytes())
        .with_context(|| format!("cannot write {}", path.display()))
}
