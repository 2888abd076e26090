//! `aurigraph bench`: how fast this machine makes transfers final, measured from another process.
//!
//! ```text
//! start a node ─▶ measure the machine alone ─▶ make and fund accounts ─▶ sign ahead (each-*) ─▶ is the machine quiet?
//!              ─▶ warm-up ─▶ load ─▶ load … ─▶ check supply, replay, proofs ─▶ measure verification again ─▶ report
//! ```
//! Only transfers that the node reports as final and applied count: certified, executed and on the disk. Setup, signing ahead
//! and the checks lie outside the measured time.

mod batch_load;
mod beside;
mod calibration;
mod checks;
mod driver;
mod each_load;
mod execution;
mod interrupt;
mod latency;
mod limit;
mod load;
mod machine;
mod node;
mod pacing;
mod picking;
mod quiet;
mod random;
mod repeats;
mod report;
mod run;
mod settings;
mod setup;
mod timeline;
mod usage;
mod written;

use std::time::Instant;

use anyhow::Context;
use clap::Args;
use tokio::runtime::{Builder, Runtime};

use crate::address;
use crate::authorities::AuthorityOptions;
use crate::failure::ReportedFailure;
use crate::output::{OutputOptions, note};
use beside::BesideOptions;
use node::NodeChoice;
use settings::{Overrides, Profile, Settings, SignatureMode, Skew};

/// Measure how many signed transfers a second become final
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  aurigraph bench
  aurigraph bench --signatures each-ed25519 --duration 10 --json
  aurigraph bench --duration 20 --signers 1000 --threads 64 --skew zipf --repeat 3
  aurigraph bench --http http://localhost:9003 --grpc http://localhost:9004

Without --http and --grpc a node is started in a temporary folder and removed afterwards. A named node must be a devnet: its \
faucet makes the accounts. Only transfers that are final (certified, executed, on the disk) and applied are counted.

Batches are signed while the load runs. With each-ed25519 and each-ml-dsa-65 the load begins later, by up to 24 s: a client that \
signed every transfer during the load would take the processor time that the node verifies with, so all of them are signed before \
the measured time, on all cores. Unless --sign-ahead-seconds asks for more, everything beside the loads takes at most 30 s.

A run is refused while other processes take more than half a core: its figures would be theirs, too.

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

    /// Concurrent streams, each with a connection of its own; at most two processor threads a core drive them
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

    /// Assets (batch-* only): each account holds one of them, and pays another that holds the same; the first three are kept in arrays, the others
    /// in maps
    #[arg(long, value_name = "NUMBER")]
    assets: Option<u32>,

    /// Make one of so many signatures invalid (each-* only): what an attacker costs everybody else
    #[arg(long, value_name = "NUMBER")]
    invalid_signatures_every: Option<usize>,

    /// Accounts that sign the batches, each for a slice of the accounts of its own
    #[arg(long, value_name = "NUMBER")]
    signers: Option<u32>,

    /// Which accounts are used more than others (of each signer's, with --signers)
    #[arg(long, value_enum, default_value = "uniform")]
    skew: Skew,

    /// Offer so many transfers a second, instead of the next one when a reply comes; latency runs from the moment a message was due
    #[arg(long, value_name = "TRANSFERS_PER_SECOND")]
    rate: Option<u64>,

    /// Load before the measured one, not counted [default: 3 for batches of 30 s and more, else 0]
    #[arg(long, value_name = "SECONDS")]
    warm_up: Option<u64>,

    /// Measure so many loads one after the other in the same node; the result is that of the median
    #[arg(long, value_name = "NUMBER")]
    repeat: Option<usize>,

    /// Sign ahead for up to so long, with up to half of the free memory (each-* only) [default: 24, with 1.5 GiB]
    #[arg(long, value_name = "SECONDS")]
    sign_ahead_seconds: Option<u64>,

    /// Measure although other processes take more than half a core
    #[arg(long)]
    allow_busy_machine: bool,

    /// REST address of a running devnet node
    #[arg(long, value_name = "URL", requires = "grpc", value_parser = address::rest)]
    http: Option<String>,

    /// gRPC address of that node
    #[arg(long, value_name = "URL", requires = "http", value_parser = address::ingest)]
    grpc: Option<String>,

    #[command(flatten)]
    beside: BesideOptions,

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
            assets: self.assets,
            invalid_signatures_every: self.invalid_signatures_every,
            signers: self.signers,
            skew: Some(self.skew),
            rate: self.rate,
            warm_up_seconds: self.warm_up,
            repeat: self.repeat,
            sign_ahead_seconds: self.sign_ahead_seconds,
        };
        let settings = Settings::resolve(self.profile, self.signatures, overrides)?;
        let is_encrypted = self.tls
            || self
                .http
                .as_deref()
                .is_some_and(|url| url.starts_with("https"));
        self.beside.check(settings.repeat, is_encrypted)?;
        let node = match self.http.as_deref().zip(self.grpc.as_deref()) {
            Some((http, grpc)) => NodeChoice::Named {
                http,
                grpc,
                trust: self.authorities.trust()?,
            },
            None => NodeChoice::Own {
                tls: self.tls,
                assets: settings.assets,
            },
        };
        let quiet = quiet::Rule {
            allows_busy_machine: self.allow_busy_machine,
        };
        let report = run::run(self.profile, settings, &self.beside, node, quiet, started)?;
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
