//! Goal: whatever is posted is answered truthfully: final with its result, or refused with a code and what to do.
//! Method: a whole node in a temporary folder, asked through its router; every kind of bad input once.

#[allow(dead_code)]
mod common;
#[allow(dead_code)]
mod http_support;

use std::convert::Infallible;
use std::time::Duration;

use aurigraph_node::status::Hindrance;
use aurigraph_types::{AccountIndex, ChainId, Digest, Operation, Submission};
use axum::body::Body;
use axum::http::Request;
use common::{FIRST_BALANCE, balance, record, settle};
use http_support::{Api, json_form, verify};
use serde_json::{Value, json};

const SINGLE: &str = "/api/v11/blockchain/transactions";
const BATCH: &str = "/api/v11/blockchain/transactions/batch";

#[tokio::test]
async fn a_transfer_is_answered_final_in_both_forms_and_for_every_scheme() {
    let api = Api::start();
    for signer in 0..4 {
        let record = record(signer, (signer + 1) % 4, 10)
            .with_reference(b"INV-7")
            .expect("short");
        let first = api.ledger.transfer(signer, 1, &record);
        let answer = api.post_bytes(SINGLE, first.as_bytes()).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_receipt(&answer.json(), &first, signer);
        let second = api.ledger.transfer(signer, 2, &record);
        let answer = api.post_json(SINGLE, &json_form(second.as_bytes())).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_receipt(&answer.json(), &second, signer);
    }
    assert_eq!(balance(&api.handle, 1).await, FIRST_BALANCE);
    api.stop().await;
}

#[track_caller]
fn assert_receipt(receipt: &Value, submission: &Submission, signer: u32) {
    assert_eq!(receipt["id"], submission.id().to_string());
    assert_eq!(receipt["transactionHash"], submission.id().to_string());
    assert_eq!(receipt["kind"], "transfer");
    assert_eq!(receipt["resultCode"], "applied");
    assert_eq!(receipt["transfer"]["from"]["index"], signer);
    assert_eq!(
        receipt["transfer"]["from"]["address"]
            .as_str()
            .map(str::len),
        Some(64)
    );
    assert_eq!(receipt["transfer"]["amount"], "10");
    assert_eq!(receipt["transfer"]["asset"], "EUR");
    assert_eq!(receipt["transfer"]["decimals"], 2);
    assert_eq!(receipt["transfer"]["reference"], "INV-7");
    assert_eq!(receipt["operation"], Value::Null);
    assert_eq!(receipt["proof"], Value::Null);
    let height = receipt["blockHeight"].as_u64().expect("a height");
    assert_eq!(receipt["proofReadyAtHeight"], height + 1);
    assert_eq!(
        receipt["finality"],
        json!({ "state": "final", "height": height })
    );
}

#[tokio::test]
async fn an_operation_is_answered_with_its_own_fields() {
    let api = Api::start();
    let freeze = Operation::SetFrozen {
        account: AccountIndex::new(2),
        frozen: true,
    };
    let grant = Operation::GrantCustody {
        custodian: AccountIndex::new(3),
    };
    let open = Operation::OpenSubaccounts { count: 2 };
    let cases = [
        (
            0,
            freeze.clone(),
            json!({ "kind": "set_frozen", "resultCode": "applied", "account": 2, "frozen": true }),
        ),
        (
            1,
            freeze,
            json!({ "kind": "set_frozen", "resultCode": "not_authorised", "account": 2, "frozen": true }),
        ),
        (
            1,
            grant,
            json!({ "kind": "grant_custody", "resultCode": "applied", "custodian": 3 }),
        ),
        (
            1,
            open,
            json!({ "kind": "open_subaccounts", "resultCode": "applied", "count": 2, "firstIndex": 4, "assignedCount": 2 }),
        ),
    ];
    for (sequence, (signer, operation, expected)) in (1..).zip(cases) {
        let context = api.ledger.context(signer, sequence);
        let submission =
            Submission::operation(&api.ledger.keys[signer as usize], &context, &operation);
        let answer = api
            .post_json(SINGLE, &json_form(submission.as_bytes()))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json()["operation"], expected);
    }
    let account = api.get_json("/api/v11/accounts/1").await;
    assert_eq!(account["custodian"]["index"], 3);
    assert_eq!(account["subaccountCount"], 2);
    let subaccount = api.get_json("/api/v11/accounts/4").await;
    assert_eq!(subaccount["parent"]["address"], account["address"]);
    assert_eq!(api.get_json("/api/v11/accounts/2").await["frozen"], true);
    api.stop().await;
}

