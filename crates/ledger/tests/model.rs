//! Goal: the ledger does what docs/protocol.md says, in histories that nobody thought of.
//! Method: random histories of transfers, batches and operations, with replays, stale and expired ones, are applied to the ledger and to
//! a naive model; after every step codes, receipts, accounts and balances are equal, and after every block the state root is.

mod common;

use aurigraph_ledger::{Applied, State};
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, Digest, Domain, ResultCode, Sequence, Submission, merkle,
};
use common::model::{Effect, Model, ModelAccount};
use common::steps::{Step, steps};
use common::{
    ASSETS, Content, DENSE_ASSETS, Intent, apply, balance, codes, fresh_state, key, visible,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_ledger_and_a_naive_model_agree_after_every_step(history in proptest::collection::vec(steps(), 1..60)) {
        check_history(&history);
    }
}

fn check_history(history: &[Step]) {
    let (mut state, mut model) = (fresh_state(), Model::from_genesis());
    let supply = state.supply().to_vec();
    let mut height = 1;
    for step in history {
        if step.begins_block {
            assert_eq!(
                state.commit(),
                model.state_root(),
                "state root of height {height}"
            );
            height += 1;
        }
        let intent = step.resolve(&model, height);
        let submission = intent.sign(key(model.accounts[intent.signer as usize].key_number));
        let before = visible(&state);
        let applied = apply(&mut state, &submission, height);
        let (expected, effect) = model.apply(&intent, height);
        assert_eq!(codes(&applied), expected, "{intent:?} at height {height}");
        if !expected.contains(&ResultCode::Applied) {
            assert_eq!(
                visible(&state),
                before,
                "a refused submission changed something: {intent:?}"
            );
        }
        check_receipts(&applied, &intent, &submission, &expected, effect);
        check_new_accounts(&applied, &intent, effect);
        check_state(&state, &model, &supply);
    }
    assert_eq!(state.commit(), model.state_root(), "state root at the end");
}

/// The receipts are the records with their codes, and their root is that of the plain tree.
fn check_receipts(
    applied: &Applied,
    intent: &Intent,
    submission: &Submission,
    expected: &[ResultCode],
    effect: Effect,
) {
    let outcome = &applied.outcome;
    assert_eq!(outcome.id, submission.id());
    assert_eq!(
        outcome.applied_count() as usize,
        expected.iter().filter(|code| code.is_applied()).count()
    );
    let leaves: Vec<[u8; 64]> = match &intent.content {
        Content::Transfer(record) => vec![record.receipt_bytes(expected[0])],
        Content::Batch(records) => records
            .iter()
            .zip(expected)
            .map(|(record, code)| record.receipt_bytes(*code))
            .collect(),
        Content::Operation(operation) => {
            let mut leaf = [0; 64];
            leaf[..4].copy_from_slice(&intent.signer.to_le_bytes());
            leaf[4..8].copy_from_slice(&effect.0.unwrap_or(u32::MAX).to_le_bytes());
            leaf[8..12].copy_from_slice(&effect.1.to_le_bytes());
            leaf[12..14].copy_from_slice(&operation.kind().to_le_bytes());
            leaf[14..16].copy_from_slice(&expected[0].as_u16().to_le_bytes());
            leaf[16..24].copy_from_slice(&intent.sequence.to_le_bytes());
            vec![leaf]
        }
    };
    let hashes: Vec<Digest> = leaves
        .iter()
        .map(|leaf| Domain::ReceiptLeaf.hash(leaf))
        .collect();
    assert_eq!(outcome.receipts_root, merkle::root(&hashes));
    let last = leaves.len() - 1;
    for index in [0, last / 2, last] {
        let (record, path) = outcome.receipt(&submission.view(), index as u32);
        assert_eq!(
            (record, path),
            (leaves[index], merkle::path(&hashes, index))
        );
    }
}

/// Whoever stores keys is told of every new account, once.
fn check_new_accounts(applied: &Applied, intent: &Intent, (first, count): Effect) {
    let registers =
        matches!(&intent.content, Content::Operation(operation) if operation.kind() == 1);
    let expected: Vec<u32> = if registers {
        (0..count)
            .map(|offset| first.expect("assigned") + offset)
            .collect()
    } else {
        vec![]
    };
    let registered: Vec<u32> = applied
        .registered
        .iter()
        .map(|(index, _)| index.get())
        .collect();
    assert_eq!(registered, expected);
    let opened = applied
        .opened
        .map(|(first, count)| (Some(first.get()), count));
    assert_eq!(opened, (!registers && count > 0).then_some((first, count)));
}

fn check_state(state: &State, model: &Model, supply: &[u64]) {
    assert_eq!(state.account_count(), model.accounts.len());
    assert_eq!(state.supply(), supply);
    for asset in 0..ASSETS {
        let mut sum = 0_u128;
        for account in 0..model.accounts.len() as u32 {
            let actual = balance(state, asset, account);
            assert_eq!(
                actual,
                model.balance(asset, account),
                "asset {asset}, account {account}"
            );
            sum += u128::from(actual);
        }
        assert_eq!(
            sum,
            u128::from(supply[asset as usize]),
            "the supply of asset {asset} is conserved"
        );
    }
    for (index, expected) in (0..).zip(&model.accounts) {
        check_account(state, model, index, expected);
    }
}

fn check_account(state: &State, model: &Model, index: u32, expected: &ModelAccount) {
    let view = state
        .account(AccountIndex::new(index))
        .expect("the account exists");
    assert_eq!(view.address, expected.address);
    assert_eq!(
        state.find(&expected.address),
        Some(AccountIndex::new(index))
    );
    assert_eq!(view.scheme, expected.scheme);
    assert_eq!(
        (view.frozen, view.is_registrar, view.is_authority),
        (expected.frozen, expected.registrar, expected.authority)
    );
    assert_eq!(
        view.custodian,
        expected.custodian.map(AccountIndex::new),
        "custodian of {index}"
    );
    assert_eq!(
        view.parent,
        expected.parent.map(AccountIndex::new),
        "parent of {index}"
    );
    assert_eq!(view.subaccount_count, expected.subaccounts);
    assert_eq!(
        view.next_sequence,
        model.highest(index).checked_add(1).map(Sequence::new)
    );
    let is_listed = |asset: &u32| match model.balances.get(&(*asset, index)) {
        Some(balance) => *asset >= DENSE_ASSETS || *balance > 0,
        None => false,
    };
    let balances: Vec<_> = (0..ASSETS)
        .filter(is_listed)
        .map(|asset| {
            (
                AssetIndex::new(asset),
                Amount::new(model.balance(asset, index)),
            )
        })
        .collect();
    assert_eq!(view.balances, balances, "balances of {index}");
}
