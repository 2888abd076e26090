//! Goal: blocks, transactions, receipts and accounts are found by every name they have, page by page, and every proof verifies.
//! Method: a whole node in a temporary folder with a little history, asked through its router.

#[allow(dead_code)]
mod common;
#[allow(dead_code)]
mod http_support;

use aurigraph_types::proof::Statement;
use common::{FIRST_BALANCE, record};
use http_support::{Api, verify, with_history};
use serde_json::{Value, json};

const SINGLE: &str = "/api/v11/blockchain/transactions";

#[tokio::test]
async fn blocks_are_listed_both_ways_and_found_by_height_and_hash() {
    let (api, _) = with_history().await;
    let tip = api.handle.node.chain.tip().height.get();
    for (order, expected) in [
        ("desc", (0..=tip).rev().collect::<Vec<_>>()),
        ("asc", (0..=tip).collect()),
    ] {
        let mut heights = Vec::new();
        let mut path = format!("/api/v11/blockchain/blocks?limit=2&order={order}");
        loop {
            let page = api.get_json(&path).await;
            heights.extend(
                page["blocks"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .filter_map(|block| block["height"].as_u64()),
            );
            assert_eq!(page["blocks"][0]["headerBytes"], Value::Null);
            let Some(cursor) = page["nextCursor"].as_str() else {
                break;
            };
            path = format!("/api/v11/blockchain/blocks?limit=2&order={order}&cursor={cursor}");
        }
        assert_eq!(heights, expected);
    }
    let busy = api
        .get_json("/api/v11/blockchain/blocks?nonEmpty=true")
        .await;
    assert!(
        busy["blocks"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|block| block["submissionCount"] != 0)
    );
    assert_eq!(busy["blocks"].as_array().expect("a list").len(), 3);
    let latest = api.get_json("/api/v11/blockchain/blocks/latest").await;
    assert_eq!(
        latest,
        api.get_json(&format!("/api/v11/blockchain/blocks/{tip}"))
            .await
    );
    assert_eq!(
        latest,
        api.get_json(&format!(
            "/api/v11/blockchain/blocks/{}",
            latest["hash"].as_str().expect("a hash")
        ))
        .await
    );
    assert_eq!(latest["headerBytes"].as_str().map(str::len), Some(480));
    assert_eq!(latest["proposerName"], "validator");
    api.get("/api/v11/blockchain/blocks/999999")
        .await
        .assert_problem(404, "not_found");
    api.get(&format!("/api/v11/blockchain/blocks/{}", "ab".repeat(32)))
        .await
        .assert_problem(404, "not_found");
    for bad in ["-1", "+1", "1.0", "99999999999999999999", "xyz", "%FF"] {
        api.get(&format!("/api/v11/blockchain/blocks/{bad}"))
            .await
            .assert_problem(400, "invalid_parameter");
    }
    api.stop().await;
}

#[tokio::test]
async fn transactions_are_listed_newest_first_and_found_by_hash() {
    let (api, hashes) = with_history().await;
    let mut seen = Vec::new();
    let mut path = format!("{SINGLE}?limit=1");
    loop {
        let page = api.get_json(&path).await;
        let page_hashes = page["transactions"].as_array().expect("a list").iter();
        seen.extend(
            page_hashes.filter_map(|transaction| transaction["hash"].as_str().map(str::to_owned)),
        );
        let Some(cursor) = page["nextCursor"].as_str() else {
            break;
        };
        path = format!("{SINGLE}?limit=1&cursor={cursor}");
    }
    assert_eq!(seen, hashes.iter().rev().cloned().collect::<Vec<_>>());
    let batches = api.get_json(&format!("{SINGLE}?kind=batch")).await;
    assert_eq!(batches["transactions"].as_array().map(Vec::len), Some(1));
    let batch = api.get_json(&format!("{SINGLE}/{}", hashes[1])).await;
    assert_eq!(batches["transactions"][0], batch);
    assert_eq!(batch["status"], "PARTIAL");
    assert_eq!(
        (&batch["applied"], &batch["rejected"]),
        (&json!(2), &json!(1))
    );
    let height = &batch["blockHeight"];
    let of_block = api.get_json(&format!("{SINGLE}?height={height}")).await;
    assert_eq!(of_block["transactions"], json!([batch]));
    let operation = api.get_json(&format!("{SINGLE}/{}", hashes[2])).await;
    assert_eq!(operation["operation"]["firstIndex"], 4);
    api.get(&format!("{SINGLE}?height=77777"))
        .await
        .assert_problem(404, "not_found");
    api.get(&format!("{SINGLE}/{}", "00".repeat(32)))
        .await
        .assert_problem(404, "not_found");
    api.get(&format!("{SINGLE}/nothing"))
        .await
        .assert_problem(400, "invalid_parameter");
    api.get(&format!("{SINGLE}/{}", hashes[0].to_uppercase()))
        .await
        .assert_problem(400, "invalid_parameter");
    api.stop().await;
}

#[tokio::test]
async fn every_receipt_and_every_balance_is_proved() {
    let (api, hashes) = with_history().await;
    let ids = [
        hashes[0].clone(),
        format!("{}-0", hashes[1]),
        format!("{}-1", hashes[1]),
        format!("{}-2", hashes[1]),
        hashes[2].clone(),
    ];
    for id in &ids {
        let receipt = api.get_json(&format!("/api/v11/receipts/{id}")).await;
        assert_eq!(receipt["id"], *id);
        let Statement::Receipt { record, code, .. } = verify(&receipt["proof"]).statement else {
            panic!("a receipt")
        };
        assert_eq!(receipt["record"], hex::encode(record));
        assert_eq!(receipt["resultCode"], code.name());
    }
    for (account, asset, amount) in [
        (1, "EUR", FIRST_BALANCE - 13),
        (2, "EUR", FIRST_BALANCE + 11),
        (3, "GOLD", FIRST_BALANCE),
    ] {
        let proof = api
            .get_json(&format!("/api/v11/accounts/{account}/proof?asset={asset}"))
            .await;
        let Statement::Balance { amount: proved, .. } = verify(&proof).statement else {
            panic!("a balance")
        };
        assert_eq!(proved, amount);
    }
    // Under traffic the proof waits for the header that commits to its state.
    let transfer = api.ledger.transfer(2, 1, &record(2, 1, 5));
    let (results, proof) = tokio::join!(
        common::submit(&api.handle, transfer.into_bytes()),
        api.get("/api/v11/accounts/1/proof?asset=EUR")
    );
    assert_eq!(results.len(), 1);
    verify(&proof.json());
    api.get(&format!("/api/v11/receipts/{}-3", hashes[1]))
        .await
        .assert_problem(404, "not_found");
    api.get(&format!("/api/v11/receipts/{}-x", hashes[1]))
        .await
        .assert_problem(400, "invalid_parameter");
    api.get(&format!("/api/v11/receipts/{}", "00".repeat(32)))
        .await
        .assert_problem(404, "not_found");
    api.get("/api/v11/accounts/4/proof?asset=GOLD")
        .await
        .assert_problem(404, "not_found");
    api.get("/api/v11/accounts/1/proof?asset=XYZ")
        .await
        .assert_problem(404, "not_found");
    api.get("/api/v11/accounts/99/proof?asset=EUR")
        .await
        .assert_problem(404, "not_found");
    api.get("/api/v11/accounts/1/proof")
        .await
        .assert_problem(400, "invalid_parameter");
    api.stop().await;
}

#[tokio::test]
async fn an_account_has_its_balances_and_its_history() {
    let (api, hashes) = with_history().await;
    let account = api.get_json("/api/v11/accounts/1").await;
    assert_eq!(
        account,
        api.get_json(&format!(
            "/api/v11/accounts/{}",
            account["address"].as_str().expect("an address")
        ))
        .await
    );
    assert_eq!(account["name"], "account 1");
    assert_eq!(
        account["publicKey"],
        hex::encode(api.ledger.keys[1].public_key().as_bytes())
    );
    assert_eq!(account["nextSequence"], "4");
    assert_eq!(
        account["balances"][0]["amount"],
        (FIRST_BALANCE - 13).to_string()
    );
    assert_eq!(
        api.get_json("/api/v11/accounts/0").await["roles"],
        json!(["registrar", "authority"])
    );
    assert_eq!(
        api.get_json("/api/v11/accounts/4").await["name"],
        Value::Null
    );

    let mut seen = Vec::new();
    let mut path = "/api/v11/accounts/2/transactions?limit=1".to_owned();
    loop {
        let page = api.get_json(&path).await;
        for transfer in page["transfers"].as_array().expect("a list") {
            assert_eq!(transfer["direction"], "in");
            seen.push((
                transfer["transactionHash"].as_str().map(str::to_owned),
                transfer["amount"].as_str().map(str::to_owned),
            ));
        }
        let Some(cursor) = page["nextCursor"].as_str() else {
            break;
        };
        path = format!("/api/v11/accounts/2/transactions?limit=1&cursor={cursor}");
    }
    let expected = [(&hashes[1], "1"), (&hashes[0], "10")]
        .map(|(hash, amount)| (Some(hash.clone()), Some(amount.to_owned())));
    assert_eq!(seen, expected);
    api.get("/api/v11/accounts/99")
        .await
        .assert_problem(404, "not_found");
    api.get("/api/v11/accounts/99/transactions")
        .await
        .assert_problem(404, "not_found");
    api.get("/api/v11/accounts/nobody")
        .await
        .assert_problem(400, "invalid_parameter");
    api.get("/api/v11/accounts/4294967296")
        .await
        .assert_problem(400, "invalid_parameter");
    api.stop().await;
}

#[tokio::test]
async fn search_finds_what_a_person_may_type() {
    let (api, hashes) = with_history().await;
    let block = api.get_json("/api/v11/blockchain/blocks/1").await;
    let account = api.get_json("/api/v11/accounts/3").await;
    let address = account["address"].as_str().expect("an address");
    let block_hash = block["hash"].as_str().expect("a hash");
    let receipt = format!("{}-1", hashes[1]);
    let cases = [
        ("1", "block", "1"),
        (block_hash, "block", "1"),
        (hashes[0].as_str(), "transaction", hashes[0].as_str()),
        (receipt.as_str(), "transaction", hashes[1].as_str()),
        (address, "account", address),
        ("ACCOUNT%203", "account", address),
    ];
    for (text, kind, id) in cases {
        let found = api.get_json(&format!("/api/v11/search?q={text}")).await;
        assert_eq!(
            (&found["results"][0]["kind"], &found["results"][0]["id"]),
            (&json!(kind), &json!(id)),
            "{text}: {found}"
        );
    }
    assert_eq!(
        api.get_json("/api/v11/search?q=no%20such%20thing").await["results"],
        json!([])
    );
    api.get("/api/v11/search?q=")
        .await
        .assert_problem(400, "invalid_parameter");
    api.get("/api/v11/search")
        .await
        .assert_problem(400, "invalid_parameter");
    api.stop().await;
}

#[tokio::test]
async fn assets_are_listed_with_their_supply() {
    let api = Api::start();
    let first = api.get_json("/api/v11/assets?limit=1").await;
    let expected = json!({ "index": 0, "code": "EUR", "name": "EUR", "decimals": 2, "dense": true, "totalSupply": (FIRST_BALANCE * 4).to_string() });
    assert_eq!(first["assets"], json!([expected]));
    let cursor = first["nextCursor"].as_str().expect("a second page");
    let second = api
        .get_json(&format!("/api/v11/assets?cursor={cursor}"))
        .await;
    assert_eq!(
        (&second["assets"][0]["code"], &second["assets"][0]["dense"]),
        (&json!("GOLD"), &json!(false))
    );
    assert_eq!(second["nextCursor"], Value::Null);
    api.stop().await;
}

/// Every text in an answer that begins like a time, with the name of its field.
fn times(value: &Value, name: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) if text.starts_with("20") && text.contains('T') => {
            found.push((name.to_owned(), text.clone()));
        }
        Value::Array(items) => items.iter().for_each(|item| times(item, name, found)),
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, field)| times(field, name, found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_time_has_three_digits_of_milliseconds() {
    let (api, hashes) = with_history().await;
    let paths = [
        "/q/health".to_owned(),
        "/api/v11/info".to_owned(),
        "/api/v11/performance".to_owned(),
        "/api/v11/blockchain/chain/info".to_owned(),
        "/api/v11/blockchain/blocks".to_owned(),
        SINGLE.to_owned(),
        "/api/v11/accounts/1/transactions".to_owned(),
        format!("/api/v11/receipts/{}", hashes[0]),
        "/api/v11/validators".to_owned(),
    ];
    for path in paths {
        let mut found = Vec::new();
        times(&api.get_json(&path).await, "", &mut found);
        assert!(!found.is_empty(), "{path}");
        for (name, text) in found {
            assert_eq!(
                (text.len(), text.as_bytes()[19], text.as_bytes()[23]),
                (24, b'.', b'Z'),
                "{path}: {name} {text}"
            );
        }
    }
    api.stop().await;
}

#[tokio::test]
async fn no_listed_transaction_is_above_the_height_that_its_page_names() {
    let (api, _) = with_history().await;
    // The index does not go on; the list is made of the blocks themselves.
    api.handle.node.history.stop();
    let transfer = api.ledger.transfer(1, 4, &record(1, 2, 1));
    common::submit(&api.handle, transfer.into_bytes()).await;
    let tip = common::settle(&api.handle).await;
    for parameters in ["", "&order=asc", "&toHeight=2"] {
        let page = api.get_json(&format!("{SINGLE}?{parameters}")).await;
        assert_eq!(page["indexedHeight"], tip, "{parameters}");
        let rows = page["transactions"].as_array().expect("a list").iter();
        let heights: Vec<_> = rows.map(|row| row["blockHeight"].as_u64()).collect();
        assert!(!heights.is_empty());
        assert!(heights.iter().all(|height| *height <= Some(tip)));
    }
    // Whoever goes on from there finds what came later, and nothing twice.
    let transfer = api.ledger.transfer(1, 5, &record(1, 2, 1));
    common::submit(&api.handle, transfer.into_bytes()).await;
    common::settle(&api.handle).await;
    let later = format!("{SINGLE}?order=asc&fromHeight={}", tip + 1);
    let page = api.get_json(&later).await;
    assert_eq!(page["transactions"].as_array().map(Vec::len), Some(1));
    // An account's history is made of the index.
    let history = api.get_json("/api/v11/accounts/1/transactions").await;
    let indexed = api.handle.node.history.indexed_height();
    assert_eq!(history["indexedHeight"], indexed);
    api.stop().await;
}
