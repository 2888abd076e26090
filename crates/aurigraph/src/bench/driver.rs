//! The load of one stream: it keeps a fixed number of messages in flight on a connection of its own and sends the next one when a reply
//! comes, or at a given pace ([`super::pacing`]). What counts is what the node reports as final; a latency runs from the hand-over to the
//! socket, or from the moment at which the message was due, to the reply.

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
use super::pacing::Pace;

/// How long a reply may take before the run is given up.
const REPLY_PATIENCE: Duration = Duration::from_secs(20);
/// Pause after a reply that says the node is busy.
const BUSY_PAUSE: Duration = Duration::from_millis(2);
/// The sample from the middle of the run is renewed every so many blocks.
const MIDDLE_SAMPLE_BLOCKS: u64 = 256;

/// Makes one stream's messages.
pub trait MessageSource: Send {
    /// The next message, or `None` when there are no more.
    fn next(&mut self) -> Option<Bytes>;

    /// Takes a message that was answered, whose buffer may be used again.
    fn give_back(&mut self, _spent: Bytes) {}

    /// Lets the load that follows use this share of what there is left, where that is limited.
    fn share(&mut self, _of_the_rest: f64) {}
}

/// What all streams have done so far, for the progress line and the end.
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
            .expect("no stream panics while it counts")
            .take()
    }

    /// The first reason for a rejection, in words.
    pub fn first_problem(&self) -> Option<String> {
        self.first_problem
            .lock()
            .expect("no stream panics while it counts")
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
            .expect("no stream panics while it counts")
            .add(latency, counts.accepted);
        counts
    }

    fn note_problem(&self, outcome: &SubmissionOutcome) {
        let mut first = self
            .first_problem
            .lock()
            .expect("no stream panics while it counts");
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

/// What one stream brings home.
#[derive(Default)]
pub struct StreamResult {
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
    /// When it was handed over, or was due.
    since: Instant,
}

/// How one stream is driven.
pub struct Drive<'a> {
    /// Messages in flight.
    pub window: usize,
    /// When no more are sent.
    pub deadline: Instant,
    /// When messages are due; `None`: as soon as there is room in the window.
    pub pace: Option<Pace>,
    /// What all streams have done.
    pub tally: &'a Tally,
}

impl Drive<'_> {
    /// Drives load until the deadline or an interruption, then waits for what is in flight. `connection` must be this stream's own.
    pub async fn run(
        mut self,
        connection: IngestClient,
        source: &mut dyn MessageSource,
    ) -> anyhow::Result<StreamResult> {
        let (sender, mut receiver) = connection
            .stream(self.window)
            .await
            .context("opening the stream")?;
        let mut flights = Flights::new(self.window);
        let mut ran_dry = false;
        let mut heard_at = Instant::now();
        loop {
            while let Some(slot) = flights.idle_slot().filter(|_| !ran_dry && !self.is_over()) {
                let Some(due) = self.take_due() else { break };
                let Some(message) = source.next() else {
                    ran_dry = true;
                    break;
                };
                // A closed loop counts from here: making the message is the client's work.
                let since = due.unwrap_or_else(Instant::now);
                if flights.are_all_back() {
                    heard_at = Instant::now();
                }
                flights.depart(slot, message.clone(), since);
                sender.send(slot as u64, message).await.context("sending")?;
            }
            let is_over = ran_dry || self.is_over();
            if flights.are_all_back() && is_over {
                return Ok(flights.into_result(ran_dry));
            }
            let patience = tokio::time::sleep_until((heard_at + REPLY_PATIENCE).into());
            tokio::select! {
                reply = receiver.next() => {
                    heard_at = Instant::now();
                    let reply = reply
                        .context("receiving")?
                        .context("the node closed the stream with messages in flight")?;
                    let is_draining = ran_dry || self.is_over();
                    let (message, is_busy) = flights.arrive(reply, is_draining, self.tally)?;
                    source.give_back(message);
                    if is_busy {
                        tokio::time::sleep(BUSY_PAUSE).await;
                    }
                }
                () = wait_for(self.pace.as_ref()), if !is_over && flights.idle_slot().is_some() => {}
                () = patience, if !flights.are_all_back() => bail!("no reply for {} s", REPLY_PATIENCE.as_secs()),
            }
        }
    }

    fn is_over(&self) -> bool {
        Instant::now() >= self.deadline || interrupt::is_requested()
    }

    /// `None`: nothing is due. `Some(None)`: nothing has a time of its own.
    #[expect(
        clippy::option_option,
        reason = "due now, and since when if that is known"
    )]
    fn take_due(&mut self) -> Option<Option<Instant>> {
        match &mut self.pace {
            Some(pace) => pace.take_due(Instant::now()).map(Some),
            None => Some(None),
        }
    }
}

/// Waits for ever where there is no pace.
async fn wait_for(pace: Option<&Pace>) {
    match pace {
        Some(pace) => pace.wait().await,
        None => std::future::pending().await,
    }
}

/// The messages of one stream that are on their way, and what came of those that are back.
struct Flights {
    slots: Vec<Option<Flight>>,
    idle: Vec<usize>,
    samples: Samples,
    result: StreamResult,
}

impl Flights {
    fn new(window: usize) -> Self {
        Self {
            slots: (0..window).map(|_| None).collect(),
            idle: (0..window).collect(),
            samples: Samples::default(),
            result: StreamResult::default(),
        }
    }

    fn idle_slot(&self) -> Option<usize> {
        self.idle.last().copied()
    }

    fn are_all_back(&self) -> bool {
        self.idle.len() == self.slots.len()
    }

    /// Notes a message that is handed over now, under the slot that [`Self::idle_slot`] gave. Its latency runs `since` then.
    fn depart(&mut self, slot: usize, message: Bytes, since: Instant) {
        self.idle.pop();
        self.slots[slot] = Some(Flight { message, since });
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
        let latency = now - flight.since;
        let counts = tally.count(&outcomes, latency);
        self.result.last_reply = Some(now);
        self.result.latencies.add(latency, counts.accepted);
        self.samples
            .look_at(&outcomes, &flight.message, is_draining);
        Ok((flight.message, counts.is_busy))
    }

    fn into_result(self, ran_dry: bool) -> StreamResult {
        StreamResult {
            samples: self.samples.into_vec(),
            ran_dry,
            ..self.result
        }
    }
}

/// The messages of one stream that the checks look at: one from the beginning, one from the middle, one from the end. Keeping a
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
