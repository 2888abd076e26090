//! Admission: from bytes to an answer.
//!
//! The budget of bytes is the back-pressure: a gRPC stream waits for it (and its sender with it, through HTTP/2's windows), an HTTP request
//! is told to come back.

use std::sync::Arc;
use std::time::Instant;

use aurigraph_storage::StorageError;
use aurigraph_types::codec::DecodeError;
use aurigraph_types::operation::OperationReceipt;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{AccountIndex, ChainId, Digest, ResultCode, Scheme};
use bytes::Bytes;
use crossbeam_channel::Sender;
use tokio::sync::{Semaphore, oneshot};

use crate::measure::Measurements;
use crate::status::{Mode, Status};
use crate::verify::{Checked, Unit};

/// Permits are counted in blocks of this many bytes.
const PERMIT_BYTES: usize = 1024;
/// Submissions in one request.
pub const REQUEST_SUBMISSIONS_MAX: usize = 65_536;

/// Why a submission is in no block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code of `docs/api-design.md`.
    pub code: &'static str,
    /// What is wrong.
    pub detail: String,
    /// What to do.
    pub action: &'static str,
}

impl Refusal {
    fn new(code: &'static str, detail: impl Into<String>, action: &'static str) -> Self {
        Self {
            code,
            detail: detail.into(),
            action,
        }
    }

    /// The bytes are not a submission.
    pub fn malformed(error: DecodeError) -> Self {
        Self::new(
            "malformed_submission",
            error.to_string(),
            "Build the submission as docs/protocol.md says and sign it again.",
        )
    }

    /// The signature does not verify.
    pub fn signature_invalid() -> Self {
        Self::new(
            "signature_invalid",
            "the signature does not verify with the key registered for the signer",
            "Check that the signing key belongs to the signer's account and that nothing changed after signing.",
        )
    }

    /// Meant for another chain.
    pub fn wrong_chain(expected: ChainId) -> Self {
        Self::new(
            "wrong_chain",
            format!("the submission is for another chain; this one is {expected}"),
            "Read the chain id from /api/v11/info and sign again.",
        )
    }

    /// No such account.
    pub fn signer_unknown(signer: AccountIndex) -> Self {
        Self::new(
            "signer_unknown",
            format!("there is no account {signer}"),
            "Register the key first.",
        )
    }

    /// The key has another scheme.
    pub fn scheme_mismatch(used: Scheme, registered: Scheme) -> Self {
        Self::new(
            "scheme_mismatch",
            format!(
                "signed with {}, but the account's key is {}",
                used.name(),
                registered.name()
            ),
            "Sign with the scheme of the registered key.",
        )
    }

    /// The signer's sequence or height limit does not admit it.
    pub fn not_admitted(code: ResultCode, detail: String) -> Self {
        let action = match code {
            ResultCode::Expired => "Sign again with a later or no last valid height.",
            _ => "Read the account's nextSequence and sign again with a fresh sequence.",
        };
        Self::new(code.name(), detail, action)
    }

    /// The node takes no submissions now.
    pub fn unavailable(mode: &Mode) -> Self {
        match mode {
            Mode::ReadOnly { reason } => Self::new(
                "read_only",
                reason.clone(),
                "Nothing was lost. Send the same bytes again later: they are applied once.",
            ),
            _ => Self::new(
                "not_ready",
                "the node is starting or stopping",
                "Send the same bytes again later, or to another node.",
            ),
        }
    }

    /// The node is full of work.
    pub fn too_busy() -> Self {
        Self::new(
            "too_busy",
            "the node has as much work as it can hold",
            "Send the same bytes again after the time in Retry-After.",
        )
    }

    /// More than the node takes in one request.
    pub fn too_large(detail: String) -> Self {
        Self::new(
            "payload_too_large",
            detail,
            "Split it into smaller requests.",
        )
    }

    /// The node cannot read its own files.
    pub fn internal(error: &StorageError) -> Self {
        tracing::error!(%error, "a key cannot be read");
        Self::new(
            "internal",
            "the node cannot read a key it stored",
            "Tell the operator; the node's log names the file.",
        )
    }
}

