//! Why a call of the REST interface failed.

use std::fmt;
use std::time::Duration;

use super::ANSWER_BYTES_MAX;
use crate::api::Problem;
use crate::tls::{TlsProblem, TrustError};

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Not an address.
    #[error("{url} is not an address of the form http://HOST:PORT or https://HOST:PORT")]
    InvalidUrl {
        /// What was given.
        url: String,
    },
    /// Nobody answers, or not in time.
    #[error("{url} does not answer: {reason}")]
    Transport {
        /// Where.
        url: String,
        /// Why, in words.
        reason: String,
        /// The cause.
        source: reqwest::Error,
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
    /// The node answered with a problem document.
    #[error("{}: {}{}", problem.title, problem.detail, Action(&problem.action))]
    Problem {
        /// HTTP status.
        status: u16,
        /// The problem.
        problem: Box<Problem>,
        /// When to try again, if the node says so.
        retry_after: Option<Duration>,
    },
    /// An error that is not a problem document: usually something else than a node answers there.
    #[error(
        "{url} answered with status {status} and no problem document; is this a node's HTTP address?"
    )]
    Status {
        /// Where.
        url: String,
        /// HTTP status.
        status: u16,
    },
    /// More than is read.
    #[error("{url} sent more than {ANSWER_BYTES_MAX} bytes")]
    TooLarge {
        /// Where.
        url: String,
    },
    /// The answer does not have the documented shape.
    #[error("{url} sent an answer that cannot be read: {source}")]
    UnexpectedAnswer {
        /// Where.
        url: String,
        /// Why.
        source: serde_json::Error,
    },
    /// The proof did not become ready in time.
    #[error("the proof of receipt {id} is not ready after {} s; it comes with block {ready_at_height}", waited.as_secs())]
    ProofNotReady {
        /// The receipt.
        id: String,
        /// How long it was waited for.
        waited: Duration,
        /// The block that carries it.
        ready_at_height: u64,
    },
}

impl HttpError {
    /// The problem's stable code, if the node sent one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem { problem, .. } => Some(&problem.code),
            _ => None,
        }
    }

    /// Whether another node of the same ledger may do better: this one does not answer, or serves nothing now.
    pub fn is_of_this_node(&self) -> bool {
        match self {
            Self::Transport { .. } | Self::Tls { .. } => true,
            Self::Problem { status, .. } | Self::Status { status, .. } => *status == 503,
            _ => false,
        }
    }

    /// Whether it says that there is no such thing.
    pub fn is_not_found(&self) -> bool {
        self.code() == Some("not_found")
    }
}

/// Appends what to do, where the problem says it.
struct Action<'a>(&'a str);

impl fmt::Display for Action<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            Ok(())
        } else {
            write!(formatter, " ({})", self.0)
        }
    }
}
