//! A key with the account it signs for: gives every submission a sequence of its own.
//!
//! Sequences are handed out once and never taken back. One that was not used leaves a gap, which the ledger allows: it accepts
//! any sequence above the highest applied one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aurigraph_types::submission::SigningContext;
use aurigraph_types::{
    AccountIndex, ChainId, Height, Operation, Sequence, SigningKey, Submission, TransferRecord,
};

/// Signs for one account of one chain. Shared between tasks by reference.
#[derive(Debug)]
pub struct Signer {
    key: Arc<SigningKey>,
    account: AccountIndex,
    chain_id: ChainId,
    next_sequence: AtomicU64,
}

impl Signer {
    /// A signer that continues at `next_sequence` (`nextSequence` of the account).
    pub fn new(
        key: Arc<SigningKey>,
        account: AccountIndex,
        chain_id: ChainId,
        next_sequence: Sequence,
    ) -> Self {
        // Sequences count from 1: 0 would never be accepted.
        let next_sequence = AtomicU64::new(next_sequence.get().max(1));
        Self {
            key,
            account,
            chain_id,
            next_sequence,
        }
    }

    /// Whose account it is.
    pub const fn account(&self) -> AccountIndex {
        self.account
    }

    /// The chain that signatures are bound to.
    pub const fn chain_id(&self) -> ChainId {
        self.chain_id
    }

    /// The key.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The sequence that the next submission gets.
    pub fn next_sequence(&self) -> Sequence {
        Sequence::new(self.next_sequence.load(Ordering::Relaxed))
    }

    /// Signs one transfer under the next sequence.
    pub fn transfer(&self, record: &TransferRecord, valid_until: Option<Height>) -> Submission {
        Submission::transfer(&self.key, &self.take_context(valid_until), record)
    }

    /// Signs a batch under the next sequence.
    ///
    /// # Panics
    /// If there are no records, or more than [`aurigraph_types::limits::BATCH_RECORDS_MAX`].
    pub fn batch(&self, records: &[TransferRecord], valid_until: Option<Height>) -> Submission {
        Submission::batch(&self.key, &self.take_context(valid_until), records)
    }

    /// Signs an operation under the next sequence.
    pub fn operation(&self, operation: &Operation, valid_until: Option<Height>) -> Submission {
        Submission::operation(&self.key, &self.take_context(valid_until), operation)
    }

    /// Takes the next sequence. For callers that build the submission themselves.
    pub fn take_context(&self, valid_until_height: Option<Height>) -> SigningContext {
        let sequence = self.next_sequence.fetch_add(1, Ordering::Relaxed);
        SigningContext {
            chain_id: self.chain_id,
            signer: self.account,
            sequence: Sequence::new(sequence),
            valid_until_height,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aurigraph_types::{Amount, AssetIndex, Digest, Scheme};

    fn signer(next_sequence: u64) -> Signer {
        let key = Arc::new(SigningKey::generate(Scheme::Ed25519));
        let chain_id = ChainId(Digest([7; 32]));
        Signer::new(
            key,
            AccountIndex::new(3),
            chain_id,
            Sequence::new(next_sequence),
        )
    }

    #[test]
    fn every_submission_gets_a_sequence_of_its_own_and_verifies() {
        let signer = signer(0);
        let record = TransferRecord::new(
            AccountIndex::new(3),
            AccountIndex::new(4),
            AssetIndex::new(0),
            Amount::new(5),
        );
        let first = signer.transfer(&record, Some(Height::new(9)));
        let second = signer.batch(&[record, record], None);
        let third = signer.operation(&Operation::RevokeCustody, None);
        for (expected, submission) in [(1, &first), (2, &second), (3, &third)] {
            let view = submission.view();
            assert_eq!(view.header().sequence().get(), expected);
            assert_eq!(view.header().signer(), AccountIndex::new(3));
            signer
                .key()
                .public_key()
                .verify(&view.id(), view.signature())
                .unwrap();
        }
        assert_eq!(
            first.view().header().valid_until_height(),
            Some(Height::new(9))
        );
        assert_eq!(signer.next_sequence(), Sequence::new(4));
    }

    #[test]
    fn threads_never_share_a_sequence() {
        let signer = signer(100);
        let mut taken: Vec<u64> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let take = |_| signer.take_context(None).sequence.get();
                        (0..1_000).map(take).collect::<Vec<_>>()
                    })
                })
                .collect();
            workers
                .into_iter()
                .flat_map(|worker| worker.join().unwrap())
                .collect()
        });
        taken.sort_unstable();
        assert_eq!(taken, (100..4_100).collect::<Vec<_>>());
    }
}
