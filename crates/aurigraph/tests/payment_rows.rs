//! Goal: a payments file that is not what its writer meant is refused with a sentence that names the place.
//! Method: the real executable against a real devnet; nothing may be sent.

#![allow(missing_docs, reason = "a test has no interface")]

mod common;
mod devnet;
#[allow(dead_code, reason = "each test file uses the part it needs")]
mod office;

use office::Office;
use serde_json::json;

#[tokio::test]
async fn payees_that_do_not_exist_are_named_by_line() {
    let office = Office::open().await;
    office.write("to,asset,amount\n2,EUR,1\n999,EUR,1\n3,EUR,1\n4294967294,EUR,1\n");
    let before = office.balance_and_sequence();
    let refused = office.pay(&[]).expect_code(2).json();
    assert_eq!(
        refused["badRows"],
        json!([
            { "line": 3, "reason": "there is no account 999" },
            { "line": 5, "reason": "there is no account 4294967294" },
        ])
    );
    assert_eq!(office.balance_and_sequence(), before);
    let paid = office.pay(&["--skip-bad-rows"]).expect_code(0).json();
    assert_eq!(
        (&paid["applied"], &paid["skippedRows"]),
        (&json!(2), &json!(2))
    );
}

#[tokio::test]
async fn a_file_that_was_cut_off_or_is_no_text_is_refused() {
    let office = Office::open().await;
    let before = office.balance_and_sequence();
    for options in [&[][..], &["--skip-bad-rows"]] {
        office.write("to,asset,amount,reference\n3,EUR,1,a\n2,EUR,1,\"un");
        let run = office.pay(options).expect_code(2);
        assert!(
            run.stdout.contains("line 3") && run.stdout.contains("quotation mark"),
            "{}",
            run.stdout
        );
    }
    let garbage = format!(
        "\u{1b}[2J\u{7}\u{0}{}\n1,2,3\n",
        "\u{1b}]0;x".repeat(10_000)
    );
    for text in [garbage, "to\tasset\tamount\n2\tEUR\t1\n".to_owned()] {
        office.write(&text);
        let run = office.pay_as_text(&[]).expect_code(2);
        assert!(run.stderr.len() < 400, "{} bytes", run.stderr.len());
        assert!(
            !run.stderr.trim_end().contains(char::is_control),
            "{:?}",
            run.stderr
        );
    }
    // Neither does a cell.
    let long = "\u{1b}[2Jx".repeat(100_000);
    office.write(&format!(
        "to,asset,amount\n{long},EUR,1\n2,{long},1\n2,EUR,{long}\n"
    ));
    let run = office.pay_as_text(&[]).expect_code(2);
    assert!(run.stdout.len() < 2_000, "{} bytes", run.stdout.len());
    assert!(!run.stdout.contains('\u{1b}'));
    assert_eq!(office.balance_and_sequence(), before);
}

#[tokio::test]
async fn rows_that_are_the_same_are_counted_before_anything_is_signed() {
    let office = Office::open().await;
    office.write(
        "to,asset,amount,reference\n2,EUR,1.00,INV-1\n3,EUR,1,INV-1\n2,EUR,1,INV-1\n2,EUR,1,INV-2\n",
    );
    let (before, _) = office.balance_and_sequence();
    let paid = office.pay(&[]).expect_code(0);
    assert!(
        paid.stderr.contains(
            "2 rows are the same as another row (payee, asset, amount and reference): lines 2 and 4"
        ),
        "{}",
        paid.stderr
    );
    assert_eq!(paid.json()["duplicateRows"], json!(2));
    // The receipts written again say the same.
    assert_eq!(
        office.pay(&[]).expect_code(0).json()["duplicateRows"],
        json!(2)
    );
    assert_eq!(office.balance_and_sequence().0, before - 400);

    office.write("to,asset,amount\n2,EUR,3.33\n");
    let paid = office.pay(&[]).expect_code(0);
    assert!(!paid.stderr.contains("the same"), "{}", paid.stderr);
    assert_eq!(paid.json()["duplicateRows"], json!(0));
}
