//! Submission over gRPC: one at a time, or pipelined through a stream with tags.
//!
//! HTTP/2 windows adapt to the connection: the usual 64 KiB would make every 4 MiB batch wait for the network many times over, and a
//! wide one would let a slow connection take memory that it has no use for.

mod error;
mod outcome;
mod stream;
mod tls_connector;

use std::sync::Arc;
use std::time::Duration;

use aurigraph_types::{ChainId, Digest, Height};
use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tonic_prost::ProstCodec;

use crate::tls::{TlsProblem, Trust};
use crate::wire::{
    FRAME_BYTES_MAX, INFO_PATH, InfoReply, InfoRequest, MESSAGE_BYTES_MAX, SUBMIT_PATH,
    SubmitReply, SubmitRequest,
};

pub use error::IngestError;
pub use outcome::{OutcomeStatus, SubmissionOutcome};
pub use stream::{SubmitReceiver, SubmitSender};
use tls_connector::TlsConnector;

/// How long a connection attempt may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long one reply may take before the outcome is reported as unknown.
const REPLY_TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes of a message beside the submissions: tag and lengths.
const MESSAGE_OVERHEAD_BYTES: usize = 64;

/// Most bytes of submissions in one request.
pub const SUBMISSIONS_BYTES_MAX: usize = MESSAGE_BYTES_MAX - MESSAGE_OVERHEAD_BYTES;

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

/// A connection to a node's gRPC address. Cheap to clone; clones share the connection.
#[derive(Clone, Debug)]
pub struct IngestClient {
    channel: Channel,
}

impl IngestClient {
    /// Connects to `http://HOST:PORT`, or to `https://HOST:PORT` with the authorities that the system trusts.
    pub async fn connect(url: &str) -> Result<Self, IngestError> {
        Self::connect_trusting(url, &Trust::system()).await
    }

    /// Connects to `http://HOST:PORT`, or to `https://HOST:PORT` if the node's certificate is one that is trusted.
    pub async fn connect_trusting(url: &str, trust: &Trust) -> Result<Self, IngestError> {
        let endpoint = endpoint(url)?;
        let connected = if is_tls(url) {
            let connector = TlsConnector::new(trust)?;
            endpoint.connect_with_connector(connector).await
        } else {
            endpoint.connect().await
        };
        let channel = connected.map_err(|source| connect_error(url, source))?;
        Ok(Self { channel })
    }

    /// Prepares a connection that is made with the first call, for a node that is not up yet. Needs a Tokio runtime.
    pub fn connect_lazy(url: &str, trust: &Trust) -> Result<Self, IngestError> {
        let endpoint = endpoint(url)?;
        let channel = if is_tls(url) {
            endpoint.connect_with_connector_lazy(TlsConnector::new(trust)?)
        } else {
            endpoint.connect_lazy()
        };
        Ok(Self { channel })
    }

    /// Whether this is an address that [`Self::connect`] takes; nothing is connected.
    pub fn check_address(url: &str) -> Result<(), IngestError> {
        endpoint(url).map(drop)
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

fn is_tls(url: &str) -> bool {
    url.starts_with("https://")
}

fn connect_error(url: &str, source: tonic::transport::Error) -> IngestError {
    let url = url.to_owned();
    match TlsProblem::find(&source) {
        Some(problem) => IngestError::Tls { url, problem },
        None => IngestError::Connect { url, source },
    }
}

fn endpoint(url: &str) -> Result<Endpoint, IngestError> {
    let invalid = || IngestError::InvalidUrl {
        url: url.to_owned(),
    };
    if !url.starts_with("http://") && !is_tls(url) {
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
