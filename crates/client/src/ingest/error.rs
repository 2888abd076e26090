//! Why a submission is not made, or why nobody knows what became of it.

use tonic::Status;

use crate::tls::{TlsProblem, TrustError, needs_tls};

use super::{REPLY_TIMEOUT, SUBMISSIONS_BYTES_MAX};

/// Why a submission could not be made, or why its outcome is unknown.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// Not an address.
    #[error("{url} is not an address of the form http://HOST:PORT or https://HOST:PORT")]
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
    /// Nobody is there who can be trusted, or who speaks TLS.
    #[error("no TLS connection to {url}: {problem}")]
    Tls {
        /// Where.
        url: String,
        /// Why.
        problem: TlsProblem,
    },
    /// Nobody is trusted.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// The node takes connections with TLS only. Nothing was sent.
    #[error("the node serves gRPC with TLS; use https:// in its address")]
    NeedsTls,
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
        if needs_tls(&status) {
            return Self::NeedsTls;
        }
        Self::Status {
            code: status.code(),
            message: status.message().to_owned(),
        }
    }
}
