//! The block log as the engine sees it: final blocks for validators that missed them.

use std::ops::RangeInclusive;

use aurigraph_consensus::{CommitteeBlock, FinalBlocks};
use aurigraph_storage::LogReader;
use aurigraph_types::certificate::Subject;
use aurigraph_types::proposal::{self, Proposal};
use aurigraph_types::{BlockHeader, Certificate, Digest};
use bytes::Bytes;

/// Blocks in a row without a certificate of their own; more do not happen unless the network is broken for long.
const UNCERTIFIED_MAX: u64 = 1_024;

/// A log of a committee's blocks.
#[derive(Debug)]
pub struct LoggedBlocks(pub LogReader);

/// What is in the log of one block, without its body.
struct Head {
    header: BlockHeader,
    proposal: Option<Proposal>,
    /// A single validator decided it: its votes name no parent.
    is_decided_alone: bool,
}

impl LoggedBlocks {
    fn head(&self, height: u64) -> Option<Head> {
        let stored = self.0.read_header(height).ok().flatten()?;
        let subject = subject_of(stored.certificate());
        Some(Head {
            header: BlockHeader::decode(stored.header()).ok()?,
            proposal: match subject {
                Some(Subject::Proposal(proposal)) => Some(proposal),
                Some(Subject::Block) | None => None,
            },
            is_decided_alone: matches!(subject, Some(Subject::Block)),
        })
    }

    fn body(&self, header: &BlockHeader) -> Option<Bytes> {
        let height = header.height().get();
        match self.0.read(height) {
            Ok(Some(stored)) => {
                let length = header.fields().body_bytes as usize;
                Some(Bytes::copy_from_slice(stored.body().get(..length)?))
            }
            Ok(None) => None,
            Err(error) => {
                tracing::error!(height, %error, "a block cannot be read");
                None
            }
        }
    }

    /// The payload of a block, from its certificate, or else from its bytes and those of its parents.
    fn payload(&self, height: u64) -> Option<Digest> {
        let mut above = Vec::new();
        let mut at = height;
        // Down to a block that says what it follows.
        let mut parent = loop {
            let head = self.head(at)?;
            if let Some(proposal) = head.proposal {
                break payload_of(&head.header, &proposal);
            }
            if at == 0 {
                break genesis_payload(&head.header);
            }
            if above.len() as u64 > UNCERTIFIED_MAX {
                return None;
            }
            above.push(head.header);
            at -= 1;
        };
        for header in above.into_iter().rev() {
            let body_hash = proposal::body_hash(&self.body(&header)?);
            parent = proposal::payload(&header.hash(), &parent, &body_hash);
        }
        Some(parent)
    }
}

fn subject_of(certificate: &[u8]) -> Option<Subject> {
    let certificate = Certificate::decode(certificate).ok()?;
    Some(certificate.subject)
}

fn payload_of(header: &BlockHeader, proposal: &Proposal) -> Digest {
    proposal::payload(
        &header.hash(),
        &proposal.parent_payload,
        &proposal.body_hash,
    )
}

fn genesis_payload(header: &BlockHeader) -> Digest {
    proposal::payload(&header.hash(), &Digest::ZERO, &proposal::body_hash(&[]))
}

impl FinalBlocks for LoggedBlocks {
    fn heights(&self) -> Option<RangeInclusive<u64>> {
        Some(self.0.earliest_height()?..=self.0.latest_height()?)
    }

    fn block(&self, height: u64) -> Option<CommitteeBlock> {
        let head = self.head(height)?;
        let parent = match head.proposal {
            Some(proposal) => proposal.parent_payload,
            None if height == 0 || head.is_decided_alone => Digest::ZERO,
            None => self.payload(height - 1)?,
        };
        let body = self.body(&head.header)?;
        Some(CommitteeBlock::new(head.header, parent, body))
    }

    fn payloads(&self, first: u64) -> Vec<(u64, Digest)> {
        let Some(heights) = self.heights() else {
            return Vec::new();
        };
        let mut payloads = Vec::new();
        let mut before: Option<Digest> = None;
        for height in first.max(*heights.start())..=*heights.end() {
            let Some(head) = self.head(height) else {
                before = None;
                continue;
            };
            before = match (head.proposal, before) {
                (Some(proposal), _) => Some(payload_of(&head.header, &proposal)),
                (None, Some(parent)) => self.body(&head.header).map(|body| {
                    proposal::payload(&head.header.hash(), &parent, &proposal::body_hash(&body))
                }),
                (None, None) => self.payload(height),
            };
            payloads.extend(before.map(|payload| (height, payload)));
        }
        payloads
    }
}
