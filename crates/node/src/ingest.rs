//! Admission: from bytes to an answer.
//!
//! The budget of bytes is the back-pressure: a gRPC stream waits for it (and its sender with it, through HTTP/2's windows), an HTTP request
//! is told to come back.
//!
//! Each request has one answer: the results of its submissions, or, while executed blocks cannot be written, that their outcome is not
//! known. What was told so may become final later; the same bytes sent again are then answered with the original receipt.

mod answer;

use std::sync::Arc;
use std::time::Instant;

use aurigraph_types::Digest;
use aurigraph_types::submission::SubmissionView;
use bytes::Bytes;
use crossbeam_channel::Sender;
use tokio::sync::{Semaphore, oneshot};

pub use answer::{FinalReceipt, OutcomeUnknown, Refusal, SubmissionResult};

use crate::measure::Measurements;
use crate::refused_before::RefusedBefore;
use crate::short_way::ShortWay;
use crate::status::{Mode, Status};
use crate::verify::{Checked, Unit};

/// Permits are counted in blocks of this many bytes.
const PERMIT_BYTES: usize = 1024;
/// Submissions in one request.
pub const REQUEST_SUBMISSIONS_MAX: usize = 65_536;

/// Takes submissions.
#[derive(Clone, Debug)]
pub struct Ingest {
    budget: Arc<Semaphore>,
    budget_permits: u32,
    units: Sender<Unit>,
    short_way: Option<ShortWay>,
    status: Arc<Status>,
    measurements: Arc<Measurements>,
    refused_before: Arc<RefusedBefore>,
}

/// A request that was admitted, or refused at once.
#[derive(Debug)]
pub struct Admitted {
    /// The request.
    bytes: Bytes,
    answer: Result<oneshot::Receiver<Vec<SubmissionResult>>, Vec<SubmissionResult>>,
    status: Arc<Status>,
    measurements: Arc<Measurements>,
    refused_before: Arc<RefusedBefore>,
}

impl Admitted {
    /// Waits until each submission is final or refused, or until nobody can say when that will be.
    pub async fn results(self) -> Result<Vec<SubmissionResult>, OutcomeUnknown> {
        let results = match self.answer {
            Ok(answer) => {
                let answered = tokio::select! {
                    biased;
                    answered = answer => answered.map_err(|_| {
                        let ended = || "the node ended before it was written".to_owned();
                        self.status.fatal().unwrap_or_else(ended)
                    }),
                    reason = self.status.until_log_stuck() => Err(reason),
                };
                answered.map_err(|reason| {
                    self.measurements.outcome_unknown();
                    OutcomeUnknown { reason }
                })?
            }
            Err(refused) => refused,
        };
        let mut has_stale = false;
        for result in &results {
            if let SubmissionResult::Refused { refusal, .. } = result {
                self.measurements.refused();
                has_stale |= refusal.is_stale();
            }
        }
        if has_stale {
            learn_stale(&self.refused_before, &self.bytes, &results);
        }
        Ok(results)
    }
}

impl Admitted {
    /// Bytes of the request.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }
}

fn learn_stale(refused_before: &RefusedBefore, bytes: &[u8], results: &[SubmissionResult]) {
    let mut rest = bytes;
    for result in results {
        let Ok((view, after)) = SubmissionView::split(rest) else {
            return;
        };
        if let SubmissionResult::Refused { refusal, .. } = result
            && refusal.is_stale()
        {
            refused_before.learn_stale(view.header());
        }
        rest = after;
    }
}

/// How to wait for the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// As long as it takes: the sender is held back by its stream.
    Wait,
    /// Not at all: the sender is told to come back.
    OrRefuse,
}

impl Ingest {
    /// In front of the verifiers' channel, with a way past it for what comes alone.
    pub fn new(
        budget_bytes: usize,
        units: Sender<Unit>,
        short_way: Option<ShortWay>,
        status: Arc<Status>,
        measurements: Arc<Measurements>,
        refused_before: Arc<RefusedBefore>,
    ) -> Self {
        let budget_permits =
            u32::try_from(budget_bytes.div_ceil(PERMIT_BYTES)).expect("the budget is below 4 TiB");
        Self {
            budget: Arc::new(Semaphore::new(budget_permits as usize)),
            budget_permits,
            units,
            short_way,
            status,
            measurements,
            refused_before,
        }
    }

    /// Submits the submissions that lie back to back in `bytes` and waits until each is final or refused. One that cannot be read
    /// ends the list, because what follows it has no known beginning.
    pub async fn submit(
        &self,
        bytes: Bytes,
        admission: Admission,
    ) -> Result<Vec<SubmissionResult>, OutcomeUnknown> {
        self.admit(bytes, admission).await.results().await
    }

    /// The first half of [`Self::submit`]: returns as soon as the budget holds the bytes.
    pub async fn admit(&self, bytes: Bytes, admission: Admission) -> Admitted {
        let admitted = self.try_admit(bytes.clone(), admission).await;
        Admitted {
            answer: admitted.map_err(|refusal| refuse_each(&bytes, &refusal)),
            bytes,
            status: Arc::clone(&self.status),
            measurements: Arc::clone(&self.measurements),
            refused_before: Arc::clone(&self.refused_before),
        }
    }

