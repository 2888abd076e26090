//! Goal: the outcome of a block is read back as it was written, and no other bytes are read as an outcome.
//! Method: round trips of true outcomes, every altered byte and truncation of one, random bytes, and a frozen vector. Write the vector again,
//! after an intended change of format, with `AURIGRAPH_WRITE_VECTORS=1 cargo test --release -p aurigraph-ledger --test annex`.

mod common;

use aurigraph_ledger::outcome::ANNEX_VERSION;
use aurigraph_ledger::{BlockOutcome, SubmissionOutcome};
use aurigraph_types::{AccountIndex, Digest, Height, Operation, ResultCode, SubmissionKind};
use common::model::Model;
use common::steps::steps;
use common::{Content, EUR, GOLD, Intent, TREASURY, apply, fresh_state, key, record};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A transfer, a batch with refused records, an applied and a refused operation.
fn outcome() -> BlockOutcome {
    let mut state = fresh_state();
    let batch = (0..70)
        .map(|number| {
            record(
                TREASURY,
                number % 22,
                EUR + GOLD * (number % 2),
                u64::from(number % 5),
            )
        })
        .collect();
    let freeze = Operation::SetFrozen {
        account: AccountIndex::new(3),
        frozen: true,
    };
    let intents = [
        Intent::new(TREASURY, 1, Content::Transfer(record(TREASURY, 1, EUR, 5))),
        Intent::new(TREASURY, 1, Content::Transfer(record(TREASURY, 1, EUR, 5))),
        Intent::new(TREASURY, 2, Content::Batch(batch)),
        Intent::new(TREASURY, 3, Content::Operation(freeze.clone())),
        Intent::new(5, 1, Content::Operation(freeze)),
    ];
    let submissions = intents
        .iter()
        .map(|intent| apply(&mut state, &intent.sign_as_genesis_account(), 7).outcome)
        .collect();
    BlockOutcome { submissions }
}

#[test]
fn an_annex_is_the_frozen_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/annex.json");
    let outcome = outcome();
    let bytes = outcome.encode(Height::new(7));
    let current = json!({
        "height": 7, "bytes": hex::encode(&bytes), "receiptsRoot": outcome.receipts_root(), "batchesRoot": outcome.batches_root(),
        "rejected": outcome.submissions.iter().map(|submission| submission.rejected.len()).collect::<Vec<_>>(),
    });
    if std::env::var_os("AURIGRAPH_WRITE_VECTORS").is_some() {
        std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors"))
            .expect("a folder can be made");
        let text = serde_json::to_string_pretty(&current).expect("JSON") + "\n";
        std::fs::write(path, text).expect("the vectors folder is writable");
    }
    let frozen: Value =
        serde_json::from_slice(&std::fs::read(path).expect("the vector is committed"))
            .expect("JSON");
    assert_eq!(current, frozen);
    assert_eq!(BlockOutcome::decode(&bytes), Ok((Height::new(7), outcome)));
}

#[test]
fn the_annex_of_an_empty_block_has_sixteen_bytes() {
    let bytes = BlockOutcome::default().encode(Height::new(9));
    assert_eq!(bytes.len(), 16);
    assert_eq!(
        BlockOutcome::decode(&bytes),
        Ok((Height::new(9), BlockOutcome::default()))
    );
}

#[test]
fn every_truncation_and_extension_is_refused() {
    let bytes = outcome().encode(Height::new(7));
    for length in 0..bytes.len() {
        assert!(
            BlockOutcome::decode(&bytes[..length]).is_err(),
            "{length} bytes"
        );
    }
    assert!(BlockOutcome::decode(&[bytes.as_slice(), &[0]].concat()).is_err());
}

#[test]
fn every_altered_bit_is_refused_or_is_another_outcome() {
    let bytes = outcome().encode(Height::new(7));
    for position in 0..bytes.len() {
        for bit in 0..8 {
            let mut altered = bytes.clone();
            altered[position] ^= 1 << bit;
            check_bytes(&altered);
        }
    }
}

