//! Load of batches: one signer, who has custody of all accounts, and buffers that are filled once and signed again and again.
//!
//! A buffer keeps its transfers for the whole run; only the sequence in its header and the signature change, so the generator's
//! own work is one BLAKE3 pass and one signature a batch. Every second buffer holds the first one's transfers in the opposite
//! direction, so that balances stay near where they began however long the run is.

use std::sync::Arc;

use aurigraph_client::Signer;
use aurigraph_types::limits::SUBMISSION_HEADER_BYTES;
use aurigraph_types::submission::unsigned_bytes;
use aurigraph_types::{AccountIndex, Amount, AssetIndex, Domain, SubmissionKind, TransferRecord};
use bytes::{Bytes, BytesMut};
use zerocopy::IntoBytes;

use super::driver::MessageSource;
use super::random::Random;

/// Where the sequence stands in a submission's header (`docs/protocol.md`).
const SEQUENCE_BYTES: std::ops::Range<usize> = 8..16;

/// Messages of one thread.
pub struct BatchSource {
    signer: Arc<Signer>,
    /// Buffers that were never sent.
    fresh: Vec<Bytes>,
    signed_bytes: usize,
}

/// Accounts with consecutive indexes that one signer may debit.
#[derive(Clone, Copy, Debug)]
pub struct AccountRange {
    /// The first one.
    pub first: AccountIndex,
    /// How many.
    pub count: u32,
}

impl AccountRange {
    fn pick(&self, random: &mut Random) -> AccountIndex {
        AccountIndex::new(self.first.get() + random.below(self.count))
    }
}

impl BatchSource {
    /// Fills `window` buffers of `batch_size` transfers of one minor unit between random accounts.
    pub fn new(
        signer: Arc<Signer>,
        accounts: AccountRange,
        asset: AssetIndex,
        batch_size: usize,
        window: usize,
        random: &mut Random,
    ) -> Self {
        let mut fresh = Vec::with_capacity(window + 1);
        while fresh.len() < window {
            let records = random_transfers(accounts, asset, batch_size, random);
            let reversed: Vec<_> = records.iter().map(reverse).collect();
            fresh.push(unsigned_batch(&signer, &records));
            fresh.push(unsigned_batch(&signer, &reversed));
        }
        fresh.truncate(window);
        Self {
            signer,
            fresh,
            signed_bytes: SUBMISSION_HEADER_BYTES + batch_size * size_of::<TransferRecord>(),
        }
    }
}

impl MessageSource for BatchSource {
    fn next(&mut self, spent: Option<Bytes>) -> Option<Bytes> {
        // Either a buffer came back, or there is one that was not sent yet: there are as many as may be in flight.
        let buffer = spent.or_else(|| self.fresh.pop())?;
        // Copies only in the rare case that a sample of this message is kept.
        let mut bytes = buffer
            .try_into_mut()
            .unwrap_or_else(|shared| BytesMut::from(&shared[..]));
        let sequence = self.signer.take_context(None).sequence;
        bytes[SEQUENCE_BYTES].copy_from_slice(&sequence.get().to_le_bytes());
        let id = Domain::Submission.hash(&bytes[..self.signed_bytes]);
        let signature = self.signer.key().sign(&id);
        bytes[self.signed_bytes..].copy_from_slice(&signature);
        Some(bytes.freeze())
    }
}

fn random_transfers(
    accounts: AccountRange,
    asset: AssetIndex,
    count: usize,
    random: &mut Random,
) -> Vec<TransferRecord> {
    (0..count)
        .map(|_| {
            let debit = accounts.pick(random);
            let credit = loop {
                let other = accounts.pick(random);
                if other != debit {
                    break other;
                }
            };
            TransferRecord::new(debit, credit, asset, Amount::new(1))
        })
        .collect()
}

fn reverse(record: &TransferRecord) -> TransferRecord {
    TransferRecord::new(
        record.credit(),
        record.debit(),
        record.asset_index(),
        record.amount(),
    )
}

/// Header, records and room for the signature. The sequence is set when it is signed.
fn unsigned_batch(signer: &Signer, records: &[TransferRecord]) -> Bytes {
    let scheme = signer.key().scheme();
    let context = aurigraph_types::submission::SigningContext {
        chain_id: signer.chain_id(),
        signer: signer.account(),
        sequence: signer.next_sequence(),
        valid_until_height: None,
    };
    let mut bytes = unsigned_bytes(
        scheme,
        &context,
        SubmissionKind::Batch,
        records.len(),
        records.as_bytes(),
    );
    bytes.resize(bytes.len() + scheme.signature_bytes(), 0);
    Bytes::from(bytes)
}

#[cfg(test)]
mod tests {
    use aurigraph_types::submission::SubmissionView;
    use aurigraph_types::{ChainId, Digest, Scheme, Sequence, SigningKey};

    use super::*;

    #[test]
    fn every_message_is_a_valid_batch_with_a_sequence_of_its_own() {
        for scheme in [Scheme::Ed25519, Scheme::MlDsa65] {
            let key = Arc::new(SigningKey::generate(scheme));
            let chain = ChainId(Digest([7; 32]));
            let signer = Arc::new(Signer::new(
                Arc::clone(&key),
                AccountIndex::new(4),
                chain,
                Sequence::new(9),
            ));
            let accounts = AccountRange {
                first: AccountIndex::new(5),
                count: 100,
            };
            let mut source = BatchSource::new(
                signer,
                accounts,
                AssetIndex::new(1),
                50,
                3,
                &mut Random::seeded(),
            );
            let mut spent = None;
            for sequence in 9..15 {
                let message = source
                    .next(spent.take())
                    .expect("a buffer comes back each time");
                let view = SubmissionView::decode(&message).expect("well-formed");
                assert_eq!(view.header().sequence().get(), sequence);
                assert_eq!(view.records().len(), 50);
                assert!(
                    view.records()
                        .iter()
                        .all(|record| record.debit() != record.credit())
                );
                key.public_key()
                    .verify(&view.id(), view.signature())
                    .expect("signed");
                spent = Some(message);
            }
        }
    }

    #[test]
    fn two_buffers_together_change_no_balance() {
        let key = Arc::new(SigningKey::generate(Scheme::Ed25519));
        let signer = Arc::new(Signer::new(
            key,
            AccountIndex::new(4),
            ChainId(Digest([7; 32])),
            Sequence::new(1),
        ));
        let accounts = AccountRange {
            first: AccountIndex::new(0),
            count: 10,
        };
        let mut source = BatchSource::new(
            signer,
            accounts,
            AssetIndex::new(0),
            20,
            2,
            &mut Random::seeded(),
        );
        let mut balances = [0_i64; 10];
        while let Some(message) = source.next(None) {
            for record in SubmissionView::decode(&message)
                .expect("well-formed")
                .records()
            {
                balances[record.debit().usize()] -= 1;
                balances[record.credit().usize()] += 1;
            }
        }
        assert_eq!(balances, [0; 10]);
    }
}
