//! One run from the start of the node to the report.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};
use aurigraph_client::IngestClient;
use indicatif::ProgressBar;
use tokio::runtime::{Builder, Runtime};

use super::batch_load::BatchSource;
use super::checks;
use super::driver::{self, MessageSource, Sample, Tally, ThreadResult};
use super::each_load::{self, PoolPlan};
use super::interrupt;
use super::latency::Histogram;
use super::limit::signature_limit_per_second;
use super::machine;
use super::node::NodeUnderTest;
use super::random::Random;
use super::report::Report;
use super::settings::{Profile, Settings};
use super::setup;
use crate::output::note;
use crate::progress;
use crate::table::grouped;

/// Between two progress lines.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(500);
/// The pool of signed transfers has this much more than the machine could verify in the time.
const POOL_MARGIN: f64 = 1.05;

/// Runs the load and everything around it.
pub fn run(
    profile: Profile,
    settings: Settings,
    named: Option<(&str, &str)>,
    started: Instant,
) -> anyhow::Result<Report> {
    // For setup, checks and the progress line; each stream has a runtime of its own.
    interrupt::listen()?;
    let runtime = current_thread_runtime()?;
    let line = progress::line("starting");
    let node = runtime.block_on(async {
        match named {
            Some((http, grpc)) => NodeUnderTest::named(http, grpc).await,
            None => NodeUnderTest::start_own().await,
        }
    })?;
    line.set_message("measuring this machine's signature verification");
    let limit = signature_limit_per_second(settings.signatures);
    let outcome = measure(&runtime, &node, settings, limit, &line, started);
    line.finish_and_clear();
    let measured = outcome.inspect_err(|_| {
        if let Some(log) = node.last_log_lines().filter(|_| !interrupt::is_requested()) {
            note(&format!("The node's log ends with:\n{log}"));
        }
    })?;
    Ok(measured.into_report(profile, settings, limit, &node))
}

fn current_thread_runtime() -> anyhow::Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting a runtime")
}

/// What the run brought, before it is put together with what was asked for.
struct Measured {
    setup_seconds: f64,
    load: Load,
    load_average: Option<[f64; 3]>,
    checks: Vec<checks::Check>,
}

fn measure(
    runtime: &Runtime,
    node: &NodeUnderTest,
    settings: Settings,
    limit: f64,
    line: &ProgressBar,
    started: Instant,
) -> anyhow::Result<Measured> {
    let ingest = runtime.block_on(IngestClient::connect(&node.grpc_url))?;
    let info = runtime.block_on(ingest.info())?;
    let sources = runtime.block_on(prepare(node, &ingest, settings, limit, line))?;
    interrupt::check()?;
    let supply = runtime.block_on(checks::total_supply(&node.http))?;
    let load_average = machine::load_average();
    let setup_seconds = started.elapsed().as_secs_f64();
    let load = Load::run(node, settings, sources, line)?;
    interrupt::check()?;
    line.set_message("checking supply, replay and proofs");
    let checks = runtime.block_on(checks::run(
        &node.http,
        &ingest,
        info.chain_id.0,
        &supply,
        &load.samples,
    ));
    Ok(Measured {
        setup_seconds,
        load,
        load_average,
        checks,
    })
}

/// Makes accounts and the messages of every thread.
async fn prepare(
    node: &NodeUnderTest,
    ingest: &IngestClient,
    settings: Settings,
    limit: f64,
    line: &ProgressBar,
) -> anyhow::Result<Vec<Box<dyn MessageSource>>> {
    let chain_id = ingest.info().await?.chain_id;
    let scheme = settings.signatures.scheme();
    line.set_message("making and funding accounts");
    if settings.signatures.is_batch() {
        let setup =
            setup::batch_accounts(&node.http, ingest, chain_id, scheme, settings.accounts).await?;
        let mut random = Random::seeded();
        let source = |_| -> Box<dyn MessageSource> {
            let signer = Arc::clone(&setup.signer);
            let (size, window) = (settings.batch_size, settings.window);
            Box::new(BatchSource::new(
                signer,
                setup.accounts,
                setup.asset,
                size,
                window,
                &mut random,
            ))
        };
        return Ok((0..settings.threads).map(source).collect());
    }
    let setup = setup::keyed_accounts(&node.http, scheme, settings.accounts).await?;
    let plan = PoolPlan {
        accounts: &setup.accounts,
        chain_id,
        asset: setup.asset,
        threads: settings.threads,
        batch_size: settings.batch_size,
        transfers_wanted: (limit * settings.duration.as_secs_f64() * POOL_MARGIN) as usize,
    };
    line.set_message("signing transfers ahead");
    let sources = each_load::presign(&plan, || line.tick());
    Ok(sources
        .into_iter()
        .map(|source| Box::new(source) as Box<dyn MessageSource>)
        .collect())
}

/// What the load itself brought.
struct Load {
    elapsed_seconds: f64,
    accepted: u64,
    rejected: u64,
    first_problem: Option<String>,
    latencies: Histogram,
    samples: Vec<Sample>,
    ran_dry: bool,
    cpu_seconds_client: Option<f64>,
    cpu_seconds_node: Option<f64>,
    cpu_seconds_other: Option<f64>,
    rss_bytes_node: Option<u64>,
}

