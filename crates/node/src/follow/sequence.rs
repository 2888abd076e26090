//! Verifies blocks one after the other, until a certificate makes them final. No clock, network or disk.

use std::sync::Arc;

use aurigraph_consensus::{BlockLimits, CommitteeBlock};
use aurigraph_types::certificate::Subject;
use aurigraph_types::{BlockHeader, Certificate, Digest, Epochs};

use crate::committee::repair::certificate_of;
use crate::committee::transfer::wire::BlockParts;

/// Blocks in a row that may be without a certificate of their own.
const UNCERTIFIED_MAX: usize = 1_024;
/// Bytes of their bodies.
const UNCERTIFIED_BYTES_MAX: usize = 128 * 1024 * 1024;

/// Why a block is not the next one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SequenceError {
    /// It is no block.
    #[error("what came after block {after} cannot be read")]
    Malformed {
        /// The last one that could be read.
        after: u64,
    },
    /// It belongs elsewhere.
    #[error("block {height} does not follow the one before it: {reason}")]
    DoesNotFollow {
        /// Its height.
        height: u64,
        /// What differs.
        reason: &'static str,
    },
    /// Its votes do not verify.
    #[error("the certificate of block {height} is invalid")]
    Certificate {
        /// Its height.
        height: u64,
    },
    /// It is not known who decides it.
    #[error("block {height} is of epoch {epoch}, and its validators are not known here")]
    UnknownEpoch {
        /// Its height.
        height: u64,
        /// Its epoch.
        epoch: u64,
    },
    /// Nobody certifies them.
    #[error("{blocks} blocks in a row have no certificate")]
    Uncertified {
        /// How many.
        blocks: usize,
    },
}

/// A block that is final.
#[derive(Clone, Debug)]
pub struct Certified {
    /// The block.
    pub block: Arc<CommitteeBlock>,
    /// What votes name it by.
    pub payload: Digest,
    /// Votes of a quorum; absent if only a descendant has some.
    pub certificate: Option<Certificate>,
}

/// Where a sequence of blocks has come to.
pub struct Sequence {
    epochs: Arc<Epochs>,
    limits: BlockLimits,
    last: BlockHeader,
    /// Not known before the first block.
    last_payload: Option<Digest>,
    waiting: Vec<Certified>,
    waiting_bytes: usize,
}

impl Sequence {
    /// Goes on after a block that is final.
    pub fn new(epochs: Arc<Epochs>, limits: BlockLimits, last: BlockHeader) -> Self {
        Self {
            epochs,
            limits,
            last,
            last_payload: None,
            waiting: Vec::new(),
            waiting_bytes: 0,
        }
    }

    /// Height of the next block to take.
    pub fn next_height(&self) -> u64 {
        self.last.height().get() + 1
    }

    /// Who decides, as far as it is known now.
    pub fn learn(&mut self, epochs: Arc<Epochs>) {
        self.epochs = epochs;
    }

    /// The latest epoch whose validators it knows.
    pub fn latest_epoch(&self) -> u64 {
        self.epochs.latest().number
    }

    /// Takes the next block. Returns those that are final by it: none while certificates are missing.
    ///
    /// # Errors
    /// If it is not the next block: then [`Self::new`] begins again, with another node's blocks. [`SequenceError::UnknownEpoch`] changes nothing: who decides it is
    /// to be learnt first.
    pub fn take(&mut self, parts: &BlockParts) -> Result<Vec<Certified>, SequenceError> {
        let block = CommitteeBlock::from_bytes(parts.block.clone(), &self.limits).ok_or(
            SequenceError::Malformed {
                after: self.last.height().get(),
            },
        )?;
        let header = *block.header();
        let height = header.height().get();
        let payload = block.payload();
        self.follows(&block)
            .map_err(|reason| SequenceError::DoesNotFollow { height, reason })?;
        check_epoch(&self.epochs, &header, !parts.certificate.is_empty())?;
        let certificate = if parts.certificate.is_empty() {
            None
        } else {
            let certificate = certificate_of(&self.epochs, &block, &parts.certificate);
            Some(certificate.ok_or(SequenceError::Certificate { height })?)
        };
        let is_final = certificate.is_some();
        self.waiting_bytes += block.body().len();
        self.last = header;
        self.last_payload = Some(payload);
        self.waiting.push(Certified {
            block: Arc::new(block),
            payload,
            certificate,
        });
        if is_final {
            self.waiting_bytes = 0;
            return Ok(std::mem::take(&mut self.waiting));
        }
        let blocks = self.waiting.len();
        if blocks > UNCERTIFIED_MAX || self.waiting_bytes > UNCERTIFIED_BYTES_MAX {
            return Err(SequenceError::Uncertified { blocks });
        }
        Ok(Vec::new())
    }

    fn follows(&self, block: &CommitteeBlock) -> Result<(), &'static str> {
        let (fields, last) = (block.header().fields(), self.last.fields());
        if fields.height != last.height.next() {
            return Err("its height");
        }
        if fields.parent != self.last.hash() {
            return Err("its parent");
        }
        if fields.chain_id != last.chain_id {
            return Err("its chain");
        }
        // A single validator's blocks name no payloads.
        let names_payload = *block.parent_payload() != Digest::ZERO;
        if let Some(payload) = self.last_payload
            && names_payload
            && *block.parent_payload() != payload
        {
            return Err("its parent's payload");
        }
        // Through a descendant's certificate a block is known by its payload alone.
        if !self.waiting.is_empty() && !names_payload {
            return Err("its parent's payload");
        }
        Ok(())
    }
}

/// Whether a header belongs to the epoch of its height and names those who decide the next one.
pub(crate) fn check_epoch(
    epochs: &Epochs,
    header: &BlockHeader,
    is_certified: bool,
) -> Result<(), SequenceError> {
    let fields = header.fields();
    let height = fields.height.get();
    let differs = |reason| Err(SequenceError::DoesNotFollow { height, reason });
    let epoch = epochs.of(fields.height);
    if fields.epoch > epoch.number && epoch.number == epochs.latest().number {
        let epoch = fields.epoch;
        return Err(SequenceError::UnknownEpoch { height, epoch });
    }
    if fields.epoch != epoch.number {
        return differs("its epoch");
    }
    let decide_next = epochs.of(fields.height.next());
    let names_them = fields.validators_root == decide_next.validators.root();
    // The last block of the latest epoch hands over to validators that are not known yet; it has a certificate of its own.
    let is_end_unknown =
        decide_next.number == epoch.number && epoch.number == epochs.latest().number;
    let may_hand_over = is_end_unknown && is_certified;
    if !names_them && !may_hand_over {
        return differs("its validators");
    }
    Ok(())
}

impl Certified {
    /// View of the certificate and of its parent, if it is a committee's.
    pub fn views(&self) -> Option<(u64, u64)> {
        let certificate = self.certificate.as_ref()?;
        match certificate.subject {
            Subject::Proposal(proposal) => Some((certificate.view, proposal.parent_view)),
            Subject::Block => None,
        }
    }
}
