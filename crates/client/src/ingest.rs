//! Submission over gRPC: one at a time, or pipelined through a stream with tags.
//!
//! HTTP/2 windows adapt to the connection: the usual 64 KiB would make every 4 MiB batch wait for the network many times over, and a
//! wide one would let a slow connection take memory that it has no use for.

use std::sync::Arc;
use std::time::Duration;

use aurigraph_types::{ChainId, Digest, Height, ResultCode};
use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status, Streaming};
use tonic_prost::ProstCodec;

use crate::wire::{
    FRAME_BYTES_MAX, INFO_PATH, InfoReply, InfoRequest, MESSAGE_BYTES_MAX, SUBMIT_PATH,
    SubmissionReceipt, SubmissionStatus, SubmitReply, SubmitRequest,
};

/// How long a connection attempt may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long one reply may take before the outcome is reported as unknown.
const REPLY_TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of a message beside the submissions: tag and lengths.
const MESSAGE_OVERHEAD_BYTES: usize = 64;

/// Most bytes of submissions in one request.
pub const SUBMISSIONS_BYTES_MAX: usize = MESSAGE_BYTES_MAX - MESSAGE_OVERHEAD_BYTES;

/// Why a submission could not be made, or why its outcome is unknown.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// Not an address.
    #[error("{url} is not an address of the form http://HOST:PORT")]
    InvalidUrl {
        /// What was given.
        url: String,
    },
    /// Nobody answers.
    #[error("no node answers at {url}; check that it runs and that this is its gRPC address")]
    Connect {
        /// Where.
        url: String,
        /// Why.
        source: tonic::transport::Error,
    },
    /// The call failed; submissions in flight have an unknown outcome.
    #[error(
        "the node ended the call: {message} ({code:?}); the outcome of what was in flight is unknown, sending the same bytes again is safe"
    )]
    Status {
        /// The gRPC status.
        code: tonic::Code,
        /// What the node says.
        message: String,
    },
    /// The stream ended before every reply had come.
    #[error(
        "the node closed the stream; the outcome of what was in flight is unknown, sending the same bytes again is safe"
    )]
    Closed,
    /// No reply in time.
    #[error("no reply within {} s; the outcome is unknown, sending the same bytes again is safe", REPLY_TIMEOUT.as_secs())]
    Timeout,
    /// More than one message can carry.
    #[error("{bytes} bytes of submissions; one request carries at most {SUBMISSIONS_BYTES_MAX}")]
    TooLarge {
        /// How many there are.
        bytes: usize,
    },
    /// The reply breaks the protocol.
    #[error("the node's reply breaks the protocol: {reason}")]
    UnexpectedReply {
        /// How.
        reason: &'static str,
    },
}

impl From<Status> for IngestError {
    fn from(status: Status) -> Self {
        Self::Status {
            code: status.code(),
            message: status.message().to_owned(),
        }
    }
}

/// What a node says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeInfo {
    /// The chain.
    pub chain_id: ChainId,
    /// Name of the network.
    pub network: String,
    /// Height of the last final block.
    pub height: Height,
    /// Whether this is a development network.
    pub devnet: bool,
    /// Largest message the node accepts.
    pub message_bytes_max: u64,
}

/// What became of one submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionOutcome {
    /// The submission id, if the bytes could be read as a submission.
    pub id: Option<Digest>,
    /// Final, refused, or applied before.
    pub status: OutcomeStatus,
    /// The block; 0 if refused, or if the original receipt is no longer kept.
    pub height: Height,
    /// Position in the block's list of submissions.
    pub position: u32,
    /// Transfers in it; 1 for an operation.
    pub record_count: u32,
    /// Records applied.
    pub applied: u32,
    /// Records not applied.
    pub rejected: u32,
    result_codes: Bytes,
}

/// The three ways a submission can end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutcomeStatus {
    /// In a certified, durable and executed block.
    Final,
    /// Was final before; height and codes are those of the first time while they are kept.
    AlreadyApplied,
    /// Not in any block.
    Refused {
        /// A stable code of `docs/api-design.md`.
        code: String,
        /// A sentence for people.
        detail: String,
    },
}

impl SubmissionOutcome {
    /// The result code of record `index`, or `None` if it was refused, there is no such record, or the code is unknown here.
    pub fn result_code(&self, index: usize) -> Option<ResultCode> {
        if index >= self.record_count as usize
            || matches!(self.status, OutcomeStatus::Refused { .. })
        {
            return None;
        }
        if self.result_codes.is_empty() {
            // "Empty" means that all were applied; without an original receipt nobody knows.
            return (self.applied == self.record_count).then_some(ResultCode::Applied);
        }
        let bytes = self.result_codes.get(index * 2..index * 2 + 2)?;
        ResultCode::from_u16(u16::from_le_bytes([bytes[0], bytes[1]]))
    }

