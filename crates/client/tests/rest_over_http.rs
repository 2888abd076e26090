//! The REST client against a double of a node: shapes, problems, limits, waiting for a proof.

#![allow(
    clippy::unwrap_used,
    reason = "a test that fails by panicking is a test that works"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aurigraph_client::{HttpClient, HttpError};
use aurigraph_types::{AccountIndex, Address, Digest, Scheme, SigningKey};
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

async fn client(routes: Router) -> HttpClient {
    HttpClient::new(&support::serve_http(routes).await).unwrap()
}

fn zeros() -> String {
    "0".repeat(64)
}

fn account(index: u32) -> Value {
    json!({ "index": index, "address": zeros(), "name": null, "signatureScheme": "ed25519", "publicKey": "00",
        "frozen": false, "roles": [], "custodian": { "index": 1, "address": zeros() }, "parent": null, "subaccountCount": 0,
        "nextSequence": "6", "balances": [{ "asset": "EUR", "assetIndex": 0, "decimals": 2, "amount": "1000" }],
        "height": 12, "somethingNewer": true })
}

#[tokio::test]
async fn an_account_is_read_by_index_and_by_address() {
    let routes = Router::new().route(
        "/api/v11/accounts/{id}",
        get(|Path(id): Path<String>| async move { Json(account(if id == "7" { 7 } else { 8 })) }),
    );
    let client = client(routes).await;
    let by_index = client.account_by_index(AccountIndex::new(7)).await.unwrap();
    assert_eq!(
        (by_index.index, by_index.next_sequence.as_deref()),
        (7, Some("6"))
    );
    assert_eq!(by_index.balances[0].amount, "1000");
    assert_eq!(
        client.account(&Address(Digest::ZERO)).await.unwrap().index,
        8
    );
}

#[tokio::test]
async fn a_problem_document_becomes_a_typed_error() {
    let problem = || async {
        let body = json!({ "type": "about:blank", "title": "Not found", "status": 404, "code": "not_found",
            "detail": "There is no account 9.", "action": "Check the index." });
        (StatusCode::NOT_FOUND, [("retry-after", "3")], Json(body))
    };
    let client = client(Router::new().fallback(problem)).await;
    let error = client
        .account_by_index(AccountIndex::new(9))
        .await
        .unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(
        error.to_string(),
        "Not found: There is no account 9. (Check the index.)"
    );
    let HttpError::Problem {
        status: 404,
        retry_after,
        ..
    } = error
    else {
        panic!("a problem")
    };
    assert_eq!(retry_after, Some(Duration::from_secs(3)));
}

