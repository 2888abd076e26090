//! Verifies headers one after the other, until a certificate makes them final. No clock, network or disk.

use std::sync::Arc;

use aurigraph_types::{BlockHeader, Certificate, Epochs};
use bytes::Bytes;

use crate::committee::transfer::wire::BlockParts;
use crate::follow::sequence::{SequenceError, check_epoch};

/// Headers in a row that may be without a certificate of their own.
const UNCERTIFIED_MAX: usize = 1_024;

/// A header that is final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The header.
    pub header: BlockHeader,
    /// Certificate bytes; empty if only a descendant has one.
    pub certificate: Bytes,
}

/// Where a sequence of headers has come to.
pub struct Heads {
    epochs: Arc<Epochs>,
    last: BlockHeader,
    waiting: Vec<Head>,
}

impl Heads {
    /// Goes on after a header that is final.
    pub fn new(epochs: Arc<Epochs>, last: BlockHeader) -> Self {
        Self {
            epochs,
            last,
            waiting: Vec::new(),
        }
    }

    /// Height of the next header to take.
    pub fn next_height(&self) -> u64 {
        self.last.height().get() + 1
    }

    /// Who decides, as far as it is known now.
    pub fn learn(&mut self, epochs: Arc<Epochs>) {
        self.epochs = epochs;
    }

    /// Takes the next header. Returns those that are final by it.
    ///
    /// # Errors
    /// If it is not the next one. [`SequenceError::UnknownEpoch`] changes nothing: who decides it is to be learnt first.
    pub fn take(&mut self, parts: &BlockParts) -> Result<Vec<Head>, SequenceError> {
        let after = self.last.height().get();
        let header =
            BlockHeader::decode(&parts.block).map_err(|_| SequenceError::Malformed { after })?;
        let (fields, last) = (header.fields(), self.last.fields());
        let height = fields.height.get();
        let differs = |reason| Err(SequenceError::DoesNotFollow { height, reason });
        if fields.height != last.height.next() {
            return differs("its height");
        }
        if fields.parent != self.last.hash() {
            return differs("its parent");
        }
        if fields.chain_id != last.chain_id {
            return differs("its chain");
        }
        let is_final = !parts.certificate.is_empty();
        check_epoch(&self.epochs, &header, is_final)?;
        if is_final && !self.is_certified(&header, &parts.certificate) {
            return Err(SequenceError::Certificate { height });
        }
        self.last = header;
        self.waiting.push(Head {
            header,
            certificate: parts.certificate.clone(),
        });
        if is_final {
            return Ok(std::mem::take(&mut self.waiting));
        }
        let blocks = self.waiting.len();
        if blocks > UNCERTIFIED_MAX {
            return Err(SequenceError::Uncertified { blocks });
        }
        Ok(Vec::new())
    }

    fn is_certified(&self, header: &BlockHeader, certificate: &[u8]) -> bool {
        let (epoch, chain) = (self.epochs.of(header.height()), self.epochs.chain());
        let set = &epoch.validators;
        Certificate::decode(certificate).is_ok_and(|certificate| {
            let verified = certificate.verify(set, &chain, header.height(), &header.hash());
            verified.is_ok() && certificate.epoch == epoch.number
        })
    }
}