#[tokio::test]
async fn a_batch_has_a_code_for_every_record() {
    let api = Api::start();
    let mut records: Vec<_> = (0..50).map(|number| record(1, 2, number + 1)).collect();
    records[7] = record(1, 2, FIRST_BALANCE * 2);
    records[9] = record(1, 99, 1);
    let batch = Submission::batch(&api.ledger.keys[1], &api.ledger.context(1, 1), &records);
    let answer = api.post_json(BATCH, &json_form(batch.as_bytes())).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let answer = answer.json();
    let codes = json!({ "applied": 48, "insufficient_funds": 1, "unknown_credit_account": 1 });
    assert_eq!(answer["resultCodes"], codes);
    let rejected = json!([{ "index": 7, "resultCode": "insufficient_funds" }, { "index": 9, "resultCode": "unknown_credit_account" }]);
    assert_eq!(answer["rejected"], rejected);
    assert_eq!(answer["transaction"]["status"], "PARTIAL");
    assert_eq!(answer["transaction"]["transferCount"], 50);
    assert_eq!(answer["receiptId"], format!("{}-0", batch.id()));

    settle(&api.handle).await;
    let hash = batch.id();
    let refused = api
        .get_json(&format!(
            "{SINGLE}/{hash}/transfers?resultCode=unknown_credit_account"
        ))
        .await;
    assert_eq!(
        refused["transfers"][0]["to"],
        json!({ "index": 99, "address": null })
    );
    let mut seen = Vec::new();
    let mut path = format!("{SINGLE}/{hash}/transfers?limit=20");
    loop {
        let page = api.get_json(&path).await;
        seen.extend(
            page["transfers"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|transfer| transfer["index"].as_u64()),
        );
        let Some(cursor) = page["nextCursor"].as_str() else {
            break;
        };
        path = format!("{SINGLE}/{hash}/transfers?limit=20&cursor={cursor}");
    }
    assert_eq!(seen, (0..50).map(Some).collect::<Vec<_>>());
    let receipt = api.get_json(&format!("/api/v11/receipts/{hash}-7")).await;
    assert_eq!(receipt["resultCode"], "insufficient_funds");
    verify(&receipt["proof"]);
    api.stop().await;
}

#[tokio::test]
async fn a_replay_gets_the_original_receipt_and_changes_nothing() {
    let api = Api::start();
    let transfer = api.ledger.transfer(1, 1, &record(1, 2, 10));
    let original = api.post_bytes(SINGLE, transfer.as_bytes()).await.json();
    let replay = api
        .post_bytes(SINGLE, transfer.as_bytes())
        .await
        .assert_problem(409, "already_applied");
    assert_eq!(replay["receipt"], original);
    let batch = Submission::batch(
        &api.ledger.keys[1],
        &api.ledger.context(1, 2),
        &[record(1, 2, 1), record(1, 1, 1)],
    );
    let original = api.post_bytes(BATCH, batch.as_bytes()).await.json();
    settle(&api.handle).await;
    let replay = api
        .post_bytes(BATCH, batch.as_bytes())
        .await
        .assert_problem(409, "already_applied");
    assert_eq!(replay["batch"], original);
    assert_eq!(replay["receipt"]["id"], original["receiptId"]);
    // Another submission with a used sequence has no receipt of its own.
    let other = api.ledger.transfer(1, 1, &record(1, 2, 11));
    let problem = api
        .post_bytes(SINGLE, other.as_bytes())
        .await
        .assert_problem(409, "already_applied");
    assert_eq!(problem["receipt"], Value::Null);
    assert_eq!(balance(&api.handle, 2).await, FIRST_BALANCE + 11);

    let jump = api.ledger.transfer(1, 5_000, &record(1, 2, 1));
    assert_eq!(api.post_bytes(SINGLE, jump.as_bytes()).await.status, 201);
    let stale = api.ledger.transfer(1, 3, &record(1, 2, 1));
    api.post_bytes(SINGLE, stale.as_bytes())
        .await
        .assert_problem(409, "stale_sequence");
    let mut context = api.ledger.context(1, 5_001);
    context.valid_until_height = Some(aurigraph_types::Height::new(1));
    let expired = Submission::transfer(&api.ledger.keys[1], &context, &record(1, 2, 1));
    api.post_bytes(SINGLE, expired.as_bytes())
        .await
        .assert_problem(409, "expired");
    api.stop().await;
}

