//! Goal: a proof that holds is explained, and one with a single altered byte fails at a named step.
//! Method: a small chain of one block is made here, with a genesis file, and the executable judges its proofs.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;

use std::fs;
use std::path::Path;

use aurigraph_types::block::{BlockFields, BlockHeader, entry_hash};
use aurigraph_types::certificate::Certificate;
use aurigraph_types::proof::{PROOF_FORMAT, Proof, ProofValidator, ReceiptProof};
use aurigraph_types::{
    AccountIndex, Amount, AssetIndex, Digest, Domain, Genesis, Height, ResultCode, Scheme,
    SigningKey, SubmissionKind, TransferRecord, merkle,
};
use serde_json::{Value, json};

const RECEIPTS: usize = 5;

struct Chain {
    genesis: Vec<u8>,
    validator: SigningKey,
}

impl Chain {
    fn new() -> Self {
        let validator = SigningKey::generate(Scheme::Ed25519);
        let treasury = SigningKey::generate(Scheme::Ed25519);
        let genesis = json!({
            "version": 1, "network": "test net", "devnet": true, "timeMs": 1_790_000_000_000_u64,
            "assets": [{ "code": "EUR", "name": "Euro", "decimals": 2 }], "denseAssets": 1,
            "validators": [{
                "name": "First validator", "publicKey": hex::encode(validator.public_key().as_bytes()), "votingPower": 1
            }],
            "accounts": [{
                "name": "Treasury", "scheme": "ed25519", "publicKey": hex::encode(treasury.public_key().as_bytes()),
                "balances": [{ "asset": "EUR", "amount": "1000000" }]
            }],
        });
        Self {
            genesis: genesis.to_string().into_bytes(),
            validator,
        }
    }

    /// The proof of the receipt at `index` of a batch of [`RECEIPTS`].
    fn proof(&self, index: usize) -> Proof {
        let leaves: Vec<[u8; 64]> = (0..RECEIPTS as u64).map(receipt).collect();
        let hashes: Vec<Digest> = leaves
            .iter()
            .map(|leaf| Domain::ReceiptLeaf.hash(leaf))
            .collect();
        let submission_id = Domain::Submission.hash(b"a batch");
        let kind = SubmissionKind::Batch;
        let entry = entry_hash(
            &submission_id,
            kind,
            RECEIPTS as u32,
            &merkle::root(&hashes),
        );
        let entries = [Domain::Entry.hash(b"another submission"), entry];
        let header = self.header(merkle::root(&entries));
        let chain_id = Genesis::chain_id(&self.genesis);
        let certificate = Certificate::by_single_validator(
            &self.validator,
            &chain_id,
            0,
            header.height(),
            &header.hash(),
        );
        Proof {
            format: PROOF_FORMAT.to_owned(),
            kind: "receipt".to_owned(),
            chain_id: chain_id.0,
            validators: vec![ProofValidator {
                public_key: hex::encode(self.validator.public_key().as_bytes()),
                voting_power: 1,
            }],
            header: hex::encode(header.to_bytes()),
            epochs: Vec::new(),
            descendants: Vec::new(),
            certificate: hex::encode(certificate.encode()),
            receipt: Some(ReceiptProof {
                record: hex::encode(leaves[index]),
                index: index as u32,
                count: RECEIPTS as u32,
                path: merkle::path(&hashes, index),
                submission_id,
                submission_kind: kind.as_u8(),
                entry_index: 1,
                entry_path: merkle::path(&entries, 1),
            }),
            balance: None,
        }
    }

    fn header(&self, receipts_root: Digest) -> BlockHeader {
        let genesis = Genesis::parse(&self.genesis).expect("a genesis file");
        BlockHeader::new(&BlockFields {
            proposer: 0,
            submission_count: 0,
            transfer_count: 0,
            body_bytes: 0,
            height: Height::new(8),
            time_ms: 1_790_000_001_000,
            executed_height: Height::new(7),
            epoch: 0,
            chain_id: Genesis::chain_id(&self.genesis),
            parent: Digest::ZERO,
            batches_root: Digest::ZERO,
            receipts_root,
            state_root: Domain::State.hash(b"state"),
            validators_root: genesis.validator_set().expect("one validator").root(),
        })
    }
}

fn receipt(number: u64) -> [u8; 64] {
    let (from, to) = (AccountIndex::new(0), AccountIndex::new(9));
    let record = TransferRecord::new(from, to, AssetIndex::new(0), Amount::new(1_250 + number));
    record
        .with_reference(b"INV-7")
        .expect("short")
        .receipt_bytes(ResultCode::Applied)
}

fn write(folder: &Path, name: &str, document: &Value) {
    fs::write(folder.join(name), document.to_string()).expect("a temporary folder is writable");
}

