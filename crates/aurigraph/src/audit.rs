//! `aurigraph audit`: whether a portal's audit log is what was written.

use std::path::PathBuf;

use anyhow::{Context, bail};
use aurigraph_client::{HttpClient, Trust};
use aurigraph_portal::anchor::{AnchorReport, known_anchor_address, verify_anchors};
use aurigraph_portal::audit::{ChainReport, verify};
use aurigraph_portal::store::{Store, StoreSettings};
use aurigraph_portal::time::Clock;
use aurigraph_types::Address;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::failure::ReportedFailure;
use crate::output::OutputOptions;
use crate::portal::PortalFile;

/// The audit log of a portal
#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Subcommand, Debug)]
enum Command {
    Verify(VerifyOptions),
}

/// Looks through the whole audit log, and compares it with what the ledger knows of it.
///
/// Finds lines that were edited, deleted, put in or put in another order, and lines missing at the end: each line's hash covers all before it, and every five
/// minutes the last one is put on the ledger. It changes no line, and the portal may run meanwhile. Exit code 1 if anything is not as it was written.
#[derive(Args, Debug)]
struct VerifyOptions {
    /// The portal's configuration file.
    #[arg(long, value_name = "FILE", required_unless_present = "data_dir")]
    config: Option<PathBuf>,
    /// Instead of it, the data folder of a devnet.
    #[arg(long, value_name = "FOLDER", conflicts_with = "config")]
    data_dir: Option<PathBuf>,
    /// The node that is asked what stands on the ledger; one that is trusted. Without it: that of the configuration, or of a devnet on this machine.
    #[arg(long, value_name = "URL")]
    node: Option<String>,
    /// An anchoring account besides those that the portal knows, such as one of before its data was lost.
    #[arg(long = "account", value_name = "ADDRESS", value_parser = address)]
    accounts: Vec<Address>,
    /// Look at the log alone, without asking the ledger: lines missing at the end are not found, nor a log that was written anew.
    #[arg(long, conflicts_with_all = ["node", "accounts"])]
    without_ledger: bool,
}

fn address(text: &str) -> Result<Address, String> {
    let digest = text.parse().map(Address);
    digest.map_err(|_| "expected an address: 64 hexadecimal digits".into())
}

impl Options {
    /// How results are printed.
    pub const fn output(&self) -> OutputOptions {
        self.output
    }

    /// Runs the command.
    pub fn run(&self) -> anyhow::Result<()> {
        let Command::Verify(options) = &self.command;
        options.run(self.output)
    }
}

impl VerifyOptions {
    fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let (settings, http) = self.sources()?;
        let runtime = crate::portal::runtime()?;
        let (chain, anchors) = runtime.block_on(self.look(&settings, &http))?;
        let json = json_of(&chain, anchors.as_ref());
        output.print(&json, || text(&chain, anchors.as_ref()))?;
        if json["holds"] == true {
            return Ok(());
        }
        bail!(ReportedFailure::FAILED)
    }

    fn sources(&self) -> anyhow::Result<(StoreSettings, HttpClient)> {
        let named = |url: &str| HttpClient::trusting(url, &Trust::system()).context("--node");
        if let Some(folder) = &self.data_dir {
            let settings = StoreSettings {
                folder: folder.join("portal"),
                postgres_url: None,
            };
            let url = self.node.as_deref().unwrap_or("http://127.0.0.1:9003");
            return Ok((settings, named(url)?));
        }
        let file = self
            .config
            .as_ref()
            .context("name --config or --data-dir")?;
        let file = PortalFile::read(file)?;
        let http = match &self.node {
            Some(url) => named(url)?,
            None => file.node()?.http_client()?,
        };
        Ok((file.store()?, http))
    }

    async fn look(
        &self,
        settings: &StoreSettings,
        http: &HttpClient,
    ) -> anyhow::Result<(ChainReport, Option<AnchorReport>)> {
        let has_data =
            settings.postgres_url.is_some() || settings.folder.join("portal.db").exists();
        if !has_data {
            bail!("there is no portal's data in {}", settings.folder.display());
        }
        let store = Store::open(settings, Clock::system()).await?;
        // First what stands on the ledger: a line that is anchored meanwhile is in the log already.
        let anchors = if self.without_ledger {
            None
        } else {
            let mut addresses = self.accounts.clone();
            addresses.extend(known_anchor_address(&settings.folder)?);
            let compared = verify_anchors(&store, http, &addresses).await;
            Some(compared.context(
                "the ledger could not be asked; --without-ledger looks at the log alone",
            )?)
        };
        let chain = verify(&store).await?;
        store.close().await;
        Ok((chain, anchors))
    }
}

fn json_of(chain: &ChainReport, anchors: Option<&AnchorReport>) -> Value {
    let mut holds = matches!(chain, ChainReport::Holds { .. });
    let chain = match chain {
        ChainReport::Holds { lines, head } => json!({ "lines": lines, "head": head }),
        ChainReport::Broken { sequence } => json!({ "brokenAt": sequence }),
    };
    let anchors = anchors.map(|report| {
        holds &= report.mismatches.is_empty();
        let mismatches = report.mismatches.iter().map(|one| {
            json!({
                "sequence": one.sequence, "isMissing": one.is_missing, "transactionHash": one.transaction_hash,
                "height": one.height, "at": one.at,
            })
        });
        json!({
            "accounts": report.addresses,
            "statements": report.anchors,
            "newest": report.newest.as_ref().map(|(sequence, at)| json!({ "sequence": sequence, "at": at })),
            "mismatches": mismatches.collect::<Vec<_>>(),
        })
    });
    json!({ "holds": holds, "chain": chain, "ledger": anchors })
}

fn text(chain: &ChainReport, anchors: Option<&AnchorReport>) -> String {
    let mut text = match chain {
        ChainReport::Holds { lines, head } => {
            format!("The log holds together: {lines} lines, the last one {head}.\n")
        }
        ChainReport::Broken { sequence } => format!(
            "BROKEN at line {sequence}: it was edited, deleted or moved, or one was put in before it. What comes after it says nothing any more.\n"
        ),
    };
    let Some(report) = anchors else {
        return text
            + "The ledger was not asked: whether lines are missing at the end is not known.\n";
    };
    for one in &report.mismatches {
        let what = if one.is_missing {
            "is gone"
        } else {
            "is not what it was, or one before it"
        };
        text += &format!(
            "NOT AS ANCHORED: line {} {what}. The ledger has had its hash since {} (block {}, {}).\n",
            one.sequence, one.at, one.height, one.transaction_hash
        );
    }
    text += &match &report.newest {
        Some((sequence, at)) => format!(
            "The ledger agrees up to line {sequence}, anchored {at}; {} statements were compared.\n",
            report.anchors
        ),
        None if report.anchors == 0 => {
            "Nothing is on the ledger yet: whether lines are missing at the end is not known.\n"
                .into()
        }
        None => "The ledger agrees with no line.\n".into(),
    };
    text
}
