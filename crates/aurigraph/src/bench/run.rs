//! One run from the start of the node to the report.

use std::sync::Arc;
use std::time::Instant;

use aurigraph_client::IngestClient;
use aurigraph_types::ChainId;
use indicatif::ProgressBar;
use tokio::runtime::Runtime;

use super::batch_load::BatchSource;
use super::calibration::{self, Calibration};
use super::checks;
use super::driver::MessageSource;
use super::each_load::{self, PoolPlan};
use super::limit::{SignatureLimit, signature_limit_per_second};
use super::load::Load;
use super::machine;
use super::node::{NodeChoice, NodeUnderTest};
use super::random::Random;
use super::report::Report;
use super::settings::{Profile, Settings};
use super::{current_thread_runtime, interrupt, setup};
use crate::output::note;
use crate::progress;

/// Runs the load and everything around it.
pub fn run(
    profile: Profile,
    settings: Settings,
    node: NodeChoice<'_>,
    started: Instant,
) -> anyhow::Result<Report> {
    // For setup, checks and the progress line; each stream has a runtime of its own.
    interrupt::listen()?;
    let runtime = current_thread_runtime()?;
    let line = progress::line("starting");
    let node = runtime.block_on(NodeUnderTest::find(node))?;
    let outcome = measure(&runtime, &node, settings, &line, started);
    line.finish_and_clear();
    // With it go the connections: a node that stops waits for clients that are still there.
    drop(runtime);
    let measured = outcome.inspect_err(|_| {
        if let Some(log) = node.last_log_lines().filter(|_| !interrupt::is_requested()) {
            note(&format!("The node's log ends with:\n{log}"));
        }
    })?;
    Ok(measured.into_report(profile, settings, &node))
}

/// What the run brought, before it is put together with what was asked for.
struct Measured {
    calibration: Calibration,
    limit: SignatureLimit,
    setup_seconds: f64,
    signed_ahead: Option<SignedAhead>,
    load: Load,
    load_average: Option<[f64; 3]>,
    checks: Vec<checks::Check>,
}

fn measure(
    runtime: &Runtime,
    node: &NodeUnderTest,
    settings: Settings,
    line: &ProgressBar,
    started: Instant,
) -> anyhow::Result<Measured> {
    line.set_message("measuring this machine alone");
    let calibration = calibration::measure(node.folder())?;
    let limit_before = signature_limit_per_second(settings);
    let ingest = runtime.block_on(node.connect())?;
    let chain_id = runtime.block_on(ingest.info())?.chain_id;
    line.set_message("making and funding accounts");
    let Prepared {
        sources,
        signed_ahead,
    } = if settings.signatures.is_batch() {
        runtime.block_on(prepare_batches(node, &ingest, chain_id, settings))?
    } else {
        let accounts = runtime.block_on(setup::keyed_accounts(
            &node.http,
            settings.signatures.scheme(),
            settings.accounts,
        ))?;
        sign_ahead(&accounts, chain_id, settings, limit_before, line)
    };
    interrupt::check()?;
    let supply = runtime.block_on(checks::total_supply(&node.http))?;
    let load_average = machine::load_average();
    let signing_seconds = signed_ahead.map_or(0.0, |signed| signed.seconds);
    let setup_seconds = started.elapsed().as_secs_f64() - signing_seconds;
    let load = Load::run(node, settings, sources, line)?;
    interrupt::check()?;
    line.set_message("checking supply, replay and proofs");
    let checks = runtime.block_on(checks::run(
        &node.http,
        &ingest,
        chain_id.0,
        &supply,
        &load.samples,
    ));
    line.set_message("measuring this machine's signature verification again");
    let limit = SignatureLimit {
        before_per_second: limit_before,
        after_per_second: signature_limit_per_second(settings),
    };
    Ok(Measured {
        calibration,
        limit,
        setup_seconds,
        signed_ahead,
        load,
        load_average,
        checks,
    })
}

/// Every thread's messages.
struct Prepared {
    sources: Vec<Box<dyn MessageSource>>,
    signed_ahead: Option<SignedAhead>,
}

/// What was signed before the load began, and how long that took.
#[derive(Clone, Copy)]
struct SignedAhead {
    transfers: usize,
    seconds: f64,
}

async fn prepare_batches(
    node: &NodeUnderTest,
    ingest: &IngestClient,
    chain_id: ChainId,
    settings: Settings,
) -> anyhow::Result<Prepared> {
    let scheme = settings.signatures.scheme();
    let setup =
        setup::batch_accounts(&node.http, ingest, chain_id, scheme, settings.accounts).await?;
    let mut random = Random::seeded();
    let source = |_| -> Box<dyn MessageSource> {
        Box::new(BatchSource::new(
            Arc::clone(&setup.signer),
            setup.accounts,
            setup.asset,
            settings.batch_size,
            settings.window,
            &mut random,
        ))
    };
    Ok(Prepared {
        sources: (0..settings.threads).map(source).collect(),
        signed_ahead: None,
    })
}

/// Signs what the machine could verify in the time, and not more: nothing can become final faster.
fn sign_ahead(
    setup: &setup::EachSetup,
    chain_id: ChainId,
    settings: Settings,
    limit_per_second: f64,
    line: &ProgressBar,
) -> Prepared {
    let plan = PoolPlan {
        accounts: &setup.accounts,
        chain_id,
        asset: setup.asset,
        threads: settings.threads,
        batch_size: settings.batch_size,
        invalid_every: settings.invalid_signatures_every,
        transfers_wanted: (limit_per_second * settings.duration.as_secs_f64()) as usize,
    };
    let start = Instant::now();
    let total = plan.messages() * settings.batch_size;
    progress::turn_into_bar(line, total as u64, "signing transfers ahead");
    let sources = each_load::presign(&plan, || line.inc(settings.batch_size as u64));
    progress::turn_into_line(line, "starting the load");
    let messages: usize = sources.iter().map(each_load::PresignedSource::len).sum();
    let signed_ahead = SignedAhead {
        transfers: messages * settings.batch_size,
        seconds: start.elapsed().as_secs_f64(),
    };
    Prepared {
        sources: sources
            .into_iter()
            .map(|source| Box::new(source) as Box<dyn MessageSource>)
            .collect(),
        signed_ahead: Some(signed_ahead),
    }
}

impl Measured {
    fn into_report(self, profile: Profile, settings: Settings, node: &NodeUnderTest) -> Report {
        let Self {
            calibration,
            limit,
            setup_seconds,
            signed_ahead,
            load,
            load_average,
            checks,
        } = self;
        Report {
            profile,
            settings,
            elapsed_seconds: load.elapsed_seconds,
            setup_seconds,
            signing_seconds: signed_ahead.map(|signed| signed.seconds),
            transfers_signed_ahead: signed_ahead.map(|signed| signed.transfers),
            accepted: load.accepted,
            rejected: load.rejected,
            first_problem: load.first_problem,
            latencies: load.latencies,
            ran_dry: load.ran_dry,
            signature_limit: limit,
            calibration,
            cpu_seconds_client: load.cpu_seconds_client,
            cpu_seconds_node: load.cpu_seconds_node,
            cpu_seconds_other: load.cpu_seconds_other,
            rss_bytes_node: load.rss_bytes_node,
            load_average,
            file_system: node.file_system(),
            is_own_node: node.is_own(),
            tls: node.has_tls(),
            checks,
        }
    }
}
