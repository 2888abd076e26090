//! `aurigraph portal`: the portal as a process of its own, and the care of its data.

mod administrator;
mod backup;
mod check;
mod file;
mod plans;
mod rotate;
mod serve;

pub use file::PortalFile;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::output::OutputOptions;

/// The portal: users, their sessions and mails, and the web application, in front of a node
#[derive(Args, Debug)]
#[command(after_help = "\
docs/how-to/run-a-portal.md explains the configuration file.
  aurigraph portal serve --config portal.toml --check
  aurigraph portal serve --config portal.toml
  aurigraph portal backup --config portal.toml --to portal-2026-11-27.backup")]
pub struct Options {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Subcommand, Debug)]
enum Command {
    Administrator(administrator::Options),
    Backup(backup::Options),
    Plan(plans::SetOptions),
    Plans(plans::Options),
    Restore(backup::RestoreOptions),
    RotateWrappingKey(rotate::Options),
    Serve(serve::Options),
}

impl Options {
    /// How results are printed.
    pub const fn output(&self) -> OutputOptions {
        self.output
    }

    /// Runs the command.
    pub fn run(&self) -> anyhow::Result<()> {
        match &self.command {
            Command::Administrator(options) => options.run(self.output),
            Command::Backup(options) => options.run(self.output),
            Command::Plan(options) => options.run(self.output),
            Command::Plans(options) => options.run(self.output),
            Command::Restore(options) => options.run(self.output),
            Command::RotateWrappingKey(options) => options.run(self.output),
            Command::Serve(options) => options.run(self.output),
        }
    }
}

/// For commands that do one thing after the other.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("start a runtime")
}