    /// Whether it is in a block and every record was applied.
    pub fn is_fully_applied(&self) -> bool {
        !matches!(self.status, OutcomeStatus::Refused { .. })
            && self.record_count > 0
            && self.applied == self.record_count
    }

    /// Whether its sequence was used before by a submission whose receipt is not kept or that was another one: nobody can say
    /// from this answer what became of these bytes.
    pub fn is_original_unknown(&self) -> bool {
        matches!(self.status, OutcomeStatus::AlreadyApplied) && self.record_count == 0
    }

    /// Whether the node refused it only because it is busy: the same bytes may be sent again in a moment.
    pub fn is_busy(&self) -> bool {
        matches!(&self.status, OutcomeStatus::Refused { code, .. } if code == "too_busy")
    }
}

impl TryFrom<SubmissionReceipt> for SubmissionOutcome {
    type Error = IngestError;

    fn try_from(receipt: SubmissionReceipt) -> Result<Self, IngestError> {
        let unexpected = |reason| IngestError::UnexpectedReply { reason };
        let id = match receipt.submission_id.len() {
            0 => None,
            _ => {
                let bytes: [u8; 32] = receipt.submission_id[..]
                    .try_into()
                    .map_err(|_| unexpected("a submission id does not have 32 bytes"))?;
                Some(Digest(bytes))
            }
        };
        let codes = receipt.result_codes.len();
        if codes != 0 && codes != receipt.record_count as usize * 2 {
            return Err(unexpected("there is not one result code for each record"));
        }
        let status = match receipt.status() {
            SubmissionStatus::Final => OutcomeStatus::Final,
            SubmissionStatus::AlreadyApplied => OutcomeStatus::AlreadyApplied,
            SubmissionStatus::Refused => OutcomeStatus::Refused {
                code: receipt.problem_code,
                detail: receipt.problem_detail,
            },
            SubmissionStatus::Unspecified => return Err(unexpected("a receipt has no status")),
        };
        Ok(Self {
            id,
            status,
            height: Height::new(receipt.height),
            position: receipt.position,
            record_count: receipt.record_count,
            applied: receipt.applied,
            rejected: receipt.rejected,
            result_codes: receipt.result_codes,
        })
    }
}

/// A connection to a node's gRPC address. Cheap to clone; clones share the connection.
#[derive(Clone, Debug)]
pub struct IngestClient {
    channel: Channel,
}

impl IngestClient {
    /// Connects to `http://HOST:PORT`.
    pub async fn connect(url: &str) -> Result<Self, IngestError> {
        let channel = endpoint(url)?
            .connect()
            .await
            .map_err(|source| IngestError::Connect {
                url: url.to_owned(),
                source,
            })?;
        Ok(Self { channel })
    }

    /// Prepares a connection that is made with the first call, for a node that is not up yet. Needs a Tokio runtime.
    pub fn connect_lazy(url: &str) -> Result<Self, IngestError> {
        Ok(Self {
            channel: endpoint(url)?.connect_lazy(),
        })
    }

    /// Asks what the node serves.
    pub async fn info(&self) -> Result<NodeInfo, IngestError> {
        let mut grpc = self.ready().await?;
        let codec = ProstCodec::<InfoRequest, InfoReply>::default();
        let path = PathAndQuery::from_static(INFO_PATH);
        let call = grpc.unary(Request::new(InfoRequest {}), path, codec);
        let reply = timeout(REPLY_TIMEOUT, call)
            .await
            .map_err(|_| IngestError::Timeout)??
            .into_inner();
        let chain_id: [u8; 32] =
            reply.chain_id[..]
                .try_into()
                .map_err(|_| IngestError::UnexpectedReply {
                    reason: "the chain id does not have 32 bytes",
                })?;
        Ok(NodeInfo {
            chain_id: ChainId(Digest(chain_id)),
            network: reply.network,
            height: Height::new(reply.height),
            devnet: reply.devnet,
            message_bytes_max: reply.message_bytes_max,
        })
    }

    /// Sends one submission and waits until it is final or refused.
    pub async fn submit_one(
        &self,
        submission: impl Into<Bytes>,
    ) -> Result<SubmissionOutcome, IngestError> {
        let mut outcomes = self.submit(submission).await?;
        match (outcomes.pop(), outcomes.is_empty()) {
            (Some(outcome), true) => Ok(outcome),
            _ => Err(IngestError::UnexpectedReply {
                reason: "not one receipt for one submission",
            }),
        }
    }

