//! `aurigraph governance vote`: another validator's vote on a proposal's file.

use std::path::PathBuf;

use anyhow::bail;
use aurigraph_types::governance::{Action, LATEST_PROTOCOL_VERSION};
use clap::Args;
use serde_json::json;

use super::document::{Document, ValidatorOptions};
use crate::output::OutputOptions;
use crate::wallet::session::confirm;

/// Sign a proposal with a validator's key: adds the vote to the file
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph governance vote limit.json --config node.toml")]
pub struct Options {
    /// File of the proposal
    #[arg(value_name = "FILE")]
    proposal: PathBuf,

    #[command(flatten)]
    validator: ValidatorOptions,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Options {
    pub fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let mut document = Document::read(&self.proposal)?;
        let voter = self.validator.voter()?;
        if voter.chain != document.chain {
            bail!("the proposal is for another network than this validator's");
        }
        if let Action::ActivateProtocol { version } = document.proposal.action
            && version > LATEST_PROTOCOL_VERSION
        {
            bail!(
                "this software knows protocol versions up to {LATEST_PROTOCOL_VERSION}: install one that knows version {version} before this validator votes for it"
            );
        }
        let sentence = format!("This validator votes that {}.", document.sentence());
        confirm(&sentence, self.yes)?;
        let is_new = document.add(&voter.key);
        if is_new {
            document.write(&self.proposal)?;
        }
        let votes = document.votes.len();
        output.print(
            &json!({ "proposalId": document.id(), "votes": votes, "isNew": is_new }),
            || {
                let already = if is_new {
                    ""
                } else {
                    " This validator's was there already."
                };
                format!("Votes in {}: {votes}.{already}", self.proposal.display())
            },
        )?;
        Ok(())
    }
}
