//! Payment files: every way a row can be wrong is named by line; amounts are exact; receipts cannot start a formula.

#![allow(
    clippy::unwrap_used,
    reason = "a test that fails by panicking is a test that works"
)]

use aurigraph_client::api::Asset;
use aurigraph_client::payments::{
    Payee, PaymentsError, PaymentsFile, ReceiptRow, batches, format_amount, parse_amount,
    read_payments, read_receipts, shown, spreadsheet_safe, write_receipts,
};
use aurigraph_types::{AccountIndex, Amount, AssetIndex, TransferRecord};

fn assets() -> Vec<Asset> {
    let asset = |index, code: &str, decimals| Asset {
        index,
        code: code.to_owned(),
        name: code.to_owned(),
        decimals,
        dense: index == 0,
        total_supply: "0".to_owned(),
    };
    vec![asset(0, "EUR", 2), asset(3, "CO2-T", 3), asset(4, "LOT", 0)]
}

fn read(text: &str) -> Result<PaymentsFile, PaymentsError> {
    read_payments(text.as_bytes(), &assets())
}

#[test]
fn columns_come_in_any_order_and_lines_are_counted() {
    let address = "ab".repeat(32);
    let text = format!(
        "\u{feff}Reference,amount,TO,asset\r\n\"Invoice 7, part 1\",12.5,7,EUR\r\n\r\nINV-8,0.001,{address},CO2-T\r\n"
    );
    let file = read(&text).unwrap();
    assert_eq!(file.bad_rows, []);
    let [first, second] = &file.payments[..] else {
        panic!("two payments")
    };
    assert_eq!(
        (first.line, first.to, first.amount),
        (2, Payee::Index(AccountIndex::new(7)), Amount::new(1_250))
    );
    assert_eq!(first.reference, "Invoice 7, part 1");
    assert_eq!(
        (second.line, second.asset, second.amount),
        (4, AssetIndex::new(3), Amount::new(1))
    );
    assert!(matches!(second.to, Payee::Address(_)));
    let record = first.record(AccountIndex::new(1), AccountIndex::new(7));
    assert_eq!(record.reference_trimmed(), b"Invoice 7, part 1");
}

#[test]
fn every_unreadable_row_is_named_with_its_line_and_reason() {
    let rows = [
        ("7,EUR,12.505,a", "2 digits after the point"),
        ("7,EUR,-1,a", "not a positive decimal number"),
        ("7,EUR,1e3,a", "not a positive decimal number"),
        ("7,EUR,\"1,000.00\",a", "thousands separators"),
        ("7,EUR,,a", "not a positive decimal number"),
        ("7,EUR,0.00,a", "zero"),
        (
            "7,EUR,184467440737095516.16,a",
            "larger than the ledger can hold",
        ),
        ("7,XAU,1,a", "\"XAU\" does not exist"),
        ("7,eur,1,a", "\"eur\" does not exist"),
        (",EUR,1,a", "no payee"),
        ("4294967295,EUR,1,a", "neither an address"),
        ("bob,EUR,1,a", "neither an address"),
        ("+7,EUR,1,a", "neither an address"),
        ("7,EUR,1", "3 fields, the header has 4"),
        ("7,EUR,1,a,b", "5 fields, the header has 4"),
        (
            "7,EUR,1,this reference is longer than forty bytes",
            "41 bytes; 40 fit",
        ),
        ("7,EUR,1,a\u{7}b", "control character"),
    ];
    let mut text = "to,asset,amount,reference\n".to_owned();
    for (row, _) in rows {
        text.push_str(row);
        text.push('\n');
    }
    text.push_str("7,EUR,1,good\n");
    let file = read(&text).unwrap();
    assert_eq!(file.payments.len(), 1);
    assert_eq!(file.bad_rows.len(), rows.len());
    for (bad, (place, (row, reason))) in file.bad_rows.iter().zip(rows.iter().enumerate()) {
        assert_eq!(bad.line, place as u64 + 2, "{row}");
        assert!(bad.reason.contains(reason), "{row}: {}", bad.reason);
    }
}

#[test]
fn text_that_is_not_utf8_spoils_its_row_only() {
    let bytes = b"to,asset,amount,reference\n7,EUR,1,M\xfcller\n7,EUR,2,ok\n";
    let file = read_payments(&bytes[..], &assets()).unwrap();
    assert_eq!((file.payments.len(), file.bad_rows.len()), (1, 1));
    assert_eq!(
        file.bad_rows[0].to_string(),
        "line 2: the row is not UTF-8 text"
    );
}

#[test]
fn a_quotation_mark_that_nothing_closes_refuses_the_file() {
    for text in [
        "to,asset,amount,reference\n7,EUR,1,a\n7,EUR,1,\"un",
        "to,asset,amount,reference\n7,EUR,1,a\n7,EUR,1,\"un\n7,EUR,1,b\n7,EUR,1,c\n",
        "to,asset,amount,reference\r\n\r\n7,EUR,1,\"a\"\"",
    ] {
        let error = read(text).unwrap_err();
        assert!(
            matches!(error, PaymentsError::UnclosedQuotation { line: 3 }),
            "{error}"
        );
    }
    assert!(matches!(
        read("to,asset,\"amount\n7,EUR,1\n"),
        Err(PaymentsError::UnclosedQuotation { line: 1 })
    ));
    let file = read("to,asset,amount,reference\n7,EUR,1,\"a, \"\"b\"\"\"\n").unwrap();
    assert_eq!(file.payments[0].reference, "a, \"b\"");
}

