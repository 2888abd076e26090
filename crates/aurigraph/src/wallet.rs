//! `aurigraph wallet`: keys in encrypted files, and everything that is signed with them.
//!
//! Rules that hold for every command here
//! - A secret is in memory only while it signs, and in files only encrypted.
//! - Before something is signed that moves value or rights, a plain sentence says what it is, and the person is asked, unless
//!   `--yes` answers for them.
//! - One command at a time works with a key file, and what it signed stands beside that file before it is sent: no two different
//!   submissions of a key file have the same sequence.
//! - Nothing that is written takes the place of another file.
//! - An outcome that is not known is never reported as a success or a failure: the signed bytes are kept, and sending them again
//!   is safe, because the ledger applies a sequence at most once.

mod balance;
pub mod connection;
mod custody;
pub mod delivery;
mod files;
mod history;
mod kept;
pub mod key;
mod new;
mod pay;
mod register;
mod send;
pub mod session;
mod show;
mod sign;
mod signed;
mod submit;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::output::OutputOptions;

/// Keys, accounts, payments
#[derive(Args, Debug)]
#[command(after_help = "\
A first payment on a development network:
  aurigraph wallet new --key treasury.key
  aurigraph wallet register --key treasury.key
  aurigraph wallet send --key treasury.key --to 9 --asset EUR --amount 12.50 --reference INV-7

Passphrases are asked for, or read from --passphrase-file or AURIGRAPH_PASSPHRASE.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused or rejected by the ledger.")]
pub struct Options {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    output: OutputOptions,
}

#[derive(Subcommand, Debug)]
enum Command {
    New(new::Options),
    Show(show::Options),
    Register(register::Options),
    GrantCustody(custody::GrantOptions),
    RevokeCustody(custody::RevokeOptions),
    Send(send::Options),
    Pay(pay::Options),
    Sign(sign::Options),
    Submit(submit::Options),
    History(history::Options),
    Balance(balance::Options),
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
            .context("starting a runtime")?;
        runtime.block_on(self.run_command())
    }

    async fn run_command(&self) -> anyhow::Result<()> {
        match &self.command {
            Command::New(options) => options.run(self.output),
            Command::Show(options) => options.run(self.output).await,
            Command::Register(options) => options.run(self.output).await,
            Command::GrantCustody(options) => options.run(self.output).await,
            Command::RevokeCustody(options) => options.run(self.output).await,
            Command::Send(options) => options.run(self.output).await,
            Command::Pay(options) => options.run(self.output).await,
            Command::Sign(options) => options.run(self.output),
            Command::Submit(options) => options.run(self.output).await,
            Command::History(options) => options.run(self.output).await,
            Command::Balance(options) => options.run(self.output).await,
        }
    }
}
