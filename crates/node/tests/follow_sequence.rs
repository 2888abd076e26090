//! Goal: a node that follows takes nothing for final that a quorum did not sign, byte for byte, and everything that it did sign.
//! Method: blocks of four validators and of one, signed here as the engine would; one thing altered at a time.

#![allow(missing_docs, reason = "a test has no interface")]

use std::sync::Arc;

use aurigraph_consensus::{BlockLimits, CommitteeBlock};
use aurigraph_node::committee::transfer::wire::BlockParts;
use aurigraph_node::follow::sequence::{Sequence, SequenceError};
use aurigraph_types::block::BlockFields;
use aurigraph_types::certificate::{Certificate, Subject, Vote};
use aurigraph_types::submission::SigningContext;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, BlockHeader, ChainId, Digest, EpochChange, Epochs, Height,
    Scheme, Sequence as Number, SigningKey, Submission, TransferRecord, ValidatorInfo,
    ValidatorSet, merkle,
};
use bytes::Bytes;

const CHAIN: ChainId = ChainId(Digest([3; 32]));
const LIMITS: BlockLimits = BlockLimits {
    body_bytes_max: 1 << 20,
};

struct Network {
    keys: Vec<SigningKey>,
    set: ValidatorSet,
    epoch: u64,
}

impl Network {
    fn new(validators: u8) -> Self {
        let keys: Vec<_> = (1..=validators)
            .map(|number| SigningKey::from_seed(Scheme::Ed25519, &[number; 32]).expect("a seed"))
            .collect();
        let infos = keys.iter().map(|key| ValidatorInfo {
            public_key: key.public_key().clone(),
            voting_power: 1,
        });
        let set = ValidatorSet::new(infos.collect()).expect("a set");
        let epoch = 0;
        Self { keys, set, epoch }
    }

    /// Those that decide after it: the same keys in another order.
    fn next(&self) -> Self {
        let mut network = Self::new(self.keys.len() as u8);
        network.keys.reverse();
        let infos = network.keys.iter().map(|key| ValidatorInfo {
            public_key: key.public_key().clone(),
            voting_power: 1,
        });
        network.set = ValidatorSet::new(infos.collect()).expect("a set");
        network.epoch = self.epoch + 1;
        network
    }

    /// The last block of the epoch: it names those that decide after it.
    fn last_block(&self, parent: &BlockHeader, payload: Digest) -> CommitteeBlock {
        let height = parent.height().get() + 1;
        let submissions = [transfer(height)];
        let named = (self.epoch, self.next().set.root());
        let header = self.header_of(named, height, parent.hash(), &submissions);
        let body = Bytes::copy_from_slice(submissions[0].as_bytes());
        CommitteeBlock::new(header, payload, body)
    }

    fn sequence(&self) -> Sequence {
        let epochs = Epochs::new(CHAIN, self.set.clone());
        Sequence::new(Arc::new(epochs), LIMITS, self.genesis())
    }

    fn genesis(&self) -> BlockHeader {
        self.header(0, Digest::ZERO, &[])
    }

    fn header(&self, height: u64, parent: Digest, submissions: &[Submission]) -> BlockHeader {
        self.header_of((self.epoch, self.set.root()), height, parent, submissions)
    }

    fn header_of(
        &self,
        (epoch, validators_root): (u64, Digest),
        height: u64,
        parent: Digest,
        submissions: &[Submission],
    ) -> BlockHeader {
        let ids: Vec<_> = submissions.iter().map(Submission::id).collect();
        let bytes: usize = submissions.iter().map(|one| one.as_bytes().len()).sum();
        BlockHeader::new(&BlockFields {
            proposer: 0,
            submission_count: submissions.len() as u32,
            transfer_count: submissions.len() as u32,
            body_bytes: bytes as u32,
            height: Height::new(height),
            time_ms: height,
            executed_height: Height::new(height.saturating_sub(1)),
            epoch,
            chain_id: CHAIN,
            parent,
            batches_root: merkle::root(&ids),
            receipts_root: Digest::ZERO,
            state_root: Digest::ZERO,
            validators_root,
        })
    }

    /// A block with one transfer on a header; `payload` is that of the parent, zero in a chain of a single validator.
    fn block(&self, parent: &BlockHeader, payload: Digest) -> CommitteeBlock {
        let height = parent.height().get() + 1;
        let submissions = [transfer(height)];
        let header = self.header(height, parent.hash(), &submissions);
        let body = Bytes::copy_from_slice(submissions[0].as_bytes());
        CommitteeBlock::new(header, payload, body)
    }

    /// Votes of so many validators.
    fn certificate(&self, block: &CommitteeBlock, votes: usize) -> Certificate {
        let header = block.header();
        let (epoch, view) = (self.epoch, header.height().get() * 2);
        let proposal = block.proposal(view - 2);
        let message = proposal.finalize_message(&CHAIN, epoch, view, &header.hash());
        let vote = |(validator, key): (usize, &SigningKey)| {
            let seed: [u8; 32] = key.seed().try_into().expect("32 bytes");
            Vote {
                validator: validator as u16,
                signature: ed25519_zebra::SigningKey::from(seed).sign(&message).into(),
            }
        };
        Certificate {
            epoch,
            view,
            subject: Subject::Proposal(proposal),
            votes: self.keys.iter().enumerate().take(votes).map(vote).collect(),
        }
    }
}

