//! Result codes that no history can reach: the states are built from the inside.

use aurigraph_types::submission::SigningContext;
use aurigraph_types::{Amount, AssetIndex, ChainId, Genesis, Scheme, SigningKey, Submission};

use super::*;

const EUR: AssetIndex = AssetIndex::new(0);
const GOLD: AssetIndex = AssetIndex::new(1);

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(Scheme::Ed25519, &[number; 32]).expect("32 bytes")
}

/// Accounts 0 (a registrar) and 1, a dense and a sparse asset.
fn state() -> State {
    let account = |number: u8, roles: &str| {
        let public_key = hex::encode(key(number).public_key().as_bytes());
        format!(
            r#"{{"name": "{number}", "scheme": "ed25519", "publicKey": "{public_key}", "roles": [{roles}]}}"#
        )
    };
    let file = format!(
        r#"{{"version": 1, "network": "test", "devnet": true, "timeMs": 0, "denseAssets": 1,
            "assets": [{{"code": "EUR", "name": "Euro", "decimals": 2}}, {{"code": "GOLD", "name": "Gold", "decimals": 2}}],
            "validators": [{{"name": "v", "publicKey": "{}", "votingPower": 1}}],
            "accounts": [{}, {}]}}"#,
        hex::encode(key(9).public_key().as_bytes()),
        account(0, r#""registrar""#),
        account(1, ""),
    );
    State::from_genesis(&Genesis::parse(file.as_bytes()).expect("a valid file"))
        .expect("a valid genesis")
}

fn context(signer: AccountIndex, sequence: u64) -> SigningContext {
    let chain_id = ChainId(Digest::ZERO);
    SigningContext {
        chain_id,
        signer,
        sequence: Sequence::new(sequence),
        valid_until_height: None,
    }
}

fn apply(state: &mut State, submission: &Submission) -> ResultCode {
    state
        .apply(&submission.view(), submission.id(), Height::new(1))
        .outcome
        .code(0)
}

fn operate(
    state: &mut State,
    signer: AccountIndex,
    sequence: u64,
    operation: &Operation,
) -> ResultCode {
    let number = if signer.get() == 0 { 0 } else { 1 };
    apply(
        state,
        &Submission::operation(&key(number), &context(signer, sequence), operation),
    )
}

#[test]
fn a_credit_that_would_overflow_is_refused_and_changes_nothing() {
    let (payer, payee) = (AccountIndex::new(0), AccountIndex::new(1));
    for asset in [EUR, GOLD] {
        let mut state = state();
        state.set_balance(asset, payer, 10);
        state.set_balance(asset, payee, u64::MAX - 5);
        let mut pay = |sequence, amount| {
            let record = TransferRecord::new(payer, payee, asset, Amount::new(amount));
            let code = apply(
                &mut state,
                &Submission::transfer(&key(0), &context(payer, sequence), &record),
            );
            (
                code,
                state.balance(asset, payer),
                state.balance(asset, payee),
            )
        };
        assert_eq!(pay(1, 6), (ResultCode::CreditOverflow, 10, u64::MAX - 5));
        assert_eq!(
            pay(2, 11),
            (ResultCode::InsufficientFunds, 10, u64::MAX - 5),
            "both hold, the first is reported"
        );
        assert_eq!(pay(3, 5), (ResultCode::Applied, 5, u64::MAX));
    }
}

#[test]
fn accounts_end_at_the_limit() {
    let (registrar, other) = (AccountIndex::new(0), AccountIndex::new(1));
    let open = |count: usize| Operation::OpenSubaccounts {
        count: count as u32,
    };
    let register = || Operation::RegisterAccounts {
        keys: vec![key(5).public_key().clone(), key(6).public_key().clone()],
    };
    let mut state = state();
    let room = ACCOUNT_LIMIT - state.account_count();
    assert_eq!(
        operate(&mut state, other, 1, &open(room + 1)),
        ResultCode::AccountLimit
    );
    assert_eq!(
        operate(&mut state, other, 2, &open(room - 1)),
        ResultCode::Applied
    );
    assert_eq!(
        operate(&mut state, registrar, 1, &register()),
        ResultCode::AccountLimit
    );
    assert_eq!(
        state.account_count(),
        ACCOUNT_LIMIT - 1,
        "not even the first of two keys is registered"
    );
    assert_eq!(operate(&mut state, other, 3, &open(1)), ResultCode::Applied);
    assert_eq!(state.account_count(), ACCOUNT_LIMIT);

    // Two reasons at once: the first of docs/protocol.md is reported.
    let subaccount = AccountIndex::new(2);
    assert_eq!(
        operate(&mut state, other, 4, &register()),
        ResultCode::NotAuthorised
    );
    assert_eq!(
        operate(&mut state, subaccount, 1, &open(1)),
        ResultCode::AccountLimit
    );
    assert_eq!(
        operate(&mut state, other, 3, &open(1)),
        ResultCode::AlreadyApplied
    );
}