impl Load {
    /// Drives all threads and watches them.
    fn run(
        node: &NodeUnderTest,
        settings: Settings,
        sources: Vec<Box<dyn MessageSource>>,
        line: &ProgressBar,
    ) -> anyhow::Result<Self> {
        let tally = Tally::default();
        let before = Usage::now(node);
        let begun = Instant::now();
        let deadline = begun + settings.duration;
        let mut rss_bytes_node = before.node.map(|usage| usage.rss_bytes);
        let results = thread::scope(|scope| {
            let (tally, url) = (&tally, node.grpc_url.as_str());
            let workers: Vec<_> = sources
                .into_iter()
                .map(|source| {
                    scope.spawn(move || drive_thread(url, source, settings.window, deadline, tally))
                })
                .collect();
            while !workers.iter().all(thread::ScopedJoinHandle::is_finished) {
                show_progress(begun, settings.duration, tally, line, || {
                    workers.iter().all(thread::ScopedJoinHandle::is_finished)
                });
                rss_bytes_node = rss_bytes_node.max(node.usage().map(|usage| usage.rss_bytes));
            }
            let join = |worker: thread::ScopedJoinHandle<'_, anyhow::Result<ThreadResult>>| {
                worker
                    .join()
                    .map_err(|_| anyhow!("a load thread panicked"))?
            };
            workers
                .into_iter()
                .map(join)
                .collect::<anyhow::Result<Vec<_>>>()
        })?;
        let used = Usage::now(node).since(&before);
        let last_reply = results
            .iter()
            .filter_map(|result| result.last_reply)
            .max()
            .unwrap_or(begun);
        let ran_dry = results.iter().any(|result| result.ran_dry);
        let mut latencies = Histogram::default();
        let mut samples = Vec::new();
        for result in results {
            latencies.merge(&result.latencies);
            samples.extend(result.samples);
        }
        Ok(Self {
            elapsed_seconds: (last_reply - begun).as_secs_f64(),
            accepted: tally.accepted(),
            rejected: tally.rejected(),
            first_problem: tally.first_problem(),
            latencies,
            samples,
            ran_dry,
            cpu_seconds_client: used.client,
            cpu_seconds_node: used.node,
            cpu_seconds_other: used.other,
            rss_bytes_node,
        })
    }
}

fn drive_thread(
    url: &str,
    mut source: Box<dyn MessageSource>,
    window: usize,
    deadline: Instant,
    tally: &Tally,
) -> anyhow::Result<ThreadResult> {
    current_thread_runtime()?.block_on(async {
        let connection = IngestClient::connect(url).await?;
        driver::drive(connection, source.as_mut(), window, deadline, tally).await
    })
}

/// Shows what one interval brought, and returns early when the load is over.
fn show_progress(
    begun: Instant,
    duration: Duration,
    tally: &Tally,
    line: &ProgressBar,
    is_over: impl Fn() -> bool,
) {
    let (start, accepted) = (Instant::now(), tally.accepted());
    while start.elapsed() < PROGRESS_INTERVAL && !is_over() {
        thread::sleep(Duration::from_millis(5));
    }
    let rate = (tally.accepted() - accepted) as f64 / start.elapsed().as_secs_f64();
    let p99 = tally
        .take_recent()
        .quantile_milliseconds(0.99)
        .map_or_else(String::new, |p99| format!(", p99 {p99:.1} ms"));
    line.set_message(format!(
        "{:.1} of {} s: {} transfers/s{p99}, {} rejected",
        begun.elapsed().as_secs_f64(),
        duration.as_secs(),
        grouped(rate.round() as u64),
        grouped(tally.rejected())
    ));
}

/// Processor time at one moment.
struct Usage {
    client: Option<machine::ProcessUsage>,
    node: Option<machine::ProcessUsage>,
    machine_cpu_seconds: Option<f64>,
}

/// Processor time between two moments.
struct UsedSeconds {
    client: Option<f64>,
    node: Option<f64>,
    other: Option<f64>,
}

impl Usage {
    fn now(node: &NodeUnderTest) -> Self {
        Self {
            client: machine::process_usage(std::process::id()),
            node: node.usage(),
            machine_cpu_seconds: machine::machine_cpu_seconds(),
        }
    }

    fn since(&self, before: &Self) -> UsedSeconds {
        let difference = |after: Option<machine::ProcessUsage>,
                          before: Option<machine::ProcessUsage>| {
            Some(after?.cpu_seconds - before?.cpu_seconds)
        };
        let client = difference(self.client, before.client);
        let node = difference(self.node, before.node);
        let all = self
            .machine_cpu_seconds
            .zip(before.machine_cpu_seconds)
            .map(|(after, before)| after - before);
        // Ticks of different counters do not fall together, so a small negative rest is nothing.
        let other = all
            .zip(client)
            .zip(node)
            .map(|((all, client), node)| (all - client - node).max(0.0));
        UsedSeconds {
            client,
            node,
            other,
        }
    }
}

impl Measured {
    fn into_report(
        self,
        profile: Profile,
        settings: Settings,
        limit: f64,
        node: &NodeUnderTest,
    ) -> Report {
        let Self {
            setup_seconds,
            load,
            load_average,
            checks,
        } = self;
        Report {
            profile,
            settings,
            elapsed_seconds: load.elapsed_seconds,
            setup_seconds,
            accepted: load.accepted,
            rejected: load.rejected,
            first_problem: load.first_problem,
            latencies: load.latencies,
            ran_dry: load.ran_dry,
            signature_limit_per_second: limit,
            cpu_seconds_client: load.cpu_seconds_client,
            cpu_seconds_node: load.cpu_seconds_node,
            cpu_seconds_other: load.cpu_seconds_other,
            rss_bytes_node: load.rss_bytes_node,
            load_average,
            file_system: node.file_system(),
            is_own_node: node.is_own(),
            checks,
        }
    }
}
