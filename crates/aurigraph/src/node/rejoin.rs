//! `aurigraph node rejoin`: sets a damaged ledger aside, so that the node gets it anew from the others.

use std::fs;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use aurigraph_node::recovery::GENESIS_FILE;
use aurigraph_storage::DataFolderLock;
use aurigraph_types::Genesis;
use clap::Args;
use serde_json::json;

use super::NodeFile;
use crate::output::OutputOptions;

/// What is set aside: everything but the genesis file and the key.
const PARTS: [&str; 8] = [
    "segments",
    "snapshots",
    "keys.dat",
    "history",
    "incoming",
    "consensus",
    "consensus-follow",
    "consensus-floor.json",
];

/// Sets the ledger of a stopped node aside; when it is started, it gets a snapshot from the other validators.
///
/// Nothing is removed: the old ledger lies in a folder of its own beside the new one. The node follows without votes until the network is past every
/// round in which it may have voted.
#[derive(Args, Debug)]
pub struct Options {
    /// The node's configuration file.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Options {
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let file = NodeFile::read(&self.config)?;
        let data_dir = &file.data_dir;
        let path = data_dir.join(GENESIS_FILE);
        let genesis = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let genesis = Genesis::parse(&genesis)
            .with_context(|| format!("{} cannot be used", path.display()))?;
        if file.follow.is_none() && (genesis.validators.len() == 1 || file.committee.is_none()) {
            bail!(
                "{} is the only validator of its network: nobody has its ledger; restore a backup",
                self.config.display()
            );
        }
        // A running node would go on writing into what is set aside.
        let _lock = DataFolderLock::acquire(data_dir)?;
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .context("this machine's clock is before 1970")?;
        let aside = data_dir.join(format!("set-aside-{}", since_epoch.as_secs()));
        fs::create_dir(&aside).with_context(|| format!("cannot create {}", aside.display()))?;
        let mut moved = Vec::new();
        for part in PARTS {
            let from = data_dir.join(part);
            if from.exists() {
                let to = aside.join(part);
                fs::rename(&from, &to)
                    .with_context(|| format!("cannot move {} away", from.display()))?;
                moved.push(part);
            }
        }
        output.print(
            &json!({ "setAside": aside, "parts": moved }),
            || {
                format!(
                    "Set aside in {}: {}.\nStart the node: it gets the ledger from the other validators. Remove that folder when it is level with them.",
                    aside.display(),
                    moved.join(", ")
                )
            },
        )?;
        Ok(())
    }
}
