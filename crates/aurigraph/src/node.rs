//! `aurigraph node`: a node by a configuration file: a validator, or one that follows the validators.

mod enrol;
mod file;
pub mod genesis;
mod join;
mod light;
mod rejoin;
mod run;
mod scrub;

use clap::{Args, Subcommand};

pub use file::{CommitteeFile, FollowFile, NodeFile, ValidatorAddress};

use crate::output::OutputOptions;

/// Nodes by a configuration file: validators, and those that follow them
#[derive(Args, Debug)]
#[command(after_help = "\
A network of four validators on this machine:
  aurigraph node genesis --validators 4 --folder network
  aurigraph node run --config network/validator-0/node.toml
  (and the same for validator-1 to validator-3)
A business node that follows two of them:
  aurigraph node join --folder business --chain-id CHAIN-ID --follow http://127.0.0.1:9003,http://127.0.0.1:9013
  aurigraph node run --config business/node.toml")]
pub struct Options {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Subcommand, Debug)]
enum Command {
    Enrol(enrol::Options),
    Genesis(genesis::Options),
    Join(join::Options),
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
            Command::Enrol(options) => options.run(self.output),
            Command::Genesis(options) => options.run(self.output),
            Command::Join(options) => options.run(self.output),
            Command::Rejoin(options) => options.run(self.output),
            Command::Run(options) => options.run(),
            Command::Scrub(options) => options.run(self.output),
        }
    }
}
