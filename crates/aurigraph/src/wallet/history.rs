//! `wallet history`: everything an account took part in, in one list in the order in which it happened.

mod filters;
mod table;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use aurigraph_client::HttpClient;
use aurigraph_client::history::{HistoryEntry, HistoryQuery};
use aurigraph_types::Address;
use clap::Args;
use serde_json::json;

use self::filters::Filters;
use super::connection::{NodeOptions, index_catches_up};
use super::key::read_key_file;
use super::send::asset_by_code;
use crate::failure::usage;
use crate::output::OutputOptions;

/// Entries of one page, the most that a node gives.
const PAGE_ENTRIES: usize = 200;
/// How long the node's index may take to catch up. What is missing after that is told by the height that the list reaches.
const INDEX_PATIENCE: Duration = Duration::from_secs(5);

/// List what an account took part in, newest first; needs no passphrase
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aurigraph wallet history --key treasury.key --limit 20
  aurigraph wallet history --key treasury.key --from-time 2026-01-01 --to-time 2026-01-31
  aurigraph wallet history --account 9 --direction in --result rejected --json

The list has the transfers from and to the account (out, in), the operations that it signed, and the transfers and batches that it \
signed for others (signed), and the operations of others that concern it (concerned). Bounds include their ends. A day stands for the \
whole of it in UTC.")]
pub struct Options {
    /// Key file of the account
    #[arg(long, value_name = "FILE", required_unless_present = "account")]
    key: Option<PathBuf>,

    /// Any account, by index or address
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "key")]
    account: Option<String>,

    #[command(flatten)]
    filters: Filters,

    /// How many entries to list
    #[arg(long, value_name = "NUMBER", default_value = "50")]
    limit: NonZeroUsize,

    #[command(flatten)]
    node: NodeOptions,
}

/// What was found.
struct History {
    entries: Vec<HistoryEntry>,
    /// Whether the limit left something out.
    has_more: bool,
    /// Up to which height the node's index reaches.
    indexed_height: u64,
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
        let query = self.filters.query();
        if let Some(code) = &query.asset {
            asset_by_code(&connection.http.assets().await?, code)?;
        }
        // Who has just paid finds the payment.
        index_catches_up(&connection.http, INDEX_PATIENCE).await?;
        let history = History::read(&connection.http, &address, &query, self.limit).await?;
        let object = json!({
            "address": address, "indexedHeight": history.indexed_height, "hasMore": history.has_more, "entries": history.entries,
        });
        output.print(&object, || table::as_text(&history, query.is_filtered()))?;
        Ok(())
    }
}

impl History {
    /// Reads pages until there are as many entries as wanted, and one more, which tells whether there are more.
    async fn read(
        http: &HttpClient,
        address: &Address,
        query: &HistoryQuery,
        limit: NonZeroUsize,
    ) -> anyhow::Result<Self> {
        let wanted = limit.get().saturating_add(1);
        let mut entries: Vec<HistoryEntry> = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let missing = (wanted - entries.len()).min(PAGE_ENTRIES);
            let page = http
                .history(address, query, missing as u32, cursor.as_deref())
                .await?;
            let indexed_height = page.indexed_height;
            cursor = page.next_cursor.clone();
            entries.extend(page.into_entries(query.order));
            if cursor.is_none() || entries.len() >= wanted {
                let has_more = entries.len() > limit.get();
                entries.truncate(limit.get());
                return Ok(Self {
                    entries,
                    has_more,
                    indexed_height,
                });
            }
        }
    }
}
