//! `wallet register`: an account for a key.

use std::path::{Path, PathBuf};

use aurigraph_client::payments::format_amount;
use aurigraph_types::{Amount, Operation};
use clap::Args;
use serde_json::{Value, json};

use super::connection::{Connection, NodeOptions};
use super::delivery::{deliver, receipt_json, receipt_text, require_applied};
use super::key::{KeyLock, KeyOptions, first_line, open_key_file, read_key_file};
use super::session::{Session, confirm, label};
use crate::failure::usage;
use crate::output::OutputOptions;
use crate::table::fields;

/// Variable that holds the registrar's passphrase.
const REGISTRAR_PASSPHRASE_VARIABLE: &str = "AURIGRAPH_REGISTRAR_PASSPHRASE";

/// Register a key, so that it has an account
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aurigraph wallet register --key treasury.key
  aurigraph wallet register --key treasury.key --registrar-key registrar.key

On a development network the faucet registers the key and gives it demo funds. Anywhere else a registrar signs for it.")]
pub struct Options {
    #[command(flatten)]
    key: KeyOptions,

    #[command(flatten)]
    node: NodeOptions,

    /// Key file of an account with the registrar role; without it the development network's faucet is asked
    #[arg(long, value_name = "FILE")]
    registrar_key: Option<PathBuf>,

    /// File whose first line is the registrar's passphrase; without it AURIGRAPH_REGISTRAR_PASSPHRASE is used
    #[arg(long, value_name = "FILE", requires = "registrar_key")]
    registrar_passphrase_file: Option<PathBuf>,

    /// Do not ask before the registrar signs
    #[arg(long, requires = "registrar_key")]
    yes: bool,
}

impl Options {
    /// Runs the command.
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let connection = self.node.connect().await?;
        match &self.registrar_key {
            Some(registrar) => self.by_registrar(output, connection, registrar).await,
            None => self.by_faucet(output, &connection).await,
        }
    }

    async fn by_faucet(
        &self,
        output: OutputOptions,
        connection: &Connection,
    ) -> anyhow::Result<()> {
        if !connection.info.devnet {
            return Err(usage(format!(
                "{} is not a development network and has no faucet: pass --registrar-key",
                connection.info.network
            )));
        }
        let reply = connection
            .http
            .faucet(&self.key.read()?.public_key()?)
            .await?;
        output.print(&serde_json::to_value(&reply)?, || {
            let mut pairs = vec![
                ("account", reply.account.index.to_string()),
                ("address", reply.account.address.to_string()),
            ];
            for gift in &reply.funded {
                let amount = gift
                    .amount
                    .parse()
                    .map(|amount| format_amount(Amount::new(amount), gift.decimals));
                pairs.push((
                    "received",
                    format!(
                        "{} {}",
                        amount.unwrap_or_else(|_| gift.amount.clone()),
                        gift.asset
                    ),
                ));
            }
            pairs.push(("receipt", reply.receipt_id.clone()));
            fields(&pairs)
        })?;
        Ok(())
    }

    async fn by_registrar(
        &self,
        output: OutputOptions,
        connection: Connection,
        registrar: &Path,
    ) -> anyhow::Result<()> {
        let public_key = self.key.read()?.public_key()?;
        let file = read_key_file(registrar)?;
        let lock = KeyLock::take(registrar)?;
        let account = connection.http.account(&file.address()).await?;
        let sentence = format!(
            "{} registers the {} key {} on {}.",
            label(&account),
            public_key.scheme().name(),
            public_key.address(),
            connection.info.network
        );
        confirm(&sentence, self.yes)?;
        let passphrase = match &self.registrar_passphrase_file {
            Some(path) => first_line(path)?,
            None => std::env::var(REGISTRAR_PASSPHRASE_VARIABLE)
                .map(zeroize::Zeroizing::new)
                .map_err(|_| {
                    usage(format!(
                        "pass --registrar-passphrase-file, or set {REGISTRAR_PASSPHRASE_VARIABLE}"
                    ))
                })?,
        };
        let session = Session::with_key(
            connection,
            account,
            registrar,
            open_key_file(&file, &passphrase, registrar)?,
            lock,
        )
        .await?;
        session.name_waiting();
        let address = public_key.address();
        let operation = Operation::RegisterAccounts {
            keys: vec![public_key],
        };
        let receipt = deliver(&session, session.signer.operation(&operation, None)).await?;
        require_applied(&receipt)?;
        let registered = session.connection.http.account(&address).await?;
        let mut object = receipt_json(&receipt);
        object["account"] =
            json!({ "index": registered.index, "address": Value::from(address.to_string()) });
        output.print(&object, || {
            fields(&[
                ("account", registered.index.to_string()),
                ("address", address.to_string()),
            ]) + &receipt_text(&receipt)
        })?;
        Ok(())
    }
}
