//! Goal: a treasurer's file is paid exactly once, whatever happens, and every row has a receipt that can be proved.
//! Method: the real executable against a real devnet; interruptions are made by taking the node's gRPC address away, and by
//! putting the journal back as a crash would have left it.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;
mod devnet;
#[allow(dead_code, reason = "each test file uses the part it needs")]
mod office;

use std::fs;

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
        let verified = office.verify(&proof);
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
async fn a_transfer_is_final_proved_and_listed_and_a_rejection_ends_with_3() {
    let office = Office::open().await;
    let sent = office
        .send(
            "12.50",
            &["--reference", "INV-7", "--proof", "receipt.json"],
        )
        .expect_code(0)
        .json();
    assert_eq!(sent["resultCode"], json!("applied"));
    let verified = office.verify("receipt.json");
    assert_eq!(verified["statement"]["reference"], json!("INV-7"));

    let rejected = office.send("99999999.00", &[]).expect_code(3);
    assert_eq!(rejected.json()["resultCode"], json!("insufficient_funds"));
    assert!(
        rejected.stderr.contains("the ledger rejected it"),
        "{}",
        rejected.stderr
    );

    office
        .wallet(&["balance", "--asset", "EUR", "--proof", "balance.json"])
        .expect_code(0);
    office.verify("balance.json");

    let history = office
        .wallet(&["history", "--limit", "2"])
        .expect_code(0)
        .json();
    let results: Vec<&Value> = history["entries"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| &entry["resultCode"])
        .collect();
    assert_eq!(results, ["insufficient_funds", "applied"]);

    office
        .wallet(&["grant-custody", "--to", "3", "--yes"])
        .expect_code(0);
    assert_eq!(office.account()["custodian"]["index"], json!(3));
    office.wallet(&["revoke-custody", "--yes"]).expect_code(0);
}

#[tokio::test]
async fn what_was_signed_off_line_is_submitted_once() {
    let office = Office::open().await;
    office.sign("5", "1.25", "payment.bin").expect_code(0);
    let (before, _) = office.balance_and_sequence();
    let submit = || office.submit("payment.bin", &["--json"]).expect_code(0);
    let (first, again) = (submit().json(), submit().json());
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
    let inspect =
        |more: &[&str], code| office.run(&[&["inspect"], more].concat()).expect_code(code);
    let segments = inspect(&["segment", "net", "--json"], 0).json();
    assert_eq!(segments["sound"], json!(true));
    let block = inspect(&["block", "net", "--height", &height, "--json"], 0).json();
    assert_eq!(block["bodyMatchesHeader"], json!(true));
    assert_eq!(block["submissions"][0]["id"], paid["transactionHashes"][0]);
    assert_eq!(block["submissions"][0]["records"], json!(3));
    inspect(&["block", "net"], 0);
    inspect(&["keys", "net"], 0);
    inspect(&["block", "net", "--height", "999999"], 2);
}

#[tokio::test]
async fn a_batch_whose_sequence_something_else_used_is_reported_as_not_made() {
    let office = Office::open().await;
    office.write_payments(4);
    let (before, _) = office.balance_and_sequence();
    office.pay(&["--grpc", NOWHERE]).expect_code(1);
    // The same sequence, signed for something else before the run is finished.
    office.use_next_sequence();
    let result = office.pay(&["--proofs", "proofs"]).expect_code(3).json();
    assert_eq!(
        [&result["applied"], &result["rejected"], &result["notMade"]],
        [0, 0, 4]
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
