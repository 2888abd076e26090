//! Closed-loop load: each thread keeps a fixed number of messages in flight on a connection of its own and sends the next one
//! when a reply comes. What counts is what the node reports as final; a latency runs from the hand-over to the socket to the
//! reply.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use aurigraph_client::ingest::OutcomeStatus;
use aurigraph_client::wire::SubmitReply;
use aurigraph_client::{IngestClient, SubmissionOutcome};
use aurigraph_types::{Digest, ResultCode};
use bytes::Bytes;

use super::interrupt;
use super::latency::Histogram;

/// How long a reply may take before the run is given up.
const REPLY_PATIENCE: Duration = Duration::from_secs(20);
/// Pause after a reply that says the node is busy.
const BUSY_PAUSE: Duration = Duration::from_millis(2);
/// The sample from the middle of the run is renewed every so many blocks.
const MIDDLE_SAMPLE_BLOCKS: u64 = 256;

/// Makes one thread's messages.
pub trait MessageSource: Send {
    /// The next message, or `None` when there are no more. `spent` is one that was answered, whose buffer may be used again.
    fn next(&mut self, spent: Option<Bytes>) -> Option<Bytes>;
}

/// What all threads have done so far, for the progress line and the end.
#[derive(Default)]
pub struct Tally {
    accepted: AtomicU64,
    rejected: AtomicU64,
    recent: Mutex<Histogram>,
    first_problem: Mutex<Option<String>>,
}

impl Tally {
    /// Transfers that are final and were applied.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Transfers that were answered otherwise.
    pub fn rejected(&self) -> u64 {
        self.rejected.load(Ordering::Relaxed)
    }

    /// Latencies since the last call.
    pub fn take_recent(&self) -> Histogram {
        self.recent
            .lock()
            .expect("no thread panics while it counts")
            .take()
    }

    /// The first reason for a rejection, in words.
    pub fn first_problem(&self) -> Option<String> {
        self.first_problem
            .lock()
            .expect("no thread panics while it counts")
            .clone()
    }

    fn count(&self, reply: &[SubmissionOutcome], latency: Duration) -> ReplyCounts {
        let mut counts = ReplyCounts::default();
        for outcome in reply {
            // A submission that could not be read has no record count; it was at least one transfer.
            let records = u64::from(outcome.record_count.max(1));
            let applied = if outcome.status == OutcomeStatus::Final {
                u64::from(outcome.applied)
            } else {
                0
            };
            counts.accepted += applied;
            counts.rejected += records - applied;
            counts.is_busy |= outcome.is_busy();
            if applied < records {
                self.note_problem(outcome);
            }
        }
        self.accepted.fetch_add(counts.accepted, Ordering::Relaxed);
        self.rejected.fetch_add(counts.rejected, Ordering::Relaxed);
        self.recent
            .lock()
            .expect("no thread panics while it counts")
            .add(latency, counts.accepted);
        counts
    }

    fn note_problem(&self, outcome: &SubmissionOutcome) {
        let mut first = self
            .first_problem
            .lock()
            .expect("no thread panics while it counts");
        first.get_or_insert_with(|| match &outcome.status {
            OutcomeStatus::Refused { code, detail } => format!("{code}: {detail}"),
            OutcomeStatus::AlreadyApplied => "already applied".to_owned(),
            OutcomeStatus::Final => (0..outcome.record_count as usize)
                .find_map(|index| outcome.result_code(index).filter(|code| !code.is_applied()))
                .map_or_else(
                    || "a result code that is not known here".to_owned(),
                    |code: ResultCode| code.to_string(),
                ),
        });
    }
}

#[derive(Default)]
struct ReplyCounts {
    accepted: u64,
    rejected: u64,
    is_busy: bool,
}

/// A message whose receipts the checks look at again.
pub struct Sample {
    /// The first submission in it.
    pub submission_id: Digest,
    /// The block it became final in.
    pub height: u64,
    /// Its bytes.
    pub message: Bytes,
}

/// What one thread brings home.
#[derive(Default)]
pub struct ThreadResult {
    /// All latencies, by transfer.
    pub latencies: Histogram,
    /// A few messages that were fully applied.
    pub samples: Vec<Sample>,
    /// When the last reply came.
    pub last_reply: Option<Instant>,
    /// Whether the source had nothing left before the time was over.
    pub ran_dry: bool,
}

/// A message on its way.
struct Flight {
    message: Bytes,
    handed_over: Instant,
}

