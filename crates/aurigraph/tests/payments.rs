//! Goal: a treasurer's file is paid exactly once, whatever happens, and every row has a receipt that can be proved.
//! Method: the real executable against a real devnet; interruptions are made by taking the node's gRPC address away, and by
//! putting the journal back as a crash would have left it.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;
mod devnet;
#[allow(dead_code, reason = "each test file uses the part it needs")]
mod office;

use std::fs;

use common::aurigraph;
use office::{NOWHERE, Office, PAYEES};
use serde_json::{Value, json};

#[tokio::test]
async fn a_file_is_paid_once_with_a_proof_for_every_row() {
    let office = Office::open().await;
    office.write_payments(7);
    let (before, _) = office.balance_and_sequence();
    let paid = office.pay(&["--proofs", "proofs"]).expect_code(0);
    assert!(
        paid.stderr.contains("Pay 7.00 EUR in 7 payments"),
        "{}",
        paid.stderr
    );
    assert_eq!(paid.json()["applied"], json!(7));
    assert_eq!(office.balance_and_sequence().0, before - 700);

    let receipts = office.receipts();
    assert_eq!(receipts.len(), 7);
    for (row, receipt) in receipts.iter().enumerate() {
        assert_eq!(receipt[0].parse::<usize>().expect("a line"), row + 2);
        assert_eq!(
            &receipt[4],
            format!("'=INV-{row}"),
            "a reference must not become a formula"
        );
        assert_eq!(&receipt[5], "applied");
        let proof = format!("proofs/{}", &receipt[9]);
        let arguments = [
            "verify-proof",
            &proof,
            "--genesis",
            "net/genesis.json",
            "--json",
        ];
        let verified = aurigraph(office.path(), &arguments).expect_code(0).json();
        assert_eq!(
            verified["statement"]["reference"],
            json!(format!("=INV-{row}"))
        );
        assert_eq!(
            verified["statement"]["to"],
            json!(PAYEES[row % PAYEES.len()])
        );
    }

    // The same file again is not paid again, unless that is asked for.
    office.pay(&[]).expect_code(0);
    assert_eq!(office.balance_and_sequence().0, before - 700);
    assert_eq!(office.receipts().len(), 7);
    office.pay(&["--pay-again"]).expect_code(0);
    assert_eq!(office.balance_and_sequence().0, before - 1_400);
}

#[tokio::test]
async fn an_interrupted_run_is_finished_without_paying_twice() {
    let office = Office::open().await;
    office.write_payments(5);
    let (before, _) = office.balance_and_sequence();

    // Interrupted before anything was sent.
    office.pay(&["--grpc", NOWHERE]).expect_code(1);
    assert!(office.path().join("payments.csv.journal").exists());
    assert_eq!(office.balance_and_sequence().0, before);

    // Another version of the file must not push the signed one aside.
    office.write_payments(6);
    office.pay(&[]).expect_code(2);
    office.write_payments(5);
    office.pay(&[]).expect_code(0);
    assert_eq!(office.balance_and_sequence().0, before - 500);

    // Interrupted after the payments were final and before the receipts were written.
    fs::rename(
        office.path().join("payments.csv.paid"),
        office.path().join("payments.csv.journal"),
    )
    .expect("it is there");
    fs::remove_file(office.path().join("payments.csv.receipts.csv")).expect("it is there");
    office.pay(&[]).expect_code(0);
    assert_eq!(office.balance_and_sequence().0, before - 500);
    assert!(
        office
            .receipts()
            .iter()
            .all(|receipt| &receipt[5] == "applied")
    );
}

#[tokio::test]
async fn rows_that_cannot_be_read_are_named_and_nothing_is_sent() {
    let office = Office::open().await;
    let nobody = "ab".repeat(32);
    let text =
        format!("amount,to,asset\n1.00,2,EUR\n1.001,2,EUR\n1,{nobody},EUR\n1,x,EUR\n2.00,3,EUR\n");
    fs::write(office.path().join("payments.csv"), text).expect("writable");
    let before = office.balance_and_sequence();
    let refused = office.pay(&[]).expect_code(2).json();
    let lines: Vec<&Value> = refused["badRows"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| &row["line"])
        .collect();
    assert_eq!(lines, [3, 4, 5]);
    assert_eq!(office.balance_and_sequence(), before);
    assert!(!office.path().join("payments.csv.journal").exists());

    let paid = office.pay(&["--skip-bad-rows"]).expect_code(0).json();
    assert_eq!(
        (&paid["applied"], &paid["skippedRows"]),
        (&json!(2), &json!(3))
    );
    let results: Vec<String> = office
        .receipts()
        .iter()
        .map(|receipt| receipt[5].to_owned())
        .collect();
    assert_eq!(
        results,
        ["applied", "skipped", "skipped", "skipped", "applied"]
    );

    // More than there is: refused before anything is signed.
    fs::write(
        office.path().join("payments.csv"),
        "to,asset,amount\n2,EUR,99999999.00\n",
    )
    .expect("writable");
    let run = office.pay(&[]).expect_code(2);
    assert!(run.stdout.contains("adds up to"), "{}", run.stdout);
}

