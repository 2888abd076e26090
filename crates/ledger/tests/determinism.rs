//! Goal: the same blocks give the same roots, however the work is divided.
//! Method: random histories are signed once and then applied as bytes: twice, with a commit after every submission, from a snapshot taken in
//! the middle, and beside a clone that goes another way. State root, receipts root and outcomes are equal wherever they must be.

mod common;

use aurigraph_ledger::snapshot::Sections;
use aurigraph_ledger::{BlockOutcome, State};
use aurigraph_types::submission::SubmissionView;
use aurigraph_types::{Digest, Domain, Height, Submission};
use common::model::Model;
use common::steps::{Step, steps};
use common::{Content, EUR, Intent, TREASURY, apply, fresh_state, key, record};
use proptest::prelude::*;

/// Blocks of submissions back to back, as a block's body holds them, from height 1.
type Bodies = Vec<Vec<u8>>;

/// State root and outcome of every height.
type Results = Vec<(Digest, BlockOutcome)>;

/// Signs a history.
fn bodies(history: &[Step]) -> Bodies {
    let mut model = Model::from_genesis();
    let mut bodies = vec![Vec::new()];
    for step in history {
        if step.begins_block {
            bodies.push(Vec::new());
        }
        let height = bodies.len() as u64;
        let intent = step.resolve(&model, height);
        let submission = intent.sign(key(model.accounts[intent.signer as usize].key_number));
        model.apply(&intent, height);
        bodies
            .last_mut()
            .expect("never empty")
            .extend(submission.into_bytes());
    }
    bodies
}

/// Applies bodies from a height upwards; `commit_each` commits after every submission besides at the end of a block.
fn run(state: &mut State, bodies: &[Vec<u8>], first_height: u64, commit_each: bool) -> Results {
    let mut results = Vec::new();
    for (height, body) in (first_height..).zip(bodies) {
        let mut outcome = BlockOutcome::default();
        let mut rest = body.as_slice();
        while !rest.is_empty() {
            let (view, after) = SubmissionView::split(rest).expect("well-formed");
            outcome
                .submissions
                .push(state.apply(&view, view.id(), Height::new(height)).outcome);
            if commit_each {
                state.commit();
            }
            rest = after;
        }
        results.push((state.commit(), outcome));
    }
    results
}

fn restore(sections: &Sections) -> State {
    let find = |name: &str| {
        sections
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, bytes)| bytes.as_slice())
    };
    State::from_sections(&common::validators(), find).expect("a true snapshot")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_blocks_give_the_same_roots(history in proptest::collection::vec(steps(), 1..50), cut in any::<prop::sample::Index>()) {
        let bodies = bodies(&history);
        let mut state = fresh_state();
        let results = run(&mut state, &bodies, 1, false);
        for (root, outcome) in &results {
            prop_assert_eq!(outcome.receipts_root(), naive_receipts_root(outcome));
            prop_assert_ne!(*root, Digest::ZERO);
        }

        prop_assert_eq!(&run(&mut fresh_state(), &bodies, 1, false), &results, "twice");
        prop_assert_eq!(&run(&mut fresh_state(), &bodies, 1, true), &results, "with a commit after every submission");

        let cut = cut.index(bodies.len() + 1);
        let (early, late) = bodies.split_at(cut);
        let mut first = fresh_state();
        run(&mut first, early, 1, false);
        let snapshot = first.to_sections();
        let mut restored = restore(&snapshot);
        prop_assert_eq!(restored.root(), first.root());
        prop_assert_eq!(&run(&mut restored, late, cut as u64 + 1, false), &results[cut..], "from a snapshot after {} blocks", cut);
        prop_assert_eq!(restored.to_sections(), state.to_sections());

        let mut clone = first.clone();
        run(&mut clone, late, cut as u64 + 1, false);
        prop_assert_eq!(first.to_sections(), snapshot, "a clone goes its own way");
        prop_assert_eq!(clone.to_sections(), state.to_sections());
    }
}

/// docs/protocol.md, "Hashing" and "Merkle trees", literally.
fn naive_receipts_root(outcome: &BlockOutcome) -> Digest {
    let mut level: Vec<Digest> = outcome
        .submissions
        .iter()
        .map(|submission| {
            let mut bytes = submission.id.0.to_vec();
            bytes.extend_from_slice(&[submission.kind.as_u8(), 0, 0, 0]);
            bytes.extend_from_slice(&submission.receipt_count.to_le_bytes());
            bytes.extend_from_slice(&submission.receipts_root.0);
            Domain::Entry.hash(&bytes)
        })
        .collect();
    let mut empty = Digest::ZERO;
    while level.len() > 1 {
        level.resize(level.len().next_multiple_of(2), empty);
        level = level
            .chunks(2)
            .map(|pair| Domain::Node.hash(&[pair[0].0, pair[1].0].concat()))
            .collect();
        empty = Domain::Node.hash(&[empty.0, empty.0].concat());
    }
    level.first().copied().unwrap_or(Digest::ZERO)
}

fn pay(sequence: u64, amount: u64) -> Submission {
    Intent::new(
        TREASURY,
        sequence,
        Content::Transfer(record(TREASURY, 1, EUR, amount)),
    )
    .sign_as_genesis_account()
}

#[test]
fn the_order_of_submissions_matters_to_the_receipts_but_a_repeated_commit_to_nothing() {
    let (first, second) = (pay(1, 5), pay(2, 6));
    let run = |order: [&Submission; 2]| {
        let mut state = fresh_state();
        let submissions = order
            .map(|submission| apply(&mut state, submission, 1).outcome)
            .to_vec();
        let root = state.commit();
        assert_eq!(state.commit(), root);
        (root, BlockOutcome { submissions }.receipts_root())
    };
    let (there, back) = (run([&first, &second]), run([&second, &first]));
    assert_eq!(there.0, back.0, "the same balances and sequences");
    assert_ne!(there.1, back.1);
}

#[test]
fn the_genesis_state_is_the_frozen_one_and_that_of_the_naive_model() {
    let root = fresh_state().root();
    assert_eq!(root, Model::from_genesis().state_root());
    assert_eq!(
        root.to_string(),
        "e81e64e75456269e62559bf882045b0bbf55e15aea1a667d0c38b7e89fe060b5"
    );
}
