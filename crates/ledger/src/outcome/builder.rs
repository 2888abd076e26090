//! The outcome of a block while it is executed.

use aurigraph_types::hash::{LANES, hash_many};
use aurigraph_types::{Digest, Domain};

use super::{BlockOutcome, SubmissionOutcome};
use crate::execute::Applied;

/// Puts a block's outcome together. The receipts of single transfers wait until so many are there that they are hashed side by side, which takes a
/// fifth of the time.
#[derive(Debug, Default)]
pub struct BlockOutcomeBuilder {
    submissions: Vec<SubmissionOutcome>,
    places: Vec<usize>,
    receipts: Vec<[u8; 64]>,
}

impl BlockOutcomeBuilder {
    /// An empty block with room for so many submissions.
    pub fn with_capacity(submissions: usize) -> Self {
        Self {
            submissions: Vec::with_capacity(submissions),
            ..Self::default()
        }
    }

    /// Adds what [`crate::State::apply_in_block`] returned, without its keys.
    pub fn push(&mut self, applied: Applied) {
        if let Some(receipt) = applied.receipt {
            self.places.push(self.submissions.len());
            self.receipts.push(receipt);
        }
        self.submissions.push(applied.outcome);
        if self.receipts.len() == LANES {
            self.hash_receipts();
        }
    }

    /// The outcome of the whole block.
    pub fn finish(mut self) -> BlockOutcome {
        self.hash_receipts();
        BlockOutcome {
            submissions: self.submissions,
        }
    }

    fn hash_receipts(&mut self) {
        let mut roots = [Digest::ZERO; LANES];
        let roots = &mut roots[..self.receipts.len()];
        hash_many(Domain::ReceiptLeaf, &self.receipts, roots);
        for (place, root) in self.places.drain(..).zip(roots) {
            self.submissions[place].receipts_root = *root;
        }
        self.receipts.clear();
    }
}
