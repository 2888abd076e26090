//! `aurigraph governance`: what validators decide together.
//!
//! A proposal is a file. Each validator's operator reads it, signs it with the validator's key where that key lies, and passes it on, or brings the own vote
//! to the ledger alone. Nothing but the votes needs a validator's key.

mod document;
mod propose;
mod show;
mod submit;
mod validators;
mod vote;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::output::OutputOptions;

/// What validators decide together: parameters, protocol versions, roles, and who they are
#[derive(Args, Debug)]
#[command(after_help = "\
Three of four validators limit the size of blocks:
  aurigraph governance propose --config validator-0/node.toml --parameter block_bytes_max=2000000 --out limit.json
  aurigraph governance vote limit.json --config validator-1/node.toml
  aurigraph governance vote limit.json --config validator-2/node.toml
  aurigraph governance submit limit.json --key treasury.key")]
pub struct Options {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Subcommand, Debug)]
enum Command {
    Propose(Box<propose::Options>),
    Show(show::Options),
    Submit(submit::Options),
    Vote(vote::Options),
}

impl Options {
    /// How results are printed.
    pub const fn output(&self) -> OutputOptions {
        self.output
    }

    /// Runs the command.
    pub fn run(&self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("start a runtime")?;
        runtime.block_on(async {
            match &self.command {
                Command::Propose(options) => options.run(self.output).await,
                Command::Show(options) => options.run(self.output).await,
                Command::Submit(options) => options.run(self.output).await,
                Command::Vote(options) => options.run(self.output),
            }
        })
    }
}
