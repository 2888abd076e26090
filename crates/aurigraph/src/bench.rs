//! `aurigraph bench`: how fast this machine makes transfers final, measured from another process.
//!
//! ```text
//! start a node ─▶ measure the machine alone ─▶ make and fund accounts ─▶ sign ahead (each-*) ─▶ load
//!              ─▶ check supply, replay, proofs ─▶ measure verification again ─▶ report
//! ```
//! Only transfers that the node reports as final and applied count: certified, executed and on the disk. Setup, signing ahead
//! and the checks lie outside the measured time.

mod batch_load;
mod calibration;
mod checks;
mod driver;
mod each_load;
mod interrupt;
mod latency;
mod limit;
mod load;
mod machine;
mod node;
mod random;
mod report;
mod run;
mod settings;
mod setup;
mod usage;

use std::time::Instant;

use anyhow::Context;
use clap::Args;
use tokio::runtime::{Builder, Runtime};

use crate::address;
use crate::authorities::AuthorityOptions;
use crate::failure::ReportedFailure;
use crate::output::{OutputOptions, note};
use node::NodeChoice;
use settings::{Overrides, Profile, Settings, SignatureMode};

/// Measure how many signed transfers a second become final
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aurigraph bench
  aurigraph bench --signatures each-ed25519 --duration 10 --json
  aurigraph bench --http http://localhost:9003 --grpc http://localhost:9004

Without --http and --grpc a node is started in a temporary folder and removed afterwards. A named node must be a devnet: its \
faucet makes the accounts. Only transfers that are final (certified, executed, on the disk) and applied are counted.

Batches are signed while the load runs. With each-ed25519 and each-ml-dsa-65 the load begins later, by up to 24 s: a client that \
signed every transfer during the load would take the processor time that the node verifies with, so all of them are signed before \
the measured time, on all cores. Everything beyond --duration takes at most 30 s.

Exit codes: 0 measured and every check passed, 1 failed or a check did not pass, 2 wrong usage.")]
pub struct Options {
    /// Values that belong together; any of them can be given apart
    #[arg(long, value_enum, default_value = "standard")]
    profile: Profile,

    /// How transfers are signed
    #[arg(
        long,
        value_enum,
        default_value = "batch-ml-dsa-65",
        value_name = "MODE"
    )]
    signatures: SignatureMode,

    /// Length of the load in seconds
    #[arg(long, value_name = "SECONDS")]
    duration: Option<u64>,

    /// Concurrent streams, each with a connection of its own
    #[arg(long, value_name = "NUMBER")]
    threads: Option<usize>,

    /// Transfers in one message: a batch, or so many individually signed ones back to back
    #[arg(long, value_name = "NUMBER")]
    batch_size: Option<usize>,

    /// Messages in flight on each stream
    #[arg(long, value_name = "NUMBER")]
    window: Option<usize>,

    /// Accounts that pay each other
    #[arg(long, value_name = "NUMBER")]
    accounts: Option<u32>,

    /// Make one of so many signatures invalid (each-* only): what an attacker costs everybody else
    #[arg(long, value_name = "NUMBER")]
    invalid_signatures_every: Option<usize>,

    /// REST address of a running devnet node
    #[arg(long, value_name = "URL", requires = "grpc", value_parser = address::rest)]
    http: Option<String>,

    /// gRPC address of that node
    #[arg(long, value_name = "URL", requires = "http", value_parser = address::ingest)]
    grpc: Option<String>,

    #[command(flatten)]
    authorities: AuthorityOptions,

    /// Give the node of the run a certificate, and load it over TLS; a named node has TLS with https:// addresses
    #[arg(long, conflicts_with_all = ["http", "grpc"])]
    tls: bool,

    #[command(flatten)]
    output: OutputOptions,
}

impl Options {
    /// How results are printed.
    pub const fn output(&self) -> OutputOptions {
        self.output
    }

    /// Runs the command.
    pub fn run(&self) -> anyhow::Result<()> {
        let started = Instant::now();
        let overrides = Overrides {
            duration_seconds: self.duration,
            threads: self.threads,
            batch_size: self.batch_size,
            window: self.window,
            accounts: self.accounts,
            invalid_signatures_every: self.invalid_signatures_every,
        };
        let settings = Settings::resolve(self.profile, self.signatures, overrides)?;
        let node = match self.http.as_deref().zip(self.grpc.as_deref()) {
            Some((http, grpc)) => NodeChoice::Named {
                http,
                grpc,
                trust: self.authorities.trust()?,
            },
            None => NodeChoice::Own { tls: self.tls },
        };
        let report = run::run(self.profile, settings, node, started)?;
        self.output.print(&report.as_json(), || report.as_text())?;
        if report.passed() {
            return Ok(());
        }
        note("aurigraph: the run did not pass: see its checks");
        Err(ReportedFailure::FAILED.into())
    }
}

/// For setup, checks and each stream: a thread of its own needs no others.
fn current_thread_runtime() -> anyhow::Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting a runtime")
}