/// Bytes that decode are the only bytes of that outcome, and it is one that the rest of the program can work with.
fn check_bytes(bytes: &[u8]) {
    let Ok((height, outcome)) = BlockOutcome::decode(bytes) else {
        return;
    };
    assert_eq!(
        outcome.encode(height),
        bytes,
        "one outcome, one byte string"
    );
    for submission in &outcome.submissions {
        assert!(submission.applied_count() <= submission.receipt_count);
        let refused = (0..submission.receipt_count.min(100))
            .filter(|&index| !submission.code(index).is_applied());
        assert!(refused.count() <= submission.rejected.len());
        assert_eq!(
            submission.operation.is_some(),
            submission.kind == SubmissionKind::Operation
        );
    }
}

/// The bytes of one submission's outcome, with what it is worth to alter.
fn refusal(change: impl FnOnce(&mut SubmissionOutcome)) -> String {
    let mut outcome = outcome();
    outcome.submissions.remove(0);
    change(&mut outcome.submissions[1]);
    BlockOutcome::decode(&outcome.encode(Height::new(7)))
        .expect_err("refused")
        .to_string()
}

#[test]
fn outcomes_that_cannot_be_are_refused() {
    assert!(refusal(|batch| batch.rejected.swap(0, 1)).contains("record index"));
    assert!(refusal(|batch| batch.rejected[1] = batch.rejected[0]).contains("record index"));
    assert!(
        refusal(|batch| batch.rejected.last_mut().expect("some").0 = 70).contains("record index")
    );
    assert!(refusal(|batch| batch.rejected[0].1 = ResultCode::Applied).contains("result code"));
    assert!(refusal(|batch| batch.receipt_count = 0).contains("receipt count"));
    assert!(refusal(|batch| batch.receipt_count = 65_537).contains("receipt count"));
    assert!(refusal(|batch| batch.kind = SubmissionKind::Transfer).contains("receipt count"));
}

#[test]
fn an_operation_must_agree_with_its_receipt() {
    for (number, rejected) in [
        (3, vec![(0, ResultCode::NotAuthorised)]),
        (4, vec![]),
        (4, vec![(0, ResultCode::UnknownAccount)]),
    ] {
        let mut outcome = outcome();
        outcome.submissions[number].rejected = rejected;
        let error = BlockOutcome::decode(&outcome.encode(Height::new(7))).expect_err("refused");
        assert!(error.to_string().contains("result code"), "{error}");
    }
}

#[test]
fn a_huge_count_allocates_nothing() {
    let mut bytes = ANNEX_VERSION.to_le_bytes().to_vec();
    bytes.extend_from_slice(&[0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
    bytes.extend_from_slice(&[0; 8]);
    assert!(BlockOutcome::decode(&bytes).is_err());
    bytes.extend_from_slice(&Digest::ZERO.0);
    bytes.extend_from_slice(&Digest::ZERO.0);
    bytes.extend_from_slice(&[2, 0, 0, 0, 0, 0, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
    assert!(BlockOutcome::decode(&bytes).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn true_outcomes_are_read_back(history in proptest::collection::vec(steps(), 0..20), height in any::<u64>()) {
        let (mut state, mut model) = (fresh_state(), Model::from_genesis());
        let mut outcome = BlockOutcome::default();
        for step in &history {
            let intent = step.resolve(&model, 5);
            let submission = intent.sign(key(model.accounts[intent.signer as usize].key_number));
            model.apply(&intent, 5);
            outcome.submissions.push(apply(&mut state, &submission, 5).outcome);
        }
        let bytes = outcome.encode(Height::new(height));
        prop_assert_eq!(BlockOutcome::decode(&bytes), Ok((Height::new(height), outcome)));
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        check_bytes(&bytes);
        // With a true beginning more of the decoder is reached.
        let mut begun = vec![1, 0, 0, 0, 3, 0, 0, 0];
        begun.extend_from_slice(&bytes);
        check_bytes(&begun);
    }

    #[test]
    fn random_changes_never_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = outcome().encode(Height::new(7));
        for (position, value) in changes {
            let position = position.index(bytes.len());
            bytes[position] = value;
        }
        check_bytes(&bytes);
    }
}