fn transfer(number: u64) -> Submission {
    let key = SigningKey::from_seed(Scheme::Ed25519, &[77; 32]).expect("a seed");
    let context = SigningContext {
        chain_id: CHAIN,
        signer: AccountIndex::new(1),
        sequence: Number::new(number),
        valid_until_height: None,
    };
    let record = TransferRecord::new(
        AccountIndex::new(1),
        AccountIndex::new(2),
        AssetIndex::new(0),
        Amount::new(1),
    );
    Submission::transfer(&key, &context, &record)
}

fn parts(block: &CommitteeBlock, certificate: Option<&Certificate>) -> BlockParts {
    BlockParts {
        block: block.to_bytes(),
        certificate: certificate
            .map(Certificate::encode)
            .unwrap_or_default()
            .into(),
        annex: Bytes::new(),
    }
}

#[test]
fn a_descendants_certificate_makes_all_before_it_final() {
    let network = Network::new(4);
    let mut sequence = network.sequence();
    let first = network.block(&network.genesis(), Digest([1; 32]));
    let second = network.block(first.header(), first.payload());
    let third = network.block(second.header(), second.payload());
    assert_eq!(
        sequence.take(&parts(&first, None)).map(|taken| taken.len()),
        Ok(0)
    );
    assert_eq!(
        sequence
            .take(&parts(&second, None))
            .map(|taken| taken.len()),
        Ok(0)
    );
    let certificate = network.certificate(&third, 3);
    let taken = sequence
        .take(&parts(&third, Some(&certificate)))
        .expect("valid");
    let heights: Vec<_> = taken
        .iter()
        .map(|one| (one.block.header().height().get(), one.certificate.is_some()))
        .collect();
    assert_eq!(heights, [(1, false), (2, false), (3, true)]);
    assert_eq!(taken[2].views(), Some((6, 4)));
    assert_eq!(sequence.next_height(), 4);
}

#[test]
fn a_block_whose_body_was_exchanged_is_not_carried_by_a_descendant() {
    let network = Network::new(4);
    let mut sequence = network.sequence();
    let first = network.block(&network.genesis(), Digest([1; 32]));
    let second = network.block(first.header(), first.payload());
    // The same header, and other signatures under the same submissions.
    let mut body = first.body().to_vec();
    *body.last_mut().expect("a signature") ^= 1;
    let altered = CommitteeBlock::new(*first.header(), *first.parent_payload(), body.into());
    assert!(
        sequence
            .take(&parts(&altered, None))
            .is_ok_and(|taken| taken.is_empty())
    );
    let certificate = network.certificate(&second, 3);
    assert_eq!(
        sequence.take(&parts(&second, Some(&certificate))).map(drop),
        Err(SequenceError::DoesNotFollow {
            height: 2,
            reason: "its parent's payload"
        })
    );
}

#[test]
fn too_few_votes_foreign_votes_and_votes_for_another_block_are_refused() {
    let network = Network::new(4);
    let first = network.block(&network.genesis(), Digest([1; 32]));
    let other = network.block(&network.genesis(), Digest([2; 32]));
    let mut foreign = network.certificate(&first, 3);
    foreign.votes[1].signature[5] ^= 1;
    let mut twice = network.certificate(&first, 3);
    twice.votes[2] = twice.votes[1].clone();
    for wrong in [
        network.certificate(&first, 2),
        network.certificate(&other, 3),
        foreign,
        twice,
    ] {
        let refused = network.sequence().take(&parts(&first, Some(&wrong)));
        assert_eq!(
            refused.map(drop),
            Err(SequenceError::Certificate { height: 1 })
        );
    }
    let right = network.certificate(&first, 3);
    assert!(
        network
            .sequence()
            .take(&parts(&first, Some(&right)))
            .is_ok()
    );
}

#[test]
fn what_does_not_follow_is_refused() {
    let network = Network::new(4);
    let first = network.block(&network.genesis(), Digest([1; 32]));
    let second = network.block(first.header(), first.payload());
    let certificate = network.certificate(&second, 4);
    let refused = network.sequence().take(&parts(&second, Some(&certificate)));
    assert_eq!(
        refused.map(drop),
        Err(SequenceError::DoesNotFollow {
            height: 2,
            reason: "its height"
        })
    );
    let others = Network::new(7);
    let first_of_others = others.block(&others.genesis(), Digest([1; 32]));
    let certificate = others.certificate(&first_of_others, 7);
    let refused = network
        .sequence()
        .take(&parts(&first_of_others, Some(&certificate)));
    assert!(matches!(
        refused.map(drop),
        Err(SequenceError::DoesNotFollow { height: 1, .. })
    ));
    let cut = BlockParts {
        block: first.to_bytes().slice(..300),
        ..parts(&first, None)
    };
    let refused = network.sequence().take(&cut);
    assert_eq!(
        refused.map(drop),
        Err(SequenceError::Malformed { after: 0 })
    );
}