#[tokio::test]
async fn what_was_not_signed_like_this_is_refused() {
    let api = Api::start();
    let good = api.ledger.transfer(1, 1, &record(1, 2, 10));
    let form = json_form(good.as_bytes());
    let with = |field: &str, value: Value| {
        let mut form = form.clone();
        form[field] = value;
        form
    };
    let mut forged = good.as_bytes().to_vec();
    *forged.last_mut().expect("bytes") ^= 1;
    api.post_bytes(SINGLE, &forged)
        .await
        .assert_problem(422, "signature_invalid");
    let mut amount = form.clone();
    amount["transfer"]["amount"] = "11".into();
    api.post_json(SINGLE, &amount)
        .await
        .assert_problem(422, "signature_invalid");
    api.post_json(SINGLE, &with("signer", 2.into()))
        .await
        .assert_problem(422, "scheme_mismatch");
    api.post_json(SINGLE, &with("signer", 77.into()))
        .await
        .assert_problem(422, "signer_unknown");
    let elsewhere = ChainId(Digest([7; 32]));
    api.post_json(SINGLE, &with("chainId", elsewhere.to_string().into()))
        .await
        .assert_problem(422, "wrong_chain");
    api.post_json(SINGLE, &with("signature", "".into()))
        .await
        .assert_problem(400, "invalid_parameter");
    api.post_json(SINGLE, &with("signature", Value::Null))
        .await
        .assert_problem(400, "invalid_parameter");
    api.post_json(SINGLE, &with("sequence", "0".into()))
        .await
        .assert_problem(400, "malformed_submission");
    assert_eq!(balance(&api.handle, 1).await, FIRST_BALANCE);
    api.stop().await;
}

#[tokio::test]
async fn bad_bodies_are_named() {
    let api = Api::start();
    let good = api.ledger.transfer(1, 1, &record(1, 2, 10));
    let form = json_form(good.as_bytes());
    for text in ["", "{", "[]x", "\u{0}", "{\"kind\":", "nul"] {
        api.post(SINGLE, "application/json", text)
            .await
            .assert_problem(400, "malformed_json");
    }
    let mut deep = "[".repeat(10_000);
    deep.push('1');
    api.post(SINGLE, "application/json", deep)
        .await
        .assert_problem(400, "malformed_json");
    let change = |pointer: &str, value: Value| {
        let mut form = form.clone();
        let (parent, field) = pointer.rsplit_once('/').expect("a pointer");
        form.pointer_mut(parent).expect("it is there")[field] = value;
        form
    };
    for (pointer, value) in [
        ("/colour", json!("red")),
        ("/transfer/fee", json!("1")),
        ("/transfers", json!([])),
    ] {
        api.post_json(SINGLE, &change(pointer, value))
            .await
            .assert_problem(400, "unknown_field");
    }
    let wrong = [
        ("/transfer/amount", json!("-5")),
        ("/transfer/amount", json!("+5")),
        ("/transfer/amount", json!("1.5")),
        ("/transfer/amount", json!("")),
        ("/transfer/amount", json!("18446744073709551616")),
        ("/transfer/amount", json!("9".repeat(1_000))),
        ("/transfer/amount", json!(5)),
        ("/transfer/from", json!(-1)),
        ("/transfer/from", json!(4_294_967_296_u64)),
        ("/transfer/reference", json!("x".repeat(41))),
        ("/transfer/referenceHex", json!("00")),
        ("/transfer", Value::Null),
        ("/operation", json!("00")),
        ("/kind", json!("batch")),
        ("/kind", json!("nothing")),
        ("/scheme", json!("rsa")),
        ("/chainId", json!("zz")),
        ("/sequence", json!("-1")),
        ("/validUntilHeight", json!(1)),
    ];
    for (pointer, value) in wrong {
        let answer = api.post_json(SINGLE, &change(pointer, value.clone())).await;
        assert_eq!(
            answer.json()["code"],
            "invalid_parameter",
            "{pointer} {value}: {}",
            answer.text()
        );
    }
    for end in [0, 1, 63, 64, 127, good.as_bytes().len() - 1] {
        api.post_bytes(SINGLE, &good.as_bytes()[..end])
            .await
            .assert_problem(400, "malformed_submission");
    }
    let twice = [good.as_bytes(), good.as_bytes()].concat();
    api.post_bytes(SINGLE, &twice)
        .await
        .assert_problem(400, "malformed_submission");
    api.post_bytes(BATCH, good.as_bytes())
        .await
        .assert_problem(400, "malformed_submission");
    let batch = Submission::batch(
        &api.ledger.keys[1],
        &api.ledger.context(1, 1),
        &[record(1, 2, 1)],
    );
    api.post_bytes(SINGLE, batch.as_bytes())
        .await
        .assert_problem(400, "malformed_submission");
    let mut empty = json_form(batch.as_bytes());
    empty["transfers"] = json!([]);
    api.post_json(BATCH, &empty)
        .await
        .assert_problem(400, "invalid_parameter");
    let mut absurd = good.as_bytes().to_vec();
    absurd[24..32].fill(0xff);
    api.post_bytes(SINGLE, &absurd)
        .await
        .assert_problem(400, "malformed_submission");

    api.post(SINGLE, "text/plain", "hello")
        .await
        .assert_problem(415, "unsupported_media_type");
    let compressed = Request::post(SINGLE)
        .header("content-type", "application/json")
        .header("content-encoding", "gzip")
        .body(Body::from(vec![0x1f, 0x8b]))
        .expect("a request");
    api.send(compressed)
        .await
        .assert_problem(415, "unsupported_media_type");
    let long = format!("\"{}\"", "x".repeat(64 * 1024));
    api.post(SINGLE, "application/json", long)
        .await
        .assert_problem(413, "payload_too_large");
    let huge = vec![0; 16 * 1024 * 1024 + 1];
    api.post_bytes(BATCH, &huge)
        .await
        .assert_problem(413, "payload_too_large");
    assert_eq!(balance(&api.handle, 1).await, FIRST_BALANCE);
    api.stop().await;
}

