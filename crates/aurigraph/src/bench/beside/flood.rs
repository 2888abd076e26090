//! Floods of bad input beside honest load, each in turn with a stretch without one, in one run: what an attacker costs everybody else.
//!
//! ```text
//! honest load  ████████████████████████████████████
//! flood            ▓▓▓▓    ▓▓▓▓    ▓▓▓▓    ▓▓▓▓       the first moments of each stretch are not counted
//! ```
//! The flood's own processor time lies on the same cores; it is reported apart.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context;
use aurigraph_client::IngestClient;
use aurigraph_client::ingest::{IngestError, OutcomeStatus};
use bytes::Bytes;
use rustix::time::{ClockId, clock_gettime};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::flood_material::{Flood, FloodKind};
use super::half_message;
use crate::bench::current_thread_runtime;
use crate::bench::driver::Tally;
use crate::bench::interrupt;

/// Connections of a flood.
const CONNECTIONS: usize = 4;
/// Requests in flight on each of them.
const WINDOW: usize = 64;
/// The same of large messages.
const LARGE_WINDOW: usize = 4;
/// From here on a message is large.
const LARGE_BYTES: usize = 64 * 1024;
/// Unfinished calls on each connection: as many as a node lets one have.
const HALF_OPEN_CALLS: usize = 64;
/// A stretch that is counted is not shorter, if the run is long enough for one of each.
const STRETCH_LEAST: Duration = Duration::from_millis(2_500);
/// What is not counted at the beginning of each stretch: what was in flight.
const SETTLE: Duration = Duration::from_millis(300);

/// What one kind of flood did.
pub struct FloodFigures {
    /// The kind.
    pub kind: FloodKind,
    /// Honest transfers a second in the stretches before each flood.
    pub honest_without_per_second: f64,
    /// Honest transfers a second while it ran.
    pub honest_with_per_second: f64,
    /// Answered requests of the flood a second.
    pub requests_per_second: f64,
    /// What they were told.
    pub answers: BTreeMap<String, u64>,
    /// Processor seconds of the flood's own threads in each second.
    pub cpu_cores: f64,
}

impl FloodFigures {
    /// The share of their rate that honest clients kept.
    pub fn kept(&self) -> Option<f64> {
        (self.honest_without_per_second > 0.0)
            .then(|| self.honest_with_per_second / self.honest_without_per_second)
    }
}

/// Transfers and seconds of stretches of one sort.
#[derive(Clone, Copy, Default)]
struct Stretch {
    transfers: u64,
    seconds: f64,
}

impl Stretch {
    fn per_second(self) -> f64 {
        if self.seconds > 0.0 {
            self.transfers as f64 / self.seconds
        } else {
            0.0
        }
    }
}

/// What the threads of a flood counted.
#[derive(Default)]
struct Counts {
    answers: BTreeMap<String, u64>,
    seconds: f64,
    cpu_seconds: f64,
}

/// Alternates between honest load alone and each flood in turn, until `duration` after `begun`.
pub fn alternate(
    floods: &[Flood],
    grpc_url: &str,
    tally: &Tally,
    begun: Instant,
    duration: Duration,
) -> anyhow::Result<Vec<FloodFigures>> {
    if floods.is_empty() {
        return Ok(Vec::new());
    }
    let pairs = floods.len() as u32 * 2;
    let rounds = (duration.as_millis() / (u128::from(pairs) * STRETCH_LEAST.as_millis())).max(1);
    let stretch = duration / (pairs * rounds as u32);
    let mut sums = vec![(Stretch::default(), Stretch::default(), Counts::default()); floods.len()];
    let mut end = begun;
    for _ in 0..rounds {
        for (flood, (without, with, counts)) in floods.iter().zip(&mut sums) {
            end += stretch;
            count_until(end, tally, without);
            end += stretch;
            std::thread::scope(|scope| -> anyhow::Result<()> {
                let flooding = scope.spawn(|| run_one(flood, grpc_url, end));
                count_until(end, tally, with);
                let more = flooding
                    .join()
                    .map_err(|_| anyhow::anyhow!("a flood's thread panicked"))??;
                counts.add(more);
                Ok(())
            })?;
            if interrupt::is_requested() {
                break;
            }
        }
    }
    Ok(floods
        .iter()
        .zip(sums)
        .map(|(flood, (without, with, counts))| FloodFigures {
            kind: flood.kind,
            honest_without_per_second: without.per_second(),
            honest_with_per_second: with.per_second(),
            requests_per_second: counts.answers.values().sum::<u64>() as f64
                / counts.seconds.max(1e-9),
            answers: counts.answers,
            cpu_cores: counts.cpu_seconds / counts.seconds.max(1e-9),
        })
        .collect())
}

fn count_until(end: Instant, tally: &Tally, stretch: &mut Stretch) {
    let sleep_until = |moment: Instant| {
        while Instant::now() < moment && !interrupt::is_requested() {
            std::thread::sleep(
                moment
                    .saturating_duration_since(Instant::now())
                    .min(Duration::from_millis(50)),
            );
        }
    };
    sleep_until(Instant::now() + SETTLE);
    let (before, began) = (tally.accepted(), Instant::now());
    sleep_until(end);
    stretch.transfers += tally.accepted() - before;
    stretch.seconds += began.elapsed().as_secs_f64();
}

