//! Operations: roles, names, subaccounts.

use super::common::Content;
use super::*;

/// Every kind of operation with the reasons that hold apart from height and sequence, and who signs it.
fn operations(subaccount: u32) -> Vec<(u32, Operation, Vec<ResultCode>)> {
    let register = || Operation::RegisterAccounts {
        keys: vec![key(30).public_key().clone()],
    };
    let grant = |account| Operation::GrantCustody {
        custodian: AccountIndex::new(account),
    };
    let freeze = |account| Operation::SetFrozen {
        account: AccountIndex::new(account),
        frozen: true,
    };
    vec![
        (TREASURY, register(), vec![]),
        (ORDINARY, register(), vec![NotAuthorised]),
        (ORDINARY, Operation::OpenSubaccounts { count: 2 }, vec![]),
        (
            subaccount,
            Operation::OpenSubaccounts { count: 2 },
            vec![SubaccountOfSubaccount],
        ),
        (ORDINARY, grant(FOREIGN), vec![]),
        (ORDINARY, grant(ORDINARY), vec![SameAccount]),
        (ORDINARY, grant(UNKNOWN), vec![UnknownAccount]),
        (ORDINARY, grant(u32::MAX), vec![UnknownAccount]),
        (ORDINARY, Operation::RevokeCustody, vec![]),
        (TREASURY, freeze(FOREIGN), vec![]),
        (TREASURY, freeze(UNKNOWN), vec![UnknownAccount]),
        (ORDINARY, freeze(FOREIGN), vec![NotAuthorised]),
        (
            ORDINARY,
            freeze(UNKNOWN),
            vec![NotAuthorised, UnknownAccount],
        ),
    ]
}

#[test]
fn the_first_reason_is_reported_for_every_operation() {
    let mut prepared = prepared();
    let subaccount = prepared.account_count() as u32;
    operate(
        &mut prepared,
        ORDINARY,
        HIGHEST - 1_010,
        Operation::OpenSubaccounts { count: 1 },
    );
    for sequence in USED {
        let intent = Intent::new(
            subaccount,
            sequence,
            Content::Operation(Operation::RevokeCustody),
        );
        assert_eq!(
            codes(&apply(
                &mut prepared,
                &intent.sign(key(ORDINARY as usize)),
                1
            )),
            [Applied]
        );
    }
    prepared.commit();
    let before = visible(&prepared);
    let mut coverage = Coverage::default();
    for (valid_until, sequence, inadmissible) in admissions() {
        for (signer, operation, own_reasons) in operations(subaccount) {
            let mut holding: Reasons = own_reasons.into_iter().collect();
            holding.extend(&inadmissible);
            coverage.add(&holding);
            let signing_key = if signer == subaccount {
                ORDINARY
            } else {
                signer
            };
            let intent = Intent {
                signer,
                sequence,
                valid_until,
                content: Content::Operation(operation),
            };
            check(
                &prepared,
                &before,
                &intent,
                signing_key,
                first_reason(&holding),
            );
        }
    }
    let operation_codes = [
        Expired,
        AlreadyApplied,
        StaleSequence,
        SameAccount,
        NotAuthorised,
        UnknownAccount,
        SubaccountOfSubaccount,
    ];
    assert_eq!(coverage.alone, operation_codes.into());
    // Each operation has few reasons of its own; only set_frozen has two that can hold together.
    let excluded = BTreeSet::from([
        (AlreadyApplied, StaleSequence),
        (SameAccount, NotAuthorised),
        (SameAccount, UnknownAccount),
        (SameAccount, SubaccountOfSubaccount),
        (NotAuthorised, SubaccountOfSubaccount),
        (UnknownAccount, SubaccountOfSubaccount),
    ]);
    assert_eq!(coverage.missing_pairs(&operation_codes), excluded);
}