#[tokio::test]
async fn other_answers_are_not_taken_for_a_nodes() {
    let routes = Router::new()
        .route("/api/v11/info", get(|| async { "<html>" }))
        .fallback(|| async { (StatusCode::BAD_GATEWAY, "proxy") });
    let client = client(routes).await;
    let error = client.info().await.unwrap_err();
    assert!(
        matches!(error, HttpError::UnexpectedAnswer { .. }),
        "{error}"
    );
    let error = client
        .account_by_index(AccountIndex::new(1))
        .await
        .unwrap_err();
    assert!(
        matches!(error, HttpError::Status { status: 502, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let endless = || async {
        let chunk = axum::body::Bytes::from(vec![b' '; 1 << 20]);
        let chunks =
            tokio_stream::iter(std::iter::repeat_n(chunk, 64).map(Ok::<_, std::io::Error>));
        Body::from_stream(chunks).into_response()
    };
    let error = client(Router::new().fallback(endless))
        .await
        .info()
        .await
        .unwrap_err();
    assert!(matches!(error, HttpError::TooLarge { .. }), "{error}");
}

fn receipt(proof: Value) -> Value {
    json!({ "id": zeros(), "transactionHash": zeros(), "kind": "transfer", "index": 0, "record": "00",
        "resultCode": "applied", "transfer": null, "operation": null, "blockHeight": 12,
        "timestamp": "2026-01-01T00:00:00.000Z", "finality": { "state": "final", "height": 12 }, "proof": proof,
        "proofReadyAtHeight": 13 })
}

fn proof() -> Value {
    json!({ "format": "aurigraph-proof-v1", "kind": "receipt", "chainId": zeros(), "validators": [],
        "header": "", "certificate": "" })
}

#[tokio::test]
async fn a_proof_is_waited_for() {
    let asked = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&asked);
    let routes = Router::new().route(
        "/api/v11/receipts/{id}",
        get(move || {
            let ready = counter.fetch_add(1, Ordering::Relaxed) >= 2;
            async move { Json(receipt(if ready { proof() } else { Value::Null })) }
        }),
    );
    let client = client(routes).await;
    let receipt = client
        .receipt_with_proof(&zeros(), Duration::from_secs(10))
        .await
        .unwrap();
    assert!(receipt.proof.is_some());
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}

#[tokio::test]
async fn waiting_for_a_proof_ends() {
    let routes = Router::new().fallback(|| async { Json(receipt(Value::Null)) });
    let client = client(routes).await;
    let error = client
        .receipt_with_proof(&zeros(), Duration::from_millis(150))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            HttpError::ProofNotReady {
                ready_at_height: 13,
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn pages_are_followed_and_cursors_escaped() {
    let page = |RawQuery(query): RawQuery| async move {
        let asset = |index: u32| json!({ "index": index, "code": format!("A{index}"), "name": "", "decimals": 2, "dense": true, "totalSupply": "0" });
        match query.as_deref() {
            Some("limit=200") => Json(json!({ "assets": [asset(0)], "nextCursor": "a/b&c" })),
            Some("limit=200&cursor=a%2Fb%26c") => {
                Json(json!({ "assets": [asset(1)], "nextCursor": null }))
            }
            other => panic!("query {other:?}"),
        }
    };
    let client = client(Router::new().route("/api/v11/assets", get(page))).await;
    let codes: Vec<_> = client
        .assets()
        .await
        .unwrap()
        .into_iter()
        .map(|asset| asset.code)
        .collect();
    assert_eq!(codes, ["A0", "A1"]);
}

#[tokio::test]
async fn the_faucet_is_asked_in_the_documented_shape() {
    let key = SigningKey::generate(Scheme::Ed25519);
    let public = hex::encode(key.public_key().as_bytes());
    let account = json!({ "index": 9, "address": key.public_key().address() });
    let funded = json!([{ "asset": "EUR", "amount": "100", "decimals": 2 }]);
    let (one, many) = (account.clone(), account);
    let (one_funded, many_funded) = (funded.clone(), funded);
    let routes = Router::new()
        .route("/api/v11/devnet/faucet", post(move |Json(body): Json<Value>| async move {
            assert_eq!(body, json!({ "scheme": "ed25519", "publicKey": public }));
            Json(json!({ "account": one, "funded": one_funded, "transactionHash": zeros(), "receiptId": zeros() }))
        }))
        .route("/api/v11/devnet/faucet/bulk", post(move |Json(body): Json<Value>| async move {
            assert_eq!(body["accounts"].as_array().unwrap().len(), 1);
            assert_eq!(body["amountMinorUnits"], "25");
            Json(json!({ "accounts": [many], "funded": many_funded, "transactionHashes": [zeros()] }))
        }));
    let client = client(routes).await;
    assert_eq!(
        client.faucet(key.public_key()).await.unwrap().account.index,
        9
    );
    let reply = client
        .faucet_bulk(&[key.public_key().clone()], Some(25), 1)
        .await
        .unwrap();
    assert_eq!(reply.accounts[0].address, key.public_key().address());
}

#[tokio::test]
async fn addresses_are_checked_and_a_missing_node_is_named() {
    for url in [
        "",
        "localhost:9003",
        "ftp://localhost:9003",
        "https://",
        "http://",
        "http://localhost/?a=b",
    ] {
        assert!(
            matches!(HttpClient::new(url), Err(HttpError::InvalidUrl { .. })),
            "{url}"
        );
    }
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = HttpClient::new(&format!("http://{}/", free.local_addr().unwrap())).unwrap();
    drop(free);
    let error = client.info().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("nothing accepts connections there"),
        "{error}"
    );
}

#[tokio::test]
async fn another_node_is_asked_when_one_does_not_answer_or_serves_nothing() {
    let asked = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&asked);
    let busy = Router::new().fallback(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        async {
            let problem = json!({ "type": "about:blank", "title": "Not ready", "status": 503, "detail": "it starts",
                "code": "not_ready", "action": "" });
            (StatusCode::SERVICE_UNAVAILABLE, Json(problem))
        }
    });
    let good = Router::new()
        .route("/api/v11/accounts/{id}", get(|| async { Json(account(7)) }))
        .fallback(|| async {
            let problem = json!({ "type": "about:blank", "title": "Not found", "status": 404, "detail": "none",
                "code": "not_found", "action": "" });
            (StatusCode::NOT_FOUND, Json(problem))
        });
    // A port on which nobody listens.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (busy, good) = (
        support::serve_http(busy).await,
        support::serve_http(good).await,
    );
    let client = HttpClient::new(&format!("http://{nobody},{busy},{good}")).unwrap();
    let index = AccountIndex::new(7);
    assert_eq!(client.account_by_index(index).await.unwrap().index, 7);
    assert_eq!(
        (asked.load(Ordering::Relaxed), client.base_url()),
        (1, good.as_str())
    );
    // From then on the one that answered is asked first, and what it refuses is its answer.
    client.account_by_index(index).await.unwrap();
    let missing = client.receipt(&zeros()).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    assert_eq!(asked.load(Ordering::Relaxed), 1);

    // If none does better, the first reason is told.
    let none = HttpClient::new(&format!("http://{nobody},{busy}")).unwrap();
    let error = none.account_by_index(index).await.unwrap_err();
    assert!(matches!(error, HttpError::Transport { .. }), "{error}");
    for text in ["", "http://a,", "http://a:1,ftp://b:2"] {
        assert!(HttpClient::new(text).is_err(), "{text}");
    }
}
