//! Records: asset, accounts, amount, authority, freezing, balances.

use super::common::{BOND, Content, EUR, GENESIS_ACCOUNTS, GOLD, balance, record};
use super::*;

/// The reasons for which a record is refused, each judged on its own.
fn record_reasons(state: &State, debit: u32, credit: u32, asset: u32, amount: u64) -> Reasons {
    let known = |account| account < GENESIS_ACCOUNTS;
    let frozen = |account| [IN_CUSTODY_AND_FROZEN, FOREIGN_AND_FROZEN, FROZEN].contains(&account);
    let held = |account| {
        (known(account) && asset != UNKNOWN_ASSET).then(|| balance(state, asset, account))
    };
    reasons(&[
        (asset == UNKNOWN_ASSET, UnknownAsset),
        (!known(debit), UnknownDebitAccount),
        (!known(credit), UnknownCreditAccount),
        (debit == credit, SameAccount),
        (amount == 0, ZeroAmount),
        (
            ![SIGNER, IN_CUSTODY, IN_CUSTODY_AND_FROZEN].contains(&debit),
            NotAuthorised,
        ),
        (frozen(debit), DebitAccountFrozen),
        (frozen(credit), CreditAccountFrozen),
        (
            held(debit).is_some_and(|held| held < amount),
            InsufficientFunds,
        ),
        (
            held(credit).is_some_and(|held| held.checked_add(amount).is_none()),
            CreditOverflow,
        ),
    ])
}

/// Every combination of debited and credited account, asset and amount.
fn record_choices() -> Vec<(u32, u32, u32, u64)> {
    let mut all = Vec::new();
    for debit in [
        SIGNER,
        IN_CUSTODY,
        IN_CUSTODY_AND_FROZEN,
        FOREIGN,
        FOREIGN_AND_FROZEN,
        UNKNOWN,
    ] {
        for credit in [ORDINARY, FROZEN, TREASURY, UNKNOWN + 1, debit] {
            for asset in [EUR, GOLD, BOND, UNKNOWN_ASSET] {
                all.extend([0, 3, 10_001, u64::MAX].map(|amount| (debit, credit, asset, amount)));
            }
        }
    }
    all
}

pub const RECORD_CODES: [ResultCode; 13] = [
    Expired,
    AlreadyApplied,
    StaleSequence,
    UnknownAsset,
    UnknownDebitAccount,
    UnknownCreditAccount,
    SameAccount,
    ZeroAmount,
    NotAuthorised,
    DebitAccountFrozen,
    CreditAccountFrozen,
    InsufficientFunds,
    CreditOverflow,
];

/// Pairs of reasons that exclude each other.
fn excluded_record_pairs() -> BTreeSet<(ResultCode, ResultCode)> {
    BTreeSet::from([
        // A sequence is inside the window or below it.
        (AlreadyApplied, StaleSequence),
        // What does not exist has no balance, and an unknown account is not frozen.
        (UnknownAsset, InsufficientFunds),
        (UnknownAsset, CreditOverflow),
        (UnknownDebitAccount, DebitAccountFrozen),
        (UnknownDebitAccount, InsufficientFunds),
        (UnknownCreditAccount, CreditAccountFrozen),
        (UnknownCreditAccount, CreditOverflow),
        // Nothing can always be taken and given.
        (ZeroAmount, InsufficientFunds),
        (ZeroAmount, CreditOverflow),
    ])
}

#[test]
fn the_first_reason_is_reported_for_every_record() {
    let prepared = prepared();
    let before = visible(&prepared);
    let mut coverage = Coverage::default();
    for (valid_until, sequence, inadmissible) in admissions() {
        for (debit, credit, asset, amount) in record_choices() {
            let mut holding = record_reasons(&prepared, debit, credit, asset, amount);
            holding.extend(&inadmissible);
            coverage.add(&holding);
            let record = record(debit, credit, asset, amount);
            let transfer = Intent {
                signer: SIGNER,
                sequence,
                valid_until,
                content: Content::Transfer(record),
            };
            check(
                &prepared,
                &before,
                &transfer,
                SIGNER,
                first_reason(&holding),
            );
            // In a batch the order is the same. (An applied record changes what the next one of its batch is judged by.)
            if !holding.is_empty() {
                let batch = Intent {
                    content: Content::Batch(vec![record; 2]),
                    ..transfer
                };
                check(&prepared, &before, &batch, SIGNER, first_reason(&holding));
            }
        }
    }
    let mut alone: Reasons = RECORD_CODES.into();
    alone.remove(&CreditOverflow);
    // Nobody is authorised for an account that does not exist: this reason never comes alone.
    alone.remove(&UnknownDebitAccount);
    assert_eq!(coverage.alone, alone, "codes that were the only reason");
    assert_eq!(
        coverage.missing_pairs(&RECORD_CODES),
        excluded_record_pairs()
    );
}

#[test]
fn a_refused_record_does_not_free_the_sequence_and_an_inadmissible_submission_does_not_use_it() {
    let mut state = prepared();
    let refused = Intent::new(
        SIGNER,
        HIGHEST + 1,
        Content::Transfer(record(SIGNER, ORDINARY, EUR, u64::MAX)),
    );
    assert_eq!(
        codes(&apply(
            &mut state,
            &refused.sign_as_genesis_account(),
            HEIGHT
        )),
        [InsufficientFunds]
    );
    let again = Intent {
        content: Content::Transfer(record(SIGNER, ORDINARY, EUR, 1)),
        ..refused
    };
    assert_eq!(
        codes(&apply(&mut state, &again.sign_as_genesis_account(), HEIGHT)),
        [AlreadyApplied]
    );

    let expired = Intent {
        sequence: HIGHEST + 2,
        valid_until: Some(HEIGHT - 1),
        ..again
    };
    assert_eq!(
        codes(&apply(
            &mut state,
            &expired.sign_as_genesis_account(),
            HEIGHT
        )),
        [Expired]
    );
    let in_time = Intent {
        valid_until: Some(HEIGHT),
        ..expired
    };
    assert_eq!(
        codes(&apply(
            &mut state,
            &in_time.sign_as_genesis_account(),
            HEIGHT
        )),
        [Applied]
    );
}
