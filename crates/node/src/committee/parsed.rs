//! A committee's block cut into its submissions, and what can be said of it without the state.

use aurigraph_consensus::CommitteeBlock;
use aurigraph_types::limits::BLOCK_RECORDS_MAX;
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{BlockHeader, Digest, SubmissionKind, merkle};
use bytes::Bytes;

use super::digests::DigestSet;

/// A block whose bytes agree with its header. Signatures are another matter ([`crate::verify`]).
#[derive(Debug)]
pub struct ParsedBlock {
    /// Its header.
    pub header: BlockHeader,
    /// Hash of the header.
    pub hash: Digest,
    /// Submissions, each with its signature.
    pub submissions: Vec<Bytes>,
    /// Their ids.
    pub ids: Vec<Digest>,
}

/// Why a block can never be valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBlock {
    /// A submission cannot be read.
    #[error("submission {position} is malformed: {reason}")]
    Malformed {
        /// Its position.
        position: usize,
        /// Why.
        reason: String,
    },
    /// The header says something else than the body.
    #[error("the header's {field} is not the body's")]
    Header {
        /// Which field.
        field: &'static str,
    },
    /// Too many transfers.
    #[error("{transfers} transfers are more than a block may hold")]
    TooLarge {
        /// How many there are.
        transfers: usize,
    },
    /// A submission is there twice.
    #[error("submission {position} is there twice")]
    Twice {
        /// Position of the second.
        position: usize,
    },
}

impl ParsedBlock {
    /// Cuts a block apart, hashes its submissions and compares counts and roots.
    pub fn parse(block: &CommitteeBlock) -> Result<Self, InvalidBlock> {
        let body = block.body();
        let mut submissions = Vec::new();
        let mut views = Vec::new();
        let mut offset = 0;
        while offset < body.len() {
            let position = submissions.len();
            let malformed = |error: aurigraph_types::codec::DecodeError| InvalidBlock::Malformed {
                position,
                reason: error.to_string(),
            };
            let (split, _) = SubmissionView::split(&body[offset..]).map_err(malformed)?;
            let end = offset + split.as_bytes().len();
            views.push(SubmissionView::decode(&body[offset..end]).map_err(malformed)?);
            submissions.push(body.slice(offset..end));
            offset = end;
        }
        let transfers = views.iter().map(transfers).sum();
        if transfers > BLOCK_RECORDS_MAX {
            return Err(InvalidBlock::TooLarge { transfers });
        }
        let ids = SubmissionView::ids(&views);
        let mut seen = DigestSet::with_capacity_and_hasher(ids.len(), Default::default());
        if let Some(position) = ids.iter().position(|id| !seen.insert(*id)) {
            return Err(InvalidBlock::Twice { position });
        }
        let header = *block.header();
        let fields = header.fields();
        let differs = |field| Err(InvalidBlock::Header { field });
        if fields.submission_count as usize != submissions.len() {
            return differs("submission count");
        }
        if fields.transfer_count as usize != transfers {
            return differs("transfer count");
        }
        if fields.batches_root != merkle::root(&ids) {
            return differs("batches root");
        }
        Ok(Self {
            hash: header.hash(),
            header,
            submissions,
            ids,
        })
    }

    /// A block that was put together here of submissions that were cut apart and hashed before.
    pub fn of_proposal(block: &CommitteeBlock, chosen: Vec<(Digest, Bytes)>) -> Self {
        let header = *block.header();
        let (ids, submissions) = chosen.into_iter().unzip();
        Self {
            hash: header.hash(),
            header,
            submissions,
            ids,
        }
    }

    /// Height.
    pub fn height(&self) -> u64 {
        self.header.height().get()
    }
}

/// Transfers of a submission.
pub fn transfers(view: &SubmissionView<'_>) -> usize {
    match view.header().kind() {
        SubmissionKind::Operation => 0,
        SubmissionKind::Transfer | SubmissionKind::Batch => view.header().record_count(),
    }
}