    /// Sends submissions that lie back to back in one request and waits for all of them.
    pub async fn submit(
        &self,
        submissions: impl Into<Bytes>,
    ) -> Result<Vec<SubmissionOutcome>, IngestError> {
        let (sender, mut receiver) = self.stream(1).await?;
        sender.send(0, submissions).await?;
        let reply = timeout(REPLY_TIMEOUT, receiver.next())
            .await
            .map_err(|_| IngestError::Timeout)??
            .ok_or(IngestError::Closed)?;
        reply
            .receipts
            .into_iter()
            .map(SubmissionOutcome::try_from)
            .collect()
    }

    /// Opens a stream with at most `window` requests in flight.
    pub async fn stream(
        &self,
        window: usize,
    ) -> Result<(SubmitSender, SubmitReceiver), IngestError> {
        let window = window.clamp(1, Semaphore::MAX_PERMITS);
        let mut grpc = self.ready().await?;
        // The semaphore is the window; the queue only hands over.
        let (queue, requests) = mpsc::channel::<SubmitRequest>(1);
        let codec = ProstCodec::<SubmitRequest, SubmitReply>::default();
        let path = PathAndQuery::from_static(SUBMIT_PATH);
        let request = Request::new(ReceiverStream::new(requests));
        let opening = timeout(REPLY_TIMEOUT, grpc.streaming(request, path, codec));
        let replies = opening
            .await
            .map_err(|_| IngestError::Timeout)??
            .into_inner();
        let free = Arc::new(Semaphore::new(window));
        let sender = SubmitSender {
            queue,
            free: Arc::clone(&free),
        };
        Ok((sender, SubmitReceiver { replies, free }))
    }

    async fn ready(&self) -> Result<Grpc<Channel>, IngestError> {
        let mut grpc = Grpc::new(self.channel.clone())
            .max_decoding_message_size(MESSAGE_BYTES_MAX)
            .max_encoding_message_size(MESSAGE_BYTES_MAX);
        grpc.ready()
            .await
            .map_err(|error| Status::from_error(error.into()))?;
        Ok(grpc)
    }
}

fn endpoint(url: &str) -> Result<Endpoint, IngestError> {
    let invalid = || IngestError::InvalidUrl {
        url: url.to_owned(),
    };
    if !url.starts_with("http://") {
        return Err(invalid());
    }
    let endpoint = Endpoint::from_shared(url.to_owned()).map_err(|_| invalid())?;
    if endpoint.uri().port_u16().is_none() {
        return Err(invalid());
    }
    Ok(endpoint
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .http2_adaptive_window(true)
        .max_frame_size(FRAME_BYTES_MAX)
        .http2_keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(20)))
}

/// The sending half of a stream. Dropping every clone ends the stream once the replies have come.
#[derive(Clone, Debug)]
pub struct SubmitSender {
    queue: mpsc::Sender<SubmitRequest>,
    free: Arc<Semaphore>,
}

impl SubmitSender {
    /// Sends one request, waiting while the window is full. The reply carries the same `tag`.
    pub async fn send(&self, tag: u64, submissions: impl Into<Bytes>) -> Result<(), IngestError> {
        let submissions = submissions.into();
        if submissions.len() > SUBMISSIONS_BYTES_MAX {
            return Err(IngestError::TooLarge {
                bytes: submissions.len(),
            });
        }
        let permit = self.free.acquire().await.map_err(|_| IngestError::Closed)?;
        let request = SubmitRequest { tag, submissions };
        self.queue
            .send(request)
            .await
            .map_err(|_| IngestError::Closed)?;
        // Given back by the receiver, with the reply.
        permit.forget();
        Ok(())
    }
}

/// The receiving half of a stream.
#[derive(Debug)]
pub struct SubmitReceiver {
    replies: Streaming<SubmitReply>,
    free: Arc<Semaphore>,
}

impl SubmitReceiver {
    /// The next reply in whatever order they come; `None` when the stream has ended.
    pub async fn next(&mut self) -> Result<Option<SubmitReply>, IngestError> {
        match self.replies.message().await {
            Ok(Some(reply)) => {
                self.free.add_permits(1);
                Ok(Some(reply))
            }
            Ok(None) => {
                self.free.close();
                Ok(None)
            }
            Err(status) => {
                self.free.close();
                Err(status.into())
            }
        }
    }
}

impl Drop for SubmitReceiver {
    fn drop(&mut self) {
        // Nobody gives permits back any more: senders that wait must learn of it.
        self.free.close();
    }
}
