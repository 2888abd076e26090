//! Journals on the disk.

use aurigraph_types::submission::SigningContext;
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, ChainId, Scheme, Sequence, SigningKey, TransferRecord,
};

use super::*;

fn journal() -> Journal {
    let key = SigningKey::generate(Scheme::Ed25519);
    let record = TransferRecord::new(
        AccountIndex::new(1),
        AccountIndex::new(2),
        AssetIndex::new(0),
        Amount::new(5),
    );
    let batch = |sequence| {
        let context = SigningContext {
            chain_id: ChainId(Digest([3; 32])),
            signer: AccountIndex::new(1),
            sequence: Sequence::new(sequence),
            valid_until_height: None,
        };
        Bytes::from(
            aurigraph_types::Submission::batch(&key, &context, &[record, record]).into_bytes(),
        )
    };
    let head = Head {
        format: FORMAT.to_owned(),
        chain_id: Digest([3; 32]),
        account: 1,
        payments_digest: "ab".to_owned(),
        lines: vec![2, 3, 5, 6],
        skipped: vec![SkippedRow {
            line: 4,
            reason: "the amount is zero".to_owned(),
        }],
        paid_before: vec![PaidBeforeRow {
            line: 7,
            receipt: "ab-0".to_owned(),
            block: Some(3),
        }],
        duplicate_rows: 2,
        finished: None,
    };
    Journal {
        head,
        submissions: vec![batch(1), batch(2)],
    }
}

#[test]
fn a_journal_reads_back_and_damage_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("payments.csv.journal");
    assert_eq!(Journal::read(&path).expect("nothing there"), None);
    let journal = journal();
    journal.write(&path).expect("written");
    assert_eq!(
        Journal::read(&path).expect("readable").as_ref(),
        Some(&journal)
    );
    let bytes = fs::read(&path).expect("readable");
    fs::write(&path, &bytes[..bytes.len() - 1]).expect("written");
    assert!(Journal::read(&path).is_err());
}

#[test]
fn names_are_beside_the_payments_file() {
    let paths = Paths::beside(Path::new("in/payments.csv"));
    assert_eq!(paths.open, Path::new("in/payments.csv.journal"));
    assert_eq!(paths.paid, Path::new("in/payments.csv.paid"));
}

#[test]
fn results_read_back_and_the_journal_of_an_earlier_run_is_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let paths = Paths::beside(&folder.path().join("payments.csv"));
    let made = MadeBatch {
        height: 7,
        is_repeat: false,
        codes: vec![ResultCode::Applied, ResultCode::InsufficientFunds],
    };
    let (first, second) = (journal(), journal());
    for journal in [&first, &second, &second] {
        journal.write(&paths.open).expect("written");
        let finished = journal.with_results(&[Some(made.clone()), None], Path::new("r.csv"));
        mark_as_paid(&paths, &finished).expect("renamed");
        assert!(!paths.open.exists());
    }
    let read = |path: &Path| Journal::read(path).expect("readable").expect("there");
    let kept = read(&folder.path().join("payments.csv.1.paid"));
    assert_eq!(kept.submissions, first.submissions);
    let paid = read(&paths.paid);
    assert_eq!(paid.submissions, second.submissions);
    assert_eq!(paid.results().expect("finished"), [Some(made), None]);
    assert!(!folder.path().join("payments.csv.2.paid").exists());
}

#[test]
fn results_of_other_payments_are_refused_and_the_first_format_is_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("payments.csv.paid");
    journal()
        .with_results(&[None], Path::new("r.csv"))
        .write(&path)
        .expect("written");
    assert!(Journal::read(&path).is_err());

    let mut old = journal();
    old.head.format = FORMAT_WITHOUT_RESULTS.to_owned();
    let mut head = serde_json::to_value(&old.head).expect("serialisable");
    let fields = head.as_object_mut().expect("an object");
    for name in ["paidBefore", "duplicateRows", "finished"] {
        fields.remove(name);
    }
    let bytes = [
        head.to_string().as_bytes(),
        b"\n",
        &old.submissions.concat(),
    ]
    .concat();
    fs::write(&path, bytes).expect("written");
    let read = Journal::read(&path).expect("readable").expect("there");
    assert_eq!((read.lines(), read.results()), (&[2, 3, 5, 6][..], None));
}
