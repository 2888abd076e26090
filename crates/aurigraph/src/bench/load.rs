//! The load itself: one connection a stream, watched from outside while it runs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use futures_util::future::try_join_all;
use indicatif::ProgressBar;
use tokio::runtime::Runtime;

use super::beside::{Beside, BesideFigures};
use super::current_thread_runtime;
use super::driver::{Drive, MessageSource, Sample, StreamResult, Tally};
use super::interrupt;
use super::latency::Histogram;
use super::machine;
use super::node::NodeUnderTest;
use super::pacing::{Pace, TimeKeeper};
use super::settings::Settings;
use super::timeline::Timeline;
use super::usage::Usage;
use super::written::Written;
use crate::table::grouped;

/// Between two progress lines.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(500);
/// Threads that drive the streams, for each core: enough that signing on one does not hold the others up, and few enough that 256
/// streams are not 256 threads.
const THREADS_PER_CORE: usize = 2;

/// What every load of a run has in common.
pub struct Surroundings<'a> {
    /// For what is asked before and after it.
    pub runtime: &'a Runtime,
    /// Where it goes.
    pub node: &'a NodeUnderTest,
    /// How it is made.
    pub settings: Settings,
    /// Where its progress is shown.
    pub line: &'a ProgressBar,
}

/// What the load itself brought.
#[derive(Default)]
pub struct Load {
    /// From the first message to the last reply.
    pub elapsed_seconds: f64,
    /// Transfers that are final and were applied.
    pub accepted: u64,
    /// Transfers that were answered otherwise.
    pub rejected: u64,
    /// Why the first of them was.
    pub first_problem: Option<String>,
    /// Latencies of accepted transfers.
    pub latencies: Histogram,
    /// Messages that the checks look at.
    pub samples: Vec<Sample>,
    /// Whether signed transfers ran out before the time was over.
    pub ran_dry: bool,
    /// Processor time of this process.
    pub cpu_seconds_client: Option<f64>,
    /// Processor time of the node.
    pub cpu_seconds_node: Option<f64>,
    /// Processor time of everything else on this machine.
    pub cpu_seconds_other: Option<f64>,
    /// What it did over time, and the node's memory.
    pub timeline: Timeline,
    /// What the node wrote to its disk.
    pub written: Written,
    /// What ran beside it, and how that went.
    pub beside: BesideFigures,
}

