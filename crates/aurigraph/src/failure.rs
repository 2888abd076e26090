//! Exit codes, and how an error gets one.
//!
//! Everything returns [`anyhow::Error`]. A usage mistake or a refusal by the ledger is marked by an error type somewhere in the
//! chain; what carries no mark is a plain failure.

use std::io;
use std::process::ExitCode;

use aurigraph_client::HttpError;

/// Exit codes as `--help` documents them.
pub const EXIT_CODES_HELP: &str =
    "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused or rejected by the ledger.";

/// The command line or an input file is wrong; nothing was sent.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// The ledger did not take a submission: it is in no block.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct RefusedError(pub String);

/// A record is in a block with another result than applied: it moved nothing.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct RejectedError(pub String);

/// The output says already what went wrong, so that nothing more is to be printed.
#[derive(Debug, thiserror::Error)]
#[error("failed, as reported")]
pub struct ReportedFailure(pub Outcome);

impl ReportedFailure {
    /// A plain failure that the output describes.
    pub const FAILED: Self = Self(Outcome::Failed);
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Something went wrong.
    Failed,
    /// The command line or an input file is wrong.
    Usage,
    /// The ledger did not take a submission.
    Refused,
    /// The ledger took it and gave a record another result than applied.
    Rejected,
    /// Whoever read the output stopped reading, as `head` does: no failure.
    OutputClosed,
}

impl Outcome {
    /// Reads the marks in an error's chain.
    pub fn of(error: &anyhow::Error) -> Self {
        for cause in error.chain() {
            if let Some(ReportedFailure(outcome)) = cause.downcast_ref() {
                return *outcome;
            }
            if cause.downcast_ref().is_some_and(is_refusal) {
                return Self::Refused;
            }
            if cause.is::<UsageError>() {
                return Self::Usage;
            }
            if cause.is::<RefusedError>() {
                return Self::Refused;
            }
            if cause.is::<RejectedError>() {
                return Self::Rejected;
            }
            if cause
                .downcast_ref::<io::Error>()
                .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
            {
                return Self::OutputClosed;
            }
        }
        Self::Failed
    }

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Refused => "refused",
            Self::Rejected => "rejected",
            Self::OutputClosed => "output_closed",
        }
    }

    /// The process's exit code.
    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::OutputClosed => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused | Self::Rejected => 3,
        })
    }
}

/// Whether a node understood a request and said no. What it does not know, or cannot do now, is a plain failure.
fn is_refusal(error: &HttpError) -> bool {
    match error {
        HttpError::Problem { status, .. } => matches!(status, 400 | 403 | 409 | 413 | 422),
        _ => false,
    }
}

/// A usage error as an [`anyhow::Error`].
pub fn usage(message: impl Into<String>) -> anyhow::Error {
    UsageError(message.into()).into()
}

/// A refusal as an [`anyhow::Error`].
pub fn refused(message: impl Into<String>) -> anyhow::Error {
    RefusedError(message.into()).into()
}

/// A rejection as an [`anyhow::Error`].
pub fn rejected(message: impl Into<String>) -> anyhow::Error {
    RejectedError(message.into()).into()
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn a_mark_is_found_below_its_context() {
        let error = Err::<(), _>(refused("wrong signature"))
            .context("sending")
            .unwrap_err();
        assert_eq!(Outcome::of(&error), Outcome::Refused);
        assert_eq!(Outcome::of(&rejected("x")), Outcome::Rejected);
        assert_eq!(Outcome::of(&usage("x")), Outcome::Usage);
        assert_eq!(Outcome::of(&anyhow::anyhow!("x")), Outcome::Failed);
        assert_eq!(
            Outcome::of(&io::Error::from(io::ErrorKind::BrokenPipe).into()),
            Outcome::OutputClosed
        );
    }
}