#[tokio::test]
async fn a_node_that_cannot_write_says_so_and_still_reads() {
    let api = Api::start();
    api.handle
        .node
        .status
        .hinder(Hindrance::Network, Some("the disk is full".into()));
    let transfer = api.ledger.transfer(1, 1, &record(1, 2, 10));
    let answer = api.post_bytes(SINGLE, transfer.as_bytes()).await;
    answer.assert_problem(503, "read_only");
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(api.get("/q/health/ready").await.status, 200);
    let health = api.get("/q/health").await;
    assert_eq!(health.status, 503);
    let health = health.json();
    let check = health["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .find(|check| check["name"] == "submissions");
    assert_eq!(check.expect("the check")["status"], "DOWN");
    assert_eq!(
        check.expect("the check")["data"]["reason"],
        "the disk is full"
    );
    api.get_json("/api/v11/blockchain/blocks/latest").await;
    api.handle.node.status.hinder(Hindrance::Network, None);
    assert_eq!(
        api.post_bytes(SINGLE, transfer.as_bytes()).await.status,
        201
    );
    api.handle.node.status.stop();
    api.post_bytes(SINGLE, transfer.as_bytes())
        .await
        .assert_problem(503, "not_ready");
    assert_eq!(api.get("/q/health").await.status, 503);
    assert_eq!(api.get("/q/health/live").await.status, 200);
    api.stop().await;
}

#[tokio::test]
async fn bodies_that_never_end_cost_a_bounded_amount_of_memory() {
    let api = Api::start();
    let endless = || {
        let body =
            Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, Infallible>>());
        api.post(BATCH, "application/octet-stream", body)
    };
    let mut waiting: Vec<_> = (0..8).map(|_| Box::pin(endless())).collect();
    for body in &mut waiting {
        let answered = tokio::time::timeout(Duration::from_millis(20), body).await;
        assert!(answered.is_err(), "a body within the budget is waited for");
    }
    let refused = endless().await;
    refused.assert_problem(429, "too_busy");
    assert!(refused.headers.contains_key("retry-after"));
    api.get_json("/api/v11/info").await;
    // Those who leave give their share back.
    drop(waiting);
    let transfer = api.ledger.transfer(1, 1, &record(1, 2, 10));
    assert_eq!(
        api.post_bytes(SINGLE, transfer.as_bytes()).await.status,
        201
    );
    api.stop().await;
}
