//! The load itself: one thread and one connection a stream, watched from outside while it runs.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use indicatif::ProgressBar;

use super::current_thread_runtime;
use super::driver::{self, MessageSource, Sample, Tally, ThreadResult};
use super::latency::Histogram;
use super::node::NodeUnderTest;
use super::settings::Settings;
use super::usage::Usage;
use crate::table::grouped;

/// Between two progress lines.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(500);

/// What the load itself brought.
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
    /// Most resident memory of the node that was seen.
    pub rss_bytes_node: Option<u64>,
}

impl Load {
    /// Drives all threads and watches them.
    pub fn run(
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
            let tally = &tally;
            let workers: Vec<_> = sources
                .into_iter()
                .map(|source| {
                    scope
                        .spawn(move || drive_thread(node, source, settings.window, deadline, tally))
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
    node: &NodeUnderTest,
    mut source: Box<dyn MessageSource>,
    window: usize,
    deadline: Instant,
    tally: &Tally,
) -> anyhow::Result<ThreadResult> {
    current_thread_runtime()?.block_on(async {
        let connection = node.connect().await?;
        driver::drive(connection, source.as_mut(), window, deadline, tally).await
    })
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
