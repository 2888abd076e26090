//! `wallet history`: an account's transfers, newest first.

use aurigraph_client::api::HistoryEntry;
use aurigraph_client::payments::format_amount;
use aurigraph_types::Amount;
use clap::Args;
use serde_json::json;

use super::connection::NodeOptions;
use super::key::read_key_file;
use crate::failure::usage;
use crate::output::OutputOptions;
use crate::table::{Align, Table};

/// Items of one page, the most that a node gives.
const PAGE_ITEMS: u32 = 200;

/// List an account's transfers, newest first; needs no passphrase
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aurigraph wallet history --key treasury.key --limit 20
  aurigraph wallet history --account 9 --json")]
pub struct Options {
    /// Key file of the account
    #[arg(long, value_name = "FILE", required_unless_present = "account")]
    key: Option<std::path::PathBuf>,

    /// Any account, by index or address
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "key")]
    account: Option<String>,

    #[command(flatten)]
    node: NodeOptions,

    /// How many transfers to list
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    limit: usize,
}

impl Options {
    /// Runs the command.
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let connection = self.node.connect().await?;
        let address = match (&self.key, &self.account) {
            (Some(key), _) => read_key_file(key)?.address(),
            (None, Some(account)) => connection.account(account).await?.address,
            (None, None) => return Err(usage("pass --key or --account")),
        };
        let mut transfers: Vec<HistoryEntry> = Vec::new();
        let mut cursor: Option<String> = None;
        let indexed_height = loop {
            let missing =
                u32::try_from(self.limit.saturating_sub(transfers.len())).unwrap_or(PAGE_ITEMS);
            let page = connection
                .http
                .history(&address, missing.clamp(1, PAGE_ITEMS), cursor.as_deref())
                .await?;
            transfers.extend(page.transfers);
            cursor = page.next_cursor;
            if cursor.is_none() || transfers.len() >= self.limit {
                break page.indexed_height;
            }
        };
        transfers.truncate(self.limit);
        let object =
            json!({ "address": address, "indexedHeight": indexed_height, "transfers": transfers });
        output.print(&object, || as_text(&transfers, indexed_height))?;
        Ok(())
    }
}

fn as_text(transfers: &[HistoryEntry], indexed_height: u64) -> String {
    let mut table = Table::new(&[
        ("time", Align::Left),
        ("block", Align::Right),
        ("", Align::Left),
        ("account", Align::Right),
        ("amount", Align::Right),
        ("asset", Align::Left),
        ("result", Align::Left),
        ("reference", Align::Left),
        ("receipt", Align::Left),
    ]);
    for entry in transfers {
        let transfer = &entry.transfer;
        let is_incoming = entry.direction == "in";
        let other = if is_incoming {
            &transfer.from
        } else {
            &transfer.to
        };
        let amount = transfer
            .amount
            .parse()
            .map(|amount| format_amount(Amount::new(amount), transfer.decimals));
        table.row([
            entry.timestamp.clone(),
            entry.block_height.to_string(),
            (if is_incoming { "from" } else { "to" }).to_owned(),
            other.index.to_string(),
            amount.unwrap_or_else(|_| transfer.amount.clone()),
            transfer.asset.clone(),
            transfer.result_code.clone(),
            // A reference comes from somebody else: it must not command the terminal.
            transfer
                .reference
                .chars()
                .map(|c| if c.is_control() { '\u{fffd}' } else { c })
                .collect(),
            format!("{}-{}", entry.transaction_hash, transfer.index),
        ]);
    }
    if table.is_empty() {
        return format!("No transfers up to block {indexed_height}.\n");
    }
    table.render()
}
