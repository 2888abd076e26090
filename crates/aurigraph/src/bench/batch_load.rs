//! Load of batches: signers that each have custody of a slice of the accounts, and buffers that are filled once and signed again and
//! again.
//!
//! A buffer keeps its transfers for the whole run; only the sequence in its header and the signature change (and the accounts, when the
//! next signer's turn comes), so the generator's own work is one BLAKE3 pass and one signature a batch. Every second buffer holds the
//! first one's transfers in the opposite direction, and buffers are used in turn, so that balances stay near where they began however
//! long the run is.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use aurigraph_client::Signer;
use aurigraph_types::limits::SUBMISSION_HEADER_BYTES;
use aurigraph_types::submission::unsigned_bytes;
use aurigraph_types::{AccountIndex, Amount, AssetIndex, Domain, SubmissionKind, TransferRecord};
use bytes::{Bytes, BytesMut};
use zerocopy::{FromBytes, IntoBytes};

use super::driver::MessageSource;
use super::picking::Picker;
use super::random::Random;

/// Where signer and sequence stand in a submission's header (`docs/protocol.md`).
const SIGNER_BYTES: std::ops::Range<usize> = 4..8;
const SEQUENCE_BYTES: std::ops::Range<usize> = 8..16;

/// Accounts with consecutive indexes that one signer may debit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountRange {
    /// The first one.
    pub first: AccountIndex,
    /// How many.
    pub count: u32,
}

/// A signer and whom it may debit.
#[derive(Clone)]
pub struct Custody {
    /// Signs every batch.
    pub signer: Arc<Signer>,
    /// Whose accounts it debits: as many as those of every other signer of the load.
    pub accounts: AccountRange,
}

/// Messages of one stream.
pub struct BatchSource {
    /// Its signers, who take turns.
    custodies: Vec<Custody>,
    /// Their numbers by account.
    numbers: HashMap<AccountIndex, usize>,
    /// Messages made so far.
    made: usize,
    /// Buffers that are not in flight, the one that was used longest ago first.
    idle: VecDeque<Bytes>,
    signed_bytes: usize,
}

impl BatchSource {
    /// Fills buffers of `batch_size` transfers of one minor unit for `window` messages in flight. A signer's accounts hold the assets in turn.
    pub fn new(
        custodies: Vec<Custody>,
        assets: &[AssetIndex],
        batch_size: usize,
        window: usize,
        picker: &mut Picker,
        random: &mut Random,
    ) -> Self {
        let first = custodies.first().expect("a load has a signer");
        // Whole pairs, so that every transfer has its opposite.
        let pairs = window.div_ceil(2);
        let mut idle = VecDeque::with_capacity(pairs * 2);
        for _ in 0..pairs {
            let records = random_transfers(first.accounts, assets, batch_size, picker, random);
            let reversed: Vec<_> = records.iter().map(reverse).collect();
            idle.push_back(unsigned_batch(&first.signer, &records));
            idle.push_back(unsigned_batch(&first.signer, &reversed));
        }
        let numbers = custodies.iter().map(|custody| custody.signer.account());
        Self {
            numbers: numbers.zip(0..).collect(),
            custodies,
            made: 0,
            idle,
            signed_bytes: SUBMISSION_HEADER_BYTES + batch_size * size_of::<TransferRecord>(),
        }
    }

    /// Rewrites a buffer for another signer: the same transfers between that one's accounts.
    fn hand_to(&self, custody: &Custody, bytes: &mut [u8]) {
        let held_by = AccountIndex::new(u32::from_le_bytes(
            bytes[SIGNER_BYTES].try_into().expect("four bytes"),
        ));
        let account = custody.signer.account();
        if held_by == account {
            return;
        }
        bytes[SIGNER_BYTES].copy_from_slice(&account.get().to_le_bytes());
        let from = self.custodies[self.numbers[&held_by]].accounts.first.get();
        let to = custody.accounts.first.get();
        let records = &mut bytes[SUBMISSION_HEADER_BYTES..self.signed_bytes];
        let records = <[TransferRecord]>::mut_from_bytes(records);
        for record in records.expect("a batch is made of whole records") {
            for index in [&mut record.debit_account, &mut record.credit_account] {
                *index = (index.get() - from + to).into();
            }
        }
    }
}

impl MessageSource for BatchSource {
    fn next(&mut self) -> Option<Bytes> {
        let buffer = self.idle.pop_front()?;
        // Two in turn for one signer: a buffer and the one with the opposite transfers.
        let custody = self.custodies[self.made / 2 % self.custodies.len()].clone();
        self.made += 1;
        // Copies only in the rare case that a sample of this message is kept.
        let mut bytes = buffer
            .try_into_mut()
            .unwrap_or_else(|shared| BytesMut::from(&shared[..]));
        self.hand_to(&custody, &mut bytes);
        let sequence = custody.signer.take_context(None).sequence;
        bytes[SEQUENCE_BYTES].copy_from_slice(&sequence.get().to_le_bytes());
        let id = Domain::Submission.hash(&bytes[..self.signed_bytes]);
        let signature = custody.signer.key().sign(&id);
        bytes[self.signed_bytes..].copy_from_slice(&signature);
        Some(bytes.freeze())
    }

    fn give_back(&mut self, spent: Bytes) {
        self.idle.push_back(spent);
    }
}