impl Clone for Counts {
    fn clone(&self) -> Self {
        Self {
            answers: self.answers.clone(),
            ..*self
        }
    }
}

impl Counts {
    fn add(&mut self, other: Self) {
        for (code, count) in other.answers {
            *self.answers.entry(code).or_default() += count;
        }
        self.seconds += other.seconds;
        self.cpu_seconds += other.cpu_seconds;
    }
}

/// One flood until `until`, on this thread.
fn run_one(flood: &Flood, grpc_url: &str, until: Instant) -> anyhow::Result<Counts> {
    let answers = Arc::new(Mutex::new(BTreeMap::new()));
    let begun = Instant::now();
    let host = grpc_url
        .strip_prefix("http://")
        .context("a flood needs an address that begins with http://")?;
    current_thread_runtime()?.block_on(async {
        let mut senders = JoinSet::new();
        for number in 0..CONNECTIONS {
            let (url, host) = (grpc_url.to_owned(), host.to_owned());
            let (messages, answers) = (Arc::clone(&flood.messages), Arc::clone(&answers));
            let is_too_long = flood.kind == FloodKind::OversizedBatches && number == 0;
            if flood.kind == FloodKind::HalfOpenStreams {
                senders.spawn(call_again(
                    host,
                    half_message::unfinished(),
                    HALF_OPEN_CALLS,
                    until,
                    answers,
                ));
            } else if is_too_long {
                senders.spawn(call_again(
                    host,
                    half_message::too_long(),
                    LARGE_WINDOW,
                    until,
                    answers,
                ));
            } else {
                senders.spawn(send_again(url, messages, until, answers));
            }
        }
        while senders.join_next().await.is_some() {}
    });
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let answers = std::mem::take(&mut *answers.lock().expect("no thread panics while it counts"));
    Ok(Counts {
        answers,
        seconds: begun.elapsed().as_secs_f64(),
        cpu_seconds: time.tv_sec as f64 + time.tv_nsec as f64 / 1e9,
    })
}

type Answers = Arc<Mutex<BTreeMap<String, u64>>>;

fn note(answers: &Answers, code: impl Into<String>) {
    *answers
        .lock()
        .expect("no thread panics while it counts")
        .entry(code.into())
        .or_default() += 1;
}

/// Keeps `calls` unfinished calls open on one connection, and opens both anew when the node ends them.
async fn call_again(host: String, bytes: Bytes, calls: usize, until: Instant, answers: Answers) {
    while Instant::now() < until {
        let Ok(client) = half_message::connect(&host).await else {
            note(&answers, "connection refused");
            tokio::time::sleep(half_message::RECONNECT_PAUSE).await;
            continue;
        };
        let mut open = JoinSet::new();
        for _ in 0..calls {
            let (client, bytes, answers) = (client.clone(), bytes.clone(), Arc::clone(&answers));
            open.spawn(async move {
                while Instant::now() < until {
                    match half_message::call(&client, bytes.clone(), until).await {
                        Ok(Some(code)) => note(&answers, code),
                        Ok(None) => return,
                        Err(_) => {
                            note(&answers, "connection closed");
                            return;
                        }
                    }
                }
            });
        }
        while open.join_next().await.is_some() {}
        tokio::time::sleep(half_message::RECONNECT_PAUSE).await;
    }
}

/// Sends the messages in turn on one connection, as many at once as the window holds.
async fn send_again(url: String, messages: Arc<[Bytes]>, until: Instant, answers: Answers) {
    let is_large = messages.iter().any(|message| message.len() >= LARGE_BYTES);
    let window = if is_large { LARGE_WINDOW } else { WINDOW };
    while Instant::now() < until {
        if let Err(error) = send_on_one_stream(&url, &messages, window, until, &answers).await {
            note(&answers, error_code(&error));
            tokio::time::sleep(half_message::RECONNECT_PAUSE).await;
        }
    }
}

async fn send_on_one_stream(
    url: &str,
    messages: &Arc<[Bytes]>,
    window: usize,
    until: Instant,
    answers: &Answers,
) -> Result<(), IngestError> {
    let (sender, mut receiver) = IngestClient::connect(url).await?.stream(window).await?;
    let messages = Arc::clone(messages);
    let sending = tokio::spawn(async move {
        for (tag, message) in messages.iter().cycle().enumerate() {
            if sender.send(tag as u64, message.clone()).await.is_err() {
                return;
            }
        }
    });
    let receiving = async {
        while let Some(reply) = receiver.next().await? {
            for receipt in reply.receipts {
                let outcome = aurigraph_client::SubmissionOutcome::try_from(receipt)?;
                note(
                    answers,
                    match outcome.status {
                        OutcomeStatus::Final => "final".to_owned(),
                        OutcomeStatus::AlreadyApplied => "already_applied".to_owned(),
                        OutcomeStatus::Refused { code, .. } => code,
                    },
                );
            }
        }
        Ok(())
    };
    let left = until.saturating_duration_since(Instant::now());
    let received = timeout(left, receiving).await;
    sending.abort();
    received.unwrap_or(Ok(()))
}

fn error_code(error: &IngestError) -> String {
    match error {
        IngestError::Status { code, .. } => format!("{code:?}"),
        IngestError::Connect { .. } => "connection refused".into(),
        _ => "connection closed".into(),
    }
}
