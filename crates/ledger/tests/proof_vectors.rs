//! Goal: both implementations of the verifier accept the same proofs and refuse the same ones, at the same step.
//! Method: `crates/types/tests/vectors/proofs.json` holds true proofs of the small chain and altered ones; this test makes them again and
//! verifies the file, and `packages/wallet` verifies the same file in TypeScript. Each altered document names the step that must fail, by the
//! name that the wallet gives it (`document`: it is not read as a proof at all). After an intended change of format, write the file again with
//! `AURIGRAPH_WRITE_VECTORS=1 cargo test --release -p aurigraph-ledger --test proof_vectors`.

mod common;

use aurigraph_types::proof::{Proof, ProofError};
use common::chain::Chain;
use common::{BOND, EUR, key};
use serde_json::{Value, json};

/// A place in a document and what is put there.
type Edit = (&'static str, fn(&mut Value));
/// What is altered, the step that must fail, and how.
type Alteration = (&'static str, &'static str, Edit);
/// A proof by name, and the tables of alterations that are made of it.
type Case = (&'static str, Value, Vec<&'static [Alteration]>);

/// Flips a bit in the first byte of a hexadecimal text.
fn flip_first(value: &mut Value) {
    flip(value, 0);
}

/// Flips a bit in the last byte.
fn flip_last(value: &mut Value) {
    let bytes = value.as_str().expect("text").len() / 2;
    flip(value, bytes - 1);
}

fn flip(value: &mut Value, position: usize) {
    let mut bytes = hex::decode(value.as_str().expect("text")).expect("hexadecimal");
    bytes[position] ^= 1;
    *value = json!(hex::encode(bytes));
}

fn add_one(value: &mut Value) {
    *value = json!(value.as_u64().expect("a number") + 1);
}

fn capitals(value: &mut Value) {
    *value = json!(value.as_str().expect("text").to_uppercase());
}

fn shorten(value: &mut Value) {
    value.as_array_mut().expect("a list").pop();
}

/// What is altered in any proof.
const ENVELOPE: &[Alteration] = &[
    (
        "another format",
        "document",
        ("/format", |value| *value = json!("aurigraph-proof-v2")),
    ),
    (
        "an unknown kind",
        "document",
        ("/kind", |value| *value = json!("promise")),
    ),
    (
        "an unknown field",
        "document",
        ("", |value| value["note"] = json!("hello")),
    ),
    ("a chain id in capitals", "document", ("/chainId", capitals)),
    ("a header in capitals", "document", ("/header", capitals)),
    (
        "a header that is too short",
        "document",
        ("/header", |value| {
            *value = json!(&value.as_str().expect("text")[2..])
        }),
    ),
    ("another chain", "header", ("/chainId", flip_first)),
    (
        "another time in the header",
        "certificate",
        ("/header", |value| flip(value, 24)),
    ),
    (
        "another signature",
        "certificate",
        ("/certificate", flip_last),
    ),
    (
        "another epoch in the certificate",
        "certificate",
        ("/certificate", |value| flip(value, 8)),
    ),
    (
        "another view in the certificate",
        "certificate",
        ("/certificate", |value| flip(value, 16)),
    ),
    (
        "a certificate without votes",
        "certificate",
        ("/certificate", |value| {
            let mut bytes = hex::decode(value.as_str().expect("text")).expect("hexadecimal");
            bytes.truncate(24);
            bytes[4] = 0;
            *value = json!(hex::encode(bytes));
        }),
    ),
    (
        "another validator's key",
        "certificate",
        ("/validators/0/publicKey", |value| {
            *value = json!(hex::encode(key(1).public_key().as_bytes()));
        }),
    ),
    ("no validators", "validators", ("/validators", shorten)),
];

/// What is altered in a receipt proof.
const RECEIPT: &[Alteration] = &[
    (
        "another amount",
        "receiptsRoot",
        ("/receipt/record", |value| flip(value, 16)),
    ),
    (
        "another result code",
        "receiptsRoot",
        ("/receipt/record", |value| flip(value, 15 - 1)),
    ),
    (
        "another reference",
        "receiptsRoot",
        ("/receipt/record", |value| flip(value, 24)),
    ),
    (
        "another place in the submission",
        "receiptsRoot",
        ("/receipt/index", add_one),
    ),
    (
        "an index beyond the count",
        "submission",
        ("/receipt/index", |value| *value = json!(70)),
    ),
    ("another count", "receiptsRoot", ("/receipt/count", add_one)),
    (
        "a count of another depth",
        "submission",
        ("/receipt/count", |value| *value = json!(64)),
    ),
    (
        "a path that is too short",
        "submission",
        ("/receipt/path", shorten),
    ),
    (
        "another sibling",
        "receiptsRoot",
        ("/receipt/path/3", flip_first),
    ),
    (
        "a sibling in capitals",
        "document",
        ("/receipt/path/0", capitals),
    ),
    (
        "another submission",
        "receiptsRoot",
        ("/receipt/submissionId", flip_last),
    ),
    (
        "another kind of submission",
        "receiptsRoot",
        ("/receipt/submissionKind", |value| *value = json!(1)),
    ),
    (
        "an unknown kind of submission",
        "document",
        ("/receipt/submissionKind", |value| *value = json!(4)),
    ),
    (
        "another place in the block",
        "receiptsRoot",
        ("/receipt/entryIndex", add_one),
    ),
    (
        "a place beyond the entry path",
        "entry",
        ("/receipt/entryIndex", |value| *value = json!(16)),
    ),
    (
        "another sibling of the submission",
        "receiptsRoot",
        ("/receipt/entryPath/0", flip_last),
    ),
];

/// What is altered in the proof of a dense balance.
const DENSE: &[Alteration] = &[
    (
        "another amount",
        "balance",
        ("/balance/amount", |value| *value = json!("999999")),
    ),
    ("another account", "account", ("/balance/account", add_one)),
    (
        "another address",
        "account",
        ("/balance/address", flip_first),
    ),
    (
        "other flags",
        "account",
        ("/balance/accountLeaf", |value| flip(value, 44)),
    ),
    (
        "another sibling of the account",
        "account",
        ("/balance/accountPath/1", flip_first),
    ),
    ("another asset", "assetRoot", ("/balance/asset", add_one)),
    (
        "an asset that does not exist",
        "balance",
        ("/balance/asset", |value| *value = json!(4)),
    ),
    (
        "another balance in the leaf",
        "balance",
        ("/balance/leaf", |value| flip(value, 4 * 8)),
    ),
    (
        "a neighbour's balance in the leaf",
        "assetRoot",
        ("/balance/leaf", flip_last),
    ),
    ("another leaf", "balance", ("/balance/leafIndex", add_one)),
    (
        "another sibling of the leaf",
        "assetRoot",
        ("/balance/path/0", flip_last),
    ),
    (
        "another root in the state header",
        "stateRoot",
        ("/balance/stateHeader", flip_last),
    ),
];

/// What is altered in the proof of a sparse balance.
const SPARSE: &[Alteration] = &[
    (
        "another balance in the leaf",
        "balance",
        ("/balance/leaf", |value| flip(value, 8)),
    ),
    (
        "a leaf of another asset",
        "balance",
        ("/balance/leaf", flip_first),
    ),
    (
        "a leaf of another account",
        "balance",
        ("/balance/leaf", |value| flip(value, 4)),
    ),
    (
        "another leaf",
        "assetRoot",
        ("/balance/leafIndex", |value| flip_number(value)),
    ),
    (
        "a dense asset",
        "balance",
        ("/balance/asset", |value| *value = json!(0)),
    ),
];

fn flip_number(value: &mut Value) {
    *value = json!(value.as_u64().expect("a number") ^ 1);
}

fn proofs() -> Vec<Case> {
    let chain = Chain::small();
    let to_json = |proof: Proof| serde_json::to_value(proof).expect("JSON");
    let balance =
        |account, asset| to_json(chain.balance_proof(1, account, asset).expect("a balance"));
    vec![
        (
            "an applied record of a batch",
            to_json(chain.receipt_proof(1, 1, 23)),
            vec![ENVELOPE, RECEIPT],
        ),
        (
            "a refused record of a batch",
            to_json(chain.receipt_proof(1, 1, 9)),
            vec![],
        ),
        (
            "a transfer with its own signature",
            to_json(chain.receipt_proof(1, 0, 0)),
            vec![],
        ),
        (
            "an operation, alone in its block",
            to_json(chain.receipt_proof(2, 0, 0)),
            vec![],
        ),
        ("a dense balance", balance(12, EUR), vec![ENVELOPE, DENSE]),
        ("a sparse balance", balance(9, BOND), vec![SPARSE]),
    ]
}

fn vectors() -> Vec<Value> {
    let mut all = Vec::new();
    for (name, proof, tables) in proofs() {
        all.push(json!({ "name": name, "valid": true, "proof": proof }));
        for &(what, step, (place, edit)) in tables.into_iter().flatten() {
            let mut altered = proof.clone();
            edit(altered.pointer_mut(place).expect("the place exists"));
            assert_ne!(altered, proof, "{name}: {what}");
            all.push(json!({ "name": format!("{name}: {what}"), "valid": false, "step": step, "proof": altered }));
        }
    }
    all
}

/// The wallet shows finer steps; here some of them have one name.
fn is_failure_at(error: &ProofError, step: &str) -> bool {
    match error {
        ProofError::Malformed(_) => step == "document",
        ProofError::Fails { step: failed, .. } => {
            *failed
                == match step {
                    "submission" => "record",
                    "entry" => "submission",
                    "receiptsRoot" => "receipts root",
                    "stateRoot" => "state root",
                    "assetRoot" => "balance",
                    same => same,
                }
        }
    }
}

#[test]
fn the_frozen_proofs_are_the_current_ones_and_verify_as_they_say() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../types/tests/vectors/proofs.json"
    );
    let current = Value::from(vectors());
    if std::env::var_os("AURIGRAPH_WRITE_VECTORS").is_some() {
        let text = serde_json::to_string_pretty(&current).expect("JSON") + "\n";
        std::fs::write(path, text).expect("the vectors folder is writable");
    }
    let frozen: Value =
        serde_json::from_slice(&std::fs::read(path).expect("the vectors are committed"))
            .expect("JSON");
    assert_eq!(current, frozen);
    for vector in frozen.as_array().expect("a list") {
        let name = &vector["name"];
        let document = serde_json::to_vec(&vector["proof"]).expect("JSON");
        let result = Proof::parse(&document).and_then(|proof| proof.verify());
        match (vector["step"].as_str(), result) {
            (None, Ok(_)) => assert_eq!(vector["valid"], json!(true), "{name}"),
            (Some(step), Err(error)) => assert!(
                is_failure_at(&error, step),
                "{name}: {error}, not at {step}"
            ),
            (_, result) => panic!("{name}: {result:?}"),
        }
    }
}
