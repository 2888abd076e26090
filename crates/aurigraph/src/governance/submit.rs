//! `aurigraph governance submit`: brings the votes of a file to the ledger.

use std::path::PathBuf;

use anyhow::bail;
use aurigraph_types::{ChainId, Operation};
use clap::Args;

use super::document::Document;
use crate::output::OutputOptions;
use crate::wallet::connection::NodeOptions;
use crate::wallet::delivery::{deliver, ended_by, receipt_json, receipt_text};
use crate::wallet::key::KeyOptions;
use crate::wallet::session::{Session, confirm};

/// Bring the votes in a proposal's file to the ledger, in an operation of any account
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aurigraph governance submit limit.json --key treasury.key

Votes may come in several operations; each counts once. With more than two thirds the proposal is accepted.")]
pub struct Options {
    /// File of the proposal
    #[arg(value_name = "FILE")]
    proposal: PathBuf,

    #[command(flatten)]
    key: KeyOptions,

    #[command(flatten)]
    node: NodeOptions,

    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Options {
    pub async fn run(&self, output: OutputOptions) -> anyhow::Result<()> {
        let document = Document::read(&self.proposal)?;
        let session = Session::open(&self.key, &self.node).await?;
        if ChainId(session.connection.info.chain_id) != document.chain {
            bail!("the proposal is for another network than the node's");
        }
        session.name_waiting();
        let sentence = format!(
            "{} votes for this are brought to {}: {}.",
            document.votes.len(),
            session.connection.info.network,
            document.sentence()
        );
        confirm(&sentence, self.yes)?;
        let operation = Operation::Govern {
            proposal: document.proposal,
            votes: document.votes,
        };
        let receipt = deliver(&session, session.signer.operation(&operation, None)).await?;
        output.print(&receipt_json(&receipt), || receipt_text(&receipt))?;
        ended_by(&receipt)
    }
}
