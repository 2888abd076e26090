//! Goal: whatever the ledger did or holds can be proved without a node, and nothing else can.
//! Method: a small chain is put together by hand. Every receipt and every balance in it is proved and verified; every small alteration of
//! proof documents is refused, except that of the one field which is a label; a proof of one receipt holds no other record.

mod common;

use std::sync::LazyLock;

use aurigraph_types::proof::{Proof, Statement};
use aurigraph_types::{AccountIndex, AssetIndex, Digest, ResultCode};
use common::alterations::alterations;
use common::chain::Chain;
use common::{ASSETS, BOND, DENSE_ASSETS, EUR, GOLD, TREASURY, balance, validators};
use serde_json::Value;

static CHAIN: LazyLock<Chain> = LazyLock::new(Chain::small);

/// Height, position in the block and index in the submission of every receipt.
fn receipts() -> Vec<(usize, usize, u32)> {
    let mut all = Vec::new();
    for (height, block) in CHAIN.blocks.iter().enumerate() {
        for (position, outcome) in block.outcome.submissions.iter().enumerate() {
            all.extend((0..outcome.receipt_count).map(|index| (height, position, index)));
        }
    }
    all
}

/// Writes a proof as JSON and verifies what is read back.
fn verify(proof: &Proof) -> Statement {
    let document = serde_json::to_vec(proof).expect("JSON");
    let verified = Proof::parse(&document)
        .expect("a proof document")
        .verify()
        .expect("a true proof");
    assert_eq!(
        hex::encode(verified.block_hash.0),
        verified.block_hash.to_string()
    );
    assert!(verified.header.executed_height < verified.header.height);
    verified.statement
}

#[test]
fn every_receipt_is_proved() {
    let mut codes = std::collections::BTreeSet::new();
    for (height, position, index) in receipts() {
        let block = &CHAIN.blocks[height];
        let outcome = &block.outcome.submissions[position];
        let statement = verify(&CHAIN.receipt_proof(height, position, index));
        let Statement::Receipt {
            record,
            code,
            submission,
            kind,
            index: proved,
        } = statement
        else {
            panic!("not a receipt");
        };
        assert_eq!(
            (code, submission, kind, proved),
            (outcome.code(index), outcome.id, outcome.kind, index)
        );
        if let Some(sent) = block.submissions[position]
            .view()
            .records()
            .get(index as usize)
        {
            assert_eq!(record, sent.receipt_bytes(code));
        }
        codes.insert(code);
    }
    let seen = [
        ResultCode::Applied,
        ResultCode::AlreadyApplied,
        ResultCode::UnknownCreditAccount,
        ResultCode::ZeroAmount,
        ResultCode::NotAuthorised,
        ResultCode::CreditAccountFrozen,
        ResultCode::InsufficientFunds,
    ];
    assert_eq!(codes, seen.into(), "the chain shows many codes");
}

#[test]
fn every_balance_is_proved() {
    for (height, block) in CHAIN.blocks[..CHAIN.blocks.len() - 1].iter().enumerate() {
        for account in 0..block.state.account_count() as u32 {
            for asset in 0..ASSETS {
                let held = balance(&block.state, asset, account);
                match CHAIN.balance_proof(height, account, asset) {
                    Some(proof) => check_balance(
                        &proof,
                        block.state.address(AccountIndex::new(account)),
                        (account, asset, held),
                    ),
                    None => assert!(
                        asset >= DENSE_ASSETS && held == 0,
                        "asset {asset} of {account} has no proof"
                    ),
                }
            }
        }
    }
}

fn check_balance(
    proof: &Proof,
    owner: Option<aurigraph_types::Address>,
    expected: (u32, u32, u64),
) {
    let Statement::Balance {
        account,
        address,
        asset,
        amount,
    } = verify(proof)
    else {
        panic!("not a balance")
    };
    assert_eq!((account, asset, amount), expected);
    assert_eq!(Some(address), owner.map(|owner| owner.0));
}

#[test]
fn there_is_no_proof_of_what_does_not_exist() {
    let state = &CHAIN.blocks[1].state;
    let prove = |account, asset| {
        state.prove_balance(AccountIndex::new(account), AssetIndex::new(asset), "?")
    };
    assert!(
        prove(20, EUR).is_none() && prove(u32::MAX, GOLD).is_none(),
        "accounts"
    );
    assert!(
        prove(TREASURY, ASSETS).is_none() && prove(TREASURY, u32::MAX).is_none(),
        "assets"
    );
    assert!(
        prove(15, BOND).is_none(),
        "an account that never held a sparse asset"
    );
    assert!(
        prove(15, EUR).is_some(),
        "a dense balance of zero is a balance"
    );
}

