//! One run from the start of the node to the report.

use std::time::{Duration, Instant};

use anyhow::Context;
use aurigraph_client::IngestClient;
use aurigraph_types::ChainId;
use indicatif::ProgressBar;

use super::batch_load::{BatchSource, Custody};
use super::beside::{Beside, BesideOptions};
use super::calibration::{self, Calibration};
use super::checks;
use super::driver::MessageSource;
use super::each_load::{self, PoolPlan};
use super::limit::{SignatureLimit, signature_limit_per_second};
use super::load::{Load, Surroundings};
use super::machine;
use super::node::{NodeChoice, NodeUnderTest};
use super::picking::Picker;
use super::quiet;
use super::random::Random;
use super::repeats::Repeats;
use super::report::Report;
use super::settings::{Profile, Settings};
use super::{current_thread_runtime, interrupt, setup};
use crate::output::note;
use crate::progress;

/// Runs the load and everything around it.
pub fn run(
    profile: Profile,
    settings: Settings,
    beside: &BesideOptions,
    node: NodeChoice<'_>,
    quiet: quiet::Rule,
    started: Instant,
) -> anyhow::Result<Report> {
    // For setup, checks and the progress line; each stream has a runtime of its own.
    interrupt::listen()?;
    let runtime = current_thread_runtime()?;
    let line = progress::line("starting");
    let node = runtime.block_on(NodeUnderTest::find(node))?;
    let around = Surroundings {
        runtime: &runtime,
        node: &node,
        settings,
        line: &line,
    };
    let outcome = measure(&around, profile, beside, quiet, started);
    line.finish_and_clear();
    // With it go the connections: a node that stops waits for clients that are still there.
    drop(runtime);
    let measured = outcome.inspect_err(|error| {
        let is_node_innocent = interrupt::is_requested() || error.is::<quiet::BusyMachine>();
        if let Some(log) = node.last_log_lines().filter(|_| !is_node_innocent) {
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
    repeats: Repeats,
    load_average: Option<[f64; 3]>,
    other_processes_cores_before: Option<f64>,
    checks: Vec<checks::Check>,
}

fn measure(
    around: &Surroundings<'_>,
    profile: Profile,
    beside: &BesideOptions,
    quiet: quiet::Rule,
    started: Instant,
) -> anyhow::Result<Measured> {
    let Surroundings {
        runtime,
        node,
        settings,
        line,
    } = *around;
    if !quiet.allows_busy_machine {
        // Whoever is refused should not have waited for accounts and signatures.
        line.set_message("looking whether this machine is quiet");
        quiet.check(node)?;
    }
    line.set_message("measuring this machine alone");
    let calibration = calibration::measure(node.folder())?;
    let limit_before = signature_limit_per_second(settings);
    let ingest = runtime.block_on(node.connect())?;
    let chain_id = runtime.block_on(ingest.info())?.chain_id;
    line.set_message("making and funding accounts");
    let Prepared {
        mut sources,
        signed_ahead,
    } = if settings.signatures.is_batch() {
        runtime.block_on(prepare_batches(node, &ingest, chain_id, settings))?
    } else {
        let accounts = runtime.block_on(setup::keyed_accounts(
            &node.http,
            settings.signatures.scheme(),
            settings.accounts,
            setup::START_AMOUNT,
            settings.assets,
        ))?;
        sign_ahead(&accounts, chain_id, settings, limit_before, line)
    };
    interrupt::check()?;
    let beside = if beside.is_empty() {
        None
    } else {
        Some(Beside::prepare(
            runtime, node, &ingest, chain_id, &settings, beside,
        )?)
    };
    let supply = runtime.block_on(checks::total_supply(&node.http))?;
    line.set_message("looking whether this machine is quiet");
    let other_processes_cores_before = quiet.check(node)?;
    let load_average = machine::load_average();
    let signing_seconds = signed_ahead.map_or(0.0, |signed| signed.seconds);
    let setup_seconds = started.elapsed().as_secs_f64() - signing_seconds;
    let loads = run_loads(around, &mut sources, beside)?;
    line.set_message("checking supply, replay and proofs");
    let samples: Vec<_> = loads.iter().flat_map(|load| &load.samples).collect();
    let mut checks = runtime.block_on(checks::run(
        &node.http, &ingest, chain_id.0, &supply, &samples,
    ));
    if profile == Profile::Stress {
        checks.extend(
            loads
                .iter()
                .filter_map(|load| load.timeline.no_degradation()),
        );
    }
    let (repeats, load) = Repeats::take_median(loads).context("a run has a load")?;
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
        repeats,
        load_average,
        other_processes_cores_before,
        checks,
    })
}

/// The warm-up, which is forgotten, and every measured load.
fn run_loads(
    around: &Surroundings<'_>,
    sources: &mut [Box<dyn MessageSource>],
    mut beside: Option<Beside>,
) -> anyhow::Result<Vec<Load>> {
    let settings = around.settings;
    let mut run = |duration: Duration, of_the_rest: f64, beside: Option<Beside>| {
        for source in sources.iter_mut() {
            source.share(of_the_rest);
        }
        let load = Load::run(around, duration, sources, beside)?;
        interrupt::check()?;
        anyhow::Ok(load)
    };
    if !settings.warm_up.is_zero() {
        let warm_up = settings.warm_up.as_secs_f64();
        let all = settings
            .duration
            .as_secs_f64()
            .mul_add(settings.repeat as f64, warm_up);
        run(settings.warm_up, warm_up / all, None)?;
    }
    (1..=settings.repeat)
        .rev()
        .map(|loads_left| run(settings.duration, 1.0 / loads_left as f64, beside.take()))
        .collect()
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
    let setup = setup::batch_accounts(
        &node.http,
        ingest,
        chain_id,
        settings.signatures.scheme(),
        settings.signers,
        settings.accounts,
        settings.assets,
    )
    .await?;
    let mut random = Random::seeded();
    let mut picker = Picker::new(settings.skew, settings.accounts / settings.signers);
    let source = |stream| -> Box<dyn MessageSource> {
        Box::new(BatchSource::new(
            signers_of_stream(&setup.custodies, stream, settings.threads),
            &setup.assets,
            settings.batch_size,
            settings.window,
            &mut picker,
            &mut random,
        ))
    };
    Ok(Prepared {
        sources: (0..settings.threads).map(source).collect(),
        signed_ahead: None,
    })
}

/// Who signs a stream's batches: signers of its own where there are enough, else one that it shares. Either way no signer has more in
/// flight than all streams together, which is below the ledger's window of sequences.
fn signers_of_stream(custodies: &[Custody], stream: usize, streams: usize) -> Vec<Custody> {
    let first = stream % custodies.len();
    custodies[first..]
        .iter()
        .step_by(streams)
        .cloned()
        .collect()
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
        asset: setup.assets[0],
        threads: settings.threads,
        batch_size: settings.batch_size,
        invalid_every: settings.invalid_signatures_every,
        transfers_wanted: transfers_wanted(settings, limit_per_second),
        skew: settings.skew,
        patience: each_load::Patience::of(settings.sign_ahead),
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

/// What the machine could verify, or is offered, in all loads together, as far as it may be signed ahead.
fn transfers_wanted(settings: Settings, limit_per_second: f64) -> usize {
    let seconds = settings.warm_up + settings.duration * settings.repeat as u32;
    let seconds_max = settings.signatures.signed_ahead_seconds_max();
    let seconds = seconds_max.map_or(seconds, |most| seconds.min(Duration::from_secs(most)));
    let rate = settings
        .rate
        .map_or(limit_per_second, |rate| limit_per_second.min(rate as f64));
    (rate * seconds.as_secs_f64()).ceil() as usize
}

impl Measured {
    fn into_report(self, profile: Profile, settings: Settings, node: &NodeUnderTest) -> Report {
        let Self {
            calibration,
            limit,
            setup_seconds,
            signed_ahead,
            load,
            repeats,
            load_average,
            other_processes_cores_before,
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
            timeline: load.timeline,
            written: load.written,
            beside: load.beside,
            repeats,
            load_average,
            other_processes_cores_before,
            file_system: node.file_system(),
            is_own_node: node.is_own(),
            tls: node.has_tls(),
            checks,
        }
    }
}
