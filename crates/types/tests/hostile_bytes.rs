//! Goal: no bytes from outside can panic, over-allocate or be read as two things.
//! Method: random bytes, and every single-byte change and truncation of valid encodings.

use aurigraph_types::certificate::Certificate;
use aurigraph_types::submission::{SigningContext, SubmissionView};
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, BlockHeader, Genesis, Operation, Scheme, Sequence,
    SigningKey, Submission, TransferRecord,
};
use proptest::prelude::*;

fn batch() -> (SigningKey, Submission) {
    let key = SigningKey::generate(Scheme::Ed25519);
    let context = SigningContext {
        chain_id: Genesis::chain_id(b"g"),
        signer: AccountIndex::new(1),
        sequence: Sequence::new(1),
        valid_until_height: None,
    };
    let record = TransferRecord::new(
        AccountIndex::new(1),
        AccountIndex::new(2),
        AssetIndex::new(0),
        Amount::new(5),
    );
    let submission = Submission::batch(&key, &context, &[record; 4]);
    (key, submission)
}

#[test]
fn every_changed_byte_of_a_submission_is_refused() {
    let (key, submission) = batch();
    for position in 0..submission.as_bytes().len() {
        let mut altered = submission.as_bytes().to_vec();
        altered[position] ^= 0x41;
        let accepted = SubmissionView::decode(&altered).is_ok_and(|view| {
            key.public_key()
                .verify(&view.id(), view.signature())
                .is_ok()
        });
        assert!(!accepted, "byte {position} can be changed");
    }
}

#[test]
fn every_truncation_and_extension_of_a_submission_is_refused() {
    let (_, submission) = batch();
    for length in 0..submission.as_bytes().len() {
        assert!(
            SubmissionView::decode(&submission.as_bytes()[..length]).is_err(),
            "{length} bytes"
        );
    }
    let longer = [submission.as_bytes(), &[0]].concat();
    assert!(SubmissionView::decode(&longer).is_err());
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = SubmissionView::decode(&bytes);
        let _ = BlockHeader::decode(&bytes);
        let _ = Certificate::decode(&bytes);
        if let Ok(operation) = Operation::decode(&bytes) {
            prop_assert_eq!(operation.encode(), bytes);
        }
    }

    #[test]
    fn operations_have_one_encoding(kind in 1_u8..6, rest in proptest::collection::vec(any::<u8>(), 0..12)) {
        let bytes = [&[kind, 0][..], &rest].concat();
        if let Ok(operation) = Operation::decode(&bytes) {
            prop_assert_eq!(operation.encode(), bytes);
        }
    }
}