#[test]
fn every_alteration_of_a_proof_is_refused() {
    let proofs = [
        CHAIN.receipt_proof(1, 1, 23),
        CHAIN.receipt_proof(1, 4, 4),
        CHAIN.receipt_proof(1, 2, 0),
        CHAIN.receipt_proof(2, 0, 0),
        CHAIN.balance_proof(1, 12, EUR).expect("dense"),
        CHAIN.balance_proof(1, 9, BOND).expect("sparse"),
    ];
    for proof in proofs {
        verify(&proof);
        let document = serde_json::to_value(&proof).expect("JSON");
        let all = alterations(&document);
        assert!(all.len() > 2_000, "{} alterations", all.len());
        for alteration in all {
            let bytes = serde_json::to_vec(&alteration.document).expect("JSON");
            // What it begins with is compared with a genesis file.
            let trusted = validators().root();
            let accepted = Proof::parse(&bytes).is_ok_and(|proof| {
                let verified = proof.verify();
                verified.is_ok_and(|verified| verified.first_validators_root == trusted)
            });
            assert_eq!(
                accepted,
                is_only_label(&document, &alteration.document),
                "{}",
                alteration.place
            );
        }
    }
}

/// Whether nothing differs but the text of the asset's code, which is a label (docs/protocol.md, "Proofs").
fn is_only_label(document: &Value, altered: &Value) -> bool {
    let mut restored = altered.clone();
    match (
        restored.pointer_mut("/balance/assetCode"),
        document.pointer("/balance/assetCode"),
    ) {
        (Some(label), Some(original)) if label.is_string() => *label = original.clone(),
        _ => return false,
    }
    restored == *document
}

#[test]
fn parts_of_two_true_proofs_do_not_make_a_third() {
    let first = CHAIN.receipt_proof(1, 1, 23);
    let second = CHAIN.receipt_proof(1, 4, 4);
    let later = CHAIN.receipt_proof(2, 0, 0);
    let money = CHAIN.balance_proof(1, 12, EUR).expect("dense");
    let refused = |proof: &Proof, what| assert!(proof.verify().is_err(), "{what}");
    refused(
        &Proof {
            header: later.header.clone(),
            ..first.clone()
        },
        "another header",
    );
    refused(
        &Proof {
            certificate: later.certificate.clone(),
            ..first.clone()
        },
        "another certificate",
    );
    let (header, certificate) = (later.header.clone(), later.certificate.clone());
    refused(
        &Proof {
            header,
            certificate,
            ..first.clone()
        },
        "another header with its certificate",
    );
    refused(
        &Proof {
            balance: money.balance.clone(),
            ..first.clone()
        },
        "two statements",
    );
    refused(
        &Proof {
            receipt: None,
            ..first.clone()
        },
        "no statement",
    );
    refused(
        &Proof {
            kind: "balance".into(),
            ..first.clone()
        },
        "another kind",
    );

    let (mine, other) = (
        first.receipt.clone().expect("a receipt"),
        second.receipt.expect("a receipt"),
    );
    let mut mixed = first.clone();
    let mut refused_with = |what, change: &dyn Fn(&mut aurigraph_types::proof::ReceiptProof)| {
        let mut receipt = mine.clone();
        change(&mut receipt);
        mixed.receipt = Some(receipt);
        refused(&mixed, what);
    };
    refused_with("another record", &|receipt| {
        receipt.record = other.record.clone()
    });
    refused_with("another place", &|receipt| {
        (receipt.entry_index, receipt.entry_path) = (other.entry_index, other.entry_path.clone())
    });
    refused_with("another submission", &|receipt| {
        receipt.submission_id = other.submission_id
    });
    refused_with("a node as a leaf", &|receipt| {
        let node = receipt.path.remove(0);
        receipt.record = hex::encode([node.0, Digest::ZERO.0].concat());
        receipt.index /= 2;
    });
}

#[test]
fn a_proof_of_one_receipt_holds_no_other_record() {
    for (height, position, index) in receipts() {
        let document =
            serde_json::to_string(&CHAIN.receipt_proof(height, position, index)).expect("JSON");
        for (other_height, other_position, other_index) in receipts() {
            if (height, position, index) == (other_height, other_position, other_index) {
                continue;
            }
            let block = &CHAIN.blocks[other_height];
            let view = block.submissions[other_position].view();
            let (record, _) = block.outcome.submissions[other_position].receipt(&view, other_index);
            assert!(
                !document.contains(&hex::encode(record)),
                "a whole record of {other_position}-{other_index}"
            );
            if let Some(sent) = view.records().get(other_index as usize) {
                assert!(
                    !document.contains(&hex::encode(sent.reference)),
                    "a reference of {other_position}-{other_index}"
                );
            }
        }
    }
}