/// Where a submission became final, and what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalReceipt {
    /// Height of its block.
    pub height: u64,
    /// Position in the block.
    pub position: u32,
    /// Receipts: records, or one.
    pub receipt_count: u32,
    /// Records not applied.
    pub rejected: Vec<(u32, ResultCode)>,
    /// The receipt of an operation.
    pub operation: Option<OperationReceipt>,
}

/// The answer to one submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmissionResult {
    /// Certified, durable, executed.
    Final {
        /// Submission id.
        id: Digest,
        /// Where and what.
        receipt: FinalReceipt,
    },
    /// Not in any block.
    Refused {
        /// Submission id; zero if the bytes could not be read.
        id: Digest,
        /// Why.
        refusal: Refusal,
    },
    /// The sequence was used before: by this very submission if the history knows its id.
    AlreadyApplied {
        /// Submission id.
        id: Digest,
    },
}

/// Takes submissions.
#[derive(Clone, Debug)]
pub struct Ingest {
    budget: Arc<Semaphore>,
    budget_permits: u32,
    units: Sender<Unit>,
    status: Arc<Status>,
    measurements: Arc<Measurements>,
}

/// A request that was admitted, or refused at once.
#[derive(Debug)]
pub struct Admitted {
    answer: Result<oneshot::Receiver<Vec<SubmissionResult>>, Refusal>,
    measurements: Arc<Measurements>,
}

impl Admitted {
    /// Waits until each submission is final or refused.
    pub async fn results(self) -> Vec<SubmissionResult> {
        let answered = match self.answer {
            Ok(answer) => answer
                .await
                .map_err(|_| Refusal::unavailable(&Mode::Stopping)),
            Err(refusal) => Err(refusal),
        };
        let results = answered.unwrap_or_else(|refusal| {
            vec![SubmissionResult::Refused {
                id: Digest::ZERO,
                refusal,
            }]
        });
        for result in &results {
            if matches!(result, SubmissionResult::Refused { .. }) {
                self.measurements.refused();
            }
        }
        results
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
    /// In front of the verifiers' channel.
    pub fn new(
        budget_bytes: usize,
        units: Sender<Unit>,
        status: Arc<Status>,
        measurements: Arc<Measurements>,
    ) -> Self {
        let budget_permits =
            u32::try_from(budget_bytes.div_ceil(PERMIT_BYTES)).expect("the budget is below 4 TiB");
        Self {
            budget: Arc::new(Semaphore::new(budget_permits as usize)),
            budget_permits,
            units,
            status,
            measurements,
        }
    }

    /// Submits the submissions that lie back to back in `bytes` and waits until each is final or refused. One that cannot be read
    /// ends the list, because what follows it has no known beginning.
    pub async fn submit(&self, bytes: Bytes, admission: Admission) -> Vec<SubmissionResult> {
        self.admit(bytes, admission).await.results().await
    }

    /// The first half of [`Self::submit`]: returns as soon as the budget holds the bytes.
    pub async fn admit(&self, bytes: Bytes, admission: Admission) -> Admitted {
        Admitted {
            answer: self.try_admit(bytes, admission).await,
            measurements: Arc::clone(&self.measurements),
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
            Admission::Wait => budget
                .acquire_many_owned(permits)
                .await
                .map_err(|_| Refusal::unavailable(&Mode::Stopping))?,
            Admission::OrRefuse => budget
                .try_acquire_many_owned(permits)
                .map_err(|_| Refusal::too_busy())?,
        };
        let submissions = split(&bytes)?;
        let (reply, answer) = oneshot::channel();
        self.units
            .send(Unit {
                submissions,
                admitted_at,
                permit,
                reply,
            })
            .map_err(|_| Refusal::unavailable(&Mode::Stopping))?;
        Ok(answer)
    }

    /// Waits until everything admitted is answered.
    pub async fn drain(&self) {
        // All permits are free only when no unit holds one. The wait ends early if the budget was closed, which is as good.
        let _ = self.budget.acquire_many(self.budget_permits).await;
    }
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
                });
                offset = end;
            }
            Err(error) => {
                let refused = Some(Refusal::malformed(error));
                submissions.push(Checked {
                    bytes: bytes.slice(offset..),
                    id: Digest::ZERO,
                    refused,
                });
                break;
            }
        }
    }
    Ok(submissions)
}
