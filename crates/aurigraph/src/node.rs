//! `aurigraph node`: a node of a network of several validators, by a configuration file.

mod file;
pub mod genesis;
mod rejoin;
mod run;
mod scrub;

use clap::{Args, Subcommand};

pub use file::{CommitteeFile, NodeFile, ValidatorAddress};

use crate::output::OutputOptions;

/// Nodes of a network of several validators
#[derive(Args, Debug)]
#[command(after_help = "\
A network of four validators on this machine:
  aurigraph node genesis --validators 4 --folder network
  aurigraph node run --config network/validator-0/node.toml
  (and the same for validator-1 to validator-3)")]
pub struct Options {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Subcommand, Debug)]
enum Command {
    Genesis(genesis::Options),
    Rejoin(rejoin::Options),
    Run(run::Options),
    Scrub(scrub::Options),
}

impl Options {
    /// How results are printed.
    pub const fn output(&self) -> OutputOptions {
        self.output
    }

    /// Runs the command.
    pub fn run(&self) -> anyhow::Result<()> {
        match &self.command {
            Command::Genesis(options) => options.run(self.output),
            Command::Rejoin(options) => options.run(self.output),
            Command::Run(options) => options.run(),
            Command::Scrub(options) => options.run(self.output),
        }
    }
}