    async fn try_admit(
        &self,
        bytes: Bytes,
        admission: Admission,
    ) -> Result<oneshot::Receiver<Vec<SubmissionResult>>, Refusal> {
        let mode = self.status.mode();
        if mode != Mode::Serving {
            return Err(Refusal::unavailable(&mode));
        }
        let admitted_at = Instant::now();
        let permits = u32::try_from(bytes.len().div_ceil(PERMIT_BYTES))
            .unwrap_or(u32::MAX)
            .max(1);
        if permits > self.budget_permits {
            return Err(Refusal::too_large(format!(
                "the request has {} bytes",
                bytes.len()
            )));
        }
        let budget = Arc::clone(&self.budget);
        let permit = match admission {
            Admission::Wait => tokio::select! {
                biased;
                permit = budget.acquire_many_owned(permits) => {
                    permit.map_err(|_| Refusal::unavailable(&Mode::Stopping))?
                }
                // What waits for the budget was not taken, and while the disk is full nothing of it is given back.
                mode = self.status.not_serving() => return Err(Refusal::unavailable(&mode)),
            },
            Admission::OrRefuse => budget
                .try_acquire_many_owned(permits)
                .map_err(|_| Refusal::too_busy())?,
        };
        let submissions = split(&bytes)?;
        let (reply, answer) = oneshot::channel();
        let short_way = self.short_way.as_ref().filter(|_| {
            ShortWay::admits(submissions.len(), bytes.len())
                && self.budget.available_permits() == (self.budget_permits - permits) as usize
        });
        let unit = Unit {
            submissions,
            admitted_at,
            permit,
            reply,
            is_forwarded: false,
        };
        let sent = match short_way {
            Some(short_way) => short_way.take(unit),
            None => self.units.send(unit).is_ok(),
        };
        if sent {
            Ok(answer)
        } else {
            Err(Refusal::unavailable(&Mode::Stopping))
        }
    }

    /// Takes what another node sends on, if there is room; says whether there was. Nobody waits for an answer.
    pub fn take_forwarded(&self, bytes: &Bytes) -> bool {
        let permits = bytes.len().div_ceil(PERMIT_BYTES).max(1);
        let room = u32::try_from(permits).ok().and_then(|permits| {
            Arc::clone(&self.budget)
                .try_acquire_many_owned(permits)
                .ok()
        });
        let Some(permit) = room else {
            return false;
        };
        let Ok(submissions) = split(bytes) else {
            // Nobody is told what is wrong with them.
            return true;
        };
        let (reply, _) = oneshot::channel();
        let unit = Unit {
            submissions,
            admitted_at: Instant::now(),
            permit,
            reply,
            is_forwarded: true,
        };
        // The verifiers end with the node.
        self.units.send(unit).is_ok()
    }

    /// Waits until everything admitted is answered.
    pub async fn drain(&self) {
        tokio::select! {
            biased;
            // All permits are free only when no unit holds one. The wait ends early if the budget was closed, which is as good.
            _ = self.budget.acquire_many(self.budget_permits) => {}
            // Then everybody is told that the outcome is not known.
            _ = self.status.until_log_stuck() => {}
        }
    }
}

/// The same refusal for every submission of a request.
fn refuse_each(bytes: &Bytes, refusal: &Refusal) -> Vec<SubmissionResult> {
    let refused = |id| SubmissionResult::Refused {
        id,
        refusal: refusal.clone(),
    };
    let Ok(submissions) = split(bytes) else {
        return vec![refused(Digest::ZERO)];
    };
    let id = |submission: &Checked| {
        SubmissionView::decode(&submission.bytes).map_or(Digest::ZERO, |view| view.id())
    };
    submissions
        .iter()
        .map(|submission| refused(id(submission)))
        .collect()
}

/// Cuts a request into submissions, by their headers.
fn split(bytes: &Bytes) -> Result<Vec<Checked>, Refusal> {
    let mut submissions = Vec::new();
    let mut offset = 0;
    while offset < bytes.len() || submissions.is_empty() {
        if submissions.len() == REQUEST_SUBMISSIONS_MAX {
            return Err(Refusal::too_large(format!(
                "more than {REQUEST_SUBMISSIONS_MAX} submissions in one request"
            )));
        }
        match SubmissionView::split(&bytes[offset..]) {
            Ok((view, _)) => {
                let end = offset + view.as_bytes().len();
                submissions.push(Checked {
                    bytes: bytes.slice(offset..end),
                    id: Digest::ZERO,
                    refused: None,
                    is_replay: false,
                });
                offset = end;
            }
            Err(error) => {
                let refused = Some(Box::new(Refusal::malformed(error)));
                submissions.push(Checked {
                    bytes: bytes.slice(offset..),
                    id: Digest::ZERO,
                    refused,
                    is_replay: false,
                });
                break;
            }
        }
    }
    Ok(submissions)
}
