//! Goal: who decides now follows from the genesis file through changes that those before certified, and through nothing else.
//! Method: three changes signed here; one thing altered at a time.

#![allow(missing_docs, reason = "a test has no interface")]

use aurigraph_types::block::BlockFields;
use aurigraph_types::certificate::{Subject, Vote};
use aurigraph_types::epoch::EpochError;
use aurigraph_types::proposal::Proposal;
use aurigraph_types::{
    BlockHeader, Certificate, ChainId, Digest, EpochChange, Epochs, Height, Scheme, SigningKey,
    ValidatorInfo, ValidatorSet,
};

const CHAIN: ChainId = ChainId(Digest([5; 32]));

fn keys(epoch: u64) -> Vec<SigningKey> {
    let seed = |number: u64| [(epoch * 10 + number + 1) as u8; 32];
    (0..4)
        .map(|number| SigningKey::from_seed(Scheme::Ed25519, &seed(number)).expect("a seed"))
        .collect()
}

fn set(epoch: u64) -> ValidatorSet {
    let infos = keys(epoch).into_iter().map(|key| ValidatorInfo {
        public_key: key.public_key().clone(),
        voting_power: 1,
    });
    ValidatorSet::new(infos.collect()).expect("a set")
}

fn header(epoch: u64, height: u64) -> BlockHeader {
    BlockHeader::new(&BlockFields {
        proposer: 0,
        submission_count: 0,
        transfer_count: 0,
        body_bytes: 0,
        height: Height::new(height),
        time_ms: height,
        executed_height: Height::new(height - 1),
        epoch,
        chain_id: CHAIN,
        parent: Digest([1; 32]),
        batches_root: Digest::ZERO,
        receipts_root: Digest::ZERO,
        state_root: Digest::ZERO,
        validators_root: set(epoch + 1).root(),
    })
}

fn certificate(header: &BlockHeader, epoch: u64, signers: u64, votes: usize) -> Certificate {
    let proposal = Proposal {
        parent_view: 6,
        parent_payload: Digest([2; 32]),
        body_hash: Digest([3; 32]),
    };
    let message = proposal.finalize_message(&CHAIN, epoch, 7, &header.hash());
    let vote = |(validator, key): (usize, &SigningKey)| Vote {
        validator: validator as u16,
        signature: key.sign_bytes(&message).try_into().expect("64 bytes"),
    };
    Certificate {
        epoch,
        view: 7,
        subject: Subject::Proposal(proposal),
        votes: keys(signers)
            .iter()
            .enumerate()
            .take(votes)
            .map(vote)
            .collect(),
    }
}

/// Ends an epoch with a block of a height.
fn change(epoch: u64, height: u64) -> EpochChange {
    let header = header(epoch, height);
    EpochChange {
        certificate: certificate(&header, epoch, epoch, 3),
        header,
        validators: set(epoch + 1),
    }
}

fn changes() -> Vec<EpochChange> {
    vec![change(0, 100), change(1, 200), change(2, 300)]
}

fn known(count: usize) -> Epochs {
    let mut epochs = Epochs::new(CHAIN, set(0));
    epochs.extend(&changes()[..count]).expect("they follow");
    epochs
}

#[test]
fn each_height_has_the_validators_that_decide_it() {
    let epochs = known(3);
    let expected = [
        (1, 0),
        (100, 0),
        (101, 1),
        (200, 1),
        (201, 2),
        (300, 2),
        (301, 3),
        (9_999, 3),
    ];
    for (height, number) in expected {
        assert_eq!(
            epochs.of(Height::new(height)).number,
            number,
            "height {height}"
        );
        assert_eq!(epochs.validators(Height::new(height)), &set(number));
    }
    assert_eq!(known(1).latest().number, 1);
    assert_eq!(epochs.get(4), None);
}

#[test]
fn what_is_written_is_read_and_verified_again() {
    let bytes = known(3).encode();
    let read = Epochs::decode_changes(&bytes).expect("they can be read");
    let mut again = known(1);
    again.extend(&read).expect("they follow");
    assert_eq!(again, known(3));
    for length in 0..bytes.len() {
        assert!(
            Epochs::decode_changes(&bytes[..length]).is_err(),
            "{length} bytes"
        );
    }
    assert!(Epochs::decode_changes(&[&bytes[..], &[0]].concat()).is_err());
}

#[test]
fn nobody_hands_over_but_those_who_decide() {
    let good = change(1, 200);
    let is_refused = |altered: EpochChange| {
        let mut epochs = known(1);
        let refused = epochs.push(altered);
        assert_eq!(epochs, known(1), "nothing is changed by what is refused");
        refused.expect_err("it is refused")
    };
    // Those who come, those who went, and too few.
    for (signers, votes) in [(2, 3), (0, 3), (1, 2)] {
        let certificate = certificate(&good.header, 1, signers, votes);
        let refused = is_refused(EpochChange {
            certificate,
            ..good.clone()
        });
        assert!(
            matches!(refused, EpochError::Certificate { epoch: 1, .. }),
            "{refused}"
        );
    }
    let mut of_other_epoch = good.clone();
    of_other_epoch.certificate.epoch = 2;
    let mut of_the_header_alone = good.clone();
    of_the_header_alone.certificate.subject = Subject::Block;
    let others = EpochChange {
        validators: set(7),
        ..good.clone()
    };
    let altered = [
        of_other_epoch,
        of_the_header_alone,
        others,
        // Of a later epoch, of an earlier one, and in an earlier one.
        change(2, 300),
        change(0, 100),
        change(1, 100),
    ];
    for altered in altered {
        let refused = is_refused(altered);
        assert!(
            matches!(refused, EpochError::DoesNotFollow { epoch: 1, .. }),
            "{refused}"
        );
    }
    let mut elsewhere = Epochs::new(ChainId(Digest([6; 32])), set(0));
    assert!(elsewhere.push(change(0, 100)).is_err());
    assert!(known(1).push(good).is_ok());
}
