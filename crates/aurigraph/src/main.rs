//! The `aurigraph` executable. This file only dispatches: each subcommand has a file of its own, with its options beside its code.

mod address;
mod audit;
mod authorities;
mod bench;
mod command_line;
mod dev;
mod durable;
mod failure;
mod governance;
mod inspect;
mod node;
mod openapi;
mod output;
mod portal;
mod progress;
mod table;
mod time;
mod verify_proof;
mod wallet;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::{EXIT_CODES_HELP, Outcome, ReportedFailure};
use output::OutputOptions;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// A permissioned ledger for real-world assets.
#[derive(Parser, Debug)]
#[command(
    name = "aurigraph",
    bin_name = "aurigraph",
    version = concat!(env!("CARGO_PKG_VERSION"), " (", env!("AURIGRAPH_TARGET"), ")"),
    after_help = EXIT_CODES_HELP,
    max_term_width = 120,
    propagate_version = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Audit(audit::Options),
    Bench(bench::Options),
    Dev(dev::Options),
    Governance(governance::Options),
    Inspect(inspect::Options),
    Node(node::Options),
    Openapi(openapi::Options),
    Portal(portal::Options),
    VerifyProof(verify_proof::Options),
    Wallet(wallet::Options),
}

impl Command {
    fn output(&self) -> Option<OutputOptions> {
        match self {
            Self::Audit(options) => Some(options.output()),
            Self::Bench(options) => Some(options.output()),
            Self::Dev(_) | Self::Openapi(_) => None,
            Self::Governance(options) => Some(options.output()),
            Self::Inspect(options) => Some(options.output()),
            Self::Node(options) => Some(options.output()),
            Self::Portal(options) => Some(options.output()),
            Self::VerifyProof(options) => Some(options.output()),
            Self::Wallet(options) => Some(options.output()),
        }
    }

    fn run(&self) -> anyhow::Result<()> {
        match self {
            Self::Audit(options) => options.run(),
            Self::Bench(options) => options.run(),
            Self::Dev(options) => options.run(),
            Self::Governance(options) => options.run(),
            Self::Inspect(options) => options.run(),
            Self::Node(options) => options.run(),
            Self::Openapi(options) => options.run(),
            Self::Portal(options) => options.run(),
            Self::VerifyProof(options) => options.run(),
            Self::Wallet(options) => options.run(),
        }
    }
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return command_line::report(&error, std::env::args_os()),
    };
    let Err(error) = cli.command.run() else {
        return ExitCode::SUCCESS;
    };
    let outcome = Outcome::of(&error);
    if outcome != Outcome::OutputClosed && !error.is::<ReportedFailure>() {
        OutputOptions::print_failure(cli.command.output(), &error, outcome);
    }
    outcome.exit_code()
}