#[test]
fn a_good_proof_is_explained_with_names_from_the_genesis_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let chain = Chain::new();
    fs::write(folder.path().join("genesis.json"), &chain.genesis).expect("writable");
    write(folder.path(), "proof.json", &json!(chain.proof(3)));
    let run = common::aurigraph(
        folder.path(),
        &["verify-proof", "proof.json", "--genesis", "genesis.json"],
    )
    .expect_code(0);
    for words in [
        "HOLDS",
        "12.53 EUR",
        "account 0 (Treasury)",
        "First validator",
        "INV-7",
        "test net",
        "result",
    ] {
        assert!(
            run.stdout.contains(words),
            "{words} is missing in\n{}",
            run.stdout
        );
    }
    assert!(
        !run.stdout.contains("remains to be trusted"),
        "{}",
        run.stdout
    );

    let object = common::aurigraph(folder.path(), &["verify-proof", "proof.json", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(object["verified"], json!(true));
    assert_eq!(object["genesisChecked"], json!(false));
    assert_eq!(object["statement"]["amount"], json!("1253"));
    assert_eq!(object["executedHeight"], json!(7));
    assert!(object["remainingTrust"].is_string());
}

#[test]
fn the_proof_inside_a_receipt_of_the_api_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(
        folder.path(),
        "receipt.json",
        &json!({ "id": "x", "proof": Chain::new().proof(0) }),
    );
    common::aurigraph(folder.path(), &["verify-proof", "receipt.json"]).expect_code(0);
}

#[test]
fn every_alteration_fails_at_a_named_step() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let good = json!(Chain::new().proof(2));
    let flip = |text: &Value, position: usize| {
        let mut digits = text.as_str().expect("hexadecimal").to_owned().into_bytes();
        digits[position] = if digits[position] == b'0' { b'1' } else { b'0' };
        json!(String::from_utf8(digits).expect("ASCII"))
    };
    let mut altered: Vec<(&str, Value)> = Vec::new();
    let mut alter = |step, change: &dyn Fn(&mut Value)| {
        let mut document = good.clone();
        change(&mut document);
        altered.push((step, document));
    };
    alter("header", &|document| {
        document["chainId"] = flip(&document["chainId"], 5)
    });
    alter("validators", &|document| document["validators"] = json!([]));
    alter("certificate", &|document| {
        document["header"] = flip(&document["header"], 2 * 24)
    });
    alter("certificate", &|document| {
        document["certificate"] = flip(&document["certificate"], 2 * 40)
    });
    alter("record", &|document| {
        document["receipt"]["count"] = json!(9)
    });
    alter("receipts root", &|document| {
        document["receipt"]["record"] = flip(&document["receipt"]["record"], 2 * 16)
    });
    alter("receipts root", &|document| {
        document["receipt"]["index"] = json!(3)
    });
    alter("receipts root", &|document| {
        document["receipt"]["path"][0] = flip(&document["receipt"]["path"][0], 0)
    });
    alter("receipts root", &|document| {
        document["receipt"]["submissionKind"] = json!(1)
    });
    alter("document", &|document| document["extra"] = json!(1));
    for (step, document) in altered {
        write(folder.path(), "altered.json", &document);
        let object = common::aurigraph(folder.path(), &["verify-proof", "altered.json", "--json"])
            .expect_code(1)
            .json();
        assert_eq!(object["verified"], json!(false));
        assert_eq!(object["failedStep"], json!(step), "{document}");
    }
}

#[test]
fn another_networks_proof_fails_against_the_genesis_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("genesis.json"), &Chain::new().genesis).expect("writable");
    write(folder.path(), "proof.json", &json!(Chain::new().proof(0)));
    common::aurigraph(folder.path(), &["verify-proof", "proof.json"]).expect_code(0);
    let arguments = [
        "verify-proof",
        "proof.json",
        "--genesis",
        "genesis.json",
        "--json",
    ];
    let object = common::aurigraph(folder.path(), &arguments)
        .expect_code(1)
        .json();
    assert_eq!(object["failedStep"], json!("genesis"));
}

#[test]
fn a_file_of_lines_is_verified_line_by_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let chain = Chain::new();
    let mut lines: Vec<String> = (0..RECEIPTS)
        .map(|index| json!(chain.proof(index)).to_string())
        .collect();
    fs::write(folder.path().join("proofs.jsonl"), lines.join("\n")).expect("writable");
    let object = common::aurigraph(folder.path(), &["verify-proof", "proofs.jsonl", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(
        (&object["documents"], &object["verified"]),
        (&json!(RECEIPTS), &json!(true))
    );
    common::aurigraph(
        folder.path(),
        &["verify-proof", "proofs.jsonl", "--line", "4"],
    )
    .expect_code(0);
    common::aurigraph(
        folder.path(),
        &["verify-proof", "proofs.jsonl", "--line", "9"],
    )
    .expect_code(2);

    lines[1] = lines[1].replace("\"index\":1", "\"index\":2");
    fs::write(folder.path().join("proofs.jsonl"), lines.join("\n")).expect("writable");
    let object = common::aurigraph(folder.path(), &["verify-proof", "proofs.jsonl", "--json"])
        .expect_code(1)
        .json();
    assert_eq!(object["failures"][0]["line"], json!(2));
}