impl Load {
    /// Drives all streams for a while and watches them.
    pub fn run(
        around: &Surroundings<'_>,
        duration: Duration,
        sources: &mut [Box<dyn MessageSource>],
        mut beside: Option<Beside>,
    ) -> anyhow::Result<Self> {
        let Surroundings {
            runtime,
            node,
            settings,
            line,
        } = *around;
        let tally = Tally::default();
        if let Some(beside) = &mut beside {
            beside.begin()?;
        }
        let written_before = runtime.block_on(Written::now(node));
        let before = Usage::now(node);
        let begun = Instant::now();
        let deadline = begun + duration;
        let mut timeline = Timeline::default();
        let rss_bytes = || node.usage().map(|usage| usage.rss_bytes);
        timeline.note(0.0, 0, rss_bytes());
        let (keeper, mut paces) = paces(settings, sources.len(), begun);
        let threads = sources.len().min(machine::cores() * THREADS_PER_CORE);
        let per_thread = sources.len().div_ceil(threads);
        let is_finished = AtomicBool::new(false);
        let (results, floods) = thread::scope(|scope| {
            let tally = &tally;
            let mut workers = Vec::new();
            for sources in sources.chunks_mut(per_thread) {
                let drives: Vec<_> = sources
                    .iter()
                    .map(|_| Drive {
                        window: settings.window,
                        deadline,
                        pace: paces.pop(),
                        tally,
                    })
                    .collect();
                workers.push(scope.spawn(move || drive_streams(node, sources, drives)));
            }
            let is_over = || {
                Instant::now() >= deadline
                    || interrupt::is_requested()
                    || is_finished.load(Ordering::Relaxed)
            };
            let floods = beside
                .as_ref()
                .map(|beside| scope.spawn(move || beside.flood(tally, begun, duration)));
            let keeper = keeper.map(|keeper| scope.spawn(move || keeper.run(is_over)));
            while !workers.iter().all(thread::ScopedJoinHandle::is_finished) {
                show_progress(begun, duration, tally, line, || {
                    workers.iter().all(thread::ScopedJoinHandle::is_finished)
                });
                timeline.note(begun.elapsed().as_secs_f64(), tally.accepted(), rss_bytes());
            }
            is_finished.store(true, Ordering::Relaxed);
            if let Some(keeper) = keeper {
                keeper
                    .join()
                    .map_err(|_| anyhow!("the time keeper panicked"))?;
            }
            let join = |worker: thread::ScopedJoinHandle<'_, anyhow::Result<Vec<StreamResult>>>| {
                worker
                    .join()
                    .map_err(|_| anyhow!("a load thread panicked"))?
            };
            let results: Vec<_> = workers
                .into_iter()
                .map(join)
                .collect::<anyhow::Result<_>>()?;
            let floods = floods.map_or(Ok(Vec::new()), |floods| {
                floods
                    .join()
                    .map_err(|_| anyhow!("the floods' thread panicked"))?
            })?;
            anyhow::Ok((results.into_iter().flatten().collect::<Vec<_>>(), floods))
        })?;
        let used = Usage::now(node).since(&before);
        let written = runtime.block_on(Written::now(node)).since(written_before);
        let beside = beside.map(|beside| beside.finish(floods)).transpose()?;
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
            timeline,
            written,
            beside: beside.unwrap_or_default(),
        })
    }

    /// Accepted transfers by the time of the load.
    pub fn transfers_per_second(&self) -> f64 {
        if self.elapsed_seconds > 0.0 {
            self.accepted as f64 / self.elapsed_seconds
        } else {
            0.0
        }
    }
}

/// Each stream's pace and who keeps it, if the load has one.
fn paces(settings: Settings, streams: usize, begun: Instant) -> (Option<TimeKeeper>, Vec<Pace>) {
    let Some(rate) = settings.rate else {
        return (None, Vec::new());
    };
    let messages_per_second = rate as f64 / settings.batch_size as f64;
    let (keeper, paces) = TimeKeeper::new(messages_per_second, streams, begun);
    (Some(keeper), paces)
}

/// Drives some of the streams in this thread, each with a connection of its own.
fn drive_streams(
    node: &NodeUnderTest,
    sources: &mut [Box<dyn MessageSource>],
    drives: Vec<Drive<'_>>,
) -> anyhow::Result<Vec<StreamResult>> {
    let streams = sources.iter_mut().zip(drives);
    let streams = streams.map(|(source, drive)| async move {
        let connection = node.connect().await?;
        drive.run(connection, source.as_mut()).await
    });
    current_thread_runtime()?.block_on(try_join_all(streams))
}

/// Waits for one stretch and shows what it brought. Returns early when the load is over: a rate over the few milliseconds that remain
/// says nothing, so the line stays as it was.
fn show_progress(
    begun: Instant,
    duration: Duration,
    tally: &Tally,
    line: &ProgressBar,
    is_over: impl Fn() -> bool,
) {
    let (start, accepted) = (Instant::now(), tally.accepted());
    while start.elapsed() < PROGRESS_INTERVAL {
        if is_over() {
            return;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_that_the_end_cuts_short_leaves_the_line_as_it_was() {
        let line = ProgressBar::hidden().with_message("4.5 of 5 s");
        let (tally, duration) = (Tally::default(), Duration::from_secs(5));
        show_progress(Instant::now(), duration, &tally, &line, || true);
        assert_eq!(line.message(), "4.5 of 5 s");
        show_progress(Instant::now(), duration, &tally, &line, || false);
        assert_ne!(line.message(), "4.5 of 5 s");
    }
}