#[test]
fn what_is_quoted_from_a_file_is_escaped_and_short() {
    assert_eq!(shown("XAU"), "\"XAU\"");
    assert_eq!(shown("a\u{1b}[2J\tb"), "\"a\\u{1b}[2J\\tb\"");
    assert_eq!(shown(&"x".repeat(41)), format!("\"{}\"…", "x".repeat(40)));
    let garbage = "\u{1b}]0;".repeat(100_000);
    let error = read(&format!("{garbage}\n")).unwrap_err().to_string();
    let file = read(&format!(
        "to,asset,amount\n{garbage},EUR,1\n7,{garbage},1\n7,EUR,{garbage}\n"
    ));
    let reasons = file.unwrap().bad_rows.into_iter().map(|row| row.reason);
    for text in reasons.chain([error]) {
        assert!(
            text.len() < 400 && !text.contains(char::is_control),
            "{text:?}"
        );
    }
}

#[test]
fn headers_are_checked() {
    assert!(matches!(read(""), Err(PaymentsError::Empty)));
    assert!(matches!(
        read("to,asset\n"),
        Err(PaymentsError::MissingColumn { column: "amount" })
    ));
    assert!(matches!(
        read("to,asset,amount,iban\n"),
        Err(PaymentsError::UnexpectedColumn { .. })
    ));
    assert!(matches!(
        read("to,to,asset,amount\n"),
        Err(PaymentsError::UnexpectedColumn { .. })
    ));
    let without_reference = read("to,asset,amount\n7,EUR,1\n").unwrap();
    assert_eq!(without_reference.payments[0].reference, "");
    let semicolons = read("to;asset;amount;reference\n7;EUR;1.50;a,b\n").unwrap();
    assert_eq!(semicolons.payments[0].reference, "a,b");
}

#[test]
fn the_number_of_rows_is_bounded() {
    let rows = |count: usize| format!("to,asset,amount\n{}", "7,LOT,1\n".repeat(count));
    let file = read(&rows(200_000)).unwrap();
    let record = TransferRecord::new(
        AccountIndex::new(1),
        AccountIndex::new(7),
        AssetIndex::new(4),
        Amount::new(1),
    );
    let records = vec![record; file.payments.len()];
    let sizes: Vec<_> = batches(&records).map(<[_]>::len).collect();
    assert_eq!(sizes, [65_536, 65_536, 65_536, 3_392]);
    assert!(matches!(
        read(&rows(200_001)),
        Err(PaymentsError::TooManyRows)
    ));
}

#[test]
fn amounts_are_exact_in_both_directions() {
    for (text, decimals, minor_units) in [
        ("0.01", 2, 1),
        ("12", 2, 1_200),
        ("12.5", 2, 1_250),
        ("007", 0, 7),
        ("184467440737095516.15", 2, u64::MAX),
        ("18.446744073709551615", 18, u64::MAX),
    ] {
        assert_eq!(
            parse_amount(text, decimals),
            Ok(Amount::new(minor_units)),
            "{text}"
        );
    }
    for text in ["", ".", ".5", "5.", "1.2.3", "٣", "0x10", " 1", "NaN"] {
        assert!(parse_amount(text, 2).is_err(), "{text}");
    }
    for (minor_units, decimals, text) in [
        (0, 2, "0.00"),
        (5, 2, "0.05"),
        (1_250, 2, "12.50"),
        (7, 0, "7"),
    ] {
        assert_eq!(format_amount(Amount::new(minor_units), decimals), text);
    }
    assert_eq!(
        format_amount(Amount::new(u64::MAX), 18),
        "18.446744073709551615"
    );
}

#[test]
fn receipts_cannot_start_a_formula() {
    for dangerous in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
        assert_eq!(spreadsheet_safe(dangerous), format!("'{dangerous}"));
    }
    assert_eq!(spreadsheet_safe("INV-7"), "INV-7");
    let row = ReceiptRow {
        line: 2,
        to: "7".to_owned(),
        asset: "EUR".to_owned(),
        amount: "12.50".to_owned(),
        reference: "=HYPERLINK(\"x\")".to_owned(),
        result_code: "applied".to_owned(),
        transaction_hash: "ab".to_owned(),
        receipt_id: "ab-0".to_owned(),
        block_height: Some(12),
        proof_file: String::new(),
        note: String::new(),
    };
    let mut written = Vec::new();
    write_receipts(&mut written, [&row]).unwrap();
    let expected = "line,to,asset,amount,reference,result,transaction,receipt,block,proof,note\n\
                    2,7,EUR,12.50,\"'=HYPERLINK(\"\"x\"\")\",applied,ab,ab-0,12,,\n";
    assert_eq!(String::from_utf8(written.clone()).unwrap(), expected);
    let read = read_receipts(&written[..]).unwrap();
    let reference = spreadsheet_safe(&row.reference);
    assert_eq!(read, [ReceiptRow { reference, ..row }]);
    assert!(matches!(
        read_receipts(&b"a,b\n1,2\n"[..]),
        Err(PaymentsError::NotReceipts)
    ));
    assert!(read_receipts(&written[..written.len() - 9]).is_err());
}
