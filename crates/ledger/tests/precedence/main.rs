//! Goal: of all the reasons that hold, the one that docs/protocol.md lists first is reported.
//! Method: every combination of conditions is built (height, sequence, asset, accounts, amount; for operations roles and names). Beside each
//! stands which reasons hold, written down independently of the ledger; expected is the first of them. The tests then check that
//! every code was the only reason at least once, and that every pair occurred that can hold at the same time.
//!
//! `credit_overflow` and `account_limit` cannot be the only reason in a state that a history can reach (no supply passes 2^64-1; the limit
//! is 64 million accounts): `src/execute/tests.rs` builds such states from the inside.

#[path = "../common/mod.rs"]
mod common;
mod operations;
mod records;

use std::collections::BTreeSet;

use aurigraph_ledger::{AccountView, State};
use aurigraph_types::ResultCode::{self, *};
use aurigraph_types::{AccountIndex, Operation};
use common::{Intent, TREASURY, apply, codes, fresh_state, key, operate, visible};

const HEIGHT: u64 = 10;
const SIGNER: u32 = 5;
const IN_CUSTODY: u32 = 6;
const IN_CUSTODY_AND_FROZEN: u32 = 9;
const FOREIGN: u32 = 7;
const FOREIGN_AND_FROZEN: u32 = 8;
const ORDINARY: u32 = 11;
const FROZEN: u32 = 12;
const UNKNOWN: u32 = 4_000_000;
const UNKNOWN_ASSET: u32 = 77;

const HIGHEST: u64 = 5_000;
const FRESH: [u64; 3] = [HIGHEST + 1, HIGHEST - 1, HIGHEST - 1_023];
const STALE: [u64; 2] = [HIGHEST - 1_024, 1];
const USED: [u64; 2] = [HIGHEST, HIGHEST - 1_000];

/// A state with every kind of account that the table needs; `SIGNER` and all who sign operations have used [`USED`].
fn prepared() -> State {
    let mut state = fresh_state();
    let custodian = AccountIndex::new(SIGNER);
    operate(
        &mut state,
        IN_CUSTODY,
        1,
        Operation::GrantCustody { custodian },
    );
    operate(
        &mut state,
        IN_CUSTODY_AND_FROZEN,
        1,
        Operation::GrantCustody { custodian },
    );
    for (sequence, account) in (1..).zip([IN_CUSTODY_AND_FROZEN, FOREIGN_AND_FROZEN, FROZEN]) {
        operate(
            &mut state,
            TREASURY,
            sequence,
            Operation::SetFrozen {
                account: AccountIndex::new(account),
                frozen: true,
            },
        );
    }
    for signer in [SIGNER, TREASURY, ORDINARY] {
        for sequence in USED {
            operate(&mut state, signer, sequence, Operation::RevokeCustody);
        }
    }
    state.commit();
    state
}

type Reasons = BTreeSet<ResultCode>;

fn reasons(holding: &[(bool, ResultCode)]) -> Reasons {
    holding
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, code)| *code)
        .collect()
}

/// Every combination of inclusion height and sequence, with the reasons that hold because of it.
fn admissions() -> Vec<(Option<u64>, u64, Reasons)> {
    let mut all = Vec::new();
    for valid_until in [
        None,
        Some(HEIGHT),
        Some(HEIGHT + 1),
        Some(HEIGHT - 1),
        Some(1),
    ] {
        let expired = valid_until.is_some_and(|last| last < HEIGHT);
        for (sequences, code) in [
            (&FRESH[..], None),
            (&USED[..], Some(AlreadyApplied)),
            (&STALE[..], Some(StaleSequence)),
        ] {
            for &sequence in sequences {
                let mut holding = reasons(&[(expired, Expired)]);
                holding.extend(code);
                all.push((valid_until, sequence, holding));
            }
        }
    }
    all
}

/// The code that must be reported: the first in the order of the documentation.
fn first_reason(holding: &Reasons) -> ResultCode {
    ResultCode::ALL
        .iter()
        .copied()
        .find(|code| holding.contains(code))
        .unwrap_or(Applied)
}

/// What a table has covered.
#[derive(Default)]
struct Coverage {
    alone: Reasons,
    pairs: BTreeSet<(ResultCode, ResultCode)>,
}

impl Coverage {
    fn add(&mut self, holding: &Reasons) {
        if holding.len() == 1 {
            self.alone.extend(holding);
        }
        for &first in holding {
            self.pairs.extend(
                holding
                    .range(first..)
                    .skip(1)
                    .map(|&second| (first, second)),
            );
        }
    }

    fn missing_pairs(&self, codes: &[ResultCode]) -> BTreeSet<(ResultCode, ResultCode)> {
        let all = codes
            .iter()
            .flat_map(|&first| codes.iter().map(move |&second| (first, second)));
        all.filter(|pair| pair.0 < pair.1 && !self.pairs.contains(pair))
            .collect()
    }
}

fn check(
    prepared: &State,
    before: &[AccountView],
    intent: &Intent,
    signing_key: u32,
    expected: ResultCode,
) {
    let mut state = prepared.clone();
    let submission = intent.sign(key(signing_key as usize));
    let actual = codes(&apply(&mut state, &submission, HEIGHT));
    assert!(
        actual.iter().all(|code| *code == expected),
        "{actual:?} instead of {expected}: {intent:?}"
    );
    if expected != Applied {
        assert_eq!(
            visible(&state),
            before,
            "a refused submission changed something: {intent:?}"
        );
    }
}

#[test]
fn every_code_is_covered_by_a_table() {
    let from_inside = [AccountLimit];
    let in_operations = [UnknownAccount, SubaccountOfSubaccount];
    // tests/governance.rs: they need validators.
    let in_votes = [
        ResultCode::ProposalClosed,
        ResultCode::InvalidVote,
        ResultCode::NotApplicable,
        ResultCode::ProposalLimit,
    ];
    // tests/registry.rs and src/registry/tests.rs.
    let in_the_registry = [
        ResultCode::NotActivated,
        ResultCode::UnknownRealWorldAsset,
        ResultCode::AssetNotActive,
        ResultCode::OtherVersion,
        ResultCode::ContentRefused,
        ResultCode::NothingChanges,
        ResultCode::RegistryFull,
    ];
    let covered: Reasons = records::RECORD_CODES
        .into_iter()
        .chain(in_operations)
        .chain(from_inside)
        .chain(in_votes)
        .chain(in_the_registry)
        .chain([Applied])
        .collect();
    assert_eq!(covered, ResultCode::ALL.iter().copied().collect());
    assert!(
        ResultCode::ALL.is_sorted_by_key(|code| code.as_u16()),
        "the order of the list is the order of precedence"
    );
}