#[test]
fn blocks_that_nobody_certifies_are_not_collected_for_ever() {
    let network = Network::new(4);
    let mut sequence = network.sequence();
    let mut block = network.block(&network.genesis(), Digest([1; 32]));
    for _ in 0..1_024 {
        assert!(
            sequence
                .take(&parts(&block, None))
                .is_ok_and(|taken| taken.is_empty())
        );
        block = network.block(block.header(), block.payload());
    }
    let refused = sequence.take(&parts(&block, None)).map(drop);
    assert_eq!(refused, Err(SequenceError::Uncertified { blocks: 1_025 }));
}

#[test]
fn a_single_validators_blocks_each_need_its_vote() {
    let network = Network::new(1);
    let mut sequence = network.sequence();
    let first = network.block(&network.genesis(), Digest::ZERO);
    let vote = |block: &CommitteeBlock, key: &SigningKey| {
        let header = block.header();
        Certificate::by_single_validator(key, &CHAIN, 0, header.height(), &header.hash())
    };
    let right = vote(&first, &network.keys[0]);
    let foreign = vote(
        &first,
        &SigningKey::from_seed(Scheme::Ed25519, &[9; 32]).expect("a seed"),
    );
    let refused = network.sequence().take(&parts(&first, Some(&foreign)));
    assert_eq!(
        refused.map(drop),
        Err(SequenceError::Certificate { height: 1 })
    );
    // Something else under the same header.
    let mut body = first.body().to_vec();
    body[70] ^= 1;
    let altered = CommitteeBlock::new(*first.header(), Digest::ZERO, body.into());
    let refused = network.sequence().take(&parts(&altered, Some(&right)));
    assert_eq!(
        refused.map(drop),
        Err(SequenceError::Certificate { height: 1 })
    );
    assert_eq!(
        sequence
            .take(&parts(&first, Some(&right)))
            .map(|taken| taken.len()),
        Ok(1)
    );
    // Without a vote the next one carries nothing.
    let second = network.block(first.header(), Digest::ZERO);
    let third = network.block(second.header(), Digest::ZERO);
    assert!(
        sequence
            .take(&parts(&second, None))
            .is_ok_and(|taken| taken.is_empty())
    );
    let vote_for_third = vote(&third, &network.keys[0]);
    let refused = sequence
        .take(&parts(&third, Some(&vote_for_third)))
        .map(drop);
    assert!(
        matches!(refused, Err(SequenceError::DoesNotFollow { height: 3, .. })),
        "{refused:?}"
    );
}

#[test]
fn after_the_last_block_of_an_epoch_only_those_that_it_names_decide() {
    let network = Network::new(4);
    let next = network.next();
    let mut sequence = network.sequence();
    let last = network.last_block(&network.genesis(), Digest([1; 32]));
    // It is final by its own certificate or not at all.
    let refused = network.sequence().take(&parts(&last, None)).map(drop);
    assert!(
        matches!(refused, Err(SequenceError::DoesNotFollow { height: 1, .. })),
        "{refused:?}"
    );
    let certificate = network.certificate(&last, 3);
    assert_eq!(
        sequence
            .take(&parts(&last, Some(&certificate)))
            .map(|taken| taken.len()),
        Ok(1)
    );
    let first = next.block(last.header(), last.payload());
    let certified = parts(&first, Some(&next.certificate(&first, 3)));
    let unknown = Err(SequenceError::UnknownEpoch {
        height: 2,
        epoch: 1,
    });
    assert_eq!(sequence.take(&certified).map(drop), unknown);

    let mut epochs = Epochs::new(CHAIN, network.set.clone());
    let change = EpochChange {
        header: *last.header(),
        certificate,
        validators: next.set.clone(),
    };
    epochs.push(change).expect("it follows");
    sequence.learn(Arc::new(epochs.clone()));
    // Those of before decide nothing any more, neither in their epoch nor in the next.
    let stale = network.block(last.header(), last.payload());
    let refused = sequence
        .take(&parts(&stale, Some(&network.certificate(&stale, 4))))
        .map(drop);
    assert!(
        matches!(refused, Err(SequenceError::DoesNotFollow { height: 2, .. })),
        "{refused:?}"
    );
    let mut foreign = network.certificate(&first, 4);
    foreign.epoch = 1;
    let refused = sequence.take(&parts(&first, Some(&foreign))).map(drop);
    assert_eq!(refused, Err(SequenceError::Certificate { height: 2 }));
    assert_eq!(sequence.take(&certified).map(|taken| taken.len()), Ok(1));

    // With the change known, another block in the place of the last one is refused.
    let mut again = Sequence::new(Arc::new(epochs), LIMITS, network.genesis());
    let other = network.block(&network.genesis(), Digest([1; 32]));
    let refused = again
        .take(&parts(&other, Some(&network.certificate(&other, 4))))
        .map(drop);
    assert!(
        matches!(refused, Err(SequenceError::DoesNotFollow { height: 1, .. })),
        "{refused:?}"
    );
}