fn random_transfers(
    accounts: AccountRange,
    assets: &[AssetIndex],
    count: usize,
    picker: &mut Picker,
    random: &mut Random,
) -> Vec<TransferRecord> {
    let account = |number: u32| AccountIndex::new(accounts.first.get() + number);
    (0..count)
        .map(|_| {
            let (debit, credit) = picker.pair(random);
            let kinds = assets.len() as u32;
            let credit = holder_of_the_same(debit, credit, kinds, accounts.count);
            let asset = assets[(debit % kinds) as usize];
            TransferRecord::new(account(debit), account(credit), asset, Amount::new(1))
        })
        .collect()
}

/// The account next to `credit` that holds the same asset as `debit`, and is another one. There are two of each at least.
fn holder_of_the_same(debit: u32, credit: u32, assets: u32, accounts: u32) -> u32 {
    let next_to = credit - credit % assets + debit % assets;
    let holder = if next_to < accounts {
        next_to
    } else {
        next_to - assets
    };
    match holder {
        own if own != debit => own,
        own if own + assets < accounts => own + assets,
        own => own - assets,
    }
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
    use crate::bench::settings::Skew;

    const ASSET: AssetIndex = AssetIndex::new(1);

    fn custody(scheme: Scheme, account: u32, first: u32, count: u32) -> Custody {
        Custody {
            signer: Arc::new(Signer::new(
                Arc::new(SigningKey::generate(scheme)),
                AccountIndex::new(account),
                ChainId(Digest([7; 32])),
                Sequence::new(9),
            )),
            accounts: AccountRange {
                first: AccountIndex::new(first),
                count,
            },
        }
    }

    fn source(
        custodies: Vec<Custody>,
        batch_size: usize,
        window: usize,
        skew: Skew,
    ) -> BatchSource {
        let mut picker = Picker::new(skew, custodies[0].accounts.count);
        let random = &mut Random::seeded();
        BatchSource::new(custodies, &[ASSET], batch_size, window, &mut picker, random)
    }

    #[test]
    fn every_message_is_a_valid_batch_with_a_sequence_of_its_own() {
        for scheme in [Scheme::Ed25519, Scheme::MlDsa65] {
            let custody = custody(scheme, 4, 5, 100);
            let signer = Arc::clone(&custody.signer);
            let mut source = source(vec![custody], 50, 3, Skew::Zipf);
            for sequence in 9..15 {
                let message = source.next().expect("a buffer comes back each time");
                let view = SubmissionView::decode(&message).expect("well-formed");
                assert_eq!(view.header().sequence().get(), sequence);
                assert_eq!(view.records().len(), 50);
                for record in view.records() {
                    assert_ne!(record.debit(), record.credit());
                    assert_eq!(record.asset_index(), ASSET);
                }
                let key = signer.key().public_key();
                key.verify(&view.id(), view.signature()).expect("signed");
                source.give_back(message);
            }
        }
    }

    #[test]
    fn signers_take_turns_and_each_moves_money_between_its_own_accounts_only() {
        let custodies = vec![
            custody(Scheme::Ed25519, 1, 10, 5),
            custody(Scheme::Ed25519, 2, 15, 5),
            custody(Scheme::Ed25519, 3, 20, 5),
        ];
        let keys: Vec<_> = custodies
            .iter()
            .map(|custody| custody.signer.key().public_key().clone())
            .collect();
        let mut source = source(custodies, 30, 2, Skew::Uniform);
        let mut balances = [0_i64; 25];
        for number in 0..12 {
            let message = source.next().expect("a buffer comes back each time");
            let view = SubmissionView::decode(&message).expect("well-formed");
            let turn = number / 2 % 3;
            assert_eq!(view.header().signer().usize(), turn + 1);
            // The second round has two more sequences.
            let sequence = 9 + number / 6 * 2 + number % 2;
            assert_eq!(view.header().sequence().get(), sequence as u64);
            keys[turn]
                .verify(&view.id(), view.signature())
                .expect("signed by the signer that the header names");
            let own = 10 + turn * 5..15 + turn * 5;
            for record in view.records() {
                assert!(own.contains(&record.debit().usize()));
                assert!(own.contains(&record.credit().usize()));
                balances[record.debit().usize()] -= 1;
                balances[record.credit().usize()] += 1;
            }
            source.give_back(message);
        }
        assert_eq!(balances, [0; 25]);
    }

    #[test]
    fn whoever_pays_and_is_paid_holds_the_same_asset() {
        for (accounts, assets) in [(10, 1), (10, 3), (11, 5), (10, 5)] {
            for debit in 0..accounts {
                for credit in (0..accounts).filter(|credit| *credit != debit) {
                    let holder = holder_of_the_same(debit, credit, assets, accounts);
                    assert!(holder < accounts && holder != debit);
                    assert_eq!(holder % assets, debit % assets);
                    assert!(assets > 1 || holder == credit);
                }
            }
        }
    }

    #[test]
    fn two_messages_together_change_no_balance_even_with_one_in_flight() {
        let mut source = source(
            vec![custody(Scheme::Ed25519, 40, 0, 10)],
            20,
            1,
            Skew::Uniform,
        );
        let mut balances = [0_i64; 10];
        for _ in 0..4 {
            let message = source.next().expect("a buffer comes back each time");
            let view = SubmissionView::decode(&message).expect("well-formed");
            for record in view.records() {
                balances[record.debit().usize()] -= 1;
                balances[record.credit().usize()] += 1;
            }
            source.give_back(message);
        }
        assert_eq!(balances, [0; 10]);
    }
}
