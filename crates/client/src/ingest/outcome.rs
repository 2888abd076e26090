//! What became of a submission.

use aurigraph_types::{Digest, Height, ResultCode};
use bytes::Bytes;

use super::IngestError;
use crate::wire::{SubmissionReceipt, SubmissionStatus};

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