#[tokio::test]
async fn a_transfer_is_final_proved_and_listed_and_a_refusal_ends_with_3() {
    let office = Office::open().await;
    let send = [
        "send",
        "--to",
        "2",
        "--asset",
        "EUR",
        "--reference",
        "INV-7",
        "--yes",
        "--amount",
    ];
    let with = |more: &[&'static str]| send.iter().chain(more).copied().collect::<Vec<_>>();
    let sent = office
        .wallet(&with(&["12.50", "--proof", "receipt.json"]))
        .expect_code(0)
        .json();
    assert_eq!(sent["resultCode"], json!("applied"));
    aurigraph(
        office.path(),
        &[
            "verify-proof",
            "receipt.json",
            "--genesis",
            "net/genesis.json",
        ],
    )
    .expect_code(0);

    let refused = office.wallet(&with(&["99999999.00"])).expect_code(3).json();
    assert_eq!(refused["resultCode"], json!("insufficient_funds"));

    office
        .wallet(&["balance", "--asset", "EUR", "--proof", "balance.json"])
        .expect_code(0);
    aurigraph(
        office.path(),
        &[
            "verify-proof",
            "balance.json",
            "--genesis",
            "net/genesis.json",
        ],
    )
    .expect_code(0);

    let history = office
        .wallet(&["history", "--limit", "2"])
        .expect_code(0)
        .json();
    let results: Vec<&Value> = history["transfers"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| &entry["resultCode"])
        .collect();
    assert_eq!(results, ["insufficient_funds", "applied"]);

    office
        .wallet(&["grant-custody", "--to", "3", "--yes"])
        .expect_code(0);
    let account = office.wallet(&["show"]).expect_code(0).json()["account"].clone();
    assert_eq!(account["custodian"]["index"], json!(3));
    office.wallet(&["revoke-custody", "--yes"]).expect_code(0);
}

#[tokio::test]
async fn what_was_signed_off_line_is_submitted_once() {
    let office = Office::open().await;
    let account = office.wallet(&["show"]).expect_code(0).json()["account"]["index"].to_string();
    let sign = [
        "wallet",
        "sign",
        "--key",
        "treasury.key",
        "--genesis",
        "net/genesis.json",
        "--account",
        &account,
    ];
    let rest = [
        "--sequence",
        "5",
        "--out",
        "payment.bin",
        "--yes",
        "transfer",
        "--to",
        "2",
        "--asset",
        "EUR",
        "--amount",
        "1.25",
    ];
    aurigraph(office.path(), &[&sign[..], &rest[..]].concat()).expect_code(0);
    let (before, _) = office.balance_and_sequence();
    let submit = [
        "wallet",
        "submit",
        "payment.bin",
        "--url",
        office.devnet.http.base_url(),
        "--json",
    ];
    let first = aurigraph(office.path(), &submit).expect_code(0).json();
    let again = aurigraph(office.path(), &submit).expect_code(0).json();
    assert_eq!(first["submissions"][0]["status"], json!("final"));
    assert_eq!(again["submissions"][0]["status"], json!("already applied"));
    assert_eq!(
        first["submissions"][0]["blockHeight"],
        again["submissions"][0]["blockHeight"]
    );
    assert_eq!(office.balance_and_sequence().0, before - 125);
}

#[tokio::test]
async fn a_running_nodes_folder_can_be_looked_into() {
    let office = Office::open().await;
    office.write_payments(3);
    let paid = office.pay(&[]).expect_code(0).json();
    let receipts = office.receipts();
    let height = receipts[0][8].to_owned();
    let segments = aurigraph(office.path(), &["inspect", "segment", "net", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(segments["sound"], json!(true));
    let block = aurigraph(
        office.path(),
        &["inspect", "block", "net", "--height", &height, "--json"],
    )
    .expect_code(0)
    .json();
    assert_eq!(block["bodyMatchesHeader"], json!(true));
    assert_eq!(block["submissions"][0]["id"], paid["transactionHashes"][0]);
    assert_eq!(block["submissions"][0]["records"], json!(3));
    aurigraph(office.path(), &["inspect", "block", "net"]).expect_code(0);
    aurigraph(office.path(), &["inspect", "keys", "net"]).expect_code(0);
    aurigraph(
        office.path(),
        &["inspect", "block", "net", "--height", "999999"],
    )
    .expect_code(2);
}

#[tokio::test]
async fn a_batch_whose_sequence_something_else_used_is_reported_as_not_made() {
    let office = Office::open().await;
    office.write_payments(4);
    let (before, _) = office.balance_and_sequence();
    office.pay(&["--grpc", NOWHERE]).expect_code(1);
    // The same sequence, signed for something else before the run is finished.
    let send = [
        "send", "--to", "2", "--asset", "EUR", "--amount", "0.01", "--yes",
    ];
    office.wallet(&send).expect_code(0);
    let result = office.pay(&["--proofs", "proofs"]).expect_code(3).json();
    assert_eq!(
        (&result["applied"], &result["rejected"]),
        (&json!(0), &json!(4))
    );
    assert!(
        office
            .receipts()
            .iter()
            .all(|receipt| &receipt[5] == "not_made")
    );
    assert_eq!(office.balance_and_sequence().0, before - 1);

    // The rows can be paid with a fresh run.
    office.pay(&["--pay-again"]).expect_code(0);
    assert_eq!(office.balance_and_sequence().0, before - 401);
}
