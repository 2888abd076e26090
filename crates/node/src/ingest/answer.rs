//! What a sender is told: final with its receipt, refused with a code, used before, or that nobody can say yet.

use aurigraph_storage::StorageError;
use aurigraph_types::codec::DecodeError;
use aurigraph_types::operation::OperationReceipt;
use aurigraph_types::submission::SubmissionHeader;
use aurigraph_types::{AccountIndex, ChainId, Digest, ResultCode, Scheme};

use crate::standing::Refused;
use crate::status::Mode;

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

    /// A sequence that was refused as stale before, or one below it.
    pub fn stale(header: &SubmissionHeader) -> Self {
        let code = ResultCode::StaleSequence;
        let detail = format!(
            "sequence {} of account {}: {code}",
            header.sequence(),
            header.signer()
        );
        Self::not_admitted(code, detail)
    }

    /// Whether it says that a sequence is stale.
    pub fn is_stale(&self) -> bool {
        self.code == ResultCode::StaleSequence.name()
    }

    /// Whether it is the node that cannot take it, whatever it is.
    fn is_for_reasons_of_the_node(&self) -> bool {
        matches!(
            self.code,
            "read_only" | "not_ready" | "too_busy" | "internal"
        )
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

    /// Others decide from now on, and the node starts again as what it is now.
    pub fn handing_over() -> Self {
        Self::new(
            "not_ready",
            "the validators change, and the node is starting again",
            "Send the same bytes again in a few seconds, or to another node.",
        )
    }

    /// The node is full of work.
    pub fn too_busy() -> Self {
        Self::new(
            "too_busy",
            "the node has as much work as it can hold",
            "Send the same bytes again after the time in Retry-After.",
        )
    }

    /// Too much of one signer waits.
    pub fn too_much_of_signer(signer: AccountIndex) -> Self {
        Self::new(
            "too_busy",
            format!("as much of account {signer} waits to be ordered as one signer may have"),
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
    /// The receipt of an operation; apart, because transfers are many and have none.
    pub operation: Option<Box<OperationReceipt>>,
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

impl SubmissionResult {
    /// Submission id; zero if the bytes could not be read.
    pub const fn id(&self) -> &Digest {
        match self {
            Self::Final { id, .. } | Self::Refused { id, .. } | Self::AlreadyApplied { id } => id,
        }
    }
}

impl Refused {
    /// How much of a request of so many bytes was refused. A submission that was final before counts as refused, for it does nothing.
    pub fn of(results: &[SubmissionResult], bytes: usize) -> Self {
        let (mut applied, mut refused) = (0, 0);
        for result in results {
            match result {
                SubmissionResult::Final { .. } => applied += 1,
                SubmissionResult::Refused { refusal, .. }
                    if refusal.is_for_reasons_of_the_node() =>
                {
                    return Self::ForReasonsOfTheNode;
                }
                _ => refused += 1,
            }
        }
        if refused > applied {
            Self::Mostly { bytes }
        } else {
            Self::Little
        }
    }
}

/// Nobody can say now what became of the submissions of a request: they were taken, and are neither durable nor refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the submission was taken, and whether it becomes final is not known yet: {reason}")]
pub struct OutcomeUnknown {
    /// Why.
    pub reason: String,
}

impl OutcomeUnknown {
    /// The stable code of `docs/api-design.md`.
    pub const CODE: &str = "outcome_unknown";
    /// What to do.
    pub const ACTION: &str = "Send the same bytes again later: they are applied once, however often they arrive. Do not sign anew.";
}