/// Drives load until `deadline` or an interruption, then waits for what is in flight. `connection` must be this thread's own.
pub async fn drive(
    connection: IngestClient,
    source: &mut dyn MessageSource,
    window: usize,
    deadline: Instant,
    tally: &Tally,
) -> anyhow::Result<ThreadResult> {
    let (sender, mut receiver) = connection
        .stream(window)
        .await
        .context("opening the stream")?;
    let mut flights = Flights::new(window);
    let mut spent: Option<Bytes> = None;
    let mut ran_dry = false;
    loop {
        let is_over = || ran_dry || Instant::now() >= deadline || interrupt::is_requested();
        while let Some(slot) = flights.idle_slot().filter(|_| !is_over()) {
            let Some(message) = source.next(spent.take()) else {
                ran_dry = true;
                break;
            };
            flights.depart(slot, message.clone());
            sender.send(slot as u64, message).await.context("sending")?;
        }
        if flights.are_all_back() {
            return Ok(flights.into_result(ran_dry));
        }
        let reply = tokio::time::timeout(REPLY_PATIENCE, receiver.next())
            .await
            .with_context(|| format!("no reply for {} s", REPLY_PATIENCE.as_secs()))?
            .context("receiving")?
            .context("the node closed the stream with messages in flight")?;
        let is_draining = ran_dry || Instant::now() >= deadline;
        let (message, is_busy) = flights.arrive(reply, is_draining, tally)?;
        spent = Some(message);
        if is_busy {
            tokio::time::sleep(BUSY_PAUSE).await;
        }
    }
}

/// The messages of one stream that are on their way, and what came of those that are back.
struct Flights {
    slots: Vec<Option<Flight>>,
    idle: Vec<usize>,
    samples: Samples,
    result: ThreadResult,
}

impl Flights {
    fn new(window: usize) -> Self {
        Self {
            slots: (0..window).map(|_| None).collect(),
            idle: (0..window).collect(),
            samples: Samples::default(),
            result: ThreadResult::default(),
        }
    }

    fn idle_slot(&self) -> Option<usize> {
        self.idle.last().copied()
    }

    fn are_all_back(&self) -> bool {
        self.idle.len() == self.slots.len()
    }

    /// Notes a message that is handed over now, under the slot that [`Self::idle_slot`] gave.
    fn depart(&mut self, slot: usize, message: Bytes) {
        self.idle.pop();
        self.slots[slot] = Some(Flight {
            message,
            handed_over: Instant::now(),
        });
    }

    /// Counts a reply. Returns the message it answers, and whether the node said that it is busy.
    fn arrive(
        &mut self,
        reply: SubmitReply,
        is_draining: bool,
        tally: &Tally,
    ) -> anyhow::Result<(Bytes, bool)> {
        let now = Instant::now();
        let slot = usize::try_from(reply.tag)
            .ok()
            .filter(|slot| *slot < self.slots.len());
        let Some((slot, flight)) = slot.and_then(|slot| Some((slot, self.slots[slot].take()?)))
        else {
            bail!(
                "the node answered tag {}, which is not in flight",
                reply.tag
            );
        };
        self.idle.push(slot);
        let outcomes = reply
            .receipts
            .into_iter()
            .map(SubmissionOutcome::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        let latency = now - flight.handed_over;
        let counts = tally.count(&outcomes, latency);
        self.result.last_reply = Some(now);
        self.result.latencies.add(latency, counts.accepted);
        self.samples
            .look_at(&outcomes, &flight.message, is_draining);
        Ok((flight.message, counts.is_busy))
    }

    fn into_result(self, ran_dry: bool) -> ThreadResult {
        ThreadResult {
            samples: self.samples.into_vec(),
            ran_dry,
            ..self.result
        }
    }
}

/// The messages of one thread that the checks look at: one from the beginning, one from the middle, one from the end. Keeping a
/// message costs a copy of its buffer, so it is done rarely while the load runs.
#[derive(Default)]
struct Samples {
    first: Option<Sample>,
    middle: Option<Sample>,
    last: Option<Sample>,
}

impl Samples {
    fn look_at(&mut self, outcomes: &[SubmissionOutcome], message: &Bytes, is_draining: bool) {
        let Some((outcome, submission_id)) = outcomes
            .first()
            .and_then(|outcome| Some((outcome, outcome.id?)))
        else {
            return;
        };
        // All of it, because the checks send the message again.
        let is_applied = |outcome: &SubmissionOutcome| {
            outcome.status == OutcomeStatus::Final && outcome.is_fully_applied()
        };
        if !outcomes.iter().all(is_applied) {
            return;
        }
        let height = outcome.height.get();
        let place = if self.first.is_none() {
            &mut self.first
        } else if is_draining {
            &mut self.last
        } else if height.is_multiple_of(MIDDLE_SAMPLE_BLOCKS) {
            &mut self.middle
        } else {
            return;
        };
        *place = Some(Sample {
            submission_id,
            height,
            message: message.clone(),
        });
    }

    fn into_vec(self) -> Vec<Sample> {
        [self.first, self.middle, self.last]
            .into_iter()
            .flatten()
            .collect()
    }
}
