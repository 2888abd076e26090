//! Goal: no row is paid twice because its file was touched, and no evidence of a payment is ever lost.
//! Method: the real executable against a real devnet. Files are changed as treasurers change them: a blank line, other line ends,
//! a row more, a corrected row.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;
mod devnet;
#[allow(dead_code, reason = "each test file uses the part it needs")]
mod office;

use std::fs;

use office::{NOWHERE, Office};
use serde_json::json;

const ROWS: &str = "to,asset,amount,reference\n2,EUR,1.00,INV-1\n3,EUR,2.00,INV-2\n";
const PAID: &str = "payments.csv.paid";
const RECEIPTS: &str = "payments.csv.receipts.csv";

#[tokio::test]
async fn a_touched_file_is_not_paid_again() {
    let office = Office::open().await;
    office.write(ROWS);
    let (before, _) = office.balance_and_sequence();
    office.pay(&["--proofs", "proofs"]).expect_code(0);
    let evidence = [PAID, RECEIPTS, "proofs/line-000002.json"];
    let first = evidence.map(|name| office.bytes(name));

    let touched = [
        format!("{ROWS}\n"),
        ROWS.replace('\n', "\r\n"),
        ROWS.replace(",INV-2", ", INV-2 "),
        "to,asset,amount,reference\n3,EUR,2,INV-2\n2,EUR,1,INV-1\n".to_owned(),
        format!("{ROWS}4,EUR,4.00,INV-3\n"),
    ];
    for (text, rows) in touched.iter().zip([2, 2, 2, 2, 3]) {
        office.write(text);
        let run = office.pay(&["--proofs", "proofs"]).expect_code(2);
        let object = run.json();
        assert_eq!(
            (&object["sent"], &object["rows"], &object["paidBefore"]),
            (&json!(false), &json!(rows), &json!(2)),
            "{text:?}"
        );
        let run = &object["earlierRuns"][0];
        assert_eq!(run["rows"], json!(2));
        assert!(run["receipts"].as_str().expect("text").ends_with(RECEIPTS));
        assert!(run["finishedAt"].as_str().expect("text").ends_with('Z'));
    }
    assert_eq!(office.balance_and_sequence().0, before - 300);
    assert_eq!(first, evidence.map(|name| office.bytes(name)));

    // A person is told the same.
    let told = office.pay_as_text(&[]).expect_code(2).stdout;
    assert!(told.contains("2 of the 3 rows were paid before"), "{told}");
    assert!(
        told.contains("--only-new-rows") && told.contains("--pay-again"),
        "{told}"
    );

    // Only the row that was added.
    let paid = office
        .pay(&["--only-new-rows", "--proofs", "proofs"])
        .expect_code(0);
    assert!(
        paid.stderr.contains("Pay 4.00 EUR in 1 payment from"),
        "{}",
        paid.stderr
    );
    assert_eq!(
        (&paid.json()["applied"], &paid.json()["paidBefore"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(office.balance_and_sequence().0, before - 700);
    let kept = [
        "payments.csv.1.paid",
        "payments.csv.receipts.1.csv",
        evidence[2],
    ];
    assert_eq!(first, kept.map(|name| office.bytes(name)));
    let (earlier, receipts) = (office.receipts_in(kept[1]), office.receipts());
    let results: Vec<&str> = receipts.iter().map(|receipt| &receipt[5]).collect();
    assert_eq!(results, ["paid_before", "paid_before", "applied"]);
    for row in 0..2 {
        assert_eq!(
            receipts[row][7], earlier[row][7],
            "the receipt of the payment that was made"
        );
        assert_eq!(receipts[row][8], earlier[row][8]);
    }

    // Once more there is nothing left to pay.
    let paid = office.pay(&["--only-new-rows"]).expect_code(0).json();
    assert_eq!(
        (&paid["payments"], &paid["paidBefore"]),
        (&json!(0), &json!(3))
    );
    assert_eq!(office.balance_and_sequence().0, before - 700);

    // Again on purpose; what is known of the earlier runs stays.
    let second = [PAID, RECEIPTS].map(|name| office.bytes(name));
    let again = office.pay(&["--pay-again"]).expect_code(0);
    assert!(
        again
            .stderr
            .contains("3 of them were paid before and will be paid again"),
        "{}",
        again.stderr
    );
    assert_eq!(office.balance_and_sequence().0, before - 1_400);
    let kept = ["payments.csv.2.paid", "payments.csv.receipts.2.csv"];
    assert_eq!(second, kept.map(|name| office.bytes(name)));
    assert_eq!(first[0], office.bytes("payments.csv.1.paid"));
    office
        .pay(&["--pay-again", "--only-new-rows"])
        .expect_code(2);
}

#[tokio::test]
async fn a_row_that_is_there_twice_is_paid_as_often_as_it_is_there() {
    let office = Office::open().await;
    office.write(ROWS);
    let (before, _) = office.balance_and_sequence();
    office.pay(&[]).expect_code(0);
    // The same payment once more, and the payee of another by address instead of by index.
    let http = office.devnet.http.base_url();
    let payee = office.run(&[
        "wallet",
        "balance",
        "--account",
        "3",
        "--http",
        http,
        "--json",
    ]);
    let address = payee.expect_code(0).json()["account"]["address"].clone();
    let address = address.as_str().expect("text");
    office.write(&format!(
        "{}2,EUR,1.00,INV-1\n",
        ROWS.replace("3,EUR", &format!("{address},EUR"))
    ));
    assert_eq!(
        office.pay(&[]).expect_code(2).json()["paidBefore"],
        json!(2)
    );
    let paid = office.pay(&["--only-new-rows"]).expect_code(0);
    assert_eq!(paid.json()["applied"], json!(1));
    assert_eq!(paid.json()["duplicateRows"], json!(2));
    assert!(
        paid.stderr.contains("2 rows are the same as another row"),
        "{}",
        paid.stderr
    );
    assert_eq!(office.balance_and_sequence().0, before - 400);
}

#[tokio::test]
async fn an_interrupted_run_of_the_new_rows_is_finished_once() {
    let office = Office::open().await;
    office.write(ROWS);
    let (before, _) = office.balance_and_sequence();
    office.pay(&[]).expect_code(0);
    let first = office.bytes(RECEIPTS);
    office.write(&format!("{ROWS}4,EUR,4.00,INV-3\n"));
    office
        .pay(&["--only-new-rows", "--grpc", NOWHERE])
        .expect_code(1);
    let journal = office.bytes("payments.csv.journal");

    // Interrupted once more, when the payments were final and the journal had its last name already.
    office.pay(&[]).expect_code(0);
    assert_eq!(office.balance_and_sequence().0, before - 700);
    fs::write(office.path().join("payments.csv.journal"), journal).expect("writable");
    office.pay(&["--only-new-rows"]).expect_code(0);
    assert_eq!(office.balance_and_sequence().0, before - 700);
    assert_eq!(first, office.bytes("payments.csv.receipts.1.csv"));
    assert!(!office.path().join("payments.csv.2.paid").exists());
    assert_eq!(office.receipts().len(), 3);
}

#[tokio::test]
async fn receipts_alone_are_evidence_enough() {
    let office = Office::open().await;
    office.write(&ROWS.replace("INV-1", "=INV-1"));
    let (before, _) = office.balance_and_sequence();
    office.pay(&[]).expect_code(0);
    fs::remove_file(office.path().join(PAID)).expect("it is there");
    let run = office.pay(&[]).expect_code(2).json();
    assert_eq!(run["paidBefore"], json!(2));
    assert_eq!(office.balance_and_sequence().0, before - 300);

    // Receipts that cannot be read are no permission to pay.
    fs::write(office.path().join(RECEIPTS), "a;b\n1;2\n").expect("writable");
    let run = office.pay(&[]).expect_code(2);
    assert!(run.stdout.contains("receipts"), "{}", run.stdout);
    let other = ["--receipts", "other.csv"];
    let run = office.pay(&other).expect_code(2);
    assert!(run.stdout.contains("nobody can say"), "{}", run.stdout);
    assert_eq!(office.bytes(RECEIPTS), b"a;b\n1;2\n");
    assert_eq!(office.balance_and_sequence().0, before - 300);
}

#[tokio::test]
async fn a_row_that_was_left_out_or_not_made_counts_as_not_paid() {
    let office = Office::open().await;
    office.write(&format!("{ROWS}x,EUR,4.00,INV-3\n"));
    let (before, _) = office.balance_and_sequence();
    office
        .pay(&["--skip-bad-rows", "--grpc", NOWHERE])
        .expect_code(1);
    office.use_next_sequence();
    let run = office.pay(&[]).expect_code(3).json();
    assert_eq!(run["resultCodes"], json!({ "not_made": 2 }));
    // Nothing was paid, and nobody says so.
    let again = office.pay(&[]).expect_code(3).stderr;
    assert!(
        again.contains("0 of its 2 payments were applied") && !again.contains("paid before"),
        "{again}"
    );
    assert_eq!(office.balance_and_sequence().0, before - 1);
    let paid = office
        .pay(&["--only-new-rows", "--skip-bad-rows"])
        .expect_code(0)
        .json();
    assert_eq!(
        (&paid["applied"], &paid["skippedRows"]),
        (&json!(2), &json!(1))
    );

    // The row that could not be read is corrected in the file.
    office.write(&format!("{ROWS}4,EUR,4.00,INV-3\n"));
    assert_eq!(
        office.pay(&[]).expect_code(2).json()["paidBefore"],
        json!(2)
    );
    office.pay(&["--only-new-rows"]).expect_code(0);
    assert_eq!(office.balance_and_sequence().0, before - 701);
}
